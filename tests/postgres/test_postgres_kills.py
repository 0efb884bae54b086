"""A few rounds of the campaign against PostgreSQL; `scripts/campaign kill-postgres` runs as many as you like."""

from __future__ import annotations

from tests.campaign import kill_postgres
from tests.postgres_server import Server


def test_killed_writers_and_a_server_that_crashes_under_load_lose_and_double_nothing(
    postgres: Server, postgres_url: str
) -> None:
    outcome = kill_postgres.campaign(postgres, postgres_url, count=6, seed=4)
    assert outcome.kills > 0
    assert outcome.stops > 0
    assert outcome.acknowledged >= 3 * 7
    assert outcome.seen_by_reader > 0
