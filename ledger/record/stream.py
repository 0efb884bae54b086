"""Which record a stream has, told by the first part of its name, and how its events are folded into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ledger import events as e
from ledger.record import offering, official, program

OFFICIAL, OFFERINGS, PROGRAMS = "official/", "offering/", "program/"

Evolve = Callable[[Any, e.Event, int], Any]


class Folding(NamedTuple):
    """`evolve` takes a record one event on; `fold` makes it of all the stream's events with their positions."""

    evolve: Evolve
    fold: Callable[[Iterable[tuple[e.Event, int]]], Any]


def folding_of(stream: str) -> Folding:
    """Return how the events of a stream are folded."""
    if stream.startswith(OFFICIAL):
        return Folding(official.evolve, official.fold)
    if stream.startswith(OFFERINGS):
        return Folding(offering.evolve, lambda told: _one_by_one(offering.Offering(), offering.evolve, told))
    return Folding(program.evolve, lambda told: _one_by_one(program.Program(), program.evolve, told))


def _one_by_one(record: Any, evolve: Evolve, told: Iterable[tuple[e.Event, int]]) -> Any:
    for event, position in told:
        record = evolve(record, event, position)
    return record
