"""Terms of office and enrolment."""

from __future__ import annotations

from datetime import date

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.fees import require_deposit
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.official import Enrolment, Record, Term


def begin_term(record: Record, command: c.BeginTerm, situation: Situation) -> tuple[e.Event, ...]:
    """Begin a term; its id is new, or the same particulars are on record already."""
    _require_office(command.office, situation)
    known = record.terms.get(command.term)
    if known is not None:
        same = (known.office, known.began_on, known.municipality, known.elected) == (
            command.office,
            command.began_on,
            command.municipality,
            command.elected,
        )
        require(
            same,
            "term-known",
            f"The term {command.term} is on record with other particulars.",
            remedy="Use another term id, or the fact 'term corrected'.",
        )
        return ()
    event = e.TermBegan(
        term=command.term,
        office=command.office,
        began_on=command.began_on,
        municipality=command.municipality,
        elected=command.elected,
        imported_from=command.imported_from,
    )
    return (event,)


def end_term(record: Record, command: c.EndTerm, _: Situation) -> tuple[e.Event, ...]:
    """End a term on its last day in office."""
    term = _term(record, command.term)
    if term.ended_on == command.ended_on:
        return ()
    require(
        term.ended_on is None,
        "wrong-state",
        f"The term {command.term} ended on {term.ended_on} already.",
        remedy="Use the fact 'term corrected' with the right day.",
    )
    require_order(term.began_on, command.ended_on)
    event = e.TermEnded(
        term=command.term,
        ended_on=command.ended_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def correct_term(record: Record, command: c.CorrectTerm, situation: Situation) -> tuple[e.Event, ...]:
    """Replace wrong particulars of a term."""
    assert command.corrected_on is not None
    term = _term(record, command.term)
    _require_office(command.office, situation)
    began = command.began_on or term.began_on
    ended = None if command.open_ended else command.ended_on or term.ended_on
    if ended is not None:
        require_order(began, ended)
    changed = (
        command.office or term.office,
        command.municipality or term.municipality,
        began,
        ended,
    ) != (term.office, term.municipality, term.began_on, term.ended_on)
    if not changed:
        return ()
    event = e.TermCorrected(
        term=command.term,
        corrected_on=command.corrected_on,
        office=command.office,
        municipality=command.municipality,
        began_on=command.began_on,
        ended_on=command.ended_on,
        open_ended=command.open_ended,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def reverse_term(record: Record, command: c.ReverseTerm, _: Situation) -> tuple[e.Event, ...]:
    """Take back a term that was recorded in error."""
    assert command.reversed_on is not None
    if command.term not in record.terms and ("term", command.term) in record.dossier.taken_back:
        return ()
    _term(record, command.term)
    event = e.TermReversed(
        term=command.term,
        reversed_on=command.reversed_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def enrol(record: Record, command: c.EnrolOfficial, situation: Situation) -> tuple[e.Event, ...]:
    """Enrol an official in a program, once a deposit is paid where the program asks for one (FEE-04)."""
    assert command.enrolled_on is not None
    known = latest_enrolment(record, command.program)
    if known is not None and known.withdrawn_on is None:
        require(
            known.enrolled_on == command.enrolled_on,
            "wrong-state",
            f"{command.official} is enrolled in {command.program} since {known.enrolled_on}.",
            remedy="Withdraw the enrolment first if the day was wrong.",
        )
        return ()
    require_deposit(record, command.program, command.enrolled_on, situation)
    event = e.OfficialEnrolled(
        program=command.program, enrolled_on=command.enrolled_on, imported_from=command.imported_from
    )
    return (event,)


def withdraw_enrolment(record: Record, command: c.WithdrawEnrolment, _: Situation) -> tuple[e.Event, ...]:
    """End an enrolment."""
    assert command.withdrawn_on is not None
    known = latest_enrolment(record, command.program)
    if known is not None and known.withdrawn_on == command.withdrawn_on:
        return ()
    if known is None or known.withdrawn_on is not None:
        raise Rejected(
            "not-enrolled",
            f"{command.official} is not enrolled in {command.program}.",
            remedy="Check the program and the official.",
        )
    require_order(known.enrolled_on, command.withdrawn_on)
    event = e.EnrolmentWithdrawn(
        program=command.program,
        withdrawn_on=command.withdrawn_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def _require_office(office: str | None, situation: Situation) -> None:
    """Refuse an office no program knows: a slip here would turn all credit away without a word (ALM-B-01)."""
    known = sorted({name for scheme in situation.catalog.schemes for name in _offices(scheme, situation)})
    require(
        office is None or not known or office in known,
        "vocabulary",
        f"No program knows the office {office!r}.",
        remedy=f"Use one of {', '.join(known)}, or add the office to the rule file.",
        office=office,
    )


def _offices(scheme: str, situation: Situation) -> tuple[str, ...]:
    offices: tuple[str, ...] = situation.rules(scheme).root.sets[-1].offices
    return offices


def latest_enrolment(record: Record, program: str) -> Enrolment | None:
    """Return the official's last spell in a program, over or not."""
    spells = record.enrolments.get(program, ())
    return spells[-1] if spells else None


def _term(record: Record, term: str) -> Term:
    if term not in record.terms:
        raise Rejected(
            "term-unknown",
            f"The term {term} is not on record.",
            remedy=f"Use one of {', '.join(sorted(record.terms)) or 'the terms recorded before'}.",
        )
    return record.terms[term]


def require_order(first: date, last: date) -> None:
    """Refuse an end before the beginning."""
    require(
        first <= last,
        "date-order",
        f"It begins on {first}, after its end on {last}.",
        remedy="Check both dates.",
    )
