"""The database itself refuses to change, remove or replace what was recorded, whoever asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.log.sqlite import SQLiteStore
from tests.log.samples import commit, event, history

COLUMNS = "position, recorded_us, stream, version, type, actor, command_id, imported, opens, leaf, data"
NEXT = {
    "position": 4,
    "recorded_us": 2**52,
    "stream": "a",
    "version": 3,
    "type": "k.v1",
    "actor": "intruder",
    "command_id": "c-9",
    "imported": 0,
    "opens": 1,
    "leaf": bytes(32),
    "data": b"{}",
}


@pytest.fixture
def raw(file_store: SQLiteStore, path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection of SQLite's own, to a ledger of three events."""
    file_store.append([commit("c-1", *history("a", 2, reference="r")), commit("c-2", event("b"))])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = list(connection.iterdump())
        yield connection
        assert list(connection.iterdump()) == before


def insert(connection: sqlite3.Connection, verb: str = "INSERT", **changed: object) -> None:
    row = {**NEXT, **changed}
    connection.execute(f"{verb} INTO events ({COLUMNS}) VALUES ({', '.join('?' * 11)})", tuple(row.values()))


@pytest.mark.parametrize("table", ["events", "event_references", "meta"])
def test_no_row_is_removed(raw: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never removed"):
        raw.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = x'7b7d'",
        "UPDATE OR REPLACE events SET version = 1 WHERE position = 2",
        "UPDATE events SET position = 9 WHERE position = 3",
        "UPDATE event_references SET reference = 'x'",
        "UPDATE meta SET value = 'x'",
        "INSERT INTO meta VALUES ('ledger_id', 'x') ON CONFLICT DO UPDATE SET value = 'x'",
        "INSERT OR REPLACE INTO meta VALUES ('ledger_id', 'x')",
        "REPLACE INTO event_references VALUES ('r', 1)",
    ],
)
def test_no_row_is_changed(raw: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        raw.execute(statement)


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"position": 1}, "position is not the next one"),
        ({"position": 3}, "position is not the next one"),
        ({"position": 5}, "position is not the next one"),
        ({"position": None}, "position is not the next one"),
        ({"recorded_us": 0}, "recorded time runs backwards"),
        ({"version": 2}, "version is not the next one"),
        ({"version": 1}, "version is not the next one"),
        ({"version": 4}, "version is not the next one"),
        ({"version": 0}, "version is not the next one"),
        ({"stream": "new", "version": 2}, "version is not the next one"),
        ({"stream": "new", "version": -1}, "version is not the next one"),
        ({"command_id": "c-1"}, "command was appended before"),
        ({"command_id": "c-1", "opens": 0}, "a commit has a first event"),
    ],
)
def test_no_row_is_inserted_but_the_next_event(
    raw: sqlite3.Connection, verb: str, changed: dict[str, object], refusal: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=refusal):
        insert(raw, verb, **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"leaf": bytes(31)},
        {"leaf": None},
        {"data": "text"},
        {"stream": "", "version": 1},
        {"type": ""},
        {"actor": ""},
        {"command_id": ""},
        {"imported": 2},
        {"recorded_us": "yesterday"},
    ],
)
def test_no_row_is_inserted_with_an_ill_formed_column(
    raw: sqlite3.Connection, changed: dict[str, object]
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"failed|cannot store"):
        insert(raw, **changed)


def test_the_row_that_all_of_these_vary_is_accepted(file_store: SQLiteStore, path: Path) -> None:
    file_store.append([commit("c-1", *history("a", 2)), commit("c-2", event("b"))])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        insert(connection)
    assert file_store.last_position() == 4
