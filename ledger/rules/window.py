"""The kind of rule that looks back: how long a credit stays in a window, and what a window holds on a day.

A credit of N is in the rolling calendar window of D if 1 January of year(D) - (years - 1) <= N <= D, and in the
trailing window if D minus the years < N <= D, day-exact (A01).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ledger.rules.hours import Holding
from ledger.values import FOREVER, ZERO, leaves_trailing_window


def holdings(stretches: Iterable[tuple[date, date, tuple[Holding, ...]]]) -> tuple[Holding, ...]:
    """Return the window credit of every stretch `[from, until)` of belief, cut to the stretch."""
    found: list[Holding] = []
    for start, end, held in stretches:
        found += [one._replace(from_=max(one.from_, start), until=end) for one in held if one.credit_on < end]
    return tuple(found)


def total(held: Iterable[Holding], first: date, last: date, *, as_of: date) -> Decimal:
    """Return the credit dated in `[first, last]`, as it stood on `as_of`."""
    return sum(
        (h.hours for h in held if first <= h.credit_on <= last and h.from_ <= as_of < h.until), start=ZERO
    )


def calendar_start(day: date, years: int) -> date:
    """Return the first day of the calendar window that holds `day`."""
    return date(max(day.year - years + 1, 1), 1, 1)


def calendar_exit(credit_on: date, years: int) -> date:
    """Return the first day whose calendar window no longer reaches back to `credit_on`."""
    return FOREVER if credit_on.year + years > FOREVER.year else date(credit_on.year + years, 1, 1)


def trailing_exit(credit_on: date, years: int) -> date:
    """Return the first day whose trailing window no longer reaches back to `credit_on`."""
    return leaves_trailing_window(credit_on, months=12 * years)
