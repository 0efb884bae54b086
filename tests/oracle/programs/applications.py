"""Applications as of a day: their state, day of reception, deadline, meeting and approval rate."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor
from statistics import median
from typing import Any

from tests.oracle.history import ONE_DAY
from tests.oracle.programs.record import Application, Record, Stage
from tests.oracle.programs.sheets import Rules

WORDS = {"submitted": "submitted", "resubmitted": "submitted"}
SILENT = {"meeting", "assessed", "rated", "interviewed"}


def stages_by(application: Application, as_of: date) -> list[Stage]:
    """Return the steps dated by a day, in the order recorded."""
    return [stage for stage in application.stages if stage.day <= as_of]


def present_round(application: Application, as_of: date) -> list[Stage]:
    """Return the steps of the review since the last return or resubmission: what came before is past."""
    stages = stages_by(application, as_of)
    turns = [number for number, stage in enumerate(stages) if stage.kind in ("returned", "resubmitted")]
    return stages[turns[-1] + 1 :] if turns else stages


def received_on(application: Application, rules: Rules, as_of: date) -> date | None:
    """Return the day of reception: the last submission, or the first where the place is kept (A21)."""
    stages = stages_by(application, as_of)
    came = [stage for stage in stages if stage.kind in ("submitted", "resubmitted")]
    if not came:
        return None
    first = came[0].day
    if rules.at(application.program, "application_returned", first) == "keeps_date":
        days = rules.at(application.program, "application_returned_days", first)
        if all(
            days is None or stage.day <= _returned_before(stages, stage) + days * ONE_DAY
            for stage in came[1:]
        ):
            return first
    return came[-1].day


def _returned_before(stages: list[Stage], resubmission: Stage) -> date:
    earlier = [
        stage.day for stage in stages if stage.kind == "returned" and stage.position < resubmission.position
    ]
    return earlier[-1]


def latest(record: Record, rules: Rules, program: str, kind: str | None, as_of: date) -> Application | None:
    """Return the application of a kind (None: of any) received last by a day; what was withdrawn by then is gone."""
    found = [
        (received, application.stages[0].position, application)
        for application in record.applications.values()
        if application.program == program
        and kind in (None, application.kind)
        and (received := received_on(application, rules, as_of)) is not None
        and not any(stage.kind == "withdrawn" for stage in stages_by(application, as_of))
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def has_passed(application: Application, rules: Rules, as_of: date) -> bool:
    """Return whether an application has passed by a day and was neither withdrawn nor closed by then."""
    program = application.program
    stages = stages_by(application, as_of)
    kinds = {stage.kind for stage in stages}
    if "submitted" not in kinds or "withdrawn" in kinds:
        return False
    if "withheld" in kinds and rules.at(program, "membership_before_award", as_of) == "refused":
        return False
    passes = rules.at(program, "application_passes", as_of)
    if passes != "received":
        return passes in {stage.kind for stage in present_round(application, as_of)}
    last = [stage for stage in stages if stage.kind in ("submitted", "resubmitted", "returned")][-1]
    if last.kind == "returned":
        return False
    return not missing(application, rules, as_of)


def missing(application: Application, rules: Rules, as_of: date) -> list[str]:
    """Return the documents and forms that have not come by a day, as asked for on the day of reception."""
    came = [stage for stage in stages_by(application, as_of) if stage.kind in ("submitted", "resubmitted")]
    asked: list[str] = []
    for name in ("application_documents", "application_forms"):
        asked += rules.at(application.program, name, came[-1].day).get(application.kind, ())
    had = {document["kind"] for stage in came for document in stage.fact.get("documents", ())}
    had |= {form for stage in came for form in stage.fact.get("forms", ())}
    return [name for name in asked if name not in had]


def rate(application: Application, rules: Rules, as_of: date) -> Fraction | None:
    """Return the approval rate in percent: as staff recorded it, else from the reviewers' rates (A24)."""
    stages = present_round(application, as_of)
    recorded = [stage for stage in stages if stage.kind == "rated"]
    if recorded:
        return Fraction(str(recorded[-1].fact["rate"]))
    rates = [_assessed(stage) for stage in stages if stage.kind == "assessed"]
    reviewers = rules.at(application.program, "reviewers", as_of)
    if reviewers is None or len(rates) < reviewers:
        return None
    how = rules.at(application.program, "approval_aggregation", as_of)
    if how == "mean":
        return sum(rates, Fraction(0)) / len(rates)
    return min(rates) if how == "minimum" else Fraction(median(rates))


