"""Everything that may have happened: the storage contract.

Each class is one line of the log's `data`; its `TYPE` is the name stored for ever. A field may be added only
with a default; anything else is a new `TYPE` with an upcaster in `ledger.log.codec`. Names, addresses and
free text are not here: `Commitment` stands for what the vault keeps (`ledger.vault`).

Days are local dates of the program's authority. Amounts are in the unit of the claim's scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ledger.values import (
    Amount,
    ClaimId,
    Identifier,
    OfferingId,
    PositiveAmount,
    ProgramId,
    TermId,
    Text,
    Word,
)

#: SHA-256 over a random salt and a text that stays in the vault, in lower-case hexadecimal.
Commitment = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Fact(BaseModel):
    """Common to events and their parts: frozen, and nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Event(Fact):
    """Something that happened, named with a noun and a past participle.

    `imported_from` names the older system and record of a migrated fact; nothing else marks it.
    """

    TYPE: ClassVar[str]
    #: The field by which other streams find this event (an offering), if any.
    REFERENCE: ClassVar[str | None] = None

    imported_from: Text | None = None


class Activity(Fact):
    """What an official did for credit, as it was when the claim was made.

    Facts of an offering are copied here, so that a stream can be understood alone. `completed_on` decides the
    year of the credit (A04, A12); `course` names the content across offerings (duplicates, A05).
    """

    title: Text
    completed_on: date
    mode: Word
    source: Word
    offering: OfferingId | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None
    competency: Word | None = None


class Document(Fact):
    """A document handed in: its kind in the program's vocabulary, and its content hash if it was kept."""

    kind: Word
    sha256: Commitment | None = None


# --- registration, contact, membership ----------------------------------------------------------------------


class OfficialRegistered(Event):
    """The authority opened a record for an official."""

    TYPE: ClassVar[str] = "official-registered.v1"
    registered_on: date
    jurisdiction: Word | None = None


class ContactRecorded(Event):
    """The official gave a name, an email or a postal address; the text itself is in the vault (ALM-AN-26)."""

    TYPE: ClassVar[str] = "contact-recorded.v1"
    recorded_on: date
    parts: tuple[Word, ...]
    contact: Commitment


class MembershipBegan(Event):
    """The official became a member of an organisation, in a class such as `full` or `retired`."""

    TYPE: ClassVar[str] = "membership-began.v1"
    organisation: Word
    began_on: date
    membership_class: Word | None = None


class MembershipClassChanged(Event):
    """The member moved to another class."""

    TYPE: ClassVar[str] = "membership-class-changed.v1"
    organisation: Word
    membership_class: Word
    changed_on: date


class MembershipLapsed(Event):
    """The membership ended; `lapsed_on` is the first day without it."""

    TYPE: ClassVar[str] = "membership-lapsed.v1"
    organisation: Word
    lapsed_on: date


# --- office, enrolment --------------------------------------------------------------------------------------


class TermBegan(Event):
    """The official took office."""

    TYPE: ClassVar[str] = "term-began.v1"
    term: TermId
    office: Word
    began_on: date
    municipality: Text | None = None
    elected: bool = True


class TermEnded(Event):
    """The official left office; `ended_on` is the last day in office."""

    TYPE: ClassVar[str] = "term-ended.v1"
    term: TermId
    ended_on: date
    reason: Commitment | None = None


class TermCorrected(Event):
    """Particulars of a term were wrong; what is given replaces what was said. `open_ended` removes the end."""

    TYPE: ClassVar[str] = "term-corrected.v1"
    term: TermId
    corrected_on: date
    office: Word | None = None
    municipality: Text | None = None
    began_on: date | None = None
    ended_on: date | None = None
    open_ended: bool = False
    reason: Commitment | None = None


class TermReversed(Event):
    """The term was recorded in error and never was."""

    TYPE: ClassVar[str] = "term-reversed.v1"
    term: TermId
    reversed_on: date
    reason: Commitment | None = None


