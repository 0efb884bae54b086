"""Progress toward each designation: counted, outside used, missing, prerequisite, and by when."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ledger.projections.facts import Fact, Group, fact, merged, optional_day
from ledger.record.official import Enrolment
from ledger.rules.assess import Assessment, LevelView, Spells
from ledger.rules.hours import Context, Level, Turn
from ledger.rules.levels import missing_of, required_of
from ledger.rules.model import RuleSet
from ledger.rules.office import asks_office, last_day_of_grace
from ledger.values import FOREVER, ONE_DAY, ZERO, amount_text

KIND = "progress"


class _Inputs(NamedTuple):
    """All that the progress of a level depends on; `turns` are in order of day."""

    turns: tuple[Turn, ...]
    held: Spells
    below: Spells
    enrolments: tuple[Enrolment, ...]
    context: Context


def group(assessment: Assessment, level: LevelView, below: Spells, before: Group | None) -> Group:
    """Return the progress of one program from the first day there is any; rows before a change are kept."""
    enrolments = assessment.record.enrolments.get(level.program, ())
    inputs = _Inputs(_turns(assessment, level), level.held, below, enrolments, assessment.context)
    kept: tuple[Fact, ...] = ()
    if before is not None:
        old = _Inputs(*before.inputs)
        if old[1:] == inputs[1:]:
            if old.turns == inputs.turns:
                return before
            changed = _first_difference(old.turns, inputs.turns)
            kept = tuple(row for row in before.facts if row.valid_until <= changed)
    anew = _rows(inputs, level, kept[-1].valid_until if kept else date.min)
    return Group(inputs, tuple(merged([*kept, *anew])))


def _turns(assessment: Assessment, level: LevelView) -> tuple[Turn, ...]:
    """Return how the level stands from day to day, belief by belief."""
    if len(assessment.beliefs) == 1:
        return assessment.beliefs[0].credit.running.turns[level.rank]
    turns: list[Turn] = []
    for belief in assessment.beliefs:
        own = belief.credit.running.turns[level.rank]
        before = [turn.level for turn in own if turn.day <= belief.from_]
        turns.append(Turn(belief.from_, before[-1] if before else Level()))
        turns += [turn for turn in own if belief.from_ < turn.day < belief.until]
    return tuple(turn for turn in turns if turn.day > date.min)


def _first_difference(old: tuple[Turn, ...], new: tuple[Turn, ...]) -> date:
    """Return the first day from which the turns differ."""
    shared = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        shared += 1
    return min(turns[shared].day for turns in (old, new) if len(turns) > shared)


def _rows(inputs: _Inputs, level: LevelView, start: date) -> list[Fact]:
    """Return the rows from `start` on."""
    days = {turn.day for turn in inputs.turns}
    days |= {day for spell in inputs.held for day in spell}
    if level.rank:
        days |= {day for spell in inputs.below for day in spell}
    days |= {spell.enrolled_on for spell in inputs.enrolments}
    terms = inputs.context.service.terms if asks_office(inputs.context.rules.root) else ()
    days |= {term.ended_on + ONE_DAY for term in terms if term.ended_on is not None}
    first = min((day for day in days if day not in (date.min, FOREVER)), default=None)
    if first is None:
        return []
    days |= {term.began_on for term in terms}
    passed = inputs.context.passed_on[level.rank]
    days |= {passed} if passed is not None else set()
    days |= {start} if start > first else set()
    ordered = [*sorted(day for day in days if max(first, start) <= day < FOREVER), FOREVER]
    rows = []
    index, standing = 0, Level()
    for day, until in pairwise(ordered):
        while index < len(inputs.turns) and inputs.turns[index].day <= day:
            standing = inputs.turns[index].level
            index += 1
        rows.append(fact(KIND, level.program, "", (day, until), _value(inputs, level, standing, day)))
    return merged(rows)


def _value(inputs: _Inputs, level: LevelView, standing: Level, day: date) -> dict[str, object]:
    rules = inputs.context.level(level.rank, max(day, inputs.context.rules.levels[level.rank].starts[0]))
    complete = standing.complete_on
    held = next((spell for spell in inputs.below if spell[0] <= day < spell[1]), None)
    met = None if complete is None or held is None else max(complete, held[0])
    by_category = categories_of(rules, standing)
    value: dict[str, object] = {
        "required": amount_text(required_of(rules)),
        "counted": amount_text(standing.counted),
        "outside_used": amount_text(standing.outside),
        "missing": amount_text(missing_of(rules, standing.counted, standing.by_category)),
        "complete_on": optional_day(complete),
        "prerequisite": None if level.rank == 0 else "missing" if held is None else "held",
        "requirements_met_on": optional_day(met),
        "finish_by": optional_day(_finish_by(inputs, level, complete, day)),
    }
    return value | {"by_category": by_category} if by_category else value


def categories_of(rules: RuleSet, standing: Level) -> dict[str, dict[str, str]]:
    """Return what each category that the level asks for requires, has and misses."""
    told = {}
    for category, required in rules.required_by_category.items():
        counted = standing.by_category.get(category, ZERO)
        amounts = {"required": required, "counted": counted, "missing": max(required - counted, ZERO)}
        told[category] = {name: amount_text(amount) for name, amount in amounts.items()}
    return told


def _finish_by(inputs: _Inputs, level: LevelView, complete: date | None, day: date) -> date | None:
    office = inputs.context.service
    root = inputs.context.rules.root
    if not inputs.context.root(max(day, root.starts[0])).office_required:
        return None
    passed = inputs.context.passed_on[level.rank]
    if complete is not None or (passed is not None and passed <= day) or office.holds_on(day):
        return None
    left = office.left_before(day)
    if left is None:
        return None
    return last_day_of_grace(left, inputs.context.level(level.rank, day))
