"""The schema on PostgreSQL: made once, recognised, and closed to everybody who would change the past."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from ledger.errors import InvalidInput, LedgerMissing, NewerLedger, NotALedger, StorageFailed
from ledger.log.postgres import PostgresStore
from ledger.log.postgres_migrate import migrate
from ledger.open import Ledger
from ledger.rules.catalog import load_catalog
from tests.log.kill_writer import ROOT
from tests.log.samples import commit, event, history
from tests.postgres_server import Server

Raw = psycopg.Connection[Any]
COLUMNS = "position, recorded_us, stream, version, type, actor, command_id, imported, opens, leaf, data"
NEXT: dict[str, object] = {
    "position": 4,
    "recorded_us": 2**52,
    "stream": "a",
    "version": 3,
    "type": "k.v1",
    "actor": "intruder",
    "command_id": "c-9",
    "imported": False,
    "opens": True,
    "leaf": bytes(32),
    "data": b"{}",
}
TABLES = ("events", "event_references", "meta", "migration")


def fill(url: str) -> None:
    """Record three events."""
    with PostgresStore.open(url) as store:
        store.append([commit("c-1", *history("a", 2, reference="r")), commit("c-2", event("b"))])


def contents(connection: Raw) -> list[list[tuple[Any, ...]]]:
    return [connection.execute(f"SELECT * FROM ledger.{table} ORDER BY 1, 2").fetchall() for table in TABLES]


def insert(connection: Raw, *rows: dict[str, object]) -> None:
    places = ", ".join(f"({', '.join(['%s'] * 11)})" for _ in rows)
    values = [value for row in rows for value in (NEXT | row).values()]
    connection.execute(f"INSERT INTO ledger.events ({COLUMNS}) VALUES {places}", values)  # type: ignore[arg-type]


@pytest.fixture
def raw(postgres_url: str) -> Iterator[Raw]:
    """A connection of the owner, who is a superuser here, to a ledger of three events."""
    fill(postgres_url)
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        before = contents(connection)
        yield connection
        assert contents(connection) == before


@pytest.fixture
def login(postgres: Server, postgres_url: str, empty_database: str) -> Iterator[Any]:
    """A function that makes a user who has only one of the ledger's roles, and returns the address for it."""
    made: list[str] = []

    def as_role(kind: str) -> str:
        made.append(f"{empty_database}_{kind}_user")
        postgres.run(f'CREATE ROLE "{made[-1]}" LOGIN IN ROLE "{empty_database}_{kind}"')
        return postgres.url(empty_database, user=made[-1])

    yield as_role
    for name in made:
        postgres.run(f'DROP ROLE "{name}"')


# --- made and recognised --------------------------------------------------------------------------------------


def test_a_migration_makes_a_ledger_and_another_one_changes_nothing(
    postgres: Server, empty_database: str
) -> None:
    url = postgres.url(empty_database)
    first, again = migrate(url, ledger_id="0123abcd"), migrate(url)
    assert (first.ledger_id, first.before, first.after) == ("0123abcd", 0, 1)
    assert again == first._replace(before=1)
    assert (first.writer, first.reader) == (f"{empty_database}_writer", f"{empty_database}_reader")


def test_eight_processes_that_migrate_an_empty_database_at_once_all_succeed(
    postgres: Server, empty_database: str
) -> None:
    url = postgres.url(empty_database)
    program = (
        "import sys; from ledger.log.postgres import PostgresStore; print('ready', flush=True);"
        " sys.stdin.readline(); print(PostgresStore.open(sys.argv[1], create=True).ledger_id)"
    )
    command = [sys.executable, "-W", "ignore", "-c", program, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    starters = [subprocess.Popen(command, **pipes) for _ in range(8)]  # type: ignore[call-overload]
    for starter in starters:
        assert starter.stdout.readline() == "ready\n"
    for starter in starters:
        starter.stdin.write("go\n")
        starter.stdin.flush()
    said = [starter.communicate(timeout=60)[0] for starter in starters]
    assert [starter.returncode for starter in starters] == [0] * 8
    assert len(set(said)) == 1
    assert postgres.run("SELECT count(*) FROM ledger.migration", database=empty_database) == [(1,)]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    "tables",
    [
        ("events (position text)",),
        ("meta (name text)", "migration (version integer)"),
        ("meta (key text, value text)", "migration (version integer)"),
    ],
)
def test_a_schema_of_another_program_is_refused_and_left_as_it_is(
    postgres: Server, empty_database: str, create: bool, tables: tuple[str, ...]
) -> None:
    made = " ".join(f"CREATE TABLE {table}" for table in tables)
    postgres.run(f"CREATE SCHEMA ledger {made}", database=empty_database)
    with pytest.raises(NotALedger, match="left as it is"):
        PostgresStore.open(postgres.url(empty_database), create=create)
    with pytest.raises(NotALedger):
        migrate(postgres.url(empty_database))
    found = postgres.run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace ORDER BY 1",
        database=empty_database,
    )
    assert found == [(table.split()[0],) for table in tables]


