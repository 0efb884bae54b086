"""From an address to an open store: `sqlite:///ledger.db`, `postgresql://user@host/database` and their relatives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from ledger.errors import InvalidInput
from ledger.log.instants import utc_now
from ledger.log.sqlite import SQLiteStore
from ledger.log.sqlite_file import MEMORY

if TYPE_CHECKING:
    from ledger.log.postgres import PostgresStore

_SQLITE = "sqlite://"
_POSTGRES = ("postgresql://", "postgres://")
_PASSWORD = re.compile(r"(?<=://)([^/?#@:]*):[^/?#]*@|(?<=[?&]password=)[^&#]*")

#: A store that the ledger's other tables can be kept beside.
AnyStore: TypeAlias = "SQLiteStore | PostgresStore"


def open_store(
    url: str, *, create: bool = False, clock: Callable[[], datetime] = utc_now, ledger_id: str | None = None
) -> AnyStore:
    """Open the ledger at an address.

    `sqlite:///name.db` is relative to the working folder, `sqlite:////folder/name.db` absolute, and
    `sqlite://` alone a new ledger in memory; `%20` and the like stand for the characters they encode. Addresses that
    begin with `postgresql://` are those of libpq; there, recorded time is the server's unless another `clock` is given.
    With `create`, a ledger is made where there is none.

    Raises:
        InvalidInput: the address is of no known kind.
        LedgerMissing, NotALedger, NewerLedger, StorageFailed: as `SQLiteStore.open` and `PostgresStore.open`.
    """
    if is_postgres(url):
        from ledger.log.postgres import PostgresStore  # its driver takes a while to load

        own = None if clock is utc_now else clock
        return PostgresStore.open(url, create=create, clock=own, ledger_id=ledger_id)
    if not url.startswith(_SQLITE):
        raise _unknown(url)
    rest = url.removeprefix(_SQLITE)
    if rest in ("", "/" + MEMORY):
        return SQLiteStore.open(MEMORY, create=True, clock=clock, ledger_id=ledger_id)
    if not rest.startswith("/") or rest == "/":
        raise _unknown(url)
    return SQLiteStore.open(unquote(rest[1:]), create=create, clock=clock, ledger_id=ledger_id)


def is_postgres(url: str) -> bool:
    """Say whether an address is that of a ledger on PostgreSQL."""
    return url.startswith(_POSTGRES)


def without_password(url: str) -> str:
    """Return an address as it may be shown: a password in it is left out."""
    return _PASSWORD.sub(lambda found: f"{found[1]}@" if found[1] is not None else "***", url)


def _unknown(url: str) -> InvalidInput:
    """Return the error for an address that names no ledger."""
    return InvalidInput(
        "This is not the address of a ledger.",
        remedy="Write sqlite:///name.db for a file here, sqlite:////folder/name.db for one elsewhere, or"
        " postgresql://user@host/database.",
        field="url",
        value=without_password(url),
    )
