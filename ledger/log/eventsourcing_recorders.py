"""Recorders of the `eventsourcing` library that write to the ledger's own table.

Notification identifiers are positions in the log. Snapshots and tracking are not history; they have tables of
their own. The topics and states of foreign applications stand in the columns `type` and `data` as they are.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeVar
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    DataError,
    IntegrityError,
    Notification,
    OperationalError,
    ProcessRecorder,
    Recorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)

from ledger.errors import Conflict, InvalidInput, LedgerError
from ledger.log.envelope import Appended, Commit, NewEvent
from ledger.log.opening import AnyStore
from ledger.log.sqlite import SQLiteStore

_SNAPSHOTS = """CREATE TABLE IF NOT EXISTS recorder_snapshots (
    stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (stream, version)
) STRICT, WITHOUT ROWID"""
_TRACKING = """CREATE TABLE IF NOT EXISTS recorder_tracking (
    projection TEXT NOT NULL, application TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (projection, application)
) STRICT, WITHOUT ROWID"""
_KEEP_SNAPSHOT = """INSERT INTO recorder_snapshots VALUES (?, ?, ?, ?)
ON CONFLICT (stream, version) DO NOTHING RETURNING version"""
_ADVANCE = """INSERT INTO recorder_tracking (projection, application, position) VALUES (?, ?, ?)
ON CONFLICT (projection, application) DO UPDATE SET position = excluded.position
WHERE recorder_tracking.position < excluded.position RETURNING position"""

_NO_BOUND = 2**63 - 1

IdKind = Literal["uuid", "text"]


class LogRecorder(Recorder):
    """What the recorders share: the store, the application's name, the kind of originator identifiers."""

    create_statements: tuple[str, ...] = ()

    def __init__(self, store: AnyStore, *, name: str, ids: IdKind = "uuid") -> None:
        self.store = store
        self.name = name
        self.ids = ids

    def create_table(self) -> None:
        """Make the recorder's own tables where they are missing; on PostgreSQL the migration made them."""
        if self.create_statements and isinstance(self.store, SQLiteStore):
            with _translated(), self.store.session.writing() as connection:
                for statement in self.create_statements:
                    connection.execute(statement)

    def originator_id(self, stream: str) -> UUID | str:
        """Return the identifier as the application knows it; streams of others keep their names."""
        if self.ids == "uuid":
            with contextlib.suppress(ValueError):
                return UUID(stream)
        return stream

    def select(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of one query."""
        with _translated(), self.store.session.reading() as connection:
            return connection.execute(query, values).fetchall()


AnyRecorder = TypeVar("AnyRecorder", bound=LogRecorder)


class LogAggregateRecorder(LogRecorder, AggregateRecorder):
    """Writes and reads aggregates' events in the log."""

    table = "events"

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append the events as one commit; raises IntegrityError where a version is taken."""
        with _translated(), self.store.session.writing() as connection:
            self.insert_within(connection, stored_events, **kwargs)
        return None

    def insert_within(self, connection: Any, stored_events: Sequence[StoredEvent], **_: Any) -> Appended:
        """Append the events inside a transaction of the store."""
        events = tuple(
            NewEvent(str(event.originator_id), event.originator_version, event.topic, event.state)
            for event in stored_events
        )
        commit = Commit(uuid.uuid4().hex, self.name, events)
        return self.store.append_within(connection, [commit], counts_from_zero=True)[0]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return one stream's stored events, by version."""
        rows = self.select(
            f"SELECT version, type, data FROM {self.table}"
            " WHERE stream = ? AND version > ? AND version <= ?"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
            (
                str(originator_id),
                -1 if gt is None else gt,
                _NO_BOUND if lte is None else lte,
                _NO_BOUND if limit is None else limit,
            ),
        )
        return [StoredEvent(originator_id, version, topic, state) for version, topic, state in rows]


class SnapshotRecorder(LogAggregateRecorder):
    """Keeps snapshots beside the log; they may be thrown away at any time."""

    table = "recorder_snapshots"
    create_statements = (_SNAPSHOTS,)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """Keep the snapshots; raises IntegrityError where one of the same version exists."""
        rows = [(str(s.originator_id), s.originator_version, s.topic, s.state) for s in stored_events]
        with _translated(), self.store.session.writing() as connection:
            for row in rows:
                if connection.execute(_KEEP_SNAPSHOT, row).fetchone() is None:
                    raise IntegrityError(f"There is a snapshot of {row[0]} at version {row[1]} already.")
        return None


class LogApplicationRecorder(LogAggregateRecorder, ApplicationRecorder):
    """Adds the application sequence: notification identifiers are positions in the log."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append the events as one commit and return their positions."""
        with _translated(), self.store.session.writing() as connection:
            return list(self.insert_within(connection, stored_events, **kwargs).positions)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events of the log in order of position, from `start` to `stop` inclusive."""
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        until = _NO_BOUND if stop is None else stop
        kept = f" AND type IN ({', '.join('?' * len(topics))})" if topics else ""
        rows = self.select(
            "SELECT stream, version, type, data, position FROM events"
            f" WHERE position > ? AND position <= ?{kept} ORDER BY position LIMIT ?",
            (after, until, *topics, limit),
        )
        return [Notification(self.originator_id(stream), *rest) for stream, *rest in rows]

    def max_notification_id(self) -> int | None:
        """Return the last position, None in an empty log."""
        with _translated():
            return self.store.last_position() or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Return an iterator over events after `gt` that goes on with newly recorded ones, by polling."""
        return PollingSubscription(self, gt=gt, topics=topics)


class LogTrackingRecorder(LogRecorder, TrackingRecorder):
    """Keeps how far each projection has read each application, by the names of both."""

    create_statements = (_TRACKING,)

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move the position forward; raises IntegrityError when it is there already or beyond."""
        with _translated(), self.store.session.writing() as connection:
            self.insert_tracking_within(connection, tracking)

    def insert_tracking_within(self, connection: Any, tracking: Tracking) -> None:
        """Move the position forward inside a transaction of the store, with what the projection writes."""
        row = (self.name, tracking.application_name, tracking.notification_id)
        if connection.execute(_ADVANCE, row).fetchone() is None:
            raise IntegrityError(
                f"{self.name} has already processed {tracking.application_name}"
                f" up to position {tracking.notification_id} or beyond."
            )

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return the position reached, None before the first."""
        rows = self.select(
            "SELECT position FROM recorder_tracking WHERE projection = ? AND application = ?",
            (self.name, application_name),
        )
        return rows[0][0] if rows else None


class LogProcessRecorder(LogTrackingRecorder, LogApplicationRecorder, ProcessRecorder):
    """Records events and the position of what caused them, together or not at all."""

    def insert_within(self, connection: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Appended:
        """Append the events, and move the position on when `tracking` is given."""
        appended = super().insert_within(connection, stored_events)
        tracking: Tracking | None = kwargs.get("tracking")
        if tracking is not None:
            self.insert_tracking_within(connection, tracking)
        return appended


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Yields notifications as they are recorded; looks again at growing intervals while none is new."""

    _PAGE = 500
    _FIRST_PAUSE_SECONDS = 0.01
    _LONGEST_PAUSE_SECONDS = 0.5

    def __init__(
        self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._stopped = threading.Event()
        self._page: Iterator[Notification] = iter(())

    def stop(self) -> None:
        """End the iteration, also one that waits in another thread."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        """Return the next notification, waiting for it."""
        pause = self._FIRST_PAUSE_SECONDS
        while not self._stopped.is_set():
            notification = next(self._page, None)
            if notification is not None:
                self._last_notification_id = notification.id
                return notification
            page = self._recorder.select_notifications(
                self._last_notification_id, self._PAGE, topics=self._topics, inclusive_of_start=False
            )
            self._page = iter(page)
            if not page:
                self._stopped.wait(pause)
                pause = min(pause * 2, self._LONGEST_PAUSE_SECONDS)
        raise StopIteration


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn errors of the ledger into those the library expects, keeping the cause."""
    try:
        yield
    except Conflict as error:
        raise IntegrityError(str(error)) from error
    except InvalidInput as error:
        raise DataError(str(error)) from error
    except LedgerError as error:
        raise OperationalError(str(error)) from error
