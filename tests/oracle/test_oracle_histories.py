"""What holds for every generated history, and for the comparison that runs over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.oracle.compare import Plan, all_readings, compare_seed, differences, unconserved
from tests.oracle.coverage import EXPECTED, count
from tests.oracle.evaluate import Answer, Oracle, evaluate
from tests.oracle.generate import boundaries, generate
from tests.oracle.history import ADVANCED, BASIC, read_history
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact


@pytest.mark.parametrize("seed", range(60))
def test_every_claimed_hour_is_in_exactly_one_place(seed: int) -> None:
    facts = generate(seed)
    readings = all_readings()[seed % len(all_readings())]
    oracle = Oracle(facts, readings)
    for day in boundaries(facts)[::25]:
        answer = oracle.answer(day)
        assert list(unconserved(answer)) == []
        if readings.a12_basis == "activity_date":
            claims = read_history(facts, as_of=day, prospective=readings.a52 == "prospective").claims.values()
            due = sum((claim.hours_claimed for claim in claims if claim.completed_on <= day), Fraction(0))
            assert due == sum(
                answer[program]["transcript"]["totals"]["claimed"] for program in (BASIC, ADVANCED)
            )


@pytest.mark.parametrize("seed", range(200))
def test_a_generated_history_rises_strictly_and_is_the_same_again(seed: int) -> None:
    facts = generate(seed)
    recorded = [line["recorded_at"] for line in facts]
    assert recorded == sorted(set(recorded))
    assert facts == generate(seed)


def test_the_generator_reaches_every_place_status_and_finding() -> None:
    seen = count(range(150), dates=6, readings=Readings())
    assert sorted(EXPECTED - set(seen)) == []


def _slightly_wrong(facts: list[JsonFact], readings: Readings, as_of: date) -> Answer:
    return evaluate(facts, replace(readings, a05_boundary="anniversary_is_free"), as_of)


def _refusing(facts: list[JsonFact], readings: Readings, as_of: date) -> Answer:
    raise RuntimeError("no")


def test_two_equal_evaluators_show_no_difference() -> None:
    plan = Plan(dates=3, prefixes=3, readings=all_readings())
    assert [compare_seed(seed, answers=evaluate, plan=plan) for seed in range(4)] == [[], [], [], []]


def test_a_difference_is_found_and_its_history_shortened() -> None:
    plan = Plan(dates=12, prefixes=1, readings=(Readings(),))
    found = [item for seed in (16, 20) for item in compare_seed(seed, answers=_slightly_wrong, plan=plan)]
    transcripts = [item for item in found if "/transcript/" in item.path]
    assert transcripts
    assert min(len(item.facts) for item in transcripts) <= 4


def test_a_refused_history_is_a_difference() -> None:
    plan = Plan(dates=1, prefixes=1, readings=(Readings(),))
    [found] = compare_seed(3, answers=_refusing, plan=plan)
    assert found.path == "/refused"
    assert "RuntimeError: no" in found.report()


def test_numbers_and_days_are_compared_by_value_and_not_by_type() -> None:
    assert list(differences({"a": Fraction(9, 2)}, {"a": "4.50"})) == []
    assert list(differences({"a": "infinity"}, {"a": date.max})) == []
    assert list(differences({"a": None}, {"a": Fraction(0)})) == [("/a", None, Fraction(0))]
