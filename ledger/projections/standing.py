"""The standing: which status a designation has, since when, and until when as things stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ledger.projections.facts import Fact, Group, fact
from ledger.record.official import Announcement, Enrolment
from ledger.rules.assess import Assessment, LevelView, Spells
from ledger.rules.designation import Stretch
from ledger.values import FOREVER

KIND = "standing"
#: The key of what is computed, kept beside what stands where an announcement takes its place (A53).
COMPUTED = "computed"


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
    announced: tuple[Announcement, ...] = ()
    if assessment.rules.levels[level.rank].sets[-1].announced_status == "announced_stands":
        announced = tuple(one for one in assessment.record.announcements if one.program == level.program)
    inputs = (beliefs, enrolments, level.awarded, below, announced)
    if before is not None and before.inputs == inputs:
        return before
    end = level.awarded[0].from_ if level.awarded else FOREVER
    computed = _joined([*_before_award(beliefs, enrolments, below, end), *level.awarded])
    facts = [_row(level, "", row) for row in _joined(_with_announced(computed, announced))]
    if announced:
        facts += [_row(level, COMPUTED, row) for row in computed]
    return Group(inputs, tuple(facts))


def _row(level: LevelView, key: str, row: Stretch) -> Fact:
    value = {"status": row.status, "reason": row.reason, "position": row.position}
    return fact(KIND, level.program, key, (row.from_, row.until), value)


def _joined(rows: Iterable[Stretch]) -> list[Stretch]:
    """Join neighbours of one status; the first says why it began."""
    spans: list[Stretch] = []
    for row in rows:
        if spans and spans[-1].status == row.status and spans[-1].until == row.from_:
            spans[-1] = spans[-1]._replace(until=row.until)
        else:
            spans.append(row)
    return spans


def _with_announced(computed: list[Stretch], announced: tuple[Announcement, ...]) -> list[Stretch]:
    """Let what was announced stand, from its day of effect until the status next changes after it was announced."""
    rows = computed
    for said in sorted(announced, key=lambda one: (one.effective_on, one.announced_on, one.position)):
        changes = [row.from_ for row in rows if row.from_ > max(said.effective_on, said.announced_on)]
        until = min(changes, default=FOREVER)
        stands = Stretch(said.effective_on, until, said.status, "announced", said.position)
        kept = [
            part
            for row in rows
            for part in (
                row._replace(until=min(row.until, said.effective_on)),
                row._replace(from_=max(row.from_, until)),
            )
            if part.from_ < part.until
        ]
        rows = sorted([*kept, stands], key=lambda row: row.from_)
    return rows


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
