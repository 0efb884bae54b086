"""The working file of an import: what was read and decided waits here, in bounded memory, until all of it is.

It is a private temporary SQLite database without a name: the system removes it with the process, however that ends,
so that no personal data are left behind. Its folder is the system's for temporary files (`TMPDIR`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

from ledger.errors import StorageFailed
from ledger.vault import Entry

_SCHEMA = """
CREATE TABLE lines (kind INTEGER, subject TEXT, recorded_us INTEGER, line INTEGER, faulty INTEGER, content BLOB);
CREATE TABLE emails (email TEXT, at INTEGER, line INTEGER, official TEXT);
CREATE TABLE steps (
    offering TEXT, at INTEGER, line INTEGER, version INTEGER, command_id TEXT, type TEXT, data BLOB,
    PRIMARY KEY (offering, at, line, version)
) WITHOUT ROWID;
CREATE TABLE events (
    at INTEGER, line INTEGER, part INTEGER, stream TEXT, version INTEGER, recorded_us INTEGER,
    command_id TEXT, type TEXT, reference TEXT, data BLOB
);
CREATE TABLE repeated (line INTEGER PRIMARY KEY);
CREATE TABLE entries (at INTEGER, line INTEGER, commitment TEXT, official TEXT, kind TEXT, salt BLOB, body TEXT);
"""
#: Stands for `faulty` in a mark, see `StagedLine`.
MARK = -1
_ROWS_AT_ONCE = 2_000
_CACHE_KIB = 4_000


class StagedLine(NamedTuple):
    """A line as it waits for its decision. `at` is its place in time (0 where the file tells none).

    `faulty` is 0 for a line without faults so far, and `MARK` for no line but a mark: the correction of an offering,
    in that line, concerns claims that the official has in the log. `content` is then the offering.
    """

    kind: int
    subject: str
    at: int
    line: int
    recorded_us: int | None
    faulty: int
    content: bytes


class StagedEvent(NamedTuple):
    """An event that was decided. `part` is 0 for what the line is about, 1 for claims corrected with an offering."""

    at: int
    line: int
    part: int
    stream: str
    version: int
    recorded_us: int | None
    command_id: str
    type: str
    reference: str | None
    data: bytes


class Step(NamedTuple):
    """An event of an offering that was decided, by which later facts go."""

    offering: str
    at: int
    line: int
    version: int
    command_id: str
    type: str
    data: bytes


class Stage:
    """The working file. `in_time` says that lines stand in the order of their recorded times, not of the file."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._waiting: list[tuple[Any, ...]] = []
        self.in_time = False

    def __enter__(self) -> Self:
        """Make the tables; all that follows is one transaction, never committed."""
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA temp_store = FILE",
            f"PRAGMA cache_size = -{_CACHE_KIB}",
        ):
            self._connection.execute(statement)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the working file; say what to do where it was itself the failure."""
        self._connection.close()
        if isinstance(error, sqlite3.Error):
            raise StorageFailed(
                f"The temporary working file of the import failed: {error}.",
                remedy="Free space in the folder for temporary files, or set TMPDIR to another; import again.",
            ) from error

    # --- lines ----------------------------------------------------------------------------------------------

    def add_line(self, row: tuple[int, str, int | None, int, int, bytes | None]) -> None:
        """Keep kind, subject, recorded microseconds, number, whether faults were found, content."""
        self._waiting.append(row)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self.flush_lines()

    def flush_lines(self) -> None:
        """Write the lines that wait."""
        self._connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", self._waiting)
        self._waiting = []

    def add_mark(self, official: str, *, at: int, line: int, offering: str) -> None:
        """Note that the correction of an offering concerns claims that an official has in the log."""
        self._connection.execute(
            "INSERT INTO lines VALUES (2, ?, ?, ?, ?, ?)",
            (official, at or None, line, MARK, offering.encode()),
        )

    def lines(self, kind: int) -> Iterator[StagedLine]:
        """Yield the lines of a kind by subject, and for each in their order."""
        at = "ifnull(recorded_us, 0)" if self.in_time else "0"
        rows = self._connection.execute(
            f"SELECT kind, subject, {at} AS at, line, recorded_us, faulty, content FROM lines"
            f" WHERE kind = ? ORDER BY subject, at, line",
            (kind,),
        )
        return map(StagedLine._make, rows)

    # --- emails ---------------------------------------------------------------------------------------------

    def add_email(self, email: str, *, at: int | None, line: int, official: str) -> None:
        """Note that a line claims an email address for an official."""
        self._connection.execute("INSERT INTO emails VALUES (?, ?, ?, ?)", (email, at or 0, line, official))

    def index_emails(self) -> None:
        """Prepare `earlier_email`, after the last `add_email`."""
        self._connection.execute("CREATE INDEX emails_by_email ON emails (email)")

    def earlier_email(self, email: str, *, at: int, line: int) -> str | None:
        """Return the official of the last earlier line that claims the address."""
        earlier, last = (
            ("(at, line) < (?, ?)", "at DESC, line DESC")
            if self.in_time
            else ("? = 0 AND line < ?", "line DESC")
        )
        row = self._connection.execute(
            f"SELECT official FROM emails WHERE email = ? AND {earlier} ORDER BY {last} LIMIT 1",
            (email, at, line),
        ).fetchone()
        return None if row is None else str(row[0])

    # --- what was decided -----------------------------------------------------------------------------------

    def keep(self, events: Iterable[StagedEvent], entries: Iterable[tuple[int, int, Entry]]) -> None:
        """Keep decided events and the vault's entries that belong to them."""
        self._connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", events)
        self._connection.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((at, line, *entry) for at, line, entry in entries),
        )

    def keep_steps(self, steps: Iterable[Step]) -> None:
        """Keep decided events of offerings."""
        self._connection.executemany("INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)", steps)

    def steps(self, offering: str) -> list[Step]:
        """Return the decided events of an offering in their order."""
        rows = self._connection.execute(
            "SELECT * FROM steps WHERE offering = ? ORDER BY at, line, version", (offering,)
        )
        return [Step._make(row) for row in rows]

    def events(self) -> Iterator[StagedEvent]:
        """Yield the decided events in the order of the log: by place in time, line, and streams of one line."""
        rows = self._connection.execute("SELECT * FROM events ORDER BY at, line, part, stream, version")
        return map(StagedEvent._make, rows)

    def note_repeated(self, lines: Iterable[int]) -> None:
        """Note lines whose fact another import had appended before this one came to it."""
        self._connection.executemany("INSERT INTO repeated VALUES (?)", ((line,) for line in lines))

    def repeated(self) -> Iterator[bytes]:
        """Yield the content of the lines noted so."""
        rows = self._connection.execute(
            "SELECT content FROM lines WHERE faulty = 0 AND line IN (SELECT line FROM repeated)"
        )
        return (content for (content,) in rows)

    def streams_written(self, prefix: str) -> int:
        """Return how many streams of a prefix have an event of a fact that was not noted so."""
        row = self._connection.execute(
            "SELECT count(DISTINCT stream) FROM events"
            " WHERE part = 0 AND substr(stream, 1, ?) = ? AND line NOT IN (SELECT line FROM repeated)",
            (len(prefix), prefix),
        ).fetchone()
        return int(row[0])

    def entries(self) -> Iterator[tuple[int, int, Entry]]:
        """Yield the vault's entries in the same order."""
        rows = self._connection.execute("SELECT * FROM entries ORDER BY at, line")
        return ((at, line, Entry(*rest)) for at, line, *rest in rows)
