"""Applications on their way to the review: prepared, submitted, returned, handed in again, found complete.

What is received is recorded as it is (C05): an incomplete application is not refused, it is returned.
"""

from __future__ import annotations

from datetime import date

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.application_state import (
    application_of,
    documents_in,
    newest,
    present_round,
    require_handed_in,
    require_open,
    require_since,
    said_before,
)
from ledger.aggregates.official.exemption import claim_events
from ledger.aggregates.official.office import latest_enrolment
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.record.dossier import Application
from ledger.record.dossier_fold import stage_of
from ledger.record.official import Record
from ledger.rules.application import missing
from ledger.rules.model import RuleSet


def complete_self_assessment(
    record: Record, command: c.CompleteSelfAssessment, _: Situation
) -> tuple[e.Event, ...]:
    """Note the self-assessment (AMC-11)."""
    said = (command.program, command.completed_on)
    if any((known.program, known.completed_on) == said for known in record.dossier.self_assessments):
        return ()
    return (event_of(e.SelfAssessmentCompleted, command),)


def assign_mentor(record: Record, command: c.AssignMentor, situation: Situation) -> tuple[e.Event, ...]:
    """Assign a mentor, where the program does so, to who is enrolled (AMC-17)."""
    assert command.assigned_on is not None
    said = (command.program, command.mentor, command.assigned_on)
    if any((known.program, known.mentor, known.assigned_on) == said for known in record.dossier.mentors):
        return ()
    rules = situation.program_rules(command.program, command.assigned_on)
    if rules is not None and rules.mentor_assigned and not situation.importing:
        spell = latest_enrolment(record, command.program)
        ended = spell.withdrawn_on if spell is not None else None
        require(
            spell is not None
            and spell.enrolled_on <= command.assigned_on
            and (ended is None or command.assigned_on < ended),
            "not-enrolled",
            f"{command.official} is not enrolled in {command.program} on {command.assigned_on}.",
            remedy="Record the fact 'enrolled' first.",
        )
    return (event_of(e.MentorAssigned, command),)


def submit(record: Record, command: c.SubmitApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Take in an application, with the exemptions claimed in it; no payment is needed (AMC-14, AMC-42)."""
    assert command.received_on is not None
    known = record.dossier.applications.get(command.application)
    if known is not None:
        require(
            _says_the_same(record, known, command),
            "application-known",
            f"The application {command.application} is on record with other particulars.",
            remedy="Use another application id; what was returned is handed in as 'application resubmitted'.",
        )
        return ()
    rules = situation.program_rules(command.program, command.received_on)
    claims = claim_events(record, command, situation, exemptions=command.exemptions, day=command.received_on)
    if rules is not None:
        _require_kind(command.kind, rules)
        if not situation.importing:
            _require_way_in(command, rules)
            _require_deadline(command.deadline, command.received_on, rules)
    return (event_of(e.ApplicationSubmitted, command), *claims)


def _says_the_same(record: Record, known: Application, command: c.SubmitApplication) -> bool:
    first = known.stages[0]
    said = (known.program, known.kind, known.channel, known.format, first.on, first.forms, first.modified)
    asked = (
        command.program, command.kind, command.channel, command.format, command.received_on, command.forms,
        command.modified,
    )  # fmt: skip
    documents = tuple(document.kind for document in command.documents)
    claimed = {one.exemption for one in record.dossier.exemptions if one.program == command.program}
    return (*said, first.documents, first.day) == (*asked, documents, command.deadline) and (
        claimed.issuperset(command.exemptions)
    )


def _require_kind(kind: str, rules: RuleSet) -> None:
    require(
        not rules.application_kinds or kind in rules.application_kinds,
        "vocabulary",
        f"{rules.program} has no application of the kind {kind!r}.",
        remedy=f"Use one of {', '.join(rules.application_kinds)}, or add the word to the rule file.",
        kind=kind,
    )


def _require_way_in(command: c.SubmitApplication, rules: RuleSet) -> None:
    """Take applications by the program's channels and formats (AMC-38, AMC-39, AMC-40)."""
    require(
        not rules.application_channels or command.channel in rules.application_channels,
        "channel",
        f"An application by {command.channel!r} is not taken.",
        remedy=f"Submit it by {', '.join(rules.application_channels)}.",
        channel=command.channel,
    )
    require(
        not rules.application_formats or command.format in rules.application_formats,
        "format",
        f"An application in the format {command.format!r} is not taken.",
        remedy=f"Submit it as {', '.join(rules.application_formats)}.",
        format=command.format,
    )


def _require_deadline(deadline: date | None, received_on: date, rules: RuleSet) -> None:
    """Take the deadline aimed at as one of the program's; a late one may be hard, but for the first (A22)."""
    if deadline is None or not rules.application_meetings:
        return
    days = [last_day for last_day, _ in rules.application_meetings]
    require(
        (deadline.month, deadline.day) in days,
        "deadline",
        f"{deadline} is no last day of submission of {rules.program}.",
        remedy=f"Use one of {', '.join(f'{month:02}-{day:02}' for month, day in days)}, or leave it out.",
        deadline=deadline,
    )
    hard = rules.application_late == "march_only" and (deadline.month, deadline.day) != days[0]
    require(
        received_on <= deadline or not hard,
        "deadline",
        f"The application was received on {received_on}, after its deadline {deadline}.",
        remedy="Submit it for the next deadline.",
        deadline=deadline,
    )


# --- back and again -----------------------------------------------------------------------------------------


def return_application(
    record: Record, command: c.ReturnApplication, situation: Situation
) -> tuple[e.Event, ...]:
    """Send an application back to be completed, before it is decided (AMC-27, C05)."""
    assert command.returned_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationReturned, command)
    if said_before(application, stage_of(event)):
        return ()
    require_open(application)
    require_handed_in(application)
    require_since(application, command.returned_on, importing=situation.importing)
    return (event,)


