"""Everything the rules say about one official in one scheme, from the record alone.

An `Assessment` is a pure function of the record and the published rules. It holds no clock, no `as_of` and no
position: all dates at which anything changes, past and future, are in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import NamedTuple

from ledger.record.official import Claim, Record, Step
from ledger.rules.catalog import SchemeRules
from ledger.rules.credit import work
from ledger.rules.designation import Stretch, Tested, awarded_stretches
from ledger.rules.duty import Duty, DutyFacts, duty, duty_facts, missed
from ledger.rules.hours import Context, Credit, Holding, context_of
from ledger.rules.window import holdings
from ledger.values import FOREVER

#: Half-open stretches `[from, until)` of days, in order.
Spells = tuple[tuple[date, date], ...]


class Belief(NamedTuple):
    """The worked credit that holds for the days `[from_, until)` of the valid axis.

    There is one belief for all days, unless corrections work only from the day they are made (A52 `prospective`).
    """

    from_: date
    until: date
    credit: Credit


class LevelView(NamedTuple):
    """One program of the chain: its decisions, its statuses from the first award on, its annual duty.

    `asked` is what the duty was found from.
    """

    program: str
    rank: int
    steps: tuple[Step, ...]
    held: tuple[tuple[date, date], ...]
    awarded: tuple[Stretch, ...]
    asked: DutyFacts
    duty: Duty


class Assessment(NamedTuple):
    """What the rules say of one official in one scheme."""

    record: Record
    rules: SchemeRules
    context: Context
    beliefs: tuple[Belief, ...]
    credit: tuple[Holding, ...]
    levels: tuple[LevelView, ...]

    def belief_on(self, day: date) -> Belief:
        """Return the worked credit that holds on `day`."""
        return next(belief for belief in self.beliefs if day < belief.until or belief.until == FOREVER)


def assess(record: Record, rules: SchemeRules, before: Assessment | None = None) -> Assessment:
    """Assess a record under the rules of a scheme.

    `before` is an earlier assessment of the same official under the same rules; what it shares with this one is
    kept, and the result is the same without it.
    """
    context = _context(record, rules, before)
    claims = [claim for claim in record.claims.values() if claim.scheme == rules.scheme]
    if rules.root.sets[-1].correction_effect == "prospective":
        beliefs = _beliefs(claims, context)
    else:
        earlier = before.beliefs[0].credit if before is not None and len(before.beliefs) == 1 else None
        beliefs = (Belief(date.min, FOREVER, work(claims, context, earlier)),)
    if len(beliefs) == 1:
        held = beliefs[0].credit.running.holdings
    else:
        held = holdings((belief.from_, belief.until, belief.credit.running.holdings) for belief in beliefs)
    levels = _kept_levels(record, context, held, beliefs, before)
    if levels is None:
        known = before.levels if before is not None and before.context is context else ()
        levels = _levels(Assessment(record, rules, context, beliefs, held, known))
    return Assessment(record, rules, context, beliefs, held, levels)


def _kept_levels(
    record: Record,
    context: Context,
    credit: tuple[Holding, ...],
    beliefs: tuple[Belief, ...],
    before: Assessment | None,
) -> tuple[LevelView, ...] | None:
    """Return the earlier views of the levels where everything they depend on is as it was."""
    if before is None or before.record.steps is not record.steps or before.context is not context:
        return None
    if [b.credit.levels for b in before.beliefs] != [b.credit.levels for b in beliefs]:
        return None
    if before.credit == credit or not any(level.steps for level in before.levels):
        return before.levels
    return None


def _context(record: Record, rules: SchemeRules, before: Assessment | None) -> Context:
    if before is not None and before.rules is rules:
        old = before.record
        same = old.terms is record.terms and old.steps is record.steps and old.enrolments is record.enrolments
        if same:
            return before.context
    return context_of(record, rules)


def _beliefs(claims: Iterable[Claim], context: Context) -> tuple[Belief, ...]:
    """Return one belief for each stretch between corrections, each made of the claims as they then stood."""
    known = list(claims)
    turns = sorted({until for claim in known for until, _ in claim.earlier})
    starts = [date.min, *turns]
    beliefs = []
    for start, end in zip(starts, [*turns, FOREVER], strict=True):
        standing = [_as_stood(claim, start) for claim in known]
        beliefs.append(Belief(start, end, work(standing, context)))
    return tuple(beliefs)


def _as_stood(claim: Claim, day: date) -> Claim:
    return next((earlier for until, earlier in claim.earlier if day < until), claim)


def _levels(known: Assessment) -> tuple[LevelView, ...]:
    """Return the views of all levels; `known.levels` are earlier ones, whose findings hold where nothing changed."""
    record, rules, context = known.record, known.rules, known.context
    views: list[LevelView] = []
    dated: list[tuple[tuple[Step, ...], Spells]] = []
    held_below: Spells = ((date.min, FOREVER),)
    for index, level in enumerate(rules.levels):
        steps = _dated(record.steps.get(level.program.id, ()), index, rules, known.beliefs, held_below)
        held_below = held_spells(steps)
        dated.append((steps, held_below))
    duty_found: Duty | None = None
    for index, level in enumerate(rules.levels):
        steps, held = dated[index]
        implied = joined(spell for _, spells in dated[index:] for spell in spells)
        asked = duty_facts(level, context.service, implied, known.credit, context.governing)
        before = known.levels[index] if known.levels else None
        own_duty = before.duty if before is not None and before.asked == asked else duty(asked)
        tested = Tested(level, known.credit, context.governing, partial(_missed, duty_found, rules))
        stretches = awarded_stretches(steps, tested)
        views.append(LevelView(level.program.id, index, steps, held, stretches, asked, own_duty))
        duty_found = duty_found or (own_duty if own_duty.findings or own_duty.tail else None)
    return tuple(views)


def _missed(found: Duty | None, rules: SchemeRules, after: date) -> date | None:
    """Return when a missed year of a level below inactivates, under the reading `inactivates_advanced` (A08)."""
    newest = next((r for r in reversed(rules.root.sets) if r.annual_required is not None), None)
    if found is None or newest is None or newest.annual_consequence != "inactivates_advanced":
        return None
    return missed(found, after)


def joined(spells: Iterable[tuple[date, date]]) -> Spells:
    """Return the union of spells: who holds a later designation of the chain holds the one it builds on."""
    union: list[tuple[date, date]] = []
    for start, until in sorted(spells):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], until))
        else:
            union.append((start, until))
    return tuple(union)


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


def _dated(
    steps: tuple[Step, ...],
    index: int,
    rules: SchemeRules,
    beliefs: tuple[Belief, ...],
    held_below: Spells,
) -> tuple[Step, ...]:
    """Return the decisions, the award dated by the reading of A13."""
    if rules.levels[index].sets[-1].designation_date != "fortieth_hour":
        return steps
    met = met_on(beliefs[-1].credit, index, held_below)
    if met is None:
        return steps
    awards = sorted((step for step in steps if step.kind == "awarded"), key=lambda one: (one.on, one.version))
    first = awards[0] if awards else Step("awarded", met, 0, 0, imported=False)
    return (first._replace(on=met), *(step for step in steps if step is not first))


def met_on(credit: Credit, index: int, held_below: tuple[tuple[date, date], ...]) -> date | None:
    """Return the first day on which the hours are complete and the designation below is held."""
    complete = credit.levels[index].complete_on
    if complete is None:
        return None
    days = [max(complete, spell[0]) for spell in held_below if complete < spell[1]]
    return min(days, default=None)
