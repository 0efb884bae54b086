"""Ledgers to test with: a real database each, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.log.opening import AnyStore
from ledger.log.postgres_migrate import migrate
from ledger.log.sqlite import SQLiteStore
from tests.log.places import Place
from tests.log.samples import Clock
from tests.postgres_server import Server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def file_store(path: Path, clock: Clock) -> Iterator[SQLiteStore]:
    """A new ledger on a file, for what only files do."""
    with SQLiteStore.open(path, create=True, clock=clock) as opened:
        yield opened


@pytest.fixture
def postgres_place(postgres: Server) -> Iterator[Place]:
    """A new ledger on PostgreSQL, not opened yet."""
    made: list[str] = []

    def another() -> Place:
        made.append(postgres.database())
        migrate(postgres.url(made[-1]))
        return Place(postgres.url(made[-1]), another)

    yield another()
    for name in made:
        postgres.give_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a ledger can be made, on each kind of database in turn."""
    if request.param == "postgresql":
        found: Place = request.getfixturevalue("postgres_place")
        return found
    names = iter(("ledger", "other", "third"))

    def another() -> Place:
        return Place(f"sqlite:///{tmp_path / next(names)}.db", another)

    return another()


@pytest.fixture
def store(place: Place, clock: Clock) -> Iterator[AnyStore]:
    with place.open(create=True, clock=clock) as opened:
        yield opened
