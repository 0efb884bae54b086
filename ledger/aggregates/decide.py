"""One door to all deciders: which stream a command goes to, and which function decides.

Precedence of refusals is the order of `ledger.errors.REJECTIONS`: unknown things first, then vocabulary,
states, forms, dates, documents, hours. One exception: a day before the first version of the rules is refused at once,
as nothing else can be judged then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates import offering, program
from ledger.aggregates.official import (
    application,
    credential,
    credit,
    designation,
    employment,
    exemption,
    fees,
    maintenance,
    office,
    registration,
    review,
)
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.official import Record

Decider = Callable[[Any, Any, Situation], tuple[e.Event, ...]]

OFFICIAL: Mapping[type, Decider] = {
    c.RegisterOfficial: registration.register,
    e.ContactRecorded: registration.record_contact,
    c.BeginMembership: registration.begin_membership,
    c.ChangeMembershipClass: registration.change_class,
    c.LapseMembership: registration.lapse_membership,
    c.BeginTerm: office.begin_term,
    c.EndTerm: office.end_term,
    c.CorrectTerm: office.correct_term,
    c.ReverseTerm: office.reverse_term,
    c.EnrolOfficial: office.enrol,
    c.WithdrawEnrolment: office.withdraw_enrolment,
    c.RecordAttendance: credit.record_attendance,
    c.IssueCreditForm: credit.issue_form,
    c.ClaimCredit: credit.claim_credit,
    c.PostCredit: credit.post_credit,
    c.AttachDocuments: credit.attach_documents,
    c.ApproveCredit: credit.approve,
    c.RejectCredit: credit.reject,
    c.ReturnCredit: credit.return_claim,
    c.ResubmitCredit: credit.resubmit,
    c.CorrectCredit: credit.correct,
    c.ReverseCredit: credit.reverse,
    c.AwardDesignation: designation.award,
    c.CorrectDesignationDate: designation.correct_award_date,
    c.ReverseDesignationAward: designation.reverse_award,
    c.InactivateDesignation: designation.inactivate,
    c.ReinstateDesignation: designation.reinstate,
    c.WithdrawDesignation: designation.withdraw,
    c.AnnounceStanding: designation.announce,
    c.SendLetter: designation.send_letter,
    c.HonourGraduate: designation.honour,
    c.BeginEmployment: employment.begin_employment,
    c.EndEmployment: employment.end_employment,
    c.CorrectEmployment: employment.correct_employment,
    c.ReverseEmployment: employment.reverse_employment,
    c.RecordJurisdiction: employment.record_jurisdiction,
    c.RecordCoreDuties: employment.record_core_duties,
    c.RecordCredential: credential.record_credential,
    c.ReverseCredential: credential.reverse_credential,
    c.AffirmEthics: credential.affirm_ethics,
    c.CompleteSelfAssessment: application.complete_self_assessment,
    c.AssignMentor: application.assign_mentor,
    c.SubmitApplication: application.submit,
    c.ReturnApplication: application.return_application,
    c.ResubmitApplication: application.resubmit,
    c.FindApplicationComplete: application.find_complete,
    c.AssignMeeting: application.assign_meeting,
    c.WithdrawApplication: application.withdraw,
    c.AssessApplication: review.assess,
    c.RecordApprovalRate: review.record_rate,
    c.HoldInterview: review.hold_interview,
    c.RecommendApplication: review.recommend,
    c.DeclineApplication: review.decline,
    c.WithholdGrant: review.withhold,
    c.ClaimExemption: exemption.claim,
    c.ConfirmExemption: exemption.confirm,
    c.RefuseExemption: exemption.refuse,
    c.SubmitLog: maintenance.submit_log,
    c.AcceptLog: maintenance.accept_log,
    c.SendNotice: maintenance.send_notice,
    c.PayFee: fees.pay,
    c.RefundFee: fees.refund,
    c.ChooseFeeOption: fees.choose_option,
    c.ApplyForScholarship: fees.apply_for_scholarship,
    c.GrantScholarship: fees.grant_scholarship,
}
OFFERING: Mapping[type, Decider] = {
    c.ScheduleOffering: offering.schedule,
    c.CorrectOffering: offering.correct,
    c.CancelOffering: offering.cancel,
}
PROGRAM: Mapping[type, Decider] = {c.AdoptRules: program.adopt}


#: The commands that name an offering, which must be on record.
_NAMES_OFFERING = frozenset(command for command in OFFICIAL if "offering" in command.model_fields)  # type: ignore[attr-defined]
#: The commands that name a program, which must have rules.
_NAMES_PROGRAM = frozenset(command for command in OFFICIAL if "program" in command.model_fields)  # type: ignore[attr-defined]


def decide_official(record: Record, command: Any, situation: Situation) -> tuple[e.Event, ...]:
    """Decide a command on an official's stream; everything but the registration needs a registered official.

    Raises:
        Rejected: the command is refused; see `ledger.errors.REJECTIONS`.
    """
    kind = type(command)
    if record.registered_on is None and kind is not c.RegisterOfficial:
        official = getattr(command, "official", None)
        raise Rejected(
            "official-unknown",
            f"The official {official or ''} is not registered.",
            remedy="Record the fact 'official registered' first, or check the id.",
            official=official,
        )
    if kind in _NAMES_OFFERING and command.offering is not None:
        _require_offering(command.offering, situation)
    if kind in _NAMES_PROGRAM:
        situation.catalog.program(command.program)
    return OFFICIAL[kind](record, command, situation)


def _require_offering(named: str, situation: Situation) -> None:
    known = situation.offering
    require(
        known is not None and known.scheduled is not None,
        "offering-unknown",
        f"The offering {named} is not on record.",
        remedy="Record the fact 'offering scheduled' first, or check the id.",
        offering=named,
    )
    require(
        known is not None and known.cancelled_on is None,
        "offering-cancelled",
        f"The offering {named} was cancelled.",
        remedy="Check the id.",
        offering=named,
    )
