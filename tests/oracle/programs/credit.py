"""Put all claimed credit in its places: by category, by level, after the floor; as of one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor as round_down
from typing import NamedTuple

from tests.oracle.programs.record import Claim, Record
from tests.oracle.programs.sheets import CHAINS, Rules

ZERO = Fraction(0)
PLACE_OF_REASON = {
    "awaiting-decision": "pending",
    "returned": "returned",
    "rejected": "rejected",
    "reversed": "reversed",
    "not-awarded": "rejected",
    "rounded-down": "rejected",
    "form-late": "rejected",
    "no-category": "rejected",
    "no-competency": "rejected",
    "category-not-taken": "rejected",
    "before-floor": "rejected",
    "category-cap": "over-cap",
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
    """What became of one claim's credit in one program."""

    claim: str
    program: str
    completed_on: date
    reasons: dict[str, Fraction] = field(default_factory=dict)


class Usable(NamedTuple):
    """Credit that windows, years and cycles may use; `verified` once it was approved."""

    day: date
    category: str | None
    amount: Fraction
    verified: bool


@dataclass
class Placed:
    """All credit of one scheme in its places as of a day."""

    as_of: date
    record: Record
    rules: Rules
    lines: list[Line] = field(default_factory=list)
    #: Of each program, credit counted toward its requirement, by category.
    counted: dict[str, dict[str | None, Fraction]] = field(default_factory=dict)
    complete_on: dict[str, date | None] = field(default_factory=dict)
    usable: list[Usable] = field(default_factory=list)
    #: Credit of claims neither approved nor refused, which does not count.
    waiting: list[Usable] = field(default_factory=list)

    def total(self, program: str) -> Fraction:
        """Return the credit counted toward a program's requirement."""
        return sum(self.counted[program].values(), ZERO)

    def between(self, first: date, last: date) -> Fraction:
        """Return the usable credit dated in `[first, last]`."""
        return sum((one.amount for one in self.usable if first <= one.day <= last), ZERO)

    def put(self, claim: Claim, program: str, reason: str, amount: Fraction) -> None:
        """Put an amount of a claim in the place of a reason, in one program."""
        if amount == 0:
            return
        for line in self.lines:
            if (line.claim, line.program) == (claim.claim, program):
                line.reasons[reason] = line.reasons.get(reason, ZERO) + amount
                return
        self.lines.append(Line(claim.claim, program, claim.completed_on, {reason: amount}))


def place(record: Record, rules: Rules, as_of: date) -> Placed:
    """Return every claim dated by `as_of` in its places, worked through by credit date, then by position."""
    placed = Placed(as_of, record, rules)
    for program in CHAINS[record.scheme]:
        placed.counted[program], placed.complete_on[program] = {}, None
    claims = [claim for claim in record.claims.values() if claim.completed_on <= as_of]
    for claim in sorted(claims, key=lambda one: (one.completed_on, one.position)):
        _place_claim(placed, claim)
    return placed


def _place_claim(placed: Placed, claim: Claim) -> None:
    day, rules = claim.completed_on, placed.rules
    programs = CHAINS[placed.record.scheme]
    takers = [program for program in programs if takes(rules, program, claim)]
    open_ones = [program for program in takers if not is_complete(placed, program, day)]
    home = (open_ones or takers[-1:] or programs)[0]
    first = programs[0]
    rate = rules.at(first, "rates", day).get(claim.category, Fraction(1))
    claimed = claim.hours_claimed * rate
    awarded = min(claim.hours_awarded, claim.hours_claimed) * rate
    if claim.state == "pending" and rules.at(first, "claims_count", day) == "when_claimed":
        awarded = claimed
    elif claim.state != "approved":
        placed.put(claim, home, UNDECIDED[claim.state], claimed)
        if claim.state in ("pending", "returned"):
            placed.waiting.append(Usable(day, claim.category, claimed, verified=False))
        return
    kept = awarded
    if rules.at(first, "rounding", day) == "round_down_half":
        kept = Fraction(round_down(awarded * 2), 2)
    placed.put(claim, home, "not-awarded", claimed - awarded)
    placed.put(claim, home, "rounded-down", awarded - kept)
    refused = refusal(placed, claim, open_ones, takers)
    if refused:
        placed.put(claim, home, refused, kept)
        return
    rest, too_early = kept, ZERO
    for program in open_ones:
        if before_floor(placed, claim, program):
            placed.put(claim, program, "before-floor", rest)
            rest, too_early = ZERO, rest
            break
        rest -= _taken(placed, claim, program, rest)
    placed.put(claim, takers[-1], "continuing", rest)
    placed.usable.append(Usable(day, claim.category, kept - too_early, verified=claim.state == "approved"))


