"""The repair file: what nobody could be found for, written, filled in by a person, and read again."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import InvalidInput
from ledger.intake.attendance import (
    Attendee,
    Person,
    Stay,
    Unmatched,
    match,
    read_attendance,
    write_unmatched_csv,
)

WHO = Attendee(
    line=9,
    lines=(9, 11),
    full_name="Addie Okafor",
    email="addie@home.example",
    municipality="Auburn",
    attended_on=date(2024, 5, 3),
    minutes=59,
    hours=Decimal("5.50"),
    title="Ethics",
    stays=(Stay(36_000, 39_600),),
)
ADA = Person(official_id="A-1", given_name="Ada", family_name="Okafor", municipality="Auburn")


def test_a_filled_in_file_reads_back_every_value_exactly_and_matches(tmp_path: Path) -> None:
    path = tmp_path / "unmatched.csv"
    write_unmatched_csv(path, [Unmatched(WHO, "no official has the name 'Addie Okafor'", (ADA,))])
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Official ID,First name,Last name,")
    assert "A-1 (Ada Okafor, Auburn)" in lines[1]
    again = read_attendance(path)
    assert again.is_clear
    assert again.attendees == (replace(WHO, line=2, lines=(2,)),)

    path.write_text("\n".join([lines[0], f"A-1{lines[1]}"]) + "\n", encoding="utf-8")
    (one,) = match(read_attendance(path).attendees, [ADA]).matched
    assert (one.official_id, one.how, one.attendee.minutes) == ("A-1", "official ID", 59)


def test_a_date_in_the_repair_file_is_never_ambiguous(tmp_path: Path) -> None:
    path = tmp_path / "unmatched.csv"
    write_unmatched_csv(path, [Unmatched(WHO, "unknown", ())])
    assert read_attendance(path).questions == ()


def test_text_that_looks_like_a_formula_is_shielded_and_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "unmatched.csv"
    who = replace(WHO, full_name="=HYPERLINK(1)", municipality="@home")
    write_unmatched_csv(path, [Unmatched(who, "unknown", ())])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        row = next(csv.DictReader(stream))
    assert (row["Full name"], row["Municipality"]) == ("'=HYPERLINK(1)", "'@home")
    (one,) = read_attendance(path).attendees
    assert (one.full_name, one.municipality) == ("=HYPERLINK(1)", "@home")


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "unmatched.csv"
    path.write_text("filled in")
    with pytest.raises(InvalidInput, match="not overwritten"):
        write_unmatched_csv(path, [])
    assert path.read_text() == "filled in"


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_unmatched_csv(tmp_path / "none" / "unmatched.csv", [])