class OfficialEnrolled(Event):
    """The official joined a program (ALM-AO-02)."""

    TYPE: ClassVar[str] = "official-enrolled.v1"
    program: ProgramId
    enrolled_on: date


class EnrolmentWithdrawn(Event):
    """The official left a program, or the enrolment was an error."""

    TYPE: ClassVar[str] = "enrolment-withdrawn.v1"
    program: ProgramId
    withdrawn_on: date
    reason: Commitment | None = None


# --- credit -------------------------------------------------------------------------------------------------


class AttendanceRecorded(Event):
    """The official was seen at an offering. This earns nothing by itself (ALM-AO-08)."""

    TYPE: ClassVar[str] = "attendance-recorded.v1"
    REFERENCE: ClassVar[str | None] = "offering"
    offering: OfferingId
    attended_on: date
    minutes: Annotated[int, Field(ge=0, le=20160)] | None = None


class CreditFormIssued(Event):
    """The online credit form for an offering was sent to the official (ALM-AN-07)."""

    TYPE: ClassVar[str] = "credit-form-issued.v1"
    REFERENCE: ClassVar[str | None] = "offering"
    claim: ClaimId
    scheme: Word
    offering: OfferingId
    activity: Activity
    hours_offered: PositiveAmount
    issued_on: date


class CreditClaimed(Event):
    """The official submitted the credit form: a claim that waits for the authority's decision."""

    TYPE: ClassVar[str] = "credit-claimed.v1"
    REFERENCE: ClassVar[str | None] = "offering"
    claim: ClaimId
    scheme: Word
    activity: Activity
    hours_claimed: PositiveAmount
    submitted_on: date
    channel: Word
    documents: tuple[Document, ...] = ()


class CreditDocumentsAttached(Event):
    """Documents were added to a claim."""

    TYPE: ClassVar[str] = "credit-documents-attached.v1"
    claim: ClaimId
    documents: tuple[Document, ...]
    attached_on: date


class CreditApproved(Event):
    """The authority accepted hours for a claim; they may be fewer than were claimed, never more.

    `decided_under` names the rule versions that were checked.
    """

    TYPE: ClassVar[str] = "credit-approved.v1"
    claim: ClaimId
    hours_awarded: PositiveAmount
    approved_on: date
    decided_under: tuple[str, ...] = ()


class CreditRejected(Event):
    """The authority refused the claim."""

    TYPE: ClassVar[str] = "credit-rejected.v1"
    claim: ClaimId
    rejected_on: date
    reason: Commitment | None = None


class CreditReturned(Event):
    """The claim went back to the official to be completed."""

    TYPE: ClassVar[str] = "credit-returned.v1"
    claim: ClaimId
    returned_on: date
    reason: Commitment | None = None


class CreditResubmitted(Event):
    """The official handed a returned claim in again."""

    TYPE: ClassVar[str] = "credit-resubmitted.v1"
    claim: ClaimId
    resubmitted_on: date
    documents: tuple[Document, ...] = ()


class CreditCorrected(Event):
    """Facts of a claim were wrong; what is given replaces what was said.

    `corrects` is the version, in this stream, of the event that said it.
    """

    TYPE: ClassVar[str] = "credit-corrected.v1"
    claim: ClaimId
    corrects: int
    corrected_on: date
    completed_on: date | None = None
    hours_claimed: PositiveAmount | None = None
    hours_awarded: PositiveAmount | None = None
    title: Text | None = None
    course: Identifier | None = None
    mode: Word | None = None
    source: Word | None = None
    category: Word | None = None
    competency: Word | None = None
    reason: Commitment | None = None


class CreditReversed(Event):
    """The approval was taken back: the hours were never due."""

    TYPE: ClassVar[str] = "credit-reversed.v1"
    claim: ClaimId
    reversed_on: date
    reason: Commitment | None = None