def test_a_ledger_of_a_later_version_is_refused_and_left_as_it_is(
    postgres: Server, postgres_url: str
) -> None:
    database = psycopg.conninfo.conninfo_to_dict(postgres_url)["dbname"]
    postgres.run("INSERT INTO ledger.migration (version) VALUES (2)", database=str(database))
    for open_it in (PostgresStore.open, migrate):
        with pytest.raises(NewerLedger, match="schema version 2; this program knows versions up to 1"):
            open_it(postgres_url)


def test_a_database_without_a_ledger_says_how_to_make_one(postgres: Server, empty_database: str) -> None:
    with pytest.raises(LedgerMissing, match="credit-ledger migrate"):
        PostgresStore.open(postgres.url(empty_database))
    with pytest.raises(LedgerMissing, match="createdb"):
        PostgresStore.open(postgres.url("no_such_database"))


def test_a_ledger_of_another_identity_than_the_one_meant_is_not_opened(postgres_url: str) -> None:
    for open_it in (PostgresStore.open, migrate):
        with pytest.raises(InvalidInput, match="another one"):
            open_it(postgres_url, ledger_id="4567cdef")


def test_a_user_who_may_not_make_roles_is_told_what_an_administrator_must_do(
    postgres: Server, empty_database: str
) -> None:
    postgres.run("CREATE ROLE plain LOGIN")
    postgres.run(f'GRANT CREATE ON DATABASE "{empty_database}" TO plain')
    url = postgres.url(empty_database, user="plain")
    roles = [f"{empty_database}_{kind}" for kind in ("writer", "reader")]
    try:
        for role in roles:
            postgres.run(f'DROP ROLE IF EXISTS "{role}"')
        with pytest.raises(StorageFailed, match=f'CREATE ROLE "{roles[0]}" NOLOGIN'):
            migrate(url)
        for role in roles:
            postgres.run(f'CREATE ROLE "{role}" NOLOGIN')
        assert migrate(url).before == 0
        fill(url)
    finally:
        postgres.run("DROP OWNED BY plain CASCADE", database=empty_database)
        postgres.run("DROP ROLE plain")


# --- the past stays -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.events SET data = ''",
        "UPDATE ledger.events SET position = 9 WHERE position = 3",
        "UPDATE ledger.event_references SET reference = 'x'",
        "UPDATE ledger.meta SET value = 'x'",
        "INSERT INTO ledger.meta VALUES ('ledger_id', 'x') ON CONFLICT (key) DO UPDATE SET value = 'x'",
        "MERGE INTO ledger.events e USING ledger.meta m ON true WHEN MATCHED THEN UPDATE SET actor = 'x'",
        *(f"DELETE FROM ledger.{table}" for table in TABLES),
        *(f"TRUNCATE ledger.{table} CASCADE" for table in TABLES),
    ],
)
@pytest.mark.parametrize("replica", [False, True])
def test_no_row_is_changed_or_removed_by_the_owner(raw: Raw, statement: str, replica: bool) -> None:
    if replica:  # as on a subscriber of a replication, where ordinary triggers are mute
        raw.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.RestrictViolation, match=r"never (changed|removed)"):
        raw.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"position": 5}, "position is not the next one"),
        ({"position": 0}, "position is not the next one"),
        ({"position": 3}, "events_pkey"),
        ({"recorded_us": 0}, "recorded time runs backwards"),
        ({"version": 1}, "events_by_stream"),
        ({"version": 2}, "events_by_stream"),
        ({"version": 4}, "version is not the next one"),
        ({"version": 0}, "version is not the next one"),
        ({"stream": "new", "version": 2}, "version is not the next one"),
        ({"stream": "new", "version": -1}, "version is not the next one"),
        ({"command_id": "c-1"}, "events_by_command"),
        ({"command_id": "c-1", "opens": False}, "a commit has a first event"),
        ({"leaf": bytes(31)}, "events_leaf_check"),
        ({"stream": "", "version": 1}, "events_stream_check"),
        ({"type": ""}, "events_type_check"),
        ({"actor": ""}, "events_actor_check"),
        ({"command_id": ""}, "events_command_id_check"),
        ({"data": None}, "null value"),
    ],
)
def test_no_row_is_inserted_but_the_next_event(raw: Raw, changed: dict[str, object], refusal: str) -> None:
    with pytest.raises(psycopg.IntegrityError, match=refusal):
        insert(raw, changed)


