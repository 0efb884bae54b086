"""What must hold of the tables, whatever the history: rebuilt or followed, interrupted, at once, under new rules."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from ledger.errors import InvalidInput, ProjectionStopped
from ledger.log.codec import decode
from ledger.log.envelope import Commit, NewEvent
from ledger.open import Ledger
from ledger.projections.facts import Fact
from ledger.projections.fold import Projected, project
from ledger.projections.runner import Runner
from ledger.record.official import Record, evolve
from tests.campaign.histories import alternatives
from tests.campaign.kill_projector import digest_at
from tests.oracle.adapter import League, official_of
from tests.oracle.generate import boundaries, generate
from tests.oracle.readings import Readings
from tests.oracle.rule_edits import catalog_for
from tests.oracle.writing import JsonFact

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(300, 312)
READINGS = (Readings(), *alternatives())


def merged(seeds: range) -> list[JsonFact]:
    """Return the facts of several histories by their recorded time."""
    facts = [fact for seed in seeds for fact in generate(seed)]
    return sorted(facts, key=lambda fact: str(fact["recorded_at"]))


def league(seeds: range = SEEDS, *, stretch: int = 1000, url: str = "sqlite://") -> League:
    """Return a league that has recorded these histories."""
    found = League(Readings(), stretch=stretch, url=url)
    found.grow(merged(seeds))
    return found


def digest(ledger: Ledger) -> str:
    """Return the digest of the tables, caught up."""
    return ledger.facts.digest(ledger.catch_up().number)


# --- rebuilt or followed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stretch", [1, 7, 1000])
def test_tables_that_follow_in_stretches_equal_tables_built_in_one_go(stretch: int) -> None:
    found = League(Readings(), stretch=stretch)
    facts = iter(merged(SEEDS))
    while portion := list(islice(facts, 37)):
        found.grow(portion)
        followed = digest(found.ledger)
    assert followed == digest_at(found.ledger, found.ledger.store.last_position())
    assert followed == found.ledger.facts.digest(found.ledger.runner.rebuild().number)


def everything(projected: Projected) -> dict[str, tuple[Fact, ...]]:
    """Return the facts of each claim and of each group."""
    claims = {f"claim {claim}": facts for claim, (_, facts) in projected.by_claim.items()}
    return claims | {f"group {name}": tuple(group.facts) for name, group in projected.groups.items()}


def steps(seed: int, readings: Readings) -> Iterator[Record]:
    """Yield the record of a generated history after each of its events."""
    found = League(readings)
    facts = generate(seed)
    found.grow(facts)
    record = Record()
    for recorded in found.ledger.store.read_stream(f"official/{official_of(facts)}"):
        record = evolve(record, decode(recorded.type, recorded.data), recorded.position)
        yield record


@pytest.mark.parametrize("seed", range(400, 480))
def test_going_on_from_the_facts_before_gives_what_a_fresh_start_gives(seed: int) -> None:
    readings = READINGS[seed % len(READINGS)] if seed % 2 else Readings()
    scheme = catalog_for(readings).schemes["alm"]
    for edition in scheme.editions:
        rules, before = scheme.rules(edition), None
        for record in steps(seed, readings):
            before = project(record, rules, before)
            assert everything(before) == everything(project(record, rules)), f"at version {record.version}"


# --- a poison event -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stretch", [1, 7, 1000])
def test_a_poison_event_stops_the_tables_at_its_position_and_all_before_is_in_place(stretch: int) -> None:
    found = league(stretch=stretch)
    ledger, official = found.ledger, official_of(found.facts)
    stream = f"official/{official}"
    version = ledger.store.last_version(stream) + 1
    poison = NewEvent(stream, version, "x.v1", b"{}")
    [appended] = ledger.store.append([Commit("poison", "somebody", (poison,))])
    position = appended.positions[0]
    later = ledger.store.append([Commit("later", "somebody", (NewEvent("program/x", 1, "y.v1", b"{}"),))])
    with pytest.raises(ProjectionStopped) as stopped:
        ledger.catch_up()
    assert stopped.value.values["position"] == position
    assert later[0].positions[0] > position
    [reached] = ledger.facts.generations()
    assert reached.position == position - 1
    assert ledger.facts.digest(reached.number) == digest_at(ledger, reached.position)


def test_a_poison_event_hinders_nobody_but_its_official() -> None:
    found = league()
    others = sorted({fact["official"] for fact in found.facts if "official" in fact})
    stream = f"official/{others[0]}"
    poison = NewEvent(stream, found.ledger.store.last_version(stream) + 1, "x.v1", b"{}")
    found.ledger.store.append([Commit("poison", "somebody", (poison,))])
    day = boundaries(found.facts)[-1]
    assert all(found.ask(official, day) for official in others[1:])


# --- two at once, and new rules -----------------------------------------------------------------------------


def projector(url: str) -> subprocess.Popen[bytes]:
    """Start a process that catches up in stretches of one."""
    command = [sys.executable, "-m", "tests.campaign.kill_projector", url, "1", "catch up"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)


def run_two(url: str) -> list[str]:
    """Let two processes catch up at once; return what each said last, or why it ended."""
    pair = [projector(url), projector(url)]
    ends = []
    for process in pair:
        assert process.stdout is not None
        assert process.stderr is not None
        last = b""
        for line in process.stdout:
            last = line
            if line == b"done\n":
                break
        process.kill()
        complaint = process.stderr.read().decode().strip().splitlines()
        ends.append(last.decode().strip() if last == b"done\n" else (complaint or ["silent"])[-1])
        process.wait()
        process.stdout.close()
        process.stderr.close()
    return ends


def test_two_processes_that_follow_at_once_write_every_event_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'two.db'}"
    facts = merged(range(300, 304))
    found = League(Readings(), url=url)
    with found.ledger as ledger:
        found.grow(facts[:20])
        ledger.catch_up()
        found.grow(facts[20:])
        assert run_two(url) == ["done", "done"]
        [serving] = ledger.facts.generations()
        assert serving.position == ledger.store.last_position()
        assert ledger.facts.digest(serving.number) == digest_at(ledger, serving.position)


def test_two_processes_that_build_the_first_tables_at_once_end_with_one_generation(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'two.db'}"
    with league(range(300, 303), url=url).ledger as ledger:
        assert run_two(url) == ["done", "done"]
        [serving] = ledger.facts.generations()
        assert serving.serving
        assert ledger.facts.digest(serving.number) == digest_at(ledger, serving.position)


def test_who_follows_goes_on_where_another_rebuilds_and_switches_meanwhile() -> None:
    facts = merged(range(300, 303))
    found = League(Readings(), stretch=5)
    ledger = found.ledger
    found.grow(facts[:20])
    ledger.catch_up()
    found.grow(facts[20:])
    other = Runner(ledger.store, ledger.facts, ledger.catalog, decode=decode)
    switched: list[int] = []

    def meanwhile(_: int) -> None:
        if not switched:
            switched.append(other.rebuild().number)

    ledger.catch_up(meanwhile)
    [retired, serving] = ledger.facts.generations()
    assert retired.retired
    assert serving.number == switched[0]
    assert ledger.facts.digest(serving.number) == digest_at(ledger, ledger.store.last_position())


def test_changed_rules_rebuild_the_tables_and_the_old_ones_serve_until_the_switch(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rules.db'}"
    found = league(url=url)
    with found.ledger as ledger:
        old = ledger.catch_up()
        before = ledger.facts.digest(old.number)
        catalog = catalog_for(Readings(a09="continues"))
        changed = Ledger(ledger.store, catalog)
        changed.runner = Runner(ledger.store, ledger.facts, catalog, decode=decode, stretch=50)
        official, day = official_of(found.facts) or "", boundaries(found.facts)[-1]
        with pytest.raises(InvalidInput, match="other rule files"):
            changed.questions.standing(official, as_of=day, source="tables")
        seen = []
        new = changed.catch_up(lambda _: seen.append(ledger.facts.serving()))
        assert len(seen) > 1
        assert set(seen) == {old._replace(serving=True)}
        assert ledger.facts.generations() == [old._replace(serving=True), new]
        assert new.rules == catalog.sha256
        assert changed.facts.digest(new.number) == digest_at(changed, new.position) != before


# --- editions of the rules ----------------------------------------------------------------------------------


def test_an_event_keeps_facts_for_every_edition_published_from_its_day_on() -> None:
    found = league()
    ledger = found.ledger
    number = ledger.catch_up().number
    published = "2024-05-03"
    cut = ledger.store.last_position() - sum(
        fact["recorded_at"] >= "2024-05-03T05:00:00Z" for fact in found.facts
    )
    with ledger.store.session.reading() as connection:
        rows = connection.execute(f"SELECT edition, known_from, known_until FROM fact_{number}").fetchall()
    early = [row for row in rows if row[1] <= cut]
    assert {row[0] for row in early} == {"1994-01-01", published}
    assert {row[0] for row in rows if row[1] > cut} == {published}
    assert 0 < cut < ledger.store.last_position()
