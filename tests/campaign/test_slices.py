"""A slice of each campaign, small enough for every run of the tests; `scripts/campaign` runs the whole."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.campaign import kill_projector
from tests.campaign.histories import LEAGUE, alternatives, readings_of, run
from tests.log import kill_writer
from tests.oracle.leagues import Comparison, Plan, Report, compare_league
from tests.oracle.readings import Readings

ROOT = Path(__file__).resolve().parents[2]


def seen(first: int, count: int, word: str) -> Report:
    """Return what a campaign of so many histories saw."""
    total = Report()
    for part in run(first, count, word=word, workers=1, plan=Plan()):
        total.add(part.report)
    return total


@pytest.mark.parametrize("first", [0, 800, 1600])
def test_the_system_and_the_oracle_agree_on_a_hundred_histories_at_any_two_dates(first: int) -> None:
    report = seen(first, 100, "default")
    assert [difference.report() for difference in report.differences] == []
    assert report.counts["histories"] == 100
    assert report.counts["answers"] == 200
    assert report.counts["answers from the tables"] > 0
    assert report.counts["answers asked again"] > 0


@pytest.mark.parametrize("part", range(4))
def test_the_system_and_the_oracle_agree_under_every_alternative_reading(part: int) -> None:
    for number, readings in enumerate(alternatives()[part::4]):
        first = 5000 + 100 * part + 4 * number
        report = compare_league(range(first, first + 4), readings, Plan(exact=0))
        assert [difference.report() for difference in report.differences] == []


def test_the_readings_of_a_campaign_take_turns() -> None:
    mixed = [readings_of(first * LEAGUE, "mixed") for first in range(2 * len(alternatives()))]
    assert mixed[::2] == [Readings()] * len(alternatives())
    assert sorted(map(str, mixed[1::2])) == sorted(map(str, alternatives()))


def test_a_system_with_other_rules_differs_from_the_oracle() -> None:
    comparison = Comparison(range(50), Readings(a05_boundary="anniversary_is_free"), Plan(minimise=False))
    comparison.readings = Readings()
    found = comparison.run().differences
    assert found
    assert all(difference.as_of >= date(2014, 1, 1) for difference in found)


def test_an_answer_that_takes_too_long_is_a_difference() -> None:
    comparison = Comparison(range(1), Readings(), Plan(questions=1, exact=0, minimise=False))

    def never(*_: object) -> None:
        while True:
            pass

    comparison.league.ask = never  # type: ignore[assignment, method-assign]
    comparison.plan = replace(comparison.plan, seconds=1)
    [found] = comparison.run().differences
    assert found.path == "/time"


def test_fifteen_writers_killed_while_appending_lose_nothing(tmp_path: Path) -> None:
    outcome = kill_writer.campaign(f"sqlite:///{tmp_path}/writer.db", count=15, seed=3)
    assert outcome.acknowledged > 0


def test_fifteen_projectors_killed_while_catching_up_leave_whole_tables(tmp_path: Path) -> None:
    outcome = kill_projector.campaign(tmp_path / "tables.db", count=15, seed=3)
    assert outcome.stretches > 0
    assert outcome.builds_cut > 0
    assert outcome.follows_cut > 0


def test_the_command_says_how_far_it_came_and_exits_with_zero() -> None:
    command = [sys.executable, "scripts/campaign", "oracle", "--histories", "3", "--workers", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3 histories compared, 0 differences" in done.stdout
