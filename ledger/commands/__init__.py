"""Everything one may ask the ledger to record.

Each command is also one line of the history format (`docs/history-format.md`): its `FACT` is the plain name used
there. A day may be left out where `DAY` names the field: the edge fills in the local day of the recorded time. A day
may also be given as an instant with its offset; it becomes the local date of the program's authority (A51).

Names, addresses and reasons in these commands are personal data: the service moves them to the vault and puts a
commitment in their place before anything is decided. A module a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.commands.application import (
    AssessApplication,
    AssignMeeting,
    AssignMentor,
    CompleteSelfAssessment,
    DeclineApplication,
    FindApplicationComplete,
    HoldInterview,
    RecommendApplication,
    RecordApprovalRate,
    ResubmitApplication,
    ReturnApplication,
    SubmitApplication,
    WithdrawApplication,
    WithholdGrant,
)
from ledger.commands.base import (
    Command,
    Day,
    Hours,
    HoursOnRecord,
    Money,
    Month,
    OfficialCommand,
    Percentage,
    PrivateText,
)
from ledger.commands.credential import (
    AffirmEthics,
    RecordCredential,
    ReverseCredential,
)
from ledger.commands.credit import (
    ApproveCredit,
    AttachDocuments,
    ClaimCredit,
    CorrectCredit,
    IssueCreditForm,
    PostCredit,
    RecordAttendance,
    RejectCredit,
    ResubmitCredit,
    ReturnCredit,
    ReverseCredit,
)
from ledger.commands.designation import (
    AnnounceStanding,
    AwardDesignation,
    CorrectDesignationDate,
    HonourGraduate,
    InactivateDesignation,
    ReinstateDesignation,
    ReverseDesignationAward,
    SendLetter,
    WithdrawDesignation,
)
from ledger.commands.employment import (
    BeginEmployment,
    CorrectEmployment,
    EndEmployment,
    RecordCoreDuties,
    RecordJurisdiction,
    ReverseEmployment,
)
from ledger.commands.exemption import (
    ClaimExemption,
    ConfirmExemption,
    RefuseExemption,
)
from ledger.commands.fees import (
    ApplyForScholarship,
    ChooseFeeOption,
    GrantScholarship,
    PayFee,
    RefundFee,
)
from ledger.commands.maintenance import (
    AcceptLog,
    SendNotice,
    SubmitLog,
)
from ledger.commands.membership import (
    BeginMembership,
    ChangeMembershipClass,
    LapseMembership,
    RecordContact,
    RegisterOfficial,
)
from ledger.commands.offering import AdoptRules, CancelOffering, CorrectOffering, ScheduleOffering
from ledger.commands.office import (
    BeginTerm,
    CorrectTerm,
    EndTerm,
    EnrolOfficial,
    ReverseTerm,
    WithdrawEnrolment,
)


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


__all__ = [
    "FACTS",
    "AcceptLog",
    "AdoptRules",
    "AffirmEthics",
    "AnnounceStanding",
    "ApplyForScholarship",
    "ApproveCredit",
    "AssessApplication",
    "AssignMeeting",
    "AssignMentor",
    "AttachDocuments",
    "AwardDesignation",
    "BeginEmployment",
    "BeginMembership",
    "BeginTerm",
    "CancelOffering",
    "ChangeMembershipClass",
    "ChooseFeeOption",
    "ClaimCredit",
    "ClaimExemption",
    "Command",
    "CompleteSelfAssessment",
    "ConfirmExemption",
    "CorrectCredit",
    "CorrectDesignationDate",
    "CorrectEmployment",
    "CorrectOffering",
    "CorrectTerm",
    "Day",
    "DeclineApplication",
    "EndEmployment",
    "EndTerm",
    "EnrolOfficial",
    "FindApplicationComplete",
    "GrantScholarship",
    "HoldInterview",
    "HonourGraduate",
    "Hours",
    "HoursOnRecord",
    "InactivateDesignation",
    "IssueCreditForm",
    "LapseMembership",
    "Money",
    "Month",
    "OfficialCommand",
    "PayFee",
    "Percentage",
    "PostCredit",
    "PrivateText",
    "RecommendApplication",
    "RecordApprovalRate",
    "RecordAttendance",
    "RecordContact",
    "RecordCoreDuties",
    "RecordCredential",
    "RecordJurisdiction",
    "RefundFee",
    "RefuseExemption",
    "RegisterOfficial",
    "ReinstateDesignation",
    "RejectCredit",
    "ResubmitApplication",
    "ResubmitCredit",
    "ReturnApplication",
    "ReturnCredit",
    "ReverseCredential",
    "ReverseCredit",
    "ReverseDesignationAward",
    "ReverseEmployment",
    "ReverseTerm",
    "ScheduleOffering",
    "SendLetter",
    "SendNotice",
    "SubmitApplication",
    "SubmitLog",
    "WithdrawApplication",
    "WithdrawDesignation",
    "WithdrawEnrolment",
    "WithholdGrant",
    "with_day",
]
