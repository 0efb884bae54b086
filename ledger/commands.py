"""Everything one may ask the ledger to record.

Each command is also one line of the history format (`docs/history-format.md`): its `FACT` is the plain name used
there. A day may be left out where `DAY` names the field: the edge fills in the local day of the recorded time. A day
may also be given as an instant with its offset; it becomes the local date of the program's authority (A51).

Names, addresses and reasons in these commands are personal data: the service moves them to the vault and puts a
commitment in their place before anything is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema

from ledger.events import Document
from ledger.values import (
    Amount,
    ClaimId,
    Identifier,
    OfferingId,
    OfficialId,
    PositiveAmount,
    ProgramId,
    TermId,
    Text,
    Word,
    local_day,
)


def _day(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("an instant needs its offset, such as 2024-12-31T23:30:00-06:00")
        time_zone = (info.context or {}).get("time_zone")
        if time_zone is None:
            raise ValueError("an instant needs a program whose time zone is known; give a date instead")
        return local_day(instant, time_zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("a day is written as text, such as 2024-05-03")
    return value


def _exact(value: object) -> object:
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


#: A local date; an instant with an offset is accepted and becomes the authority's local date.
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}], "examples": ["2024-05-03"]}
    ),
]
_HOURS_SCHEMA = {"type": ["string", "number"], "exclusiveMinimum": 0, "examples": ["4.5", 6]}
#: More than 0, exact; text or a plain number.
Hours = Annotated[PositiveAmount, BeforeValidator(_exact), WithJsonSchema(_HOURS_SCHEMA)]
HoursOnRecord = Annotated[
    Amount, BeforeValidator(_exact), WithJsonSchema({"type": ["string", "number"], "minimum": 0})
]
#: Free text that may be personal; kept in the vault.
PrivateText = Annotated[str, Field(min_length=1, max_length=2000)]


class Command(BaseModel):
    """Common to all commands. `imported_from` names the older system's record; only imports set it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    FACT: ClassVar[str]
    #: The field that takes the local day of the recorded time when it is left out.
    DAY: ClassVar[str | None] = None

    imported_from: Text | None = None


class OfficialCommand(Command):
    """Asks for something on one official's stream."""

    official: OfficialId


# --- registration, contact, membership ----------------------------------------------------------------------


class RegisterOfficial(OfficialCommand):
    """Open a record for an official. The jurisdiction is a state or province, such as `al`."""

    FACT: ClassVar[str] = "official registered"
    DAY: ClassVar[str | None] = "registered_on"
    registered_on: Day | None = None
    jurisdiction: Word | None = None


class RecordContact(OfficialCommand):
    """Keep a name, an email and a postal address, outside the log."""

    FACT: ClassVar[str] = "contact recorded"
    DAY: ClassVar[str | None] = "recorded_on"
    recorded_on: Day | None = None
    given_name: PrivateText | None = None
    family_name: PrivateText | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)] | None = None
    address: PrivateText | None = None


class BeginMembership(OfficialCommand):
    """The official became a member of an organisation."""

    FACT: ClassVar[str] = "membership began"
    organisation: Word
    began_on: Day
    membership_class: Word | None = None


class ChangeMembershipClass(OfficialCommand):
    """The member moved to another class."""

    FACT: ClassVar[str] = "membership class changed"
    organisation: Word
    membership_class: Word
    changed_on: Day


class LapseMembership(OfficialCommand):
    """The membership ended; `lapsed_on` is the first day without it."""

    FACT: ClassVar[str] = "membership lapsed"
    organisation: Word
    lapsed_on: Day


# --- office, enrolment --------------------------------------------------------------------------------------


class BeginTerm(OfficialCommand):
    """The official took office as `mayor` or `councilmember`."""

    FACT: ClassVar[str] = "term began"
    term: TermId
    office: Word
    began_on: Day
    municipality: Text | None = None
    elected: bool = True


class EndTerm(OfficialCommand):
    """The official left office; `ended_on` is the last day in office."""

    FACT: ClassVar[str] = "term ended"
    term: TermId
    ended_on: Day
    reason: PrivateText | None = None


class CorrectTerm(OfficialCommand):
    """Particulars of a term were wrong; what is given replaces what was said. `open_ended` removes the end."""

    FACT: ClassVar[str] = "term corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    term: TermId
    corrected_on: Day | None = None
    office: Word | None = None
    municipality: Text | None = None
    began_on: Day | None = None
    ended_on: Day | None = None
    open_ended: bool = False
    reason: PrivateText | None = None


class ReverseTerm(OfficialCommand):
    """The term was recorded in error."""

    FACT: ClassVar[str] = "term reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    term: TermId
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class EnrolOfficial(OfficialCommand):
    """The official joined a program."""

    FACT: ClassVar[str] = "enrolled"
    DAY: ClassVar[str | None] = "enrolled_on"
    program: ProgramId
    enrolled_on: Day | None = None


