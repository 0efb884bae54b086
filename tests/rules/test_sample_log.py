"""The handbook's sample of a log (PDU-31 to PDU-34), as history: it imports, and its one row is where it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import SAMPLES, SETTINGS, Cli


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A new ledger with the sample log in it."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    cli = Cli(capsys, tmp_path / "log.db")
    cli.good("init")
    cli.good("import", "history", SAMPLES / "amcto-log.ndjson")
    return cli


def answered(log: Cli, question: str, day: str) -> dict[str, Any]:
    (program,) = log.good(question, "ON-000001", "--as-of", day, "--json").json["programs"]
    assert program["program"] == "amcto-cmo"
    return dict(program)


def test_the_row_is_seven_pdus_of_its_category_and_competency(log: Cli) -> None:
    (row,) = answered(log, "transcript", "2016-12-31")["lines"]
    assert (row["title"], row["completed_on"], row["hours_claimed"]) == (
        "Emotional Intelligence",
        "2014-10-16",
        "7",
    )
    assert (row["category"], row["competency"]) == ("continuing-education", "leadership")
    assert row["hours_counted"] == "7"
    assert row["documents"] == ["proof-of-attendance"]


def test_seven_of_sixty_leave_the_cycle_open_on_its_last_day_and_not_met_after_it(log: Cli) -> None:
    (cycle,) = answered(log, "compliance", "2016-12-31")["years"]
    assert (cycle["start"], cycle["last_day"], cycle["status"]) == ("2014-01-01", "2016-12-31", "open")
    assert (cycle["hours"], cycle["required"], cycle["missing"]) == ("7", "60", "53")
    assert cycle["log_submitted_on"] == "2016-12-15"
    first, second = answered(log, "compliance", "2017-01-01")["years"]
    assert (first["status"], second["start"], second["status"]) == ("not-met", "2017-01-01", "open")


def test_the_designation_stays_and_its_use_is_authorised_by_the_letter(log: Cli) -> None:
    assert answered(log, "standing", "2013-06-20")["authorised_on"] is None
    standing = answered(log, "standing", "2017-01-01")
    assert (standing["status"], standing["since"]) == ("active", "2013-06-14")
    assert standing["authorised_on"] == "2013-06-21"


def test_importing_the_sample_again_adds_nothing(log: Cli) -> None:
    again = log.good("import", "history", SAMPLES / "amcto-log.ndjson")
    assert "0 facts imported, 7 already there" in again.out
