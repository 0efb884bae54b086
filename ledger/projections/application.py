"""Applications: how far each has come on any day, its deadline, its meeting and its approval rate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.projections.facts import Fact, Group, fact, merged, optional_day
from ledger.record.dossier import Application
from ledger.rules.application import Situation, handed_in, situation, turning_days
from ledger.rules.assess import Assessment, LevelView
from ledger.rules.duty import required_text
from ledger.rules.requirements import Case
from ledger.values import FOREVER

KIND = "application"


def group(assessment: Assessment, level: LevelView, before: Group | None) -> Group:
    """Return the situation of each application for one program, from the day it was handed in."""
    case = level.found.case
    decided = assessment.record.steps.get(level.program, ())
    awards = tuple(step.on for step in decided if step.kind == "awarded")
    own = tuple(case.of_kind())
    inputs = (own, awards, case.rules, case.governing)
    if before is not None and before.inputs == inputs:
        return before
    return Group(inputs, tuple(one for application in own for one in _facts(application, case, awards)))


def _facts(application: Application, case: Case, awards: tuple[date, ...]) -> Iterator[Fact]:
    stages = turning_days(application)
    later = {day for day in (*awards, *case.rules.starts) if day > min(stages)}
    days = sorted(stages | later)
    rows = []
    for day, until in zip(days, [*days[1:], FOREVER], strict=True):
        now = situation(application, case.on, day, awards)
        if now is not None:
            rows.append(
                fact(
                    KIND,
                    case.program,
                    application.application,
                    (day, until),
                    _value(application, now, case, day),
                )
            )
    yield from merged(rows)


def _value(application: Application, now: Situation, case: Case, day: date) -> dict[str, object]:
    rate = now.approval.rate
    placed = now.stage != "returned" or _keeps_place(application, case, day)
    return {
        "kind": application.kind,
        "stage": now.stage,
        "received_on": now.received_on.isoformat(),
        "deadline": optional_day(now.deadline if placed else None),
        "meeting": now.meeting if placed else None,
        "held": now.held,
        "rate": None if rate is None else required_text(rate),
        "band": now.approval.band,
        "reviewers": now.reviewers,
        "missing": now.missing,
        "positions": now.positions,
    }


def _keeps_place(application: Application, case: Case, day: date) -> bool:
    """Whether a submission that was returned keeps its deadline and meeting until it is handed in again (A21)."""
    first = handed_in(application, day)[0]
    return bool(case.on(first.on).application_returned == "keeps_date")
