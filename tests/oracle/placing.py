"""Put every claimed hour in exactly one place, as of one day, by walking through the hours crumb by crumb.

A crumb is the greatest amount that divides every amount in play, so no crumb is split between two places. Amounts are
counted in crumbs, which are whole numbers, and read in hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor, gcd, lcm

from tests.oracle.history import ADVANCED, BASIC, LEVELS, Claim, Fact, History, add_years, read_history
from tests.oracle.office import former_official, in_office, last_day_of_grace, left_office
from tests.oracle.readings import Readings

FORTY = Fraction(40)
TEN = Fraction(10)
FIVE = Fraction(5)
ZERO = Fraction(0)
OUTSIDE = ("nlc", "other")
PLACE_OF_REASON = {
    "awaiting-decision": "pending",
    "returned": "returned",
    "rejected": "rejected",
    "not-awarded": "rejected",
    "rounded-down": "rejected",
    "form-late": "rejected",
    "reversed": "reversed",
    "duplicate": "duplicate",
    "not-in-office": "rejected",
    "grace-over": "rejected",
    "not-enrolled-in-office": "rejected",
    "mode-not-allowed": "rejected",
    "annual-outside-cap": "over-cap",
    "outside-total-cap": "over-cap",
    "surplus-not-carried": "over-cap",
    "counted": "counted",
    "continuing": "counted",
}
UNDECIDED = {
    "pending": "awaiting-decision",
    "returned": "returned",
    "rejected": "rejected",
    "reversed": "reversed",
}


@dataclass
class Line:
    """What became of one claim's hours in one program."""

    claim: str
    program: str
    completed_on: date
    reasons: dict[str, Fraction] = field(default_factory=dict)


@dataclass
class Placed:
    """All hours in their places as of `as_of`, with what the other answers need."""

    as_of: date
    history: History
    crumb: Fraction
    lines: list[Line] = field(default_factory=list)
    #: Of each approved claim worked through so far, why it is no credit at all, or None where it is credited.
    refusals: dict[str, str | None] = field(default_factory=dict)
    counted_crumbs: list[int] = field(default_factory=lambda: [0, 0])
    outside_crumbs: list[int] = field(default_factory=lambda: [0, 0])
    complete_on: list[date | None] = field(default_factory=lambda: [None, None])
    #: The day on which each level's requirements were first met: the award of A13 `fortieth_hour`, made once.
    first_met_on: list[date | None] = field(default_factory=lambda: [None, None])
    #: Crumbs by credit date of everything usable in windows and for the annual duty.
    credit: dict[date, int] = field(default_factory=dict)
    #: Credit dates of what counted toward the advanced forty.
    participation: list[date] = field(default_factory=list)
    #: Outside crumbs of each calendar year held against the five hours.
    outside_in_year: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count the amounts of the rules in crumbs."""
        self.five, self.ten, self.forty = (int(hours / self.crumb) for hours in (FIVE, TEN, FORTY))

    def counted(self, level: int) -> Fraction:
        """Return the hours counted toward a level's forty."""
        return self.counted_crumbs[level] * self.crumb

    def outside_used(self, level: int) -> Fraction:
        """Return the outside hours among them."""
        return self.outside_crumbs[level] * self.crumb

    def credit_between(self, first: date, last: date) -> Fraction:
        """Return the usable hours with a credit date in `[first, last]`."""
        return sum(amount for day, amount in self.credit.items() if first <= day <= last) * self.crumb


def place_hours(
    facts: Sequence[Fact], readings: Readings, as_of: date, known: History | None = None
) -> Placed:
    """Return every claim's hours in their places, seen as of `as_of` from these facts; `known` is the facts as read."""
    history = known or read_history(facts, as_of=as_of, prospective=readings.a52 == "prospective")
    claims = [claim for claim in history.claims.values() if credit_date(claim, readings) <= as_of]
    claims.sort(key=lambda claim: (credit_date(claim, readings), claim.position))
    placed = Placed(as_of, history, _crumb(claims, readings))
    for claim in claims:
        _place_claim(placed, claim, claims, readings)
    return placed


