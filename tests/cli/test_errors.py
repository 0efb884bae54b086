"""Wrong input is told with the fact, the value and the remedy, on standard error, with its exit status."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli import exits
from tests.cli.running import ROOT, Cli, process

#: command line -> exit status, words of the message
WRONG: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...] = (
    (("standing", "NOBODY"), 4, ("NOBODY", "Check the id")),
    (("transcript", "NOBODY", "--from", "tables"), 4, ("NOBODY",)),
    (("changed", "NOBODY", "--since", "1"), 4, ("NOBODY",)),
    (("log", "show", "--official", "NOBODY"), 4, ("NOBODY",)),
    (("schema", "weather"), 4, ("weather", "transcript")),
    (("import", "attendance", "x.csv", "--offering", "none"), 4, ("none", "offering schedule")),
    (("standing", "AL-000001", "--as-of", "yesterday"), 3, ("--as-of", "yesterday", "2024-03-31")),
    (("standing", "AL-000001", "--as-of", "2022-02-30"), 3, ("--as-of", "2022-02-30")),
    (("standing", "AL-000001", "--as-of", "3/5/2022"), 3, ("2022-03-05 or 2022-05-03",)),
    (("standing", "AL-000001", "--known-at", "soon"), 3, ("--known-at", "soon")),
    (("standing", "AL-000001", "--known-at", "99999"), 3, ("99999", "4964")),
    (("standing", "AL-000001", "--known-at", "2022-04-15T12:00:00"), 3, ("--known-at", "offset", "-05:00")),
    (
        ("standing", "AL-000001", "--program", "alm-basic", "--known-at", "1990-01-01"),
        9,
        ("published", "1990-01-01"),
    ),
    (("standing", "AL-000001", "--known-at", "1990-01-01"), 4, ("AL-000001", "position 0")),
    (("standing", "AL-000001", "--as-of", "1990-01-01", "--known-at", "0"), 4, ("position 0",)),
    (("population", "alm-masters"), 4, ("alm-masters", "alm-advanced, alm-basic")),
    (("transcript", "AL-000001", "--program", "alm-masters"), 4, ("alm-masters",)),
    (("import", "history", "missing.ndjson"), 3, ("missing.ndjson",)),
    (("import", "attendance", "missing.csv", "--offering", "2026-webinar-06"), 3, ("missing.csv",)),
    (("log", "import", "missing.ndjson"), 3, ("missing.ndjson", "Check the path")),
    (("credit", "approve-many", "missing.csv"), 3, ("missing.csv",)),
    (("credit", "approve", "AL-000001", "--claim", "none"), 1, ("none",)),
    (("credit", "approve", "A B", "--claim", "none"), 3, ("official", "Letters, digits and . _ : -")),
    (
        ("official", "register", "AL-9", "--registered-on", "2022-02-30"),
        3,
        ("--registered-on: There is no such day",),
    ),
    (("credit", "attach", "AL-000001", "--claim", "c", "--document", "agenda=none.pdf"), 3, ("none.pdf",)),
    (("--rules", "none.toml", "status"), 3, ("none.toml",)),
    (("standing",), 2, ("OFFICIAL",)),
    (("credit", "approve", "AL-000001"), 2, ("--claim",)),
    (("standing", "AL-000001", "--as-off", "2022-01-01"), 2, ("--as-off",)),
    (("weather",), 2, ("weather",)),
    (("population", "alm-basic", "--format", "xml"), 2, ("xml", "csv")),
)


@pytest.mark.parametrize(("arguments", "status", "words"), WRONG, ids=lambda value: str(value)[:50])
def test_a_wrong_command_says_what_is_wrong(
    league: Cli, arguments: tuple[str, ...], status: int, words: tuple[str, ...]
) -> None:
    found = league(*arguments)
    assert found.status == status, found.err
    assert found.out == ""
    for word in words:
        assert word in found.err
    assert "Traceback" not in found.err


def test_a_missing_ledger_is_told_with_the_way_to_make_one(fresh: Cli, tmp_path: Path) -> None:
    found = fresh("--db", f"sqlite:///{tmp_path}/none.db", "status")
    assert (found.status, "credit-ledger init" in found.err) == (4, True)
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_ledger_is_left_as_it_is(fresh: Cli, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("Not a ledger.\n" * 100)
    for command in (["status"], ["init"], ["project"]):
        found = fresh("--db", f"sqlite:///{other}", *command)
        assert found.status == 3
    assert other.read_text() == "Not a ledger.\n" * 100


def test_an_address_of_no_known_kind_is_refused(fresh: Cli) -> None:
    assert fresh("--db", "mysql://host/db", "status").status == 3


def test_a_database_that_does_not_answer_is_told_as_such(fresh: Cli) -> None:
    found = fresh("--db", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2", "status")
    assert found.status == 7
    assert found.err.startswith("error: There is no connection to the database: ")


def test_each_error_is_one_line(league: Cli) -> None:
    found = league(
        "credit", "claim", "AL-000003", "--hours-claimed", "x", "--completed-on", "y", "--title", "T"
    )
    assert found.status == 3
    assert [line.split(":")[0:2] for line in found.err.splitlines()] == [
        ["error", " --completed-on"],
        ["error", " --hours-claimed"],
    ]


def test_with_json_errors_are_an_object_on_standard_error(league: Cli) -> None:
    found = league("standing", "NOBODY", "--json")
    assert found.out == ""
    assert found.errors[0]["code"] == "not-found"
    assert found.errors[0]["values"] == {"official": "NOBODY"}
    assert found.errors[0]["remedy"]


def test_a_defect_is_called_one_and_hides_its_traceback_unless_asked(
    league: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a wheel came off")

    monkeypatch.setattr("ledger.cli.dates.as_of", broken)
    found = league("standing", "AL-000001")
    assert found.status == exits.DEFECT
    assert "defect of credit-ledger" in found.err
    assert "Traceback" not in found.err
    assert "Traceback" in league("standing", "AL-000001", "--debug").err
    assert league("standing", "AL-000001", "--json").errors[0]["code"] == "defect"


def test_a_reader_that_goes_away_ends_the_command_quietly(league: Cli) -> None:
    shown = f"{sys.executable} -m ledger --db sqlite:///{league.db} log show --json"
    command = f"{shown} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == str(exits.PIPE_CLOSED)


def test_an_interruption_has_the_status_of_one(league: Cli) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ledger", "--db", f"sqlite:///{league.db}", "import", "history", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b'{"fact": "nothing"}\n')
        running.stdin.flush()
        try:
            running.wait(timeout=2)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == exits.INTERRUPTED
        assert b"Traceback" not in running.stderr.read()


def test_an_altered_event_is_found_and_located(league: Cli) -> None:
    connection = sqlite3.connect(league.db)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    (data,) = connection.execute("SELECT data FROM events WHERE position = 2708").fetchone()
    altered = data.replace(b'"hours_awarded":"6"', b'"hours_awarded":"9"')
    assert altered != data
    connection.execute("UPDATE events SET data = ? WHERE position = 2708", (altered,))
    connection.commit()
    connection.close()
    found = league("log", "verify")
    assert found.status == 6
    assert "2,708" in found.err
    assert league("log", "verify", "--json").errors[0]["values"]["position"] == "2708"


def test_a_process_answers_like_the_function(league: Cli) -> None:
    arguments = ("standing", "AL-000001", "--as-of", "2022-03-31")
    found = process("--db", f"sqlite:///{league.db}", *arguments)
    assert found == league(*arguments)


def test_the_path_of_a_ledger_is_an_address_too(fresh: Cli, tmp_path: Path) -> None:
    other = tmp_path / "an other 100%.db"
    made = fresh.good("--db", other, "init", "--ledger-id", "other")
    assert "The ledger other is at sqlite:///" in made.out
    assert other.exists()
    assert fresh.good("--db", other, "status", "--json").json["ledger"] == "other"
    assert process("--db", other.name, "status", cwd=tmp_path).status == 0


@pytest.mark.parametrize("address", ["mysql://host/db", "sqlite://host", "", "sqlite:x.db"])
def test_a_wrong_address_is_told_with_the_name_of_the_option(fresh: Cli, address: str) -> None:
    found = fresh("--db", address, "status")
    assert found.status == 3
    assert found.err.startswith("error: --db: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("standing", "AL-000001"),
        ("transcript", "AL-000001", "--json"),
        ("population", "alm-basic", "--format", "csv"),
        ("log", "show"),
        ("log", "export"),
        ("--help",),
        ("--version",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_an_output_that_cannot_be_written_is_a_failure_of_the_disk(
    league: Cli, arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ledger", "--db", str(league.db), *arguments],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT, timeout=60,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert done.stderr.count("Standard output cannot be written: No space left on device.") == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