@pytest.mark.parametrize(
    "rows",
    [
        [{}, {"position": 6, "version": 4, "opens": False}],
        [{}, {"position": 5, "version": 5, "opens": False}],
        [{}, {"position": 5, "version": 4, "opens": False, "recorded_us": 2**52 - 1}],
        [{}, {"position": 5, "version": 4, "opens": False, "command_id": "c-10"}],
        [{"version": 4}, {"position": 5, "version": 3, "opens": False}],
        [{"stream": "n", "version": 1}, {"position": 5, "stream": "n", "version": 0, "opens": False}],
    ],
)
def test_rows_that_do_not_follow_each_other_are_refused_together(
    raw: Raw, rows: list[dict[str, object]]
) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        insert(raw, *rows)


def test_the_rows_that_all_of_these_vary_are_accepted(postgres_url: str) -> None:
    fill(postgres_url)
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        insert(connection, {}, {"position": 5, "version": 4, "opens": False})
        later = {"stream": "n", "opens": False}
        insert(
            connection,
            {"position": 6, "stream": "n", "version": 0, "command_id": "c-11"},
            {"position": 7, "version": 1, "command_id": "c-11", **later},
        )
    with PostgresStore.open(postgres_url) as store:
        assert store.last_position() == 7


# --- the roles ------------------------------------------------------------------------------------------------


def test_a_writer_appends_projects_and_answers(login: Any) -> None:
    with Ledger.open(login("writer")) as ledger:
        ledger.store.append([commit("c-1", event("program/x", reference="r"))])
        first = ledger.catch_up()
        second = ledger.runner.rebuild()
        third = ledger.runner.rebuild()
        assert first.position == second.position == third.position == 1
        assert ledger.facts.digest(second.number) == ledger.facts.digest(third.number)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE ledger.{table} SET {column} = {column}" for table, column in
          (("events", "data"), ("event_references", "reference"), ("meta", "value"), ("migration", "version"))),
        *(f"DELETE FROM ledger.{table}" for table in (*TABLES, "vault")),
        *(f"TRUNCATE ledger.{table} CASCADE" for table in TABLES),
        "INSERT INTO ledger.meta VALUES ('x', 'y')",
        "INSERT INTO ledger.migration VALUES (2)",
        "UPDATE ledger.vault SET body = ''",
        "ALTER TABLE ledger.events DISABLE TRIGGER ALL",
        "ALTER TABLE ledger.events ADD COLUMN x text",
        "DROP TRIGGER refuse_change ON ledger.events",
        "DROP TABLE ledger.events",
        "DROP SCHEMA ledger CASCADE",
        "CREATE TABLE ledger.mine (x text)",
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET session_replication_role = replica",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["writer", "reader"])
def test_neither_writer_nor_reader_changes_the_past_or_the_schema(
    raw: Raw, login: Any, kind: str, statement: str
) -> None:
    with (
        closing(psycopg.connect(login(kind), autocommit=True)) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)),
    ):
        connection.execute(statement)  # type: ignore[arg-type]


def test_a_reader_asks_everything_but_writes_nothing_and_sees_no_personal_data(
    postgres_url: str, login: Any
) -> None:
    fill(postgres_url)
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        connection.execute("INSERT INTO ledger.vault VALUES ('k', 'a', 'contact', '', '{}')")
    with Ledger(PostgresStore.open(login("reader")), load_catalog(())) as ledger:
        assert [one.position for one in ledger.store.read_all()] == [1, 2, 3]
        assert ledger.store.commit_of("c-1") is not None
        assert ledger.vault.body("k") is None
        with pytest.raises(StorageFailed, match=r"permission denied.*Grant the user the role"):
            ledger.store.append([commit("c-9", event("z"))])
        with pytest.raises(StorageFailed, match="permission denied"):
            ledger.facts.start("rules")


def test_the_views_show_the_log_and_the_serving_facts(postgres_url: str, login: Any) -> None:
    fill(postgres_url)
    with closing(psycopg.connect(login("reader"), autocommit=True)) as connection:
        found = connection.execute(
            "SELECT position, stream, version, imported FROM ledger.event_log"
        ).fetchall()
        assert found == [(1, "a", 1, False), (2, "a", 2, False), (3, "b", 1, False)]
        assert connection.execute("SELECT count(*) FROM ledger.facts").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM ledger.fact_state").fetchone() == (0,)
        with PostgresStore.open(postgres_url) as store:
            at = connection.execute("SELECT recorded_at FROM ledger.event_log WHERE position = 2").fetchone()
            assert at == (store.recorded_at(2),)
