"""The command line of `scripts/bench`."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import stock, tables
from benchmarks.appending import append_rows, load_rows
from benchmarks.asking import question_rows
from benchmarks.importing import memory_rows, rate_rows
from benchmarks.league import League
from benchmarks.measuring import (
    FEWEST_ROUNDS,
    Line,
    Plan,
    Sizes,
    machine,
    machine_line,
    slow_to_commit,
    too_busy,
)
from benchmarks.projecting import projection_rows

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
QUICK = Sizes(facts=5_000, memory=(5_000, 20_000))
FULL = Sizes(memory=(10_000, 1_000_000))
ROWS = (1, 2, 3, 4, 5, 6)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def _rows(text: str) -> tuple[int, ...]:
    chosen = tuple(sorted({_count(part) for part in text.split(",")}))
    if not set(chosen) <= set(ROWS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of rows from 1 to {len(ROWS)}, such as 1,3")
    return chosen


def _pair(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or _count(parts[0]) >= _count(parts[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is not two growing numbers such as 10000,1000000")
    return _count(parts[0]), _count(parts[1])


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measure the ledger beside its yardsticks, in turns, and show medians, ratios and marks. "
        "What each row measures is in docs/performance.md. The table goes to stdout, progress to stderr.",
    )
    add = parser.add_argument
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", action="store_true", help="a smaller league, and memory of 5,000 and 20,000 facts"
    )
    size.add_argument("--full", action="store_true", help="memory of 10,000 and 1,000,000 facts")
    add("--rows", type=_rows, default=ROWS, metavar="1,3", help="only these rows")
    add("--rounds", type=_count, default=7, metavar="N",
        help=f"how often the contenders take turns (default 7; fewer than {FEWEST_ROUNDS} are a trial)")  # fmt: skip
    add("--batch", type=_count, metavar="N", help="commands in a batch (default 1000)")
    add("--facts", type=_count, metavar="N", help="facts in the sample league (default 20000)")
    add("--memory", type=_pair, metavar="A,B", help="the two numbers of facts of row 5")
    add("--tune-stock", action="store_true",
        help="give the stock store the cache and checkpoint sizes that ours sets, too")  # fmt: skip
    add("--check", action="store_true", help="exit with 1 where a mark is not met")
    add("--folder", type=Path, help="work in a new folder inside this one (default: the temporary folder)")
    add("--json", type=Path, metavar="FILE", help="also write everything as JSON")
    add("--write-docs", type=Path, nargs="?", const=PAGE, metavar="PAGE",
        help="also put the table into docs/performance.md, or into another page")  # fmt: skip
    return parser


def _sizes(options: argparse.Namespace) -> Sizes:
    sizes = QUICK if options.quick else FULL if options.full else Sizes()
    given = {name: getattr(options, name) for name in ("batch", "facts", "memory")}
    sizes = dataclasses.replace(sizes, **{name: value for name, value in given.items() if value is not None})
    return dataclasses.replace(sizes, officials=min(sizes.officials, sizes.batch))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, show, write what was asked for; return 1 where `--check` is given and a mark is not met."""
    options = _arguments().parse_args(arguments)
    sizes = _sizes(options)
    with tempfile.TemporaryDirectory(prefix="ledger-bench-", dir=options.folder) as folder:
        plan = Plan(Path(folder), sizes, options.rounds, options.tune_stock)
        shipped = stock.durability_as_shipped(plan.folder / "stock-probe.db")
        found = machine(plan.folder) | {"stock_synchronous_as_shipped": shipped}
        _warn(plan, found)
        lines = _measured(plan, options.rows)
    sys.stdout.write(f"{machine_line(found)}\n{tables.rounds_line(plan.rounds)}\n\n{tables.plain(lines)}")
    if options.json is not None:
        settings = dataclasses.asdict(sizes) | {"rounds": plan.rounds, "tune_stock": plan.tune_stock}
        tables.write_json(options.json, lines, found, settings)
    if options.write_docs is not None:
        tables.write_page(options.write_docs, tables.markdown(lines, found, rounds=plan.rounds))
    return 1 if options.check and any(line.met is False for line in lines) else 0


def _warn(plan: Plan, found: dict[str, Any]) -> None:
    plan.say(machine_line(found))
    if too_busy(found):
        plan.say("others use this machine: trust the ratios, not the figures; or measure when it is quiet")
    if slow_to_commit(found):
        plan.say(
            "commits are slow, so the durable yardstick of row 3 measures the disk: read its second line"
        )
    if plan.rounds < FEWEST_ROUNDS:
        plan.say(f"{plan.rounds} rounds are a trial, not a result: take {FEWEST_ROUNDS} or more")


def _measured(plan: Plan, rows: Sequence[int]) -> list[Line]:
    league = League(plan)
    measures: dict[int, tuple[str, Callable[[], list[Line]]]] = {
        1: ("append", lambda: append_rows(plan)),
        2: ("load", lambda: load_rows(plan)),
        3: ("projections", lambda: projection_rows(plan, league)),
        4: ("questions", lambda: question_rows(plan, league)),
        5: ("memory", lambda: memory_rows(plan)),
        6: ("rates", lambda: rate_rows(plan, league)),
    }
    lines: list[Line] = []
    try:
        for row in rows:
            name, measure = measures[row]
            plan.say(f"row {row}: {name}")
            lines += measure()
    finally:
        league.close()
    return lines
