"""The standing: which status a designation has, since when, and until when as things stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ledger.projections.facts import Fact, Group, fact, merged
from ledger.record.official import Announcement, Enrolment
from ledger.rules.assess import Assessment, LevelView, Spells
from ledger.rules.designation import Stretch
from ledger.rules.requirements import asks_more
from ledger.rules.spells import holds
from ledger.values import FOREVER

KIND = "standing"
#: The key of what is computed, kept beside what stands where an announcement takes its place (A53).
COMPUTED = "computed"
#: The key of the day from which a letter authorises the use of the designation (AMC-35).
AUTHORISED = "authorised"
#: The key of the good standing of who holds it, where membership of an organisation is asked for (A43).
MEMBER = "member"


class _Early(NamedTuple):
    """What one belief says of a level before its award: the first day posted."""

    from_: date
    until: date
    posted_on: date | None


def group(assessment: Assessment, level: LevelView, before: Group | None) -> Group:
    """Return the standing of one program from the first day there is one."""
    beliefs = tuple(
        _Early(belief.from_, belief.until, belief.credit.running.posted_from[level.rank])
        for belief in assessment.beliefs
    )
    enrolments = assessment.record.enrolments.get(level.program, ())
    announced: tuple[Announcement, ...] = ()
    if assessment.rules.levels[level.rank].sets[-1].announced_status == "announced_stands":
        announced = tuple(one for one in assessment.record.announcements if one.program == level.program)
    inputs = (beliefs, enrolments, level.awarded, level.met, announced, level.authorised, level.members)
    if before is not None and before.inputs == inputs:
        return before
    end = level.awarded[0].from_ if level.awarded else FOREVER
    met = (level.met, "requirements-met" if asks_more(level.found.case.rules) else "hours-complete")
    computed = _joined([*_before_award(beliefs, enrolments, met, end), *level.awarded])
    facts = [_row(level, "", row) for row in _joined(_with_announced(computed, announced))]
    if announced:
        facts += [_row(level, COMPUTED, row) for row in computed]
    facts += _beside(level)
    return Group(inputs, tuple(facts))


def _row(level: LevelView, key: str, row: Stretch) -> Fact:
    value = {"status": row.status, "reason": row.reason, "position": row.position}
    return fact(KIND, level.program, key, (row.from_, row.until), value)


def _beside(level: LevelView) -> list[Fact]:
    """Return what holds beside the status: that it may be used, and whether one is a member in good standing."""
    facts = []
    for one in level.authorised:
        value = {"authorised_on": one.from_.isoformat(), "position": one.position}
        facts.append(fact(KIND, level.program, AUTHORISED, (one.from_, one.until), value))
    for from_, until, good in level.members:
        awarded_on = next(start for start, end in level.held if start <= from_ < end)
        told = {"good_standing": good, "awarded_on": awarded_on.isoformat()}
        facts.append(fact(KIND, level.program, MEMBER, (from_, until), told))
    return merged(facts)


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
    beliefs: tuple[_Early, ...], enrolments: tuple[Enrolment, ...], met: tuple[Spells, str], end: date
) -> list[Stretch]:
    """Return `in-progress` and `requirements-met` (with its reason) up to the first award."""
    days = {end} | {day for spell in met[0] for day in spell}
    for spell in enrolments:
        days |= {spell.enrolled_on} | ({spell.withdrawn_on} if spell.withdrawn_on else set())
    for belief in beliefs:
        days.add(belief.from_)
        days |= {max(belief.posted_on, belief.from_)} if belief.posted_on else set()
    rows = []
    for start, until in pairwise(sorted(day for day in days if day <= end)):
        belief = next(one for one in beliefs if start < one.until or one.until == FOREVER)
        if holds(met[0], start):
            rows.append(Stretch(start, until, "requirements-met", met[1], 0))
        elif reason := _begun(belief, enrolments, start):
            rows.append(Stretch(start, until, "in-progress", reason, 0))
    return rows


def _begun(belief: _Early, enrolments: tuple[Enrolment, ...], day: date) -> str | None:
    """Return why one is on the way to the designation; None if nothing says so."""
    if belief.posted_on is not None and belief.posted_on <= day:
        return "hours-claimed"
    for spell in enrolments:
        if spell.enrolled_on <= day and (spell.withdrawn_on is None or day < spell.withdrawn_on):
            return "enrolled"
    return None
