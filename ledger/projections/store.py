"""The interval store on SQLite: facts with both intervals, and how far each generation has come.

A row says: from position `known_from` until position `known_until` the ledger believed, under the rules of an
`edition`, that a fact holds in `[valid_from, valid_until)`. One table a generation; the serving one is named in
`projection`. Rows and position are written in one transaction, so every event counts exactly once.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple, Protocol

from ledger.projections.facts import Fact
from ledger.values import day_from, day_text

#: The position until which a fact is believed that nothing has replaced yet.
OPEN = 2**62
#: Changes with the meaning of the tables; older tables are rebuilt.
FORMAT = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS projection (
    generation INTEGER PRIMARY KEY,
    serving INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rules TEXT NOT NULL,
    format INTEGER NOT NULL
);
"""
_TABLE = """
CREATE TABLE IF NOT EXISTS fact_{generation} (
    kind TEXT NOT NULL,
    program TEXT NOT NULL,
    official TEXT NOT NULL,
    key TEXT NOT NULL,
    edition TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    valid_until TEXT NOT NULL,
    known_until INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (kind, program, official, key, edition, valid_from, known_from)
) WITHOUT ROWID
"""

#: kind, program, official, key, edition, valid_from
RowKey = tuple[str, str, str, str, str, str]


