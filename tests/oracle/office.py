"""Terms of office: who holds one on a day, who has left, and until when the year after office runs (A06)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.history import History, add_years
from tests.oracle.readings import Readings


def former_official(history: History, day: date) -> bool:
    """Return whether a term ended before the day and none covers it."""
    ended = any(term.ended_on is not None and term.ended_on < day for term in history.terms.values())
    return ended and not in_office(history, day)


def in_office(history: History, day: date) -> bool:
    """Return whether a term covers the day; with no term on record, office is presumed."""
    if not history.terms:
        return True
    return any(
        term.began_on <= day and (term.ended_on is None or day <= term.ended_on)
        for term in history.terms.values()
    )


def left_office(history: History, day: date) -> date | None:
    """Return the latest last day in office before `day`, if there is one."""
    ends = [term.ended_on for term in history.terms.values() if term.ended_on and term.ended_on < day]
    return max(ends, default=None)


def last_day_of_grace(left: date, readings: Readings) -> date:
    """Return the last day of the year after office (A06)."""
    if readings.a06 == "365_days":
        return left + timedelta(days=365)
    return add_years(left, 1, up=readings.a06 == "feb29_to_mar1")
