"""Employment, jurisdiction and core duties (AMC-04, CMC-13)."""

from __future__ import annotations

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.office import require_order
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.dossier import Employment
from ledger.record.official import Record


def begin_employment(record: Record, command: c.BeginEmployment, _: Situation) -> tuple[e.Event, ...]:
    """Begin an employment; its id is new, or the same particulars are on record already."""
    known = record.dossier.employments.get(command.employment)
    if known is None:
        return (event_of(e.EmploymentBegan, command),)
    said = (known.employer, known.sector, known.management, known.began_on)
    require(
        said == (command.employer, command.sector, command.management, command.began_on),
        "employment-known",
        f"The employment {command.employment} is on record with other particulars.",
        remedy="Use another employment id, or the fact 'employment corrected'.",
    )
    return ()


def end_employment(record: Record, command: c.EndEmployment, _: Situation) -> tuple[e.Event, ...]:
    """End an employment on its last day."""
    known = _employment(record, command.employment)
    if known.ended_on == command.ended_on:
        return ()
    require(
        known.ended_on is None,
        "wrong-state",
        f"The employment {command.employment} ended on {known.ended_on} already.",
        remedy="Use the fact 'employment corrected' with the right day.",
    )
    require_order(known.began_on, command.ended_on)
    return (event_of(e.EmploymentEnded, command),)


def correct_employment(record: Record, command: c.CorrectEmployment, _: Situation) -> tuple[e.Event, ...]:
    """Replace wrong particulars of an employment."""
    known = _employment(record, command.employment)
    given = {
        name: getattr(command, name)
        for name in ("employer", "sector", "management", "began_on", "ended_on")
        if getattr(command, name) is not None
    }
    corrected = known._replace(**given)
    if command.open_ended:
        corrected = corrected._replace(ended_on=None)
    if corrected == known:
        return ()
    if corrected.ended_on is not None:
        require_order(corrected.began_on, corrected.ended_on)
    return (event_of(e.EmploymentCorrected, command),)


def reverse_employment(record: Record, command: c.ReverseEmployment, _: Situation) -> tuple[e.Event, ...]:
    """Take back an employment that was recorded in error."""
    dossier = record.dossier
    if command.employment not in dossier.employments and (
        ("employment", command.employment) in dossier.taken_back
    ):
        return ()
    _employment(record, command.employment)
    return (event_of(e.EmploymentReversed, command),)


def record_jurisdiction(record: Record, command: c.RecordJurisdiction, _: Situation) -> tuple[e.Event, ...]:
    """Note where the official belongs from a day on."""
    said = (command.jurisdiction, command.since)
    if any((known.jurisdiction, known.since) == said for known in record.dossier.residences):
        return ()
    return (event_of(e.JurisdictionRecorded, command),)


def record_core_duties(
    record: Record, command: c.RecordCoreDuties, situation: Situation
) -> tuple[e.Event, ...]:
    """Note the core duties performed from a day on; a duty that no program knows is refused (CMC-14)."""
    said = (command.duties, command.since)
    if any((known.duties, known.since) == said for known in record.dossier.core_duties):
        return ()
    words = _known_duties(situation)
    strange = [duty for duty in command.duties if words and duty not in words]
    require(
        not strange,
        "vocabulary",
        f"No program knows the core duties {', '.join(strange)}.",
        remedy=f"Use some of {', '.join(words)}, or add the word to the rule file.",
    )
    return (event_of(e.CoreDutiesRecorded, command),)


def _known_duties(situation: Situation) -> list[str]:
    rules = (situation.rules(scheme) for scheme in situation.catalog.schemes)
    sets = (one for scheme in rules for level in scheme.levels for one in level.sets)
    return sorted({duty for one in sets for duty in one.core_duties})


def _employment(record: Record, employment: str) -> Employment:
    known = record.dossier.employments.get(employment)
    if known is None:
        names = ", ".join(sorted(record.dossier.employments))
        raise Rejected(
            "employment-unknown",
            f"The employment {employment} is not on record.",
            remedy=f"Use one of {names or 'the employments recorded before'}.",
        )
    return known
