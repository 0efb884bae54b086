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
from ledger.values import FOREVER, ZERO, add_years

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


class Holding(NamedTuple):
    """Window credit of one claim, held on the days `[from_, until)` of the valid axis.

    `until` ends a holding that a later correction took away under the reading `prospective` (A52).
    """

    claim: str
    credit_on: date
    hours: Decimal
    from_: date
    until: date


class Turn(NamedTuple):
    """How a level stands from a day on."""

    day: date
    level: Level


class Running(NamedTuple):
    """All that the working of the next claim depends on, and what has gathered so far.

    `turns` are, for each level, the days on which it moved; `posted_from` the first credit day posted to each.
    """

    levels: tuple[Level, ...]
    outside_by_year: dict[int, Decimal]
    credited: dict[str, tuple[date, ...]]
    turns: tuple[tuple[Turn, ...], ...]
    posted_from: tuple[date | None, ...]
    holdings: tuple[Holding, ...]


class Worked(NamedTuple):
    """One claim, worked: its postings, what it is worth in a window (None: nothing), and where things stand after."""

    claim: Claim
    credit_on: date
    postings: tuple[Posting, ...]
    holding: Holding | None
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
    """All claims of a scheme, worked. `kept` counts those at the beginning that an earlier result had worked."""

    context: Context
    worked: tuple[Worked, ...]
    kept: int

    @property
    def running(self) -> Running:
        """Where everything stands after the last claim."""
        return self.worked[-1].after if self.worked else _start(self.context)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Where each level stands after everything."""
        return self.running.levels


def context_of(record: Record, rules: SchemeRules) -> Context:
    """Gather what decides about the claims of a scheme besides the claims."""
    own: list[date | None] = []
    for name in rules.names:
        own.append(min((s.on for s in record.steps.get(name, ()) if s.kind == "awarded"), default=None))
    passed = [min((day for day in own[i:] if day is not None), default=None) for i in range(len(own))]
    enrolled = [min((s.enrolled_on for s in record.enrolments.get(n, ())), default=None) for n in rules.names]
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
    running = worked[-1].after if worked else _start(context)
    for day, _, claim in dated[kept:]:
        result = _gathered(claim, day, _work_one(claim, day, running, context), running, context)
        worked.append(result)
        running = result.after
    return Credit(context, tuple(worked), kept)


def _start(context: Context) -> Running:
    count = len(context.rules.levels)
    return Running((Level(),) * count, {}, {}, ((),) * count, (None,) * count, ())


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
    index = _first_open(0, levels, context, day)
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
    flow = _Flow(day, claim.activity.completed_on, outside, room, context)
    postings, levels, used, over = _allocate(usable, index, levels, flow)
    if over:
        head = (*head, Piece("over-cap", "annual-outside-cap", over))
    if room is not None and used:
        by_year = {**by_year, day.year: by_year.get(day.year, ZERO) + used}
    return _Result(_with_head(postings, head, program), usable, levels, by_year, credited)


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


def _first_open(start: int, levels: tuple[Level, ...], context: Context, day: date) -> int:
    """Return the first level from `start` that is not complete; their number when all are (A11)."""
    for index in range(start, len(levels)):
        passed = context.passed_on[index]
        if levels[index].complete_on is None and (passed is None or day <= passed):
            return index
    return len(levels)


class _Flow(NamedTuple):
    """What decides where usable hours go. `room` is what the annual cap leaves; None: no cap."""

    day: date
    completed_on: date
    outside: bool
    room: Decimal | None
    context: Context


def _allocate(
    hours: Decimal, index: int, levels: tuple[Level, ...], flow: _Flow
) -> tuple[tuple[Posting, ...], tuple[Level, ...], Decimal, Decimal]:
    """Give hours to the level in progress, and what is left over to the next (A03, A11).

    Returns the postings, the levels after them, how much of the annual room was used, and how much was above it.
    """
    names = flow.context.rules.names
    every_use = flow.context.root(flow.completed_on).outside_annual_cap_use == "every_use"
    postings: list[Posting] = []
    room = flow.room
    used, above = hours if every_use else ZERO, ZERO
    while hours:
        if index == len(levels):
            postings.append(Posting(names[-1], (Piece("counted", "continuing", hours),), ZERO))
            break
        if index and _barred_by_strict(index, levels, flow):
            postings.append(
                Posting(names[index - 1], (Piece("over-cap", "surplus-not-carried", hours),), ZERO)
            )
            break
        limit = hours if room is None else min(hours, room)
        taken, level = _take(limit, levels[index], flow, flow.context.level(index, flow.completed_on))
        levels = (*levels[:index], level, *levels[index + 1 :])
        pieces = [Piece("counted", "counted", taken)] if taken else []
        hours -= taken
        if hours and level.complete_on is None:
            pieces += [Piece("over-cap", "outside-total-cap", limit - taken)] if limit > taken else []
            above, hours = hours - (limit - taken), ZERO
            used += ZERO if every_use else limit - taken
        if pieces:
            postings.append(Posting(names[index], tuple(pieces), taken))
        used += ZERO if every_use else taken
        room = None if room is None else room - taken
        index = _first_open(index + 1, levels, flow.context, flow.day)
    return tuple(postings), levels, used, above


def _take(hours: Decimal, level: Level, flow: _Flow, rules: RuleSet) -> tuple[Decimal, Level]:
    """Return what the level takes of `hours`, and the level after it."""
    required = rules.required_amount
    taken = hours if required is None else min(hours, max(required - level.counted, ZERO))
    cap = rules.outside_total_cap
    if flow.outside and cap is not None:
        taken = min(taken, max(cap - level.outside, ZERO))
    counted = level.counted + taken
    return taken, Level(
        counted=counted,
        outside=level.outside + taken if flow.outside else level.outside,
        complete_on=flow.day if required is not None and counted >= required else None,
        first_on=level.first_on or (flow.day if taken else None),
    )


def _barred_by_strict(index: int, levels: tuple[Level, ...], flow: _Flow) -> bool:
    """Whether the reading `strict` keeps the level from taking hours dated before the award below it (A11)."""
    context = flow.context
    if context.level(index, flow.completed_on).surplus != "strict":
        return False
    awarded = context.awarded_on[index - 1]
    if context.level(index - 1, flow.completed_on).designation_date == "fortieth_hour":
        awarded = levels[index - 1].complete_on or awarded
    return awarded is None or flow.day <= awarded


def _with_head(postings: tuple[Posting, ...], head: tuple[Piece, ...], program: str) -> tuple[Posting, ...]:
    """Put the pieces that earn nothing first, with the level in progress; one posting a program."""
    if len(postings) == 1 and not head:
        return postings
    joined: dict[str, Posting] = {program: Posting(program, head, ZERO)} if head else {}
    for posting in postings:
        same = joined.get(posting.program)
        if same is not None:
            posting = Posting(posting.program, (*same.pieces, *posting.pieces), same.toward + posting.toward)
        joined[posting.program] = posting
    return tuple(joined.values())
