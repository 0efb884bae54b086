"""The annual five hours (ALM-AN-02, A07, A08, A10): what is owed for each year, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.history import ONE_DAY, History, Term, add_years
from tests.oracle.placing import FIVE, ZERO, Placed
from tests.oracle.readings import NEW_PAGE_FROM, Readings


@dataclass(frozen=True)
class Period:
    """A year of the duty: a calendar year, or a year of a term; both ends are included."""

    name: str
    first: date
    last: date


def compliance(
    placed: Placed, spells: list[tuple[date, date]], readings: Readings, day: date
) -> dict[str, dict[str, object]]:
    """Return the duty of every period that began by `day`, from terms and credit that happened by then.

    `spells` are when Basic is held; a period is judged by the spell on its last day, or on `day` before that.
    """
    if not readings.new_page_known():
        return {}
    answer = {}
    for period in _periods(placed.history, spells, readings, day):
        awarded_on = holder_since(spells, min(day, period.last))
        if awarded_on is not None:
            answer[period.name] = _finding(placed, period, awarded_on, readings, day)
    return answer


def periods_not_met(findings: dict[str, dict[str, object]]) -> int:
    """Return how many periods were not met."""
    return sum(1 for finding in findings.values() if finding["status"] == "not-met")


def _periods(
    history: History, spells: list[tuple[date, date]], readings: Readings, day: date
) -> list[Period]:
    if readings.a07_year == "calendar_year":
        years = range(NEW_PAGE_FROM.year, day.year + 1)
        return [Period(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years]
    periods = []
    for term in history.terms.values():
        for year in range(day.year - term.began_on.year + 1):
            first = add_years(term.began_on, year)
            last = add_years(term.began_on, year + 1) - ONE_DAY
            awarded_on = holder_since(spells, min(day, last))
            begun = NEW_PAGE_FROM <= first <= day and awarded_on is not None
            if begun and _serves(term, first, last=first, day=day):
                periods.append(Period(first.isoformat(), first, last))
    return periods


def _serves(term: Term, first: date, *, last: date, day: date) -> bool:
    """Return whether a term covers a day in `[first, last]`; one that has not ended by `day` goes on."""
    if term.began_on > min(last, day):
        return False
    if term.ended_on is None or term.ended_on > day:
        return True
    return term.ended_on >= first


def _finding(
    placed: Placed, period: Period, awarded_on: date, readings: Readings, day: date
) -> dict[str, object]:
    first_day = NEW_PAGE_FROM + ONE_DAY if readings.a07_first_day == "strictly_after" else NEW_PAGE_FROM
    hours = placed.credit_between(max(period.first, first_day), min(period.last, day))
    required, reason = _owed(placed.history, period, awarded_on, readings, day)
    if reason is not None:
        status = "not-owed"
    elif hours >= required:
        status = "met"
    elif day <= period.last:
        status = "open"
    else:
        status = "not-met"
    return {"status": status, "reason": reason, "required": required, "hours": hours}


def _owed(
    history: History, period: Period, awarded_on: date, readings: Readings, day: date
) -> tuple[Fraction, str | None]:
    required = FIVE
    if awarded_on > period.last:
        return ZERO, "first-year"
    if awarded_on >= period.first:
        if readings.a10_first == "first_full_year":
            return ZERO, "first-year"
        if readings.a10_first == "pro_rata":
            required = FIVE * (12 - awarded_on.month) / 12
    first = period.first if readings.a10_office == "any_service" else period.last
    last = min(period.last, day) if readings.a10_office == "any_service" else period.last
    if history.terms and not any(_serves(term, first, last=last, day=day) for term in history.terms.values()):
        return ZERO, "out-of-office"
    return required, None


def holder_since(spells: list[tuple[date, date]], day: date) -> date | None:
    """Return since when the designation is held on `day`, through spells that touch; None if it is not."""
    containing = [start for start, until in spells if start <= day < until]
    if not containing:
        return None
    since = min(containing)
    while earlier := [start for start, until in spells if start < since <= until]:
        since = min(earlier)
    return since
