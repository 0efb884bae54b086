"""A slice of the campaign of managers, clerks and finance officers, and what is still open between both evaluators."""

from __future__ import annotations

from datetime import date

import pytest

from tests.campaign.histories import LEAGUE, reading_of, run
from tests.oracle.adapter import League
from tests.oracle.cases import fact
from tests.oracle.leagues import Plan, Report
from tests.oracle.programs.adapter import ask
from tests.oracle.programs.alternatives import ALTERNATIVES, catalog_for
from tests.oracle.programs.cases import CMC, CMO, TN, awarded, posted, recommended, submitted
from tests.oracle.programs.leagues import Comparison, Question, compare_league, disagreements
from tests.oracle.programs.sheets import Rules
from tests.oracle.writing import JsonFact

REGISTERED = fact("official registered", "2014-01-01", registered_on="2014-01-01")


def seen(first: int, count: int) -> Report:
    """Return what a campaign of so many histories by default saw."""
    total = Report()
    for part in run(first, count, word="default", workers=1, plan=Plan(), programs="all"):
        total.add(part.report)
    return total


def test_the_system_and_the_oracle_agree_on_sixty_officials_of_any_programs() -> None:
    report = seen(0, 60)
    assert [difference.report() for difference in report.differences] == []
    assert report.counts["histories"] == 60
    assert report.counts["answers in Alabama"] > 0
    assert report.counts["answers from the tables"] > 0
    reached = (
        "iimc-cmc status requirements-met", "amcto-cmo cycle met", "amcto-cmo cycle not-met",
        "iimc-cmc status not-in-good-standing", "iimc-mmc reason before-floor", "tn-cmfo year not-met",
        "tn-cmfo reason form-late",
    )  # fmt: skip
    assert [name for name in reached if not report.counts[name]] == []


@pytest.mark.parametrize("part", range(3))
def test_they_agree_under_every_alternative_reading_of_these_programs(part: int) -> None:
    for number, reading in enumerate(sorted(ALTERNATIVES)[part::3]):
        first = 7000 + 100 * part + 2 * number
        report = compare_league(range(first, first + 2), reading, Plan(exact=0))
        assert [difference.report() for difference in report.differences] == []


def test_a_system_under_other_rules_differs_from_the_oracle() -> None:
    comparison = Comparison(range(12), "A43 revoked", Plan(exact=0, minimise=False))
    comparison.rules = Rules()
    assert comparison.run().differences


def test_the_readings_of_the_programs_take_turns() -> None:
    mixed = [reading_of(first * LEAGUE, "mixed") for first in range(2 * len(ALTERNATIVES))]
    assert mixed[::2] == ["default"] * len(ALTERNATIVES)
    assert sorted(mixed[1::2]) == sorted(ALTERNATIVES)


def paths(facts: list[JsonFact], day: str, reading: str = "default") -> list[str]:
    """Return the paths at which both evaluators differ about a history as of a day."""
    rules = Rules(ALTERNATIVES.get(reading, ()))
    league = League(catalog_for(rules.edits))
    league.grow([REGISTERED, *facts])
    question = Question(date.fromisoformat(day))
    found = disagreements(league, [REGISTERED, *facts], question, league.positions[-1], rules=rules)
    return [path for path, _, _ in found]


# --- histories on which both once parted ------------------------------------------------------------------------


def test_an_award_on_record_stands_until_the_day_on_which_the_requirements_are_met_a13() -> None:
    passed = fact(
        "credential recorded", "2020-06-01", credential="cmfo-final-class", obtained_on="2020-06-01"
    )
    assert paths([awarded(TN, "2014-04-12"), passed], "2019-12-31") == []


def test_an_application_is_granted_by_the_award_even_where_the_letter_dates_the_designation_a26() -> None:
    sent = submitted(CMO, "submission", "2018-03-01")
    facts = [sent, recommended("2018-04-05"), awarded(CMO, "2018-06-11")]
    assert paths(facts, "2018-07-01", "A26 letter_only") == []


def test_a_point_without_a_category_is_told_as_not_taken() -> None:
    league = League(catalog_for(()))
    league.grow([REGISTERED, posted(CMC, "c", "2019-01-01", "5")])
    answer = ask(league.ledger.questions, "AL-1", CMC, as_of=date(2019, 1, 1), known_at=None)
    assert answer["transcript"]["totals"]["rejected"] == "5"
