"""Credit: from the form to the decision, correction and reversal."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.events.base import Activity, Commitment, Document, Event
from ledger.values import ClaimId, Identifier, OfferingId, PositiveAmount, Text, Word


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
