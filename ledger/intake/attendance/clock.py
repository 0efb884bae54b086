"""Times of day, durations and hours as people write them; all exact, none guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.model import Stay
from ledger.intake.attendance.table import Cell

_DAY = 86_400
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:h.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?"
)
_ZONE = r"(?:\s*(?:\((?:[^)]*)\)|\b(?!am\b|pm\b)[a-z]{2,4}(?:[+-]\d{1,2}(?::?\d{2})?)?|z|[+-]\d{2}:?\d{2}))?"
_CLOCK_ONLY = re.compile(rf"{_CLOCK}{_ZONE}", re.IGNORECASE)
_STAMP = re.compile(
    r"(?P<date>.*?\d.*?)(?:[, ]+|T)(?P<clock>\d{1,2}(?:[:h]\d{2}|\s*[ap]\.?m).*)", re.IGNORECASE
)
_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_LENGTH = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_LENGTH_PART = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(hours?|hrs?|h|heures?|minutes?|mins?|m|seconds?|secs?|s)\.?(?:\s*,\s*|\s+and\s+|\s*)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(\d+(?:[.,]\d{1,2})?)\s*(?:credit\s*)?(?:hours?|hrs?|h|credits?|heures?|ceus?)?\.?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A local time of day in seconds after midnight.

    `form` is `half` for 4:00 PM, `full` for 16:00, 04:00 or a time cell, `bare` for 4:00, which may be
    either.
    """

    second: int
    form: Literal["half", "full", "bare"] = "full"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A cell with a time of day, and the date before it where there is one."""

    day: Cell | None
    clock: Clock


def read_stamp(cell: Cell) -> Stamp | None:
    """Return the date and time in a cell, or None where there is no time of day in it."""
    if isinstance(cell, datetime):
        return Stamp(cell.date(), Clock(_seconds(cell.time())))
    clock = _clock(cell)
    if clock is not None:
        return Stamp(None, clock)
    found = _STAMP.fullmatch(cell) if isinstance(cell, str) else None
    clock = _clock(found["clock"]) if found else None
    return Stamp(found["date"].rstrip(" ,"), clock) if found and clock else None


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _clock(cell: Cell) -> Clock | None:
    if isinstance(cell, time):
        return Clock(_seconds(cell))
    if isinstance(cell, timedelta):
        return Clock(int(cell.total_seconds())) if timedelta(0) <= cell < timedelta(1) else None
    if isinstance(cell, Decimal):  # an unformatted time cell is a fraction of a day
        return Clock(int((cell * _DAY).to_integral_value())) if 0 < cell < 1 else None
    if isinstance(cell, date):
        return None
    if fold(cell) in {"noon", "12 noon", "midday", "midi"}:
        return Clock(_DAY // 2)
    if compact := _COMPACT.fullmatch(cell):
        return Clock(int(compact[1]) * 3600 + int(compact[2]) * 60)
    found = _CLOCK_ONLY.fullmatch(cell)
    return _clock_of(found) if found and (found["minute"] or found["half"]) else None


def _clock_of(found: re.Match[str]) -> Clock | None:
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    half = (found["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        # `13:05 PM` says the same thing twice; `13:05 AM` and `0:30 PM` contradict themselves.
        if (hour > 12) != (half == "p"):
            return None
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if half:
        return Clock(hour * 3600 + minute * 60 + second, "half")
    is_full = not 1 <= hour <= 12 or found["hour"].startswith("0")
    return Clock(hour * 3600 + minute * 60 + second, "full" if is_full else "bare")


def read_minutes(cell: Cell, *, heading: str) -> int | None:
    """Return whole minutes completed, or None where the cell is no length of time.

    A bare number is minutes only under a heading that says minutes; `1:30` is an hour and a half. Seconds
    beyond the last whole minute do not count.
    """
    if isinstance(cell, timedelta):
        return int(cell.total_seconds()) // 60 if cell >= timedelta(0) else None
    if isinstance(cell, time):
        return _seconds(cell) // 60
    if isinstance(cell, date):
        return None
    if isinstance(cell, Decimal) or _NUMBER.fullmatch(cell):
        number = cell if isinstance(cell, Decimal) else _decimal(cell)
        says_minutes = any(word.startswith("min") for word in fold(heading).split())
        return int(number) if says_minutes and number is not None and number >= 0 else None
    if found := _LENGTH.fullmatch(cell):
        return int(found[1]) * 60 + int(found[2])
    return _minutes_in_words(cell)


def _minutes_in_words(words: str) -> int | None:
    at, seconds = 0, Decimal(0)
    while at < len(words):
        part = _LENGTH_PART.match(words, at)
        number = _decimal(part[1]) if part else None
        if part is None or number is None:
            return None
        seconds += number * {"h": 3600, "m": 60, "s": 1}[part[2][0].lower()]
        at = part.end()
    return int(seconds // 60) if words else None


def read_hours(cell: Cell) -> Decimal | None:
    """Return credit hours exactly as stated, or None where the cell states none; `6:30` is 6.5 hours.

    A length such as 6:20 has no exact decimal form and is not rounded: it is None too.
    """
    if isinstance(cell, Decimal):
        return cell if cell >= 0 else None
    if isinstance(cell, time | timedelta):
        minutes = read_minutes(cell, heading="")
        return None if minutes is None else _exact_hours(minutes)
    if isinstance(cell, date):
        return None
    if found := _LENGTH.fullmatch(cell):
        return _exact_hours(int(found[1]) * 60 + int(found[2]))
    found = _HOURS.fullmatch(cell)
    return _decimal(found[1]) if found else None


def _exact_hours(minutes: int) -> Decimal | None:
    return Decimal(minutes) / 60 if minutes % 3 == 0 else None


def _decimal(digits: str) -> Decimal | None:
    # `1,250` may be a thousand or a little over one; it is neither here.
    return None if re.fullmatch(r"\d{1,3},\d{3}", digits) else Decimal(digits.replace(",", "."))


def joined(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Return the same time as disjoint stays in order; overlapping and touching ones become one."""
    result: list[Stay] = []
    for stay in sorted(stays, key=lambda one: (one.joined, one.left)):
        if result and stay.joined <= result[-1].left:
            result[-1] = Stay(result[-1].joined, max(result[-1].left, stay.left))
        else:
            result.append(stay)
    return tuple(result)


def whole_minutes(stays: Iterable[Stay]) -> int:
    """Return the minutes present in whole minutes completed, each moment counted once."""
    return sum(stay.left - stay.joined for stay in joined(stays)) // 60
