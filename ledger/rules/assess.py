"""Everything the rules say about one official in one scheme, from the record alone.

An `Assessment` is a pure function of the record and the published rules. It holds no clock, no `as_of` and no
position: all dates at which anything changes, past and future, are in it.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from ledger.record.official import Record, Step
from ledger.rules.award import Authorised, authorised, dated_steps, letters_of
from ledger.rules.belief import Belief as Belief
from ledger.rules.belief import beliefs_of
from ledger.rules.catalog import SchemeRules
from ledger.rules.cycle import CycleFacts, Cycles, failed, said_by, states_cycles
from ledger.rules.cycle_course import cycles
from ledger.rules.designation import Loss, Stretch, Tested, awarded_stretches
from ledger.rules.duty import Duty, DutyFacts, duty, duty_facts, missed, missed_itself
from ledger.rules.hours import Context, Holding, context_of
from ledger.rules.membership import lapses_of, revocations, with_membership
from ledger.rules.requirements import Case, Found, Requirement, found
from ledger.rules.spells import Spells as Spells
from ledger.rules.spells import held_spells as held_spells
from ledger.rules.spells import joined as joined
from ledger.rules.window import holdings
from ledger.values import FOREVER


class LevelView(NamedTuple):
    """One program of the chain: its decisions, its statuses from the first award on, its annual duty, its cycles.

    `asked` is what the duty was found from, `found` what it needs and when all of that is met. `authorised` tells when
    it may be used, where a letter says so; `members` when one is a member in good standing, where that is asked for.
    """

    program: str
    rank: int
    steps: tuple[Step, ...]
    held: tuple[tuple[date, date], ...]
    awarded: tuple[Stretch, ...]
    asked: DutyFacts
    duty: Duty
    found: Found
    cycles: Cycles = Cycles()
    authorised: tuple[Authorised, ...] = ()
    members: tuple[tuple[date, date, bool], ...] = ()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every requirement that its rules state on some day."""
        return self.found.each

    @property
    def met(self) -> Spells:
        """When every requirement that exists is met."""
        return self.found.met


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
    beliefs = beliefs_of(claims, context, before.beliefs if before is not None else ())
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
    old = before.record
    if old.dossier is not record.dossier or old.memberships is not record.memberships:
        return None
    if old.honours is not record.honours:
        return None
    if [b.credit.levels for b in before.beliefs] != [b.credit.levels for b in beliefs]:
        return None
    if not any(level.steps for level in before.levels):
        return before.levels
    if any(states_cycles(level) for level in context.rules.levels) and old.claims is not record.claims:
        return None
    return before.levels if before.credit == credit else None


def _context(record: Record, rules: SchemeRules, before: Assessment | None) -> Context:
    if before is not None and before.rules is rules:
        old = before.record
        same = old.terms is record.terms and old.steps is record.steps and old.enrolments is record.enrolments
        if same and old.dossier.credentials is record.dossier.credentials:
            return before.context
    return context_of(record, rules)


class _Held(NamedTuple):
    """One level's requirements, its decisions as the rules date them, and when it is held."""

    found: Found
    steps: tuple[Step, ...]
    spells: Spells


def _levels(known: Assessment) -> tuple[LevelView, ...]:
    """Return the views of all levels; `known.levels` are earlier ones, whose findings hold where nothing changed."""
    rules, context = known.rules, known.context
    views: list[LevelView] = []
    dated = _held(known)
    duty_found: Duty | None = None
    for index, level in enumerate(rules.levels):
        needs, steps, held = dated[index]
        implied = joined(spell for one in dated[index:] for spell in one.spells)
        asked = duty_facts(level, context.service, implied, known.credit, context.governing)
        before = known.levels[index] if known.levels else None
        own_duty = before.duty if before is not None and before.asked == asked else duty(asked)
        maintained = _maintained(known, index, held)
        kept = before.cycles if before is not None else Cycles()
        own_cycles = Cycles() if maintained is None else cycles(maintained, kept)
        losses = [Loss("annual-missed", partial(_missed, duty_found, rules))]
        losses.append(Loss("annual-missed", partial(missed_itself, own_duty, asked)))
        if maintained is not None:
            losses.append(Loss("cycle-failed", partial(failed, own_cycles, maintained)))
        tested = Tested(level, known.credit, context.governing, tuple(losses))
        stretches = awarded_stretches(steps, tested)
        view = LevelView(level.program.id, index, steps, held, stretches, asked, own_duty, needs, own_cycles)
        views.append(_as_member(view, known))
        duty_found = duty_found or (own_duty if own_duty.findings or own_duty.tail else None)
    return tuple(views)


