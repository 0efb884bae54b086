"""The review of an application: assessments, rate, interview, and what follows from the thresholds (AMC-28 to AMC-36).

The thresholds in force on the day of each step decide; discretion may not move them (AMC-33). Where a program states
none, the outcome is the authority's own decision.
"""

from __future__ import annotations

from datetime import date

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.application_state import (
    application_of,
    newest,
    present_round,
    require_complete,
    require_handed_in,
    require_open,
    require_since,
    said_before,
)
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.record.dossier import Application
from ledger.record.dossier_fold import stage_of
from ledger.record.official import Record
from ledger.rules.application import Approval, approval
from ledger.rules.model import RuleSet


def _require_reviewable(application: Application, day: date, situation: Situation) -> None:
    """Refuse a review of what is decided, returned, not found complete, or not handed in by then."""
    require_open(application)
    require_handed_in(application)
    require_complete(application, importing=situation.importing)
    require_since(application, day, importing=situation.importing)


def assess(record: Record, command: c.AssessApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Note one reviewer's assessment; each assesses once, and no more of them than the program has (AMC-28)."""
    assert command.assessed_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationAssessed, command)
    if said_before(application, stage_of(event)):
        return ()
    _require_reviewable(application, command.assessed_on, situation)
    reviewers = {stage.word for stage in present_round(application) if stage.kind == "assessed"}
    require(
        command.reviewer not in reviewers,
        "wrong-state",
        f"The reviewer {command.reviewer} has assessed the application {command.application} already.",
        remedy="Record the rate of the whole application with the fact 'approval rate recorded'.",
    )
    rules = situation.program_rules(application.program, command.assessed_on)
    most = rules.reviewers if rules is not None and not situation.importing else None
    require(
        most is None or len(reviewers) < most,
        "wrong-state",
        f"{most} reviewers have assessed the application {command.application} already.",
        remedy="Check the reviewer and the application.",
    )
    return (event,)


def record_rate(record: Record, command: c.RecordApprovalRate, situation: Situation) -> tuple[e.Event, ...]:
    """Note the approval rate of the whole application; the newest one is the rate (A24)."""
    assert command.recorded_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApprovalRateRecorded, command)
    if said_before(application, stage_of(event)):
        return ()
    _require_reviewable(application, command.recorded_on, situation)
    return (event,)


def hold_interview(record: Record, command: c.HoldInterview, situation: Situation) -> tuple[e.Event, ...]:
    """Note an interview, of which only certain rates give the opportunity (AMC-31, A25)."""
    assert command.held_on is not None
    application = application_of(record, command.application)
    event = event_of(e.InterviewHeld, command)
    if said_before(application, stage_of(event)):
        return ()
    _require_reviewable(application, command.held_on, situation)
    rules = _thresholds(application, command.held_on, situation)
    if rules is not None:
        found = approval(application, rules, command.held_on)
        require(
            found.band in _interviewed(rules),
            "threshold",
            f"{_rate_text(found, command.held_on)}; there is no interview.",
            remedy="Record the outcome that the rate leads to, or the rate first.",
            band=found.band,
        )
    return (event,)


def recommend(record: Record, command: c.RecommendApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Recommend an application, by its rate or after the interview (AMC-30, AMC-31, AMC-33)."""
    assert command.recommended_on is not None
    application = application_of(record, command.application)
    said = newest(application, "recommended")
    if said is not None and said.on == command.recommended_on and command.basis in (None, said.word):
        return ()
    _require_reviewable(application, command.recommended_on, situation)
    basis = command.basis or "imported"
    if not situation.importing:
        basis = _basis(application, command.recommended_on, situation)
        require(
            command.basis in (None, basis),
            "threshold",
            f"The basis of this recommendation is {basis!r}, not {command.basis!r}.",
            remedy="Leave the basis out.",
        )
    return (event_of(e.ApplicationRecommended, command, basis=basis),)


def decline(record: Record, command: c.DeclineApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Close an application without a recommendation, after the interview or below it (A25)."""
    assert command.decided_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationNotRecommended, command)
    if said_before(application, stage_of(event)):
        return ()
    _require_reviewable(application, command.decided_on, situation)
    rules = _thresholds(application, command.decided_on, situation)
    if rules is not None:
        found = approval(application, rules, command.decided_on)
        interviewed = _was_interviewed(application, command.decided_on)
        require(
            found.band == "below" or (found.band == "interview" and interviewed),
            "threshold",
            f"{_rate_text(found, command.decided_on)}"
            f"{', and no interview was held' if found.band == 'interview' else ''};"
            " that does not close the application.",
            remedy="Record the interview or the rate first, or recommend it.",
            band=found.band,
        )
    return (event,)


