"""Credit claims: form, documents, decision, correction, reversal (ALM-AO-08 to -13, ALM-AN-09 to -14)."""

from __future__ import annotations

from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.making import made_of
from ledger.aggregates.official.activity import (
    activity_of,
    hours_of,
    particulars,
    scheme_of,
    vocabulary,
    within_offer,
)
from ledger.aggregates.official.conditions import (
    claim_in,
    known_claim,
    live_claim,
    require_after,
    require_channel,
    require_completed,
    require_documents,
    require_hours,
    require_new,
    require_only,
    require_state,
    require_word,
    said_before,
    says_the_same,
    text_of,
)
from ledger.aggregates.situation import Situation, require
from ledger.record.official import Claim, Record


def record_attendance(
    record: Record, command: c.RecordAttendance, situation: Situation
) -> tuple[e.Event, ...]:
    """Note that the official was seen at an offering; it earns nothing (ALM-AO-08)."""
    offering = situation.offering
    assert offering is not None
    event = e.AttendanceRecorded(
        offering=command.offering,
        attended_on=command.attended_on or offering.known.starts_on,
        minutes=command.minutes,
        imported_from=command.imported_from,
    )
    known = record.attendance.get(command.offering)
    return (
        ()
        if known is not None and known.model_copy(update={"imported_from": event.imported_from}) == event
        else (event,)
    )


def issue_form(record: Record, command: c.IssueCreditForm, situation: Situation) -> tuple[e.Event, ...]:
    """Send the online form for an offering; a live claim for it means it was sent already."""
    offering = situation.offering
    assert offering is not None
    assert command.issued_on is not None
    if live_claim(record, command.offering) is not None:
        return ()
    claim, known = command.claim or situation.new_claim, offering.known
    require_new(record, claim)
    activity = activity_of(command, situation, known.scheme, particulars(command, situation, known.scheme))
    within_offer(activity.completed_on, offering)
    event = e.CreditFormIssued(
        claim=claim,
        scheme=known.scheme,
        offering=command.offering,
        activity=activity,
        hours_offered=known.hours,
        issued_on=command.issued_on,
        imported_from=command.imported_from,
    )
    return (event,)


