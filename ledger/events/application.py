"""Applications: prepared, submitted, reviewed, assessed, interviewed, decided (AMC-11 to AMC-40, CMC-05, MMC-04)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.events.base import Commitment, Document, Event, Rate
from ledger.values import Identifier, ProgramId, Word

#: Required outputs are counted (AMC-69).
Outputs = Annotated[int, Field(ge=0, le=100_000)]


class SelfAssessmentCompleted(Event):
    """The official completed the self-assessment (AMC-11, AMC-64)."""

    TYPE: ClassVar[str] = "self-assessment-completed.v1"
    program: ProgramId
    completed_on: date


class MentorAssigned(Event):
    """A candidate was assigned a mentor; to connect is not mandatory (AMC-17, AMC-18)."""

    TYPE: ClassVar[str] = "mentor-assigned.v1"
    program: ProgramId
    mentor: Identifier
    assigned_on: date


class ApplicationSubmitted(Event):
    """An application of one kind was received, as it was: complete or not, on prescribed forms or not (AMC-65).

    `deadline` is the last day of submission aimed at; `exemptions` are those claimed with it (AMC-42).
    """

    TYPE: ClassVar[str] = "application-submitted.v1"
    application: Identifier
    program: ProgramId
    kind: Word
    received_on: date
    channel: Word
    format: Word
    forms: tuple[Word, ...] = ()
    modified: bool = False
    documents: tuple[Document, ...] = ()
    deadline: date | None = None
    exemptions: tuple[Word, ...] = ()


class ApplicationReturned(Event):
    """The application went back without review, to be completed (AMC-19, AMC-27, C05)."""

    TYPE: ClassVar[str] = "application-returned.v1"
    application: Identifier
    returned_on: date
    cause: Word
    reason: Commitment | None = None


class ApplicationResubmitted(Event):
    """A returned application was handed in again; its place goes by the new day (A21)."""

    TYPE: ClassVar[str] = "application-resubmitted.v1"
    application: Identifier
    received_on: date
    forms: tuple[Word, ...] = ()
    modified: bool = False
    documents: tuple[Document, ...] = ()


class ApplicationFoundComplete(Event):
    """The preliminary review found the application complete (AMC-26, AMC-67)."""

    TYPE: ClassVar[str] = "application-found-complete.v1"
    application: Identifier
    found_on: date


class MeetingAssigned(Event):
    """The application goes to a meeting of the body that grants (AMC-21 to AMC-25, A22)."""

    TYPE: ClassVar[str] = "meeting-assigned.v1"
    application: Identifier
    meeting: date
    assigned_on: date


class ApplicationAssessed(Event):
    """One reviewer assessed the application: a percentage, or outputs approved of those required (AMC-28, AMC-69)."""

    TYPE: ClassVar[str] = "application-assessed.v1"
    application: Identifier
    reviewer: Identifier
    assessed_on: date
    rate: Rate | None = None
    outputs_approved: Outputs | None = None
    outputs_required: Outputs | None = None


class ApprovalRateRecorded(Event):
    """The approval rate of the application as a whole was recorded, a percentage (AMC-30, A24)."""

    TYPE: ClassVar[str] = "approval-rate-recorded.v1"
    application: Identifier
    rate: Rate
    recorded_on: date


class InterviewHeld(Event):
    """The structured interview took place (AMC-31)."""

    TYPE: ClassVar[str] = "interview-held.v1"
    application: Identifier
    held_on: date
    facilitator: Identifier | None = None


class ApplicationRecommended(Event):
    """The application is recommended to the body that grants (AMC-30, AMC-31).

    `basis` is `threshold`, `interview`, `decision` where the rules have no threshold, or `imported`.
    """

    TYPE: ClassVar[str] = "application-recommended.v1"
    application: Identifier
    recommended_on: date
    basis: Word


class ApplicationNotRecommended(Event):
    """The application is closed without a recommendation; a new one may follow (A25)."""

    TYPE: ClassVar[str] = "application-not-recommended.v1"
    application: Identifier
    decided_on: date
    reason: Commitment | None = None


class ApplicationWithdrawn(Event):
    """The official took the application back."""

    TYPE: ClassVar[str] = "application-withdrawn.v1"
    application: Identifier
    withdrawn_on: date


class GrantWithheld(Event):
    """The meeting did not grant the designation yet, as the candidate was not in good standing (AMC-36, A27)."""

    TYPE: ClassVar[str] = "grant-withheld.v1"
    application: Identifier
    meeting: date
    withheld_on: date
    reason: Commitment | None = None
