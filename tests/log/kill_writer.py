"""A writer that is killed at random moments, and what must hold in its ledger afterwards.

`campaign` is the whole experiment, for the tests and for longer runs. Run as a program, this file is the
writer.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ledger.log.envelope import Commit, NewEvent, RecordedEvent
from ledger.log.opening import AnyStore, open_store
from ledger.log.sqlite import SQLiteStore

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1, 2, 7, 40)  # events a commit, in turn


@dataclass(frozen=True)
class Outcome:
    """What a campaign saw; `unacknowledged` commits were on the disk when the writer died unheard."""

    kills: int
    acknowledged: int
    unacknowledged: int
    events: int


def commit_number(number: int, version: int) -> Commit:
    """The commit of that number: several events, half of them in a stream that all commits share."""
    events = [NewEvent("shared", version + 1, "written.v1", b'{"number":"%d"}' % number)]
    own = f"own/{number:06d}"
    events += (
        NewEvent(own, n, "written.v1", b'{"n":%d}' % n) for n in range(1, SIZES[number % len(SIZES)] + 1)
    )
    return Commit(f"command-{number}", "writer", tuple(events))


def write(url: str, first: int) -> None:
    """Append commit after commit, and say the number of each once it is acknowledged, until killed."""
    with open_store(url) as store:
        version = store.last_version("shared")
        os.write(1, b"ready\n")
        for number in range(first, sys.maxsize):
            store.append([commit_number(number, version)])
            version += 1
            os.write(1, b"%d\n" % number)


def campaign(url: str, *, count: int, seed: int) -> Outcome:
    """Kill a writer `count` times at random moments and check the ledger each time (AssertionError)."""
    chance = random.Random(seed)
    open_store(url, create=True).close()
    acknowledged = unacknowledged = checked = number = 0
    for _ in range(count):
        said = kill_one(url, number, chance)
        with open_store(url) as store:
            found = check_since(store, checked)
            checked = store.last_position()
            assert found[: len(said)] == said, f"acknowledged {said}, found {found}"
            assert len(found) - len(said) <= 1, f"more than one commit in flight: {found} after {said}"
            if found:  # the client that never heard asks again
                assert store.append([commit_number(found[-1], 0)])[0].repeated
        acknowledged += len(said)
        unacknowledged += len(found) - len(said)
        number += len(found)
    with open_store(url) as store:
        assert check_since(store, 0) == list(range(number))
        check_leaves(store)
    return Outcome(count, acknowledged, unacknowledged, checked)


def kill_one(url: str, first: int, chance: random.Random) -> list[int]:
    """Start a writer, kill it without warning at a random moment, return the numbers it acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.log.kill_writer", url, str(first)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout is not None
    rest = b""
    try:
        assert writer.stdout.readline() == b"ready\n"
        rest = b"".join(writer.stdout.readline() for _ in range(chance.randrange(20)))
        time.sleep(chance.uniform(0, 0.003))
    finally:
        writer.send_signal(signal.SIGKILL)
        rest += writer.stdout.read()
        writer.stdout.close()
        writer.wait()
    return [int(line) for line in rest.split(b"\n")[:-1]]


def check_since(store: AnyStore, position: int) -> list[int]:
    """Return the numbers of the commits after a position, each of them whole and as it was given."""
    events = list(store.read_all(after_position=position))
    assert [e.position for e in events] == list(range(position + 1, position + 1 + len(events)))
    assert [e.recorded_us for e in events] == sorted(e.recorded_us for e in events)
    numbers = []
    while events:
        number = int(events[0].command_id.removeprefix("command-"))
        given = commit_number(number, events[0].version - 1)
        assert events[0].version == number + 1
        size = len(given.events)
        assert [as_given(e) for e in events[:size]] == [(n.stream, n.version, n.data) for n in given.events]
        assert {e.command_id for e in events[:size]} == {given.command_id}
        numbers.append(number)
        events = events[size:]
    return numbers


def as_given(event: RecordedEvent) -> tuple[str, int, bytes]:
    """The part of an event that its writer chose."""
    return event.stream, event.version, event.data


def check_leaves(store: AnyStore) -> None:
    """Compare each stored leaf with the hash of the line, and ask SQLite about its file."""
    assert [e.leaf for e in store.read_all()] == list(store.read_leaves())
    if not isinstance(store, SQLiteStore):
        return
    with store.session.reading() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
