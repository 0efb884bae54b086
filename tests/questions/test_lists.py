"""Lists of many officials: by jurisdiction, by year of award, by status; and tables that other rules leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import Ledger
from ledger import commands as c
from ledger.projections.store import SETS_KEPT
from ledger.questions.population import Wanted
from ledger.rules.catalog import Catalog, shipped_files
from ledger.rules.files import load_text
from tests.questions.several import BOTH, CLERK, MAYOR, clerk, everybody, told

DAY = date(2021, 4, 1)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with everybody() as found:
        moved = c.RecordJurisdiction(official="K-2", jurisdiction="co", since=DAY)
        lapsed = c.LapseMembership(official="K-3", organisation="iimc", lapsed_on=date(2020, 1, 1))
        told(found, [*clerk("K-2", jurisdiction="ut"), moved, *clerk("K-3"), lapsed], name="more")
        found.catch_up()
        yield found


def who(ledger: Ledger, program: str, wanted: Wanted, *, as_of: date = DAY) -> list[str]:
    rows = ledger.questions.population(program, as_of=as_of, wanted=wanted).rows
    return [row.official for row in rows]


def test_holders_of_a_state_on_a_day_are_counted_cmc_10(ledger: Ledger) -> None:
    found = ledger.questions.population("iimc-cmc", as_of=DAY, wanted=Wanted(jurisdiction="co"))
    assert [row.official for row in found.rows] == [CLERK, "K-2", "K-3"]
    assert found.totals == {"active": 2, "not-in-good-standing": 1}
    assert found.holders == 3


def test_who_moved_counts_from_the_day_recorded_on(ledger: Ledger) -> None:
    assert "K-2" in who(ledger, "iimc-cmc", Wanted(jurisdiction="co"), as_of=DAY)
    assert "K-2" not in who(ledger, "iimc-cmc", Wanted(jurisdiction="co"), as_of=date(2021, 3, 31))
    assert "K-2" in who(ledger, "iimc-cmc", Wanted(jurisdiction="ut"), as_of=date(2021, 3, 31))


def test_the_last_move_by_the_day_counts(ledger: Ledger) -> None:
    back = c.RecordJurisdiction(official="K-2", jurisdiction="wy", since=date(2022, 1, 1))
    told(ledger, [back], name="back")
    ledger.catch_up()
    [row] = [
        r for r in ledger.questions.population("iimc-cmc", as_of=date(2022, 1, 1)).rows if r.official == "K-2"
    ]
    assert row.jurisdiction == "wy"
    assert "K-2" in who(ledger, "iimc-cmc", Wanted(jurisdiction="co"), as_of=date(2021, 12, 31))


def test_the_year_of_the_award_makes_the_list_of_graduates_alm_ao_17(ledger: Ledger) -> None:
    assert BOTH in who(ledger, "iimc-cmc", Wanted(awarded_in=2018))
    assert who(ledger, "iimc-cmc", Wanted(awarded_in=2017)) == []
    [row] = [r for r in ledger.questions.population("iimc-cmc", as_of=DAY).rows if r.official == "K-3"]
    assert (row.status, row.awarded_on) == ("not-in-good-standing", "2018-03-05")


def test_an_award_after_the_day_is_no_award_yet(ledger: Ledger) -> None:
    assert who(ledger, "iimc-cmc", Wanted(awarded_in=2018), as_of=date(2018, 3, 4)) == []
    assert CLERK in who(ledger, "iimc-cmc", Wanted(awarded_in=2018), as_of=date(2018, 3, 5))


def test_a_status_narrows_the_list(ledger: Ledger) -> None:
    assert who(ledger, "iimc-cmc", Wanted(status="not-in-good-standing")) == ["K-3"]


def test_a_list_longer_than_a_page_is_whole_and_in_order(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    whole = who(ledger, "iimc-cmc", Wanted())
    monkeypatch.setattr("ledger.questions.population._PAGE", 1)
    assert who(ledger, "iimc-cmc", Wanted()) == whole == sorted(whole)
    assert len(whole) == 4


# --- tables ------------------------------------------------------------------------------------------------


def other_rules(hours: str) -> Catalog:
    texts = dict(shipped_files())
    basic = texts["alm-basic.toml"]
    assert 'value        = "40"' in basic
    texts["alm-basic.toml"] = basic.replace('value        = "40"', f'value        = "{hours}"')
    return Catalog(load_text(name, text) for name, text in texts.items())


def test_other_rules_get_tables_of_their_own_and_nothing_is_built_twice(ledger: Ledger) -> None:
    first = ledger.catch_up()
    other = Ledger(ledger.store, other_rules("30"))
    second = other.catch_up()
    assert second.number != first.number
    assert ledger.catch_up().number == first.number
    assert other.catch_up().number == second.number
    [row] = [r for r in other.questions.population("alm-basic", as_of=DAY).rows if r.official == MAYOR]
    assert row.missing == "26"
    [row] = [r for r in ledger.questions.population("alm-basic", as_of=DAY).rows if r.official == MAYOR]
    assert row.missing == "36"


def test_a_reader_finds_its_tables_after_one_rebuild_and_not_after_two(ledger: Ledger) -> None:
    serving = ledger.facts.serving(ledger.catalog.sha256)
    assert serving is not None
    asked = ledger.questions.asked("iimc-cmc", as_of=DAY, known_at=None)
    rows = ledger.questions.population_rows(asked, "iimc-cmc")
    new = ledger.runner.rebuild()
    assert [one.number for one in ledger.facts.generations() if one.retired] == [serving.number]
    assert len(list(rows)) == 4
    ledger.runner.rebuild()
    assert [one.number for one in ledger.facts.generations() if one.retired] == [new.number]
    assert serving.number not in {one.number for one in ledger.facts.generations()}


def test_tables_of_rules_long_unasked_are_dropped(ledger: Ledger) -> None:
    for hours in ("30", "31", "32", "33"):
        Ledger(ledger.store, other_rules(hours)).catch_up()
    known = ledger.facts.generations()
    assert sum(one.serving for one in known) == SETS_KEPT
    assert sum(one.retired for one in known) == 1
    assert ledger.facts.serving(ledger.catalog.sha256) is None
    assert ledger.catch_up().serving
