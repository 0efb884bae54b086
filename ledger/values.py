"""The small exact values everything else is made of: hours, days, intervals and identifiers.

Days are local dates of a program's authority; intervals are half-open, `[from, until)`. The end of time is
explicit: `FOREVER`, written `infinity` in tables and answers, which sorts after every ISO date.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PlainSerializer

FOREVER: Final = date.max
INFINITY: Final = "infinity"
ZERO: Final = Decimal(0)
ONE_DAY: Final = timedelta(days=1)

Leap = Literal["down", "up"]


def add_years(day: date, years: int, *, leap: Leap = "down") -> date:
    """Return the same month and day `years` later (or earlier, if negative).

    29 February becomes 28 February (`down`) or 1 March (`up`) in a year that has none. `FOREVER` stays.
    """
    return add_months(day, 12 * years, leap=leap)


def add_months(day: date, months: int, *, leap: Leap = "down") -> date:
    """Return the same day of the month `months` later; a day the month lacks becomes its last day
    (`down`) or the first of the next month (`up`).
    """
    if day == FOREVER:
        return day
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    length = monthrange(year, month)[1]
    if day.day <= length:
        return date(year, month, day.day)
    last = date(year, month, length)
    return last if leap == "down" else last + ONE_DAY


def leaves_trailing_window(day: date, *, months: int) -> date:
    """Return the first day D on which `day` is no longer in (D minus `months`, D].

    29 February 2020 leaves a window of 36 months on 1 March 2023: on 28 February 2023 the window
    still opens after 28 February 2020.
    """
    exit_day = add_months(day, months)
    while add_months(exit_day, -months) < day:
        exit_day += ONE_DAY
    return exit_day


def next_day(day: date) -> date:
    """Return the day after; `FOREVER` stays."""
    return day if day == FOREVER else day + ONE_DAY


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name, such as `America/Chicago`; raise `ZoneInfoNotFoundError`."""
    return ZoneInfo(name)


def local_day(instant: datetime, time_zone: str) -> date:
    """Return the local date of an aware instant: 05:30 UTC on 1 January is 31 December in Alabama."""
    return instant.astimezone(zone(time_zone)).date()


def end_of_day(day: date, time_zone: str) -> datetime:
    """Return the last microsecond of the local day, in UTC."""
    following = datetime.combine(day + ONE_DAY, datetime.min.time(), tzinfo=zone(time_zone))
    return following.astimezone(UTC) - timedelta(microseconds=1)


def day_text(day: date) -> str:
    """Write a day as ISO 8601, and `FOREVER` as `infinity`."""
    return INFINITY if day == FOREVER else day.isoformat()


def day_from(text: str) -> date:
    """Read what `day_text` writes."""
    return FOREVER if text == INFINITY else date.fromisoformat(text)


@lru_cache(maxsize=4096)
def amount_text(amount: Decimal) -> str:
    """Write an amount as plain digits without an exponent or trailing zeros: `4.5`, `40`."""
    if amount == amount.to_integral_value():
        return str(int(amount))
    return format(amount.normalize(), "f")


_amount_json = PlainSerializer(amount_text, return_type=str, when_used="json")

#: Credit in the unit of its program (hours, PDUs, points): exact to six decimals, never rounded before a
#: comparison (A15).
Amount = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=6), _amount_json]
#: As `Amount`, but more than nothing.
PositiveAmount = Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=6), _amount_json]

#: An opaque identifier; it must not be a name or an email address.
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$")]
#: A word of a program's vocabulary: a source, a mode, a kind of document.
Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
#: A short text that is not personal data: a course title, a reason.
Text = Annotated[str, Field(min_length=1, max_length=500)]

OfficialId = Identifier
ClaimId = Identifier
OfferingId = Identifier
TermId = Identifier
ProgramId = Word
