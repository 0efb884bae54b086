"""The log in a PostgreSQL database: for many writers on many machines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

from ledger.errors import InvalidInput, LedgerError, NotFound
from ledger.log import transfer
from ledger.log.envelope import Appended, Commit, RecordedEvent
from ledger.log.instants import from_microseconds, to_microseconds
from ledger.log.planning import check_names
from ledger.log.postgres_append import (
    PostgresPlanning,
    State,
    insert,
    positions_of,
    restored_rows,
    state_of,
)
from ledger.log.postgres_arrays import texts
from ledger.log.postgres_connection import BUSY_WAIT_SECONDS, Lent
from ledger.log.postgres_errors import told
from ledger.log.postgres_group import Answer, Group
from ledger.log.postgres_migrate import check, identify, migrate
from ledger.log.postgres_session import APPEND_LOCK, RECONNECT_SECONDS, PostgresSession
from ledger.log.store import Progress, ReferenceOf

EVENT_COLUMNS = "position, recorded_us, stream, version, type, actor, command_id, imported, data"
_HISTORY = "SELECT position, type, data FROM events WHERE stream = ? ORDER BY version"
_RECORDED_TIME = "SELECT recorded_us FROM events WHERE position = ?"
_LAST_POSITION = "SELECT coalesce(max(position), 0) FROM events"
_PAGE_ROWS = 2_000
_NO_BOUND = 2**63 - 1
_LAST_CHARACTER = "\U0010ffff"


class PostgresStore:
    """An `EventStore` in one PostgreSQL database; threads may share it, processes open their own.

    Without a `clock`, recorded time is the database server's: one clock for all writers, read under the log's lock.
    """

    def __init__(self, session: PostgresSession, clock: Callable[[], datetime] | None) -> None:
        self.session = session
        self._clock = clock
        self._group = Group(self._write)
        self._ledger_id = self.meta("ledger_id") or ""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = False,
        clock: Callable[[], datetime] | None = None,
        ledger_id: str | None = None,
        busy_wait_seconds: float = BUSY_WAIT_SECONDS,
        reconnect_seconds: float = RECONNECT_SECONDS,
    ) -> Self:
        """Open the ledger in the database at an address that libpq takes: `postgresql://user@host/database`.

        With `create`, a ledger is made where there is none (`migrate`), which the user must be allowed to.

        Raises:
            LedgerMissing: there is no ledger, or no such database. NotALedger: something else is there.
            NewerLedger: a later version of this program made it. InvalidInput: it has another identity than
            `ledger_id`. StorageFailed: the server is not reached, or does not let us read there.
        """
        session = PostgresSession(
            url, busy_wait_seconds=busy_wait_seconds, reconnect_seconds=reconnect_seconds
        )
        try:
            with session.reading() as connection, told(connection.raw):
                missing = create and identify(connection.raw) == 0
            if missing:
                migrate(url, ledger_id=ledger_id)
            with session.reading() as connection, told(connection.raw):
                check(connection.raw)
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
                remedy="Give the address of the ledger you mean, or of an empty database.",
                field="ledger_id",
                value=ledger_id,
            )

    def meta(self, key: str) -> str | None:
        """Return a value noted about the whole ledger, None where none was."""
        with self.session.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    # --- writing --------------------------------------------------------------------------------------------

    def append(self, commits: Sequence[Commit]) -> tuple[Appended, ...]:
        """Record all the commits or, on any error, none; see `EventStore.append`.

        Where the connection is lost, they are appended again on a fresh one; what was recorded before that is then
        answered as repeated.
        """
        for commit in commits:
            check_names(commit)
        return self._group.append(commits) if commits else ()

    def append_within(
        self, connection: Lent, commits: Sequence[Commit], *, counts_from_zero: bool = False
    ) -> tuple[Appended, ...]:
        """Append inside a transaction of `session.writing`, so that other rows can go with the commits.

        With `counts_from_zero`, a new stream may also begin with version 0.
        """
        for commit in commits:
            check_names(commit)
        state = state_of(connection, commits, begin=False)
        now = self._clock() if self._clock is not None else state.now
        planning = PostgresPlanning(connection, state, now, counts_from_zero=counts_from_zero)
        appended = planning.take_all(commits)
        planning.write(commit=False)
        return appended

    def restore(self, events: Sequence[RecordedEvent], references: Iterable[tuple[str, int]]) -> None:
        """Insert events as they were recorded, in one transaction; `transfer` has checked them.

        The database refuses them when another writer was faster.
        """
        with self.session.writing(APPEND_LOCK) as connection:
            before = connection.execute(
                "SELECT command_id FROM events WHERE position = ?", (events[0].position - 1,)
            ).fetchone()
            rows = restored_rows(before[0] if before else None, events)
            with connection.raw.pipeline():
                insert(connection, rows, list(references))

    def import_lines(
        self,
        lines: Iterable[bytes],
        *,
        reference_of: ReferenceOf | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Take in what `export` wrote, some thousand lines a transaction; see `EventStore.import_lines`."""
        return transfer.import_lines(self, lines, reference_of=reference_of, progress=progress)

    def _write(self, appends: Sequence[Sequence[Commit]]) -> list[Answer]:
        """Write several appends in one transaction, again where the connection is lost."""
        return self.session.until_reached(lambda: self._write_once(appends))

    def _write_once(self, appends: Sequence[Sequence[Commit]]) -> list[Answer]:
        commits = [commit for append in appends for commit in append]

        def start(connection: Lent) -> State:
            return state_of(connection, commits, begin=True)

        with self.session.transaction(start) as (connection, state):
            now = self._clock() if self._clock is not None else state.now
            planning = PostgresPlanning(connection, state, now)
            answers: list[Answer] = []
            for append in appends:
                try:
                    answers.append(planning.take_all(append))
                except LedgerError as refusal:
                    answers.append(refusal)
            planning.write(commit=True)
        return answers

    # --- reading --------------------------------------------------------------------------------------------

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
            return connection.execute(_HISTORY, (stream,)).fetchall()

    def read_all(
        self,
        *,
        after_position: int = 0,
        until_position: int | None = None,
        limit: int | None = None,
        types: Collection[str] | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield events in order of position, a page a statement; see `EventStore.read_all`."""
        until = self.last_position() if until_position is None else until_position
        where = "position > ? AND position <= ?"
        kept: list[Any] = []
        if types is not None:
            where, kept = f"{where} AND type = ANY (?::text[])", [texts(types)]
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
        with self.session.reading() as connection:
            rows = connection.execute(f"{query} ORDER BY stream LIMIT ?", (*values, limit)).fetchall()
        return [name for (name,) in rows]

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
        query = (
            "SELECT id FROM unnest(?::text[]) AS wanted (id)"
            " WHERE (SELECT position FROM events WHERE command_id = id AND opens) IS NOT NULL"
        )
        with self.session.reading() as connection:
            return {name for (name,) in connection.execute(query, (texts(command_ids),))}

    def last_position(self) -> int:
        """Return the number of events."""
        with self.session.reading() as connection:
            return int(connection.execute(_LAST_POSITION).fetchone()[0])  # type: ignore[index]

    def last_version(self, stream: str) -> int:
        """Return the version of a stream's newest event, 0 for an unknown stream."""
        query = "SELECT coalesce(max(version), 0) FROM events WHERE stream = ?"
        with self.session.reading() as connection:
            return int(connection.execute(query, (stream,)).fetchone()[0])  # type: ignore[index]

    def position_at(self, instant: datetime) -> int:
        """Return how many events were recorded at or before an aware instant.

        Recorded time never runs backwards, so the positions themselves are its index: a search by halves.
        """
        wanted = to_microseconds(instant)
        with self.session.reading() as connection:
            known, beyond = 0, int(connection.execute(_LAST_POSITION).fetchone()[0]) + 1  # type: ignore[index]
            while beyond - known > 1:
                middle = (known + beyond) // 2
                if connection.execute(_RECORDED_TIME, (middle,)).fetchone()[0] <= wanted:  # type: ignore[index]
                    known = middle
                else:
                    beyond = middle
        return known

    def recorded_at(self, position: int) -> datetime:
        """Return when an event was recorded; raises NotFound beyond the log."""
        with self.session.reading() as connection:
            row = connection.execute(_RECORDED_TIME, (position,)).fetchone()
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

    def close(self) -> None:
        """Let go of the database; closing again does nothing."""
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
            return list(map(RecordedEvent._make, connection.execute(query, values).fetchall()))
