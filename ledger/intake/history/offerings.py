"""Offerings as they stood when a fact was recorded: in the log, and as decided by the import so far."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ledger import events as e
from ledger.intake.history.staging import Stage
from ledger.log.codec import decode
from ledger.log.store import EventStore
from ledger.record.offering import Offering, evolve
from ledger.service import OFFERINGS

_KEPT = 4_096
_BEFORE_ALL = -1


class Turn(NamedTuple):
    """The state of an offering from a place in the history on: what it was, and what it is.

    `event` is the import's own; None for what the log says already.
    """

    offering: str
    at: int
    line: int
    was: Offering
    now: Offering
    command_id: str
    event: e.Event | None


class Offerings:
    """Looks offerings up by place; a few thousand are kept in memory.

    With `by_time`, what the log says of an offering holds from its recorded time on, otherwise from the beginning.
    """

    def __init__(self, stage: Stage, store: EventStore, *, by_time: bool) -> None:
        self._stage = stage
        self._by_time = by_time
        self._store = store
        self._log_is_empty = store.last_position() == 0
        self._turns = lru_cache(_KEPT)(self._load)

    def at(self, offering: str, *, at: int, line: int) -> Offering:
        """Return an offering as it stood just before a line."""
        state = Offering()
        for turn in self._turns(offering):
            if (turn.at, turn.line) >= (at, line):
                break
            state = turn.now
        return state

    def corrections(self, offering: str) -> list[Turn]:
        """Return the turns by which the import corrects an offering."""
        return [turn for turn in self._turns(offering) if isinstance(turn.event, e.OfferingCorrected)]

    def scheduled(self, offering: str) -> Turn | None:
        """Return the turn by which the import puts an offering on record, if it does."""
        turns = self._turns(offering)
        return next((turn for turn in turns if isinstance(turn.event, e.OfferingScheduled)), None)

    def _load(self, offering: str) -> tuple[Turn, ...]:
        state, turns = Offering(), []
        for one in () if self._log_is_empty else self._store.read_stream(OFFERINGS + offering):
            was, state = state, evolve(state, decode(one.type, one.data))
            at = one.recorded_us if self._by_time else _BEFORE_ALL
            turns.append(Turn(offering, at, _BEFORE_ALL, was, state, one.command_id, None))
        for step in self._stage.steps(offering):
            event = decode(step.type, step.data)
            was, state = state, evolve(state, event)
            turns.append(Turn(offering, step.at, step.line, was, state, step.command_id, event))
        return tuple(turns)
