"""The sample league as files and ledgers, made once a run and shared by the rows that need it."""

from __future__ import annotations

import subprocess
import sys
from functools import cached_property
from pathlib import Path

from benchmarks.measuring import Plan
from ledger import Ledger
from ledger.intake.history import import_history

_MAKE_SAMPLE = Path(__file__).resolve().parent.parent / "make-sample"
ACTOR = "benchmark"


def sample(plan: Plan, facts: int, *, recorded: bool) -> Path:
    """Return a file of so many facts of the sample league, with or without recorded times; made where missing."""
    path = plan.folder / f"league-{facts}{'-recorded' if recorded else ''}.ndjson"
    if not path.exists():
        plan.say(f"making a sample league of {facts:,} facts")
        options = [] if recorded else ["--no-recorded-at"]
        program = [sys.executable, str(_MAKE_SAMPLE), "--events", str(facts), "--out", str(path), *options]
        subprocess.run(program, check=True, stderr=subprocess.DEVNULL)
    return path


class League:
    """Two ledgers of the sample league: `plain` was recorded all at once, `recorded` over the league's years."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._open: list[Ledger] = []

    @cached_property
    def plain(self) -> Ledger:
        """The league without recorded times: each fact is worked under one edition of the rules."""
        return self._imported(recorded=False)

    @cached_property
    def recorded(self) -> Ledger:
        """The league with its recorded times: facts are worked under every edition that came later, too."""
        return self._imported(recorded=True)

    def close(self) -> None:
        """Close what was opened."""
        for ledger in self._open:
            ledger.close()

    def _imported(self, *, recorded: bool) -> Ledger:
        file = sample(self.plan, self.plan.sizes.facts, recorded=recorded)
        ledger = Ledger.open(f"sqlite:///{file.with_suffix('.db')}", create=True)
        self._open.append(ledger)
        self.plan.say(f"importing {file.name}")
        import_history(ledger.service, file, actor=ACTOR)
        return ledger
