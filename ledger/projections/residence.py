"""The residence: the state or province an official belongs to on any day, kept for each scheme that concerns him."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from ledger.projections.facts import Group, fact, merged
from ledger.record.official import Record
from ledger.values import FOREVER

KIND = "residence"


def group(record: Record, program: str, before: Group | None) -> Group:
    """Return the jurisdiction day by day, under the first program of a scheme.

    It is the one recorded last, of those that began by the day; before the first of them that of the registration.
    """
    inputs = (record.jurisdiction, record.dossier.residences)
    if before is not None and before.inputs == inputs:
        return before
    known = sorted(record.dossier.residences, key=lambda one: (one.since, one.position))
    turns = [
        (date.min, record.jurisdiction, 0),
        *((one.since, one.jurisdiction, one.position) for one in known),
    ]
    turns.append((FOREVER, None, 0))
    facts = [
        fact(KIND, program, "", (since, until), {"jurisdiction": jurisdiction, "position": position})
        for (since, jurisdiction, position), (until, _, _) in pairwise(turns)
        if jurisdiction is not None and since < until
    ]
    return Group(inputs, tuple(merged(facts)))
