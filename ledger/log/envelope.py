"""The envelope: what the log adds to an event's bytes, before and after it is recorded.

An event is business data (`data`, one JSON object). Everything around it, its place in the log and in its
stream, its recorded time, its author and its command, belongs to the log and is described here.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ledger.log.instants import from_microseconds
from ledger.log.lines import CommitPieces, leaf_of, render_line


class NewEvent(NamedTuple):
    """One event to be appended.

    `version` is the 1-based place in the stream, so the version expected before it is `version - 1`.
    `data` is one JSON object in UTF-8 on one line; other bytes are kept too, but the canonical line then
    shows them as base64. `reference` is an identifier by which other streams look the event up. It is
    derived from the data, indexed, and not a part of the canonical line. `plain` says that `data` is known to be
    such an object, because it was written as one just now; otherwise the log looks.
    """

    stream: str
    version: int
    type: str
    data: bytes
    reference: str | None = None
    plain: bool = False


class Commit(NamedTuple):
    """What one command wrote: all of it is recorded, or none.

    `recorded_at` is aware, in UTC, and set only by an import of history; the log then marks the events as
    imported.
    """

    command_id: str
    actor: str
    events: tuple[NewEvent, ...]
    recorded_at: datetime | None = None


class RecordedEvent(NamedTuple):
    """One event as the log holds it.

    `position` is 1 for the first event and has no gaps. `recorded_us` is the recorded time in whole
    microseconds since 1970-01-01T00:00:00Z. `imported` is true when that time came from an import of
    history and not from the clock.
    """

    position: int
    recorded_us: int
    stream: str
    version: int
    type: str
    actor: str
    command_id: str
    imported: bool
    data: bytes

    @property
    def recorded_at(self) -> datetime:
        """The recorded time: aware, UTC, to the microsecond."""
        return from_microseconds(self.recorded_us)

    @property
    def line(self) -> bytes:
        """The canonical line, without the line feed that ends it in an export (docs/log-format.md)."""
        pieces = CommitPieces.of(
            self.actor, self.command_id, recorded_us=self.recorded_us, imported=self.imported
        )
        return render_line(self.position, pieces, self)

    @property
    def leaf(self) -> bytes:
        """The RFC 6962 leaf hash of the canonical line, 32 bytes, computed afresh."""
        return leaf_of(self.line)


class Appended(NamedTuple):
    """What became of one commit.

    `positions` is empty for a commit without events. `repeated` is true when this command had been
    appended before: the positions are those of the first time, and nothing was written now.
    """

    command_id: str
    positions: range
    repeated: bool
