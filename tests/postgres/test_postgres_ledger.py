"""A whole ledger on PostgreSQL says what one on SQLite says (lines, tables, answers, vault), and can be copied over."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.cli.copying import copied
from ledger.errors import Conflict, IntegrityFailure, ProjectionStopped
from ledger.log.codec import decode
from ledger.log.envelope import Commit, NewEvent
from ledger.log.opening import AnyStore, open_store
from ledger.open import Ledger, beside
from ledger.projections.runner import Runner
from tests.campaign.kill_projector import digest_at
from tests.oracle.adapter import League, official_of
from tests.oracle.generate import boundaries
from tests.oracle.readings import Readings
from tests.oracle.rule_edits import catalog_for
from tests.postgres_server import Server
from tests.properties.test_projections import SEEDS, digest, league, merged, run_two
from tests.service.making import REGISTERED, asked

EMAIL = "eleanor@example.org"


def lines(store: AnyStore) -> bytes:
    out = io.BytesIO()
    store.export(out)
    return out.getvalue()


@dataclass
class Leagues:
    """Makes leagues on PostgreSQL and closes them."""

    url: str
    made: list[League]

    def __call__(self, seeds: range = SEEDS, *, stretch: int = 1000) -> League:
        self.made.append(league(seeds, stretch=stretch, url=self.url))
        return self.made[-1]


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Leagues]:
    leagues = Leagues(postgres_url, [])
    yield leagues
    for one in leagues.made:
        one.ledger.close()


# --- the same as on SQLite ------------------------------------------------------------------------------------


def test_lines_tables_and_answers_are_those_of_sqlite(on_postgres: Leagues) -> None:
    here, there = on_postgres(), league()
    assert lines(here.ledger.store) == lines(there.ledger.store)
    assert [*here.ledger.store.read_leaves()] == [*there.ledger.store.read_leaves()]
    assert digest(here.ledger) == digest(there.ledger)
    identities = here.ledger.store.ledger_id, there.ledger.store.ledger_id
    officials = sorted({str(fact["official"]) for fact in here.facts if "official" in fact})
    for official in officials[:4]:
        for day in boundaries([fact for fact in here.facts if fact.get("official") == official])[-2:]:
            for source in ("log", "tables"):
                ours = here.told(official, day, source=source)  # type: ignore[arg-type]
                theirs = there.told(official, day, source=source)  # type: ignore[arg-type]
                assert ours.replace(identities[0], "") == theirs.replace(identities[1], "")


@pytest.mark.parametrize("stretch", [1, 7, 1000])
def test_tables_that_follow_in_stretches_equal_tables_built_in_one_go(
    postgres_url: str, stretch: int
) -> None:
    found = League(Readings(), stretch=stretch, url=postgres_url)
    with found.ledger as ledger:
        facts = iter(merged(range(300, 305)))
        while portion := list(islice(facts, 37)):
            found.grow(portion)
            followed = digest(ledger)
        assert followed == digest_at(ledger, ledger.store.last_position())
        assert followed == ledger.facts.digest(ledger.runner.rebuild().number)


def test_a_poison_event_stops_the_tables_at_its_position(on_postgres: Leagues) -> None:
    found = on_postgres(range(300, 303))
    ledger, stream = found.ledger, f"official/{official_of(found.facts)}"
    version = ledger.store.last_version(stream) + 1
    ledger.store.append([Commit("poison", "somebody", (NewEvent(stream, version, "x.v1", b"{}"),))])
    with pytest.raises(ProjectionStopped):
        ledger.catch_up()
    [reached] = ledger.facts.generations()
    assert reached.position == ledger.store.last_position() - 1
    assert ledger.facts.digest(reached.number) == digest_at(ledger, reached.position)


def test_two_processes_that_follow_at_once_write_every_event_once(postgres_url: str) -> None:
    found = League(Readings(), url=postgres_url)
    facts = merged(range(300, 303))
    with found.ledger as ledger:
        found.grow(facts[:20])
        ledger.catch_up()
        found.grow(facts[20:])
        assert run_two(postgres_url) == ["done", "done"]
        [serving] = [one for one in ledger.facts.generations() if one.serving]
        assert serving.position == ledger.store.last_position()
        assert ledger.facts.digest(serving.number) == digest_at(ledger, serving.position)


def test_two_processes_that_build_the_first_tables_at_once_end_with_one_generation(postgres_url: str) -> None:
    with league(range(300, 303), url=postgres_url).ledger as ledger:
        assert run_two(postgres_url) == ["done", "done"]
        [serving] = [one for one in ledger.facts.generations() if one.serving]
        assert ledger.facts.digest(serving.number) == digest_at(ledger, serving.position)


def test_changed_rules_rebuild_the_tables_beside_the_serving_ones(on_postgres: Leagues) -> None:
    ledger = on_postgres().ledger
    before = ledger.facts.digest(ledger.catch_up().number)
    catalog = catalog_for(Readings(a09="continues"))
    changed = Ledger(ledger.store, catalog)
    changed.runner = Runner(ledger.store, ledger.facts, catalog, decode=decode, stretch=50)
    new = changed.catch_up()
    assert new.rules == catalog.sha256
    assert changed.facts.digest(new.number) == digest_at(changed, new.position) != before


def test_the_view_shows_the_facts_that_serve(on_postgres: Leagues, postgres_url: str) -> None:
    ledger = on_postgres(range(300, 303)).ledger
    for rebuild in (False, True, True):
        serving = ledger.runner.rebuild() if rebuild else ledger.catch_up()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            state = connection.execute("SELECT generation, position FROM ledger.fact_state").fetchone()
            assert state == (serving.number, serving.position)
            row = connection.execute(
                "SELECT count(*), min(jsonb_typeof(value)) FROM ledger.facts WHERE known_until > 2^61"
            ).fetchone()
            table = f"SELECT count(*) FROM ledger.fact_{serving.number} WHERE known_until > 2^61"
            held = connection.execute(table).fetchone()  # type: ignore[arg-type]
            assert row is not None
            assert held is not None
            assert row == (held[0], "object")
            assert held[0] > 0


# --- two writers ----------------------------------------------------------------------------------------------


def test_two_writers_on_one_official_both_get_through_and_lose_nothing(postgres_url: str) -> None:
    with Ledger.open(postgres_url) as ledger:
        ledger.submit(REGISTERED, actor="clerk")
    positions: list[range] = []

    def write(name: str) -> None:
        with Ledger.open(postgres_url) as mine:
            for number in range(12):
                term = asked(
                    "term began", term=f"{name}-{number}", office="mayor", began_on=f"2017-01-{number + 1:02}"
                )
                while True:  # the service tries again five times; what it says then is to try again
                    try:
                        done = mine.submit(term, actor=name, command_id=f"{name}-{number}")
                    except Conflict:
                        continue
                    break
                positions.append(done.positions)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Ledger.open(postgres_url) as ledger:
        stream = ledger.store.read_stream("official/AL-1")
        assert [one.version for one in stream] == list(range(1, 26))
        assert {one.command_id for one in stream[1:]} == {
            f"{n}-{k}" for n in ("one", "two") for k in range(12)
        }
        assert sorted(p for found in positions for p in found) == [one.position for one in stream[1:]]
        assert len(ledger.service.record("AL-1").terms) == 24


# --- the vault ------------------------------------------------------------------------------------------------


def contact(ledger: Ledger, official: str, **data: Any) -> None:
    ledger.submit(
        asked("contact recorded", official=official, recorded_on="2025-01-01", **data), actor="clerk"
    )


def test_the_vault_keeps_names_beside_the_log(postgres_url: str) -> None:
    with Ledger.open(postgres_url) as ledger:
        ledger.submit(REGISTERED, actor="clerk")
        contact(ledger, "AL-1", given_name="Eleanor", email=EMAIL)
        assert ledger.vault.owner_of_email(EMAIL.upper()) == "AL-1"
        [(official, commitment, body)] = ledger.vault.contacts()
        assert (official, body) == ("AL-1", {"email": EMAIL, "given_name": "Eleanor"})
        assert ledger.vault.body(commitment) == body
        assert b"Eleanor" not in lines(ledger.store)


# --- backups --------------------------------------------------------------------------------------------------


def test_a_restored_dump_is_the_same_ledger_and_as_closed(
    on_postgres: Leagues, postgres: Server, postgres_url: str, empty_database: str
) -> None:
    there = on_postgres(range(300, 302)).ledger
    there.catch_up()
    file = str(postgres.folder / "ledger.dump")
    postgres.command("pg_dump", "--format=custom", f"--file={file}", postgres_url)
    restored = postgres.database()
    try:
        url = postgres.url(restored)
        postgres.command("pg_restore", "--exit-on-error", f"--dbname={url}", file)
        with Ledger(open_store(url), there.catalog) as here:
            assert contents(here.store) == contents(there.store)
            assert here.store.ledger_id == there.store.ledger_id
            assert here.facts.generations() == there.facts.generations()
            assert digest(here) == digest(there)
            here.store.append([Commit("later", "clerk", (NewEvent("program/x", 1, "y.v1", b"{}"),))])
        with (
            psycopg.connect(url, autocommit=True) as connection,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            connection.execute("DELETE FROM ledger.events")
    finally:
        postgres.give_back(restored)


# --- copies ---------------------------------------------------------------------------------------------------


def contents(store: AnyStore) -> tuple[Any, ...]:
    vault, _ = beside(store)
    with store.session.reading() as connection:
        references = [*connection.execute("SELECT reference, position FROM event_references ORDER BY 1, 2")]
    return lines(store), [*store.read_leaves()], references, [*vault.entries()], vault.emails()


def test_a_copy_there_and_back_is_equal_in_everything(on_postgres: Leagues, tmp_path: Path) -> None:
    there = on_postgres(range(300, 303)).ledger
    contact(there, official_of(merged(range(300, 301))) or "", given_name="Eleanor", email=EMAIL)
    with Ledger.open(f"sqlite:///{tmp_path}/copy.db", create=True) as here:
        done = copied(there.store, here.store, lambda _: None)
        assert done.new == done.position == there.store.last_position()
        assert done.entries > 0
        assert contents(here.store) == contents(there.store)
        assert here.facts.digest(Ledger(here.store, there.catalog).catch_up().number) == digest(there)
        assert copied(here.store, there.store, lambda _: None).new == 0


def test_a_copy_goes_on_with_what_came_later(on_postgres: Leagues, tmp_path: Path) -> None:
    found = on_postgres(range(0))
    facts = merged(range(300, 302))
    with open_store(f"sqlite:///{tmp_path}/copy.db", create=True) as here:
        for portion in (facts[:9], facts[9:10], [], facts[10:]):
            found.grow(portion)
            before = here.last_position()
            done = copied(found.ledger.store, here, lambda _: None)
            assert done.new == found.ledger.store.last_position() - before
            assert contents(here) == contents(found.ledger.store)


def test_a_copy_onto_another_log_is_refused_at_the_first_difference(
    on_postgres: Leagues, tmp_path: Path
) -> None:
    found = on_postgres(range(300, 302))
    with open_store(f"sqlite:///{tmp_path}/other.db", create=True) as other:
        other.append([Commit("c-1", "clerk", (NewEvent("program/x", 1, "y.v1", b"{}"),))])
        with pytest.raises(IntegrityFailure, match="differ at position 1"):
            copied(found.ledger.store, other, lambda _: None)
        assert other.last_position() == 1
