"""What tests of every folder may ask for: a PostgreSQL server, started once, and fresh databases on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.log.postgres_migrate import migrate
from tests.postgres_server import NoServer, Server, binaries, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server, which ends with the tests."""
    try:
        binaries()
    except NoServer as reason:
        pytest.skip(str(reason))
    with running() as server:
        yield server


@pytest.fixture
def empty_database(postgres: Server) -> Iterator[str]:
    """The name of a database without a ledger."""
    name = postgres.database()
    yield name
    postgres.give_back(name)


@pytest.fixture
def postgres_url(postgres: Server, empty_database: str) -> str:
    """The address, as its owner, of a new ledger on PostgreSQL."""
    url = postgres.url(empty_database)
    migrate(url)
    return url
