"""Appending what was decided: in the order of the history, some thousand commits a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from ledger.errors import Conflict, RecordedTimeInvalid
from ledger.intake.history.report import Progress
from ledger.intake.history.staging import Stage, StagedEvent
from ledger.log.envelope import Commit, NewEvent
from ledger.log.instants import from_microseconds
from ledger.service import Service
from ledger.vault import Entry

_COMMITS_AT_ONCE = 2_000

Place = tuple[int, int]


class Written(NamedTuple):
    """The first and last position that was appended; None where nothing was."""

    first: int | None
    last: int | None


def append_staged(service: Service, stage: Stage, *, actor: str, progress: Progress, total: int) -> Written:
    """Append the working file's commits; entries of the vault go before the events they belong to.

    Raises:
        Conflict: somebody else wrote to the ledger meanwhile. What was appended stays; the same import again
        decides the rest anew and completes it.
    """
    entries = _Entries(stage.entries())
    first = last = None
    done = 0
    progress("append", 0, total)
    for batch in _batches(_commits(stage.events(), actor)):
        for entry in entries.up_to(batch[-1][0]):
            service.vault.add(entry)
        service.vault.flush()
        try:
            appended = service.store.append([commit for _, commit in batch])
        except (Conflict, RecordedTimeInvalid) as error:
            raise Conflict(
                f"Somebody else wrote to the ledger during the import, after {done} of its facts: {error.fact}"
                if isinstance(error, Conflict)
                else f"Somebody else wrote to the ledger during the import, after {done} of its facts.",
                remedy="Import the same file again while nobody writes; what is there already is skipped.",
                appended=done,
            ) from error
        first = first or appended[0].positions.start
        last = appended[-1].positions.stop - 1
        done += len(batch)
        progress("append", done, total)
    return Written(first, last)


def _commits(events: Iterable[StagedEvent], actor: str) -> Iterator[tuple[Place, Commit]]:
    for place, group in groupby(events, key=lambda one: (one.at, one.line)):
        parts = list(group)
        head = parts[0]
        new = tuple(NewEvent(one.stream, one.version, one.type, one.data, one.reference) for one in parts)
        recorded_at = None if head.recorded_us is None else from_microseconds(head.recorded_us)
        yield place, Commit(head.command_id, actor, new, recorded_at)


def _batches(commits: Iterable[tuple[Place, Commit]]) -> Iterator[list[tuple[Place, Commit]]]:
    batch: list[tuple[Place, Commit]] = []
    for one in commits:
        batch.append(one)
        if len(batch) == _COMMITS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


class _Entries:
    """Entries in order of place, taken as far as they are needed."""

    def __init__(self, entries: Iterator[tuple[int, int, Entry]]) -> None:
        self._entries = entries
        self._next = next(entries, None)

    def up_to(self, place: Place) -> Iterator[Entry]:
        while self._next is not None and self._next[:2] <= place:
            yield self._next[2]
            self._next = next(self._entries, None)
