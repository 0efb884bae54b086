"""Credit claims: form, documents, decision, correction, reversal (ALM-AO-08 to -13, ALM-AN-09 to -14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.activity import activity_of, hours_of, particulars, scheme_of, within_offer
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.official import Claim, ClaimStatus, Record
from ledger.rules.model import RuleSet
from ledger.values import amount_text


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
    if _live_claim(record, command.offering) is not None:
        return ()
    claim, known = command.claim or situation.new_claim, offering.known
    _require_new(record, claim)
    activity = activity_of(command, situation, known.scheme)
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
    scheme, offering = scheme_of(command, situation), situation.offering
    live = _live_claim(record, command.offering) if command.offering else None
    stated = particulars(command, situation)
    hours = command.hours_claimed or (offering.hours if offering is not None else None)
    claim = command.claim or situation.new_claim
    answered = live is not None and (live.status == "form-open" or _says(live, scheme, stated, hours))
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
        return _said_before(known, scheme, stated, hours)
    activity = activity_of(command, situation, scheme)
    rules = situation.credit_rules(scheme, command.submitted_on)
    _require_channel(command.channel, rules)
    _require_only(live, claim)
    within_offer(activity.completed_on, offering)
    if activity.source not in rules.outside_sources or rules.outside_after_completion:
        _require_completed(activity.completed_on, command.submitted_on)
    event = e.CreditClaimed(
        claim=claim,
        scheme=scheme,
        activity=activity,
        hours_claimed=hours_of(command.hours_claimed, offering),
        submitted_on=command.submitted_on,
        channel=command.channel,
        documents=command.documents,
        imported_from=command.imported_from,
    )
    return (event,)


def post_credit(record: Record, command: c.PostCredit, situation: Situation) -> tuple[e.Event, ...]:
    """Take over an older system's outcome; only an import may state one."""
    assert command.posted_on is not None
    scheme, offering = scheme_of(command, situation), situation.offering
    claim = command.claim or situation.new_claim
    known = record.claims.get(claim)
    if known is not None:
        hours = command.hours_claimed or command.hours_awarded or (offering.hours if offering else None)
        return _said_before(known, scheme, particulars(command, situation), hours)
    activity = activity_of(command, situation, scheme)
    require(
        situation.importing,
        "wrong-state",
        "A posted credit without its form is an older system's outcome.",
        remedy="Submit the credit form and approve it, or import the fact as history.",
    )
    _require_only(_live_claim(record, command.offering) if command.offering else None, claim)
    within_offer(activity.completed_on, offering)
    awarded = command.hours_awarded or hours_of(command.hours_claimed, offering)
    claimed = command.hours_claimed or awarded
    _require_hours(awarded, claimed)
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
    claim = _claim(record, command.claim, "pending", "returned", "rejected")
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
    claim = _claim(record, command.claim, "pending", "returned", "rejected", "approved")
    awarded = command.hours_awarded or claim.hours_claimed
    if claim.status == "approved":
        require(
            claim.hours_awarded == awarded,
            "wrong-state",
            f"The claim {claim.claim} was approved with {_text(claim.hours_awarded)} hours.",
            remedy="Use the fact 'credit corrected' to change the hours.",
        )
        return ()
    _require_after(command.approved_on, claim.submitted_on, situation)
    decided_under = _require_documents(claim, situation)
    _require_hours(awarded, claim.hours_claimed)
    event = e.CreditApproved(
        claim=command.claim,
        hours_awarded=awarded,
        approved_on=command.approved_on,
        decided_under=decided_under,
        imported_from=command.imported_from,
    )
    return (event,)