def claim_credit(record: Record, command: c.ClaimCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Take in a submitted form."""
    assert command.submitted_on is not None
    scheme, offering = scheme_of(command, situation, record), situation.offering
    live = live_claim(record, command.offering) if command.offering else None
    stated = particulars(command, situation, scheme)
    hours = command.hours_claimed or (offering.hours if offering is not None else None)
    claim = command.claim or situation.new_claim
    answered = live is not None and (live.status == "form-open" or says_the_same(live, scheme, stated, hours))
    if command.claim is None and live is not None and answered:
        claim = live.claim
    known = record.claims.get(claim)
    if known is not None and known.status != "form-open":
        further = [document.kind for document in command.documents if document.kind not in known.documents]
        require(
            not further,
            "claim-known",
            f"The claim {known.claim} is on record without {', '.join(further)}.",
            remedy="Hand further documents in with the fact 'documents attached'.",
        )
        return said_before(known, scheme, stated, hours)
    activity = activity_of(command, situation, scheme, stated)
    rules = situation.credit_rules(scheme, command.submitted_on)
    require_channel(command.channel, rules)
    require_only(live, claim)
    within_offer(activity.completed_on, offering)
    if activity.source not in rules.outside_sources or rules.outside_after_completion:
        require_completed(activity.completed_on, command.submitted_on)
    said = {
        "imported_from": command.imported_from,
        "claim": claim,
        "scheme": scheme,
        "activity": activity,
        "hours_claimed": hours_of(command.hours_claimed, offering),
        "submitted_on": command.submitted_on,
        "channel": command.channel,
        "documents": command.documents,
    }
    return (made_of(e.CreditClaimed, said),)


def post_credit(record: Record, command: c.PostCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Take over an older system's outcome; only an import may state one."""
    assert command.posted_on is not None
    scheme, offering = scheme_of(command, situation, record), situation.offering
    stated = particulars(command, situation, scheme)
    claim = command.claim or situation.new_claim
    known = record.claims.get(claim)
    if known is not None:
        hours = command.hours_claimed or command.hours_awarded or (offering.hours if offering else None)
        return said_before(known, scheme, stated, hours)
    activity = activity_of(command, situation, scheme, stated)
    require(
        situation.importing,
        "wrong-state",
        "A posted credit without its form is an older system's outcome.",
        remedy="Submit the credit form and approve it, or import the fact as history.",
    )
    require_only(live_claim(record, command.offering) if command.offering else None, claim)
    within_offer(activity.completed_on, offering)
    awarded = command.hours_awarded or hours_of(command.hours_claimed, offering)
    claimed = command.hours_claimed or awarded
    require_hours(awarded, claimed)
    event = e.CreditPosted(
        claim=claim,
        scheme=scheme,
        activity=activity,
        hours_claimed=claimed,
        hours_awarded=awarded,
        posted_on=command.posted_on,
        imported_from=command.imported_from,
    )
    return (event,)


def attach_documents(record: Record, command: c.AttachDocuments, _: Situation) -> tuple[e.Event, ...]:
    """Add documents that the claim does not have yet."""
    assert command.attached_on is not None
    claim = claim_in(record, command.claim, "pending", "returned", "rejected")
    new = tuple(document for document in command.documents if document.kind not in claim.documents)
    if not new:
        return ()
    event = e.CreditDocumentsAttached(
        claim=command.claim,
        documents=new,
        attached_on=command.attached_on,
        imported_from=command.imported_from,
    )
    return (event,)


def approve(record: Record, command: c.ApproveCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Accept hours for a claim, after its documents have been checked by its day of submission (A14, C15)."""
    assert command.approved_on is not None
    claim = claim_in(record, command.claim, "pending", "returned", "rejected", "approved")
    awarded = command.hours_awarded or claim.hours_claimed
    if claim.status == "approved":
        require(
            claim.hours_awarded == awarded,
            "wrong-state",
            f"The claim {claim.claim} was approved with {text_of(claim.hours_awarded)} hours.",
            remedy="Use the fact 'credit corrected' to change the hours.",
        )
        return ()
    require_after(command.approved_on, claim.submitted_on, situation)
    decided_under = require_documents(claim, situation)
    require_hours(awarded, claim.hours_claimed)
    said = {
        "imported_from": command.imported_from,
        "claim": command.claim,
        "hours_awarded": awarded,
        "approved_on": command.approved_on,
        "decided_under": decided_under,
    }
    return (made_of(e.CreditApproved, said),)


def reject(record: Record, command: c.RejectCredit, _: Situation) -> tuple[e.Event, ...]:
    """Refuse a claim that is not decided, or take a hasty approval's place before hours were used."""
    assert command.rejected_on is not None
    claim = claim_in(record, command.claim, "pending", "returned", "approved", "rejected")
    if claim.status == "rejected":
        return ()
    event = e.CreditRejected(
        claim=command.claim,
        rejected_on=command.rejected_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def return_claim(record: Record, command: c.ReturnCredit, _: Situation) -> tuple[e.Event, ...]:
    """Send a claim back to be completed."""
    assert command.returned_on is not None
    claim = claim_in(record, command.claim, "pending", "returned")
    if claim.status == "returned":
        return ()
    event = e.CreditReturned(
        claim=command.claim,
        returned_on=command.returned_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def resubmit(record: Record, command: c.ResubmitCredit, _: Situation) -> tuple[e.Event, ...]:
    """Take a returned claim in again; its documents go by the new day of submission."""
    assert command.resubmitted_on is not None
    claim = claim_in(record, command.claim, "returned", "pending")
    if claim.status == "pending":
        require(
            claim.submitted_on == command.resubmitted_on,
            "wrong-state",
            f"The claim {claim.claim} waits for its decision already.",
            remedy="Attach further documents with the fact 'documents attached'.",
        )
        return ()
    event = e.CreditResubmitted(
        claim=command.claim,
        resubmitted_on=command.resubmitted_on,
        documents=command.documents,
        imported_from=command.imported_from,
    )
    return (event,)


def correct(record: Record, command: c.CorrectCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Replace wrong facts of a claim; the event names the one that said them."""
    assert command.corrected_on is not None
    claim = known_claim(record, command.claim)
    new = corrected_fields(command, claim)
    rules = situation.credit_rules(claim.scheme, command.completed_on or claim.activity.completed_on)
    for field, words in vocabulary(rules):
        require_word(field, new.get(field), words)
    require_state(claim, "pending", "returned", "rejected", "approved", "reversed")
    if not new:
        return ()
    awarded = command.hours_awarded or claim.hours_awarded
    require(
        command.hours_awarded is None or claim.hours_awarded is not None,
        "wrong-state",
        f"The claim {claim.claim} has no hours awarded that could be corrected.",
        remedy="Approve it with the right hours.",
    )
    if "completed_on" in new and claim.form_on is not None and not situation.importing:
        form_rules = situation.credit_rules(claim.scheme, claim.form_on)
        source = command.source or claim.activity.source
        if source not in form_rules.outside_sources or form_rules.outside_after_completion:
            require_completed(new["completed_on"], claim.form_on)
    if awarded is not None:
        require_hours(awarded, command.hours_claimed or claim.hours_claimed)
    event = e.CreditCorrected(
        claim=command.claim,
        corrects=claim.said,
        corrected_on=command.corrected_on,
        reason=command.reason,
        imported_from=command.imported_from,
        **new,
    )
    return (event,)


_CORRECTABLE = ("completed_on", "title", "course", "mode", "source", "category", "competency")


def corrected_fields(command: c.CorrectCredit, claim: Claim) -> dict[str, Any]:
    """Return what the command gives and the claim does not say already."""
    said: dict[str, Any] = {name: getattr(claim.activity, name) for name in _CORRECTABLE}
    said |= {"hours_claimed": claim.hours_claimed, "hours_awarded": claim.hours_awarded}
    given = {name: getattr(command, name) for name in said}
    return {name: value for name, value in given.items() if value is not None and value != said[name]}


def reverse(record: Record, command: c.ReverseCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Take an approval back."""
    assert command.reversed_on is not None
    claim = claim_in(record, command.claim, "approved", "reversed")
    if claim.status == "reversed":
        return ()
    require_after(command.reversed_on, claim.decided_on, situation)
    event = e.CreditReversed(
        claim=command.claim,
        reversed_on=command.reversed_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)
