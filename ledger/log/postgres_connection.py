"""A connection to a ledger on PostgreSQL: how it is made, what holds for its session, and how statements go over it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import psycopg

from ledger.errors import StorageFailed
from ledger.log.postgres_arrays import ARRAYS

#: How long a session waits for a lock before it gives up, in seconds.
BUSY_WAIT_SECONDS = 30.0
OLDEST_SERVER = 15
#: How a connection is made; one whose other end has vanished is found lost within a minute.
_CONNECTION: dict[str, Any] = {
    "application_name": "credit-ledger",
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 6,
    "tcp_user_timeout": 50_000,
}
_SETTLE = """SELECT
    set_config('synchronous_commit',
        CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
    set_config('lock_timeout', %s, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('client_encoding', 'UTF8', false),
    set_config('idle_in_transaction_session_timeout', '60s', false),
    set_config('search_path', 'ledger, pg_temp', false),
    set_config('TimeZone', 'UTC', false),
    current_setting('server_version_num')::integer / 10000,
    current_setting('server_encoding')"""

#: For a transaction that looks up many rows by their key: statistics of a growing table come too late.
_BY_INDEX = tuple(f"SET LOCAL enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin"))
IDLE = psycopg.pq.TransactionStatus.IDLE

# The driver warns of each lost connection that it cleans up after; the ledger tells of it itself, where it matters.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


class Lent:
    """A connection as the ledger's other parts use it: `?` stands for a value, as in SQLite."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.raw = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run one statement; its rows come in the binary format."""
        return self.raw.execute(portable(statement), values or None, binary=True)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for every row."""
        with self.raw.cursor() as cursor:
            cursor.executemany(portable(statement), rows)

    def execute_columns(self, statement: str, rows: Sequence[Sequence[Any]], types: Sequence[str]) -> None:
        """Run one statement with the columns of the rows as arrays of these types (`int8`, `text`, `bytea`)."""
        columns = [ARRAYS[kind](column) for kind, column in zip(types, zip(*rows, strict=True), strict=True)]
        with self.raw.pipeline():
            for setting in _BY_INDEX:
                self.raw.execute(setting)
            self.execute(statement, columns)

    def copy_in(self, statement: str, rows: Iterable[Sequence[Any]], types: Sequence[str]) -> None:
        """Take in rows by a COPY of this statement, in the binary format."""
        with self.raw.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(list(types))
            for row in rows:
                copy.write_row(row)

    @contextlib.contextmanager
    def streamed(self, statement: str) -> Iterator[psycopg.ServerCursor[Any]]:
        """Run a statement whose rows stay at the server until they are fetched."""
        with self.raw.transaction(), self.raw.cursor(name="ledger") as cursor:
            cursor.execute(statement, binary=True)
            yield cursor


def connect(url: str, *, busy_wait_seconds: float) -> psycopg.Connection[Any]:
    """Connect in autocommit mode; every commit is on the disk before it returns.

    Raises:
        psycopg.OperationalError: no connection. StorageFailed: the server is too old, or the database not in UTF-8.
    """
    connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True, **_CONNECTION)
    try:
        wait = f"{round(busy_wait_seconds * 1000)}ms"
        settled = connection.execute(_SETTLE, (wait,)).fetchone()
        assert settled is not None
        if settled[-2] < OLDEST_SERVER or settled[-1] != "UTF8" or settled[0] not in ("on", "remote_apply"):
            raise StorageFailed(
                f"The server has version {settled[-2]}, and the database the encoding {settled[-1]}.",
                remedy=f"Use PostgreSQL {OLDEST_SERVER} or newer and a database in UTF8.",
            )
    except BaseException:
        connection.close()
        raise
    return connection


def begin(connection: Lent, *locks: str) -> None:
    """Begin a transaction and take the locks, in one round trip; statements after it see what is committed then."""
    with connection.raw.pipeline():
        connection.execute("BEGIN")
        for lock in locks:
            connection.execute(lock)


def roll_back(connection: psycopg.Connection[Any]) -> None:
    """End a transaction without writing; on a lost connection the server does."""
    if not connection.closed and connection.info.transaction_status != IDLE:
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()


@lru_cache(maxsize=256)
def portable(statement: str) -> str:
    """Return a statement with the driver's own placeholders."""
    return statement.replace("%", "%%").replace("?", "%s")