def withhold(record: Record, command: c.WithholdGrant, situation: Situation) -> tuple[e.Event, ...]:
    """Note that a meeting did not grant what was recommended (AMC-36, A27)."""
    assert command.withheld_on is not None
    application = application_of(record, command.application)
    if any(s.kind == "withheld" and s.day == command.meeting for s in present_round(application)):
        return ()
    closed = newest(application, "recommended", "not-recommended", "withdrawn")
    require(
        situation.importing or (closed is not None and closed.kind == "recommended"),
        "wrong-state",
        f"The application {command.application} is not recommended, so there is no grant to withhold.",
        remedy="Record the fact 'application recommended' first.",
    )
    require(
        situation.importing or closed is None or closed.on <= command.meeting,
        "date-order",
        f"The application was recommended on {closed.on if closed else ''}, after {command.meeting}.",
        remedy="Check the day of the meeting.",
    )
    return (event_of(e.GrantWithheld, command),)


# --- thresholds ---------------------------------------------------------------------------------------------


def _thresholds(application: Application, day: date, situation: Situation) -> RuleSet | None:
    """Return the rules whose thresholds decide; None for an import, and where a program states none."""
    if situation.importing:
        return None
    rules = situation.program_rules(application.program, day)
    return rules if rules is not None and rules.approval_recommended is not None else None


def _basis(application: Application, day: date, situation: Situation) -> str:
    """Return what a recommendation rests on; refuse one that the thresholds do not allow."""
    rules = _thresholds(application, day, situation)
    if rules is None:
        return "decision"
    found = approval(application, rules, day)
    if found.band == "recommended":
        return "threshold"
    interviewed = found.band in _interviewed(rules) and _was_interviewed(application, day)
    require(
        interviewed,
        "threshold",
        f"{_rate_text(found, day)}"
        f"{', and no interview was held' if found.band == 'interview' else ''}; it is not recommended.",
        remedy="Record the rate or the interview first; discretion does not move the thresholds (AMC-33).",
        band=found.band,
    )
    return "interview"


def _interviewed(rules: RuleSet) -> tuple[str, ...]:
    """Return the bands in which there is an interview (A25)."""
    return ("interview", "below") if rules.approval_below == "interview_on_request" else ("interview",)


def _was_interviewed(application: Application, day: date) -> bool:
    return any(stage.kind == "interviewed" and stage.on <= day for stage in present_round(application))


def _rate_text(found: Approval, day: date) -> str:
    if found.rate is None:
        return f"There is no approval rate yet on {day}"
    where = {"below": "below the threshold of an interview", "interview": "in the range of an interview"}
    return f"The approval rate on {day} is {_percent(found)} %, {where.get(found.band, 'high enough')}"


def _percent(found: Approval) -> str:
    """Write the rate exactly: `84.9`, or `2540/30` where decimals do not end."""
    rate = found.rate
    assert rate is not None
    for digits in range(7):
        scaled = rate * 10**digits
        if scaled.denominator == 1:
            whole, part = divmod(scaled.numerator, 10**digits)
            return f"{whole}.{part:0{digits}}" if digits else f"{whole}"
    return f"{rate.numerator}/{rate.denominator}"