class Tables(Protocol):
    """The database the facts are kept in."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection to read with."""

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection inside a write transaction."""


class Generation(NamedTuple):
    """One set of tables: how far it has come, and under which rule texts (`Catalog.sha256`)."""

    number: int
    serving: bool
    position: int
    rules: str
    format: int


class Held(NamedTuple):
    """A stored fact with the positions between which it was believed (`OPEN`: still)."""

    official: str
    edition: str
    fact: Fact
    known_from: int
    known_until: int


class Batch:
    """What a stretch of events does to the tables, gathered before it is written."""

    def __init__(self) -> None:
        self.begun: dict[RowKey, tuple[int, str, bytes]] = {}
        self.finished: list[tuple[object, ...]] = []
        self.ceased: list[tuple[object, ...]] = []

    def cease(self, official: str, edition: str, fact: Fact, position: int) -> None:
        """The fact is not believed from `position` on."""
        key = (fact.kind, fact.program, official, fact.key, edition, day_text(fact.valid_from))
        started = self.begun.pop(key, None)
        if started is None:
            self.ceased.append((position, *key))
        elif started[0] < position:
            self.finished.append((*key, started[0], started[1], position, started[2]))

    def begin(self, official: str, edition: str, fact: Fact, position: int) -> None:
        """The fact is believed from `position` on."""
        key = (fact.kind, fact.program, official, fact.key, edition, day_text(fact.valid_from))
        if key in self.begun:
            raise ValueError(f"two facts begin under one key: {key}")
        self.begun[key] = (position, day_text(fact.valid_until), fact.value)

    def join(self, other: Batch) -> None:
        """Take in what other officials' events do."""
        self.begun.update(other.begun)
        self.finished += other.finished
        self.ceased += other.ceased

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows to insert."""
        yield from self.finished
        for key, (position, until, value) in self.begun.items():
            yield (*key, position, until, OPEN, value)


class FactStore:
    """The tables of all generations."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def prepare(self) -> None:
        """Make the tables where there are none; where they are, nothing is written."""
        with self._tables.reading() as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'projection'").fetchone():
                return
        with self._tables.writing() as connection:
            connection.execute(_SCHEMA)

    def generations(self) -> list[Generation]:
        """Return every generation, oldest first."""
        with self._tables.reading() as connection:
            try:
                rows = connection.execute(
                    "SELECT generation, serving, position, rules, format FROM projection ORDER BY generation"
                ).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise
        return [Generation(row[0], bool(row[1]), *row[2:]) for row in rows]

    def serving(self) -> Generation | None:
        """Return the generation that answers questions."""
        return next((one for one in self.generations() if one.serving), None)

    def start(self, rules: str) -> Generation:
        """Make an empty generation beside the serving one."""
        with self._tables.writing() as connection:
            row = connection.execute("SELECT ifnull(max(generation), 0) + 1 FROM projection").fetchone()
            number = int(row[0])
            connection.execute(_TABLE.format(generation=number))
            connection.execute("INSERT INTO projection VALUES (?, 0, 0, ?, ?)", (number, rules, FORMAT))
        return Generation(number, False, 0, rules, FORMAT)

    def switch(self, number: int) -> bool:
        """Let a generation serve, and drop all others; False if another process has dropped it meanwhile."""
        with self._tables.writing() as connection:
            known = {row[0] for row in connection.execute("SELECT generation FROM projection")}
            if number not in known:
                return False
            connection.execute("UPDATE projection SET serving = (generation = ?)", (number,))
            for other in known - {number}:
                connection.execute(f"DROP TABLE IF EXISTS fact_{int(other)}")
            connection.execute("DELETE FROM projection WHERE serving = 0")
        return True

    def write(self, number: int, batch: Batch, *, after: int, position: int) -> bool:
        """Write a batch and the position it reaches, unless another process has gone past `after` meanwhile."""
        table = f"fact_{int(number)}"
        with self._tables.writing() as connection:
            row = connection.execute(
                "SELECT position FROM projection WHERE generation = ?", (number,)
            ).fetchone()
            if row is None or row[0] != after:
                return False
            connection.executemany(
                f"UPDATE {table} SET known_until = ? WHERE kind = ? AND program = ? AND official = ?"
                f" AND key = ? AND edition = ? AND valid_from = ? AND known_until = {OPEN}",
                batch.ceased,
            )
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch.rows())
            connection.execute("UPDATE projection SET position = ? WHERE generation = ?", (position, number))
        return True

    def facts(
        self, number: int, kinds: Sequence[str], programs: Sequence[str], *, edition: str, position: int,
        official: str | None = None, as_of: date | None = None,
    ) -> list[Held]:  # fmt: skip
        """Return facts believed at `position` under an edition: of one official or all, on one day or all."""
        found: list[Held] = []
        for kind in kinds:
            for program in programs:
                found += self._select(number, (kind, program, edition, position), official, as_of)
        return found

    def _select(
        self, number: int, where: tuple[str, str, str, int], official: str | None, as_of: date | None
    ) -> Iterator[Held]:
        kind, program, edition, position = where
        sql = (
            f"SELECT official, key, valid_from, valid_until, known_from, known_until, value FROM fact_{int(number)}"
            " WHERE kind = ? AND program = ? AND edition = ? AND known_from <= ? AND known_until > ?"
        )
        values: list[object] = [kind, program, edition, position, position]
        if official is not None:
            sql += " AND official = ?"
            values.append(official)
        if as_of is not None:
            sql += " AND valid_from <= ? AND valid_until > ?"
            values += [day_text(as_of), day_text(as_of)]
        with self._tables.reading() as connection:
            rows = connection.execute(sql + " ORDER BY official, key, valid_from", values).fetchall()
        for who, key, valid_from, valid_until, known_from, known_until, value in rows:
            fact = Fact(kind, program, key, day_from(valid_from), day_from(valid_until), value)
            yield Held(who, edition, fact, known_from, known_until)

    def digest(self, number: int) -> str:
        """Return SHA-256 over all rows in key order: equal for equal facts, however they came about."""
        total = hashlib.sha256()
        with self._tables.reading() as connection:
            rows = connection.execute(
                "SELECT kind, program, official, key, edition, valid_from, known_from, valid_until, known_until,"
                f" value FROM fact_{int(number)}"
                " ORDER BY kind, program, official, key, edition, valid_from, known_from"
            )
            while page := rows.fetchmany(5_000):
                for row in page:
                    total.update("\x1f".join(map(str, row[:-1])).encode())
                    total.update(b"\x1f" + bytes(row[-1]) + b"\n")
        return total.hexdigest()
