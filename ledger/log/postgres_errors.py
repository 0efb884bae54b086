"""What PostgreSQL's refusals and failures mean for the ledger, and what to do about each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

from ledger.errors import InvalidInput, LedgerBusy, LedgerError, LedgerMissing, StorageFailed

#: SQLSTATE -> why a waiting or running statement was given up, and what to do.
_BUSY = {
    "55P03": ("Other sessions kept a lock for too long", "Try again; find the session that keeps it."),
    "57014": (
        "The statement was cancelled, for statement_timeout or by an administrator",
        "Try again; raise statement_timeout for the role if it is too short for the work.",
    ),
    "40P01": ("Two sessions waited for each other", "Try again."),
    "40001": ("Two transactions excluded each other", "Try again."),
    "25P03": ("The transaction stood still for too long", "Try again."),
}
#: SQLSTATE, or its first two characters -> what to do about a failure.
_REMEDIES = {
    "53100": "Make room on the database's disk, then try again.",
    "53200": "Give the database more memory, then try again.",
    "53300": "Close idle sessions, or raise max_connections.",
    "28": "Check the user, the password and the server's pg_hba.conf.",
    "42501": "Grant the user the role that the ledger's migration made for this, or use another user.",
    "25006": "Write to the primary server, not to a standby; check default_transaction_read_only.",
    "57P01": "Try again once the server is up.",
    "57P02": "Try again once the server is up.",
    "57P03": "Try again once the server is up.",
    "58": "Check the server's disk and its log.",
    "XX": "Check the server's disk and its log; restore from a backup that verifies.",
}
#: The server is going down, or not up yet.
_LOST_STATES = frozenset({"57P01", "57P02", "57P03"})


class ConnectionLost(StorageFailed):
    """The connection broke or could not be made; a fresh one may do."""


def is_lost(error: psycopg.Error, connection: psycopg.Connection[Any] | None) -> bool:
    """Say whether the error means that the connection is gone, or was not to be had."""
    if connection is None or connection.closed:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    state = error.sqlstate or ""
    return state in _LOST_STATES or state.startswith("08")


@contextlib.contextmanager
def told(connection: psycopg.Connection[Any] | None) -> Iterator[None]:
    """Turn errors of the database into errors of the ledger, keeping the cause; `connection` is what is used.

    Raises:
        ConnectionLost: it is gone, and is closed now.
    """
    try:
        yield
    except psycopg.Error as error:
        cause = translated_error(error)
        if not is_lost(error, connection) or not isinstance(cause, StorageFailed):
            raise cause from error
        if connection is not None:
            connection.close()
        raise ConnectionLost(
            f"There is no connection to the database: {_said(error)}.", remedy=cause.remedy, **cause.values
        ) from error


def _said(error: psycopg.Error) -> str:
    """Return the driver's or the server's own words, on one line."""
    return " ".join((error.diag.message_primary or str(error)).split()).rstrip(".")


def translated_error(error: psycopg.Error) -> LedgerError:
    """Return the error of the ledger for one of the driver or the server; it holds no password."""
    state = error.sqlstate or ""
    said = _said(error)
    if state in _BUSY:
        fact, remedy = _BUSY[state]
        return LedgerBusy(f"{fact} ({said}); nothing was written.", remedy=remedy, sqlstate=state)
    if state == "3D000" or (not state and said.endswith("does not exist") and "database" in said):
        return LedgerMissing(
            f"There is no such database: {said}.",
            remedy="Make it with `createdb`, then run `credit-ledger migrate`, or correct the address.",
        )
    if isinstance(error, psycopg.DataError) and ("0x00" in said or "NUL" in said):
        return InvalidInput(
            "A text holds the character U+0000, which PostgreSQL cannot keep.", remedy="Take it out."
        )
    remedy = _REMEDIES.get(state) or _REMEDIES.get(state[:2]) or "Check the server's log."
    if not state:
        remedy = "Check that the server runs, and the address, the user and the password."
    return StorageFailed(
        f"The database failed: {said}; nothing was written.", remedy=remedy, sqlstate=state or None
    )
