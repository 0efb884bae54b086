"""The SQLite file: its schema, how it is made all at once, how it is recognised, how it is connected to.

The file says what it is (`application_id`, `user_version` in its header), so that nothing else is ever
taken for a ledger or changed by mistake. The database itself refuses to change or remove what was recorded.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import uuid
from pathlib import Path

from ledger.errors import LedgerMissing, NewerLedger, NotALedger, StorageFailed

#: "CLdg" in ASCII; stands in bytes 68 to 71 of the file.
APPLICATION_ID = 0x434C6467
SCHEMA_VERSION = 1
MEMORY = ":memory:"
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EOPNOTSUPP})

SCHEMA = """
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE events (
    position    INTEGER NOT NULL PRIMARY KEY,
    recorded_us INTEGER NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z
    stream      TEXT    NOT NULL CHECK (stream <> ''),
    version     INTEGER NOT NULL,
    type        TEXT    NOT NULL CHECK (type <> ''),
    actor       TEXT    NOT NULL CHECK (actor <> ''),
    command_id  TEXT    NOT NULL CHECK (command_id <> ''),
    imported    INTEGER NOT NULL CHECK (imported IN (0, 1)),
    opens       INTEGER NOT NULL CHECK (opens IN (0, 1)),  -- 1 for the first event of its commit
    leaf        BLOB    NOT NULL CHECK (length(leaf) = 32),
    data        BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_by_stream ON events (stream, version);
CREATE UNIQUE INDEX events_by_command ON events (command_id) WHERE opens = 1;
CREATE INDEX events_opening_streams ON events (stream) WHERE version <= 1;

CREATE TABLE event_references (
    reference TEXT    NOT NULL,
    position  INTEGER NOT NULL REFERENCES events (position),
    PRIMARY KEY (reference, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER references_are_not_changed BEFORE UPDATE ON event_references
BEGIN SELECT RAISE(ABORT, 'references are never changed'); END;
CREATE TRIGGER references_are_not_removed BEFORE DELETE ON event_references
BEGIN SELECT RAISE(ABORT, 'references are never removed'); END;
CREATE TRIGGER meta_is_not_changed BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'meta is never changed'); END;
CREATE TRIGGER meta_is_not_removed BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'meta is never removed'); END;

-- INSERT OR REPLACE removes the rows in its way without asking the triggers above, so these look first.
CREATE TRIGGER meta_is_not_replaced BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'meta is never changed'); END;
CREATE TRIGGER references_are_not_replaced BEFORE INSERT ON event_references
WHEN EXISTS (SELECT 1 FROM event_references WHERE reference = NEW.reference AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'references are never changed'); END;
CREATE TRIGGER events_stand_in_order BEFORE INSERT ON events
BEGIN
    -- One statement, because each costs every insert. A foreign application may count its versions from 0.
    SELECT CASE
        WHEN NEW.position IS NOT ifnull((SELECT max(position) FROM events), 0) + 1
        THEN RAISE(ABORT, 'position is not the next one')
        WHEN NEW.recorded_us < (SELECT recorded_us FROM events WHERE position = NEW.position - 1)
        THEN RAISE(ABORT, 'recorded time runs backwards')
        WHEN NEW.version IS NOT ifnull(
            (SELECT max(version) FROM events WHERE stream = NEW.stream) + 1, NEW.version > 0)
        THEN RAISE(ABORT, 'version is not the next one of its stream')
        WHEN NEW.opens = 1
            AND EXISTS (SELECT 1 FROM events WHERE command_id = NEW.command_id AND opens = 1)
        THEN RAISE(ABORT, 'command was appended before')
        WHEN NEW.opens = 0
            AND NEW.command_id IS NOT (SELECT command_id FROM events WHERE position = NEW.position - 1)
        THEN RAISE(ABORT, 'a commit has a first event')
    END;
