"""The log as lines: out as they are hashed, in again only if they are exactly that.

Nothing here knows the database: a store yields events to go out, and restores checked batches that come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, Protocol

from ledger.errors import IntegrityFailure, InvalidInput
from ledger.log.envelope import Appended, RecordedEvent
from ledger.log.instants import instant_text
from ledger.log.parsing import NotCanonical, parse_line
from ledger.log.store import Progress, ReferenceOf

_BATCH_LINES = 4_000
_REMEDY = "Import a file that `credit-ledger log export` wrote, whole and unchanged."


class Restorable(Protocol):
    """What an import needs of a store."""

    def last_position(self) -> int:
        """Return the number of events."""

    def last_version(self, stream: str) -> int:
        """Return the version of a stream's newest event, 0 for an unknown stream."""

    def commit_of(self, command_id: str) -> Appended | None:
        """Return what a command wrote, or None."""

    def read_all(self, *, after_position: int, until_position: int | None) -> Iterator[RecordedEvent]:
        """Yield events in order of position."""

    def restore(self, events: Sequence[RecordedEvent], references: Iterable[tuple[str, int]]) -> None:
        """Insert events as they were recorded, all or none."""


NumberedEvent = tuple[int, RecordedEvent]


def export(events: Iterator[RecordedEvent], out: BinaryIO, *, progress: Progress | None) -> int:
    """Write each event's canonical line and a line feed; return how many. Memory stays flat."""
    written = 0
    while batch := list(islice(events, _BATCH_LINES)):
        out.write(b"".join(b"%b\n" % event.line for event in batch))
        written += len(batch)
        if progress:
            progress(written)
    return written


def import_lines(
    store: Restorable, lines: Iterable[bytes], *, reference_of: ReferenceOf | None, progress: Progress | None
) -> int:
    """Restore exported lines after those the store holds already; return how many were new.

    Lines that the store holds are compared, byte for byte, and skipped, so an interrupted import is simply
    run again. What was restored before a refused line stays: it is a true beginning of the log.

    Raises:
        InvalidInput: a line is malformed, not canonical, out of order or cut off; says which.
        IntegrityFailure: the store holds another event at a line's position; carries both lines.
    """
    numbered = _in_order(_parsed(lines), last_position=store.last_position())
    restored, seen = 0, 0
    while batch := list(islice(numbered, _BATCH_LINES)):
        last = store.last_position()
        held = [event for _, event in batch if event.position <= last]
        _compare(store, held)
        fresh = batch[len(held) :]
        if fresh:
            _check_continues(store, fresh)
            events = [event for _, event in fresh]
            store.restore(events, _references(events, reference_of))
        restored += len(fresh)
        seen += len(batch)
        if progress:
            progress(seen)
    return restored


def _parsed(lines: Iterable[bytes]) -> Iterator[NumberedEvent]:
    """Yield each line's number and event."""
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n"):
            raise _refused(number, "The line is cut off: it does not end with a line feed.")
        try:
            yield number, parse_line(line[:-1])
        except NotCanonical as error:
            raise _refused(number, f"The line is not a canonical line of a log: {error}.") from error


def _in_order(numbered: Iterator[NumberedEvent], *, last_position: int) -> Iterator[NumberedEvent]:
    """Pass the events on while positions have no gap and recorded time does not run backwards."""
    previous: RecordedEvent | None = None
    for number, event in numbered:
        if previous is None and event.position > last_position + 1:
            raise _refused(
                number,
                f"The line has position {event.position}, but the ledger ends at position {last_position}.",
            )
        if previous is not None and event.position != previous.position + 1:
            raise _refused(
                number, f"The line has position {event.position}; {previous.position + 1} comes next."
            )
        if previous is not None and event.recorded_us < previous.recorded_us:
            raise _refused(
                number,
                f"The line was recorded at {instant_text(event.recorded_us)}, before the line above it"
                f" ({instant_text(previous.recorded_us)}).",
            )
        previous = event
        yield number, event


def _compare(store: Restorable, held: Sequence[RecordedEvent]) -> None:
    """Stop at the first event that the store holds differently."""
    if not held:
        return
    stored = store.read_all(after_position=held[0].position - 1, until_position=held[-1].position)
    for ours, given in zip(stored, held, strict=True):
        if ours != given:
            raise IntegrityFailure(
                f"The ledger and the imported file differ at position {given.position}.",
                remedy="Find out which was altered: compare both with a checkpoint kept elsewhere.",
                expected=ours.line,
                found=given.line,
                position=given.position,
            )


def _check_continues(store: Restorable, fresh: Sequence[NumberedEvent]) -> None:
    """Refuse versions, commands and times that do not follow what the store holds."""
    versions: dict[str, int] = {}
    commands: set[str] = set()
    number, first = fresh[0]
    before = next(store.read_all(after_position=first.position - 2, until_position=first.position - 1), None)
    if before is not None and first.recorded_us < before.recorded_us:
        raise _refused(number, "The line was recorded before the newest event of the ledger.")
    command_id = before.command_id if before is not None else None
    for number, event in fresh:
        last = versions.get(event.stream)
        last = store.last_version(event.stream) if last is None else last
        if event.version != last + 1 and (event.version, last) != (0, 0):
            raise _refused(
                number, f"The stream {event.stream} is at version {last}, not {event.version - 1}."
            )
        versions[event.stream] = event.version
        if event.command_id != command_id:
            if event.command_id in commands or store.commit_of(event.command_id) is not None:
                raise _refused(
                    number, f"The command {event.command_id} was recorded before, elsewhere in the log."
                )
            command_id = event.command_id
            commands.add(command_id)


def _references(events: Sequence[RecordedEvent], reference_of: ReferenceOf | None) -> list[tuple[str, int]]:
    """Derive the references again, for they are not a part of the lines."""
    if reference_of is None:
        return []
    derived = ((reference_of(event.type, event.data), event.position) for event in events)
    return [(reference, position) for reference, position in derived if reference is not None]


def _refused(number: int, fact: str) -> InvalidInput:
    """Return the error for one line of the input."""
    return InvalidInput(fact, remedy=_REMEDY, line=number)
