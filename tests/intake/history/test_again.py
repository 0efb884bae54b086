"""Imports repeated, continued, cut short, shuffled or only tried."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.intake.history import import_history
from tests.intake.history.making import (
    POSTED,
    REGISTERED,
    events,
    exported,
    imported,
    opened,
    recorded,
    write,
)

SAMPLE = Path(__file__).parents[3] / "samples" / "league-small.ndjson"

CONTACT = {"fact": "contact recorded", "recorded_on": "2025-03-01"}

KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.intake.history import import_history
from tests.intake.history.making import opened

def stop(phase, done, total):
    if phase == "append" and done > 0:
        os.kill(os.getpid(), signal.SIGKILL)

with opened(Path(sys.argv[1])) as service:
    import_history(service, sys.argv[2], actor="tester", progress=stop)
"""


def many(officials: int) -> list[dict[str, str]]:
    facts = []
    for minute in range(officials):
        official = f"AL-{minute}"
        day = f"2017-{minute // 28 % 12 + 1:02}-{minute % 28 + 1:02}"
        at = f"{day}T{minute // 336 % 24:02}"
        facts.append(recorded(REGISTERED | {"official": official}, f"{at}:01:00Z"))
        contact = CONTACT | {"official": official, "email": f"{official}@example.org"}
        facts.append(recorded(contact, f"{at}:01:30Z"))
        facts.append(recorded(POSTED | {"official": official}, f"{at}:02:00.5Z"))
    return facts


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "ledger.db") as service:
        first = import_history(service, SAMPLE, actor="tester")
        before = service.store.last_position()
        again = import_history(service, SAMPLE, actor="tester")
        assert service.store.last_position() == before
    assert (again.imported, again.already_there, again.said_before) == (0, first.imported, first.said_before)
    assert again.first_position is None


@pytest.mark.parametrize("lines", [1, 700, 2_100, 4_900])
def test_a_beginning_and_then_the_whole_give_the_whole(tmp_path: Path, lines: int) -> None:
    head = tmp_path / "head.ndjson"
    head.write_text("".join(SAMPLE.read_text("utf-8").splitlines(keepends=True)[:lines]), "utf-8")
    with opened(tmp_path / "parts.db") as service:
        first = import_history(service, head, actor="tester")
        second = import_history(service, SAMPLE, actor="tester")
    with opened(tmp_path / "whole.db") as service:
        whole = import_history(service, SAMPLE, actor="tester")
    assert first.imported + second.imported == whole.imported
    assert public(tmp_path / "parts.db") == public(tmp_path / "whole.db")


def test_a_longer_file_under_another_name_adds_only_what_is_new(tmp_path: Path) -> None:
    imported(tmp_path, [REGISTERED, POSTED])
    new = POSTED | {"completed_on": "2018-03-02"}
    with opened(tmp_path / "ledger.db") as service:
        file = write(tmp_path / "other.ndjson", [new, POSTED | {"hours_awarded": 6}, REGISTERED])
        report = import_history(service, file, actor="tester")
    assert (report.imported, report.already_there) == (1, 2)


def test_two_equal_credits_are_two_and_stay_two(tmp_path: Path) -> None:
    imported(tmp_path, [REGISTERED, POSTED, POSTED])
    report = imported(tmp_path, [REGISTERED, POSTED, POSTED])
    assert report.already_there == 3
    with opened(tmp_path / "ledger.db") as service:
        assert len(service.record("AL-1").claims) == 2


def test_killed_while_appending_the_same_import_completes_it(tmp_path: Path) -> None:
    file = write(tmp_path / "history.ndjson", many(1_700))
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "killed.db"), str(file)],
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    with opened(tmp_path / "whole.db") as service:
        import_history(service, file, actor="tester")
    begun, whole = public(tmp_path / "killed.db"), public(tmp_path / "whole.db")
    assert 0 < len(begun) < len(whole)
    assert whole[: len(begun)] == begun
    with opened(tmp_path / "killed.db") as service:
        report = import_history(service, file, actor="tester")
    assert report.already_there > 0
    assert public(tmp_path / "killed.db") == whole


def test_a_shuffled_file_with_recorded_times_gives_the_same_log(tmp_path: Path) -> None:
    known = [fact for fact in many(300) if fact["fact"] != "contact recorded"]  # salts are random
    facts = sorted(known, key=lambda fact: (fact["recorded_at"], fact["official"]))
    facts = [
        recorded(fact, f"2017-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z")
        for n, fact in enumerate(facts)
    ]
    for name, lines in (("sorted", facts), ("shuffled", random.Random(7).sample(facts, len(facts)))):
        (tmp_path / name).mkdir()
        imported(tmp_path / name, lines)
    assert exported(tmp_path / "shuffled" / "ledger.db") == exported(tmp_path / "sorted" / "ledger.db")


