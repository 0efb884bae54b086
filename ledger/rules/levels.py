"""The kind of rule that fills levels: hours go to the level in progress, what is left over to the next (A03, A11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.hours import Context, Level, Piece, Posting
from ledger.rules.model import RuleSet
from ledger.values import ZERO


def first_open(start: int, levels: tuple[Level, ...], context: Context, day: date) -> int:
    """Return the first level from `start` that is not complete; their number when all are (A11)."""
    for index in range(start, len(levels)):
        passed = context.passed_on[index]
        if levels[index].complete_on is None and (passed is None or day <= passed):
            return index
    return len(levels)


class Flow(NamedTuple):
    """What decides where usable hours go. `room` is what the annual cap leaves; None: no cap."""

    day: date
    completed_on: date
    outside: bool
    room: Decimal | None
    context: Context


def allocate(
    hours: Decimal, index: int, levels: tuple[Level, ...], flow: Flow
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
        index = first_open(index + 1, levels, flow.context, flow.day)
    return tuple(postings), levels, used, above


def _take(hours: Decimal, level: Level, flow: Flow, rules: RuleSet) -> tuple[Decimal, Level]:
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


def _barred_by_strict(index: int, levels: tuple[Level, ...], flow: Flow) -> bool:
    """Whether the reading `strict` keeps the level from taking hours dated before the award below it (A11)."""
    context = flow.context
    if context.level(index, flow.completed_on).surplus != "strict":
        return False
    awarded = context.awarded_on[index - 1]
    if context.level(index - 1, flow.completed_on).designation_date == "fortieth_hour":
        awarded = levels[index - 1].complete_on or awarded
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
