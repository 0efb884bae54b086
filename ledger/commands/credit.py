"""Credit: attendance, form, documents, decision, correction, reversal."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.commands.base import Day, Hours, OfficialCommand, PrivateText
from ledger.events import Document
from ledger.values import ClaimId, Identifier, OfferingId, Text, Word


class RecordAttendance(OfficialCommand):
    """The official was seen at an offering; this earns nothing by itself."""

    FACT: ClassVar[str] = "attended"
    offering: OfferingId
    attended_on: Day | None = None
    minutes: Annotated[int, Field(ge=0, le=20160)] | None = None


class IssueCreditForm(OfficialCommand):
    """The online credit form for an offering was sent to the official."""

    FACT: ClassVar[str] = "credit form issued"
    DAY: ClassVar[str | None] = "issued_on"
    offering: OfferingId
    claim: ClaimId | None = None
    completed_on: Day | None = None
    issued_on: Day | None = None


class _Activity(OfficialCommand):
    """The activity behind a claim: an offering on record, or its own particulars."""

    claim: ClaimId | None = None
    scheme: Word | None = None
    offering: OfferingId | None = None
    completed_on: Day | None = None
    title: Text | None = None
    mode: Word | None = None
    source: Word | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None
    competency: Word | None = None


class ClaimCredit(_Activity):
    """The official submitted the credit form. A `channel` the program does not take is refused (ALM-AO-09)."""

    FACT: ClassVar[str] = "credit claimed"
    DAY: ClassVar[str | None] = "submitted_on"
    submitted_on: Day | None = None
    hours_claimed: Hours | None = None
    channel: Word = "online-form"
    documents: tuple[Document, ...] = ()


class AttachDocuments(OfficialCommand):
    """Add documents to a claim."""

    FACT: ClassVar[str] = "documents attached"
    DAY: ClassVar[str | None] = "attached_on"
    claim: ClaimId
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    attached_on: Day | None = None


class ApproveCredit(OfficialCommand):
    """The authority accepts hours for a claim; all that was claimed where `hours_awarded` is left out."""

    FACT: ClassVar[str] = "credit approved"
    DAY: ClassVar[str | None] = "approved_on"
    claim: ClaimId
    hours_awarded: Hours | None = None
    approved_on: Day | None = None


class RejectCredit(OfficialCommand):
    """The authority refuses a claim."""

    FACT: ClassVar[str] = "credit rejected"
    DAY: ClassVar[str | None] = "rejected_on"
    claim: ClaimId
    rejected_on: Day | None = None
    reason: PrivateText | None = None


class ReturnCredit(OfficialCommand):
    """The claim goes back to the official to be completed."""

    FACT: ClassVar[str] = "credit returned"
    DAY: ClassVar[str | None] = "returned_on"
    claim: ClaimId
    returned_on: Day | None = None
    reason: PrivateText | None = None


class ResubmitCredit(OfficialCommand):
    """The official hands a returned claim in again."""

    FACT: ClassVar[str] = "credit resubmitted"
    DAY: ClassVar[str | None] = "resubmitted_on"
    claim: ClaimId
    resubmitted_on: Day | None = None
    documents: tuple[Document, ...] = ()


class CorrectCredit(OfficialCommand):
    """Facts of a claim were wrong; what is given replaces what was said."""

    FACT: ClassVar[str] = "credit corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    claim: ClaimId
    corrected_on: Day | None = None
    completed_on: Day | None = None
    hours_claimed: Hours | None = None
    hours_awarded: Hours | None = None
    title: Text | None = None
    course: Identifier | None = None
    mode: Word | None = None
    source: Word | None = None
    category: Word | None = None
    competency: Word | None = None
    reason: PrivateText | None = None


class ReverseCredit(OfficialCommand):
    """The approval is taken back."""

    FACT: ClassVar[str] = "credit reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    claim: ClaimId
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class PostCredit(_Activity):
    """An older system's outcome: form in, approved and posted, as one fact. Only an import may say it."""

    FACT: ClassVar[str] = "credit posted"
    DAY: ClassVar[str | None] = "posted_on"
    posted_on: Day | None = None
    hours_awarded: Hours | None = None
    hours_claimed: Hours | None = None
