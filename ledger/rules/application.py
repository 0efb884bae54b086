"""The kind of rule about applications: reception, deadline and meeting, approval rate, and how far one has come.

Documents and deadlines go by the rules in force on the day of reception (A14); the rest by those of the day asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from ledger.record.dossier import Application, Stage
from ledger.rules.model import RuleSet

Band = Literal["recommended", "interview", "below", "open"]
RulesOn = Callable[[date], RuleSet]

#: What each step makes of an application; the others leave it as it is.
_BECOMES = {
    "submitted": "submitted",
    "resubmitted": "submitted",
    "returned": "returned",
    "found-complete": "complete",
    "interviewed": "interview",
    "recommended": "recommended",
    "not-recommended": "not-recommended",
    "withheld": "withheld",
    "withdrawn": "withdrawn",
}


class Approval(NamedTuple):
    """The approval rate of an application in per cent, unrounded, and the band it lies in (`open`: no rate yet)."""

    rate: Fraction | None
    band: Band


class Deadline(NamedTuple):
    """The last day of submission, inclusive, and the first day of the month of the meeting it leads to (A22)."""

    last_day: date
    meeting: date


class Situation(NamedTuple):
    """How far an application has come by a day.

    `meeting` is a day if staff assigned one, else a month (`2025-06`). `reviewers` have assessed it; `missing` are the
    forms and documents not handed in.
    """

    stage: str
    received_on: date
    deadline: date | None
    meeting: str | None
    held: bool
    approval: Approval
    reviewers: int
    missing: tuple[str, ...]
    positions: tuple[int, ...]


def stages_by(application: Application, day: date) -> tuple[Stage, ...]:
    """Return the steps dated on or before a day, in order of their days, then as recorded."""
    return tuple(sorted((stage for stage in application.stages if stage.on <= day), key=lambda one: one.on))


def handed_in(application: Application, day: date) -> tuple[Stage, ...]:
    """Return the steps by which the application was handed in by a day, first or again."""
    kinds = ("submitted", "resubmitted")
    return tuple(stage for stage in stages_by(application, day) if stage.kind in kinds)


def present_round(application: Application, day: date) -> tuple[Stage, ...]:
    """Return the steps since the application was last handed in or returned by a day: before is past."""
    found: list[Stage] = []
    for stage in stages_by(application, day):
        if stage.kind in ("submitted", "resubmitted", "returned"):
            found.clear()
        found.append(stage)
    return tuple(found)


def turning_days(application: Application) -> set[date]:
    """Return the days on which the situation of an application may change, besides awards and versions of rules."""
    return {stage.on for stage in application.stages}


# --- reception ----------------------------------------------------------------------------------------------


def received_on(application: Application, rules: RuleSet, day: date) -> date | None:
    """Return the day an application counts as received, as of a day; None if it was not handed in by then (A21)."""
    first: date | None = None
    last: date | None = None
    returned: date | None = None
    in_time = True
    for stage in stages_by(application, day):
        if stage.kind == "returned":
            returned = stage.on
        elif stage.kind in ("submitted", "resubmitted"):
            first, last = first or stage.on, stage.on
            limit = rules.application_returned_days
            if stage.kind == "resubmitted" and returned is not None and limit is not None:
                in_time = in_time and stage.on <= returned + timedelta(days=limit)
    return first if rules.application_returned == "keeps_date" and in_time else last


def deadline_for(received: date, rules: RuleSet) -> Deadline | None:
    """Return the first of the year's last days on or after reception, and its meeting; None where there are none.

    The meeting is in the next year where its month does not lie after that of the last day.
    """
    if rules.application_meetings is None:
        return None
    options = [
        (date(year, month, day), meeting)
        for year in (received.year, received.year + 1)
        for (month, day), meeting in rules.application_meetings
    ]
    last_day, meeting = min(option for option in options if option[0] >= received)
    year = last_day.year + (meeting <= last_day.month)
    return Deadline(last_day, date(year, meeting, 1))


def missing(application: Application, rules: RuleSet, day: date) -> tuple[str, ...]:
    """Return the prescribed forms and documents of its kind that were not handed in by a day.

    What was handed in before a return stays. Forms that were modified last are not the prescribed ones (AMC-19): they
    are told as `prescribed-forms`.
    """
    seen = stages_by(application, day)
    forms = {form for stage in seen for form in stage.forms}
    documents = {document for stage in seen for document in stage.documents}
    asked_forms = rules.application_forms.get(application.kind, ())
    asked_documents = rules.application_documents.get(application.kind, ())
    return (
        *(form for form in asked_forms if form not in forms),
        *(("prescribed-forms",) if any(stage.modified for stage in handed_in(application, day)[-1:]) else ()),
        *(document for document in asked_documents if document not in documents),
    )


# --- review -------------------------------------------------------------------------------------------------


def approval(application: Application, rules: RuleSet, day: date) -> Approval:
    """Return the approval rate as of a day, and its band (A23, A24).

    The last rate recorded by staff is the rate; else the assessments are, once all reviewers have assessed.
    """
    recorded = [one.rate for one in present_round(application, day) if one.kind == "rate-recorded"]
    if recorded and recorded[-1] is not None:
        return Approval(recorded[-1], _band(recorded[-1], rules))
    rates = sorted(assessments(application, day).values())
    if not rates or len(rates) < (rules.reviewers or 1):
        return Approval(None, "open")
    rate = _aggregated(rates, rules.approval_aggregation)
    return Approval(rate, _band(rate, rules))


def assessments(application: Application, day: date) -> dict[str, Fraction]:
    """Return the rate each reviewer gave in the present round by a day, the last where one gave several."""
    return {
        stage.word or "": stage.rate
        for stage in present_round(application, day)
        if stage.kind == "assessed" and stage.rate is not None
    }


def _aggregated(rates: list[Fraction], how: str) -> Fraction:
    if how == "minimum":
        return rates[0]
    if how == "mean":
        return sum(rates, start=Fraction(0)) / len(rates)
    middle = len(rates) // 2
    return rates[middle] if len(rates) % 2 else (rates[middle - 1] + rates[middle]) / 2


def _band(rate: Fraction, rules: RuleSet) -> Band:
    """Return the band of a rate; where no threshold is stated, none has to be reached."""
    compared = Fraction((rate + Fraction(1, 2)).__floor__()) if rules.approval_rounding == "rounded" else rate
    recommended, interview = rules.approval_recommended, rules.approval_interview
    if recommended is None and interview is None:
        return "recommended"
    if recommended is not None and compared >= Fraction(recommended):
        return "recommended"
    return "interview" if interview is not None and compared >= Fraction(interview) else "below"


# --- how far it has come ------------------------------------------------------------------------------------


def situation(
    application: Application, rules_on: RulesOn, day: date, awards: Iterable[date] = ()
) -> Situation | None:
    """Return how far an application has come by a day; None before it was handed in.

    `awards` are the days on which the designation was awarded.
    """
    seen, came = stages_by(application, day), handed_in(application, day)
    if not came:
        return None
    at_reception = rules_on(came[-1].on)
    received = received_on(application, rules_on(came[0].on), day)
    assert received is not None
    deadline = deadline_for(received, at_reception)
    assigned = [stage.day for stage in seen if stage.kind == "meeting-assigned" and stage.day is not None]
    aimed_at = [
        stage.day for stage in seen if stage.kind in ("submitted", "resubmitted") and stage.day is not None
    ]
    meeting = None if deadline is None else deadline.meeting.isoformat()[:7]
    found = approval(application, rules_on(day), day)
    return Situation(
        stage=_stage(seen, found, [award for award in awards if award <= day]),
        received_on=received,
        deadline=None if deadline is None else deadline.last_day,
        meeting=assigned[-1].isoformat() if assigned else meeting,
        held=bool(aimed_at) and aimed_at[-1] < received,
        approval=found,
        reviewers=len(assessments(application, day)),
        missing=missing(application, at_reception, day),
        positions=tuple(stage.position for stage in seen),
    )


def _stage(seen: tuple[Stage, ...], found: Approval, awards: list[date]) -> str:
    now, recommended = "", date.max
    for stage in seen:
        now = _BECOMES.get(stage.kind, now)
        if stage.kind == "recommended":
            recommended = stage.on
    if now in ("submitted", "complete") and found.band == "interview":
        return "interview"
    granted = now in ("recommended", "withheld") and any(award >= recommended for award in awards)
    return "granted" if granted else now


def withdrawn(application: Application, day: date) -> bool:
    """Whether the candidate took the application back by a day."""
    return any(stage.kind == "withdrawn" for stage in stages_by(application, day))


def passed(application: Application, rules_on: RulesOn, day: date) -> bool:
    """Whether an application has come as far as `application_passes` asks by a day; one taken back has not.

    Where a lapse of membership refuses the grant (A27), one whose grant was withheld is closed.
    """
    rules, came = rules_on(day), handed_in(application, day)
    kinds = [stage.kind for stage in stages_by(application, day)]
    if not came or "withdrawn" in kinds:
        return False
    if rules.membership_before_award == "refused" and "withheld" in kinds:
        return False
    now = [stage.kind for stage in present_round(application, day)]
    match rules.application_passes:
        case "complete":
            return "found-complete" in now
        case "recommended":
            return "recommended" in now
        case _:
            turns = [kind for kind in kinds if kind in ("submitted", "resubmitted", "returned")]
            return turns[-1] != "returned" and not missing(application, rules_on(came[-1].on), day)


def latest(
    applications: Iterable[Application], rules_on: RulesOn, day: date
) -> tuple[Application, date] | None:
    """Return the application received last by a day, and the day of its reception; those taken back are left out."""
    found: tuple[Application, date] | None = None
    for application in applications:
        came = handed_in(application, day)
        if not came or withdrawn(application, day):
            continue
        received = received_on(application, rules_on(came[0].on), day)
        if received is not None and (found is None or received >= found[1]):
            found = application, received
    return found
