"""Whether the log agrees with itself: leaves, positions, recorded times, versions, commands and stored types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

from ledger.errors import IntegrityFailure
from ledger.log.codec import decode
from ledger.log.envelope import RecordedEvent
from ledger.log.instants import instant_text

_TOLD_EVERY = 1_000
_REMEDY = "Stop writing to this ledger, keep a copy of it, and restore the log from an export that verifies."


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified: how many events in how many streams, and the leaf hash of the last, in hexadecimal."""

    events: int
    streams: int
    last_leaf: str | None

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"events": self.events, "streams": self.streams, "last_leaf": self.last_leaf}


def verified(
    events: Iterable[RecordedEvent], leaves: Iterable[bytes], progress: Callable[[int], None]
) -> Verified:
    """Check a log from its first event on, beside the leaf hashes stored at append.

    A tail that was cut off leaves a log that agrees with itself; compare the last leaf with one kept elsewhere.
    Memory grows with the number of streams, not of events.

    Raises:
        IntegrityFailure: at the first position that differs, with what was expected and what was found.
    """
    versions: dict[str, int] = {}
    previous: RecordedEvent | None = None
    leaf: bytes | None = None
    number = 0
    for number, (event, stored) in enumerate(zip_longest(events, leaves), start=1):
        if event is None or stored is None:
            raise _failure(number, "an event or its leaf hash is missing", "both", "one of them")
        if event.position != number:
            raise _failure(number, "the next event has another position", number, event.position)
        leaf = event.leaf
        if leaf != stored:
            raise _failure(number, "the leaf hash is not that of the event", leaf.hex(), stored.hex())
        _check_order(event, previous, versions)
        decode(event.type, event.data)
        versions[event.stream] = event.version
        previous = event
        if number % _TOLD_EVERY == 0:
            progress(number)
    return Verified(number, len(versions), leaf.hex() if leaf else None)


def _check_order(event: RecordedEvent, previous: RecordedEvent | None, versions: dict[str, int]) -> None:
    if previous is not None and event.recorded_us < previous.recorded_us:
        raise _failure(
            event.position,
            "recorded time runs backwards",
            f"{instant_text(previous.recorded_us)} or later",
            instant_text(event.recorded_us),
        )
    expected = versions.get(event.stream, 0) + 1
    if event.version != expected:
        raise _failure(
            event.position, f"the stream {event.stream} has a gap in its versions", expected, event.version
        )


def _failure(position: int, what: str, expected: object, found: object) -> IntegrityFailure:
    return IntegrityFailure(
        f"The log differs at position {position:,}: {what} (expected {expected}, found {found}).",
        remedy=_REMEDY,
        expected=expected,
        found=found,
        position=position,
    )