END;
"""


def prepare(path: Path, *, create: bool, ledger_id: str | None) -> None:
    """Return when a ledger is at `path`, making one first where `create` is set and nothing is there.

    Raises:
        LedgerMissing, NotALedger, NewerLedger, StorageFailed: as `identify` and `create_file`.
    """
    try:
        missing = not path.exists()
    except OSError as error:
        raise _closed(path, error) from error
    if missing and create:
        create_file(path, ledger_id=ledger_id)
    identify(path)


def create_file(path: Path, *, ledger_id: str | None) -> None:
    """Make a ledger at `path`, complete or not at all; leave what another process made there in the meantime.

    Raises:
        StorageFailed: the folder is missing or closed.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    try:
        with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            install(connection, ledger_id=ledger_id)
            connection.execute("PRAGMA journal_mode = WAL")
        _publish(draft, path)
    except (OSError, sqlite3.Error) as error:
        raise _closed(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def install(connection: sqlite3.Connection, *, ledger_id: str | None) -> None:
    """Write the schema, the file's marks and the ledger's identity in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for statement in _statements(SCHEMA):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('ledger_id', ?)", (ledger_id or uuid.uuid4().hex,)
    )
    connection.execute("COMMIT")


def identify(path: Path) -> None:
    """Return when `path` is a ledger this program can open; read its header only and change nothing.

    Raises:
        LedgerMissing: nothing is there.
        NotALedger: something else is there: a folder, a text, an empty file, another program's database.
        NewerLedger: a later version of this program made it.
        StorageFailed: the file may not be read.
    """
    try:
        if not path.exists():
            raise LedgerMissing(
                "There is no ledger at this address.",
                remedy="Make one with `credit-ledger init`, or correct the address.",
                file=str(path),
            )
        if not path.is_file():
            raise _other(path, "It is not a file.")
        if path.stat().st_size == 0:
            raise _other(path, "The file is empty.")
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        application_id, version = _marks(path)
    except (OSError, sqlite3.Error) as error:
        raise _closed(path, error) from error
    if application_id != APPLICATION_ID:
        raise _other(path, "The file is an SQLite database of another program.")
    _check_version(path, version)


def connect(path: str, *, waits: float, mode: str = "rw") -> sqlite3.Connection:
    """Connect to the ledger at `path` (or to a new one in memory), durable and in autocommit mode.

    `waits` is the time in seconds for which SQLite itself waits for a lock. The connection may be used by any
    thread, one at a time. Every commit is on the disk before it returns. Another `mode` than `rw` reads only.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageFailed(
            f"SQLite {sqlite3.sqlite_version} is too old for the ledger.",
            remedy="Use a Python with SQLite 3.37 or newer.",
        )
    address = path if path == MEMORY else f"{Path(path).absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=waits, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        _settle(connection, switches=path != MEMORY and mode == "rw")
    except BaseException:
        connection.close()
        raise
    return connection


def _settle(connection: sqlite3.Connection, *, switches: bool) -> None:
    """Set what holds for every connection and touch the file; `switches` turns on write-ahead logging."""
    for setting in (
        "synchronous = FULL",
        "fullfsync = ON",  # where the system's own flush stops at the drive's cache
        "checkpoint_fullfsync = ON",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        "wal_autocheckpoint = 4000",
        "cache_size = -8192",
    ):
        connection.execute(f"PRAGMA {setting}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",) and switches:
        connection.execute("PRAGMA journal_mode = WAL")  # a copy made by VACUUM INTO comes without it


def _marks(path: Path) -> tuple[int, int]:
    """Return the application and schema numbers in the file's header.

    SQLite reads them, as from an immutable file: without locks, journals or companion files. Reading them
    with the system's own calls would, on closing, drop the locks that this process holds on the file
    through SQLite.
    """
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        try:
            marks = [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            ]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
                raise
            raise _other(path, "The file is not an SQLite database.") from error
    return marks[0], marks[1]


def _publish(draft: Path, path: Path) -> None:
    """Give the finished file its name, never over another one, and put that on the disk."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process made a ledger here first: that one is opened
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if not path.exists():
            draft.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _statements(script: str) -> list[str]:
    """Split a script into statements; `executescript` would commit between them."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending.strip())
            pending = ""
    return statements


def _check_version(path: Path, version: int) -> None:
    """Refuse schemas that this program does not know."""
    if version > SCHEMA_VERSION:
        raise NewerLedger(
            f"The ledger has schema version {version}; this program knows versions up to {SCHEMA_VERSION}.",
            remedy="Install a newer credit-ledger.",
            file=str(path),
        )
    if version < SCHEMA_VERSION:
        raise _other(path, f"The file has schema version {version}, which no ledger ever had.")


def _other(path: Path, fact: str) -> NotALedger:
    """Return the error for a place that holds something else."""
    return NotALedger(
        f"{fact} It was left as it is.",
        remedy="Give the address of a ledger, or of a new file for `credit-ledger init`.",
        file=str(path),
    )


def _closed(path: Path, error: Exception) -> StorageFailed:
    """Return the error for a file or folder that the system does not open."""
    return StorageFailed(
        f"The ledger {path} cannot be opened: {error}.",
        remedy="Check that the folder exists and that you may read and write there.",
        path=str(path),
    )
