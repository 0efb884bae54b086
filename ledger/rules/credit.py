"""The kind of rule that turns claims into hours: decision, bar of duplicates, office, caps, and the level they go to.

Claims are worked in the order of their credit date, then of the position of the form. Every claimed hour gets
exactly one place (design, section 5: conservation). The result of a claim depends only on the claims before it, so a
history that grew at its end is worked on from where it grew (`work`, argument `before`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.record.official import Claim
from ledger.rules.hours import Context, Credit, Holding, Level, Piece, Posting, Running, Turn, Worked, start
from ledger.rules.levels import Flow, allocate, first_open, with_head
from ledger.rules.model import RuleSet
from ledger.rules.office import last_day_of_grace
from ledger.values import FOREVER, ZERO, add_years

_HALF = Decimal("0.5")


def work(claims: Iterable[Claim], context: Context, before: Credit | None = None) -> Credit:
    """Work the claims of one scheme. `before` is an earlier result whose common beginning is kept."""
    posted = context.rules.root.sets[-1].credit_date == "posted_date"
    dated = [
        (_credit_day(claim, posted), claim.order, claim) for claim in claims if claim.status != "form-open"
    ]
    dated.sort()
    worked: list[Worked] = []
    if before is not None and before.context == context:
        for old, (day, _, claim) in zip(before.worked, dated, strict=False):
            if old.claim is not claim or old.credit_on != day:
                break
            worked.append(old)
    kept = len(worked)
    running = worked[-1].after if worked else start(context)
    for day, _, claim in dated[kept:]:
        result = _gathered(claim, day, _work_one(claim, day, running, context), running, context)
        worked.append(result)
        running = result.after
    return Credit(context, tuple(worked), kept)


class _Result(NamedTuple):
    """What working one claim gives; the parts of `Running` it did not touch are the same objects."""

    postings: tuple[Posting, ...]
    usable: Decimal
    levels: tuple[Level, ...]
    outside_by_year: dict[int, Decimal]
    credited: dict[str, tuple[date, ...]]


def _gathered(claim: Claim, day: date, result: _Result, before: Running, context: Context) -> Worked:
    """Add what a claim gave to what has gathered."""
    turns = before.turns
    if result.levels is not before.levels:
        turns = tuple(
            known if level is old else (*known, Turn(day, level))
            for known, level, old in zip(turns, result.levels, before.levels, strict=True)
        )
    posted = before.posted_from
    if None in posted:
        programs = [posting.program for posting in result.postings]
        posted = tuple(
            day if first is None and name in programs else first
            for first, name in zip(posted, context.rules.names, strict=True)
        )
    holding, holdings = None, before.holdings
    if result.usable:
        holding = Holding(claim.claim, day, result.usable, day, FOREVER)
        holdings = (*holdings, holding)
    after = Running(result.levels, result.outside_by_year, result.credited, turns, posted, holdings)
    return Worked(claim, day, result.postings, holding, after)


def _credit_day(claim: Claim, posted: bool) -> date:
    if posted and claim.status == "approved" and claim.decided_on is not None:
        return claim.decided_on
    return claim.activity.completed_on


def _work_one(claim: Claim, day: date, running: Running, context: Context) -> _Result:
    levels, by_year, credited = running.levels, running.outside_by_year, running.credited
    index = first_open(0, levels, context, day)
    program = context.rules.names[min(index, len(levels) - 1)]
    status = claim.status
    if status != "approved" or claim.hours_awarded is None:
        reason = "awaiting-decision" if status == "pending" else status
        posting = Posting(program, (Piece(status, reason, claim.hours_claimed),), ZERO)
        return _Result((posting,), ZERO, levels, by_year, credited)
    root = context.root(claim.activity.completed_on)
    awarded, head = _awarded(claim, root)
    refusal, credited = _refusal(claim, index, root, running, context)
    if refusal is not None:
        pieces = (*head, Piece(*refusal, awarded)) if awarded else head
        return _Result((Posting(program, pieces, ZERO),), ZERO, levels, by_year, credited)
    outside = claim.activity.source in root.outside_sources
    room = _annual_room(day, root, running) if outside else None
    usable = awarded
    if room is not None and root.outside_annual_cap_use == "every_use":
        usable = min(awarded, room)
        if usable < awarded:
            head = (*head, Piece("over-cap", "annual-outside-cap", awarded - usable))
    flow = Flow(day, claim.activity.completed_on, outside, room, context)
    postings, levels, used, over = allocate(usable, index, levels, flow)
    if over:
        head = (*head, Piece("over-cap", "annual-outside-cap", over))
    if room is not None and used:
        by_year = {**by_year, day.year: by_year.get(day.year, ZERO) + used}
    return _Result(with_head(postings, head, program), usable, levels, by_year, credited)


def _awarded(claim: Claim, root: RuleSet) -> tuple[Decimal, tuple[Piece, ...]]:
    """Return the hours awarded, after rounding (A15), and the pieces that were not."""
    awarded = claim.hours_awarded or ZERO
    pieces: list[Piece] = []
    if awarded < claim.hours_claimed:
        pieces.append(Piece("rejected", "not-awarded", claim.hours_claimed - awarded))
    if root.rounding == "round_down_half":
        kept = awarded - awarded % _HALF
        if kept < awarded:
            pieces.append(Piece("rejected", "rounded-down", awarded - kept))
        awarded = kept
    return awarded, tuple(pieces)


def _refusal(
    claim: Claim, index: int, root: RuleSet, running: Running, context: Context
) -> tuple[tuple[str, str] | None, dict[str, tuple[date, ...]]]:
    """Return place and reason if a rule refuses the whole claim, and the days each course was credited on."""
    deadline = root.form_deadline_days
    last_day = None if deadline is None else claim.activity.completed_on + timedelta(days=deadline)
    if last_day is not None and claim.form_on is not None and claim.form_on > last_day:
        return ("rejected", "form-late"), running.credited
    if _is_duplicate(claim, root, running, context):
        restarts = root.duplicate_basis == "completed_restarts_clock"
        return ("duplicate", "duplicate"), _with_course(claim, running) if restarts else running.credited
    if index < len(context.rules.levels):
        reason = _ineligible(claim, index, running, context)
        if reason is not None:
            return ("rejected", reason), running.credited
    return None, _with_course(claim, running)


def _with_course(claim: Claim, running: Running) -> dict[str, tuple[date, ...]]:
    course, credited = claim.activity.course, running.credited
    if course is None:
        return credited
    return {**credited, course: (*credited.get(course, ()), claim.activity.completed_on)}


def _is_duplicate(claim: Claim, root: RuleSet, running: Running, context: Context) -> bool:
    """Whether the coursework was credited in the previous years (ALM-AO-23, ALM-AN-21, A05)."""
    years, course = root.duplicate_lookback_years, claim.activity.course
    if years is None or course is None or course not in running.credited:
        return False
    day = claim.activity.completed_on
    if root.duplicate_scope == "former_officials_only":
        office = context.service
        if office.holds_on(day) or not office.has_begun_by(day):
            return False
    start = add_years(day, -years)
    if root.duplicate_boundary == "anniversary_is_free":
        return any(start < earlier < day for earlier in running.credited[course])
    return any(start <= earlier < day for earlier in running.credited[course])


def _ineligible(claim: Claim, index: int, running: Running, context: Context) -> str | None:
    """Return why the official may not earn toward the level (ALM-AO-21, ALM-AN-19, A06, C04, C12)."""
    day, office = claim.activity.completed_on, context.service
    if office.holds_on(day):
        return None
    left = office.left_before(day)
    if left is None:
        return "not-in-office"
    rules = context.level(index, day)
    last = last_day_of_grace(left, rules)
    if last is None or day > last:
        return "grace-over"
    enrolled, first = context.enrolled_on[index], running.levels[index].first_on
    if rules.after_office_enrolment and (enrolled is None or enrolled > left):
        return "not-enrolled-in-office"
    if rules.after_office_participation and (first is None or first > left):
        return "not-enrolled-in-office"
    if rules.after_office_modes and claim.activity.mode not in rules.after_office_modes:
        return "mode-not-allowed"
    return None


def _annual_room(day: date, root: RuleSet, running: Running) -> Decimal | None:
    """Return what the calendar year's cap leaves of outside hours; None: no cap (ALM-AO-11, ALM-AN-13, A04)."""
    cap = root.outside_annual_cap
    return None if cap is None else max(cap - running.outside_by_year.get(day.year, ZERO), ZERO)
