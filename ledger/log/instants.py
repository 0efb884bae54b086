"""Instants of recorded time: microseconds in the store, aware UTC outside, one spelling in text."""

from __future__ import annotations

import functools
import time
from datetime import UTC, datetime, timedelta

from ledger.errors import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """Return the system clock's instant, aware, in UTC, cut to the microsecond."""
    return EPOCH + timedelta(microseconds=time.time_ns() // 1_000)


def to_microseconds(instant: datetime) -> int:
    """Return whole microseconds since 1970-01-01T00:00:00Z.

    Raises:
        InvalidInput: `instant` has no time zone, so nobody can say which moment it is.
    """
    if instant.utcoffset() is None:
        raise InvalidInput(
            f"The instant {instant.isoformat()} has no time zone.",
            field="recorded_at",
            value=instant.isoformat(),
            remedy="Give an aware datetime in UTC.",
        )
    return (instant - EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """Return the aware UTC instant that many microseconds after 1970-01-01T00:00:00Z."""
    return EPOCH + timedelta(microseconds=microseconds)


@functools.lru_cache(maxsize=1024)  # the events of a commit share theirs
def instant_text(microseconds: int) -> str:
    """Return an instant as the log spells it: `2024-04-15T13:45:00.123456Z`, always six fractional digits."""
    return from_microseconds(microseconds).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


@functools.lru_cache(maxsize=1024)
def parse_instant(text: str) -> int:
    """Return the microseconds of an instant in the spelling of `instant_text`.

    Raises:
        ValueError: the text is spelt in any other way.
    """
    microseconds = to_microseconds(datetime.fromisoformat(text)) if text.endswith("Z") else None
    if microseconds is None or instant_text(microseconds) != text:
        raise ValueError(f"{text!r} is not spelt as 2024-04-15T13:45:00.123456Z")
    return microseconds
