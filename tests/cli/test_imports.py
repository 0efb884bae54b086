"""An import of history from the command line: what is said where it stops, and of what it took over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ledger.cli import exits
from tests.cli.running import ROOT, SAMPLES, Cli

REGISTERED = '{"fact": "official registered", "official": "AL-1", "registered_on": "2016-11-07"}'
POSTED = (
    '{"fact": "credit posted", "official": "AL-1", "completed_on": "2017-03-02", "posted_on": "2017-03-20",'
    ' "hours_awarded": "6", "source": "league"}'
)


def test_the_explanation_of_a_posted_credit_misses_no_form(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "history.ndjson"
    file.write_text(f"{REGISTERED}\n{POSTED}\n")
    fresh.good("import", "history", file)
    said = " ".join(fresh.good("transcript", "AL-1", "--as-of", "2018-01-01", "--explain").out.split())
    assert "Posted on 2017-03-20 by an older system; its form was not kept." in said
    assert "The form is not in" not in said


def test_a_refused_line_that_concerns_nobody_is_said_to_stop_the_whole_file(
    fresh: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "history.ndjson"
    file.write_text(f"{REGISTERED}\nnot json\n{POSTED}\n[]\n")
    found = fresh("import", "history", file, "--skip-refused")
    assert found.status == exits.REFUSED
    assert "Nothing was recorded, not even with --skip-refused: lines 2, 4 do not tell" in found.err
    assert "0 facts imported" in found.out


def test_of_many_officials_left_out_ten_are_named(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "history.ndjson"
    lines = [REGISTERED]
    for number in range(10, 25):
        lines.append(POSTED.replace("AL-1", f"AL-{number}"))
    file.write_text("\n".join(lines) + "\n")
    found = fresh("import", "history", file, "--skip-refused", "--dry-run")
    said = " ".join(found.out.split())
    assert "AL-19 and 5 more; --json names them all." in said
    assert "Left out: AL-10, AL-11," in said
    assert (
        len(fresh("--json", "import", "history", file, "--skip-refused", "--dry-run").json["left_out"]) == 15
    )


def test_few_officials_left_out_are_all_named(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "history.ndjson"
    file.write_text("\n".join([REGISTERED, POSTED.replace("AL-1", "AL-7")]) + "\n")
    assert "Left out: AL-7.\n" in fresh("import", "history", file, "--skip-refused").out


def test_an_interrupted_import_says_how_far_it_came(league: Cli, tmp_path: Path) -> None:
    ledger = tmp_path / "other.db"
    command = [sys.executable, "-c", STOPPED, "--db", str(ledger), "import", "history"]
    assert league.good("--db", ledger, "init", "--empty").status == 0
    done = subprocess.run(
        [*command, str(SAMPLES / "league-small.ndjson")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == exits.INTERRUPTED
    assert done.stderr == (
        "interrupted: 2,000 of 4,964 facts are imported and stay; the same command again imports the rest\n"
    )
    again = league.good("--db", ledger, "import", "history", SAMPLES / "league-small.ndjson")
    assert "2,964 facts imported, 2,000 already there" in again.out


STOPPED = """
import os, signal, sys
from ledger.cli import main
from ledger.log.sqlite import SQLiteStore

whole = SQLiteStore.append

def append(self, commits):
    done = whole(self, commits)
    os.kill(os.getpid(), signal.SIGINT)
    return done

SQLiteStore.append = append
main(sys.argv[1:])
"""