def _assessed(stage: Stage) -> Fraction:
    if stage.fact.get("rate") is not None:
        return Fraction(str(stage.fact["rate"]))
    return Fraction(stage.fact["outputs_approved"] * 100, stage.fact["outputs_required"])


def band(application: Application, rules: Rules, as_of: date) -> str:
    """Return what the rate leads to (A23): `recommended`, `interview` or `below`; `open` without a rate.

    The thresholds are those in force on the day asked about; where none is stated, nothing is asked.
    """
    found = rate(application, rules, as_of)
    recommended = rules.at(application.program, "approval_recommended", as_of)
    interview = rules.at(application.program, "approval_interview", as_of)
    if found is None:
        return "open"
    if rules.at(application.program, "approval_rounding", as_of) == "rounded":
        found = Fraction(floor(found + Fraction(1, 2)))
    if recommended is None or found >= recommended:
        return "recommended"
    return "interview" if interview is not None and found >= interview else "below"


def deadline(rules: Rules, program: str, received: date) -> tuple[date, int, int] | None:
    """Return the last day of submission that a day of reception meets, and the meeting's year and month (A22)."""
    table = rules.at(program, "application_meetings", received)
    if not table:
        return None
    last_days = sorted(
        (date(year, *day), month) for year in (received.year, received.year + 1) for day, month in table
    )
    last, month = next(item for item in last_days if item[0] >= received)
    return last, last.year if month > last.month else last.year + 1, month


def state(application: Application, record: Record, rules: Rules, as_of: date) -> str:
    """Return the state of an application as of a day."""
    stages = stages_by(application, as_of)
    word = [WORDS.get(stage.kind, stage.kind) for stage in stages if stage.kind not in SILENT][-1]
    recommended = [stage.day for stage in stages if stage.kind == "recommended"]
    if word in ("recommended", "withheld") and any(
        step.kind == "awarded"
        and step.program == application.program
        and recommended[-1] <= step.day <= as_of
        for step in record.steps
    ):
        return "granted"
    held = any(stage.kind == "interviewed" for stage in present_round(application, as_of))
    if word == "complete" and (held or band(application, rules, as_of) == "interview"):
        return "interview"
    return word


def told(application: Application, record: Record, rules: Rules, as_of: date) -> dict[str, Any] | None:
    """Return everything about an application as of a day, or None before it was submitted."""
    received = received_on(application, rules, as_of)
    if received is None:
        return None
    stages = stages_by(application, as_of)
    meets = deadline(rules, application.program, received)
    assigned = [stage.fact["meeting"] for stage in stages if stage.kind == "meeting"]
    aimed = [
        stage.fact["deadline"] for stage in stages if stage.kind == "submitted" and stage.fact.get("deadline")
    ]
    word = state(application, record, rules, as_of)
    first = stages[0].day
    if word == "returned" and rules.at(application.program, "application_returned", first) != "keeps_date":
        meets, assigned = None, []
    return {
        "kind": application.kind,
        "stage": word,
        "received_on": received.isoformat(),
        "deadline": meets[0].isoformat() if meets else None,
        "meeting": assigned[-1] if assigned else f"{meets[1]}-{meets[2]:02}" if meets else None,
        "held": bool(aimed) and date.fromisoformat(aimed[-1]) < received,
        "rate": rate(application, rules, as_of),
        "band": band(application, rules, as_of),
    }
