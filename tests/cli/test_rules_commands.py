"""The commands about rules as they change: adopting, what was adopted, differences, simulations."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ledger.rules.catalog import shipped_files
from tests.cli.running import BEGUN, Cli, process
from tests.cli.test_answers_golden import changed_window

TEXTS = dict(shipped_files())


def test_a_file_is_adopted_alone_and_printed_back_byte_for_byte(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "alm-advanced.toml"
    file.write_bytes(changed_window(tmp_path).read_bytes() + "# Größe: £ 5\r\n\r\n".encode())
    said = fresh.good("rules", "adopt", file)
    assert said.out == f"alm-advanced: adopted at position {BEGUN + 1}\n"
    printed = process("--db", str(fresh.db), "rules", "adopted", "alm-advanced")
    assert printed.out.encode() == file.read_bytes()
    assert (
        fresh.good("rules", "adopted", "alm-advanced", "--json").json[0]["text"].encode() == file.read_bytes()
    )
    assert "adopted already" in fresh.good("rules", "adopt", file).out


def test_the_text_adopted_by_a_position_is_printed(fresh: Cli, tmp_path: Path) -> None:
    fresh.good("rules", "adopt", changed_window(tmp_path))
    before = process("--db", str(fresh.db), "rules", "adopted", "alm-advanced", "--known-at", str(BEGUN))
    assert before.out == TEXTS["alm-advanced.toml"]


def test_adoptions_are_listed_with_who_and_where(fresh: Cli, tmp_path: Path) -> None:
    fresh.good("--actor", "the-board", "rules", "adopt", changed_window(tmp_path))
    listed = fresh.good("rules", "adopted", "--json").json
    assert len(listed) == BEGUN + 1
    assert [one["actor"] for one in listed if one["program"] == "alm-advanced"][-1] == "the-board"
    assert "the-board" in fresh.good("rules", "adopted").out


def test_a_broken_file_is_not_adopted_and_told_with_file_and_line(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "alm-advanced.toml"
    file.write_text(TEXTS["alm-advanced.toml"].replace('value        = "20"', "value        = 20.5"))
    refused = fresh("rules", "adopt", file)
    line = file.read_text().splitlines().index("value        = 20.5") + 1
    assert refused.status == 3
    assert f"{file}:{line}" in refused.err
    assert fresh.good("status", "--json").json["position"] == BEGUN


def test_a_file_that_contradicts_the_other_programs_is_not_adopted(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "alm-advanced.toml"
    file.write_text(
        TEXTS["alm-advanced.toml"].replace('follows     = "alm-basic"', 'follows     = "alm-basis"')
    )
    assert file.read_text() != TEXTS["alm-advanced.toml"]
    assert fresh("rules", "adopt", file).status == 3
    assert fresh.good("status", "--json").json["position"] == BEGUN


def test_a_program_of_which_nothing_was_adopted_is_not_found(league: Cli) -> None:
    assert league("rules", "adopted", "alm-basic").status == 4
    assert league.good("rules", "adopted").out == "No text was adopted.\n"


def test_a_simulation_works_on_a_ledger_that_may_only_be_read(league: Cli, tmp_path: Path) -> None:
    league.db.chmod(stat.S_IREAD)
    found = league.good("rules", "simulate", changed_window(tmp_path), "--as-of", "2018-01-01", "--json").json
    assert found["affected"] > 0
    assert found["officials"] == 59


def test_a_broken_file_is_not_simulated(league: Cli, tmp_path: Path) -> None:
    file = tmp_path / "alm-advanced.toml"
    file.write_text(TEXTS["alm-advanced.toml"].replace('value        = "20"', "value        = 20.5"))
    assert league("rules", "simulate", file).status == 3
    assert league("rules", "simulate", changed_window(tmp_path), "--program", "alm-masters").status == 4


def test_two_files_are_compared(fresh: Cli, tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    old.write_text(TEXTS["alm-advanced.toml"])
    found = fresh.good("rules", "diff", old, changed_window(tmp_path)).out
    assert "window_required" in found
    assert "before: 20" in found
    assert "after: 18" in found
    assert found.endswith("1 difference.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("alm-basic",),
        ("--from", "2024-01-01"),
        ("a.toml", "b.toml", "c.toml"),
        ("a", "b", "--from", "2024-01-01"),
    ],
)
def test_a_comparison_of_neither_days_nor_files_is_refused(fresh: Cli, arguments: tuple[str, ...]) -> None:
    refused = fresh("rules", "diff", *arguments)
    assert refused.status == 3
    assert "--until" in refused.err


def test_rules_of_every_program_are_shown_where_some_had_none_yet(fresh: Cli) -> None:
    found = fresh.good("rules", "show", "--as-of", "1995-01-01").out
    assert "nothing in force" in found
    assert "alm-basic, as of 1995-01-01" in found
    assert fresh("rules", "show", "tn-cmfo", "--as-of", "1995-01-01").status == 9


def test_rules_are_compared_as_published_by_a_day(fresh: Cli) -> None:
    asked = ("rules", "diff", "alm-advanced", "--from", "2024-12-31", "--until", "2025-01-01")
    assert "window_required" in fresh.good(*asked).out
    assert fresh.good(*asked, "--known-at", "2024-05-02").out.endswith("0 differences.\n")
