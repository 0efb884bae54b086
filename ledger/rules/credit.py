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

from ledger.record.official import Claim, Record
from ledger.rules.catalog import SchemeRules
from ledger.rules.model import RuleSet
from ledger.rules.office import Service, last_day_of_grace, service
from ledger.values import ZERO, add_years

#: The places an hour may be in, in the order of the transcript's totals.
PLACES = ("pending", "returned", "rejected", "reversed", "duplicate", "over-cap", "counted")
_HALF = Decimal("0.5")


class Piece(NamedTuple):
    """Hours of one claim in one place, for one reason (`docs/semantics.md`)."""

    place: str
    reason: str
    hours: Decimal


class Posting(NamedTuple):
    """What one claim is to one program: its pieces; `toward` is what counts toward the requirement."""

    program: str
    pieces: tuple[Piece, ...]
    toward: Decimal


class Level(NamedTuple):
    """How far a level is: counted and outside hours, the day it was completed, the first day anything counted."""

    counted: Decimal = ZERO
    outside: Decimal = ZERO
    complete_on: date | None = None
    first_on: date | None = None


class Running(NamedTuple):
    """All that the working of the next claim depends on."""

    levels: tuple[Level, ...]
    outside_by_year: dict[int, Decimal]
    credited: dict[str, tuple[date, ...]]


class Worked(NamedTuple):
    """One claim, worked: its postings, what it is worth in a window, and where things stand after it."""

    claim: Claim
    credit_on: date
    postings: tuple[Posting, ...]
    window_hours: Decimal
    after: Running


class Context(NamedTuple):
    """Everything but the claims that decides about them."""

    rules: SchemeRules
    service: Service
    #: For each level, the earliest award of it or of a later one: hours dated after it go further.
    passed_on: tuple[date | None, ...]
    #: For each level, its own earliest award.
    awarded_on: tuple[date | None, ...]
    enrolled_on: tuple[date | None, ...]
    #: The day whose rules govern everything, under the reading `version_at_enrolment` (A14).
    governing: date | None

    def root(self, day: date) -> RuleSet:
        """Return the scheme's rules for `day`."""
        return self.rules.root.on(self.governing or day)

    def level(self, index: int, day: date) -> RuleSet:
        """Return the rules of a level for `day`."""
        return self.rules.levels[index].on(self.governing or day)