def credit_date(claim: Claim, readings: Readings) -> date:
    """Return the day a claim's credit belongs to (A12).

    Under `posted_date`: the day of the approval or posting of an approved claim; else of the activity.
    """
    if readings.a12_basis == "activity_date":
        return claim.completed_on
    if claim.state == "approved" and claim.approved_on:
        return claim.approved_on
    return claim.completed_on


def is_outside(claim: Claim, readings: Readings) -> bool:
    """Return whether a claim's hours are outside credit (A04)."""
    if claim.source == "nlc" and readings.a04_nlc == "nlc_is_league_after_2025":
        return not readings.new_page(claim.completed_on)
    return claim.source in OUTSIDE


def awarded_before(history: History, program: str, day: date) -> bool:
    """Return whether an award of the program, not reversed, is dated before `day`, withdrawn or not."""
    return any(
        item.program == program and item.kind == "awarded" and item.day < day for item in history.decisions
    )


def usable_award(claim: Claim, readings: Readings) -> Fraction:
    """Return the awarded hours after rounding (A15)."""
    awarded = min(claim.hours_awarded, claim.hours_claimed)
    return Fraction(floor(awarded * 2), 2) if readings.a15 == "round_down_half" else awarded


def _crumb(claims: list[Claim], readings: Readings) -> Fraction:
    amounts = [FIVE, *(usable_award(claim, readings) for claim in claims)]
    denominator = lcm(*(amount.denominator for amount in amounts))
    return Fraction(gcd(*(int(amount * denominator) for amount in amounts)), denominator)


def _by_award(history: History, day: date) -> list[bool]:
    """Return, for each level, whether an award dated before `day` completes it."""
    return [
        any(awarded_before(history, program, day) for program in LEVELS[level:])
        for level in range(len(LEVELS))
    ]


def _level_in_progress(placed: Placed, by_award: list[bool]) -> int:
    for level in range(len(LEVELS)):
        if placed.counted_crumbs[level] < placed.forty and not by_award[level]:
            return level
    return len(LEVELS)


def _place_claim(placed: Placed, claim: Claim, claims: list[Claim], readings: Readings) -> None:
    by_award = _by_award(placed.history, credit_date(claim, readings))
    level = _level_in_progress(placed, by_award)
    home = LEVELS[min(level, len(LEVELS) - 1)]
    if claim.state != "approved":
        _put(placed, claim, home, UNDECIDED[claim.state], claim.hours_claimed)
        return
    awarded = min(claim.hours_awarded, claim.hours_claimed)
    usable = usable_award(claim, readings)
    _put(placed, claim, home, "not-awarded", claim.hours_claimed - awarded)
    _put(placed, claim, home, "rounded-down", awarded - usable)
    refusal = None
    if form_is_late(claim, readings):
        refusal = "form-late"
    elif is_duplicate(placed, claim, claims, readings):
        refusal = "duplicate"
    elif level < len(LEVELS):
        refusal = ineligible(placed, claim, level, readings)
    placed.refusals[claim.claim] = refusal
    if refusal:
        _put(placed, claim, home, refusal, usable)
        return
    became: dict[tuple[str, str], int] = {}
    for _ in range(int(usable / placed.crumb)):
        program, reason = _place_crumb(placed, claim, home, by_award, readings)
        became[program, reason] = became.get((program, reason), 0) + 1
    for (program, reason), crumbs in became.items():
        _put(placed, claim, program, reason, crumbs * placed.crumb)


def form_is_late(claim: Claim, readings: Readings) -> bool:
    """Return whether the form came after the deadline, where a reading of A12 sets one."""
    limit = readings.a12_deadline_days
    if limit is None or claim.submitted_on is None:
        return False
    return claim.submitted_on > claim.completed_on + timedelta(days=limit)


