"""How the value of a parameter is read from a rule file: the kinds of value there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfoNotFoundError

from ledger.values import zone

NONE: Final = "none"


class BadValue(ValueError):
    """The value does not fit its parameter; the text says what would."""


def number(raw: object) -> Decimal:
    """Read an exact amount of 0 or more; it is written as text, as TOML's own numbers with a point are not exact."""
    if not isinstance(raw, str):
        raise BadValue('an amount is written as text, such as "5" or "2.5"')
    try:
        amount = Decimal(raw)
    except InvalidOperation as error:
        raise BadValue('an amount is plain digits, such as "5" or "2.5"') from error
    if not amount.is_finite() or amount < 0:
        raise BadValue("an amount is 0 or more")
    return amount


def whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise BadValue("a whole number of 0 or more, without quotes")
    return raw


def flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise BadValue("true or false, without quotes")
    return raw


def day(raw: object) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise BadValue("a date without quotes, such as 2025-01-01")
    return raw


def words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) and word for word in raw):
        raise BadValue('a list of words, such as ["nlc", "other"]')
    return tuple(raw)


def text(raw: object) -> str:
    if not isinstance(raw, str) or not raw:
        raise BadValue("a text in quotes")
    return raw


def time_zone(raw: object) -> str:
    name = text(raw)
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadValue("an IANA time zone, such as America/Chicago") from error
    return name


def or_none(parse: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda raw: None if raw == NONE else parse(raw)


def one_of(*choices: str) -> Callable[[object], str]:
    def parse(raw: object) -> str:
        if raw not in choices:
            raise BadValue(f"one of {', '.join(choices)}")
        return str(raw)

    return parse


class Table(dict[str, Any]):
    """Values by word, from an inline table; not to be changed, and so it can be compared and hashed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_MONTH_DAY: Final = re.compile(r"[0-9]{2}-[0-9]{2}")


def table_of(parse: Callable[[object], Hashable], example: str) -> Callable[[object], Table]:
    """Return the reader of an inline table from words to values of one kind."""

    def read(raw: object) -> Table:
        if not isinstance(raw, dict):
            raise BadValue(f"an inline table, such as {example}")
        for key in raw:
            if not _WORD.fullmatch(key):
                raise BadValue(f"a table whose keys are words in small letters, such as {example}")
        return Table({key: parse(value) for key, value in raw.items()})

    return read


def month_day(raw: object) -> tuple[int, int]:
    """Read a day of any year, such as "03-15"; 29 February is refused, as most years lack it."""
    try:
        found = date.fromisoformat(f"2001-{raw}") if _MONTH_DAY.fullmatch(str(raw)) else None
    except ValueError:
        found = None
    if found is None:
        raise BadValue('a month and a day, such as "03-15"')
    return found.month, found.day


def meetings(raw: object) -> tuple[tuple[tuple[int, int], int], ...]:
    """Read which last day of submission leads to the meeting of which month, in the order of the days."""
    expected = BadValue('a table of last days and months of meetings, such as {"03-15" = 6, "12-01" = 2}')
    if not isinstance(raw, dict) or not raw:
        raise expected
    found = []
    for last_day, month in raw.items():
        if isinstance(month, bool) or not isinstance(month, int) or not 1 <= month <= 12:
            raise expected
        found.append((month_day(last_day), month))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a rule file may set: how its value is read, and what its absence means."""

    parse: Callable[[object], Any]
    says: str
    absent: Any = None
