"""The interval store on SQLite: facts with both intervals, and how far each generation has come.

A row says: from position `known_from` until position `known_until` the ledger believed, under the rules of an
`edition`, that a fact holds in `[valid_from, valid_until)`. One table a generation; `projection` says which serve: at
most one for each set of rule texts. Rows and position are written in one transaction, so every event counts
exactly once.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, NamedTuple, Protocol

from ledger.projections.facts import Fact
from ledger.values import day_from, day_text

#: The position until which a fact is believed that nothing has replaced yet.
OPEN = 2**62
#: Changes with the meaning of the tables; older tables are rebuilt.
FORMAT = 3
#: What a generation does: it is being built, it serves, or it served and stays for readers in mid-question.
BUILDING, SERVING, RETIRED = 0, 1, 2
#: So many sets of rule texts keep a serving generation, so that asking with others in turn builds nothing anew.
SETS_KEPT = 3

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

_KEY = "kind, program, official, key, edition, valid_from, known_from"
_IN_ORDER = f"{_KEY}, valid_until, known_until, value"

#: kind, program, official, key, edition, valid_from
RowKey = tuple[str, str, str, str, str, str]


class Cursor(Protocol):
    """The rows that a statement found."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchmany(self, size: int = ..., /) -> list[Any]:
        """Return some of the next rows."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""


class Connection(Protocol):
    """A connection to the database, which takes `?` for a value."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for every row."""


class Tables(Protocol):
    """The database the facts are kept in."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a connection to read with."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Lend a connection inside a write transaction."""


