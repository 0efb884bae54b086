"""Each question in its three forms, pinned by files that are added to and never edited.

A new file is written where there is none and CREDIT_LEDGER_WRITE_GOLDEN is set; read it before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ledger.cli.text import DEFAULT_WIDTH
from ledger.rules.catalog import shipped_files
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
    "requirements": ("requirements", "AL-000002", "--as-of", "2022-03-31"),
    "documents": ("documents", "AL-000002", "--as-of", "2022-03-31"),
    "documents-named": (
        "documents", "AL-000002", "--as-of", "2019-12-31", "--program", "alm-basic",
    ),
    "replay": ("replay", "AL-000003", "--as-of", "2026-05-31", "--known-at", "2022-06-30"),
    "changed": ("changed", "AL-000001", "--as-of", "2022-03-31", "--since", "2022-04-15"),
}  # fmt: skip
LISTS: dict[str, tuple[str, ...]] = {
    "population": ("population", "alm-advanced", "--as-of", "2026-05-31"),
    "population-names": ("population", "alm-advanced", "--as-of", "2026-05-31", "--names"),
    "population-totals": ("population", "alm-advanced", "--as-of", "2021-12-31", "--totals"),
    "population-awarded": ("population", "alm-advanced", "--as-of", "2026-05-31", "--awarded-in", "2024"),
    "population-count": (
        "population", "alm-basic", "--as-of", "2026-05-31", "--jurisdiction", "al", "--count",
    ),
    "due": ("due", "--program", "alm-basic", "--as-of", "2026-05-31"),
}  # fmt: skip
#: Questions about the rules, answered without a ledger's facts.
RULES: dict[str, tuple[str, ...]] = {
    "rules-diff": ("rules", "diff", "alm-advanced", "--from", "2024-12-31", "--until", "2025-01-01"),
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


@pytest.mark.parametrize("form", ["txt", "json"])
@pytest.mark.parametrize("name", RULES)
def test_an_answer_about_the_rules_is_as_pinned(league: Cli, name: str, form: str) -> None:
    found = league.good(*RULES[name], *FORMS[form])
    pinned(f"{name}.{form}", found.out)
    assert found.err == ""


def changed_window(folder: Path) -> Path:
    """Write the rules of the advanced program with a window of 18 hours instead of 20."""
    text = dict(shipped_files())["alm-advanced.toml"]
    changed = text.replace('value        = "20"', 'value        = "18"')
    assert changed != text
    path = folder / "alm-advanced.toml"
    path.write_text(changed, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "json"])
def test_what_a_change_of_the_rules_would_do_is_as_pinned(
    league: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    changed_window(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = league.good(
        "rules", "simulate", "alm-advanced.toml", "--as-of", "2018-01-01", "--format", form, "--workers", "1"
    )
    pinned(f"rules-simulate.{'txt' if form == 'table' else form}", without_hashes(found.out))


def without_hashes(text: str) -> str:
    """Take out the hashes of rule texts, which change with every word of a text."""
    return re.sub(r"\b([0-9a-f]{64}|[0-9a-f]{12})\b", "(sha256)", text)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.name)
def test_text_fits_a_terminal_of_80_columns(path: Path) -> None:
    wide = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > DEFAULT_WIDTH]
    assert not wide


@pytest.mark.parametrize(
    "name", ["transcript", "window", "standing-inactive", "compliance", "progress", "documents-named"]
)
def test_the_tables_answer_as_the_log_does(league: Cli, name: str) -> None:
    from_log = league.good(*QUESTIONS[name], "--json")
    from_tables = league.good(*QUESTIONS[name], "--json", "--from", "tables")
    assert from_tables.out == from_log.out
