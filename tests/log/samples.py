"""Events, commits and a clock for the tests of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.log.envelope import Commit, NewEvent

NOON = datetime(2024, 4, 15, 12, 0, 0, 123456, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def event(
    stream: str = "official/AL-000001",
    version: int = 1,
    *,
    data: bytes = b'{"hours":"5.00"}',
    kind: str = "credit-approved.v1",
    reference: str | None = None,
) -> NewEvent:
    return NewEvent(stream, version, kind, data, reference)


def commit(command_id: str, *events: NewEvent, **options: Any) -> Commit:
    return Commit(command_id, options.pop("actor", "clerk"), events, **options)


def history(stream: str, count: int, *, first: int = 1, **options: Any) -> tuple[NewEvent, ...]:
    """`count` events that follow each other in one stream."""
    return tuple(event(stream, version, **options) for version in range(first, first + count))
