"""The page on sign-in sheets says what the code does."""

import re
from pathlib import Path

import pytest

from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.headings import SYNONYMS, meaning_of
from ledger.intake.attendance.repair import COLUMNS

PAGE = Path(__file__).parents[3] / "docs" / "attendance.md"


def test_the_table_of_headings_is_the_table_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {meaning: tuple(headings.split("; ")) for meaning, headings in rows} == SYNONYMS


def test_no_heading_has_two_meanings() -> None:
    folded = [fold(heading) for headings in SYNONYMS.values() for heading in headings]
    meanings = {fold(heading): meaning for meaning, headings in SYNONYMS.items() for heading in headings}
    assert all(meanings[fold(heading)] == meaning for meaning, names in SYNONYMS.items() for heading in names)
    assert set(folded) == set(meanings)


@pytest.mark.parametrize("heading", ["  FIRST   name", "First-Name:", "prenom", "Prénom", "first_name"])
def test_a_heading_is_known_whatever_its_case_accents_and_punctuation(heading: str) -> None:
    assert meaning_of(heading) == "given_name"


def test_every_value_column_of_the_repair_file_is_read_again() -> None:
    assert COLUMNS[0] == "Official ID"
    assert [column for column in COLUMNS if meaning_of(column) is None] == [
        "Reason",
        "Suggestions",
        "Original lines",
    ]