def _maintained(known: Assessment, index: int, held: Spells) -> CycleFacts | None:
    """Return what the cycles of a level depend on; None where there are none."""
    level = known.rules.levels[index]
    if not held or not states_cycles(level):
        return None
    said = (one for b in known.beliefs for one in said_by(b.credit.worked, b.from_, b.until))
    return CycleFacts(
        rules=level,
        root=known.rules.root,
        held=held,
        credit=tuple(one for one in known.credit if one.credit_on >= held[0][0]),
        said=tuple(one for one in said if one.credit_on >= held[0][0]),
        logs=tuple(log for log in known.record.dossier.logs if log.program == level.program.id),
        governing=known.context.governing,
    )


def _held(known: Assessment) -> list[_Held]:
    """Return when each level is held, from the first of the chain to the last."""
    dated: list[_Held] = []
    for index, level in enumerate(known.rules.levels):
        case = _case(known, index, dated)
        before = known.levels[index].found if known.levels else None
        needs = before if before is not None and before.case == case else found(case)
        own = known.record.steps.get(level.program.id, ())
        steps = dated_steps(own, level.sets[-1], needs.met, case.on, letters_of(known.record, level))
        lapses = lapses_of(level, known.context.governing, known.record.memberships) if steps else None
        steps = (*steps, *revocations(steps, lapses)) if lapses else steps
        dated.append(_Held(needs, steps, held_spells(steps)))
    return dated


def _case(known: Assessment, index: int, dated: list[_Held]) -> Case:
    """Return all that the requirements of a level depend on."""
    record, rules = known.record, known.rules
    level = rules.levels[index]
    below = rules.names[index - 1] if index else None
    wanted = dict.fromkeys(name for one in level.sets for name in one.prerequisites)
    held = {name: held_spells(record.steps.get(name, ())) for name in wanted}
    held |= {rules.names[place]: one.spells for place, one in enumerate(dated)}
    return Case(
        rules=level,
        governing=known.context.governing,
        below=below,
        complete=tuple((b.from_, b.until, b.credit.levels[index].complete_on) for b in known.beliefs),
        held=tuple(
            sorted((name, spells) for name, spells in held.items() if name == below or name in wanted)
        ),
        enrolments=record.enrolments.get(level.program.id, ()),
        memberships=record.memberships,
        dossier=record.dossier,
    )


def _as_member(view: LevelView, known: Assessment) -> LevelView:
    """Return the view with what letters and membership make of the designation once it is awarded."""
    level = known.rules.levels[view.rank]
    if letters := letters_of(known.record, level):
        view = view._replace(authorised=authorised(view.steps, view.found.case.on, letters))
    lapses = lapses_of(level, known.context.governing, known.record.memberships)
    if lapses is None or not view.steps:
        return view
    return view._replace(
        awarded=tuple(with_membership(view.awarded, lapses)),
        members=tuple(row for spell in view.held for row in lapses.in_good_standing(*spell)),
    )


def _missed(found: Duty | None, rules: SchemeRules, after: date) -> date | None:
    """Return when a missed year of a level below inactivates, under the reading `inactivates_advanced` (A08)."""
    newest = next((r for r in reversed(rules.root.sets) if r.annual_required is not None), None)
    if found is None or newest is None or newest.annual_consequence != "inactivates_advanced":
        return None
    return missed(found, after)
