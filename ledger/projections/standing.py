"""The standing: which status a designation has, since when, and until when as things stand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ledger.projections.facts import Group, fact
from ledger.record.official import Enrolment
from ledger.rules.assess import Assessment, LevelView
from ledger.rules.designation import Stretch
from ledger.values import FOREVER

KIND = "standing"

Spells = tuple[tuple[date, date], ...]


class _Early(NamedTuple):
    """What one belief says of a level before its award: first day posted, day complete."""

    from_: date
    until: date
    posted_on: date | None
    complete_on: date | None


def group(assessment: Assessment, level: LevelView, below: Spells, before: Group | None) -> Group:
    """Return the standing of one program from the first day there is one; `below` is when the level below is held."""
    beliefs = tuple(
        _Early(
            belief.from_,
            belief.until,
            belief.credit.running.posted_from[level.rank],
            belief.credit.levels[level.rank].complete_on,
        )
        for belief in assessment.beliefs
    )
    enrolments = assessment.record.enrolments.get(level.program, ())
    inputs = (beliefs, enrolments, level.awarded, below)
    if before is not None and before.inputs == inputs:
        return before
    end = level.awarded[0].from_ if level.awarded else FOREVER
    rows = [*_before_award(beliefs, enrolments, below, end), *level.awarded]
    spans: list[Stretch] = []
    for row in rows:
        if spans and spans[-1].status == row.status and spans[-1].until == row.from_:
            spans[-1] = spans[-1]._replace(until=row.until)
        else:
            spans.append(row)
    facts = (
        fact(
            KIND,
            level.program,
            "",
            (row.from_, row.until),
            {"status": row.status, "reason": row.reason, "position": row.position},
        )
        for row in spans
    )
    return Group(inputs, tuple(facts))


def _before_award(
    beliefs: tuple[_Early, ...], enrolments: tuple[Enrolment, ...], below: Spells, end: date
) -> list[Stretch]:
    """Return `in-progress` and `requirements-met` up to the first award."""
    days = {end}
    for spell in enrolments:
        days |= {spell.enrolled_on} | ({spell.withdrawn_on} if spell.withdrawn_on else set())
    for belief in beliefs:
        days.add(belief.from_)
        days |= {max(belief.posted_on, belief.from_)} if belief.posted_on else set()
        if belief.complete_on is not None:
            days.add(belief.complete_on)
            days |= {day for spell in below for day in spell if day > belief.complete_on}
    rows = []
    for start, until in pairwise(sorted(day for day in days if day <= end)):
        belief = next(one for one in beliefs if start < one.until or one.until == FOREVER)
        status = _early_status(belief, enrolments, below, start)
        if status is not None:
            rows.append(Stretch(start, until, status[0], status[1], 0))
    return rows


def _early_status(
    belief: _Early, enrolments: tuple[Enrolment, ...], below: Spells, day: date
) -> tuple[str, str] | None:
    complete = belief.complete_on
    if complete is not None and complete <= day and any(start <= day < until for start, until in below):
        return "requirements-met", "hours-complete"
    if belief.posted_on is not None and belief.posted_on <= day:
        return "in-progress", "hours-claimed"
    for spell in enrolments:
        if spell.enrolled_on <= day and (spell.withdrawn_on is None or day < spell.withdrawn_on):
            return "in-progress", "enrolled"
    return None
