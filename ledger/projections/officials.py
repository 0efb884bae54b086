"""What new events do to the facts of the officials they concern: pure work, for one process or for several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from ledger.errors import LedgerError, ProjectionStopped
from ledger.events import Event
from ledger.projections.fold import Change, Projected, advance, project
from ledger.projections.store import Batch
from ledger.record.official import Record, evolve
from ledger.rules.catalog import Catalog, Scheme

Decode = Callable[[str, bytes], Event]


class Recorded(Protocol):
    """An event as the log holds it."""

    @property
    def position(self) -> int:
        """Its place in the log."""

    @property
    def stream(self) -> str:
        """Its stream."""

    @property
    def type(self) -> str:
        """Its stored type."""

    @property
    def data(self) -> bytes:
        """Its stored bytes."""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""


class Task(NamedTuple):
    """One official: the events that are in the tables already, and the new ones."""

    official: str
    before: Sequence[Recorded]
    new: Sequence[Recorded]


def worked(tasks: Iterable[Task], catalog: Catalog, decode: Decode) -> Batch:
    """Return what the new events of some officials do to the tables.

    Raises:
        ProjectionStopped: an event cannot be projected; carries its position.
    """
    batch = Batch()
    for task in tasks:
        history = _History(catalog, task.official)
        for recorded in task.before:
            history.fold(_decoded(recorded, decode), recorded.position)
        for recorded in task.new:
            event = _decoded(recorded, decode)
            try:
                history.take(event, recorded, batch)
            except LedgerError as error:
                raise _stopped(recorded, error.fact) from error
            except (ArithmeticError, LookupError, ValueError, TypeError) as error:
                raise _stopped(recorded, f"{type(error).__name__}: {error}") from error
    return batch


class _History:
    """One official's record and facts, event by event, under every edition of the rules from each event on."""

    def __init__(self, catalog: Catalog, official: str) -> None:
        self._schemes = tuple(catalog.schemes.values())
        self._official = official
        self._record = Record()
        self._projected: dict[tuple[str, str], Projected] | None = None

    def fold(self, event: Event, position: int) -> None:
        """Take an event that is in the tables already."""
        self._record = evolve(self._record, event, position)

    def take(self, event: Event, recorded: Recorded, batch: Batch) -> None:
        """Take a new event: what it changes goes into the batch."""
        known = self._projected
        if known is None:
            known = self._projected = self._as_in_the_tables(recorded.recorded_at)
        self._record = evolve(self._record, event, recorded.position)
        for scheme, edition in self._editions(recorded.recorded_at):
            key = (scheme.id, edition.isoformat())
            known[key], change = advance(self._record, scheme.rules(edition), known.get(key))
            self._note(change, key[1], recorded.position, batch)

    def _as_in_the_tables(self, instant: datetime) -> dict[tuple[str, str], Projected]:
        """Work out the facts before the first new event, recorded at `instant`."""
        if not self._record.version:
            return {}
        return {
            (scheme.id, edition.isoformat()): project(self._record, scheme.rules(edition))
            for scheme, edition in self._editions(instant)
        }

    def _editions(self, instant: datetime) -> Iterator[tuple[Scheme, date]]:
        for scheme in self._schemes:
            for edition in scheme.editions_from(instant):
                yield scheme, edition

    def _note(self, change: Change, edition: str, position: int, batch: Batch) -> None:
        for fact in change.ceased:
            batch.cease(self._official, edition, fact, position)
        for fact in change.begun:
            batch.begin(self._official, edition, fact, position)


def _decoded(recorded: Recorded, decode: Decode) -> Event:
    try:
        return decode(recorded.type, recorded.data)
    except LedgerError as error:
        raise _stopped(recorded, error.fact) from error


def _stopped(recorded: Recorded, why: str) -> ProjectionStopped:
    return ProjectionStopped(
        f"The facts cannot go past position {recorded.position} ({recorded.type} on {recorded.stream}): {why}",
        remedy="Mend the rule file or the program, then run `credit-ledger project` again; the log is untouched.",
        position=recorded.position,
        stream=recorded.stream,
    )