class CreditPosted(Event):
    """An older system's outcome: form in, approved and posted, as one fact; its steps were not kept."""

    TYPE: ClassVar[str] = "credit-posted.v1"
    REFERENCE: ClassVar[str | None] = "offering"
    claim: ClaimId
    scheme: Word
    activity: Activity
    hours_claimed: PositiveAmount
    hours_awarded: PositiveAmount
    posted_on: date


# --- designation --------------------------------------------------------------------------------------------


class DesignationAwarded(Event):
    """The authority awarded the designation. `basis` is `requirements-met` or, for a migrated outcome, `imported`."""

    TYPE: ClassVar[str] = "designation-awarded.v1"
    program: ProgramId
    awarded_on: date
    basis: Word
    hours_on_record: Amount | None = None


class DesignationDateCorrected(Event):
    """The recorded day of the award was wrong."""

    TYPE: ClassVar[str] = "designation-date-corrected.v1"
    program: ProgramId
    awarded_on: date
    corrects: int
    corrected_on: date
    reason: Commitment | None = None


class DesignationAwardReversed(Event):
    """The award was recorded in error and never was."""

    TYPE: ClassVar[str] = "designation-award-reversed.v1"
    program: ProgramId
    corrects: int
    reversed_on: date
    reason: Commitment | None = None


class DesignationInactivated(Event):
    """The authority decided that the designation is inactive from a day on."""

    TYPE: ClassVar[str] = "designation-inactivated.v1"
    program: ProgramId
    inactive_from: date
    reason: Commitment | None = None


class DesignationReinstated(Event):
    """The authority decided that the reinstatement requirement is satisfied (ALM-AO-20, A02)."""

    TYPE: ClassVar[str] = "designation-reinstated.v1"
    program: ProgramId
    reinstated_on: date
    reason: Commitment | None = None


class DesignationWithdrawn(Event):
    """The authority took the designation away."""

    TYPE: ClassVar[str] = "designation-withdrawn.v1"
    program: ProgramId
    withdrawn_on: date
    reason: Commitment | None = None


class StandingAnnounced(Event):
    """The authority told somebody a status; it stays history whatever is computed later (A53)."""

    TYPE: ClassVar[str] = "standing-announced.v1"
    program: ProgramId
    status: Word
    announced_on: date
    effective_on: date


class LetterSent(Event):
    """A letter or parcel went out: its kind, and what it held (ALM-AO-25, ALM-AN-22)."""

    TYPE: ClassVar[str] = "letter-sent.v1"
    program: ProgramId
    kind: Word
    sent_on: date
    contents: tuple[Word, ...] = ()


class GraduateHonoured(Event):
    """The official was honoured at the yearly graduation; no effect on any status (ALM-AO-17, A13)."""

    TYPE: ClassVar[str] = "graduate-honoured.v1"
    program: ProgramId
    honoured_on: date


# --- offerings ----------------------------------------------------------------------------------------------


class OfferingScheduled(Event):
    """A League event, webinar, online course or outside course that may earn credit."""

    TYPE: ClassVar[str] = "offering-scheduled.v1"
    scheme: Word
    title: Text
    starts_on: date
    ends_on: date
    mode: Word
    source: Word
    hours: PositiveAmount
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class OfferingCorrected(Event):
    """Particulars of an offering were wrong; what is given replaces what was said."""

    TYPE: ClassVar[str] = "offering-corrected.v1"
    corrects: int
    corrected_on: date
    title: Text | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    mode: Word | None = None
    source: Word | None = None
    hours: PositiveAmount | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class OfferingCancelled(Event):
    """The offering did not take place."""

    TYPE: ClassVar[str] = "offering-cancelled.v1"
    cancelled_on: date


# --- programs -----------------------------------------------------------------------------------------------


class RulesAdopted(Event):
    """The authority adopted a rule file: its exact text and the SHA-256 of its UTF-8 bytes."""

    TYPE: ClassVar[str] = "rules-adopted.v1"
    adopted_on: date
    sha256: Commitment
    text: str


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
