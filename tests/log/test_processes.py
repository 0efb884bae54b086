"""Several processes: no event is lost, repeated or out of order, and none that was acknowledged dies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise

from ledger.log.opening import is_postgres
from tests.log import kill_writer
from tests.log.places import Place

WRITERS, ROUNDS = 4, 150


def test_four_processes_write_at_once_and_nothing_is_lost_repeated_or_out_of_order(place: Place) -> None:
    program = [sys.executable, "-m", "tests.log.race_writer", place.url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": kill_writer.ROOT}
    writers = [subprocess.Popen([*program, f"w{n}", str(ROUNDS)], **pipes) for n in range(WRITERS)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * WRITERS

    with place.open() as store:
        events = list(store.read_all())
        turns = sum(one.actor != other.actor for one, other in pairwise(events))
        assert turns >= 2 * WRITERS, "one wrote after the other: the test proves nothing"
        assert [e.position for e in events] == list(range(1, WRITERS * ROUNDS * 2 + 1))
        assert [e.recorded_us for e in events] == sorted(e.recorded_us for e in events)
        assert [e.version for e in store.read_stream("shared")] == list(range(1, WRITERS * ROUNDS + 1))
        for n in range(WRITERS):
            assert [e.version for e in store.read_stream(f"w{n}")] == list(range(1, ROUNDS + 1))
        written = Counter((e.stream == "shared", *json.loads(e.data).values()) for e in events)
        wanted = (
            (s, f"w{n}", r) for s in (True, False) for n in range(WRITERS) for r in range(1, ROUNDS + 1)
        )
        assert written == Counter(wanted)
        kill_writer.check_leaves(store)


def test_a_reader_that_follows_sees_each_position_once_and_in_order(place: Place) -> None:
    place.open(create=True).close()
    program = [sys.executable, "-m", "tests.log.race_writer", place.url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": kill_writer.ROOT}
    writers = [subprocess.Popen([*program, f"w{n}", "60"], **pipes) for n in range(3)]
    for writer in writers:
        writer.stdout.readline()
        writer.stdin.write("go\n")
        writer.stdin.flush()
    seen: list[int] = []
    with place.open() as store:
        while len(seen) < 360:
            seen += [e.position for e in store.read_all(after_position=len(seen))]
            assert (
                len(seen) == 360
                or any(writer.poll() is None for writer in writers)
                or store.last_position() == 360
            )
    for writer in writers:
        writer.communicate(timeout=60)
    assert seen == list(range(1, 361))


def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(place: Place) -> None:
    count = 5 if is_postgres(place.url) else 15  # a file is what a killed writer could harm
    outcome = kill_writer.campaign(place.url, count=count, seed=1)
    assert outcome.kills == count
    assert outcome.acknowledged > count, "the writer was killed before it wrote: the test proves little"