def takes(rules: Rules, program: str, claim: Claim) -> bool:
    """Return whether a level takes a claim's category."""
    named = rules.at(program, "required_by_category", claim.completed_on)
    return not named or claim.category in named


def is_complete(placed: Placed, program: str, day: date) -> bool:
    """Return whether a level is complete before a claim dated `day`: by its credit, or by an award dated before.

    A level that requires no credit is never complete.
    """
    rules = placed.rules
    if rules.at(program, "required_amount", day) is None and not rules.at(
        program, "required_by_category", day
    ):
        return False
    programs = CHAINS[placed.record.scheme]
    by_award = any(
        step.kind == "awarded" and step.day < day
        for step in placed.record.steps
        if step.program in programs[programs.index(program) :]
    )
    return by_award or placed.complete_on[program] is not None


def refusal(placed: Placed, claim: Claim, open_ones: list[str], takers: list[str]) -> str | None:
    """Return why awarded credit does not count at all, or None if it may.

    The floor is one of points toward a designation: continuing credit has none.
    """
    first, day, rules = CHAINS[placed.record.scheme][0], claim.completed_on, placed.rules
    last = rules.at(first, "form_deadline_next_year", day)
    if last and claim.form_on and claim.form_on > date(day.year + 1, *last):
        return "form-late"
    if rules.at(first, "category_required", day) and claim.category is None:
        return "no-category"
    if rules.at(first, "competency_required", day) and claim.competency is None:
        return "no-competency"
    if not takers:
        return "category-not-taken"
    if open_ones and before_floor(placed, claim, open_ones[0]):
        return "before-floor"
    return None


def before_floor(placed: Placed, claim: Claim, program: str) -> bool:
    """Return whether a claim is dated too early for a level, as of the day asked about (MMC-07, A44)."""
    day = claim.completed_on
    names = placed.rules.at(program, "floor_after", day)
    if not names:
        return False
    steps = [step for step in placed.record.steps if step.kind == "awarded" and step.program in names]
    programs = CHAINS[placed.record.scheme]
    before = programs[programs.index(program) - 1]
    boundary = placed.rules.at(program, "floor_boundary", day)
    whole_month = boundary == "month_rule_always"
    prior = [step.day.replace(day=1) if whole_month else step.day for step in steps if step.program == before]
    if before in names and not any(held_from <= day for held_from in prior):
        return True
    marks = [(step.day, step.precision) for step in steps if step.day <= placed.as_of]
    marks += [
        (obtained, precision)
        for credential, obtained, precision in placed.record.credentials
        if credential in names and obtained <= placed.as_of
    ]
    return any(not _after(day, mark, precision, boundary) for mark, precision in marks)


def _after(day: date, mark: date, precision: str, boundary: str) -> bool:
    """Return whether a day lies after a prior designation, which is known by its day or only by its month."""
    month = mark.replace(day=1)
    if boundary == "month_rule_always":
        return day >= month
    if precision == "day":
        return day > mark
    if boundary == "strict_month":
        return (day.year, day.month) > (mark.year, mark.month)
    return day >= month


def _taken(placed: Placed, claim: Claim, program: str, amount: Fraction) -> Fraction:
    """Let a level take its part of an amount; return what does not flow on: counted, or above a category's cap."""
    day, rules, category = claim.completed_on, placed.rules, claim.category
    counted = placed.counted[program]
    required = rules.at(program, "required_amount", day)
    named: Mapping[str | None, Fraction] = rules.at(program, "required_by_category", day)
    wanted = amount
    if required is not None:
        missing = required - placed.total(program)
        missing_here = named.get(category, ZERO) - counted.get(category, ZERO)
        wanted = min(amount, max(missing, missing_here, ZERO))
    cap = rules.at(program, "category_caps", day).get(category)
    fits = wanted if cap is None else max(min(wanted, cap - counted.get(category, ZERO)), ZERO)
    counted[category] = counted.get(category, ZERO) + fits
    placed.put(claim, program, "counted", fits)
    placed.put(claim, program, "category-cap", wanted - fits)
    done = (required is not None or named) and (required is None or placed.total(program) >= required)
    if done and all(counted.get(name, ZERO) >= least for name, least in named.items()):
        placed.complete_on[program] = day
    return wanted
