"""Appending what was decided: in the order of the history, some thousand commits a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ledger.errors import Conflict, RecordedTimeInvalid
from ledger.intake.history.report import Progress
from ledger.intake.history.staging import Stage, StagedEvent
from ledger.log.envelope import Appended, Commit, NewEvent
from ledger.log.instants import from_microseconds
from ledger.service import Service
from ledger.vault import Entry

_COMMITS_AT_ONCE = 2_000

Place = tuple[int, int]


@dataclass(slots=True)
class Written:
    """What was appended: events, and the first and last position; None where nothing was.

    `repeated` counts the facts that another import of the same history had appended in the meantime.
    """

    events: int = 0
    repeated: int = 0
    first: int | None = None
    last: int | None = None

    def note(self, done: Appended) -> None:
        """Take in what became of one commit."""
        if done.repeated:
            self.repeated += 1
            return
        self.events += len(done.positions)
        self.first = self.first or done.positions.start
        self.last = done.positions.stop - 1


class ImportInterrupted(KeyboardInterrupt):
    """The import was interrupted while it appended; `appended` of `total` facts are in the log, and stay."""

    def __init__(self, appended: int, total: int) -> None:
        self.appended = appended
        self.total = total
        super().__init__(
            f"{appended:,} of {total:,} facts are imported and stay; the same command again imports the rest"
        )


def append_staged(service: Service, stage: Stage, *, actor: str, progress: Progress, total: int) -> Written:
    """Append the working file's commits; entries of the vault go before the events they belong to.

    Raises:
        Conflict: somebody else wrote to the ledger meanwhile. What was appended stays; the same import again
        decides the rest anew and completes it.
        ImportInterrupted: Ctrl-C; the same holds.
    """
    entries = _Entries(stage.entries())
    written = Written()
    done, batch = 0, list[tuple[Place, Commit]]()
    try:
        progress("append", 0, total)
        for batch in _batches(_commits(stage.events(), actor)):
            for entry in entries.up_to(batch[-1][0]):
                service.vault.add(entry)
            service.vault.flush()
            appended = _append(service, [commit for _, commit in batch], done)
            stage.note_repeated(
                place[1] for (place, _), one in zip(batch, appended, strict=True) if one.repeated
            )
            for one in appended:
                written.note(one)
            done, batch = done + len(batch), []
            progress("append", done, total)
    except KeyboardInterrupt as stop:
        # A batch is appended whole or not at all, and may have been just before the interruption.
        just_done = bool(batch) and service.store.commit_of(batch[-1][1].command_id) is not None
        raise ImportInterrupted(done + len(batch) * just_done, total) from stop
    return written


def _append(service: Service, commits: list[Commit], done: int) -> Sequence[Appended]:
    try:
        return service.store.append(commits)
    except (Conflict, RecordedTimeInvalid) as error:
        raise Conflict(
            f"Somebody else wrote to the ledger during the import, after {done} of its facts: {error.fact}"
            if isinstance(error, Conflict)
            else f"Somebody else wrote to the ledger during the import, after {done} of its facts.",
            remedy="Import the same file again while nobody writes; what is there already is skipped.",
            appended=done,
        ) from error


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
