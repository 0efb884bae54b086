"""The record of a program: which rule texts its authority adopted, and when."""

from __future__ import annotations

from typing import NamedTuple

from ledger import events as e


class Program(NamedTuple):
    """The adoptions so far, oldest first. `version` counts the stream's events."""

    version: int = 0
    adoptions: tuple[e.RulesAdopted, ...] = ()


def evolve(program: Program, event: e.Event, _position: int = 0) -> Program:
    """Return the program after one more event."""
    if not isinstance(event, e.RulesAdopted):
        raise TypeError(f"{type(event).__name__} does not belong to a program's stream")
    return Program(program.version + 1, (*program.adoptions, event))
