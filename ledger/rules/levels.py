"""The kind of rule that fills levels: hours go to the level in progress, what is left over to the next (A03, A11).

A level that asks for credit by category takes only the categories it names; a claim then goes to the first open level
that takes its category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.floor import BEFORE_FLOOR, before_floor
from ledger.rules.hours import Context, Level, Piece, Posting
from ledger.rules.model import RuleSet
from ledger.values import ZERO


class Flow(NamedTuple):
    """What decides where the hours of a claim go: its dates and kind, and the levels that take its category.

    `room` is what the annual cap leaves; None: no cap.
    """

    day: date
    completed_on: date
    category: str | None
    takers: Sequence[int]
    context: Context
    outside: bool = False
    room: Decimal | None = None


class Allotted(NamedTuple):
    """Where usable hours went, and the levels after them.

    `used` is what they used of the annual room, `above` what was above it, `barred` what a floor kept out.
    """

    postings: tuple[Posting, ...]
    levels: tuple[Level, ...]
    used: Decimal
    above: Decimal
    barred: Decimal


def takers_of(category: str | None, completed_on: date, context: Context) -> Sequence[int]:
    """Return the levels that take a category, in order."""
    every = range(len(context.rules.names))
    if context.plain:
        return every
    asked = [context.level(index, completed_on).required_by_category for index in every]
    return [index for index in every if not asked[index] or category in asked[index]]


def first_open(start: int, levels: tuple[Level, ...], flow: Flow) -> int:
    """Return the first level from `start` that takes the claim and is not complete; their number when none is (A11).

    A level that asks for no credit never completes.
    """
    context = flow.context
    for index in flow.takers:
        if index >= start and levels[index].complete_on is None:
            passed = context.passed_on[index]
            if passed is None or flow.day <= passed or _endless(index, flow):
                return index
    return len(levels)


def _endless(index: int, flow: Flow) -> bool:
    if flow.context.plain:
        return False
    rules = flow.context.level(index, flow.completed_on)
    return rules.required_amount is None and not rules.required_by_category


def home(index: int, flow: Flow) -> str:
    """Return the program a claim belongs to where `index` is what `first_open` found.

    When every level that takes it is complete that is the last of them; where none takes it, the first level.
    """
    names = flow.context.rules.names
    if index < len(names):
        return names[index]
    return names[flow.takers[-1] if flow.takers else 0]


def allocate(hours: Decimal, index: int, levels: tuple[Level, ...], flow: Flow) -> Allotted:
    """Give hours to the level in progress, and what is left over to the next (A03, A11)."""
    names = flow.context.rules.names
    every_use = flow.context.root(flow.completed_on).outside_annual_cap_use == "every_use"
    postings: list[Posting] = []
    room = flow.room
    used, above, barred = hours if every_use else ZERO, ZERO, ZERO
    while hours:
        whole = _whole(index, levels, flow)
        if whole is not None:
            program, place, reason = whole
            postings.append(Posting(program, (Piece(place, reason, hours),), ZERO))
            if reason == BEFORE_FLOOR:
                barred, used = hours, used - (hours if every_use else ZERO)
            break
        limit = hours if room is None else min(hours, room)
        taken = _take(limit, levels[index], flow, flow.context.level(index, flow.completed_on))
        levels = (*levels[:index], taken.level, *levels[index + 1 :])
        pieces = [Piece("counted", "counted", taken.hours)] if taken.hours else []
        hours -= taken.hours
        if hours and taken.stopped:
            rest = limit - taken.hours
            pieces += [Piece("over-cap", taken.cap, rest)] if rest else []
            above, hours = hours - rest, ZERO
            used += ZERO if every_use else rest
        if pieces:
            postings.append(Posting(names[index], tuple(pieces), taken.hours))
        used += ZERO if every_use else taken.hours
        room = None if room is None else room - taken.hours
        index = first_open(index + 1, levels, flow)
    return Allotted(tuple(postings), levels, used, above, barred)


def _whole(index: int, levels: tuple[Level, ...], flow: Flow) -> tuple[str, str, str] | None:
    """Return program, place and reason where all remaining hours go one way: no level is open, or it is barred."""
    context, names = flow.context, flow.context.rules.names
    if index == len(levels):
        return home(index, flow), "counted", "continuing"
    if index and _barred_by_strict(index, levels, flow):
        return names[index - 1], "over-cap", "surplus-not-carried"
    if context.plain:
        return None
    rules = context.level(index, flow.completed_on)
    if rules.floor_after and before_floor(flow.day, rules, context.priors, context.below(index)):
        return names[index], "rejected", BEFORE_FLOOR
    return None


class _Taken(NamedTuple):
    """What a level took, and the level after it; `stopped`: it wanted more, and `cap` is what kept it from that."""

    hours: Decimal
    level: Level
    stopped: bool
    cap: str


def _take(hours: Decimal, level: Level, flow: Flow, rules: RuleSet) -> _Taken:
    """Return what the level takes of `hours`."""
    wanted = _wanted(level, flow.category, rules)
    taken, cap = hours if wanted is None else min(hours, wanted), ""
    if flow.outside and rules.outside_total_cap is not None:
        left = max(rules.outside_total_cap - level.outside, ZERO)
        if left < taken:
            taken, cap = left, "outside-total-cap"
    counted, by_category = level.counted + taken, level.by_category
    if flow.category is not None:
        of_category = by_category.get(flow.category, ZERO)
        if flow.category in rules.category_caps:
            left = max(rules.category_caps[flow.category] - of_category, ZERO)
            if left < taken:
                taken, cap = left, "category-cap"
                counted = level.counted + taken
        by_category = {**by_category, flow.category: of_category + taken}
    after = Level(
        counted=counted,
        outside=level.outside + taken if flow.outside else level.outside,
        complete_on=flow.day if _complete(counted, by_category, rules) else None,
        first_on=level.first_on or (flow.day if taken else None),
        by_category=by_category,
    )
    return _Taken(taken, after, wanted is None or taken < wanted, cap)


def _wanted(level: Level, category: str | None, rules: RuleSet) -> Decimal | None:
    """Return the most a level wants of a claim: what is missing to it, or to the claim's category (None: no end)."""
    if rules.required_amount is None:
        return None
    missing: Decimal = rules.required_amount - level.counted
    if category is not None and category in rules.required_by_category:
        missing = max(missing, rules.required_by_category[category] - level.by_category.get(category, ZERO))
    return max(missing, ZERO)


