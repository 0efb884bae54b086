"""Everything that may have happened: the storage contract.

Each class is one line of the log's `data`; its `TYPE` is the name stored for ever. A field may be added only
with a default; anything else is a new `TYPE` with an upcaster in `ledger.log.codec`. Names, addresses and
free text are not here: `Commitment` stands for what the vault keeps (`ledger.vault`).

Days are local dates of the program's authority. Amounts are in the unit of the claim's scheme. A module a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.events.application import (
    ApplicationAssessed,
    ApplicationFoundComplete,
    ApplicationNotRecommended,
    ApplicationRecommended,
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApprovalRateRecorded,
    GrantWithheld,
    InterviewHeld,
    MeetingAssigned,
    MentorAssigned,
    SelfAssessmentCompleted,
)
from ledger.events.base import Activity, Commitment, Document, Event, Fact, Precision, Rate
from ledger.events.credential import (
    CredentialRecorded,
    CredentialReversed,
    EthicsAffirmed,
)
from ledger.events.credit import (
    AttendanceRecorded,
    CreditApproved,
    CreditClaimed,
    CreditCorrected,
    CreditDocumentsAttached,
    CreditFormIssued,
    CreditPosted,
    CreditRejected,
    CreditResubmitted,
    CreditReturned,
    CreditReversed,
)
from ledger.events.designation import (
    DesignationAwarded,
    DesignationAwardReversed,
    DesignationDateCorrected,
    DesignationInactivated,
    DesignationReinstated,
    DesignationWithdrawn,
    GraduateHonoured,
    LetterSent,
    StandingAnnounced,
)
from ledger.events.employment import (
    CoreDutiesRecorded,
    EmploymentBegan,
    EmploymentCorrected,
    EmploymentEnded,
    EmploymentReversed,
    JurisdictionRecorded,
)
from ledger.events.exemption import (
    ExemptionClaimed,
    ExemptionConfirmed,
    ExemptionRefused,
)
from ledger.events.fees import (
    FeeOptionChosen,
    FeePaid,
    FeeRefunded,
    ScholarshipApplied,
    ScholarshipGranted,
)
from ledger.events.maintenance import (
    LogAccepted,
    LogSubmitted,
    NoticeSent,
)
from ledger.events.membership import (
    ContactRecorded,
    MembershipBegan,
    MembershipClassChanged,
    MembershipLapsed,
    OfficialRegistered,
)
from ledger.events.offering import OfferingCancelled, OfferingCorrected, OfferingScheduled
from ledger.events.office import (
    EnrolmentWithdrawn,
    OfficialEnrolled,
    TermBegan,
    TermCorrected,
    TermEnded,
    TermReversed,
)
from ledger.events.program import RulesAdopted


def _subclasses(base: type[Event]) -> Iterator[type[Event]]:
    for cls in base.__subclasses__():
        yield cls
        yield from _subclasses(cls)


#: Every stored type and its class: the closed registry; a name in the log can never import code.
EVENT_TYPES: dict[str, type[Event]] = {cls.TYPE: cls for cls in _subclasses(Event)}


def reference_of(event: Event) -> str | None:
    """Return the id by which other streams find the event: the offering of an attendance, a form or a claim."""
    field = type(event).REFERENCE
    if field is None:
        return None
    activity: Any = getattr(event, "activity", None)
    found: str | None = activity.offering if activity is not None else getattr(event, field)
    return found


__all__ = [
    "EVENT_TYPES",
    "Activity",
    "ApplicationAssessed",
    "ApplicationFoundComplete",
    "ApplicationNotRecommended",
    "ApplicationRecommended",
    "ApplicationResubmitted",
    "ApplicationReturned",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "ApprovalRateRecorded",
    "AttendanceRecorded",
    "Commitment",
    "ContactRecorded",
    "CoreDutiesRecorded",
    "CredentialRecorded",
    "CredentialReversed",
    "CreditApproved",
    "CreditClaimed",
    "CreditCorrected",
    "CreditDocumentsAttached",
    "CreditFormIssued",
    "CreditPosted",
    "CreditRejected",
    "CreditResubmitted",
    "CreditReturned",
    "CreditReversed",
    "DesignationAwardReversed",
    "DesignationAwarded",
    "DesignationDateCorrected",
    "DesignationInactivated",
    "DesignationReinstated",
    "DesignationWithdrawn",
    "Document",
    "EmploymentBegan",
    "EmploymentCorrected",
    "EmploymentEnded",
    "EmploymentReversed",
    "EnrolmentWithdrawn",
    "EthicsAffirmed",
    "Event",
    "ExemptionClaimed",
    "ExemptionConfirmed",
    "ExemptionRefused",
    "Fact",
    "FeeOptionChosen",
    "FeePaid",
    "FeeRefunded",
    "GraduateHonoured",
    "GrantWithheld",
    "InterviewHeld",
    "JurisdictionRecorded",
    "LetterSent",
    "LogAccepted",
    "LogSubmitted",
    "MeetingAssigned",
    "MembershipBegan",
    "MembershipClassChanged",
    "MembershipLapsed",
    "MentorAssigned",
    "NoticeSent",
    "OfferingCancelled",
    "OfferingCorrected",
    "OfferingScheduled",
    "OfficialEnrolled",
    "OfficialRegistered",
    "Precision",
    "Rate",
    "RulesAdopted",
    "ScholarshipApplied",
    "ScholarshipGranted",
    "SelfAssessmentCompleted",
    "StandingAnnounced",
    "TermBegan",
    "TermCorrected",
    "TermEnded",
    "TermReversed",
    "reference_of",
]
