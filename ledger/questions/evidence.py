"""The facts behind an answer: folded from the log, or looked up in the tables. Both give the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol

from ledger.errors import InvalidInput, NotFound
from ledger.events import Event
from ledger.projections.facts import Fact
from ledger.projections.fold import project
from ledger.projections.store import FactStore, Generation, Held
from ledger.questions.asking import Asked, Log, Recorded
from ledger.record.official import Record, fold

OFFICIAL = "official/"


class Evidence(NamedTuple):
    """All facts of one official as known, whatever their valid dates."""

    official: str
    facts: tuple[Fact, ...]

    def on(self, kind: str, program: str, day: date) -> list[Fact]:
        """Return the facts of a kind that hold on a day, by key."""
        found = [
            fact
            for fact in self.facts
            if fact.kind == kind and fact.program == program and fact.valid_from <= day < fact.valid_until
        ]
        return sorted(found, key=lambda fact: fact.key)

    def one(self, kind: str, program: str, day: date, key: str = "") -> Fact | None:
        """Return the fact of one key that holds on a day."""
        return next((fact for fact in self.on(kind, program, day) if fact.key == key), None)


class Seen(NamedTuple):
    """An event of the log, decoded."""

    recorded: Recorded
    event: Event


class Source(Protocol):
    """Where the facts of an official come from."""

    def evidence(self, official: str, asked: Asked, kinds: Sequence[str]) -> Evidence:
        """Return the official's facts; raise `NotFound` if nobody of that id was known."""


class FromLog:
    """Folds the official's events; needs no tables.

    What was known at a position never changes, so the last official asked about is kept for the next question.
    """

    def __init__(self, log: Log, decode: Callable[[str, bytes], Event]) -> None:
        self._log = log
        self._decode = decode
        self._seen: tuple[tuple[str, int], list[Seen], Record] | None = None
        self._found: dict[tuple[str, int, str, date], Evidence] = {}

    def seen(self, official: str, position: int) -> list[Seen]:
        """Return the official's events up to a position, decoded; an unknown official is an empty list."""
        return self._read(official, position)[0]

    def record_at(self, official: str, position: int) -> Record:
        """Return the official's record at a position; empty for an unknown official."""
        return self._read(official, position)[1]

    def record(self, official: str, asked: Asked) -> Record:
        """Return the official's record as known."""
        record = self.record_at(official, asked.position)
        if not record.version:
            raise unknown_official(official, asked)
        return record

    def evidence(self, official: str, asked: Asked, kinds: Sequence[str]) -> Evidence:
        """Return the official's facts from a fresh fold."""
        key = (official, asked.position, asked.scheme.id, asked.edition)
        record = self.record(official, asked)
        if key not in self._found:
            projected = project(record, asked.rules)
            self._found[key] = Evidence(official, tuple(projected.facts()))
        found = self._found[key]
        return found._replace(facts=tuple(fact for fact in found.facts if fact.kind in kinds))

    def _read(self, official: str, position: int) -> tuple[list[Seen], Record]:
        key = (official, position)
        if self._seen is None or self._seen[0] != key:
            events = self._log.read_stream(OFFICIAL + official, until_position=position)
            seen = [Seen(recorded, self._decode(recorded.type, recorded.data)) for recorded in events]
            record = fold((one.event, one.recorded.position) for one in seen)
            self._seen = (key, seen, record)
            self._found.clear()
        return self._seen[1], self._seen[2]


class FromTables:
    """Looks the facts up in the serving generation of the interval store."""

    def __init__(self, facts: FactStore, log: Log, catalog_sha256: str) -> None:
        self._facts = facts
        self._log = log
        self._sha256 = catalog_sha256

    def serving(self, asked: Asked) -> Generation:
        """Return the generation that can answer; raise `InvalidInput` where it has not come that far."""
        serving = self._facts.serving(self._sha256)
        if serving is None or serving.position < asked.position:
            behind = "are not built" if serving is None else f"stand at position {serving.position}"
            if serving is None and self._facts.serving() is not None:
                behind = "were built with other rule files"
            raise InvalidInput(
                f"The tables {behind}; the question needs position {asked.position}.",
                remedy="Run `credit-ledger project` first.",
                field="known_at",
            )
        return serving

    def evidence(self, official: str, asked: Asked, kinds: Sequence[str]) -> Evidence:
        """Return the official's facts from the tables."""
        serving = self.serving(asked)
        held = self._facts.facts(
            serving.number,
            kinds,
            asked.rules.names,
            edition=asked.edition.isoformat(),
            position=asked.position,
            official=official,
        )
        if not held and not self._log.read_stream(OFFICIAL + official, until_position=asked.position):
            raise unknown_official(official, asked)
        return Evidence(official, tuple(one.fact for one in held))

    def page(self, officials: Sequence[str], asked: Asked, kinds: Sequence[str]) -> Iterator[Evidence]:
        """Yield the facts of those of some officials, given in order, who have any."""
        serving = self.serving(asked)
        held = self._facts.facts(
            serving.number,
            kinds,
            asked.rules.names,
            edition=asked.edition.isoformat(),
            position=asked.position,
            among=(officials[0], officials[-1]),
        )
        wanted = set(officials)
        for official, own in groupby(sorted(held, key=_official), key=_official):
            if official in wanted:
                yield Evidence(official, tuple(one.fact for one in own))


def _official(held: Held) -> str:
    return held.official


def unknown_official(official: str, asked: Asked) -> NotFound:
    """Return the error for an official nobody had heard of."""
    return NotFound(
        f"No official {official} is on record, as known at position {asked.position}.",
        remedy="Check the id; `credit-ledger population` lists all officials.",
        official=official,
    )
