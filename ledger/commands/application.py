"""Applications: prepared, submitted, reviewed, assessed, interviewed, decided."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from ledger.commands.base import Day, OfficialCommand, Percentage, PrivateText
from ledger.events import Document
from ledger.events.application import Outputs
from ledger.values import Identifier, ProgramId, Word


class CompleteSelfAssessment(OfficialCommand):
    """The official completed the self-assessment."""

    FACT: ClassVar[str] = "self-assessment completed"
    DAY: ClassVar[str | None] = "completed_on"
    program: ProgramId
    completed_on: Day | None = None


class AssignMentor(OfficialCommand):
    """A candidate is assigned a mentor, by an identifier that is no name."""

    FACT: ClassVar[str] = "mentor assigned"
    DAY: ClassVar[str | None] = "assigned_on"
    program: ProgramId
    mentor: Identifier
    assigned_on: Day | None = None


class SubmitApplication(OfficialCommand):
    """An application was received, complete or not. `deadline` is the last day of submission aimed at."""

    FACT: ClassVar[str] = "application submitted"
    DAY: ClassVar[str | None] = "received_on"
    application: Identifier
    program: ProgramId
    kind: Word
    received_on: Day | None = None
    channel: Word = "unrecorded"
    format: Word = "unrecorded"
    forms: tuple[Word, ...] = ()
    modified: bool = False
    documents: tuple[Document, ...] = ()
    deadline: Day | None = None
    exemptions: tuple[Word, ...] = ()


class _OfApplication(OfficialCommand):
    """A step of an application on record."""

    application: Identifier


class ReturnApplication(_OfApplication):
    """The application goes back to be completed; `cause` is such as `incomplete` or `modified-forms`."""

    FACT: ClassVar[str] = "application returned"
    DAY: ClassVar[str | None] = "returned_on"
    returned_on: Day | None = None
    cause: Word = "incomplete"
    reason: PrivateText | None = None


class ResubmitApplication(_OfApplication):
    """A returned application is handed in again; forms and documents handed in before stay with it."""

    FACT: ClassVar[str] = "application resubmitted"
    DAY: ClassVar[str | None] = "received_on"
    received_on: Day | None = None
    forms: tuple[Word, ...] = ()
    modified: bool = False
    documents: tuple[Document, ...] = ()


class FindApplicationComplete(_OfApplication):
    """The preliminary review finds the application complete."""

    FACT: ClassVar[str] = "application found complete"
    DAY: ClassVar[str | None] = "found_on"
    found_on: Day | None = None


class AssignMeeting(_OfApplication):
    """The application goes to a meeting of the body that grants."""

    FACT: ClassVar[str] = "meeting assigned"
    DAY: ClassVar[str | None] = "assigned_on"
    meeting: Day
    assigned_on: Day | None = None


class AssessApplication(_OfApplication):
    """One reviewer assessed the application: a percentage, or outputs approved of those required."""

    FACT: ClassVar[str] = "application assessed"
    DAY: ClassVar[str | None] = "assessed_on"
    reviewer: Identifier
    assessed_on: Day | None = None
    rate: Percentage | None = None
    outputs_approved: Outputs | None = None
    outputs_required: Annotated[Outputs | None, Field(validate_default=True)] = None

    @field_validator("outputs_required")
    @classmethod
    def _one_way_or_the_other(cls, required: int | None, info: ValidationInfo) -> int | None:
        """Refuse an assessment that says both, neither or half of one, or more approved than required."""
        if "rate" not in info.data or "outputs_approved" not in info.data:
            return required  # what is wrong there is said there
        approved = info.data["outputs_approved"]
        if (approved is None) != (required is None) or (approved is None) == (info.data["rate"] is None):
            raise ValueError("state the rate, or outputs_approved and outputs_required, and not both")
        if required is not None and not 0 < required >= approved:
            raise ValueError("it is more than 0, and outputs_approved are no more than it")
        return required


class RecordApprovalRate(_OfApplication):
    """The approval rate of the application as a whole, a percentage."""

    FACT: ClassVar[str] = "approval rate recorded"
    DAY: ClassVar[str | None] = "recorded_on"
    rate: Percentage
    recorded_on: Day | None = None


class HoldInterview(_OfApplication):
    """The structured interview took place."""

    FACT: ClassVar[str] = "interview held"
    DAY: ClassVar[str | None] = "held_on"
    held_on: Day | None = None
    facilitator: Identifier | None = None


class RecommendApplication(_OfApplication):
    """The application is recommended; its `basis` follows from the approval rate, unless an import states one."""

    FACT: ClassVar[str] = "application recommended"
    DAY: ClassVar[str | None] = "recommended_on"
    recommended_on: Day | None = None
    basis: Word | None = None


class DeclineApplication(_OfApplication):
    """The application is closed without a recommendation."""

    FACT: ClassVar[str] = "application not recommended"
    DAY: ClassVar[str | None] = "decided_on"
    decided_on: Day | None = None
    reason: PrivateText | None = None


class WithdrawApplication(_OfApplication):
    """The official takes the application back."""

    FACT: ClassVar[str] = "application withdrawn"
    DAY: ClassVar[str | None] = "withdrawn_on"
    withdrawn_on: Day | None = None


class WithholdGrant(_OfApplication):
    """The meeting did not grant the designation yet."""

    FACT: ClassVar[str] = "grant withheld"
    DAY: ClassVar[str | None] = "withheld_on"
    meeting: Day
    withheld_on: Day | None = None
    reason: PrivateText | None = None
