"""Appending inside one PostgreSQL transaction: two round trips, one to take the lock and see the end of the log, one to
insert everything and commit.

All of this runs under the log's lock, so what it reads (last position, last recorded time, versions) is what it writes
after. Values travel as binary arrays, a column each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ledger.log.envelope import Commit, RecordedEvent
from ledger.log.instants import from_microseconds
from ledger.log.planning import EventRow, Planning
from ledger.log.postgres_arrays import BinaryArray, integers, octets, texts, truths
from ledger.log.postgres_connection import Lent

#: Listened to by whoever wants to know of new events at once; the payload is the last position.
CHANNEL = "ledger_events"

_STATE = "SELECT * FROM end_of_log(?, ?)"
_INSERT = """INSERT INTO events
    (position, recorded_us, stream, version, type, actor, command_id, imported, opens, leaf, data)
SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
    ?::boolean[], ?::boolean[], ?::bytea[], ?::bytea[])"""
_INSERT_REFERENCES = (
    "INSERT INTO event_references (reference, position) SELECT * FROM unnest(?::text[], ?::bigint[])"
)
_FIRST_OF_COMMAND = "SELECT position FROM events WHERE command_id = ? AND opens"
_AFTER_COMMIT = """SELECT coalesce(
    (SELECT position FROM events WHERE position > ? AND opens ORDER BY position LIMIT 1),
    (SELECT max(position) + 1 FROM events))"""
_COLUMNS: tuple[Callable[[Any], BinaryArray], ...] = (
    integers, integers, texts, integers, texts, texts, texts, truths, truths, octets, octets,
)  # fmt: skip


class State(NamedTuple):
    """The end of the log, and what it holds of the streams and commands that were asked about."""

    last: tuple[int, int]
    now: datetime
    versions: dict[str, int | None]
    known: Collection[str]


class PostgresPlanning(Planning):
    """One append inside a transaction: plans the commits, then inserts the rows; see `Planning`."""

    def __init__(
        self,
        connection: Lent,
        state: State,
        now: datetime,
        *,
        counts_from_zero: bool = False,
    ) -> None:
        super().__init__(state.last, now, known=state.known, counts_from_zero=counts_from_zero)
        self._connection = connection
        self._before = state.versions

    def positions_of(self, command_id: str) -> range | None:
        """Return the positions of a known command's events in the log."""
        return positions_of(self._connection, command_id)

    def last_version(self, stream: str) -> int | None:
        """Return the version of a stream's newest event in the log, None for a stream without events."""
        return self._before[stream]

    def write(self, *, commit: bool) -> None:
        """Insert the collected rows and, with `commit`, end the transaction, in one round trip."""
        with self._connection.raw.pipeline():
            if self._rows:
                insert(self._connection, self._rows, self._references)
            if commit:
                self._connection.execute("COMMIT")


def state_of(connection: Lent, commits: Sequence[Commit], *, begin: bool) -> State:
    """Take the log's lock and return the state the commits are planned from; `begin` a transaction first, if asked."""
    streams = list({event.stream for commit in commits for event in commit.events})
    commands = [commit.command_id for commit in commits]
    with connection.raw.pipeline():
        if begin:
            connection.execute("BEGIN")
        asked = connection.execute(_STATE, (texts(streams), texts(commands)))
        row = asked.fetchone()
    assert row is not None
    position, recorded_us, now_us, versions, known = row
    return State(
        (position or 0, recorded_us or 0),
        from_microseconds(now_us),
        dict(zip(streams, versions, strict=True)),
        frozenset(known),
    )


def insert(
    connection: Lent,
    rows: Sequence[EventRow],
    references: Sequence[tuple[str, int]],
) -> None:
    """Insert events and references; a trigger tells those who listen (`CHANNEL`)."""
    columns = [make(column) for make, column in zip(_COLUMNS, zip(*rows, strict=True), strict=True)]
    connection.execute(_INSERT, columns)
    if references:
        names, positions = zip(*references, strict=True)
        connection.execute(_INSERT_REFERENCES, (texts(names), integers(positions)))


def restored_rows(before: str | None, events: Sequence[RecordedEvent]) -> list[EventRow]:
    """Return the rows of events as they were recorded; `before` is the command of the event before the first."""
    rows: list[EventRow] = []
    command_id = before
    for event in events:
        opens = int(event.command_id != command_id)
        command_id = event.command_id
        rows.append(
            (
                *(event.position, event.recorded_us, event.stream, event.version, event.type),
                *(event.actor, event.command_id, int(event.imported), opens, event.leaf, event.data),
            )
        )
    return rows


def positions_of(connection: Lent, command_id: str) -> range | None:
    """Return the positions of a command's events, None for a command that wrote nothing."""
    first = connection.execute(_FIRST_OF_COMMAND, (command_id,)).fetchone()
    if first is None:
        return None
    after = connection.execute(_AFTER_COMMIT, first).fetchone()
    assert after is not None
    return range(first[0], after[0])
