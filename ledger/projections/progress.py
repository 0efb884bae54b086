"""Progress toward each designation: counted, outside used, missing, prerequisite, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from decimal import Decimal
from typing import NamedTuple

from ledger.projections.facts import Fact, fact, merged, optional_day
from ledger.rules.assess import Assessment, LevelView
from ledger.rules.credit import Level
from ledger.rules.office import last_day_of_grace
from ledger.values import FOREVER, ONE_DAY, ZERO, amount_text

KIND = "progress"


class _Turn(NamedTuple):
    day: date
    level: Level


def facts(assessment: Assessment) -> Iterator[Fact]:
    """Yield the progress of each program of the scheme from the first day there is any."""
    below: tuple[tuple[date, date], ...] = ((date.min, FOREVER),)
    for level in assessment.levels:
        yield from _progress(assessment, level, below)
        below = level.held


def _progress(assessment: Assessment, level: LevelView, below: tuple[tuple[date, date], ...]) -> list[Fact]:
    turns = _turns(assessment, level)
    days = {turn.day for turn in turns} | {belief.from_ for belief in assessment.beliefs if turns}
    days |= {day for spell in level.held for day in spell}
    if level.rank:
        days |= {day for spell in below for day in spell}
    enrolment = assessment.record.enrolments.get(level.program)
    if enrolment is not None:
        days.add(enrolment.enrolled_on)
    first = min((day for day in days if day not in (date.min, FOREVER)), default=None)
    if first is None:
        return []
    for term in assessment.context.service.terms:
        days |= {term.began_on} | ({term.ended_on + ONE_DAY} if term.ended_on else set())
    ordered = [*sorted(day for day in days if first <= day < FOREVER), FOREVER]
    rows = []
    for start, until in pairwise(ordered):
        standing = _level_on(turns, assessment, level, start)
        rows.append(
            fact(KIND, level.program, "", (start, until), _value(assessment, level, standing, below, start))
        )
    return merged(rows)


def _turns(assessment: Assessment, level: LevelView) -> list[_Turn]:
    """Return how the level stands after each credit day, belief by belief."""
    turns: list[_Turn] = []
    for belief in assessment.beliefs:
        last = Level()
        for worked in belief.credit.worked:
            after = worked.after.levels[level.rank]
            if after is not last and after != last:
                turns.append(_Turn(max(worked.credit_on, belief.from_), after))
                last = after
    return turns


def _level_on(turns: list[_Turn], assessment: Assessment, level: LevelView, day: date) -> Level:
    if len(assessment.beliefs) == 1:
        found = Level()
        for turn in turns:
            if turn.day > day:
                break
            found = turn.level
        return found
    standing = Level()
    for worked in assessment.belief_on(day).credit.worked:
        if worked.credit_on <= day:
            standing = worked.after.levels[level.rank]
    return standing


def _value(
    assessment: Assessment, level: LevelView, standing: Level, below: tuple[tuple[date, date], ...], day: date
) -> dict[str, object]:
    rules = assessment.context.level(level.rank, max(day, assessment.rules.levels[level.rank].starts[0]))
    required: Decimal = rules.required_amount or ZERO
    complete = standing.complete_on
    held = any(start <= day < until for start, until in below)
    met = None
    if complete is not None and held:
        met = max(complete, next(start for start, until in below if start <= day < until))
    prerequisite = None if level.rank == 0 else "held" if held else "missing"
    return {
        "required": amount_text(required),
        "counted": amount_text(standing.counted),
        "outside_used": amount_text(standing.outside),
        "missing": amount_text(max(required - standing.counted, ZERO)),
        "complete_on": optional_day(complete),
        "prerequisite": prerequisite,
        "requirements_met_on": optional_day(met),
        "finish_by": optional_day(_finish_by(assessment, level, complete, day)),
    }


def _finish_by(assessment: Assessment, level: LevelView, complete: date | None, day: date) -> date | None:
    office = assessment.context.service
    awarded = any(start <= day < until for start, until in level.held)
    if complete is not None or awarded or office.holds_on(day):
        return None
    left = office.left_before(day)
    if left is None:
        return None
    return last_day_of_grace(left, assessment.context.level(level.rank, day))