class WithdrawEnrolment(OfficialCommand):
    """The official left a program."""

    FACT: ClassVar[str] = "enrolment withdrawn"
    DAY: ClassVar[str | None] = "withdrawn_on"
    program: ProgramId
    withdrawn_on: Day | None = None
    reason: PrivateText | None = None


# --- credit -------------------------------------------------------------------------------------------------


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


# --- designation --------------------------------------------------------------------------------------------


class AwardDesignation(OfficialCommand):
    """The authority awards the designation. An import states an outcome, and its hours may never have been kept."""

    FACT: ClassVar[str] = "designation awarded"
    DAY: ClassVar[str | None] = "awarded_on"
    program: ProgramId
    awarded_on: Day | None = None
    hours_on_record: HoursOnRecord | None = None


class CorrectDesignationDate(OfficialCommand):
    """The recorded day of the latest award was wrong."""

    FACT: ClassVar[str] = "designation date corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    program: ProgramId
    awarded_on: Day
    corrected_on: Day | None = None
    reason: PrivateText | None = None


class ReverseDesignationAward(OfficialCommand):
    """The latest award was recorded in error."""

    FACT: ClassVar[str] = "designation award reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    program: ProgramId
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class InactivateDesignation(OfficialCommand):
    """The designation is inactive from a day on, by decision."""

    FACT: ClassVar[str] = "designation inactivated"
    DAY: ClassVar[str | None] = "inactive_from"
    program: ProgramId
    inactive_from: Day | None = None
    reason: PrivateText | None = None


class ReinstateDesignation(OfficialCommand):
    """The reinstatement requirement is satisfied, by decision."""

    FACT: ClassVar[str] = "designation reinstated"
    DAY: ClassVar[str | None] = "reinstated_on"
    program: ProgramId
    reinstated_on: Day | None = None
    reason: PrivateText | None = None


class WithdrawDesignation(OfficialCommand):
    """The designation is taken away, by decision."""

    FACT: ClassVar[str] = "designation withdrawn"
    DAY: ClassVar[str | None] = "withdrawn_on"
    program: ProgramId
    withdrawn_on: Day | None = None
    reason: PrivateText | None = None


class AnnounceStanding(OfficialCommand):
    """Somebody was told a status; `effective_on` is the day it was said to hold from."""

    FACT: ClassVar[str] = "standing announced"
    DAY: ClassVar[str | None] = "announced_on"
    program: ProgramId
    status: Word
    announced_on: Day | None = None
    effective_on: Day | None = None


class SendLetter(OfficialCommand):
    """A letter or parcel went out, such as `award-letter` with `pin` and `award`."""

    FACT: ClassVar[str] = "letter sent"
    DAY: ClassVar[str | None] = "sent_on"
    program: ProgramId
    kind: Word
    sent_on: Day | None = None
    contents: tuple[Word, ...] = ()


class HonourGraduate(OfficialCommand):
    """The official was honoured at the yearly graduation."""

    FACT: ClassVar[str] = "graduate honoured"
    DAY: ClassVar[str | None] = "honoured_on"
    program: ProgramId
    honoured_on: Day | None = None


# --- offerings and programs ---------------------------------------------------------------------------------


class ScheduleOffering(Command):
    """A League event, webinar, online course or outside course. `hours` is the credit of a full attendance."""

    FACT: ClassVar[str] = "offering scheduled"
    offering: OfferingId
    title: Text
    starts_on: Day
    mode: Word
    source: Word
    hours: Hours
    ends_on: Day | None = None
    scheme: Word | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class CorrectOffering(Command):
    """Particulars of an offering were wrong; claims made from it are corrected with it."""

    FACT: ClassVar[str] = "offering corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    offering: OfferingId
    corrected_on: Day | None = None
    title: Text | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    mode: Word | None = None
    source: Word | None = None
    hours: Hours | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class CancelOffering(Command):
    """The offering does not take place."""

    FACT: ClassVar[str] = "offering cancelled"
    DAY: ClassVar[str | None] = "cancelled_on"
    offering: OfferingId
    cancelled_on: Day | None = None


class AdoptRules(Command):
    """The authority adopts a rule file, with its exact text."""

    FACT: ClassVar[str] = "rules adopted"
    DAY: ClassVar[str | None] = "adopted_on"
    program: ProgramId
    text: Annotated[str, Field(min_length=1)]
    adopted_on: Day | None = None


def _concrete(base: type[Command]) -> Iterator[type[Command]]:
    for cls in base.__subclasses__():
        if "FACT" in cls.__dict__:
            yield cls
        yield from _concrete(cls)


#: Plain name of a fact -> the command that records it.
FACTS: dict[str, type[Command]] = {cls.FACT: cls for cls in _concrete(Command)}


def with_day(command: Any, day: date) -> Any:
    """Return the command with `day` where it leaves its own day out."""
    field = type(command).DAY
    if field is None or getattr(command, field) is not None:
        return command
    return command.model_copy(update={field: day})