def _complete(counted: Decimal, by_category: Mapping[str, Decimal], rules: RuleSet) -> bool:
    required, asked = rules.required_amount, rules.required_by_category
    if not asked:
        return required is not None and counted >= required
    return (required is None or counted >= required) and all(
        by_category.get(category, ZERO) >= amount for category, amount in asked.items()
    )


def _barred_by_strict(index: int, levels: tuple[Level, ...], flow: Flow) -> bool:
    """Whether the reading `strict` keeps the level from taking hours dated before the award below it (A11)."""
    context = flow.context
    if context.level(index, flow.completed_on).surplus != "strict":
        return False
    awarded = context.awarded_on[index - 1]
    if context.level(index - 1, flow.completed_on).designation_date != "award":
        awarded = min((on for on in (levels[index - 1].complete_on, awarded) if on is not None), default=None)
    return awarded is None or flow.day <= awarded


def with_head(postings: tuple[Posting, ...], head: tuple[Piece, ...], program: str) -> tuple[Posting, ...]:
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


def required_of(rules: RuleSet) -> Decimal:
    """Return the credit a level needs in all: its amount, or the sum of its categories where only those are stated."""
    if rules.required_amount is not None:
        return Decimal(rules.required_amount)
    return sum(rules.required_by_category.values(), ZERO)


def missing_of(rules: RuleSet, counted: Decimal, by_category: Mapping[str, Decimal]) -> Decimal:
    """Return the credit a level still needs at least: in all, or in its categories together if that is more."""
    asked = rules.required_by_category.items()
    of_categories = sum((max(amount - by_category.get(name, ZERO), ZERO) for name, amount in asked), ZERO)
    return max((rules.required_amount or ZERO) - counted, of_categories, ZERO)
