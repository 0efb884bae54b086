"""The official's record: registration, office, enrolment, credit claims, designations, folded from events.

`evolve` is pure. A position is the place of an event in the whole log; it is kept as the evidence of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from ledger import events as e

ClaimStatus = Literal["form-open", "pending", "returned", "rejected", "approved", "reversed"]
StepKind = Literal["awarded", "inactivated", "reinstated", "withdrawn"]


class Term(NamedTuple):
    """A term of office; `ended_on` is the last day in office, None while it lasts."""

    term: str
    office: str
    municipality: str | None
    began_on: date
    ended_on: date | None
    elected: bool
    positions: tuple[int, ...]


class Enrolment(NamedTuple):
    """A spell of enrolment in a program; `withdrawn_on` is the first day without it."""

    enrolled_on: date
    withdrawn_on: date | None
    positions: tuple[int, ...]


class Membership(NamedTuple):
    """Membership of an organisation in one class; `lapsed_on` is the first day without it."""

    membership_class: str | None
    began_on: date
    lapsed_on: date | None
    positions: tuple[int, ...]


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


class Step(NamedTuple):
    """A decision about a designation. `on` is the day of effect, `version` the place in the stream."""

    kind: StepKind
    on: date
    version: int
    position: int
    imported: bool


class Announcement(NamedTuple):
    """A status that was announced (A53)."""

    program: str
    status: str
    announced_on: date
    effective_on: date
    position: int


class Honour(NamedTuple):
    """A letter sent or a graduation held; neither has an effect on any status (A13)."""

    program: str
    kind: str
    on: date
    contents: tuple[str, ...]
    position: int


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Record(NamedTuple):
    """Everything an official's stream says so far. `version` counts its events; 0 is an empty stream."""

    version: int = 0
    registered_on: date | None = None
    jurisdiction: str | None = None
    contact: str | None = None
    terms: Mapping[str, Term] = _NOTHING
    enrolments: Mapping[str, tuple[Enrolment, ...]] = _NOTHING
    memberships: Mapping[str, tuple[Membership, ...]] = _NOTHING
    attendance: Mapping[str, e.AttendanceRecorded] = _NOTHING
    claims: Mapping[str, Claim] = _NOTHING
    steps: Mapping[str, tuple[Step, ...]] = _NOTHING
    announcements: tuple[Announcement, ...] = ()
    honours: tuple[Honour, ...] = ()


def _next(r: Record, **changes: Any) -> Record:
    """Return the record one event later."""
    return Record._make(map(changes.pop, _FIELDS, (r[0] + 1, *r[1:])))


_FIELDS = Record._fields


def _registered(r: Record, event: e.OfficialRegistered, _: int) -> Record:
    return _next(r, registered_on=event.registered_on, jurisdiction=event.jurisdiction)


def _contact(r: Record, event: e.ContactRecorded, _: int) -> Record:
    return _next(r, contact=event.contact)


# --- memberships, terms, enrolments -------------------------------------------------------------------------


def _membership_began(r: Record, event: e.MembershipBegan, at: int) -> Record:
    spell = Membership(event.membership_class, event.began_on, None, (at,))
    return _with_spells(r, event.organisation, (*r.memberships.get(event.organisation, ()), spell))


def _membership_class(r: Record, event: e.MembershipClassChanged, at: int) -> Record:
    spells = r.memberships.get(event.organisation, ())
    if not spells:
        return _next(r)
    last = spells[-1]
    ended = last._replace(lapsed_on=event.changed_on, positions=(*last.positions, at))
    begun = Membership(event.membership_class, event.changed_on, None, (at,))
    return _with_spells(r, event.organisation, (*spells[:-1], ended, begun))


def _membership_lapsed(r: Record, event: e.MembershipLapsed, at: int) -> Record:
    spells = r.memberships.get(event.organisation, ())
    if not spells:
        return _next(r)
    last = spells[-1]._replace(lapsed_on=event.lapsed_on, positions=(*spells[-1].positions, at))
    return _with_spells(r, event.organisation, (*spells[:-1], last))


def _with_spells(r: Record, organisation: str, spells: tuple[Membership, ...]) -> Record:
    return _next(r, memberships={**r.memberships, organisation: spells})


def _term_began(r: Record, event: e.TermBegan, at: int) -> Record:
    term = Term(event.term, event.office, event.municipality, event.began_on, None, event.elected, (at,))
    return _next(r, terms={**r.terms, event.term: term})


def _term_ended(r: Record, event: e.TermEnded, at: int) -> Record:
    term = r.terms[event.term]
    term = term._replace(ended_on=event.ended_on, positions=(*term.positions, at))
    return _next(r, terms={**r.terms, event.term: term})


