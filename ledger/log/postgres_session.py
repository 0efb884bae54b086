"""Guarded connections to one PostgreSQL ledger: lent to a thread at a time, and made anew when they are lost.

Readers never wait for writers. What is read is asked again on a fresh connection where the first was lost; what is
written is not, for only the writer knows whether a repetition is harmless.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import psycopg

from ledger.errors import LedgerBusy, StorageFailed
from ledger.log.postgres_connection import BUSY_WAIT_SECONDS, IDLE, Lent, begin, connect, roll_back
from ledger.log.postgres_errors import ConnectionLost, told

#: How long a lost server is waited for, in seconds.
RECONNECT_SECONDS = 15.0
#: Held by an append until its transaction ends; the number is "CLdg" in ASCII.
APPEND_LOCK = "SELECT pg_advisory_xact_lock(1129080935, 1)"
_KEPT = 4
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 1.0

Result = TypeVar("Result")


class LentToRead(Lent):
    """A connection that is exchanged for a fresh one where it was lost between two questions."""

    def __init__(self, session: PostgresSession) -> None:
        super().__init__(session.until_reached(session.taken))
        self._session = session

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run one statement that only reads, again where the connection was lost."""
        if self.raw.info.transaction_status != IDLE:
            return super().execute(statement, values)

        def ask() -> psycopg.Cursor[Any]:
            if self.raw.closed:
                self.raw = self._session.taken()
            with told(self.raw):
                return super(LentToRead, self).execute(statement, values)

        return self._session.until_reached(ask)


class PostgresSession:
    """The connections of one store object, shared by the threads of one process."""

    def __init__(
        self,
        url: str,
        *,
        busy_wait_seconds: float = BUSY_WAIT_SECONDS,
        reconnect_seconds: float = RECONNECT_SECONDS,
    ) -> None:
        self._url = url
        self._busy_wait_seconds = busy_wait_seconds
        self._reconnect_seconds = reconnect_seconds
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._closed = False
        self._idle: list[psycopg.Connection[Any]] = []
        with told(None):  # the first connection is not waited for: the address may be wrong
            self._idle.append(connect(url, busy_wait_seconds=busy_wait_seconds))

    def close(self) -> None:
        """Close the connections that nobody uses, and the others when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Lent]:
        """Lend a connection to read with; each statement sees one committed state of the log."""
        lent = LentToRead(self)
        try:
            with told(lent.raw):
                yield lent
        finally:
            self._give_back(lent.raw)

    @contextlib.contextmanager
    def writing(self, *locks: str) -> Iterator[Lent]:
        """Lend a connection inside a transaction that holds these locks; see `transaction`."""
        with self.transaction(lambda connection: begin(connection, *locks)) as (connection, _):
            yield connection

    @contextlib.contextmanager
    def transaction(self, start: Callable[[Lent], Result]) -> Iterator[tuple[Lent, Result]]:
        """Lend a connection inside the transaction that `start` begins, with what it returns.

        The transaction is on the disk when the block ends, or rolled back when it raises.

        Raises:
            ConnectionLost: the connection broke; whether the transaction was written is not known.
        """
        with self._busy_told():
            connection, started = self.until_reached(lambda: self._started(start))
        try:
            with told(connection):
                yield Lent(connection), started
                if connection.info.transaction_status != IDLE:
                    connection.execute("COMMIT")
        except BaseException:
            roll_back(connection)
            raise
        finally:
            self._give_back(connection)

    def until_reached(self, act: Callable[[], Result]) -> Result:
        """Act; where the connection is lost, again on a fresh one, until the documented time has passed.

        Only for what does no harm when it is done twice.
        """
        deadline, pause = time.monotonic() + self._reconnect_seconds, _FIRST_PAUSE_SECONDS
        while True:
            try:
                return act()
            except ConnectionLost as lost:
                self._forget_idle()
                if time.monotonic() >= deadline:
                    raise StorageFailed(
                        f"The connection to the database was lost, and {self._reconnect_seconds:g} seconds brought"
                        f" none. {lost.fact}",
                        remedy="Try again once the server is up: what was recorded is known by its command id.",
                    ) from lost
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def taken(self) -> psycopg.Connection[Any]:
        """Return a connection that nobody else uses until it is given back.

        Raises:
            ConnectionLost: the server cannot be reached.
        """
        if os.getpid() != self._process:
            raise StorageFailed(
                "The ledger was opened by another process, before this one was forked from it.",
                remedy="Open the ledger in the process that uses it.",
            )
        with self._lock:
            if self._closed:
                raise StorageFailed("The ledger is closed.", remedy="Open it again.")
            if self._idle:
                return self._idle.pop()
        with told(None):
            return connect(self._url, busy_wait_seconds=self._busy_wait_seconds)

    def _started(self, start: Callable[[Lent], Result]) -> tuple[psycopg.Connection[Any], Result]:
        connection = self.taken()
        try:
            with told(connection):
                return connection, start(Lent(connection))
        except BaseException:
            roll_back(connection)
            self._give_back(connection)
            raise

    @contextlib.contextmanager
    def _busy_told(self) -> Iterator[None]:
        """Say of a lock that was not to be had how long was waited."""
        try:
            yield
        except LedgerBusy as error:
            if error.values.get("sqlstate") != "55P03":
                raise
            raise LedgerBusy(
                f"Other writers kept the ledger locked for {self._busy_wait_seconds:g} seconds;"
                " nothing was written.",
                remedy="Try again; find the session that keeps a transaction open.",
                waited_seconds=self._busy_wait_seconds,
            ) from error

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        with self._lock:
            idle = connection.info.transaction_status == IDLE
            if idle and not self._closed and len(self._idle) < _KEPT:
                self._idle.append(connection)
                return
        connection.close()

    def _forget_idle(self) -> None:
        """Close the idle connections: where one was lost, so most often are the others."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
