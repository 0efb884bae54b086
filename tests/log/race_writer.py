"""One of several writers that race for a ledger: appends to a stream of its own and to one that all share.

Run as a program with the ledger's address, the writer's name and the number of rounds.
"""

from __future__ import annotations

import sys
import time

from ledger.errors import Conflict
from ledger.log.envelope import Commit, NewEvent
from ledger.log.opening import open_store


def race(url: str, name: str, rounds: int) -> int:
    """Append each round's two commits; return how often the shared stream had moved on and was read again."""
    conflicts = 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with open_store(url, create=True) as store:
        for round_ in range(1, rounds + 1):
            store.append([Commit(f"{name}-own-{round_}", name, (new(name, round_, name, round_),))])
            while True:
                version = store.last_version("shared") + 1
                try:
                    store.append(
                        [Commit(f"{name}-shared-{round_}", name, (new("shared", version, name, round_),))]
                    )
                except Conflict:
                    conflicts += 1
                else:
                    break
            time.sleep(0.001)  # or a fast disk lets each writer finish before the next has begun
    return conflicts


def new(stream: str, version: int, name: str, round_: int) -> NewEvent:
    """An event that says who wrote it in which round."""
    return NewEvent(stream, version, "raced.v1", f'{{"by":"{name}","round":{round_}}}'.encode())


if __name__ == "__main__":
    sys.stdout.write(f"{race(sys.argv[1], sys.argv[2], int(sys.argv[3]))}\n")
