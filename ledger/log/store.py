"""What every event store offers, whichever database holds it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from ledger.log.envelope import Appended, Commit, RecordedEvent

#: Told how many events are done so far.
Progress = Callable[[int], None]
#: Derives an event's reference from its type and data, as the writer did; None where it has none.
ReferenceOf = Callable[[str, bytes], str | None]


class EventStore(Protocol):
    """The log: appends, reads and transfers.

    Positions are 1-based, without gaps and in the order of the commits: a reader that has seen position n
    has seen everything up to n, for ever. `until_position` is inclusive, `after_position` exclusive; None
    means no bound.
    """

    @property
    def ledger_id(self) -> str:
        """The identity given to the ledger when it was made; the origin of its checkpoints."""

    def append(self, commits: Sequence[Commit]) -> tuple[Appended, ...]:
        """Record all the commits or, on any error, none; return only once they are on the disk.

        A `command_id` that was appended before is answered with its first result and writes nothing.

        Raises:
            Conflict: a version is not the next of its stream.
            RecordedTimeInvalid: an imported recorded time lies before the newest event or in the future.
            InvalidInput: an envelope is incomplete.
            LedgerBusy: other writers kept the lock for longer than the documented wait.
            StorageFailed: the database failed, for want of space for instance.
        """

    def read_stream(
        self, stream: str, *, after_version: int = 0, until_position: int | None = None
    ) -> list[RecordedEvent]:
        """Return one stream's events in order; an unknown stream is an empty list."""

    def history_of(self, stream: str) -> list[tuple[int, str, bytes]]:
        """Return position, stored type and stored bytes of one stream's events in order: what a fold needs."""

    def read_all(
        self,
        *,
        after_position: int = 0,
        until_position: int | None = None,
        limit: int | None = None,
        types: Collection[str] | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield events in order of position, in bounded memory and without a long transaction.

        Without `until_position` the newest event at the start is the bound. `types` are stored types to keep.
        """

    def read_leaves(self, *, after_position: int = 0, until_position: int | None = None) -> Iterator[bytes]:
        """Yield the leaf hashes stored at append, in order of position."""

    def streams(self, prefix: str, *, after: str | None = None, limit: int | None = None) -> list[str]:
        """Return names of streams that begin with `prefix`, sorted by code point, beyond `after`."""

    def find(self, reference: str) -> list[tuple[str, int]]:
        """Return stream and position of the events with this reference, in order of position."""

    def commit_of(self, command_id: str) -> Appended | None:
        """Return what a command wrote (as `repeated`), or None."""

    def commits_of(self, command_ids: Collection[str]) -> set[str]:
        """Return those of some hundred commands that wrote something."""

    def last_position(self) -> int:
        """Return the number of events."""

    def last_version(self, stream: str) -> int:
        """Return the version of a stream's newest event, 0 for an unknown stream."""

    def position_at(self, instant: datetime) -> int:
        """Return how many events were recorded at or before an aware instant."""

    def recorded_at(self, position: int) -> datetime:
        """Return when an event was recorded; raises NotFound beyond the log."""

    def export(
        self,
        out: BinaryIO,
        *,
        after_position: int = 0,
        until_position: int | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Write the canonical lines, each with a line feed; return how many."""

    def import_lines(
        self,
        lines: Iterable[bytes],
        *,
        reference_of: ReferenceOf | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Take in what `export` wrote, with its positions, times and commands; return how many were new.

        Raises:
            InvalidInput: a line is malformed, not canonical, out of order or cut off; says which line of
            the input. IntegrityFailure: the ledger holds another event at a position; carries both lines.
        """

    def close(self) -> None:
        """Let go of the database; closing again does nothing."""

    def __enter__(self) -> Self:
        """Return the store."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
