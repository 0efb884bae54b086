"""Keeps the facts up with the log: reads new events, refolds their officials, writes only what changed.

Events are taken in stretches; within a stretch each official's events are worked one after another, so that what was
believed at every single position is kept, whatever the size of the stretch. Streams other than officials' carry
no facts of an official and are passed over: `offering/` (its facts are copied into each claim), `program/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from ledger.errors import LedgerError, ProjectionStopped
from ledger.events import Event
from ledger.projections.fold import Change, Projected, advance, project
from ledger.projections.store import FORMAT, Batch, FactStore, Generation
from ledger.record.official import Record, evolve
from ledger.rules.catalog import Catalog, Scheme

OFFICIAL = "official/"
STRETCH = 20_000


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


class Log(Protocol):
    """What the runner needs of the log."""

    def last_position(self) -> int:
        """Return the number of events."""

    def read_all(self, *, after_position: int, until_position: int) -> Iterator[Recorded]:
        """Yield the events in `(after_position, until_position]`."""

    def read_stream(self, stream: str, *, until_position: int) -> Sequence[Recorded]:
        """Return a stream's events up to a position."""


class Runner:
    """Catches the facts up with the log, or builds them anew beside the serving ones."""

    def __init__(
        self,
        log: Log,
        facts: FactStore,
        catalog: Catalog,
        *,
        decode: Callable[[str, bytes], Event],
        stretch: int = STRETCH,
    ) -> None:
        self.log = log
        self.facts = facts
        self.catalog = catalog
        self._decode = decode
        self._stretch = stretch

    def lag(self) -> int:
        """Return how many events the serving facts are behind."""
        serving = self.facts.serving()
        return self.log.last_position() - (serving.position if serving is not None else 0)

    def is_current(self, generation: Generation) -> bool:
        """Whether a generation was made by these rule texts and this version of the tables."""
        return generation.rules == self.catalog.sha256 and generation.format == FORMAT

    def catch_up(self, progress: Callable[[int], None] | None = None) -> Generation:
        """Bring the serving facts to the end of the log; rebuild them where the rule texts have changed.

        Raises:
            ProjectionStopped: an event cannot be projected; everything before its stretch is in place.
        """
        self.facts.prepare()
        serving = self.facts.serving()
        if serving is None or not self.is_current(serving):
            return self.rebuild(progress)
        return self._follow(serving.number, progress)

    def rebuild(self, progress: Callable[[int], None] | None = None) -> Generation:
        """Build a new generation beside the serving one and switch to it; an unfinished one is taken up."""
        self.facts.prepare()
        begun = [one for one in self.facts.generations() if not one.serving and self.is_current(one)]
        fresh = begun[-1] if begun else self.facts.start(self.catalog.sha256)
        built = self._follow(fresh.number, progress)
        self.facts.switch(built.number)
        return built._replace(serving=True)

    def _follow(self, number: int, progress: Callable[[int], None] | None) -> Generation:
        while True:
            state = next(one for one in self.facts.generations() if one.number == number)
            until = min(self.log.last_position(), state.position + self._stretch)
            if until <= state.position:
                return state
            batch = self._batch(state.position, until)
            self.facts.write(number, batch, after=state.position, position=until)
            if progress is not None:
                progress(until)

    def _batch(self, after: int, until: int) -> Batch:
        by_stream: dict[str, list[Recorded]] = {}
        for recorded in self.log.read_all(after_position=after, until_position=until):
            if recorded.stream.startswith(OFFICIAL):
                by_stream.setdefault(recorded.stream, []).append(recorded)
        batch = Batch()
        for stream in sorted(by_stream):
            history = OfficialHistory(self.catalog, stream.removeprefix(OFFICIAL))
            if after:
                for recorded in self.log.read_stream(stream, until_position=after):
                    history.fold(self._decoded(recorded), recorded.position)
            self._work(history, by_stream[stream], batch)
        return batch

    def _work(self, history: OfficialHistory, events: Iterable[Recorded], batch: Batch) -> None:
        first = True
        for recorded in events:
            event = self._decoded(recorded)
            try:
                if first:
                    history.settle(recorded.recorded_at)
                    first = False
                history.take(event, recorded, batch)
            except LedgerError as error:
                raise _stopped(recorded, error.fact) from error
            except (ArithmeticError, LookupError, ValueError, TypeError) as error:
                raise _stopped(recorded, f"{type(error).__name__}: {error}") from error

    def _decoded(self, recorded: Recorded) -> Event:
        try:
            return self._decode(recorded.type, recorded.data)
        except LedgerError as error:
            raise _stopped(recorded, error.fact) from error


class OfficialHistory:
    """One official's record and facts, event by event, under every edition of the rules from each event on."""

    def __init__(self, catalog: Catalog, official: str) -> None:
        self._schemes = tuple(catalog.schemes.values())
        self._official = official
        self._record = Record()
        self._projected: dict[tuple[str, str], Projected] = {}

    def fold(self, event: Event, position: int) -> None:
        """Take an event that is in the tables already."""
        self._record = evolve(self._record, event, position)

    def settle(self, instant: datetime) -> None:
        """Work out the facts as they are in the tables, before the first new event, recorded at `instant`."""
        if self._record.version:
            for scheme, edition in self._editions(instant):
                rules = scheme.rules(edition)
                self._projected[scheme.id, edition.isoformat()] = project(self._record, rules)

    def take(self, event: Event, recorded: Recorded, batch: Batch) -> None:
        """Take a new event: what it changes goes into the batch."""
        self._record = evolve(self._record, event, recorded.position)
        for scheme, edition in self._editions(recorded.recorded_at):
            key = (scheme.id, edition.isoformat())
            before = self._projected.get(key)
            self._projected[key], change = advance(self._record, scheme.rules(edition), before)
            self._note(change, key[1], recorded.position, batch)

    def _editions(self, instant: datetime) -> Iterator[tuple[Scheme, date]]:
        for scheme in self._schemes:
            for edition in scheme.editions_from(instant):
                yield scheme, edition

    def _note(self, change: Change, edition: str, position: int, batch: Batch) -> None:
        for fact in change.ceased:
            batch.cease(self._official, edition, fact, position)
        for fact in change.begun:
            batch.begin(self._official, edition, fact, position)


def _stopped(recorded: Recorded, why: str) -> ProjectionStopped:
    return ProjectionStopped(
        f"The facts cannot go past position {recorded.position} ({recorded.type} on {recorded.stream}): {why}",
        remedy="Mend the rule file or the program, then run `credit-ledger project` again; the log is untouched.",
        position=recorded.position,
        stream=recorded.stream,
    )
