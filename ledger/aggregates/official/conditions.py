"""The conditions a credit claim must meet at each step, and how each refusal is worded.

A refusal is worded only once it is due: these conditions are looked at for every claim of a batch.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger import events as e
from ledger.aggregates.situation import Situation
from ledger.errors import Rejected
from ledger.record.official import Claim, ClaimStatus, Record
from ledger.rules.model import RuleSet
from ledger.values import amount_text


def claim_in(record: Record, claim: str, *states: ClaimStatus) -> Claim:
    """Return a claim on record that is in one of the states; raise `Rejected` otherwise."""
    known = known_claim(record, claim)
    require_state(known, *states)
    return known


def known_claim(record: Record, claim: str) -> Claim:
    """Return a claim on record, whatever its state; raise `Rejected` (`claim-unknown`)."""
    known = record.claims.get(claim)
    if known is None:
        raise Rejected(
            "claim-unknown",
            f"The claim {claim} is not on record.",
            remedy="Check the claim id, or submit the credit form first.",
        )
    return known


def require_state(claim: Claim, *states: ClaimStatus) -> None:
    """Refuse a step the claim is in no state for."""
    if claim.status not in states:
        raise Rejected(
            "wrong-state",
            f"The claim {claim.claim} is {claim.status}; this needs one that is {' or '.join(states)}.",
            remedy="Look at the claim's history with `credit-ledger replay`.",
        )


def live_claim(record: Record, offering: str) -> Claim | None:
    """Return the claim for an offering that is neither rejected nor reversed."""
    for claim in record.claims.values():
        if claim.activity.offering == offering and claim.status not in ("rejected", "reversed"):
            return claim
    return None


def require_only(live: Claim | None, claim: str) -> None:
    """Refuse a second claim beside a live one for the same offering."""
    if live is not None and live.claim != claim:
        raise Rejected(
            "already-claimed",
            f"The claim {live.claim} for the offering {live.activity.offering} is {live.status} already.",
            remedy="Use that claim; correct it, or reverse it first.",
            claim=live.claim,
        )


def require_new(record: Record, claim: str) -> None:
    """Refuse a claim id that is taken."""
    if claim in record.claims:
        raise Rejected(
            "claim-known",
            f"The claim {claim} is on record already.",
            remedy="Use another claim id.",
        )


def says_the_same(known: Claim, scheme: str, stated: dict[str, Any], hours: Decimal | None) -> bool:
    """Whether a claim says what is said again."""
    activity = {name: getattr(known.activity, name) for name in stated}
    return (known.scheme, activity, known.hours_claimed) == (scheme, stated, hours)


def said_before(
    known: Claim, scheme: str, stated: dict[str, Any], hours: Decimal | None
) -> tuple[e.Event, ...]:
    """Return no events where a claim says the same already; refuse other particulars under its id."""
    if not says_the_same(known, scheme, stated, hours):
        raise Rejected(
            "claim-known",
            f"The claim {known.claim} is on record with other particulars.",
            remedy="Use another claim id, or the fact 'credit corrected'.",
        )
    return ()


def require_after(day: date, earlier: date | None, situation: Situation) -> None:
    """Refuse a step dated before the one it follows; an older system's dates are taken as they are."""
    if earlier is not None and day < earlier and not situation.importing:
        raise Rejected(
            "date-order",
            f"{day} lies before {earlier}, the day of the step before.",
            remedy="Check the date.",
        )


def require_hours(awarded: Decimal, claimed: Decimal) -> None:
    """Refuse more hours awarded than were claimed."""
    if awarded > claimed:
        raise Rejected(
            "hours",
            f"{text_of(awarded)} hours awarded are more than the {text_of(claimed)} claimed.",
            remedy="Award no more than was claimed; correct the claim first if it was wrong.",
        )


def require_word(field: str, word: str | None, known: tuple[str, ...]) -> None:
    """Refuse a word the program does not know."""
    if word is not None and known and word not in known:
        raise Rejected(
            "vocabulary",
            f"The program does not know the {field} {word!r}.",
            remedy=f"Use one of {', '.join(known)}, or add the word to the rule file.",
        )


def require_channel(channel: str, rules: RuleSet) -> None:
    """Take the online form only (ALM-AO-08, ALM-AO-09, ALM-AN-09)."""
    if rules.form_channels and channel not in rules.form_channels:
        raise Rejected(
            "paper-form",
            f"A form by {channel!r} is not taken.",
            remedy=f"Submit it as {' or '.join(rules.form_channels)}.",
        )


def require_completed(completed_on: date, submitted_on: date) -> None:
    if completed_on > submitted_on:
        raise Rejected(
            "not-completed",
            f"The form was submitted on {submitted_on}, before the activity was completed on {completed_on}.",
            remedy="Submit it after the activity, or correct the dates.",
        )


def require_documents(claim: Claim, situation: Situation) -> tuple[str, ...]:
    """Check the documents of outside training by the day of submission; return the rules looked at."""
    submitted_on = claim.submitted_on
    if submitted_on is None:
        return ()  # an older system's outcome: its form and documents were not kept
    rules = situation.credit_rules(claim.scheme, submitted_on)
    if claim.activity.source not in rules.outside_sources:
        return ()
    missing = [kind for kind in rules.outside_documents if kind not in claim.documents]
    if missing:
        raise Rejected(
            "documents-missing",
            f"The outside claim {claim.claim}, submitted on {submitted_on}, lacks {', '.join(missing)}.",
            remedy="Attach the documents, or return the claim to the official.",
            missing=", ".join(missing),
        )
    return (rules.refs["outside_documents"],) if "outside_documents" in rules.refs else ()


def text_of(amount: Decimal | None) -> str:
    """Write hours, or that there are none."""
    return "no" if amount is None else amount_text(amount)
