"""Where no day is stated, the edge takes today in the authority's time zone, and says so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from ledger import Ledger
from ledger.cli import dates
from ledger.errors import InvalidInput
from ledger.values import local_day
from tests.cli.running import Cli


def chicago() -> str:
    return local_day(datetime.now(UTC), "America/Chicago").isoformat()


def test_an_answer_without_a_day_is_of_today_and_names_the_time_zone(league: Cli) -> None:
    before, found, after = chicago(), league.good("standing", "AL-000001"), chicago()
    line = found.out.splitlines()[1]
    assert line.startswith((f"as of {before}, today in", f"as of {after}, today in"))
    assert "America/Chicago" in found.out


def test_with_json_the_day_is_said_beside_the_data(league: Cli) -> None:
    found = league.good("standing", "AL-000001", "--json")
    assert found.err == f"as of {found.json['basis']['as_of']}, today in America/Chicago\n"


@pytest.mark.parametrize("form", ["csv", "jsonl", "json"])
def test_lists_say_the_day_beside_the_data_too(league: Cli, form: str) -> None:
    assert "today in America/Chicago" in league.good("population", "alm-basic", "--format", form).err
    assert "today in America/Chicago" in league.good("due", "--format", form).err


def test_a_stated_day_is_not_called_today(league: Cli) -> None:
    assert "today" not in league.good("standing", "AL-000001", "--as-of", "2022-03-31").out


@pytest.mark.parametrize(
    "known_at", ["2642", "2022-04-15", "2022-04-15T23:59:59-05:00", "2022-04-16T04:59:59Z"]
)
def test_a_knowledge_is_a_position_a_day_or_an_instant(league: Cli, known_at: str) -> None:
    answer = league.good(
        "standing", "AL-000001", "--as-of", "2022-03-31", "--known-at", known_at, "--json"
    ).json
    assert answer["basis"]["position"] == 2642
    assert [program["status"] for program in answer["programs"]] == ["active", "inactive"]


def test_a_day_of_knowledge_reaches_to_the_end_of_the_local_day(league: Cli) -> None:
    def status(known_at: str) -> str:
        asked = ("standing", "AL-000001", "--as-of", "2022-03-31", "--json", "--known-at", known_at)
        found: str = league.good(*asked).json["programs"][1]["status"]
        return found

    assert status("2022-05-24") == "inactive"
    assert status("2022-05-25") == "active"


@pytest.mark.parametrize("text", ["20220331", "2022-3-1", "31.12.2022", "2022-W01-1", "", "2022-13-01"])
def test_other_forms_of_a_day_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        dates.day(text, field="--as-of")


def test_today_is_of_the_programs_authority() -> None:
    with Ledger.open("sqlite://") as ledger:
        zone = ledger.questions.time_zone(program="amcto-cmo")
    found = dates.as_of(None, zone)
    assert found.zone == "America/Toronto"
    assert dates.as_of("2022-03-31", zone) == (date(2022, 3, 31), None)


ASKED = ("standing", "AL-000001", "--as-of", "2022-03-31")


@pytest.mark.parametrize("option", ["--known-at", "--since"])
def test_a_knowledge_of_the_future_is_refused(league: Cli, option: str) -> None:
    asked = ("changed", *ASKED[1:]) if option == "--since" else ASKED
    tomorrow = (date.fromisoformat(chicago()) + timedelta(days=1)).isoformat()
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    for text in (tomorrow, soon, "9999-12-31"):
        found = league(*asked, option, text)
        assert (found.status, found.out) == (3, "")
        assert f"{option}: This lies in the future" in found.err
        assert text in found.err


def test_today_is_known_up_to_now_and_the_answer_says_so(league: Cli) -> None:
    found = " ".join(league.good(*ASKED, "--known-at", chicago()).out.split())
    assert re.search(r"as known today up to now, 20[0-9-]{8}T[0-9:.]{15}Z \(position 4,964\)", found)
    explained = " ".join(league.good(*ASKED, "--known-at", chicago(), "--explain").out.split())
    assert "as known today up to now, 20" in explained
    listed = " ".join(league.good("population", "alm-basic", "--known-at", chicago()).out.split())
    assert "as known today up to now, 20" in listed


def test_with_json_that_the_day_is_not_over_is_said_beside_the_data(league: Cli) -> None:
    found = league.good(*ASKED, "--known-at", chicago(), "--json")
    instant = found.json["basis"]["known_at"]
    assert datetime.fromisoformat(instant) <= datetime.now(UTC)
    assert found.err == f"as known today up to now, {instant}\n"


def test_yesterday_is_a_day_of_knowledge_to_its_end(league: Cli) -> None:
    yesterday = (date.fromisoformat(chicago()) - timedelta(days=1)).isoformat()
    found = league.good(*ASKED, "--known-at", yesterday, "--json")
    assert (found.json["basis"]["known_at"], found.err) == (yesterday, "")


def test_a_position_may_be_written_as_it_is_printed(league: Cli) -> None:
    assert league.good(*ASKED, "--known-at", "2,642").out == league.good(*ASKED, "--known-at", "2642").out
    assert league(*ASKED, "--known-at", "26,42").status == 3


@pytest.mark.parametrize("text", ["-5", "-1,000"])
def test_a_position_below_nothing_is_called_one(league: Cli, text: str) -> None:
    found = league(*ASKED, "--known-at", text)
    assert found.status == 3
    assert "A position is 0 or more" in found.err