def _term_corrected(r: Record, event: e.TermCorrected, at: int) -> Record:
    term = r.terms[event.term]
    term = term._replace(
        office=event.office or term.office,
        municipality=event.municipality or term.municipality,
        began_on=event.began_on or term.began_on,
        ended_on=None if event.open_ended else event.ended_on or term.ended_on,
        positions=(*term.positions, at),
    )
    return _next(r, terms={**r.terms, event.term: term})


def _term_reversed(r: Record, event: e.TermReversed, _: int) -> Record:
    return _next(r, terms={key: term for key, term in r.terms.items() if key != event.term})


def _enrolled(r: Record, event: e.OfficialEnrolled, at: int) -> Record:
    spells = (*r.enrolments.get(event.program, ()), Enrolment(event.enrolled_on, None, (at,)))
    return _next(r, enrolments={**r.enrolments, event.program: spells})


def _enrolment_withdrawn(r: Record, event: e.EnrolmentWithdrawn, at: int) -> Record:
    *earlier, last = r.enrolments[event.program]
    last = last._replace(withdrawn_on=event.withdrawn_on, positions=(*last.positions, at))
    return _next(r, enrolments={**r.enrolments, event.program: (*earlier, last)})


# --- credit -------------------------------------------------------------------------------------------------


def _attended(r: Record, event: e.AttendanceRecorded, _: int) -> Record:
    return _next(r, attendance={**r.attendance, event.offering: event})


def _with_claim(r: Record, claim: Claim) -> Record:
    return _next(r, claims={**r.claims, claim.claim: claim})


def _form_issued(r: Record, event: e.CreditFormIssued, at: int) -> Record:
    claim = Claim(
        claim=event.claim, scheme=event.scheme, status="form-open", activity=event.activity,
        hours_claimed=event.hours_offered, hours_awarded=None, form_on=None, submitted_on=None, decided_on=None,
        documents=(), order=at, said=r.version + 1, positions=(at,), earlier=(),
    )  # fmt: skip
    return _with_claim(r, claim)


def _claimed(r: Record, event: e.CreditClaimed, at: int) -> Record:
    known = r.claims.get(event.claim)
    positions = (at,) if known is None else (*known.positions, at)
    claim = Claim(
        claim=event.claim, scheme=event.scheme, status="pending", activity=event.activity,
        hours_claimed=event.hours_claimed, hours_awarded=None, form_on=event.submitted_on,
        submitted_on=event.submitted_on, decided_on=None,
        documents=tuple(document.kind for document in event.documents), order=at,
        said=r.version + 1, positions=positions, earlier=(),
    )  # fmt: skip
    return _with_claim(r, claim)


def _documents(r: Record, event: e.CreditDocumentsAttached, at: int) -> Record:
    claim = r.claims[event.claim]
    kinds = tuple(document.kind for document in event.documents)
    return _with_claim(
        r, claim._replace(documents=(*claim.documents, *kinds), positions=(*claim.positions, at))
    )


def _approved(r: Record, event: e.CreditApproved, at: int) -> Record:
    claim = r.claims[event.claim]
    approved = claim._replace(
        status="approved",
        hours_awarded=event.hours_awarded,
        decided_on=event.approved_on,
        said=r.version + 1,
        positions=(*claim.positions, at),
    )
    return _with_claim(r, approved)


def _decided(claim: Claim, status: ClaimStatus, on: date, at: int) -> Claim:
    """Return the claim in a state that earns nothing; an approval it had stays visible in `earlier`."""
    earlier = claim.earlier
    if claim.status == "approved":
        earlier = (*earlier, (on, claim._replace(earlier=())))
    return claim._replace(status=status, decided_on=on, positions=(*claim.positions, at), earlier=earlier)


def _rejected(r: Record, event: e.CreditRejected, at: int) -> Record:
    return _with_claim(r, _decided(r.claims[event.claim], "rejected", event.rejected_on, at))


def _returned(r: Record, event: e.CreditReturned, at: int) -> Record:
    return _with_claim(r, _decided(r.claims[event.claim], "returned", event.returned_on, at))


def _reversed(r: Record, event: e.CreditReversed, at: int) -> Record:
    return _with_claim(r, _decided(r.claims[event.claim], "reversed", event.reversed_on, at))


def _resubmitted(r: Record, event: e.CreditResubmitted, at: int) -> Record:
    claim = r.claims[event.claim]
    again = claim._replace(
        status="pending",
        submitted_on=event.resubmitted_on,
        decided_on=None,
        documents=(*claim.documents, *(document.kind for document in event.documents)),
        positions=(*claim.positions, at),
    )
    return _with_claim(r, again)


