"""Days and instants of the league: elections, nth weekdays, and local time without a time zone table.

A tick is a second of Alabama's standard time (UTC-06:00) since 1 January of the year 1. Ticks lie between
06:00 and 22:59, so that their date is also the local date while daylight saving time is in force.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

SECONDS = 86_400
_UTC_OFFSET = 6 * 3600
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SUNDAY = 0, 1, 2, 3, 6

#: Municipal elections; the one of 2024 was moved to 2025.
ELECTIONS = (1996, 2000, 2004, 2008, 2012, 2016, 2020, *range(2025, 2200, 4))


@lru_cache(maxsize=20_000)
def day_text(ordinal: int) -> str:
    """Write the day with this ordinal as ISO 8601."""
    return date.fromordinal(ordinal).isoformat()


def ordinal_of(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day."""
    return date(year, month, day).toordinal()


@lru_cache(maxsize=20_000)
def year_of(ordinal: int) -> int:
    """Return the calendar year of a day."""
    return date.fromordinal(ordinal).year


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> int:
    """Return the ordinal of the nth Monday (0) to Sunday (6) of a month, counted from 1."""
    first = date(year, month, 1)
    return first.toordinal() + (weekday - first.weekday()) % 7 + 7 * (nth - 1)


def term_start(election: int) -> int:
    """Return the day on which the terms of an election begin: the first Monday of November."""
    return nth_weekday(election, 11, MONDAY, 1)


def working_day(ordinal: int) -> int:
    """Return the day itself, or the Monday after a Saturday or Sunday."""
    weekday = (ordinal - 1) % 7
    return ordinal + (7 - weekday if weekday > 4 else 0)


def instant_text(tick: int) -> str:
    """Write a tick as an instant in UTC."""
    ordinal, second = divmod(tick + _UTC_OFFSET, SECONDS)
    return f"{day_text(ordinal)}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
