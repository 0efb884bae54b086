"""Appending inside one SQLite transaction: what is written for each commit, and when it is refused.

All of this runs under the write lock, so what it reads (last position, last recorded time, versions) is
what it writes after.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import orjson

from ledger.errors import Conflict, InvalidInput, RecordedTimeInvalid
from ledger.log.envelope import Appended, Commit, NewEvent, RecordedEvent
from ledger.log.instants import instant_text, to_microseconds
from ledger.log.lines import CommitPieces, leaf_of, render_line

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

EventRow = tuple[int, int, str, int, str, str, str, int, int, bytes, bytes]


class Writing:
    """One append call: takes commits in order and collects the rows to insert.

    `now` is the clock's reading under the lock; `known` holds, of the commands to be taken, those that may have been
    appended before. With `counts_from_zero`, a new stream may also begin with
    version 0, as some foreign applications do.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: datetime,
        *,
        known: Collection[str],
        counts_from_zero: bool = False,
    ) -> None:
        self._connection = connection
        self._known = known
        self._counts_from_zero = counts_from_zero
        self._position, self._recorded_us = last_event(connection)
        self._clock_us = max(to_microseconds(now), self._recorded_us)
        self._versions: dict[str, int | None] = {}
        self._commands: dict[str, range] = {}
        self._rows: list[EventRow] = []
        self._references: list[tuple[str, int]] = []

    def take(self, commit: Commit) -> Appended:
        """Plan one commit.

        In order of precedence: a repeated command is answered with its first result; a recorded time that
        does not fit, and then a version that does not follow, is refused.

        Raises:
            RecordedTimeInvalid: the commit's own recorded time lies before the newest event or in the future.
            Conflict: an event's version is not the next of its stream.
        """
        earlier = self._commands.get(commit.command_id)
        if earlier is None and commit.command_id in self._known:
            earlier = positions_of(self._connection, commit.command_id)
        if earlier is not None:
            return Appended(commit.command_id, earlier, repeated=True)
        first = self._position + 1
        positions = range(first, first + len(commit.events))
        if commit.events:
            self._plan(commit, self._recorded_time(commit))
            self._commands[commit.command_id] = positions
        return Appended(commit.command_id, positions, repeated=False)

    def write(self) -> None:
        """Insert the collected rows."""
        self._connection.executemany(INSERT_EVENT, self._rows)
        if self._references:
            self._connection.executemany(INSERT_REFERENCE, self._references)

    def _plan(self, commit: Commit, recorded_us: int) -> None:
        """Number, hash and collect the events of one commit."""
        actor, command_id, imported = commit.actor, commit.command_id, commit.recorded_at is not None
        pieces = CommitPieces.of(actor, command_id, recorded_us=recorded_us, imported=imported)
        opens, position = 1, self._position
        for event in commit.events:
            position += 1
            self._advance(event)
            leaf = leaf_of(render_line(position, pieces, event))
            self._rows.append(
                (
                    *(position, recorded_us, event.stream, event.version, event.type),
                    *(actor, command_id, int(imported), opens, leaf, event.data),
                )
            )
            if event.reference is not None:
                self._references.append((event.reference, position))
            opens = 0
        self._position, self._recorded_us = position, recorded_us

    def _recorded_time(self, commit: Commit) -> int:
        """Return the commit's recorded time in microseconds: the clock's, or its own when that fits."""
        if commit.recorded_at is None:
            return self._clock_us
        given = to_microseconds(commit.recorded_at)
        if given < self._recorded_us:
            raise RecordedTimeInvalid(
                "Recorded time would run backwards: the newest event was recorded at"
                f" {instant_text(self._recorded_us)}.",
                remedy="Import history in the order in which it was recorded, before anything newer.",
                field="recorded_at",
                value=instant_text(given),
            )
        if given > self._clock_us:
            raise RecordedTimeInvalid(
                f"The recorded time lies in the future: it is {instant_text(self._clock_us)} now.",
                remedy="Check the imported time and this machine's clock.",
                field="recorded_at",
                value=instant_text(given),
            )
        return given

    def _advance(self, event: NewEvent) -> None:
        """Move the event's stream on by one version, or refuse."""
        stream, version = event.stream, event.version
        actual = (
            self._versions[stream] if stream in self._versions else last_version(self._connection, stream)
        )
        follows = (actual or 0) + 1
        if version != (0 if actual is None and version == 0 and self._counts_from_zero else follows):
            raise Conflict(
                f"The stream {stream} is at version {actual or 0}, not {version - 1}; nothing was written.",
                remedy="Load the stream again and retry.",
                stream=stream,
                expected=version - 1,
                actual=actual or 0,
            )
        self._versions[stream] = version


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
        "SELECT command_id FROM events WHERE opens = 1 AND command_id IN (SELECT value FROM json_each(?))",
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


def check_names(commit: Commit) -> None:
    """Refuse empty names and texts that have no UTF-8 form, before anything is read for the commit."""
    names = [("command_id", commit.command_id), ("actor", commit.actor)]
    for event in commit.events:
        names += (("stream", event.stream), ("type", event.type))
    for field, value in names:
        if not value:
            raise InvalidInput(
                "It is empty.", remedy="Give every event a full envelope.", field=field, value=value
            )
        if not value.isascii():
            _check_utf8(field, value)


def _check_utf8(field: str, value: str) -> None:
    """Refuse lone surrogates, which no canonical line can hold."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput(
            "The text has no UTF-8 form.", remedy="Correct the text's encoding.", field=field, value=value
        ) from error
