"""From an address to an open store: `sqlite:///ledger.db` and its relatives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from ledger.errors import InvalidInput
from ledger.log.instants import utc_now
from ledger.log.sqlite import SQLiteStore
from ledger.log.sqlite_file import MEMORY
from ledger.log.store import EventStore

_SQLITE = "sqlite://"
_POSTGRES = ("postgresql://", "postgres://")


def open_store(
    url: str, *, create: bool = False, clock: Callable[[], datetime] = utc_now, ledger_id: str | None = None
) -> EventStore:
    """Open the ledger at an address.

    `sqlite:///name.db` is relative to the working folder, `sqlite:////folder/name.db` absolute, and
    `sqlite://` alone a new ledger in memory. `%20` and the like stand for the characters they encode. With
    `create`, a ledger is made where there is none.

    Raises:
        InvalidInput: the address is of no known kind.
        LedgerMissing, NotALedger, NewerLedger, StorageFailed: as `SQLiteStore.open`.
    """
    if url.startswith(_POSTGRES):
        raise InvalidInput(
            "PostgreSQL is not available yet in this version.",
            remedy="Use an SQLite ledger: sqlite:///ledger.db.",
            field="url",
        )
    if not url.startswith(_SQLITE):
        raise _unknown(url)
    rest = url.removeprefix(_SQLITE)
    if rest in ("", "/" + MEMORY):
        return SQLiteStore.open(MEMORY, create=True, clock=clock, ledger_id=ledger_id)
    if not rest.startswith("/") or rest == "/":
        raise _unknown(url)
    return SQLiteStore.open(unquote(rest[1:]), create=create, clock=clock, ledger_id=ledger_id)


def _unknown(url: str) -> InvalidInput:
    """Return the error for an address that names no ledger."""
    return InvalidInput(
        "This is not the address of a ledger.",
        remedy="Write sqlite:///name.db for a file here, sqlite:////folder/name.db for one elsewhere.",
        field="url",
        value=url,
    )
