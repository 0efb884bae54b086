"""Sign-in sheets and webinar reports, from the file to the credit form."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.running import SAMPLES, Cli

ZOOM = ("import", "attendance", SAMPLES / "attendance-zoom.csv", "--offering", "2026-webinar-06")
SIGN_IN = ("import", "attendance", SAMPLES / "sign-in.csv", "--offering", "2026-cmo-summer")


def position(cli: Cli) -> int:
    found: int = cli.good("status", "--json").json["position"]
    return found


def test_a_dry_run_says_everything_and_records_nothing(league: Cli) -> None:
    before = position(league)
    found = league.good(*ZOOM, "--dry-run")
    assert "7 officials found, 2 not found; 14 events would be recorded. Nothing is awarded." in found.out
    assert position(league) == before


def test_attendance_and_a_form_are_recorded_for_each_official_and_nothing_is_awarded(league: Cli) -> None:
    before = position(league)
    assert league.good(*ZOOM, "--json").json["recorded_events"] == 14
    assert position(league) == before + 14
    steps = league.good("replay", "AL-000002", "--as-of", "2026-12-31", "--json").json["steps"][-2:]
    assert [step["type"] for step in steps] == ["attendance-recorded.v1", "credit-form-issued.v1"]
    assert steps[0]["event"]["minutes"] == 61
    transcript = league.good("transcript", "AL-000002", "--as-of", "2026-12-31", "--json").json
    lines = [line for program in transcript["programs"] for line in program["lines"]]
    assert [(line["status"], line["pieces"]) for line in lines if line["offering"] == "2026-webinar-06"] == [
        ("form-open", [])
    ]


def test_the_same_file_again_adds_nothing(league: Cli) -> None:
    league.good(*ZOOM)
    before = position(league)
    again = league.good(*ZOOM)
    assert "0 events recorded" in again.out
    assert again.out.count("so already") == 7
    assert position(league) == before


def test_those_not_found_go_to_a_file_that_is_filled_in_and_imported(league: Cli, tmp_path: Path) -> None:
    repair = tmp_path / "unmatched.csv"
    found = league.good(*SIGN_IN, "--unmatched", repair)
    assert "Perhaps AL-000057 Charlene Holcombe?" in found.out
    with repair.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    kept = [rows[0], *(["AL-000057", *row[1:]] for row in rows[1:] if "Holcomb" in ",".join(row))]
    filled = tmp_path / "filled.csv"
    # The name on the sheet is misspelt: the official id decides.
    with filled.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(kept)
    second = league.good("import", "attendance", filled, "--offering", "2026-cmo-summer")
    assert "AL-000057" in second.out
    assert "2 events recorded" in second.out


def test_a_repair_file_is_never_overwritten_and_nothing_is_recorded_then(league: Cli, tmp_path: Path) -> None:
    repair = tmp_path / "unmatched.csv"
    repair.write_text("mine\n")
    before = position(league)
    assert league(*SIGN_IN, "--unmatched", repair).status == 3
    assert repair.read_text() == "mine\n"
    assert position(league) == before


def test_a_question_stops_the_sheet_until_it_is_answered(league: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Official ID,Date\nAL-000001,6/7/2026\nAL-000002,6/11/2026\n")
    before = position(league)
    found = league("import", "attendance", sheet, "--offering", "2026-cmo-summer")
    assert found.status == 1
    assert "--date-order" in found.out
    assert "Nothing was recorded" in found.err
    assert position(league) == before


def test_a_day_outside_the_offering_stops_the_sheet(league: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Official ID,Date\nAL-000001,2026-06-10\nAL-000002,2026-06-11\n")
    before = position(league)
    found = league("import", "attendance", sheet, "--offering", "2026-cmo-summer")
    assert found.status == 1
    assert "AL-000001 attended on 2026-06-10" in " ".join(found.out.split())
    assert position(league) == before


def test_officials_without_a_contact_are_found_by_their_id(fresh: Cli, tmp_path: Path) -> None:
    fresh.good("official", "register", "AL-7", "--registered-on", "2024-01-02")
    fresh.good("official", "register", "AL-8", "--registered-on", "2024-01-02")
    fresh.good(
        "offering", "schedule", "o-1", "--title", "Finance", "--starts-on", "2024-02-01", "--mode", "in-person",
        "--source", "league", "--hours", "3",
    )  # fmt: skip
    sheet = tmp_path / "sheet.csv"
    fresh.good("official", "register", "AL-9", "--registered-on", "2024-01-02")
    fresh.good("official", "contact", "AL-9", "--given-name", "Ada", "--family-name", "Reese")
    sheet.write_text("Official ID,Minutes\nAL-7,180\nAL-9,170\n")
    found = fresh.good("import", "attendance", sheet, "--offering", "o-1", "--json").json
    assert [(one["official"], one["minutes"], one["attended_on"]) for one in found["present"]] == [
        ("AL-7", 180, "2024-02-01"),
        ("AL-9", 170, "2024-02-01"),
    ]
    assert found["recorded_events"] == 4


def test_a_row_whose_date_is_asked_about_shows_no_date(league: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Official ID,Date\nAL-000001,6/7/2026\nAL-000002,6/11/2026\n")
    found = league("import", "attendance", sheet, "--offering", "2026-cmo-summer")
    row = next(line for line in found.out.splitlines() if line.startswith("AL-000001"))
    assert row.split()[1] == "open"
    assert "2026-" not in row
    present = league("import", "attendance", sheet, "--offering", "2026-cmo-summer", "--json").json["present"]
    assert present[0]["attended_on"] is None


def test_one_line_outside_the_offering_is_called_a_line(league: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Official ID,Date\nAL-000001,2026-06-10\nAL-000002,2026-06-11\n")
    found = league("import", "attendance", sheet, "--offering", "2026-cmo-summer")
    assert "Line 2: AL-000001 attended on" in " ".join(found.out.split())


def test_a_dry_run_writes_no_repair_file(league: Cli, tmp_path: Path) -> None:
    repair = tmp_path / "unmatched.csv"
    found = league.good(*SIGN_IN, "--unmatched", repair, "--dry-run")
    assert not repair.exists()
    assert f"would be written to {repair}" in found.err