def is_duplicate(placed: Placed, claim: Claim, claims: list[Claim], readings: Readings) -> bool:
    """Return whether the same course was credited in the two years before (A05)."""
    if claim.course is None:
        return False
    if readings.a05_scope == "former_officials_only" and not former_official(
        placed.history, claim.completed_on
    ):
        return False
    bars = {None, "duplicate"} if readings.a05_basis == "completed_restarts_clock" else {None}
    opens = add_years(claim.completed_on, -2)
    for other in claims:
        if other.course != claim.course or not opens <= other.completed_on < claim.completed_on:
            continue
        if readings.a05_boundary == "anniversary_is_free" and other.completed_on == opens:
            continue
        if other.claim in placed.refusals and placed.refusals[other.claim] in bars:
            return True
    return False


def ineligible(placed: Placed, claim: Claim, level: int, readings: Readings) -> str | None:
    """Return why the official could not earn this credit on that day, or None if they could."""
    day, history = claim.completed_on, placed.history
    if in_office(history, day):
        return None
    left = left_office(history, day)
    if left is None:
        return "not-in-office"
    if day > last_day_of_grace(left, readings):
        return "grace-over"
    if LEVELS[level] == ADVANCED:
        participated = any(earned <= left for earned in placed.participation)
        enrolled = any(
            item.kind == "enrolled" and item.program == ADVANCED and item.day <= left
            for item in history.enrolments
        )
        if not participated or not (enrolled or readings.new_page(day)):
            return "not-enrolled-in-office"
    if readings.new_page(day) and claim.mode != "online-course":
        return "mode-not-allowed"
    return None


def _total_cap_applies(level: int, claim: Claim, readings: Readings) -> bool:
    if readings.a03 == "ten_toward_each":
        return True
    capped = BASIC if readings.new_page(claim.completed_on) else ADVANCED
    return LEVELS[level] == capped


def _place_crumb(
    placed: Placed, claim: Claim, home: str, by_award: list[bool], readings: Readings
) -> tuple[str, str]:
    """Place the next crumb of a claim; return its program and reason."""
    day = credit_date(claim, readings)
    outside = is_outside(claim, readings)
    level = _level_in_progress(placed, by_award)
    everywhere = readings.a04_use == "every_use"
    if outside and (everywhere or level < len(LEVELS)):
        used = placed.outside_in_year.get(day.year, 0) + 1
        if used > placed.five:
            if not everywhere:
                placed.credit[day] = placed.credit.get(day, 0) + 1
            return home, "annual-outside-cap"
        placed.outside_in_year[day.year] = used
    placed.credit[day] = placed.credit.get(day, 0) + 1
    if level == len(LEVELS):
        return LEVELS[-1], "continuing"
    if level > 0 and readings.a11 == "strict" and not _prerequisite_before(placed, level, day, readings):
        return LEVELS[level - 1], "surplus-not-carried"
    if outside:
        used = placed.outside_crumbs[level] + 1
        if _total_cap_applies(level, claim, readings) and used > placed.ten:
            return LEVELS[level], "outside-total-cap"
        placed.outside_crumbs[level] = used
    placed.counted_crumbs[level] += 1
    if LEVELS[level] == ADVANCED:
        placed.participation.append(day)
    if placed.counted_crumbs[level] == placed.forty:
        placed.complete_on[level] = day
    return LEVELS[level], "counted"


def _prerequisite_before(placed: Placed, level: int, day: date, readings: Readings) -> bool:
    computed = placed.complete_on[level - 1]
    if readings.a13 == "fortieth_hour" and computed is not None and computed < day:
        return True
    return awarded_before(placed.history, LEVELS[level - 1], day)


def _put(placed: Placed, claim: Claim, program: str, reason: str, amount: Fraction) -> None:
    if amount == 0:
        return
    for line in placed.lines:
        if line.claim == claim.claim and line.program == program:
            line.reasons[reason] = line.reasons.get(reason, ZERO) + amount
            return
    placed.lines.append(Line(claim.claim, program, claim.completed_on, {reason: amount}))
