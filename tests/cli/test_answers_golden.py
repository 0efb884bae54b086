"""Each question in its three forms, pinned by files that are added to and never edited.

A new file is written where there is none and CREDIT_LEDGER_WRITE_GOLDEN is set; read it before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ledger.cli.text import DEFAULT_WIDTH
from tests.cli.running import Cli

GOLDEN = Path(__file__).parent / "golden"

#: name of the golden files -> the question
QUESTIONS: dict[str, tuple[str, ...]] = {
    "transcript": ("transcript", "AL-000002", "--as-of", "2026-05-31"),
    "window": ("window", "AL-000001", "--as-of", "2022-03-31"),
    "standing-inactive": ("standing", "AL-000001", "--as-of", "2022-03-31", "--known-at", "2022-04-15"),
    "standing-active": ("standing", "AL-000001", "--as-of", "2022-03-31"),
    "compliance": ("compliance", "AL-000003", "--as-of", "2026-05-31"),
    "progress": ("progress", "AL-000002", "--as-of", "2022-03-31"),
    "replay": ("replay", "AL-000003", "--as-of", "2026-05-31", "--known-at", "2022-06-30"),
    "changed": ("changed", "AL-000001", "--as-of", "2022-03-31", "--since", "2022-04-15"),
}
LISTS: dict[str, tuple[str, ...]] = {
    "population": ("population", "alm-advanced", "--as-of", "2026-05-31"),
    "population-names": ("population", "alm-advanced", "--as-of", "2026-05-31", "--names"),
    "population-totals": ("population", "alm-advanced", "--as-of", "2021-12-31", "--totals"),
    "due": ("due", "--program", "alm-basic", "--as-of", "2026-05-31"),
}
FORMS = {"txt": (), "explain.txt": ("--explain",), "json": ("--json",)}


def pinned(name: str, found: str) -> None:
    """Compare with the golden file."""
    path = GOLDEN / name
    if not path.exists() and os.environ.get("CREDIT_LEDGER_WRITE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def without_salted(text: str) -> str:
    """Take out commitments, which are salted at random."""
    return re.sub(r'"(contact|reason)": "[0-9a-f]{64}"', r'"\1": "(salted)"', text)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_about_an_official_is_as_pinned(league: Cli, name: str, form: str) -> None:
    found = league.good(*QUESTIONS[name], *FORMS[form])
    pinned(f"{name}.{form}", without_salted(found.out))
    assert found.err == ""


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "json"])
@pytest.mark.parametrize("name", LISTS)
def test_an_answer_about_many_officials_is_as_pinned(league: Cli, name: str, form: str) -> None:
    found = league.good(*LISTS[name], "--format", form)
    pinned(f"{name}.{'txt' if form == 'table' else form}", found.out)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.name)
def test_text_fits_a_terminal_of_80_columns(path: Path) -> None:
    wide = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > DEFAULT_WIDTH]
    assert not wide


@pytest.mark.parametrize("name", ["transcript", "window", "standing-inactive", "compliance", "progress"])
def test_the_tables_answer_as_the_log_does(league: Cli, name: str) -> None:
    from_log = league.good(*QUESTIONS[name], "--json")
    from_tables = league.good(*QUESTIONS[name], "--json", "--from", "tables")
    assert from_tables.out == from_log.out
