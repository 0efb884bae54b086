"""docs/readings.md tells the truth: its defaults are what is shipped, its edits make files that are clean."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.rules.catalog import shipped_files
from ledger.rules.check import check_programs
from ledger.rules.files import load_text
from ledger.rules.model import Program, Version
from ledger.rules.parameters import PARAMETERS, BadValue

DOCUMENT = Path(__file__).parents[2] / "docs" / "readings.md"
AMBIGUITIES = [f"A{number:02}" for number in (*range(1, 17), *range(20, 38), *range(40, 46), *range(50, 54))]
CONTRADICTIONS = [f"C{number:02}" for number in range(1, 19)]
#: The alternatives that were weighed for each ambiguity.
ALTERNATIVES = {
    "A01": {"fixed_block", "trailing_36_months", "first_window_includes_designation_year"},
    "A02": {"auto_when_20_in_current_window"},
    "A03": {"literal"},
    "A04": {"nlc_is_league_after_2025", "cap_only_toward_40"},
    "A05": {"former_officials_only", "anniversary_is_free", "completed_restarts_clock"},
    "A06": {"365_days", "feb29_to_mar1"},
    "A07": {"strictly_after", "term_year"},
    "A08": {"inactivates_advanced"},
    "A09": {"continues", "amnesty"},
    "A10": {"same_year_full", "pro_rata", "any_service"},
    "A11": {"strict"},
    "A12": {"posted_date", "deadline_days"},
    "A13": {"fortieth_hour"},
    "A14": {"version_at_enrolment"},
    "A15": {"round_down_half"},
    "A16": {"next_year_end"},
    "A20": {"at_registration"},
    "A21": {"keeps_date"},
    "A22": {"march_only"},
    "A23": {"rounded"},
    "A24": {"mean", "minimum"},
    "A25": {"interview_on_request"},
    "A26": {"letter_only"},
    "A27": {"refused", "ongoing_condition"},
    "A28": {"competency_not_needed_in_log"},
    "A30": {"anniversary", "grant_year_remainder_counts"},
    "A31": {"automatic_loss"},
    "A33": {"whole_log_fails"},
    "A34": {"five_years"},
    "A40": {"cumulative"},
    "A42": {"both_always"},
    "A43": {"revoked"},
    "A44": {"month_rule_always", "strict_month"},
    "A51": {"utc"},
    "A52": {"prospective"},
    "A53": {"announced_stands"},
}
#: What a parameter offers though no ambiguity weighs it: the text of a program to come may state it.
BY_TEXT_ALONE = {("annual_consequence", "inactivates")}


class Row(NamedTuple):
    section: str
    reading: str
    ref: str
    value: str

    @property
    def parameter(self) -> str:
        return self.ref.split("@")[0].split(".")[1]

    def parsed(self) -> object:
        return PARAMETERS[self.parameter].parse(tomllib.loads(f"value = {self.value}")["value"])


def rows() -> list[Row]:
    found: list[Row] = []
    section = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## ([AC]\d\d): ", line):
            section = heading[1]
        elif cells := re.fullmatch(r"\| (\w+) \| `([^`]+)` \| `([^`]+)` \|", line):
            found.append(Row(section, *cells.groups()))
    return found


ROWS = rows()
DEFAULTS = [row for row in ROWS if row.reading == "default"]
OTHERS = sorted({(row.section, row.reading) for row in ROWS if row.reading != "default"})


def shipped() -> list[Program]:
    return [load_text(*file) for file in shipped_files()]


VERSIONS: dict[str, Version] = {version.ref: version for program in shipped() for version in program.versions}


def edited(section: str, reading: str) -> list[tuple[str, str]]:
    """The shipped files with the edits of one reading, made as the page says."""
    texts = dict(shipped_files())
    for row in ROWS:
        if (row.section, row.reading) == (section, reading):
            version = VERSIONS[row.ref]
            lines = texts[version.file].split("\n")
            at = next(n for n in range(version.line, len(lines)) if re.match(r"value\s*=", lines[n]))
            lines[at] = f"value = {row.value}"
            texts[version.file] = "\n".join(lines)
    return list(texts.items())


def choices_of(ref: str) -> list[str]:
    """The values a parameter chooses between; none where it does not choose."""
    try:
        PARAMETERS[VERSIONS[ref].parameter].parse("?")
    except BadValue as bad:
        text = str(bad)
        return text.removeprefix("one of ").split(", ") if text.startswith("one of ") else []
    return []


def test_every_ambiguity_and_contradiction_of_the_shipped_programs_has_a_section() -> None:
    headings = re.findall(r"^## ([AC]\d\d): ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [*AMBIGUITIES, *CONTRADICTIONS]


def test_every_alternative_that_was_weighed_has_its_edit() -> None:
    found: dict[str, set[str]] = {}
    for section, reading in OTHERS:
        found.setdefault(section, set()).add(reading)
    assert found == ALTERNATIVES


def test_every_line_of_a_table_is_read() -> None:
    table = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(table) == len(ROWS) + table.count("| reading | version | value |")
    assert len(ROWS) > 180


@pytest.mark.parametrize("row", DEFAULTS, ids=lambda row: f"{row.section} {row.ref}")
def test_a_default_is_the_value_shipped(row: Row) -> None:
    assert row.parsed() == VERSIONS[row.ref].value


@pytest.mark.parametrize(("section", "reading"), OTHERS, ids=str)
def test_an_edit_gives_another_value_and_files_that_are_clean(section: str, reading: str) -> None:
    programs = [load_text(name, text) for name, text in edited(section, reading)]
    assert check_programs(programs) == []
    now = {version.ref: version.value for program in programs for version in program.versions}
    changed = {ref for ref, value in now.items() if value != VERSIONS[ref].value}
    assert now.keys() == VERSIONS.keys()
    assert changed == {row.ref for row in ROWS if (row.section, row.reading) == (section, reading)}


def test_every_reading_named_in_a_shipped_file_is_explained_with_that_version() -> None:
    explained = {(row.section, row.ref) for row in DEFAULTS}
    missing = {(version.reading, ref) for ref, version in VERSIONS.items() if version.reading} - explained
    assert missing == set()


def test_every_choice_that_settles_an_ambiguity_has_all_its_values_on_this_page() -> None:
    settling = {version.parameter: ref for ref, version in VERSIONS.items() if version.reading}
    for parameter, ref in settling.items():
        if choices := choices_of(ref):
            explained = {str(row.parsed()) for row in ROWS if row.parameter == parameter}
            offered = {choice for choice in choices if (parameter, choice) not in BY_TEXT_ALONE}
            assert explained == offered, parameter


def test_an_edit_of_a_choice_covers_every_version_of_its_parameter_in_the_schemes_it_touches() -> None:
    schemes = {program.id: program.scheme for program in shipped()}
    for section, reading in OTHERS:
        refs = {row.ref for row in ROWS if (row.section, row.reading) == (section, reading)}
        choices = {
            (VERSIONS[ref].parameter, schemes[VERSIONS[ref].program])
            for ref in refs
            if reading in choices_of(ref)
        }
        stated = {
            ref
            for ref, version in VERSIONS.items()
            if (version.parameter, schemes[version.program]) in choices
        }
        assert stated <= refs, (section, reading)
