"""Names, email, addresses and free text: kept beside the log, which holds only salted commitments to them.

A commitment is SHA-256 over a random salt and the text. Entries live in a table of the same database, keyed by
official, and can be taken away without touching an event.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

import orjson

from ledger.errors import StorageFailed

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vault (
    commitment TEXT PRIMARY KEY,
    official TEXT NOT NULL,
    kind TEXT NOT NULL,
    salt BLOB NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS vault_by_official ON vault (official, kind);
CREATE TABLE IF NOT EXISTS vault_email (
    email TEXT PRIMARY KEY,
    official TEXT NOT NULL
) WITHOUT ROWID;
"""


_PAGE_ROWS = 2_000
_INSUFFICIENT_PRIVILEGE = "42501"  # as PostgreSQL says it


class Connection(Protocol):
    """A connection to the database, which takes `?` for a value."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Any:
        """Run one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for every row."""


class Tables(Protocol):
    """A database that the vault may keep its tables in."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a connection to read with."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Lend a connection inside a write transaction."""


class Entry(NamedTuple):
    """A text and what stands for it in the log."""

    commitment: str
    official: str
    kind: str
    salt: bytes
    body: str

    @property
    def email(self) -> str | None:
        """The email address of a contact, if it has one."""
        found: str | None = orjson.loads(self.body).get("email") if self.kind == "contact" else None
        return found


def commit_to(official: str, kind: str, body: Mapping[str, Any], *, salt: bytes | None = None) -> Entry:
    """Return the entry for a text; the salt is 16 random bytes unless given."""
    used = os.urandom(16) if salt is None else salt
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    return Entry(hashlib.sha256(used + text.encode()).hexdigest(), official, kind, used, text)


class Vault:
    """The personal data of one ledger. Writes wait in `pending` until `flush`, before the events are appended."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._pending: dict[str, Entry] = {}
        self._emails: dict[str, str] = {}
        self._ready = False

    def add(self, entry: Entry) -> None:
        """Keep an entry with the next `flush`; a contact also claims its email address."""
        self._pending[entry.commitment] = entry
        if entry.email:
            self._emails[entry.email.casefold()] = entry.official

    def flush(self) -> None:
        """Write what is pending, in one transaction."""
        if not self._pending and not self._emails:
            return
        self._prepare()
        with self._tables.writing() as connection:
            connection.executemany(
                "INSERT INTO vault VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", self._pending.values()
            )
            connection.executemany(
                "INSERT INTO vault_email VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET official = excluded.official",
                sorted(self._emails.items()),  # in one order, or two writers wait for each other
            )
        self._pending, self._emails = {}, {}

    def discard(self) -> None:
        """Forget what is pending."""
        self._pending, self._emails = {}, {}

    def body(self, commitment: str | None) -> dict[str, Any] | None:
        """Return the text behind a commitment; None where there is none (or none any more)."""
        if commitment is None:
            return None
        if commitment in self._pending:
            return dict(orjson.loads(self._pending[commitment].body))
        rows = self._select("SELECT body FROM vault WHERE commitment = ?", commitment)
        return dict(orjson.loads(rows[0][0])) if rows else None

    def owner_of_email(self, email: str) -> str | None:
        """Return the official who has an email address, compared without case."""
        folded = email.casefold()
        if folded in self._emails:
            return self._emails[folded]
        rows = self._select("SELECT official FROM vault_email WHERE email = ?", folded)
        return str(rows[0][0]) if rows else None

    def contacts(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield official, commitment and contact of every contact entry, by official."""
        for official, commitment, body in self._select(
            "SELECT official, commitment, body FROM vault WHERE kind = 'contact' ORDER BY official, commitment"
        ):
            yield official, commitment, orjson.loads(body)

    def entries(self) -> Iterator[Entry]:
        """Yield every entry, by commitment."""
        last = ""
        page = (
            "SELECT commitment, official, kind, salt, body FROM vault WHERE commitment > ? ORDER BY 1 LIMIT ?"
        )
        while rows := self._select(page, last, _PAGE_ROWS):
            yield from map(Entry._make, rows)
            last = rows[-1][0]

    def emails(self) -> dict[str, str]:
        """Return whose each email address is, the addresses folded to one case."""
        return dict(self._select("SELECT email, official FROM vault_email"))

    def take_in(self, entries: Iterable[Entry], emails: Mapping[str, str]) -> int:
        """Write another vault's entries and addresses; return how many entries there were."""
        taken = 0
        self._emails.update(emails)
        for entry in entries:
            self._pending[entry.commitment] = entry
            taken += 1
            if taken % _PAGE_ROWS == 0:
                self.flush()
        self.flush()
        return taken

    def _select(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._tables.reading() as connection:
            try:
                return list(connection.execute(statement, values))
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise

    def _prepare(self) -> None:
        if self._ready:
            return
        with self._tables.writing() as connection:
            for statement in _SCHEMA.split(";"):
                if statement.strip():
                    connection.execute(statement)
        self._ready = True


class PostgresVault(Vault):
    """The vault on PostgreSQL: its tables come with the migration, and a reader's role finds it empty."""

    def _select(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            with self._tables.reading() as connection:
                return list(connection.execute(statement, values))
        except StorageFailed as error:
            if error.values.get("sqlstate") != _INSUFFICIENT_PRIVILEGE:
                raise
            return []

    def _prepare(self) -> None:
        """Do nothing: the migration made the tables."""
