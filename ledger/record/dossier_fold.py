"""How the dossier follows from events: one step for each event of employment, applications, exemptions, logs and fees.

Steps are pure: dossier before, event, position -> dossier after. Nothing is refused here; the deciders did that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ledger import events as e
from ledger.record.dossier import (
    Affirmation,
    Application,
    CoreDuties,
    Credential,
    Dossier,
    Employment,
    Exemption,
    FeeOption,
    Log,
    Mentor,
    Notice,
    Payment,
    Residence,
    Scholarship,
    SelfAssessment,
    Stage,
)

DossierStep = Callable[[Dossier, Any, int], Dossier]


def taken_back(d: Dossier, kind: str, name: str) -> Dossier:
    """Return the dossier that knows of a reversal."""
    return d._replace(taken_back=d.taken_back | {(kind, name)})


def recorded_again(d: Dossier, kind: str, name: str) -> Dossier:
    """Return the dossier after a reversed thing was recorded again."""
    if (kind, name) not in d.taken_back:
        return d
    return d._replace(taken_back=d.taken_back - {(kind, name)})


def _kinds(documents: Iterable[e.Document]) -> tuple[str, ...]:
    return tuple(document.kind for document in documents)


# --- employment, credentials --------------------------------------------------------------------------------


def _with_employment(d: Dossier, employment: Employment) -> Dossier:
    return d._replace(employments={**d.employments, employment.employment: employment})


def _employment_began(d: Dossier, event: e.EmploymentBegan, at: int) -> Dossier:
    d = recorded_again(d, "employment", event.employment)
    spell = Employment(
        event.employment, event.employer, event.sector, event.management, event.began_on, None, (at,)
    )
    return _with_employment(d, spell)


def _employment_ended(d: Dossier, event: e.EmploymentEnded, at: int) -> Dossier:
    spell = d.employments[event.employment]
    return _with_employment(d, spell._replace(ended_on=event.ended_on, positions=(*spell.positions, at)))


def _employment_corrected(d: Dossier, event: e.EmploymentCorrected, at: int) -> Dossier:
    spell = d.employments[event.employment]
    corrected = spell._replace(
        employer=event.employer or spell.employer,
        sector=event.sector or spell.sector,
        management=spell.management if event.management is None else event.management,
        began_on=event.began_on or spell.began_on,
        ended_on=None if event.open_ended else event.ended_on or spell.ended_on,
        positions=(*spell.positions, at),
    )
    return _with_employment(d, corrected)


def _employment_reversed(d: Dossier, event: e.EmploymentReversed, _: int) -> Dossier:
    left = {name: spell for name, spell in d.employments.items() if name != event.employment}
    return taken_back(d._replace(employments=left), "employment", event.employment)


def _jurisdiction(d: Dossier, event: e.JurisdictionRecorded, at: int) -> Dossier:
    return d._replace(residences=(*d.residences, Residence(event.jurisdiction, event.since, at)))


def _core_duties(d: Dossier, event: e.CoreDutiesRecorded, at: int) -> Dossier:
    return d._replace(core_duties=(*d.core_duties, CoreDuties(event.duties, event.since, at)))


def credential_name(event: e.CredentialRecorded | e.CredentialReversed) -> str:
    """Return what tells one credential from the others of an official: the word and the day."""
    return f"{event.credential}@{event.obtained_on.isoformat()}"


def _credential(d: Dossier, event: e.CredentialRecorded, at: int) -> Dossier:
    d = recorded_again(d, "credential", credential_name(event))
    credential = Credential(event.credential, event.obtained_on, event.precision, at)
    return d._replace(credentials=(*d.credentials, credential))


def _credential_reversed(d: Dossier, event: e.CredentialReversed, _: int) -> Dossier:
    named = (event.credential, event.obtained_on)
    left = tuple(one for one in d.credentials if (one.credential, one.obtained_on) != named)
    return taken_back(d._replace(credentials=left), "credential", credential_name(event))


def _ethics(d: Dossier, event: e.EthicsAffirmed, at: int) -> Dossier:
    said = Affirmation(event.program, event.affirmed_on, event.application, at)
    return d._replace(affirmations=(*d.affirmations, said))


# --- applications -------------------------------------------------------------------------------------------


def _self_assessment(d: Dossier, event: e.SelfAssessmentCompleted, at: int) -> Dossier:
    done = SelfAssessment(event.program, event.completed_on, at)
    return d._replace(self_assessments=(*d.self_assessments, done))


def _mentor(d: Dossier, event: e.MentorAssigned, at: int) -> Dossier:
    return d._replace(mentors=(*d.mentors, Mentor(event.program, event.mentor, event.assigned_on, at)))


def _submitted(d: Dossier, event: e.ApplicationSubmitted, at: int) -> Dossier:
    stage = Stage(
        "submitted", event.received_on, at, day=event.deadline, forms=event.forms,
        documents=_kinds(event.documents), modified=event.modified,
    )  # fmt: skip
    application = Application(
        event.application, event.program, event.kind, event.channel, event.format, (stage,)
    )
    return d._replace(applications={**d.applications, event.application: application})


def outputs_rate(approved: int, required: int) -> Fraction:
    """Return the exact percentage of required outputs that were approved (AMC-69)."""
    return Fraction(100 * approved, required)


def _assessed(event: e.ApplicationAssessed, at: int) -> Stage:
    if event.rate is not None:
        rate = Fraction(event.rate)
    else:
        rate = outputs_rate(event.outputs_approved or 0, event.outputs_required or 1)
    return Stage("assessed", event.assessed_on, at, rate=rate, word=event.reviewer)


def _resubmitted(event: e.ApplicationResubmitted, at: int) -> Stage:
    return Stage(
        "resubmitted", event.received_on, at, forms=event.forms, documents=_kinds(event.documents),
        modified=event.modified,
    )  # fmt: skip


#: An event of an application on record -> the stage it adds.
_STAGES: dict[type[e.Event], Callable[[Any, int], Stage]] = {
    e.ApplicationReturned: lambda event, at: Stage("returned", event.returned_on, at, word=event.cause),
    e.ApplicationResubmitted: _resubmitted,
    e.ApplicationFoundComplete: lambda event, at: Stage("found-complete", event.found_on, at),
    e.MeetingAssigned: lambda event, at: Stage("meeting-assigned", event.assigned_on, at, day=event.meeting),
    e.ApplicationAssessed: _assessed,
    e.ApprovalRateRecorded: lambda event, at: Stage(
        "rate-recorded", event.recorded_on, at, rate=Fraction(event.rate)
    ),
    e.InterviewHeld: lambda event, at: Stage("interviewed", event.held_on, at, word=event.facilitator),
    e.ApplicationRecommended: lambda event, at: Stage(
        "recommended", event.recommended_on, at, word=event.basis
    ),
    e.ApplicationNotRecommended: lambda event, at: Stage("not-recommended", event.decided_on, at),
    e.ApplicationWithdrawn: lambda event, at: Stage("withdrawn", event.withdrawn_on, at),
    e.GrantWithheld: lambda event, at: Stage("withheld", event.withheld_on, at, day=event.meeting),
}


def stage_of(event: e.Event, position: int = 0) -> Stage:
    """Return the stage that an event adds to its application."""
    return _STAGES[type(event)](event, position)


def _staged(d: Dossier, event: Any, at: int) -> Dossier:
    application = d.applications[event.application]
    application = application._replace(stages=(*application.stages, stage_of(event, at)))
    return d._replace(applications={**d.applications, event.application: application})


# --- exemptions ---------------------------------------------------------------------------------------------


def waiting_exemption(d: Dossier, program: str, exemption: str) -> Exemption | None:
    """Return the claim of an exemption that was not decided yet."""
    for known in d.exemptions:
        if (known.program, known.exemption, known.outcome) == (program, exemption, None):
            return known
    return None


def _replaced(items: tuple[Any, ...], old: Any, new: Any) -> tuple[Any, ...]:
    return tuple(new if item is old else item for item in items)


def _exemption_claimed(d: Dossier, event: e.ExemptionClaimed, at: int) -> Dossier:
    known = waiting_exemption(d, event.program, event.exemption)
    kinds = _kinds(event.documents)
    if known is None:
        claim = Exemption(event.program, event.exemption, event.claimed_on, kinds, None, None, (at,))
        return d._replace(exemptions=(*d.exemptions, claim))
    new = tuple(kind for kind in kinds if kind not in known.documents)
    more = known._replace(documents=(*known.documents, *new), positions=(*known.positions, at))
    return d._replace(exemptions=_replaced(d.exemptions, known, more))


def _exemption_decided(d: Dossier, event: Any, at: int) -> Dossier:
    known = waiting_exemption(d, event.program, event.exemption)
    if known is None:
        return d
    confirmed = isinstance(event, e.ExemptionConfirmed)
    outcome: Literal["confirmed", "refused"] = "confirmed" if confirmed else "refused"
    day = event.confirmed_on if confirmed else event.refused_on
    decided = known._replace(outcome=outcome, decided_on=day, positions=(*known.positions, at))
    return d._replace(exemptions=_replaced(d.exemptions, known, decided))


# --- maintenance, fees --------------------------------------------------------------------------------------


def _log_submitted(d: Dossier, event: e.LogSubmitted, at: int) -> Dossier:
    log = Log(event.program, event.cycle, event.submitted_on, event.claims, None, (at,))
    return d._replace(logs=(*d.logs, log))


def newest_log(d: Dossier, program: str, cycle: Any) -> Log | None:
    """Return the log of a cycle that was handed in last."""
    found = [log for log in d.logs if (log.program, log.cycle) == (program, cycle)]
    return found[-1] if found else None


def _log_accepted(d: Dossier, event: e.LogAccepted, at: int) -> Dossier:
    log = newest_log(d, event.program, event.cycle)
    if log is None:
        return d
    accepted = log._replace(accepted_on=event.accepted_on, positions=(*log.positions, at))
    return d._replace(logs=_replaced(d.logs, log, accepted))


def _notice(d: Dossier, event: e.NoticeSent, at: int) -> Dossier:
    sent = Notice(event.program, event.kind, event.sent_on, event.concerning, at)
    return d._replace(notices=(*d.notices, sent))


def _paid(d: Dossier, event: e.FeePaid, at: int) -> Dossier:
    payment = Payment(event.program, event.payment, event.amount, event.paid_on, event.source, at)
    return d._replace(payments=(*d.payments, payment))


def _refunded(d: Dossier, event: e.FeeRefunded, at: int) -> Dossier:
    amount: Decimal = -event.amount
    back = Payment(event.program, event.payment, amount, event.refunded_on, "refund", at)
    return d._replace(payments=(*d.payments, back))


def _option(d: Dossier, event: e.FeeOptionChosen, at: int) -> Dossier:
    chosen = FeeOption(event.program, event.option, event.chosen_on, at)
    return d._replace(fee_options=(*d.fee_options, chosen))


def _scholarship_applied(d: Dossier, event: e.ScholarshipApplied, at: int) -> Dossier:
    asked = Scholarship(event.program, event.scholarship, event.applied_on, None, None, (at,))
    return d._replace(scholarships=(*d.scholarships, asked))


def _scholarship_granted(d: Dossier, event: e.ScholarshipGranted, at: int) -> Dossier:
    granted = tuple(
        one._replace(granted=event.amount, granted_on=event.granted_on, positions=(*one.positions, at))
        if one.scholarship == event.scholarship
        else one
        for one in d.scholarships
    )
    return d._replace(scholarships=granted)


#: One step for each event that the dossier is made of.
DOSSIER_STEPS: dict[type[e.Event], DossierStep] = {
    e.EmploymentBegan: _employment_began,
    e.EmploymentEnded: _employment_ended,
    e.EmploymentCorrected: _employment_corrected,
    e.EmploymentReversed: _employment_reversed,
    e.JurisdictionRecorded: _jurisdiction,
    e.CoreDutiesRecorded: _core_duties,
    e.CredentialRecorded: _credential,
    e.CredentialReversed: _credential_reversed,
    e.EthicsAffirmed: _ethics,
    e.SelfAssessmentCompleted: _self_assessment,
    e.MentorAssigned: _mentor,
    e.ApplicationSubmitted: _submitted,
    **dict.fromkeys(_STAGES, _staged),
    e.ExemptionClaimed: _exemption_claimed,
    e.ExemptionConfirmed: _exemption_decided,
    e.ExemptionRefused: _exemption_decided,
    e.LogSubmitted: _log_submitted,
    e.LogAccepted: _log_accepted,
    e.NoticeSent: _notice,
    e.FeePaid: _paid,
    e.FeeRefunded: _refunded,
    e.FeeOptionChosen: _option,
    e.ScholarshipApplied: _scholarship_applied,
    e.ScholarshipGranted: _scholarship_granted,
}
