"""The kind of rule that asks for years of management experience, to the day (A20)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.record.dossier import Employment
from ledger.rules.spells import days_before, joined
from ledger.values import FOREVER, add_years, next_day


def qualifying(employments: Iterable[Employment], sectors: Sequence[str]) -> tuple[Employment, ...]:
    """Return the employments in one of the sectors; all of them, where none is named (AMC-04)."""
    return tuple(one for one in employments if not sectors or one.sector in sectors)


def days_of_experience(employments: Iterable[Employment], measured_on: date) -> int:
    """Return the days of management employment before a day, each counted once.

    The last day of an employment is a day of it.
    """
    spells = joined(
        (one.began_on, FOREVER if one.ended_on is None else next_day(one.ended_on))
        for one in employments
        if one.management
    )
    return days_before(spells, measured_on)


def days_needed(years: int, measured_on: date) -> int:
    """Return the days of so many years up to a day: employment since the same day then has just as many."""
    return (measured_on - add_years(measured_on, -years)).days


def has_experience(employments: Iterable[Employment], years: int, measured_on: date) -> bool:
    """Whether the days reach as many as `years` years up to the measuring day have."""
    return days_of_experience(employments, measured_on) >= days_needed(years, measured_on)


def employed_on(employments: Iterable[Employment], day: date) -> bool:
    """Whether one is employed on a day, in management or not."""
    return any(one.began_on <= day and (one.ended_on is None or day <= one.ended_on) for one in employments)
