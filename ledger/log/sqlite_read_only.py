"""Reading a ledger that may not be written: by which connection, and whether its file stays as it was.

Where a write-ahead file is beside the ledger, its newest events may be in there, and SQLite reads both, under its
locks. Where there is none, the file alone is the whole ledger. It is then read as an immutable one, without locks and
without making companion files; somebody else may still be allowed to write it, so every read looks whether they have.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import NamedTuple

from ledger.errors import StorageFailed
from ledger.log.sqlite_file import connect

_CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})

#: Device, inode, size in bytes and time of the last change in nanoseconds.
FileState = tuple[int, int, int, int]


class ReadOnly(NamedTuple):
    """A connection that only reads. `state` is what the file was when it was opened without locks, else None."""

    path: str
    connection: sqlite3.Connection
    reason: str
    state: FileState | None

    def check_unchanged(self) -> None:
        """Return when nobody has written what is read without locks; raises StorageFailed otherwise."""
        if self.state is not None and _state(self.path) != self.state:
            raise StorageFailed(
                f"The ledger {self.path} was written by another user while it was read; no answer is given.",
                remedy="Ask again.",
                path=self.path,
            )


def connect_read_only(path: str, *, waits: float, reason: str) -> ReadOnly:
    """Connect to a ledger that may only be read, for the `reason` that an attempt to write will be given.

    Raises:
        StorageFailed: changes wait in a companion file that cannot be read, so the file alone is not the ledger.
    """
    state = _state(path)  # before the companions are looked for: what comes later changes it
    if _companions(path):
        try:
            return ReadOnly(path, connect(path, waits=waits, mode="ro"), reason, None)
        except sqlite3.OperationalError as error:
            if not is_closed(error):
                raise
            state = _state(path)  # a writer may have finished meanwhile, and its companions be gone
            for companion, size in _companions(path):
                if size > 0:
                    raise _incomplete(path, companion, error) from error
    return ReadOnly(path, connect(path, waits=waits, mode="ro&immutable=1"), reason, state)


def refusal(path: str, reason: str) -> StorageFailed:
    """Return the error for an attempt to write a ledger that may only be read."""
    return StorageFailed(
        f"The ledger is open for reading only ({reason}); nothing was written.",
        remedy="Ask for permission to write the file and its folder, or write to a copy of your own.",
        path=path,
    )


def is_closed(error: sqlite3.Error) -> bool:
    """Say whether the error means that the system does not let us open or write a file or its folder."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CLOSED


def is_refused(error: sqlite3.Error) -> bool:
    """Say whether the error means that a statement would have written what may only be read."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY


def _companions(path: str) -> list[tuple[Path, int]]:
    """Return names and sizes of the write-ahead file and the rollback journal, of those that are there."""
    file = Path(path).resolve()
    found = []
    for ending in ("-wal", "-journal"):
        companion = file.with_name(file.name + ending)
        with contextlib.suppress(FileNotFoundError):  # it may go between two looks
            found.append((companion, companion.stat().st_size))
    return found


def _state(path: str) -> FileState:
    """Return what changes with every write of the file itself."""
    try:
        found = Path(path).stat()
    except OSError as error:
        raise StorageFailed(
            f"The ledger {path} cannot be read any more: {error}.",
            remedy="Check that the file is still there.",
            path=path,
        ) from error
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _incomplete(path: str, companion: Path, error: sqlite3.Error) -> StorageFailed:
    """Return the error for a ledger whose newest events may be in a file that cannot be read."""
    return StorageFailed(
        f"The ledger {path} cannot be read: its newest events may be in {companion}, and you may not write"
        f" there, nor can that file be read as it is ({error}).",
        remedy="Ask for permission to write the folder, or copy both files to a folder of your own.",
        path=path,
    )
