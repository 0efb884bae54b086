"""Rows 5 and 6: the memory of an import, and the rates of import, export, rebuild and verification."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.league import ACTOR, League, sample
from benchmarks.measuring import Line, Mark, Plan, interleaved, seconds
from ledger import Ledger
from ledger.cli.verifying import verified
from ledger.intake.history import import_history

MEMORY_MARK = Mark("at most", 1.3)
_KIB_PER_MIB = 1024
_IMPORTER = Path(__file__).with_name("importer.py")


def memory_rows(plan: Plan) -> list[Line]:
    """Return the line of row 5: one import of each size, each in a process of its own."""
    few, many = plan.sizes.memory
    peak_of_few, _ = _import_apart(plan, few)
    peak_of_many, took = _import_apart(plan, many)
    return [
        Line(
            5,
            f"peak memory of `import history`, {many:,} facts",
            "MiB",
            [peak_of_many],
            [peak_of_few],
            f"the same, {few:,} facts",
            peak_of_many / peak_of_few,
            MEMORY_MARK,
            note=f"one import each; the larger at {many / took:,.0f} facts/s; ratio: growth",
        )
    ]


def _import_apart(plan: Plan, facts: int) -> tuple[float, float]:
    """Import so many facts in a new process; return its peak in MiB and its seconds."""
    history = sample(plan, facts, recorded=False)
    database = plan.folder / f"memory-{facts}.db"
    plan.say(f"importing {facts:,} facts in a process of its own")
    program = [sys.executable, str(_IMPORTER), str(database), str(history)]
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
    _remove(database)
    peak, took = done.stdout.split()
    return int(peak) / _KIB_PER_MIB, float(took)


def rate_rows(plan: Plan, league: League) -> list[Line]:
    """Return the lines of row 6."""
    facts = plan.sizes.facts
    history = sample(plan, facts, recorded=False)
    ledger = league.plain
    events = ledger.store.last_position()

    def turn(number: int) -> Mapping[str, float]:
        return {
            "import": facts / _import_seconds(plan.folder / f"import-{number}.db", history),
            "export": events / _export_seconds(ledger, plan.folder / "export.ndjson"),
            "rebuild": events / seconds(ledger.runner.rebuild),
            "verify": events / seconds(lambda: _verify(ledger)),
        }

    found = interleaved(plan.rounds, turn)
    named = (
        ("import", f"import history, {facts:,} facts", "facts/s"),
        ("export", "log export", "lines/s"),
        ("rebuild", "rebuild of all projections", "events/s"),
        ("verify", "log verify", "events/s"),
    )
    return [Line(6, what, unit, found[key]) for key, what, unit in named]


def _import_seconds(database: Path, history: Path) -> float:
    """Return how long the import into a new ledger takes; making the empty ledger is not counted."""
    with Ledger.open(f"sqlite:///{database}", create=True) as ledger:
        taken = seconds(lambda: import_history(ledger.service, history, actor=ACTOR))
    _remove(database)
    return taken


def _export_seconds(ledger: Ledger, path: Path) -> float:
    with path.open("wb") as out:
        return seconds(lambda: ledger.store.export(out))


def _verify(ledger: Ledger) -> None:
    found = verified(ledger.store.read_all(), ledger.store.read_leaves(), lambda _: None)
    assert found.events == ledger.store.last_position()


def _remove(database: Path) -> None:
    """Remove a ledger that is not needed again, with its companions."""
    for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        path.unlink(missing_ok=True)
