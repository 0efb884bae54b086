"""The kind of rule that turns claims into hours: decision, bar of duplicates, office, caps, and the level they go to.

Hours become credit by the rate of their category. What a rule rejects is no credit for any use, in windows, years and
cycles neither, and bars no later claim.

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
from ledger.rules.levels import Flow, allocate, first_open, home, takers_of, with_head
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
        holding = Holding(claim.claim, day, result.usable, day, FOREVER, claim.activity.category)
        holdings = (*holdings, holding)
    after = Running(result.levels, result.outside_by_year, result.credited, turns, posted, holdings)
    return Worked(claim, day, result.postings, holding, after)


def _credit_day(claim: Claim, posted: bool) -> date:
    if posted and claim.status == "approved" and claim.decided_on is not None:
        return claim.decided_on
    return claim.activity.completed_on


def _work_one(claim: Claim, day: date, running: Running, context: Context) -> _Result:
    levels, by_year, credited = running.levels, running.outside_by_year, running.credited
    activity = claim.activity
    root = context.root(activity.completed_on)
    outside = activity.source in root.outside_sources
    room = _annual_room(day, root, running) if outside else None
    takers = takers_of(activity.category, activity.completed_on, context)
    flow = Flow(day, activity.completed_on, activity.category, takers, context, outside, room)
    index = first_open(0, levels, flow)
    program = home(index, flow)
    if claim.status != "approved" and not _counts(claim, root):
        reason = "awaiting-decision" if claim.status == "pending" else claim.status
        pieces = _pieces(Piece(claim.status, reason, _in_credit(claim.hours_claimed, claim, root)))
        return _Result((Posting(program, pieces, ZERO),), ZERO, levels, by_year, credited)
    awarded, head = _awarded(claim, root)
    refusal = _refusal(claim, index, root, running, flow)
    if refusal is not None:
        pieces = (*head, *_pieces(Piece(*refusal, awarded)))
        restarts = refusal[0] == "duplicate" and root.duplicate_basis == "completed_restarts_clock"
        credited = _with_course(claim, running) if restarts else credited
        return _Result((Posting(program, pieces, ZERO),), ZERO, levels, by_year, credited)
    usable = awarded
    if room is not None and root.outside_annual_cap_use == "every_use":
        usable = min(awarded, room)
        if usable < awarded:
            head = (*head, Piece("over-cap", "annual-outside-cap", awarded - usable))
    allotted = allocate(usable, index, levels, flow)
    if allotted.above:
        head = (*head, Piece("over-cap", "annual-outside-cap", allotted.above))
    if room is not None and allotted.used:
        by_year = {**by_year, day.year: by_year.get(day.year, ZERO) + allotted.used}
    if not allotted.barred or allotted.barred < awarded:
        credited = _with_course(claim, running)
    postings = with_head(allotted.postings, head, program)
    return _Result(postings, usable - allotted.barred, allotted.levels, by_year, credited)


def _counts(claim: Claim, root: RuleSet) -> bool:
    """Whether a claim that is not approved is worked toward credit: it waits, and claims count at once."""
    return claim.status == "pending" and bool(root.claims_count == "when_claimed")


def _pieces(piece: Piece) -> tuple[Piece, ...]:
    return (piece,) if piece.hours else ()


def _in_credit(hours: Decimal, claim: Claim, root: RuleSet) -> Decimal:
    """Return the credit of hours of the claim's category (A32)."""
    return hours * root.rates.get(claim.activity.category, 1) if root.rates else hours


def _awarded(claim: Claim, root: RuleSet) -> tuple[Decimal, tuple[Piece, ...]]:
    """Return the credit awarded, after rounding (A15), and the pieces that were not.

    A claim that counts before it is decided is taken to be awarded whole.
    """
    claimed = awarded = _in_credit(claim.hours_claimed, claim, root)
    if claim.status == "approved" and claim.hours_awarded != claim.hours_claimed:
        awarded = _in_credit(claim.hours_awarded or ZERO, claim, root)
    pieces: list[Piece] = []
    if awarded < claimed:
        pieces.append(Piece("rejected", "not-awarded", claimed - awarded))
    if root.rounding == "round_down_half":
        kept = awarded - awarded % _HALF
        if kept < awarded:
            pieces.append(Piece("rejected", "rounded-down", awarded - kept))
        awarded = kept
    return awarded, tuple(pieces)


def _refusal(claim: Claim, index: int, root: RuleSet, running: Running, flow: Flow) -> tuple[str, str] | None:
    """Return place and reason if a rule refuses the whole claim."""
    if _is_late(claim, root):
        return "rejected", "form-late"
    if root.category_required and claim.activity.category is None:
        return "rejected", "no-category"
    if root.competency_required and claim.activity.competency is None:
        return "rejected", "no-competency"
    if not flow.takers:
        return "rejected", "category-not-taken"
    if _is_duplicate(claim, root, running, flow.context):
        return "duplicate", "duplicate"
    if root.office_required and index < len(running.levels):
        reason = _ineligible(claim, index, running, flow.context)
        if reason is not None:
            return "rejected", reason
    return None


def _is_late(claim: Claim, root: RuleSet) -> bool:
    """Whether the form came after its last day (A12); a claim without a form is never late."""
    if claim.form_on is None:
        return False
    completed_on = claim.activity.completed_on
    days, last = root.form_deadline_days, root.form_deadline_next_year
    if days is not None and claim.form_on > completed_on + timedelta(days=days):
        return True
    return last is not None and claim.form_on > date(completed_on.year + 1, *last)


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
