"""The standing: which status a designation has, since when, and until when as things stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from ledger.projections.facts import Fact, fact, merged
from ledger.rules.assess import Assessment, Belief, LevelView
from ledger.rules.designation import Stretch
from ledger.values import FOREVER

KIND = "standing"


def facts(assessment: Assessment) -> Iterator[Fact]:
    """Yield the standing of each program of the scheme from the first day there is one."""
    below: tuple[tuple[date, date], ...] = ((date.min, FOREVER),)
    for level in assessment.levels:
        yield from _standing(assessment, level, below)
        below = level.held


def _standing(
    assessment: Assessment, level: LevelView, below: tuple[tuple[date, date], ...]
) -> Iterator[Fact]:
    awarded_from = level.awarded[0].from_ if level.awarded else FOREVER
    rows = [*_before_award(assessment, level, below, awarded_from), *level.awarded]
    spans: list[Stretch] = []
    for row in rows:
        if spans and spans[-1].status == row.status and spans[-1].until == row.from_:
            spans[-1] = spans[-1]._replace(until=row.until)
        else:
            spans.append(row)
    yield from merged(
        fact(
            KIND,
            level.program,
            "",
            (row.from_, row.until),
            {"status": row.status, "reason": row.reason, "position": row.position},
        )
        for row in spans
    )


def _before_award(
    assessment: Assessment, level: LevelView, below: tuple[tuple[date, date], ...], end: date
) -> list[Stretch]:
    """Return `in-progress` and `requirements-met` up to the first award."""
    days = {end}
    enrolment = assessment.record.enrolments.get(level.program)
    if enrolment is not None:
        days.add(enrolment.enrolled_on)
        days |= {enrolment.withdrawn_on} if enrolment.withdrawn_on else set()
    for belief in assessment.beliefs:
        days.add(belief.from_)
        days |= set(_posted_days(belief, level))
        complete = belief.credit.levels[level.rank].complete_on
        if complete is not None:
            days |= {complete} | {day for spell in below for day in spell if day > complete}
    ordered = sorted(day for day in days if day <= end)
    rows = []
    for start, until in pairwise(ordered):
        status = _early_status(assessment, level, below, start)
        if status is not None:
            rows.append(Stretch(start, until, status[0], status[1], 0))
    return rows


def _posted_days(belief: Belief, level: LevelView) -> list[date]:
    for worked in belief.credit.worked:
        if any(posting.program == level.program for posting in worked.postings):
            return [max(worked.credit_on, belief.from_)]
    return []


def _early_status(
    assessment: Assessment, level: LevelView, below: tuple[tuple[date, date], ...], day: date
) -> tuple[str, str] | None:
    belief = assessment.belief_on(day)
    complete = belief.credit.levels[level.rank].complete_on
    if complete is not None and complete <= day and any(start <= day < until for start, until in below):
        return "requirements-met", "hours-complete"
    if any(posted <= day for posted in _posted_days(belief, level)):
        return "in-progress", "hours-claimed"
    enrolment = assessment.record.enrolments.get(level.program)
    if enrolment is None or day < enrolment.enrolled_on:
        return None
    if enrolment.withdrawn_on is not None and day >= enrolment.withdrawn_on:
        return None
    return "in-progress", "enrolled"
