"""The official's record: registration, office, enrolment, credit claims, designations, folded from events.

`evolve` is pure. A position is the place of an event in the whole log; it is kept as the evidence of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from ledger import events as e
from ledger.record.claim import CLAIM_STEPS
from ledger.record.claim import Claim as Claim
from ledger.record.claim import ClaimStatus as ClaimStatus
from ledger.record.claim import Step as ClaimStep
from ledger.record.dossier import Dossier, Precision
from ledger.record.dossier_fold import DOSSIER_STEPS, DossierStep, recorded_again, taken_back

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


class Step(NamedTuple):
    """A decision about a designation. `on` is the day of effect, `version` the place in the stream.

    With the precision `month`, only the month of an award is known, and `on` is its first day.
    """

    kind: StepKind
    on: date
    version: int
    position: int
    imported: bool
    precision: Precision = "day"


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
    dossier: Dossier = Dossier()


def _next(r: Record, **changes: Any) -> Record:
    """Return the record one event later."""
    return Record._make(map(changes.pop, _FIELDS, (r[0] + 1, *r[1:])))


_FIELDS = Record._fields
_CLAIMS = _FIELDS.index("claims")


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
    dossier = recorded_again(r.dossier, "term", event.term)
    return _next(r, terms={**r.terms, event.term: term}, dossier=dossier)


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
    left = {key: term for key, term in r.terms.items() if key != event.term}
    return _next(r, terms=left, dossier=taken_back(r.dossier, "term", event.term))


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


def _of_claim(step: ClaimStep) -> Callable[[Record, Any, int], Record]:
    """Return the evolver of an event of credit."""

    def evolver(r: Record, event: e.Event, at: int) -> Record:
        version = r.version + 1
        claim = step(r.claims, event, at, version)
        return Record._make((version, *r[1:_CLAIMS], {**r.claims, claim.claim: claim}, *r[_CLAIMS + 1 :]))

    return evolver


# --- designation, honours -----------------------------------------------------------------------------------


def _step(r: Record, event: Any, at: int, kind: StepKind, on: date) -> Record:
    step = Step(kind, on, r.version + 1, at, event.imported_from is not None)
    return _next(r, steps={**r.steps, event.program: (*r.steps.get(event.program, ()), step)})


def _awarded(r: Record, event: e.DesignationAwarded, at: int) -> Record:
    imported = event.imported_from is not None
    step = Step("awarded", event.awarded_on, r.version + 1, at, imported, event.precision)
    steps = {**r.steps, event.program: (*r.steps.get(event.program, ()), step)}
    return _next(r, steps=steps, dossier=recorded_again(r.dossier, "award", event.program))


def _inactivated(r: Record, event: e.DesignationInactivated, at: int) -> Record:
    return _step(r, event, at, "inactivated", event.inactive_from)


def _reinstated(r: Record, event: e.DesignationReinstated, at: int) -> Record:
    return _step(r, event, at, "reinstated", event.reinstated_on)


def _withdrawn(r: Record, event: e.DesignationWithdrawn, at: int) -> Record:
    return _step(r, event, at, "withdrawn", event.withdrawn_on)


def _award_date_corrected(r: Record, event: e.DesignationDateCorrected, at: int) -> Record:
    steps = tuple(
        step._replace(on=event.awarded_on, position=at, precision="day")
        if step.version == event.corrects
        else step
        for step in r.steps[event.program]
    )
    return _next(r, steps={**r.steps, event.program: steps})


def _award_reversed(r: Record, event: e.DesignationAwardReversed, _: int) -> Record:
    steps = tuple(step for step in r.steps[event.program] if step.version != event.corrects)
    dossier = taken_back(r.dossier, "award", event.program)
    return _next(r, steps={**r.steps, event.program: steps}, dossier=dossier)


def _announced(r: Record, event: e.StandingAnnounced, at: int) -> Record:
    said = Announcement(event.program, event.status, event.announced_on, event.effective_on, at)
    return _next(r, announcements=(*r.announcements, said))


def _letter(r: Record, event: e.LetterSent, at: int) -> Record:
    sent = Honour(event.program, event.kind, event.sent_on, event.contents, at)
    return _next(r, honours=(*r.honours, sent))


def _honoured(r: Record, event: e.GraduateHonoured, at: int) -> Record:
    return _next(r, honours=(*r.honours, Honour(event.program, "graduation", event.honoured_on, (), at)))


def _of_dossier(step: DossierStep) -> Callable[[Record, Any, int], Record]:
    """Return the evolver of an event of the dossier."""

    def evolver(r: Record, event: e.Event, at: int) -> Record:
        return _next(r, dossier=step(r.dossier, event, at))

    return evolver


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
    **{kind: _of_claim(step) for kind, step in CLAIM_STEPS.items()},
    e.DesignationAwarded: _awarded,
    e.DesignationDateCorrected: _award_date_corrected,
    e.DesignationAwardReversed: _award_reversed,
    e.DesignationInactivated: _inactivated,
    e.DesignationReinstated: _reinstated,
    e.DesignationWithdrawn: _withdrawn,
    e.StandingAnnounced: _announced,
    e.LetterSent: _letter,
    e.GraduateHonoured: _honoured,
    **{kind: _of_dossier(step) for kind, step in DOSSIER_STEPS.items()},
}


def evolve(record: Record, event: e.Event, position: int) -> Record:
    """Return the record after one more event; `position` is the event's place in the log (0: not recorded yet)."""
    return EVOLVE[type(event)](record, event, position)


def fold(told: Iterable[tuple[e.Event, int]]) -> Record:
    """Return the record of a whole stream, each event with its position: what `evolve` makes of them one by one.

    Claims are most of a history, so they are gathered in one mapping instead of a new one for every event.
    """
    record, version = Record(), 0
    claims: dict[str, Claim] = {}
    steps = CLAIM_STEPS
    for event, position in told:
        step = steps.get(type(event))
        if step is None:
            record = evolve(record._replace(version=version, claims=claims), event, position)
            version += 1
        else:
            version += 1
            claim = step(claims, event, position, version)
            claims[claim.claim] = claim
    return record._replace(version=version, claims=claims)