def resubmit(record: Record, command: c.ResubmitApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Take a returned application in again; its place goes by the new day (A21)."""
    assert command.received_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationResubmitted, command)
    if said_before(application, stage_of(event)):
        return ()
    require_open(application)
    returned = newest(application, "returned")
    require(
        situation.importing or returned is not None,
        "wrong-state",
        f"The application {command.application} was not returned.",
        remedy="Record the fact 'application returned' first, or submit a new application.",
    )
    require(
        situation.importing or returned is None or returned.on <= command.received_on,
        "date-order",
        f"The application was returned on {returned.on if returned else ''}, after {command.received_on}.",
        remedy="Check the date.",
    )
    return (event,)


def find_complete(
    record: Record, command: c.FindApplicationComplete, situation: Situation
) -> tuple[e.Event, ...]:
    """Find an application complete, by the document rules of the day it was handed in (A14, AMC-26)."""
    assert command.found_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationFoundComplete, command)
    if said_before(application, stage_of(event)):
        return ()
    require_open(application)
    found = newest(application, "found-complete")
    require(
        found is None,
        "wrong-state",
        f"The application {command.application} was found complete on {found.on if found else ''}.",
        remedy="Check the date.",
    )
    require_handed_in(application)
    require_since(application, command.found_on, importing=situation.importing)
    if not situation.importing:
        rules = situation.program_rules(application.program, present_round(application)[0].on)
        lacking = _missing(record, application, rules, command.found_on) if rules is not None else []
        require(
            not lacking,
            "documents-missing",
            f"The application {command.application} is not complete: {', '.join(lacking)}.",
            remedy="Return it with the fact 'application returned'.",
            missing=", ".join(lacking),
        )
    return (event,)


def _missing(record: Record, application: Application, rules: RuleSet, day: date) -> list[str]:
    """Return what keeps an application from being complete, each in words (AMC-19, AMC-47, CMC-08)."""
    lacking = [f"{word} is missing" for word in missing(application, rules, day)]
    if present_round(application)[0].modified and rules.application_forms.get(application.kind):
        lacking.append("a prescribed form was modified")
    documents = documents_in(application)
    for claim in record.dossier.exemptions:
        if claim.program == application.program and claim.outcome is None:
            proof = documents.union(claim.documents)
            lacking += [
                f"{kind}, the proof of the exemption {claim.exemption}, is missing"
                for kind in rules.exemption_documents
                if kind not in proof
            ]
    return lacking


def assign_meeting(record: Record, command: c.AssignMeeting, situation: Situation) -> tuple[e.Event, ...]:
    """Say to which meeting an application goes; staff may say an earlier one than its deadline leads to (A22)."""
    application = application_of(record, command.application)
    assigned = newest(application, "meeting-assigned")
    if assigned is not None and assigned.day == command.meeting:
        return ()
    declined = newest(application, "not-recommended", "withdrawn")
    require(
        declined is None,
        "wrong-state",
        f"The application {command.application} is {declined.kind if declined else ''}.",
        remedy="Submit a new application.",
    )
    require_handed_in(application)
    require_since(application, command.meeting, importing=situation.importing)
    return (event_of(e.MeetingAssigned, command),)


def withdraw(record: Record, command: c.WithdrawApplication, situation: Situation) -> tuple[e.Event, ...]:
    """Take an application back, before it is closed or while it waits for its meeting."""
    assert command.withdrawn_on is not None
    application = application_of(record, command.application)
    event = event_of(e.ApplicationWithdrawn, command)
    if said_before(application, stage_of(event)):
        return ()
    closed = newest(application, "not-recommended", "withdrawn")
    require(
        closed is None,
        "wrong-state",
        f"The application {command.application} is {closed.kind if closed else ''} already.",
        remedy="Check the id.",
    )
    require_since(application, command.withdrawn_on, importing=situation.importing)
    return (event,)
