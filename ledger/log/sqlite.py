"""The log in an SQLite file: the embedded default."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from ledger.errors import InvalidInput, NotFound
from ledger.log import transfer
from ledger.log.envelope import Appended, Commit, RecordedEvent
from ledger.log.instants import from_microseconds, to_microseconds, utc_now
from ledger.log.planning import check_names
from ledger.log.sqlite_append import (
    Writing,
    appended_among,
    last_event,
    last_version,
    positions_of,
    restore,
)
from ledger.log.sqlite_file import MEMORY, prepare
from ledger.log.sqlite_session import BUSY_WAIT_SECONDS, Session
from ledger.log.store import Progress, ReferenceOf

RECORDED_TIME = "SELECT recorded_us FROM events WHERE position = ?"
HISTORY = "SELECT position, type, data FROM events WHERE stream = ? ORDER BY version"
EVENT_COLUMNS = "position, recorded_us, stream, version, type, actor, command_id, imported, data"
_PAGE_ROWS = 2_000
_NO_BOUND = 2**63 - 1
_LAST_CHARACTER = "\U0010ffff"


class SQLiteStore:
    """An `EventStore` in one SQLite file; threads may share it, processes open their own.

    Other parts of the ledger keep tables of their own in the same file; they are never touched here.
    """

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self.session = session
        self._clock = clock
        self._ledger_id = self.meta("ledger_id") or ""

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = utc_now,
        ledger_id: str | None = None,
        busy_wait_seconds: float = BUSY_WAIT_SECONDS,
    ) -> Self:
        """Open the ledger at `path`; `:memory:` is a new one that lives as long as the store.

        With `create`, a ledger is made where there is none, with `ledger_id` as its identity (a restored
        ledger keeps the old one) or a random one. `clock` is read under the log's lock, once an append.

        Raises:
            LedgerMissing: nothing is there and `create` is false.
            NotALedger: something else is there; it was left as it is, with `create` too.
            NewerLedger: a later version of this program made it.
            InvalidInput: the ledger there has another identity than `ledger_id`.
            StorageFailed: the system does not let us read or write there.
        """
        if str(path) != MEMORY:
            prepare(Path(path), create=create, ledger_id=ledger_id)
        session = Session(str(path), ledger_id=ledger_id, busy_wait_seconds=busy_wait_seconds)
        try:
            store = cls(session, clock)
            store.check_identity(ledger_id)
        except BaseException:
            session.close()
            raise
        return store

    @property
    def ledger_id(self) -> str:
        """The identity given to the ledger when it was made; the origin of its checkpoints."""
        return self._ledger_id

    def check_identity(self, ledger_id: str | None) -> None:
        """Return when the ledger is the one meant, or none is; raises InvalidInput otherwise."""
        if ledger_id not in (None, self._ledger_id):
            raise InvalidInput(
                f"This is the ledger {self._ledger_id}, another one.",
                remedy="Give the address of the ledger you mean, or of a new file.",
                field="ledger_id",
                value=ledger_id,
            )

    def meta(self, key: str) -> str | None:
        """Return a value noted about the whole ledger, None where none was."""
        with self.session.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def append(self, commits: Sequence[Commit]) -> tuple[Appended, ...]:
        """Record all the commits or, on any error, none; see `EventStore.append`."""
        with self.session.writing() as connection:
            return self.append_within(connection, commits)

    def append_within(
        self, connection: sqlite3.Connection, commits: Sequence[Commit], *, counts_from_zero: bool = False
    ) -> tuple[Appended, ...]:
        """Append inside a transaction of `session.writing`, so that other rows can go with the commits.

        With `counts_from_zero`, a new stream may also begin with version 0.
        """
        for commit in commits:
            check_names(commit)
        known = appended_among(connection, (commit.command_id for commit in commits))
        writing = Writing(connection, self._clock(), known=known, counts_from_zero=counts_from_zero)
        appended = tuple(writing.take(commit) for commit in commits)
        writing.write()
        return appended

    def read_stream(
        self, stream: str, *, after_version: int = 0, until_position: int | None = None
    ) -> list[RecordedEvent]:
        """Return one stream's events in order; an unknown stream is an empty list."""
        where = "stream = ?"
        values: list[Any] = [stream]
        if after_version > 0:
            where, values = f"{where} AND version > ?", [*values, after_version]
        if until_position is not None:
            where, values = f"{where} AND position <= ?", [*values, until_position]
        return self._select(f"{where} ORDER BY version", values)

    def history_of(self, stream: str) -> list[tuple[int, str, bytes]]:
        """Return position, stored type and stored bytes of one stream's events in order."""
        with self.session.reading() as connection:
            return connection.execute(HISTORY, (stream,)).fetchall()

    def read_all(
        self,
        *,
        after_position: int = 0,
        until_position: int | None = None,
        limit: int | None = None,
        types: Collection[str] | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield events in order of position, a page a transaction; see `EventStore.read_all`."""
        until = self.last_position() if until_position is None else until_position
        where = "position > ? AND position <= ?"
        if types is not None:
            where += f" AND type IN ({', '.join('?' * len(types))})"
        kept = tuple(types or ())
        left = _NO_BOUND if limit is None else limit
        position = after_position
        while left > 0 and position < until:
            rows = min(_PAGE_ROWS, left)
            page = self._select(f"{where} ORDER BY position LIMIT ?", (position, until, *kept, rows))
            yield from page
            if len(page) < rows:
                return
            left -= rows
            position = page[-1].position

    def read_leaves(self, *, after_position: int = 0, until_position: int | None = None) -> Iterator[bytes]:
        """Yield the leaf hashes stored at append, in order of position."""
        until = self.last_position() if until_position is None else until_position
        query = "SELECT leaf FROM events WHERE position > ? AND position <= ? ORDER BY position"
        for start in range(after_position, until, _PAGE_ROWS):
            with self.session.reading() as connection:
                page = connection.execute(query, (start, min(start + _PAGE_ROWS, until))).fetchall()
            yield from (leaf for (leaf,) in page)

    def streams(self, prefix: str, *, after: str | None = None, limit: int | None = None) -> list[str]:
        """Return names of streams that begin with `prefix`, sorted by code point, beyond `after`."""
        query = "SELECT DISTINCT stream FROM events WHERE version <= 1 AND stream >= ? AND stream <= ?"
        values: list[Any] = [prefix, prefix + _LAST_CHARACTER]
        if after is not None:
            query, values = f"{query} AND stream > ?", [*values, after]
        query += " ORDER BY stream LIMIT ?"
        with self.session.reading() as connection:
            return [name for (name,) in connection.execute(query, (*values, -1 if limit is None else limit))]

    def find(self, reference: str) -> list[tuple[str, int]]:
        """Return stream and position of the events with this reference, in order of position."""
        query = (
            "SELECT stream, position FROM event_references JOIN events USING (position)"
            " WHERE reference = ? ORDER BY position"
        )
        with self.session.reading() as connection:
            return connection.execute(query, (reference,)).fetchall()

    def commit_of(self, command_id: str) -> Appended | None:
        """Return what a command wrote (as `repeated`), or None."""
        with self.session.reading() as connection:
            positions = positions_of(connection, command_id)
        return None if positions is None else Appended(command_id, positions, repeated=True)

    def commits_of(self, command_ids: Collection[str]) -> set[str]:
        """Return those of the commands that wrote something; one indexed look-up each."""
        with self.session.reading() as connection:
            return appended_among(connection, command_ids)

    def last_position(self) -> int:
        """Return the number of events."""
        with self.session.reading() as connection:
            return last_event(connection)[0]

    def last_version(self, stream: str) -> int:
        """Return the version of a stream's newest event, 0 for an unknown stream."""
        with self.session.reading() as connection:
            return last_version(connection, stream) or 0

    def position_at(self, instant: datetime) -> int:
        """Return how many events were recorded at or before an aware instant.

        Recorded time never runs backwards, so the positions themselves are its index: a search by halves.
        """
        wanted = to_microseconds(instant)
        with self.session.reading() as connection:
            known, beyond = 0, last_event(connection)[0] + 1
            while beyond - known > 1:
                middle = (known + beyond) // 2
                if connection.execute(RECORDED_TIME, (middle,)).fetchone()[0] <= wanted:
                    known = middle
                else:
                    beyond = middle
        return known

    def recorded_at(self, position: int) -> datetime:
        """Return when an event was recorded; raises NotFound beyond the log."""
        with self.session.reading() as connection:
            row = connection.execute(
                "SELECT recorded_us FROM events WHERE position = ?", (position,)
            ).fetchone()
        if row is None:
            raise NotFound(
                f"There is no event at position {position}.",
                remedy=f"Give a position from 1 to {self.last_position()}.",
                position=position,
            )
        return from_microseconds(row[0])

    def export(
        self,
        out: BinaryIO,
        *,
        after_position: int = 0,
        until_position: int | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Write the canonical lines, each with a line feed; return how many."""
        events = self.read_all(after_position=after_position, until_position=until_position)
        return transfer.export(events, out, progress=progress)

    def import_lines(
        self,
        lines: Iterable[bytes],
        *,
        reference_of: ReferenceOf | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Take in what `export` wrote, some thousand lines a transaction; see `EventStore.import_lines`."""
        return transfer.import_lines(self, lines, reference_of=reference_of, progress=progress)

    def restore(self, events: Sequence[RecordedEvent], references: Iterable[tuple[str, int]]) -> None:
        """Insert events as they were recorded, in one transaction; `transfer` has checked them.

        The database refuses them when another writer was faster.
        """
        with self.session.writing() as connection:
            restore(connection, events, references)

    def close(self) -> None:
        """Let go of the file; closing again does nothing."""
        self.session.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def _select(self, where: str, values: Sequence[Any]) -> list[RecordedEvent]:
        """Return the events of one query."""
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE {where}"
        with self.session.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        return [RecordedEvent(p, us, s, v, t, a, c, i == 1, d) for p, us, s, v, t, a, c, i, d in rows]