class Credit(NamedTuple):
    """All claims of a scheme, worked."""

    context: Context
    worked: tuple[Worked, ...]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Where each level stands after everything."""
        return self.worked[-1].after.levels if self.worked else _start(self.context).levels


def context_of(record: Record, rules: SchemeRules) -> Context:
    """Gather what decides about the claims of a scheme besides the claims."""
    own: list[date | None] = []
    for name in rules.names:
        own.append(min((s.on for s in record.steps.get(name, ()) if s.kind == "awarded"), default=None))
    passed = [min((day for day in own[i:] if day is not None), default=None) for i in range(len(own))]
    enrolled = [record.enrolments[n].enrolled_on if n in record.enrolments else None for n in rules.names]
    newest = rules.root.sets[-1]
    governing = None
    if newest.rule_selection == "version_at_enrolment":
        governing = min((day for day in enrolled if day is not None), default=None)
    return Context(
        rules=rules,
        service=service(record.terms.values(), newest.offices),
        passed_on=tuple(passed),
        awarded_on=tuple(own),
        enrolled_on=tuple(enrolled),
        governing=governing,
    )


def work(claims: Iterable[Claim], context: Context, before: Credit | None = None) -> Credit:
    """Work the claims of one scheme. `before` is an earlier result whose common beginning is kept."""
    posted = context.rules.root.sets[-1].credit_date == "posted_date"
    dated = sorted(
        ((_credit_day(claim, posted), claim.order, claim) for claim in claims if claim.status != "form-open"),
        key=lambda entry: entry[:2],
    )
    worked: list[Worked] = []
    if before is not None and before.context == context:
        for old, (day, _, claim) in zip(before.worked, dated, strict=False):
            if old.claim is not claim or old.credit_on != day:
                break
            worked.append(old)
    running = worked[-1].after if worked else _start(context)
    for day, _, claim in dated[len(worked) :]:
        result = _work_one(claim, day, running, context)
        worked.append(result)
        running = result.after
    return Credit(context, tuple(worked))


def _start(context: Context) -> Running:
    return Running((Level(),) * len(context.rules.levels), {}, {})


def _credit_day(claim: Claim, posted: bool) -> date:
    if posted and claim.status == "approved" and claim.decided_on is not None:
        return claim.decided_on
    return claim.activity.completed_on


def _work_one(claim: Claim, day: date, running: Running, context: Context) -> Worked:
    index = _level_in_progress(running, context, day)
    program = context.rules.names[min(index, len(context.rules.names) - 1)]
    status = claim.status
    if status != "approved" or claim.hours_awarded is None:
        reason = "awaiting-decision" if status == "pending" else status
        posting = Posting(program, (Piece(status, reason, claim.hours_claimed),), ZERO)
        return Worked(claim, day, (posting,), ZERO, running)
    root = context.root(day)
    awarded, lost = _awarded(claim, root)
    refusal, running = _refusal(claim, day, index, running, context)
    if refusal is not None:
        pieces = (*lost, Piece(*refusal, awarded)) if awarded else lost
        return Worked(claim, day, (Posting(program, pieces, ZERO),), ZERO, running)
    usable, running = _within_annual_cap(claim, day, awarded, index, running, context)
    over = awarded - usable
    head = lost if not over else (*lost, Piece("over-cap", "annual-outside-cap", over))
    outside = claim.activity.source in root.outside_sources
    postings, levels = _allocate(usable, outside, day, index, running.levels, context)
    postings = _with_head(postings, head, program)
    window = usable if root.outside_annual_cap_use == "every_use" else awarded
    return Worked(claim, day, postings, window, running._replace(levels=levels))


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
    claim: Claim, day: date, index: int, running: Running, context: Context
) -> tuple[tuple[str, str] | None, Running]:
    """Return place and reason if a rule refuses the whole claim, and what later claims must know of it."""
    root = context.root(day)
    deadline = root.form_deadline_days
    last_day = None if deadline is None else claim.activity.completed_on + timedelta(days=deadline)
    if last_day is not None and claim.submitted_on is not None and claim.submitted_on > last_day:
        return ("rejected", "form-late"), running
    if _is_duplicate(claim, root, running, context):
        if root.duplicate_basis == "completed_restarts_clock":
            running = _remember(claim, running)
        return ("duplicate", "duplicate"), running
    if index < len(context.rules.levels):
        reason = _ineligible(claim, day, index, running, context)
        if reason is not None:
            return ("rejected", reason), running
    return None, _remember(claim, running)


def _remember(claim: Claim, running: Running) -> Running:
    course = claim.activity.course
    if course is None:
        return running
    days = (*running.credited.get(course, ()), claim.activity.completed_on)
    return running._replace(credited={**running.credited, course: days})


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


def _ineligible(claim: Claim, day: date, index: int, running: Running, context: Context) -> str | None:
    """Return why the official may not earn toward the level on `day` (ALM-AO-21, ALM-AN-19, A06, C04, C12)."""
    office = context.service
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


def _within_annual_cap(
    claim: Claim, day: date, awarded: Decimal, index: int, running: Running, context: Context
) -> tuple[Decimal, Running]:
    """Return what the cap of the calendar year leaves of outside hours (ALM-AO-11, ALM-AN-13, A04)."""
    root = context.root(day)
    cap = root.outside_annual_cap
    if cap is None or claim.activity.source not in root.outside_sources:
        return awarded, running
    if root.outside_annual_cap_use == "cap_only_toward_40" and index == len(context.rules.levels):
        return awarded, running
    used = running.outside_by_year.get(day.year, ZERO)
    usable = min(awarded, max(cap - used, ZERO))
    return usable, running._replace(outside_by_year={**running.outside_by_year, day.year: used + usable})


def _level_in_progress(running: Running, context: Context, day: date) -> int:
    """Return the first level that is not complete; the number of levels when all are (A11)."""
    for index, level in enumerate(running.levels):
        passed = context.passed_on[index]
        if level.complete_on is None and (passed is None or day <= passed):
            return index
    return len(running.levels)


def _allocate(
    hours: Decimal, outside: bool, day: date, index: int, levels: tuple[Level, ...], context: Context
) -> tuple[tuple[Posting, ...], tuple[Level, ...]]:
    """Give usable hours to the level in progress, and what is left over to the next (A03, A11)."""
    names = context.rules.names
    postings: list[Posting] = []
    while hours:
        if index == len(levels):
            postings.append(Posting(names[-1], (Piece("counted", "counted", hours),), ZERO))
            break
        if index and _barred_by_strict(index, day, levels, context):
            postings.append(
                Posting(names[index - 1], (Piece("over-cap", "surplus-not-carried", hours),), ZERO)
            )
            break
        taken, level = _take(hours, outside, day, levels[index], context.level(index, day))
        levels = (*levels[:index], level, *levels[index + 1 :])
        pieces = [Piece("counted", "counted", taken)] if taken else []
        hours -= taken
        if hours and level.complete_on is None:
            pieces.append(Piece("over-cap", "outside-total-cap", hours))
            hours = ZERO
        if pieces:
            postings.append(Posting(names[index], tuple(pieces), taken))
        index = index + 1 if index + 1 == len(levels) else _next_level(index, day, levels, context)
    return tuple(postings), levels


def _next_level(index: int, day: date, levels: tuple[Level, ...], context: Context) -> int:
    rest = Running(levels[index + 1 :], {}, {})
    later = context._replace(passed_on=context.passed_on[index + 1 :])
    return index + 1 + _level_in_progress(rest, later, day)


def _take(hours: Decimal, outside: bool, day: date, level: Level, rules: RuleSet) -> tuple[Decimal, Level]:
    """Return what the level takes of `hours`, and the level after it."""
    required = rules.required_amount
    taken = hours if required is None else min(hours, max(required - level.counted, ZERO))
    cap = rules.outside_total_cap
    if outside and cap is not None:
        taken = min(taken, max(cap - level.outside, ZERO))
    counted = level.counted + taken
    return taken, Level(
        counted=counted,
        outside=level.outside + taken if outside else level.outside,
        complete_on=day if required is not None and counted >= required else None,
        first_on=level.first_on or (day if taken else None),
    )


def _barred_by_strict(index: int, day: date, levels: tuple[Level, ...], context: Context) -> bool:
    """Whether the reading `strict` keeps the level from taking hours dated before the award below it (A11)."""
    if context.level(index, day).surplus != "strict":
        return False
    awarded = context.awarded_on[index - 1]
    if context.level(index - 1, day).designation_date == "fortieth_hour":
        awarded = levels[index - 1].complete_on or awarded
    return awarded is None or day <= awarded


def _with_head(postings: tuple[Posting, ...], head: tuple[Piece, ...], program: str) -> tuple[Posting, ...]:
    """Put the pieces that earn nothing first, with the level in progress."""
    if not head:
        return postings
    if postings and postings[0].program == program:
        first = postings[0]
        return (first._replace(pieces=(*head, *first.pieces)), *postings[1:])
    return (Posting(program, head, ZERO), *postings)