def test_a_dry_run_says_what_would_be_and_leaves_the_ledger_as_it_is(tmp_path: Path) -> None:
    imported(tmp_path, [REGISTERED])
    files = [path for path in tmp_path.iterdir() if path.name.startswith("ledger.db")]
    before = {path.name: path.read_bytes() for path in files}
    contact = {
        "fact": "contact recorded",
        "official": "AL-1",
        "recorded_on": "2017-01-01",
        "email": "a@b.org",
    }
    report = imported(tmp_path, [REGISTERED, POSTED, contact], dry_run=True)
    assert (report.imported, report.already_there, report.dry_run) == (2, 1, True)
    assert {path.name: path.read_bytes() for path in files} == before
    assert len(events(tmp_path / "ledger.db")) == 1


def test_progress_is_told_for_every_phase(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    imported(tmp_path, many(1_000), progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "read"] == [
        ("read", 1000, None),
        ("read", 2000, None),
        ("read", 3000, None),
        ("read", 3000, 3000),
    ]
    assert ("decide", 3000, 3000) in told
    assert told[-1] == ("append", 3000, 3000)


def public(ledger: Path) -> list[dict[str, object]]:
    """Return the events without what is random on purpose: commitments, and ids made with a key of the vault."""
    found = events(ledger)
    for event in found:
        event["data"] = {k: v for k, v in event["data"].items() if k not in ("contact", "reason")}
        del event["command_id"]
    return found


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from ledger.intake.history import import_history
from ledger.intake.history.appending import ImportInterrupted
from tests.intake.history.making import opened

def stop(phase, done, total):
    if phase == "append" and done > 0:
        os.kill(os.getpid(), signal.SIGINT)

with opened(Path(sys.argv[1])) as service:
    try:
        import_history(service, sys.argv[2], actor="tester", progress=stop)
    except ImportInterrupted as stopped:
        print(stopped.appended, stopped.total, stopped)
"""


def test_what_another_import_has_appended_meanwhile_is_counted_as_already_there(tmp_path: Path) -> None:
    facts = [fact for fact in many(8) if fact["fact"] != "contact recorded"]
    half = write(tmp_path / "half.ndjson", facts[:5])
    whole = write(tmp_path / "whole.ndjson", facts)

    def meanwhile(phase: str, done: int, total: int | None) -> None:
        if (phase, done) == ("append", 0):
            with opened(tmp_path / "ledger.db") as other:
                import_history(other, half, actor="other")

    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, whole, actor="tester", progress=meanwhile)
    assert (report.imported, report.already_there, report.events) == (11, 5, 11)
    assert report.facts == {"credit posted": 6, "official registered": 5}
    assert (report.officials, report.left_out_lines) == (6, 0)
    assert (report.first_position, report.last_position) == (6, 16)
    assert len(events(tmp_path / "ledger.db")) == 16


def test_an_import_of_which_all_is_appended_by_another_reports_nothing_imported(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.ndjson", [REGISTERED, POSTED])

    def meanwhile(phase: str, done: int, total: int | None) -> None:
        if (phase, done) == ("append", 0):
            with opened(tmp_path / "ledger.db") as other:
                import_history(other, whole, actor="other")

    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, whole, actor="tester", progress=meanwhile)
    assert (report.imported, report.already_there, report.events, report.officials) == (0, 2, 0, 0)
    assert (report.facts, report.first_position, report.last_position) == ({}, None, None)


def test_an_interrupted_import_says_how_many_facts_are_in_and_goes_on(tmp_path: Path) -> None:
    file = write(tmp_path / "history.ndjson", many(1_700))
    stopped = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "ledger.db"), str(file)],
        cwd=Path(__file__).parents[3],
        check=False,
        capture_output=True,
        text=True,
    )
    appended, total, said = stopped.stdout.split(" ", 2)
    assert total == "5100"
    assert "2,000 of 5,100 facts are imported" in said
    assert "same command" in said
    assert int(appended) == len(events(tmp_path / "ledger.db")) == 2_000
    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, file, actor="tester")
    assert (report.imported, report.already_there) == (3_100, 2_000)
