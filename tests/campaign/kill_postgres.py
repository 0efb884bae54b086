"""A PostgreSQL server that is stopped at once, under load, and writers that are killed: what must hold afterwards.

Several writers append, each to a stream of its own and to one that all share, and say each number once it is
acknowledged. A reader follows the log. Some rounds kill a writer, the others stop the server as a crash would and start
it again, while the surviving writers go on by themselves. At the end everything acknowledged is there, once, in order.
Run as a program, this file is the writer.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import Conflict
from ledger.log.envelope import Commit, NewEvent
from ledger.log.postgres import PostgresStore
from tests.postgres_server import Server

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 3


@dataclass(frozen=True)
class Outcome:
    """What a campaign saw; `conflicts` are appends that found the shared stream moved on and read it again."""

    kills: int
    stops: int
    acknowledged: int
    events: int
    seen_by_reader: int


def new(stream: str, version: int, name: str, number: int) -> NewEvent:
    """An event that says who wrote it as which number."""
    return NewEvent(stream, version, "written.v1", f'{{"by":"{name}","number":{number}}}'.encode())


def write(url: str, name: str, first: int) -> None:
    """Append commit after commit and say the number of each once it is acknowledged, until killed."""
    with PostgresStore.open(url) as store:
        os.write(1, b"ready\n")
        for number in range(first, sys.maxsize):
            own = store.last_version(name) + 1
            while True:
                shared = store.last_version("shared") + 1
                events = (new(name, own, name, number), new("shared", shared, name, number))
                try:
                    store.append([Commit(f"{name}-{number}", name, events)])
                except Conflict:
                    continue
                break
            os.write(1, b"%d\n" % number)


@dataclass
class Writer:
    """A writing process, and the numbers it has said."""

    url: str
    name: str
    said: list[int] = field(default_factory=list)

    def start(self, first: int) -> None:
        """Start the process at a number and listen to it in a thread."""
        command = [sys.executable, "-m", "tests.campaign.kill_postgres", self.url, self.name, str(first)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                self.said.append(int(line))

    def kill(self) -> None:
        """Kill the process without warning, and hear what it had said."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._listener.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Follower(threading.Thread):
    """Reads the log as it grows; what it has seen must be all of it, in order."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.seen: list[int] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        """Follow until told to stop."""
        with PostgresStore.open(self._url) as store:
            while not self.stopped.wait(0.005):
                self.seen += [e.position for e in store.read_all(after_position=len(self.seen))]


def campaign(server: Server, url: str, *, count: int, seed: int) -> Outcome:
    """Kill a writer or stop the server `count` times under load, and check the log at the end (AssertionError)."""
    chance = random.Random(seed)
    writers = [Writer(url, f"w{number}") for number in range(WRITERS)]
    follower = Follower(url)
    follower.start()
    stops = 0
    try:
        for writer in writers:
            writer.start(1)
        for _ in range(count):
            heard = [len(writer.said) for writer in writers]
            _until(lambda heard=heard: all(len(w.said) > h for w, h in zip(writers, heard, strict=True)))
            time.sleep(chance.uniform(0, 0.02))
            if chance.random() < 0.5:
                stops += 1
                server.stop(signal.SIGQUIT)
                server.start()
            else:
                _killed(chance.choice(writers))
        heard = [len(writer.said) for writer in writers]
        _until(lambda: all(len(w.said) > h for w, h in zip(writers, heard, strict=True)))
    finally:
        for writer in writers:
            writer.kill()
        follower.stopped.set()
        follower.join()
    events = check(url, writers)
    assert follower.seen == list(range(1, len(follower.seen) + 1)), "the reader missed a position"
    return Outcome(count - stops, stops, sum(len(w.said) for w in writers), events, len(follower.seen))


def _killed(writer: Writer) -> None:
    """Kill a writer and start the next one where the log says that it stopped."""
    writer.kill()
    with PostgresStore.open(writer.url) as store:
        writer.start(store.last_version(writer.name) + 1)


def _until(true: object) -> None:
    deadline = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "the writers did not go on"
        time.sleep(0.002)


def check(url: str, writers: list[Writer]) -> int:
    """Check that the log holds every number that was said, whole, once and in order; return its length."""
    with PostgresStore.open(url) as store:
        events = list(store.read_all())
        assert [e.position for e in events] == list(range(1, len(events) + 1))
        assert [e.recorded_us for e in events] == sorted(e.recorded_us for e in events)
        assert [e.leaf for e in events] == list(store.read_leaves())
    assert all(count == 2 for count in Counter(e.command_id for e in events).values()), (
        "a commit is not whole"
    )
    for writer in writers:
        own = [e for e in events if e.stream == writer.name]
        assert [e.data for e in own] == [
            new(writer.name, n, writer.name, n).data for n in range(1, len(own) + 1)
        ]
        assert set(writer.said) <= set(range(1, len(own) + 1)), (
            f"{writer.name}: an acknowledged commit is lost"
        )
    return len(events)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
