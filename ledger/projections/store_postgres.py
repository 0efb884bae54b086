"""The interval store on PostgreSQL: the same tables and statements, with rows taken in by the thousand.

A writer's role may not make or drop tables: functions of the ledger's owner do, for the tables of facts alone. What
writes them takes turns under a lock of its own, so that appending never waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast

from ledger.projections.store import FORMAT, OPEN, Batch, Connection, Cursor, FactStore, Generation

_LOCK = "SELECT pg_advisory_xact_lock(1129080935, 2)"
_AT_ONCE = 5_000
_CEASE = """UPDATE {table} SET known_until = gone.position
FROM (SELECT unnest(?::bigint[]) AS position, unnest(?::text[]) AS kind, unnest(?::text[]) AS program,
        unnest(?::text[]) AS official, unnest(?::text[]) AS key, unnest(?::text[]) AS edition,
        unnest(?::text[]) AS valid_from) AS gone
WHERE {table}.kind = gone.kind AND {table}.program = gone.program AND {table}.official = gone.official
    AND {table}.key = gone.key AND {table}.edition = gone.edition AND {table}.valid_from = gone.valid_from
    AND {table}.known_until = {open}"""


_CEASED_TYPES = ("int8", *("text",) * 6)
_ROW_TYPES = (*("text",) * 6, "int8", "text", "int8", "bytea")


class PostgresConnection(Connection, Protocol):
    """What is asked of a connection beyond the common."""

    def execute_columns(self, statement: str, rows: Sequence[Sequence[Any]], types: Sequence[str], /) -> None:
        """Run one statement with the columns of the rows as arrays of these types."""

    def copy_in(self, statement: str, rows: Iterable[Sequence[Any]], types: Sequence[str], /) -> None:
        """Take in rows by a COPY of this statement, in the binary format."""

    def streamed(self, statement: str, /) -> AbstractContextManager[Cursor]:
        """Run a statement whose rows stay at the server until they are fetched."""


class PostgresTables(Protocol):
    """The database the facts are kept in."""

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection to read with."""

    def writing(self, *locks: str) -> AbstractContextManager[Any]:
        """Lend a connection inside a write transaction that holds locks."""


class PostgresFactStore(FactStore):
    """The tables of all generations; see `FactStore`."""

    def __init__(self, tables: PostgresTables) -> None:
        super().__init__(_Locked(tables))

    def prepare(self) -> None:
        """Do nothing: the migration made the tables."""

    def start(self, rules: str) -> Generation:
        """Make an empty generation beside the serving one."""
        with self._tables.writing() as connection:
            row = connection.execute("SELECT start_generation(?, ?)", (rules, FORMAT)).fetchone()
        return Generation(int(row[0]), False, 0, rules, FORMAT)

    def switch(self, number: int) -> bool:
        """Let a generation serve; see `FactStore.switch`. The view of facts shows it from now on."""
        switched = super().switch(number)
        if switched:
            with self._tables.writing() as connection:
                connection.execute("SELECT publish_facts()")
        return switched

    def _drop(self, connection: Connection, number: int) -> None:
        connection.execute("SELECT drop_generation(?)", (number,))

    def _write_rows(self, connection: Connection, table: str, batch: Batch) -> None:
        taker = cast(PostgresConnection, connection)
        for start in range(0, len(batch.ceased), _AT_ONCE):
            rows = batch.ceased[start : start + _AT_ONCE]
            taker.execute_columns(_CEASE.format(table=table, open=OPEN), rows, _CEASED_TYPES)
        taker.copy_in(f"COPY {table} FROM STDIN (FORMAT binary)", batch.rows(), _ROW_TYPES)

    def _pages(self, connection: Connection, statement: str) -> Iterator[list[Any]]:
        with cast(PostgresConnection, connection).streamed(statement) as rows:
            while page := rows.fetchmany(_AT_ONCE):
                yield page


class _Locked:
    """The tables, written under the lock of the facts."""

    def __init__(self, tables: PostgresTables) -> None:
        self._tables = tables

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection to read with."""
        return self._tables.reading()

    def writing(self) -> AbstractContextManager[Any]:
        """Lend a connection inside a write transaction."""
        return self._tables.writing(_LOCK)