class Generation(NamedTuple):
    """One set of tables: how far it has come, and under which rule texts (`Catalog.sha256`).

    `retired` ones served before another took their place.
    """

    number: int
    serving: bool
    position: int
    rules: str
    format: int
    retired: bool = False


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
        return [
            Generation(number, state == SERVING, position, rules, form, state == RETIRED)
            for number, state, position, rules, form in rows
        ]

    def serving(self, rules: str | None = None) -> Generation | None:
        """Return the generation that answers questions under these rule texts; left out: the newest that serves."""
        found = [one for one in self.generations() if one.serving and rules in (None, one.rules)]
        return found[-1] if found else None

    def start(self, rules: str) -> Generation:
        """Make an empty generation beside the serving one."""
        with self._tables.writing() as connection:
            row = connection.execute("SELECT ifnull(max(generation), 0) + 1 FROM projection").fetchone()
            number = int(row[0])
            connection.execute(_TABLE.format(generation=number))
            connection.execute("INSERT INTO projection VALUES (?, 0, 0, ?, ?)", (number, rules, FORMAT))
        return Generation(number, False, 0, rules, FORMAT)

    def switch(self, number: int) -> bool:
        """Let a generation serve under its rule texts; False if another process has dropped it meanwhile.

        The one it follows is retired, not dropped, for those who are reading it. What was retired before is dropped,
        and so is what serves under rule texts beyond the newest `SETS_KEPT`, or was made in another format.
        """
        with self._tables.writing() as connection:
            rows = connection.execute("SELECT generation, serving, rules, format FROM projection").fetchall()
            mine = next((row for row in rows if row[0] == number), None)
            if mine is None:
                return False
            others = [row for row in rows if row[2] != mine[2] and row[3] == FORMAT]
            serving = sorted(row[0] for row in others if row[1] == SERVING)
            building = sorted(row[0] for row in others if row[1] == BUILDING)
            kept = {*serving[-(SETS_KEPT - 1) :], *building[-1:]}
            left = [row[0] for row in rows if row[1] == SERVING and row[0] not in kept]
            followed = max(left, default=0)
            connection.execute("UPDATE projection SET serving = ? WHERE generation = ?", (RETIRED, followed))
            connection.execute("UPDATE projection SET serving = ? WHERE generation = ?", (SERVING, number))
            for gone in {row[0] for row in rows} - kept - {number, followed}:
                self._drop(connection, int(gone))
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
            self._write_rows(connection, table, batch)
            connection.execute("UPDATE projection SET position = ? WHERE generation = ?", (position, number))
        return True

    def _drop(self, connection: Connection, number: int) -> None:
        """Remove a generation."""
        connection.execute(f"DROP TABLE IF EXISTS fact_{number}")
        connection.execute("DELETE FROM projection WHERE generation = ?", (number,))

    def _write_rows(self, connection: Connection, table: str, batch: Batch) -> None:
        """End what ceased to be believed, then add the new rows."""
        connection.executemany(
            f"UPDATE {table} SET known_until = ? WHERE kind = ? AND program = ? AND official = ?"
            f" AND key = ? AND edition = ? AND valid_from = ? AND known_until = {OPEN}",
            batch.ceased,
        )
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch.rows())

    def facts(
        self, number: int, kinds: Sequence[str], programs: Sequence[str], *, edition: str, position: int,
        official: str | None = None, among: tuple[str, str] | None = None, as_of: date | None = None,
    ) -> list[Held]:  # fmt: skip
        """Return facts believed at `position` under an edition, on one day or all.

        They are those of one `official`, of the officials from the first of `among` to its last, or of all.
        """
        first, last = (official, official) if official is not None else among or (None, None)
        found: list[Held] = []
        for kind in kinds:
            for program in programs:
                found += self._select(number, (kind, program, edition, position), (first, last), as_of)
        return found

    def _select(
        self,
        number: int,
        where: tuple[str, str, str, int],
        among: tuple[str | None, str | None],
        as_of: date | None,
    ) -> Iterator[Held]:
        kind, program, edition, position = where
        sql = (
            f"SELECT official, key, valid_from, valid_until, known_from, known_until, value FROM fact_{int(number)}"
            " WHERE kind = ? AND program = ? AND edition = ? AND known_from <= ? AND known_until > ?"
        )
        values: list[object] = [kind, program, edition, position, position]
        if among[0] is not None:
            sql += " AND official BETWEEN ? AND ?" if among[0] != among[1] else " AND official = ?"
            values += among if among[0] != among[1] else among[:1]
        if as_of is not None:
            sql += " AND valid_from <= ? AND valid_until > ?"
            values += [day_text(as_of), day_text(as_of)]
        with self._tables.reading() as connection:
            rows = connection.execute(sql + " ORDER BY official, key, valid_from", values).fetchall()
        for who, key, valid_from, valid_until, known_from, known_until, value in rows:
            fact = Fact(kind, program, key, day_from(valid_from), day_from(valid_until), value)
            yield Held(who, edition, fact, known_from, known_until)

    def officials(self, number: int, kind: str, program: str, *, after: str, limit: int) -> list[str]:
        """Return the next officials beyond `after` of whom any fact of a kind was ever believed, in order."""
        sql = (
            f"SELECT DISTINCT official FROM fact_{int(number)}"
            " WHERE kind = ? AND program = ? AND official > ? ORDER BY official LIMIT ?"
        )
        with self._tables.reading() as connection:
            return [row[0] for row in connection.execute(sql, (kind, program, after, limit))]

    def digest(self, number: int) -> str:
        """Return SHA-256 over all rows in key order: equal for equal facts, however they came about."""
        total = hashlib.sha256()
        with self._tables.reading() as connection:
            for page in self._pages(
                connection, f"SELECT {_IN_ORDER} FROM fact_{int(number)} ORDER BY {_KEY}"
            ):
                for row in page:
                    total.update("\x1f".join(map(str, row[:-1])).encode())
                    total.update(b"\x1f" + bytes(row[-1]) + b"\n")
        return total.hexdigest()

    def _pages(self, connection: Connection, statement: str) -> Iterator[list[Any]]:
        """Yield the rows of a statement some thousand at a time, without holding them all in memory."""
        rows = connection.execute(statement)
        while page := rows.fetchmany(5_000):
            yield page
