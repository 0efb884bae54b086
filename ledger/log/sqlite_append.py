"""Appending inside one SQLite transaction: what is written for each commit, and when it is refused.

All of this runs under the write lock, so what it reads (last position, last recorded time, versions) is
what it writes after.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import orjson

from ledger.log.envelope import RecordedEvent
from ledger.log.planning import EventRow, Planning

INSERT_EVENT = (
    "INSERT INTO events"
    " (position, recorded_us, stream, version, type, actor, command_id, imported, opens, leaf, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_REFERENCE = "INSERT INTO event_references (reference, position) VALUES (?, ?)"
LAST_EVENT = "SELECT position, recorded_us FROM events ORDER BY position DESC LIMIT 1"
FIRST_OF_COMMAND = "SELECT position FROM events WHERE command_id = ? AND opens = 1"
# Without the indexes: the rows stand side by side, and the next commit is near.
NEXT_COMMIT = (
    "SELECT position FROM events NOT INDEXED WHERE position > ? AND opens = 1 ORDER BY position LIMIT 1"
)


class Writing(Planning):
    """One append call inside a transaction: plans the commits, then inserts the rows; see `Planning`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: datetime,
        *,
        known: Collection[str],
        counts_from_zero: bool = False,
    ) -> None:
        super().__init__(last_event(connection), now, known=known, counts_from_zero=counts_from_zero)
        self._connection = connection

    def positions_of(self, command_id: str) -> range | None:
        """Return the positions of a known command's events in the log."""
        return positions_of(self._connection, command_id)

    def last_version(self, stream: str) -> int | None:
        """Return the version of a stream's newest event in the log, None for a stream without events."""
        return last_version(self._connection, stream)

    def write(self) -> None:
        """Insert the collected rows."""
        self._connection.executemany(INSERT_EVENT, self._rows)
        if self._references:
            self._connection.executemany(INSERT_REFERENCE, self._references)


def last_event(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return position and recorded microseconds of the newest event, zeros in an empty log."""
    row: tuple[int, int] | None = connection.execute(LAST_EVENT).fetchone()
    return row or (0, 0)


def last_version(connection: sqlite3.Connection, stream: str) -> int | None:
    """Return the version of a stream's newest event, None for a stream without events."""
    version: int | None = connection.execute(
        "SELECT max(version) FROM events WHERE stream = ?", (stream,)
    ).fetchone()[0]
    return version


def appended_among(connection: sqlite3.Connection, command_ids: Iterable[str]) -> set[str]:
    """Return which of the commands have been appended before."""
    wanted = orjson.dumps(list(command_ids)).decode()
    rows = connection.execute(
        # CROSS: one indexed look-up for each, in the order given; otherwise SQLite sorts them first.
        "SELECT command_id FROM json_each(?) CROSS JOIN events ON command_id = value WHERE opens = 1",
        (wanted,),
    )
    return {row[0] for row in rows}


def positions_of(connection: sqlite3.Connection, command_id: str) -> range | None:
    """Return the positions of a command's events, None for a command that wrote nothing."""
    row = connection.execute(FIRST_OF_COMMAND, (command_id,)).fetchone()
    if row is None:
        return None
    after = connection.execute(NEXT_COMMIT, row).fetchone()
    return range(row[0], after[0] if after else last_event(connection)[0] + 1)


def restore(
    connection: sqlite3.Connection, events: Sequence[RecordedEvent], references: Iterable[tuple[str, int]]
) -> None:
    """Insert events as they were recorded; the first one's position is the next of the log."""
    before = connection.execute(
        "SELECT command_id FROM events WHERE position = ?", (events[0].position - 1,)
    ).fetchone()
    command_id = before[0] if before else None
    rows: list[EventRow] = []
    for event in events:
        opens = int(event.command_id != command_id)
        command_id = event.command_id
        rows.append(
            (
                *(event.position, event.recorded_us, event.stream, event.version, event.type),
                *(event.actor, event.command_id, int(event.imported), opens, event.leaf, event.data),
            )
        )
    connection.executemany(INSERT_EVENT, rows)
    connection.executemany(INSERT_REFERENCE, references)
