"""Making and renewing the schema of a ledger on PostgreSQL: once, whoever asks and however many ask at once.

The user who migrates owns the schema. Two roles are made for everybody else, who is to be granted one of them: the
writer, who may read and add, and the reader, who may only read, and not the vault.
"""

from __future__ import annotations

import uuid
from importlib.resources import files
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from ledger.errors import InvalidInput, LedgerMissing, NewerLedger, NotALedger, StorageFailed
from ledger.log.postgres_connection import BUSY_WAIT_SECONDS, connect
from ledger.log.postgres_errors import told

SCHEMA_VERSION = 1
_NAME_BYTES = 50  # of 63, to leave room for what the role is
_COMMENT = "A credit ledger: docs/log-format.md. Changed by `credit-ledger migrate` only."
_LOCK = "SELECT pg_advisory_xact_lock(1129080935, 3)"
_ROLE_TAKEN = ("42710", "23505")  # another database of the server was given the role at the same moment
_TABLES = """SELECT coalesce(array_agg(c.relname::text), '{}')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ledger'"""
_MARKED = "SELECT value = 'credit-ledger' FROM ledger.meta WHERE key = 'application'"


class Migrated(NamedTuple):
    """What a migration came to: the schema's version before (0: there was none) and after, and the roles."""

    ledger_id: str
    before: int
    after: int
    writer: str
    reader: str


def migrate(url: str, *, ledger_id: str | None = None) -> Migrated:
    """Make a ledger in the database at the address, or bring the one there up to this program's schema.

    A new ledger gets `ledger_id` as its identity, or a random one. What is up to date is left as it is.

    Raises:
        NotALedger: the database has another schema `ledger`. NewerLedger: a later version of this program made it.
        InvalidInput: the ledger there has another identity. StorageFailed: the user may not make what is needed.
    """
    with told(None):
        connection = connect(url, busy_wait_seconds=BUSY_WAIT_SECONDS)
    try:
        with told(connection), connection.transaction():
            connection.execute(_LOCK)
            return _migrated(connection, ledger_id)
    finally:
        connection.close()


def identify(connection: psycopg.Connection[Any]) -> int:
    """Return the version of the ledger's schema in the database, 0 where there is none; change nothing.

    Raises:
        NotALedger: the schema `ledger` is something else's. NewerLedger: it is newer than this program.
    """
    found = connection.execute(_TABLES).fetchone()
    tables = set(found[0]) if found is not None else set()
    if not tables:
        return 0
    if not {"meta", "migration"} <= tables or not _is_marked(connection):
        raise NotALedger(
            "The database has a schema `ledger` that is no credit ledger. It was left as it is.",
            remedy="Give the address of another database.",
        )
    row = connection.execute("SELECT max(version) FROM ledger.migration").fetchone()
    version = row[0] if row is not None and row[0] is not None else 0
    if version > SCHEMA_VERSION:
        raise NewerLedger(
            f"The ledger has schema version {version}; this program knows versions up to {SCHEMA_VERSION}.",
            remedy="Install a newer credit-ledger.",
        )
    return int(version)


def _is_marked(connection: psycopg.Connection[Any]) -> bool:
    """Say whether the table `meta` is one of ours."""
    try:
        with connection.transaction():
            return connection.execute(_MARKED).fetchone() == (True,)
    except psycopg.errors.UndefinedColumn:
        return False


def check(connection: psycopg.Connection[Any]) -> None:
    """Return when the database holds a ledger that this program can use; raises as `identify`, and where it is older.

    Raises:
        LedgerMissing: there is no ledger in the database.
    """
    version = identify(connection)
    if version == 0:
        raise LedgerMissing(
            "There is no ledger in this database.",
            remedy="Make one with `credit-ledger migrate`, or correct the address.",
        )
    if version < SCHEMA_VERSION:
        raise InvalidInput(
            f"The ledger has schema version {version}, and this program needs {SCHEMA_VERSION}.",
            remedy="Run `credit-ledger migrate` as the ledger's owner.",
        )


def _migrated(connection: psycopg.Connection[Any], ledger_id: str | None) -> Migrated:
    before = identify(connection)
    if before == 0:
        _begin(connection, ledger_id or uuid.uuid4().hex)
    rows = dict(connection.execute("SELECT key, value FROM ledger.meta").fetchall())
    if ledger_id not in (None, rows["ledger_id"]):
        raise InvalidInput(
            f"This is the ledger {rows['ledger_id']}, another one.",
            remedy="Give the address of the ledger you mean, or of an empty database.",
            field="ledger_id",
            value=ledger_id,
        )
    for version in range(max(before, 1) + 1, SCHEMA_VERSION + 1):
        _apply(connection, version, rows["writer"], rows["reader"])
    return Migrated(rows["ledger_id"], before, SCHEMA_VERSION, rows["writer"], rows["reader"])


def _begin(connection: psycopg.Connection[Any], ledger_id: str) -> None:
    """Make the schema, the roles and the first tables."""
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    name = row[0].encode()[:_NAME_BYTES].decode(errors="ignore")
    writer, reader = (_role(connection, f"{name}_{kind}") for kind in ("writer", "reader"))
    connection.execute("CREATE SCHEMA IF NOT EXISTS ledger")
    connection.execute(sql.SQL("COMMENT ON SCHEMA ledger IS {}").format(sql.Literal(_COMMENT)))
    connection.execute(
        "CREATE TABLE ledger.migration (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    _apply(connection, 1, writer, reader)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger.meta (key, value) VALUES (%s, %s)",
            [
                ("application", "credit-ledger"),
                ("ledger_id", ledger_id),
                ("writer", writer),
                ("reader", reader),
            ],
        )


def _apply(connection: psycopg.Connection[Any], version: int, writer: str, reader: str) -> None:
    """Apply one migration and note it."""
    text = files("ledger.log").joinpath(f"migrations/{version:04}.sql").read_text(encoding="utf-8")
    for kind, role in (("writer", writer), ("reader", reader)):
        text = text.replace(f'"{{{kind}}}"', sql.Identifier(role).as_string(connection))
    connection.execute(text.encode())
    connection.execute("INSERT INTO ledger.migration (version) VALUES (%s)", (version,))


def _role(connection: psycopg.Connection[Any], name: str) -> str:
    """Make a role that cannot log in, unless it is there, and return its name."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        return name
    try:
        with connection.transaction():
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise StorageFailed(
            f"The user may not make the role {name}; nothing was changed.",
            remedy=f'Have an administrator run CREATE ROLE "{name}" NOLOGIN, then migrate again.',
        ) from error
    except psycopg.Error as error:
        if error.sqlstate not in _ROLE_TAKEN:
            raise
    return name
