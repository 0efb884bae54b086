"""Rules that change: what differs, and what a change would do to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import Ledger
from ledger import commands as c
from ledger.errors import InvalidInput, RuleFileInvalid
from ledger.log.codec import decode
from ledger.questions.rules_over_time import days_compared, texts_compared
from ledger.questions.simulation import Simulation
from ledger.rules.catalog import shipped_files
from ledger.rules.difference import changed_catalog
from ledger.rules.files import load_text
from tests.questions.several import told

SHIPPED = dict(shipped_files())
DAY = date(2020, 1, 1)


def changed_text(name: str, before: str, after: str) -> str:
    assert before in SHIPPED[name], before
    return SHIPPED[name].replace(before, after)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """One who failed the window of 2017 to 2019 by two hours and one with none at all; and years of duty from 2025."""
    with Ledger.open("sqlite://") as found:
        for who, hours in (("W-1", "18"), ("W-2", "1")):
            told(found, [
                c.RegisterOfficial(official=who, registered_on=date(2010, 1, 1)),
                c.AwardDesignation(official=who, program="alm-basic", awarded_on=date(2014, 3, 1)),
                c.AwardDesignation(official=who, program="alm-advanced", awarded_on=date(2016, 3, 1)),
                c.PostCredit(
                    official=who, claim=f"{who}-1", completed_on=date(2018, 5, 1), hours_awarded=hours,
                    source="league", posted_on=date(2018, 5, 9),
                ),
                c.PostCredit(
                    official=who, claim=f"{who}-2", completed_on=date(2025, 5, 1), hours_awarded="4",
                    source="league", posted_on=date(2025, 5, 9),
                ),
            ], name=who)  # fmt: skip
        yield found


@pytest.fixture
def window_of_18(tmp_path: Path) -> Path:
    path = tmp_path / "alm-advanced.toml"
    path.write_text(changed_text("alm-advanced.toml", 'value        = "20"', 'value        = "18"'))
    return path


@pytest.fixture
def duty_of_4(tmp_path: Path) -> Path:
    path = tmp_path / "alm-basic.toml"
    of_5, of_4 = (f'value        = "{hours}"\nvalid_from   = 2025' for hours in ("5", "4"))
    path.write_text(changed_text("alm-basic.toml", of_5, of_4))
    return path


def test_who_would_gain_which_standing_when_and_why_is_told(ledger: Ledger, window_of_18: Path) -> None:
    changed = changed_catalog(ledger.catalog, [window_of_18])
    found = ledger.simulate(changed, as_of=DAY)
    assert (found.officials, found.affected) == (2, 1)
    [turn] = [one for one in found.standing if one.since == "2020-01-01"]
    assert (turn.official, turn.program, turn.before, turn.after) == (
        "W-1",
        "alm-advanced",
        "inactive",
        "active",
    )
    assert (turn.reason_before, turn.reason_after) == ("window-failed", "awarded")
    assert turn.until == "2022-01-01"
    assert found.totals == {"alm-advanced: inactive -> active": 1}
    assert [one.program for one in found.changed] == ["alm-advanced"]


def test_days_before_the_day_asked_about_are_left_out(ledger: Ledger, window_of_18: Path) -> None:
    changed = changed_catalog(ledger.catalog, [window_of_18])
    [turn] = ledger.simulate(changed, as_of=date(2021, 12, 31)).standing
    assert (turn.since, turn.until) == ("2021-12-31", "2022-01-01")
    assert ledger.simulate(changed, as_of=date(2022, 1, 1)).standing == ()


def test_years_that_would_end_otherwise_are_told(ledger: Ledger, duty_of_4: Path) -> None:
    found = ledger.simulate(changed_catalog(ledger.catalog, [duty_of_4]), as_of=date(2025, 12, 1))
    assert [(one.official, one.year, one.before, one.after) for one in found.years] == [
        ("W-1", "2025", "not-met", "met"),
        ("W-2", "2025", "not-met", "met"),
    ]
    assert (found.years[0].required_before, found.years[0].required_after) == ("5", "4")
    assert found.year_totals == {"alm-basic: not-met -> met": 2}


def test_the_same_rules_change_nothing(ledger: Ledger, tmp_path: Path) -> None:
    same = tmp_path / "alm-basic.toml"
    same.write_text(SHIPPED["alm-basic.toml"] + "\n# the same rules\n")
    found = ledger.simulate(changed_catalog(ledger.catalog, [same]), as_of=DAY)
    assert (found.affected, found.standing, found.years) == (0, (), ())


def test_one_program_alone_can_be_listed(ledger: Ledger, window_of_18: Path) -> None:
    found = ledger.simulate(changed_catalog(ledger.catalog, [window_of_18]), as_of=DAY, program="alm-basic")
    assert found.standing == ()


def test_a_simulation_writes_nothing(ledger: Ledger, window_of_18: Path) -> None:
    before = ledger.store.last_position()
    ledger.simulate(changed_catalog(ledger.catalog, [window_of_18]), as_of=DAY)
    assert ledger.store.last_position() == before
    assert ledger.facts.generations() == []


def test_several_processes_find_what_one_finds(ledger: Ledger, window_of_18: Path) -> None:
    changed = changed_catalog(ledger.catalog, [window_of_18])
    one, two = (
        Simulation(ledger.store, ledger.catalog, changed, decode=decode, as_of=DAY, workers=workers).turns()
        for workers in (1, 2)
    )
    assert one == two


def test_a_changed_file_that_breaks_the_format_is_refused_with_file_and_line(
    ledger: Ledger, tmp_path: Path
) -> None:
    broken = tmp_path / "alm-advanced.toml"
    broken.write_text(changed_text("alm-advanced.toml", 'value        = "20"', "value        = 20.5"))
    with pytest.raises(RuleFileInvalid) as refused:
        changed_catalog(ledger.catalog, [broken])
    assert refused.value.file == str(broken)
    line = broken.read_text().splitlines().index("value        = 20.5") + 1
    assert refused.value.line == line


# --- differences --------------------------------------------------------------------------------------------


def test_parameters_that_differ_between_two_days_are_told_with_source_and_reading(ledger: Ledger) -> None:
    rules = ledger.catalog.schemes["alm"].rules(date(2024, 5, 3)).level("alm-advanced")
    found = days_compared([(date(2024, 5, 3), rules)], before=date(2024, 12, 31), after=date(2025, 1, 1))
    [window] = [one for one in found.parameters if one.parameter == "window_required"]
    assert window.before is not None
    assert window.after is not None
    assert (window.before.value, window.before.source, window.before.reading) == (
        "20",
        "ALM-AO-19 ALM-AO-20",
        "A09",
    )
    assert (window.after.value, window.after.valid_from) == ("none", "2025-01-01")


def test_nothing_differs_on_the_same_day(ledger: Ledger) -> None:
    rules = ledger.catalog.schemes["alm"].rules(date(2024, 5, 3)).level("alm-advanced")
    assert days_compared([(DAY, rules)], before=DAY, after=DAY).parameters == ()


def test_before_the_first_version_nothing_is_stated(ledger: Ledger) -> None:
    rules = ledger.catalog.schemes["alm"].rules(date(2024, 5, 3)).level("alm-advanced")
    found = days_compared([(DAY, rules)], before=date(1980, 1, 1), after=DAY)
    assert {one.before for one in found.parameters} == {None}


def test_two_texts_of_a_program_differ_where_a_version_does() -> None:
    old = load_text("old.toml", SHIPPED["alm-advanced.toml"])
    new = load_text(
        "new.toml", changed_text("alm-advanced.toml", 'value        = "20"', 'value        = "18"')
    )
    found = texts_compared(old, new)
    [one] = found.parameters
    assert one.before is not None
    assert one.after is not None
    assert (one.parameter, one.before.value, one.after.value) == ("window_required", "20", "18")
    assert texts_compared(old, old).parameters == ()


def test_a_field_of_the_program_that_differs_is_told() -> None:
    old = load_text("old.toml", SHIPPED["alm-advanced.toml"])
    text = SHIPPED["alm-advanced.toml"].replace(f'"{old.designation}"', '"Another Designation"', 1)
    new = load_text("new.toml", text)
    [head] = texts_compared(old, new).heads
    assert (head.field, head.before, head.after) == ("designation", old.designation, "Another Designation")


def test_texts_of_two_programs_are_not_compared() -> None:
    texts = [load_text(name, SHIPPED[name]) for name in ("alm-basic.toml", "alm-advanced.toml")]
    with pytest.raises(InvalidInput, match="two programs"):
        texts_compared(*texts)
