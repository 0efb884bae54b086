"""Stretches of days, half-open and in order: joining them, asking them, and those in which a designation is held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger.record.official import Step
from ledger.values import FOREVER

#: Half-open stretches `[from, until)` of days, in order.
Spells = tuple[tuple[date, date], ...]

#: All days.
ALWAYS: Spells = ((date.min, FOREVER),)


def joined(spells: Iterable[tuple[date, date]]) -> Spells:
    """Return the union of spells: who holds a later designation of the chain holds the one it builds on."""
    union: list[tuple[date, date]] = []
    for start, until in sorted(spells):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], until))
        else:
            union.append((start, until))
    return tuple(union)


def holds(spells: Spells, day: date) -> bool:
    """Whether a spell reaches `day`; the end of time belongs to a spell without an end."""
    return any(start <= day < until or until == day == FOREVER for start, until in spells)


def days_before(spells: Spells, day: date) -> int:
    """Return how many days of the spells lie before `day`."""
    return sum((min(until, day) - start).days for start, until in spells if start < day)


def held_spells(steps: Iterable[Step]) -> Spells:
    """Return the spells `[awarded, withdrawn)` in which the designation is held, active or not."""
    spells: list[tuple[date, date]] = []
    for step in sorted(steps, key=lambda one: (one.on, one.version)):
        holding = bool(spells) and spells[-1][1] == FOREVER
        if step.kind == "awarded" and not holding:
            spells.append((step.on, FOREVER))
        elif step.kind == "withdrawn" and holding:
            spells[-1] = (spells[-1][0], step.on)
    return tuple(spells)
