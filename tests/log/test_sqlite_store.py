"""What only a ledger on an SQLite file does."""

from __future__ import annotations

import pytest

from ledger.errors import StorageFailed
from ledger.log.sqlite import SQLiteStore
from tests.log.samples import NOON, commit, event, history


def test_a_pause_in_reading_holds_no_transaction_open(file_store: SQLiteStore) -> None:
    store = file_store
    store.append([commit("c-1", *history("a", 5_000))])
    reading = store.read_all()
    next(reading)
    assert not store.session._reader.in_transaction
    store.append([commit("c-2", event("b"))])
    assert store.session._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert len([*reading]) == 4_999


def test_the_look_up_of_an_instant_halves_the_log_and_never_scans_it(file_store: SQLiteStore) -> None:
    store = file_store
    store.append([commit(f"c-{n}", event(f"s-{n}")) for n in range(1000)])
    statements: list[str] = []
    with store.session.reading() as connection:
        connection.set_trace_callback(statements.append)
        store.position_at(NOON)
        connection.set_trace_callback(None)
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT recorded_us FROM events WHERE position = 1"
        ).fetchone()
    assert len(statements) <= 12
    assert "INTEGER PRIMARY KEY" in plan[3]


def test_a_database_failure_is_reported_as_one_and_leaves_nothing(file_store: SQLiteStore) -> None:
    store = file_store
    store.session._writer.execute("PRAGMA max_page_count = 1")  # the disk is full
    with pytest.raises(StorageFailed, match="full"):
        store.append([commit("c-1", *history("a", 2_000))])
    store.session._writer.execute("PRAGMA max_page_count = 1000000")
    assert store.last_position() == 0
    assert store.append([commit("c-1", event("a"))])[0].positions == range(1, 2)


def test_an_acknowledged_event_is_on_the_disk(file_store: SQLiteStore) -> None:
    store = file_store
    connection = store.session._writer
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA fullfsync").fetchone() == (1,)
    assert connection.execute("PRAGMA checkpoint_fullfsync").fetchone() == (1,)
