"""The dates of a command line: `--as-of` and `--known-at`, and today where `--as-of` is left out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from ledger.errors import InvalidInput
from ledger.questions.asking import KnownAt
from ledger.rules.catalog import Catalog
from ledger.values import local_day

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WRITTEN = "Write the day as year-month-day, such as 2024-03-31."


class AsOf(NamedTuple):
    """The day asked about; `zone` is named where the day is today there and nobody stated it."""

    day: date
    zone: str | None

    @property
    def words(self) -> str:
        """The day as an answer's first line says it."""
        return f"as of {self.day}" + (f", today in {self.zone}" if self.zone else "")


def as_of(text: str | None, catalog: Catalog, program: str | None) -> AsOf:
    """Read `--as-of`; where it is left out, take today in the time zone of the program's authority.

    Raises:
        InvalidInput: the text is no day. Rejected: the program is unknown.
    """
    if text is not None:
        return AsOf(day(text, field="--as-of"), None)
    scheme = catalog.scheme_of(program) if program else catalog.scheme(None)
    return AsOf(local_day(datetime.now(UTC), scheme.time_zone), scheme.time_zone)


def day(text: str, *, field: str) -> date:
    """Read a day written as 2024-03-31; other forms are refused, with what they may have meant."""
    try:
        if _WRITTEN_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"This is no day: {error}.", remedy=_WRITTEN, field=field, value=text) from error
    raise InvalidInput("This is no day.", remedy=_remedy(text), field=field, value=text)


def known_at(text: str | None, *, field: str = "--known-at") -> KnownAt:
    """Read `--known-at`: a position (digits), an instant with its offset, or a day (to the end of it).

    Raises:
        InvalidInput: it is none of these.
    """
    if text is None or text == "everything":
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) > 10:
        return _instant(text, field)
    return day(text, field=field)


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
