"""A projector that is killed at random moments, and what must hold in its tables afterwards.

`campaign` is the whole experiment, for the tests and for longer runs. Run as a program, this file is the projector.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ledger.log.codec import decode
from ledger.log.opening import open_store
from ledger.log.sqlite import SQLiteStore
from ledger.open import Ledger
from ledger.projections.officials import Recorded
from ledger.projections.runner import Runner
from ledger.projections.store import FactStore, Generation
from tests.oracle.adapter import League
from tests.oracle.generate import generate
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact

#: Facts recorded between two kills.
PORTION = 8
#: So many first kills hit the very first build, which is then let finish.
FIRST_BUILD = 3


@dataclass(frozen=True)
class Outcome:
    """What a campaign saw; `unheard` stretches were in the tables when the projector died before it could say so."""

    kills: int
    events: int
    stretches: int
    unheard: int
    builds_cut: int
    follows_cut: int


class LogUntil:
    """A log as it was when it had so many events."""

    def __init__(self, store: SQLiteStore, position: int) -> None:
        self._store = store
        self._position = position

    def last_position(self) -> int:
        """Return the number of events."""
        return self._position

    def read_all(self, *, after_position: int, until_position: int) -> Iterator[Recorded]:
        """Yield events in order of position."""
        return self._store.read_all(after_position=after_position, until_position=until_position)

    def read_stream(self, stream: str, *, until_position: int) -> Sequence[Recorded]:
        """Return a stream's events."""
        return self._store.read_stream(stream, until_position=until_position)


def digest_at(ledger: Ledger, position: int) -> str:
    """Return the digest of tables built from nothing, in one go, from the log up to a position."""
    store = open_store("sqlite://")
    try:
        facts = FactStore(store.session)  # type: ignore[attr-defined]
        runner = Runner(LogUntil(ledger.store, position), facts, ledger.catalog, decode=decode)
        return facts.digest(runner.rebuild().number)
    finally:
        store.close()


def project(url: str, stretch: int, mode: str) -> None:
    """Catch up, or rebuild, in small stretches, and say the position of each once it is written, until killed."""
    with Ledger.open(url) as ledger:
        ledger.runner = Runner(ledger.store, ledger.facts, ledger.catalog, decode=decode, stretch=stretch)
        os.write(1, b"ready\n")
        step = ledger.runner.rebuild if mode == "rebuild" else ledger.runner.catch_up
        step(lambda position: _say(position))
        os.write(1, b"done\n")
        signal.pause()


def _say(position: int) -> None:
    os.write(1, b"%d\n" % position)


def campaign(path: Path, *, count: int, seed: int) -> Outcome:
    """Kill a projector `count` times at random moments and check the tables each time (AssertionError)."""
    chance = random.Random(seed)
    url = f"sqlite:///{path}"
    league = League(Readings(), url=url)
    waiting = _facts(chance, count * PORTION)
    stretches = unheard = builds = follows = 0
    with league.ledger as ledger:
        for number in range(count):
            if number == FIRST_BUILD:
                ledger.catch_up()
            league.grow(list(islice(waiting, PORTION)))
            before = ledger.facts.serving()
            mode = "rebuild" if before is not None and chance.random() < 0.3 else "catch up"
            said = kill_one(url, chance, mode)
            unheard += check(ledger, before, said, mode)
            stretches += len(said)
            unfinished = any(not one.serving and not one.retired for one in ledger.facts.generations())
            builds += unfinished and (mode == "rebuild" or before is None)
            follows += mode == "catch up" and before is not None and ledger.runner.lag() > 0
        final = ledger.catch_up()
        assert final.position == ledger.store.last_position()
        assert ledger.facts.digest(final.number) == digest_at(ledger, final.position), (
            "the tables differ in the end"
        )
        return Outcome(count, final.position, stretches, unheard, builds, follows)


def _facts(chance: random.Random, count: int) -> Iterator[JsonFact]:
    merged: list[JsonFact] = []
    while len(merged) < count:
        merged += generate(chance.randrange(1_000_000))
    yield from sorted(merged, key=lambda fact: (fact["recorded_at"], fact.get("official", "")))


def kill_one(url: str, chance: random.Random, mode: str) -> list[int]:
    """Start a projector, kill it without warning at a random moment, return the positions it said it had reached."""
    command = [
        sys.executable,
        "-m",
        "tests.campaign.kill_projector",
        url,
        str(chance.choice((1, 2, 5))),
        mode,
    ]
    root = Path(__file__).resolve().parents[2]
    projector = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root)
    assert projector.stdout is not None
    rest = b""
    try:
        assert projector.stdout.readline() == b"ready\n"
        for _ in range(chance.randrange(3 * PORTION)):
            line = projector.stdout.readline()
            rest += line
            if line == b"done\n":
                break
        time.sleep(chance.uniform(0, 0.01))
    finally:
        projector.send_signal(signal.SIGKILL)
        rest += projector.stdout.read()
        projector.stdout.close()
        projector.wait()
    return [int(line) for line in rest.split(b"\n")[:-1] if line != b"done"]


def check(ledger: Ledger, before: Generation | None, said: list[int], mode: str) -> int:
    """Check the tables a killed projector left; return how many stretches it had written without saying so."""
    generations = ledger.facts.generations()
    serving = [one for one in generations if one.serving]
    assert len(serving) <= 1, f"two generations serve: {generations}"
    assert before is None or serving, "nothing serves any more"
    for one in generations:
        assert ledger.facts.digest(one.number) == digest_at(ledger, one.position), (
            f"{one} differs from a rebuild"
        )
    if not said:
        return 0
    reached = max(one.position for one in generations if one.number >= (before.number if before else 1))
    assert reached >= said[-1], f"said {said[-1]}, found {generations}"
    assert said == sorted(set(said)), f"a stretch was done twice: {said}"
    return int(reached > said[-1] and mode == "catch up")


if __name__ == "__main__":
    project(sys.argv[1], int(sys.argv[2]), sys.argv[3])
