"""The day from which a designation is held: by the award, by the requirements, or by the letter (A13, A26).

The decisions on record are kept as they are; what the readings make of them is used instead of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from ledger.record.official import Honour, Record, Step
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import RuleSet
from ledger.rules.spells import Spells, held_spells
from ledger.values import FOREVER

#: Readings of A13 under which nobody decides the first award.
COMPUTED = ("fortieth_hour", "requirements_met")


def dated_steps(
    steps: tuple[Step, ...],
    newest: RuleSet,
    met: Spells,
    on: Callable[[date], RuleSet],
    letters: tuple[Honour, ...],
) -> tuple[Step, ...]:
    """Return the decisions, each award dated as the rules have it.

    `newest` are the last rules of the program, `on` returns those of a day. The first award may be dated at the first
    day of `met` where that is earlier (A13), an award at its letter (A26); one without the letter it needs is left out.
    """
    if newest.designation_date in COMPUTED and met:
        awards = sorted((s for s in steps if s.kind == "awarded"), key=lambda one: (one.on, one.version))
        first = awards[0] if awards else Step("awarded", met[0][0], 0, 0, imported=False)
        earlier = first._replace(on=min(first.on, met[0][0]))
        steps = (earlier, *(step for step in steps if step is not first))
    if any(step.kind == "awarded" and _needs_letter(on(step.on)) for step in steps):
        return tuple(_by_letter(steps, on, letters))
    return steps


def _needs_letter(rules: RuleSet) -> bool:
    return rules.effective_date == "letter_only" and rules.authorising_letter is not None


def _by_letter(
    steps: tuple[Step, ...], on: Callable[[date], RuleSet], letters: tuple[Honour, ...]
) -> Iterable[Step]:
    for step in steps:
        rules = on(step.on)
        if step.kind != "awarded" or not _needs_letter(rules):
            yield step
            continue
        end = min((s.on for s in steps if s.kind == "withdrawn" and s.on > step.on), default=FOREVER)
        sent = [one.on for one in letters if one.kind == rules.authorising_letter and step.on <= one.on < end]
        if sent:
            yield step._replace(on=min(sent))


class Authorised(NamedTuple):
    """From when, and until when, a designation may be used, and the event of the letter that says so."""

    from_: date
    until: date
    position: int


def authorised(
    steps: Iterable[Step], on: Callable[[date], RuleSet], letters: tuple[Honour, ...]
) -> tuple[Authorised, ...]:
    """Return when each award may be used: from the first letter named by its rules, on or after it (AMC-35)."""
    found = []
    for start, until in held_spells(steps):
        kind = on(start).authorising_letter
        sent = [one for one in letters if one.kind == kind and start <= one.on < until]
        if kind is not None and sent:
            first = min(sent, key=lambda one: (one.on, one.position))
            found.append(Authorised(first.on, until, first.position))
    return tuple(found)


def letters_of(record: Record, rules: ProgramRules) -> tuple[Honour, ...]:
    """Return the letters sent about a program whose rules name one; none where they do not."""
    if all(one.authorising_letter is None for one in rules.sets):
        return ()
    return tuple(one for one in record.honours if one.program == rules.program.id)
