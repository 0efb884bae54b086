"""The dates of a command line: `--as-of` and `--known-at`, and what depends on the present in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from ledger.errors import InvalidInput
from ledger.questions.asking import KnownAt
from ledger.values import local_day

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_POSITION = re.compile(r"\d+|\d{1,3}(?:,\d{3})+", re.ASCII)
_BELOW_NOTHING = re.compile(r"-\d[\d,]*", re.ASCII)
_WRITTEN = "Write the day as year-month-day, such as 2024-03-31."


class AsOf(NamedTuple):
    """The day asked about; `zone` is named where the day is today there and nobody stated it."""

    day: date
    zone: str | None

    @property
    def words(self) -> str:
        """The day as an answer's first line says it."""
        return f"as of {self.day}" + (f", today in {self.zone}" if self.zone else "")


class Known(NamedTuple):
    """What is known; `until_now` where the day stated is today, which is known up to the present instant only."""

    at: KnownAt
    until_now: bool = False


class Dates(NamedTuple):
    """Both dates of a question."""

    as_of: AsOf
    known: Known


def both(as_of_text: str | None, known_text: str | None, zone: str) -> Dates:
    """Read `--as-of` and `--known-at`; see `as_of` and `known_at`."""
    return Dates(as_of(as_of_text, zone), known_at(known_text, zone))


def as_of(text: str | None, zone: str) -> AsOf:
    """Read `--as-of`; where it is left out, take today in a time zone.

    Raises:
        InvalidInput: the text is no day.
    """
    if text is not None:
        return AsOf(day(text, field="--as-of"), None)
    return AsOf(local_day(datetime.now(UTC), zone), zone)


def day(text: str, *, field: str) -> date:
    """Read a day written as 2024-03-31; other forms are refused, with what they may have meant."""
    try:
        if _WRITTEN_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("There is no such day.", remedy=_WRITTEN, field=field, value=text) from error
    raise InvalidInput("This is no day.", remedy=_remedy(text), field=field, value=text)


def known_at(text: str | None, zone: str, *, field: str = "--known-at") -> Known:
    """Read `--known-at`: a position (2642 or 2,642), an instant with its offset, or a day (to the end of it).

    Today in the time zone becomes the present instant, as its end has not come: the same question with that instant
    has the same answer for ever.

    Raises:
        InvalidInput: it is none of these, or lies in the future.
    """
    if text is None or text == "everything":
        return Known(None)
    if _POSITION.fullmatch(text):
        return Known(int(text.replace(",", "")))
    if _BELOW_NOTHING.fullmatch(text):
        raise InvalidInput(
            "A position is 0 or more.",
            remedy="Write the number of events to be known, such as 2642.",
            field=field,
            value=text,
        )
    now = datetime.now(UTC)
    if len(text) > 10:
        instant = _instant(text, field)
        if instant > now:
            raise _future(text, now.isoformat(timespec="seconds"), field)
        return Known(instant)
    stated, today = day(text, field=field), local_day(now, zone)
    if stated > today:
        raise _future(text, f"{today} in {zone}", field)
    return Known(now, until_now=True) if stated == today else Known(stated)


def _future(text: str, now: str, field: str) -> InvalidInput:
    return InvalidInput(
        f"This lies in the future: it is {now} now, and nobody can say what will be known then.",
        remedy="Give a day, an instant or a position that is past, or leave it out for everything known.",
        field=field,
        value=text,
    )


def _instant(text: str, field: str) -> datetime:
    remedy = "Write an instant with its offset, such as 2024-04-15T12:00:00-05:00, or a day, or a position."
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("This is no instant.", remedy=remedy, field=field, value=text) from error
    if instant.tzinfo is None:
        raise InvalidInput("The instant has no offset.", remedy=remedy, field=field, value=text)
    return instant


def _remedy(text: str) -> str:
    """Name what a date such as 3/4/2024 may mean, since nobody can know which."""
    found = _SLASHED.fullmatch(text.strip())
    if found is None:
        return _WRITTEN
    first, second, year = (int(part) for part in found.groups())
    readings = []
    for month, number in ((first, second), (second, first)):
        try:
            readings.append(date(year, month, number).isoformat())
        except ValueError:
            continue
    return f"Write {' or '.join(dict.fromkeys(readings))}." if readings else _WRITTEN
