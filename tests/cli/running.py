"""Running the command as a user does: in this process, or as a process of its own where that matters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.cli import main
from ledger.rules.catalog import shipped_files

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
#: Events of a new ledger: one for each program that comes with the package, whose text `init` adopts.
BEGUN = len(shipped_files())
SETTINGS = ("CREDIT_LEDGER_DB", "CREDIT_LEDGER_RULES", "CREDIT_LEDGER_ACTOR", "COLUMNS", "NO_COLOR")


@dataclass(frozen=True)
class Result:
    """What a command left: its exit status, its data, and what it said beside them."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The data, read as JSON."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors that `--json` writes to standard error."""
        found: list[dict[str, Any]] = json.loads(self.err)["errors"]
        return found


class Cli:
    """Runs commands on one ledger, in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], db: Path) -> None:
        self._capsys = capsys
        self.db = db

    def __call__(self, *arguments: str | Path) -> Result:
        """Run one command line."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--db", f"sqlite:///{self.db}", *map(str, arguments)])
        seen = self._capsys.readouterr()
        status = left.value.code
        assert isinstance(status, int | None)
        return Result(status or 0, seen.out, seen.err)

    def good(self, *arguments: str | Path) -> Result:
        """Run one command line that must succeed."""
        result = self(*arguments)
        assert result.status == 0, result.err
        return result


def process(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: bytes = b""
) -> Result:
    """Run one command line as a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-m", "ledger", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd or ROOT,
        env={**clean, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def build_sample(db: Path) -> None:
    """Make the ledger of the shipped sample, with its fixed identity and its tables built."""
    url = f"sqlite:///{db}"
    made = process("--db", url, "init", "--empty", "--ledger-id", "sample")
    assert made.status == 0, made.err
    imported = process(
        "--db", url, "--actor", "older-system", "import", "history", SAMPLES / "league-small.ndjson"
    )
    assert imported.status == 0, imported.err + imported.out
    assert process("--db", url, "project").status == 0


def copy_ledger(source: Path, target: Path) -> Path:
    """Copy a ledger that nobody has open."""
    shutil.copy(source, target)
    return target
