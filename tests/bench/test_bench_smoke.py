"""The benchmark runs to its end on the smallest sizes and writes what it says; nothing here looks at a time."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
SMALLEST = ("--rounds", "1", "--batch", "40", "--facts", "400", "--memory", "200,400")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does."""
    program = [sys.executable, str(ROOT / "scripts" / "bench"), *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any], str]:
    """What a run of all rows says on stdout, in its JSON and in the page."""
    folder = tmp_path_factory.mktemp("bench")
    page, result = folder / "page.md", folder / "result.json"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    work = folder / "work"
    work.mkdir()
    options = ("--json", str(result), "--write-docs", str(page), "--folder", str(work))
    done = bench(*SMALLEST, *options)
    assert done.returncode == 0, done.stderr
    assert list(work.iterdir()) == []
    return done.stdout, json.loads(result.read_text(encoding="utf-8")), page.read_text(encoding="utf-8")


def test_every_row_has_a_line_with_the_values_of_its_rounds(finished: Any) -> None:
    _, result, _ = finished
    assert {line["row"] for line in result["lines"]} == {1, 2, 3, 4, 5, 6}
    for line in result["lines"]:
        assert len(line["rounds"]["ours"]) == 1, line
        assert line["ours"] == median(line["rounds"]["ours"]) > 0
        assert line["unit"]


def test_every_marked_line_has_a_yardstick_a_ratio_and_a_verdict(finished: Any) -> None:
    _, result, _ = finished
    marked = [line for line in result["lines"] if line["mark"] is not None]
    assert {line["row"] for line in marked} == {1, 2, 3, 5}
    for line in marked:
        assert line["yardstick"] > 0
        assert line["ratio"] > 0
        assert line["met"] is verdict(line)
    assert all(line["met"] is None for line in result["lines"] if line["mark"] is None)


def verdict(line: Mapping[str, Any]) -> bool:
    value: float = line["mark"]["value"]
    ratio: float = line["ratio"]
    return ratio >= value if line["mark"]["kind"] == "at least" else ratio <= value


def test_the_result_says_on_which_machine_and_with_which_settings_it_was_measured(finished: Any) -> None:
    _, result, _ = finished
    assert result["format"] == 1
    assert {"cores", "python", "sqlite", "load_average", "stock_synchronous_as_shipped"} <= set(
        result["machine"]
    )
    assert result["settings"]["batch"] == 40
    assert result["settings"]["memory"] == [200, 400]
    assert result["settings"]["rounds"] == 1


def test_the_table_and_the_page_show_every_line(finished: Any) -> None:
    table, result, page = finished
    before, inside, after = around_the_table(page)
    for line in result["lines"]:
        assert line["what"] in table
        assert line["what"].strip() in inside
    assert (before, after) == around_the_table(PAGE.read_text(encoding="utf-8"))[::2]


def around_the_table(page: str) -> tuple[str, str, str]:
    """What a page says before the table, in it and after it."""
    before, _, rest = page.partition("<!-- bench: begin -->")
    inside, _, after = rest.partition("<!-- bench: end -->")
    return before, inside, after


def test_a_run_of_few_rounds_calls_itself_a_trial(finished: Any) -> None:
    assert "A trial of 1 rounds, not a result." in finished[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rows", "7"), "not a list of rows"),
        (("--rounds", "0"), "not a whole number"),
        (("--memory", "9,3"), "two growing numbers"),
        (("--quick", "--full"), "not allowed with"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_before_anything_is_measured(
    arguments: tuple[str, ...], words: str
) -> None:
    done = bench(*arguments)
    assert done.returncode == 2
    assert words in done.stderr


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that measures, found as the program finds it."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("benchmarks.measuring")


def test_contenders_take_turns_and_the_first_round_is_not_counted(parts: Any) -> None:
    turns: list[tuple[str, int]] = []

    def turn(name: str) -> Any:
        return lambda number: turns.append((name, number)) or {name: float(number)}

    assert parts.interleaved(2, turn("a"), turn("b")) == {"a": [0.0, 1.0], "b": [0.0, 1.0]}
    assert turns == [("a", -1), ("b", -1), ("a", 0), ("b", 0), ("a", 1), ("b", 1)]


def test_a_mark_is_met_by_the_mark_itself_and_by_what_is_better(parts: Any) -> None:
    at_least, at_most = parts.Mark("at least", 3), parts.Mark("at most", 1.3)
    assert [at_least.met_by(ratio) for ratio in (2.99, 3.0, 3.01)] == [False, True, True]
    assert [at_most.met_by(ratio) for ratio in (1.29, 1.3, 1.31)] == [True, True, False]


def test_a_page_without_a_place_for_the_table_is_left_as_it_is(parts: Any, tmp_path: Path) -> None:
    tables = importlib.import_module("benchmarks.tables")
    page = tmp_path / "page.md"
    page.write_text("No marks.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the table"):
        tables.write_page(page, "| a |")
    assert page.read_text(encoding="utf-8") == "No marks.\n"