def _corrected(r: Record, event: e.CreditCorrected, at: int) -> Record:
    claim = r.claims[event.claim]
    changes: dict[str, Any] = {
        name: value
        for name in ("completed_on", "title", "course", "mode", "source", "category", "competency")
        if (value := getattr(event, name)) is not None
    }
    earlier = claim.earlier
    if claim.status == "approved":
        earlier = (*earlier, (event.corrected_on, claim._replace(earlier=())))
    corrected = claim._replace(
        activity=claim.activity.model_copy(update=changes) if changes else claim.activity,
        hours_claimed=event.hours_claimed or claim.hours_claimed,
        hours_awarded=event.hours_awarded or claim.hours_awarded,
        said=r.version + 1,
        positions=(*claim.positions, at),
        earlier=earlier,
    )
    return _with_claim(r, corrected)


def _posted(r: Record, event: e.CreditPosted, at: int) -> Record:
    claim = Claim(
        claim=event.claim, scheme=event.scheme, status="approved", activity=event.activity,
        hours_claimed=event.hours_claimed, hours_awarded=event.hours_awarded, form_on=None, submitted_on=None,
        decided_on=event.posted_on, documents=(), order=at, said=r.version + 1,
        positions=(at,), earlier=(),
    )  # fmt: skip
    return _with_claim(r, claim)


# --- designation, honours -----------------------------------------------------------------------------------


def _step(r: Record, event: Any, at: int, kind: StepKind, on: date) -> Record:
    step = Step(kind, on, r.version + 1, at, event.imported_from is not None)
    return _next(r, steps={**r.steps, event.program: (*r.steps.get(event.program, ()), step)})


def _awarded(r: Record, event: e.DesignationAwarded, at: int) -> Record:
    return _step(r, event, at, "awarded", event.awarded_on)


def _inactivated(r: Record, event: e.DesignationInactivated, at: int) -> Record:
    return _step(r, event, at, "inactivated", event.inactive_from)


def _reinstated(r: Record, event: e.DesignationReinstated, at: int) -> Record:
    return _step(r, event, at, "reinstated", event.reinstated_on)


def _withdrawn(r: Record, event: e.DesignationWithdrawn, at: int) -> Record:
    return _step(r, event, at, "withdrawn", event.withdrawn_on)


def _award_date_corrected(r: Record, event: e.DesignationDateCorrected, at: int) -> Record:
    steps = tuple(
        step._replace(on=event.awarded_on, position=at) if step.version == event.corrects else step
        for step in r.steps[event.program]
    )
    return _next(r, steps={**r.steps, event.program: steps})


def _award_reversed(r: Record, event: e.DesignationAwardReversed, _: int) -> Record:
    steps = tuple(step for step in r.steps[event.program] if step.version != event.corrects)
    return _next(r, steps={**r.steps, event.program: steps})


def _announced(r: Record, event: e.StandingAnnounced, at: int) -> Record:
    said = Announcement(event.program, event.status, event.announced_on, event.effective_on, at)
    return _next(r, announcements=(*r.announcements, said))


def _letter(r: Record, event: e.LetterSent, at: int) -> Record:
    sent = Honour(event.program, event.kind, event.sent_on, event.contents, at)
    return _next(r, honours=(*r.honours, sent))


def _honoured(r: Record, event: e.GraduateHonoured, at: int) -> Record:
    return _next(r, honours=(*r.honours, Honour(event.program, "graduation", event.honoured_on, (), at)))


#: One evolver for each event of an official's stream; a test keeps it complete.
EVOLVE: dict[type[e.Event], Callable[[Record, Any, int], Record]] = {
    e.OfficialRegistered: _registered,
    e.ContactRecorded: _contact,
    e.MembershipBegan: _membership_began,
    e.MembershipClassChanged: _membership_class,
    e.MembershipLapsed: _membership_lapsed,
    e.TermBegan: _term_began,
    e.TermEnded: _term_ended,
    e.TermCorrected: _term_corrected,
    e.TermReversed: _term_reversed,
    e.OfficialEnrolled: _enrolled,
    e.EnrolmentWithdrawn: _enrolment_withdrawn,
    e.AttendanceRecorded: _attended,
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
    e.DesignationAwarded: _awarded,
    e.DesignationDateCorrected: _award_date_corrected,
    e.DesignationAwardReversed: _award_reversed,
    e.DesignationInactivated: _inactivated,
    e.DesignationReinstated: _reinstated,
    e.DesignationWithdrawn: _withdrawn,
    e.StandingAnnounced: _announced,
    e.LetterSent: _letter,
    e.GraduateHonoured: _honoured,
}


def evolve(record: Record, event: e.Event, position: int) -> Record:
    """Return the record after one more event; `position` is the event's place in the log (0: not recorded yet)."""
    return EVOLVE[type(event)](record, event, position)
