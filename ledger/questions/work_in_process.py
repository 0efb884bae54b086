"""Work lists of how one comes to a designation: applications, mentors, exemptions, fees, scholarships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.questions import answers as a
from ledger.questions.work import ADMINISTRATOR, OFFICIAL, Desk
from ledger.record.official import Enrolment

_REVIEW = ("application_forms", "application_documents", "reviewers")
_BANDS = ("approval_recommended", "approval_interview", "approval_aggregation")
_BOARD = ("application_meetings", "application_late", "application_meeting_by")


def due(desk: Desk) -> Iterator[a.DueItem]:
    """Yield what waits before the award, of the official or of the administrator."""
    for program in desk.asked.rules.names:
        for fact in desk.on("application", program):
            yield from _application(desk, program, fact.key, fact.content)
        yield from _fees(desk, program)
        rules = desk.rules(program)
        if rules.mentor_assigned:
            yield from _mentor(desk, program)
        if rules.exemptions or rules.education_exemption:
            yield from _exemptions(desk, program)
        if rules.scholarship_cap is not None or rules.scholarship_last_day is not None:
            yield from _scholarships(desk, program)


def _application(desk: Desk, program: str, application: str, content: dict[str, Any]) -> Iterator[a.DueItem]:
    stage, meeting = content["stage"], content["meeting"]
    said = f"The application {application}, received on {content['received_on']},"
    lacking = f" It lacks {', '.join(content['missing'])}." if content["missing"] else ""
    reasons = {
        "submitted": (f"{said} is to be checked for completeness.{lacking}", _REVIEW),
        "returned": (f"{said} came back to be completed.{lacking}", _REVIEW),
        "complete": (f"{said} is complete and {_next_step(desk, program, content)[1]}.", (*_REVIEW, *_BANDS)),
        "interview": (f"{said} has a rate that asks for an interview.", _BANDS),
        "recommended": (
            f"{said} is recommended; the grant is the Board's, meeting {meeting or 'not known'}.",
            _BOARD,
        ),
        "withheld": (
            f"{said} was recommended, and the grant withheld for want of membership.",
            ("membership_before_award",),
        ),
    }
    if stage not in reasons:
        return
    text, parameters = reasons[stage]
    reason = desk.reason(stage, text, program, parameters, content["positions"])
    if (
        stage == "submitted"
        and desk.rules(program).application_passes == "received"
        and not content["missing"]
    ):
        return  # nobody reviews it: it has passed
    if stage == "submitted":
        yield desk.item(program, "review-application", ADMINISTRATOR, reason)
    elif stage == "returned":
        yield desk.item(program, "complete-application", OFFICIAL, reason)
    elif stage == "complete":
        yield desk.item(program, _next_step(desk, program, content)[0], ADMINISTRATOR, reason)
    elif stage == "interview":
        held = _interviewed(desk, application)
        yield desk.item(program, "decide-application" if held else "offer-interview", ADMINISTRATOR, reason)
    elif stage == "recommended":
        yield desk.item(program, "prepare-board-package", ADMINISTRATOR, reason, by=_first_day(meeting))
    else:
        yield desk.item(program, "restore-membership", OFFICIAL, reason)
    if content["held"] and not _assigned(meeting) and stage in ("submitted", "complete", "interview"):
        text = f"{said} came after the deadline aimed at; it is held for {content['deadline'] or 'the next'}."
        late = desk.reason("held", text, program, _BOARD, content["positions"])
        yield desk.item(program, "hold-application", ADMINISTRATOR, late, by=content["deadline"])


def _next_step(desk: Desk, program: str, content: dict[str, Any]) -> tuple[str, str]:
    """Return what a complete application waits for, and in words."""
    wanted = desk.rules(program).reviewers
    if content["band"] == "recommended":
        return "recommend-application", "reaches the rate of a recommendation"
    if content["band"] == "below":
        return "decide-application", "stays below the rate of an interview"
    if wanted is not None and content["reviewers"] < wanted:
        return "assess-application", f"was assessed by {content['reviewers']} of {wanted} reviewers"
    return "decide-application", "waits for a decision"


def _interviewed(desk: Desk, application: str) -> bool:
    stages = desk.record().dossier.applications[application].stages
    return any(stage.kind == "interviewed" and stage.on <= desk.asked.as_of for stage in stages)


def _assigned(meeting: str | None) -> bool:
    """Whether staff assigned the meeting: then its day is known, and else the month alone."""
    return meeting is not None and len(meeting) == len("2025-06-12")


def _first_day(meeting: str | None) -> str | None:
    """Return the day of a meeting; of one whose month alone is known, the first of the month."""
    return meeting if meeting is None or _assigned(meeting) else f"{meeting}-01"


def _fees(desk: Desk, program: str) -> Iterator[a.DueItem]:
    for fact in desk.on("fees", program):
        owed, currency = fact.content, desk.rules(program).fee_currency or "fees"
        if owed["deposit_paid"] is False:
            reason = desk.reason("deposit", "The deposit is not paid.", program, ("fee_deposit",))
            amount = desk.rules(program).fee_deposit
            yield desk.item(program, "pay-deposit", OFFICIAL, reason, amount=str(amount), currency=currency)
        elif owed["balance"] != "0":
            text = f"{owed['paid']} of {owed['total']} {currency} is paid."
            reason = desk.reason("balance", text, program, ("fee_total", "fee_options", "fee_holds"))
            yield desk.item(
                program, "pay-balance", OFFICIAL, reason, amount=owed["balance"], currency=currency
            )


def _mentor(desk: Desk, program: str) -> Iterator[a.DueItem]:
    day, record = desk.asked.as_of, desk.record()
    spells: tuple[Enrolment, ...] = record.enrolments.get(program, ())
    open_spell = next(
        (
            one
            for one in spells
            if one.enrolled_on <= day and (one.withdrawn_on is None or day < one.withdrawn_on)
        ),
        None,
    )
    has_one = any(one.program == program and one.assigned_on <= day for one in record.dossier.mentors)
    awarded = any(step.kind == "awarded" and step.on <= day for step in record.steps.get(program, ()))
    if open_spell is not None and not has_one and not awarded:
        text = f"Enrolled on {open_spell.enrolled_on}, and no mentor is assigned."
        reason = desk.reason("no-mentor", text, program, ("mentor_assigned",), open_spell.positions)
        yield desk.item(program, "assign-mentor", ADMINISTRATOR, reason)


def _exemptions(desk: Desk, program: str) -> Iterator[a.DueItem]:
    day = desk.asked.as_of
    for one in desk.record().dossier.exemptions:
        decided = one.decided_on is not None and one.decided_on <= day
        if one.program == program and one.claimed_on <= day and not decided:
            shown = f" with {', '.join(one.documents)}" if one.documents else ""
            text = f"The exemption {one.exemption} was claimed on {one.claimed_on}{shown}."
            parameters = (
                "exemptions",
                "exemption_documents",
                "education_exemption",
                "education_exemption_years",
            )
            reason = desk.reason("exemption-claimed", text, program, parameters, one.positions)
            yield desk.item(program, "decide-exemption", ADMINISTRATOR, reason)


def _scholarships(desk: Desk, program: str) -> Iterator[a.DueItem]:
    day = desk.asked.as_of
    for one in desk.record().dossier.scholarships:
        granted = one.granted_on is not None and one.granted_on <= day
        if one.program == program and one.applied_on <= day and not granted:
            text = f"The scholarship {one.scholarship} was applied for on {one.applied_on}."
            parameters = ("scholarship_last_day", "scholarship_cap", "scholarship_typical")
            reason = desk.reason("scholarship-applied", text, program, parameters, one.positions)
            yield desk.item(program, "decide-scholarship", ADMINISTRATOR, reason)