def reject(record: Record, command: c.RejectCredit, _: Situation) -> tuple[e.Event, ...]:
    """Refuse a claim that is not decided, or take a hasty approval's place before hours were used."""
    assert command.rejected_on is not None
    claim = _claim(record, command.claim, "pending", "returned", "approved", "rejected")
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
    claim = _claim(record, command.claim, "pending", "returned")
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
    claim = _claim(record, command.claim, "returned", "pending")
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
    claim = _known(record, command.claim)
    new = corrected_fields(command, claim)
    rules = situation.credit_rules(claim.scheme, command.completed_on or claim.activity.completed_on)
    _require_word("source", new.get("source"), rules.sources)
    _require_word("mode", new.get("mode"), rules.modes)
    _require_state(claim, "pending", "returned", "rejected", "approved", "reversed")
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
            _require_completed(new["completed_on"], claim.form_on)
    if awarded is not None:
        _require_hours(awarded, command.hours_claimed or claim.hours_claimed)
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
    claim = _claim(record, command.claim, "approved", "reversed")
    if claim.status == "reversed":
        return ()
    _require_after(command.reversed_on, claim.decided_on, situation)
    event = e.CreditReversed(
        claim=command.claim,
        reversed_on=command.reversed_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


# --- conditions ---------------------------------------------------------------------------------------------


def _claim(record: Record, claim: str, *states: ClaimStatus) -> Claim:
    known = _known(record, claim)
    _require_state(known, *states)
    return known


def _known(record: Record, claim: str) -> Claim:
    known = record.claims.get(claim)
    if known is None:
        raise Rejected(
            "claim-unknown",
            f"The claim {claim} is not on record.",
            remedy="Check the claim id, or submit the credit form first.",
        )
    return known


def _require_state(claim: Claim, *states: ClaimStatus) -> None:
    require(
        claim.status in states,
        "wrong-state",
        f"The claim {claim.claim} is {claim.status}; this needs one that is {' or '.join(states)}.",
        remedy="Look at the claim's history with `credit-ledger replay`.",
    )


def _live_claim(record: Record, offering: str) -> Claim | None:
    for claim in record.claims.values():
        if claim.activity.offering == offering and claim.status not in ("rejected", "reversed"):
            return claim
    return None


def _require_only(live: Claim | None, claim: str) -> None:
    """Refuse a second claim beside a live one for the same offering."""
    if live is not None and live.claim != claim:
        raise Rejected(
            "already-claimed",
            f"The claim {live.claim} for the offering {live.activity.offering} is {live.status} already.",
            remedy="Use that claim; correct it, or reverse it first.",
            claim=live.claim,
        )


def _require_new(record: Record, claim: str) -> None:
    require(
        claim not in record.claims,
        "claim-known",
        f"The claim {claim} is on record already.",
        remedy="Use another claim id.",
    )


def _says(known: Claim, scheme: str, stated: dict[str, Any], hours: Decimal | None) -> bool:
    activity = {name: getattr(known.activity, name) for name in stated}
    return (known.scheme, activity, known.hours_claimed) == (scheme, stated, hours)


def _said_before(
    known: Claim, scheme: str, stated: dict[str, Any], hours: Decimal | None
) -> tuple[e.Event, ...]:
    require(
        _says(known, scheme, stated, hours),
        "claim-known",
        f"The claim {known.claim} is on record with other particulars.",
        remedy="Use another claim id, or the fact 'credit corrected'.",
    )
    return ()


def _require_after(day: date, earlier: date | None, situation: Situation) -> None:
    """Refuse a step dated before the one it follows; an older system's dates are taken as they are."""
    require(
        situation.importing or earlier is None or earlier <= day,
        "date-order",
        f"{day} lies before {earlier}, the day of the step before.",
        remedy="Check the date.",
    )


def _require_hours(awarded: Decimal, claimed: Decimal) -> None:
    require(
        awarded <= claimed,
        "hours",
        f"{_text(awarded)} hours awarded are more than the {_text(claimed)} claimed.",
        remedy="Award no more than was claimed; correct the claim first if it was wrong.",
    )


def _require_word(field: str, word: str | None, known: tuple[str, ...]) -> None:
    require(
        word is None or not known or word in known,
        "vocabulary",
        f"The program does not know the {field} {word!r}.",
        remedy=f"Use one of {', '.join(known)}, or add the word to the rule file.",
    )


def _require_channel(channel: str, rules: RuleSet) -> None:
    """Take the online form only (ALM-AO-08, ALM-AO-09, ALM-AN-09)."""
    require(
        not rules.form_channels or channel in rules.form_channels,
        "paper-form",
        f"A form by {channel!r} is not taken.",
        remedy=f"Submit it as {' or '.join(rules.form_channels)}.",
    )


def _require_completed(completed_on: date, submitted_on: date) -> None:
    require(
        completed_on <= submitted_on,
        "not-completed",
        f"The form was submitted on {submitted_on}, before the activity was completed on {completed_on}.",
        remedy="Submit it after the activity, or correct the dates.",
    )


def _require_documents(claim: Claim, situation: Situation) -> tuple[str, ...]:
    """Check the documents of outside training by the day of submission; return the rules looked at."""
    submitted_on = claim.submitted_on
    if submitted_on is None:
        return ()  # an older system's outcome: its form and documents were not kept
    rules = situation.credit_rules(claim.scheme, submitted_on)
    if claim.activity.source not in rules.outside_sources:
        return ()
    missing = [kind for kind in rules.outside_documents if kind not in claim.documents]
    require(
        not missing,
        "documents-missing",
        f"The outside claim {claim.claim}, submitted on {submitted_on}, lacks {', '.join(missing)}.",
        remedy="Attach the documents, or return the claim to the official.",
        missing=", ".join(missing),
    )
    return (rules.refs["outside_documents"],) if "outside_documents" in rules.refs else ()


def _text(amount: Decimal | None) -> str:
    return "no" if amount is None else amount_text(amount)
