"""How a measurement is made: rounds that take turns, medians, lines of the result, and what the machine was."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Literal

#: The fewest rounds of which a median says something.
FEWEST_ROUNDS = 5
_COMMITS_PROBED = 30

#: One contender's turn: takes the round's number, returns a value for each thing it measured.
Turn = Callable[[int], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. `memory` are the two numbers of facts whose peaks are compared."""

    batch: int = 1_000
    officials: int = 100
    loaded: int = 20
    facts: int = 20_000
    memory: tuple[int, int] = (10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row needs to know: where files go, how much, how often, and whom to tell."""

    folder: Path
    sizes: Sizes
    rounds: int
    tune_stock: bool = False

    def say(self, text: str) -> None:
        """Tell on stderr how far the measurements are."""
        sys.stderr.write(f"bench: {text}\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a ratio is held against."""

    kind: Literal["at least", "at most"]
    value: float

    def met_by(self, ratio: float) -> bool:
        """Whether the ratio is on the right side; the mark itself is."""
        return ratio >= self.value if self.kind == "at least" else ratio <= self.value

    def __str__(self) -> str:
        """Return it as a table shows it."""
        return f"{'≥' if self.kind == 'at least' else '≤'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the result: medians, and the values of every round behind them.

    `ratio` says how many times better ours is, except where `note` says otherwise; None where there is nothing to
    compare with.
    """

    row: int
    what: str
    unit: str
    ours: list[float]
    yardstick: list[float] = field(default_factory=list)
    yardstick_name: str = ""
    ratio: float | None = None
    mark: Mark | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the mark is met; None where there is no mark."""
        if self.mark is None or self.ratio is None:
            return None
        return self.mark.met_by(self.ratio)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "row": self.row,
            "what": self.what,
            "unit": self.unit,
            "ours": median(self.ours) if self.ours else None,
            "yardstick": median(self.yardstick) if self.yardstick else None,
            "yardstick_name": self.yardstick_name,
            "ratio": self.ratio,
            "mark": None if self.mark is None else {"kind": self.mark.kind, "value": self.mark.value},
            "met": self.met,
            "rounds": {"ours": self.ours, "yardstick": self.yardstick},
            "note": self.note,
        }


def interleaved(rounds: int, *turns: Turn, warm_up: bool = True) -> dict[str, list[float]]:
    """Let the contenders take turns, so that a machine that drifts hurts all; return the values of all rounds.

    With `warm_up`, a first round is not counted.
    """
    values: dict[str, list[float]] = {}
    for number in range(-1 if warm_up else 0, rounds):
        for turn in turns:
            for name, value in turn(number).items():
                if number >= 0:
                    values.setdefault(name, []).append(value)
    return values


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes; garbage of earlier work is collected before."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def times_as_much(ours: list[float], yardstick: list[float]) -> float:
    """Return the ratio of the medians, of rates: more is better."""
    return median(ours) / median(yardstick)


def machine(folder: Path) -> dict[str, Any]:
    """Return what a reader must know of the machine, its load at the start and the cost of one durable commit."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "cores": cores,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "eventsourcing": version("eventsourcing"),
        "load_average": load,
        "commit_microseconds": round(_commit_seconds(folder) * 1e6),
    }


def too_busy(found: Mapping[str, Any]) -> bool:
    """Whether others used so much of the machine at the start that figures may not be trusted."""
    load = found["load_average"]
    return load is not None and load > 0.5 * found["cores"]


def slow_to_commit(found: Mapping[str, Any]) -> bool:
    """Whether commits cost so much that a ratio of one commit an event to few commits says more of the disk."""
    return bool(found["commit_microseconds"] > 1_000)


def machine_line(found: Mapping[str, Any]) -> str:
    """Return the machine in one line."""
    load = "unknown" if found["load_average"] is None else f"{found['load_average']:.2f}"
    return (
        f"{found['measured_on']}: {found['cores']} cores, {found['system']}, Python {found['python']},"
        f" SQLite {found['sqlite']}, load average {load} at the start,"
        f" one durable commit {found['commit_microseconds']} µs, eventsourcing {found['eventsourcing']}"
    )


def _commit_seconds(folder: Path) -> float:
    """Return the median time of a one-row commit with the durability that both contenders have."""
    connection = sqlite3.connect(folder / "probe.db", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE probe (number INTEGER)")
        taken = []
        for _ in range(_COMMITS_PROBED):
            start = time.perf_counter()
            connection.execute("INSERT INTO probe VALUES (1)")
            taken.append(time.perf_counter() - start)
        return median(taken)
    finally:
        connection.close()
