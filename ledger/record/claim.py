"""A credit claim as a stream tells of it: what one more event of credit makes of the claims so far.

A step is pure: it takes the claims, the event, the event's position in the log and its version in the stream, and
returns the one claim that is new or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from ledger import events as e

ClaimStatus = Literal["form-open", "pending", "returned", "rejected", "approved", "reversed"]


class Claim(NamedTuple):
    """A credit claim as last stated. `order` is the position of its first event; `said` the stream version of the
    last event that stated its facts. `earlier` holds how it stood before a late correction, rejection or reversal,
    each with the first day of the next state (only the reading `prospective` of A52 looks there). `form_on` is the day
    of the first submission; `submitted_on` that of the last.
    """

    claim: str
    scheme: str
    status: ClaimStatus
    activity: e.Activity
    hours_claimed: Decimal
    hours_awarded: Decimal | None
    form_on: date | None
    submitted_on: date | None
    decided_on: date | None
    documents: tuple[str, ...]
    order: int
    said: int
    positions: tuple[int, ...]
    earlier: tuple[tuple[date, Claim], ...]


Claims = Mapping[str, Claim]
Step = Callable[[Claims, Any, int, int], Claim]


def _form_issued(_: Claims, event: e.CreditFormIssued, at: int, version: int) -> Claim:
    return Claim(
        claim=event.claim, scheme=event.scheme, status="form-open", activity=event.activity,
        hours_claimed=event.hours_offered, hours_awarded=None, form_on=None, submitted_on=None, decided_on=None,
        documents=(), order=at, said=version, positions=(at,), earlier=(),
    )  # fmt: skip


def _claimed(claims: Claims, event: e.CreditClaimed, at: int, version: int) -> Claim:
    known, day = claims.get(event.claim), event.submitted_on
    # By place, here and in an approval: by name a claim takes twice as long, and these two are most of a history.
    return Claim(
        event.claim, event.scheme, "pending", event.activity, event.hours_claimed, None,
        day, day, None, tuple([document.kind for document in event.documents]),
        at, version, (at,) if known is None else (*known.positions, at), (),
    )  # fmt: skip


def _documents(claims: Claims, event: e.CreditDocumentsAttached, at: int, _: int) -> Claim:
    claim = claims[event.claim]
    kinds = tuple(document.kind for document in event.documents)
    return claim._replace(documents=(*claim.documents, *kinds), positions=(*claim.positions, at))


def _approved(claims: Claims, event: e.CreditApproved, at: int, version: int) -> Claim:
    was = claims[event.claim]
    return Claim(
        was.claim, was.scheme, "approved", was.activity, was.hours_claimed, event.hours_awarded,
        was.form_on, was.submitted_on, event.approved_on, was.documents,
        was.order, version, (*was.positions, at), was.earlier,
    )  # fmt: skip


def _decided(claim: Claim, status: ClaimStatus, on: date, at: int) -> Claim:
    """Return the claim in a state that earns nothing; an approval it had stays visible in `earlier`."""
    earlier = claim.earlier
    if claim.status == "approved":
        earlier = (*earlier, (on, claim._replace(earlier=())))
    return claim._replace(status=status, decided_on=on, positions=(*claim.positions, at), earlier=earlier)


def _rejected(claims: Claims, event: e.CreditRejected, at: int, _: int) -> Claim:
    return _decided(claims[event.claim], "rejected", event.rejected_on, at)


def _returned(claims: Claims, event: e.CreditReturned, at: int, _: int) -> Claim:
    return _decided(claims[event.claim], "returned", event.returned_on, at)


def _reversed(claims: Claims, event: e.CreditReversed, at: int, _: int) -> Claim:
    return _decided(claims[event.claim], "reversed", event.reversed_on, at)


def _resubmitted(claims: Claims, event: e.CreditResubmitted, at: int, _: int) -> Claim:
    claim = claims[event.claim]
    return claim._replace(
        status="pending",
        submitted_on=event.resubmitted_on,
        decided_on=None,
        documents=(*claim.documents, *(document.kind for document in event.documents)),
        positions=(*claim.positions, at),
    )


def _corrected(claims: Claims, event: e.CreditCorrected, at: int, version: int) -> Claim:
    claim = claims[event.claim]
    changes: dict[str, Any] = {
        name: value
        for name in ("completed_on", "title", "course", "mode", "source", "category", "competency")
        if (value := getattr(event, name)) is not None
    }
    earlier = claim.earlier
    if claim.status == "approved":
        earlier = (*earlier, (event.corrected_on, claim._replace(earlier=())))
    return claim._replace(
        activity=claim.activity.model_copy(update=changes) if changes else claim.activity,
        hours_claimed=event.hours_claimed or claim.hours_claimed,
        hours_awarded=event.hours_awarded or claim.hours_awarded,
        said=version,
        positions=(*claim.positions, at),
        earlier=earlier,
    )


def _posted(_: Claims, event: e.CreditPosted, at: int, version: int) -> Claim:
    return Claim(
        claim=event.claim, scheme=event.scheme, status="approved", activity=event.activity,
        hours_claimed=event.hours_claimed, hours_awarded=event.hours_awarded, form_on=None, submitted_on=None,
        decided_on=event.posted_on, documents=(), order=at, said=version,
        positions=(at,), earlier=(),
    )  # fmt: skip


#: One step for each event of a claim.
CLAIM_STEPS: Mapping[type[e.Event], Step] = {
    e.CreditFormIssued: _form_issued,
    e.CreditClaimed: _claimed,
    e.CreditDocumentsAttached: _documents,
    e.CreditApproved: _approved,
    e.CreditRejected: _rejected,
    e.CreditReturned: _returned,
    e.CreditResubmitted: _resubmitted,
    e.CreditCorrected: _corrected,
    e.CreditReversed: _reversed,
    e.CreditPosted: _posted,
}
