"""Two guarded connections to one SQLite ledger: one that writes under the lock, one that only reads.

Readers do not wait for writers. Each connection serves one thread at a time. A writer that finds the file
locked by another process tries again, after growing and random pauses, until a documented time has passed.
Where the system does not let us write, one connection reads, and writing is refused.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator

from ledger.errors import LedgerBusy, LedgerError, StorageFailed
from ledger.log.sqlite_file import MEMORY, connect, install
from ledger.log.sqlite_read_only import ReadOnly, connect_read_only, is_closed, is_refused, refusal

#: How long an append waits for other writers before it gives up, in seconds.
BUSY_WAIT_SECONDS = 30.0
_FIRST_PAUSE_SECONDS = 0.0005
_LONGEST_PAUSE_SECONDS = 0.1


class Session:
    """The connections of one store object, shared by the threads of one process.

    An in-memory ledger has one connection for both. `ledger_id` names a new in-memory ledger.
    """

    def __init__(self, path: str, *, ledger_id: str | None, busy_wait_seconds: float) -> None:
        self._busy_wait_seconds = busy_wait_seconds
        self._process = os.getpid()
        self._write_lock = threading.RLock()
        self._read_lock = self._write_lock if path == MEMORY else threading.RLock()
        self._path = path
        with translated(path):
            self._read_only: ReadOnly | None = None
            if path == MEMORY:
                self._writer = self._reader = connect(path, waits=busy_wait_seconds)
                install(self._writer, ledger_id=ledger_id)
            else:
                self._writer, self._reader = self._connected()
                self._reader.execute("PRAGMA query_only = ON")
            if self._read_only is None:
                self._writer.execute("PRAGMA busy_timeout = 0")  # `_begin` waits instead

    def _connected(self) -> tuple[sqlite3.Connection, sqlite3.Connection]:
        """Return what writes and what reads the file: one and the same where it may only be read.

        A file that may not be written is not even tried: SQLite would leave companion files beside it.
        """
        reason = "its file may not be written"
        if os.access(self._path, os.W_OK):
            try:
                writer = connect(self._path, waits=self._busy_wait_seconds)
            except sqlite3.OperationalError as error:
                if not is_closed(error):
                    raise
                reason = str(error)
            else:
                return writer, connect(self._path, waits=self._busy_wait_seconds)
        self._read_only = connect_read_only(self._path, waits=self._busy_wait_seconds, reason=reason)
        return self._read_only.connection, self._read_only.connection

    @property
    def read_only(self) -> bool:
        """Whether the ledger was opened for reading only, because the system does not let us write there."""
        return self._read_only is not None

    def close(self) -> None:
        """Close both connections once no other thread uses them; closing again does nothing."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the reading connection; each statement sees one committed state of the log."""
        self._check_process()
        with self._read_lock, translated(self._path):
            try:
                yield self._reader
            finally:
                if self._read_only is not None:
                    self._read_only.check_unchanged()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection inside a transaction that holds the log's lock.

        The transaction is on the disk when the block ends, or rolled back when it raises. Raises StorageFailed
        where the ledger is open for reading only.
        """
        self._check_process()
        if self._read_only is not None:
            raise refusal(self._path, self._read_only.reason)
        with self._write_lock, translated(self._path):
            self._begin()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def _begin(self) -> None:
        """Take the file's write lock, in growing and random pauses while others hold it."""
        deadline = time.monotonic() + self._busy_wait_seconds
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
                if time.monotonic() >= deadline:
                    raise LedgerBusy(
                        f"Other writers kept the ledger locked for {self._busy_wait_seconds:g} seconds;"
                        " nothing was written.",
                        remedy="Try again; find the process that keeps a transaction open.",
                        waited_seconds=self._busy_wait_seconds,
                    ) from error
            else:
                return
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _check_process(self) -> None:
        """Refuse connections inherited from a parent process: SQLite would corrupt the file."""
        if os.getpid() != self._process:
            raise StorageFailed(
                "The ledger was opened by another process, before this one was forked from it.",
                remedy="Open the ledger in the process that uses it.",
            )


@contextlib.contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn errors of the database at `path` into errors of the ledger, keeping the cause."""
    try:
        yield
    except LedgerError:
        raise
    except sqlite3.Error as error:
        if _is_busy(error):
            raise LedgerBusy(
                f"The database stayed locked: {error}.",
                remedy="Try again; find the process that keeps it locked.",
            ) from error
        if is_refused(error):
            raise refusal(path, str(error)) from error
        raise StorageFailed(
            f"The database failed: {error}; nothing was written.",
            remedy="Check the disk's free space and the file's permissions.",
        ) from error


def _is_busy(error: sqlite3.Error) -> bool:
    """Say whether the error only means that another connection holds a lock."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
