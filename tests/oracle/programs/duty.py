"""The annual duty with what it carries over, and the cycles of several years, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.credit import Placed, Usable
from tests.oracle.programs.holding import held_spells
from tests.oracle.programs.record import Log

ZERO = Fraction(0)
Finding = dict[str, Any]


def years(placed: Placed, program: str, day: date) -> dict[str, Finding]:
    """Return the finding of every calendar year that began by a day and was or is held in."""
    rules, record = placed.rules, placed.record
    spells = held_spells(record, rules, program, day)
    found: dict[str, Finding] = {}
    if not spells:
        return found
    surplus: Fraction = ZERO
    for year in range(spells[0][0].year, day.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        required = rules.at(program, "annual_required", last)
        since = _held_since(spells, min(last, day))
        if required is None or since is None:
            surplus = ZERO
            continue
        reason = None
        first_year = rules.at(program, "annual_first_year", last)
        if required == 0:
            reason = "waived"
        elif since >= first and first_year == "first_full_year":
            reason = "first-year"
        elif since >= first and first_year == "pro_rata":
            required = required * (12 - since.month) / 12
        if reason:
            required = ZERO
        cap = rules.at(program, "annual_carry_over", last)
        carried = min(surplus, cap) if cap is not None else ZERO
        own = placed.between(first, min(last, day))
        surplus = ZERO if reason == "first-year" else max(own - max(required - carried, ZERO), ZERO)
        found[str(year)] = {
            "status": "not-owed" if reason else _status(own + carried >= required, day, last),
            "reason": reason,
            "required": required,
            "hours": own + carried,
            "carried": carried,
        }
    return found


def _held_since(spells: list[tuple[date, date]], day: date) -> date | None:
    """Return since when the designation is held on a day, through spells that touch."""
    since = next((start for start, until in spells if start <= day < until), None)
    while since is not None:
        before = [start for start, until in spells if start < since <= until]
        if not before:
            return since
        since = min(before)
    return None


def _status(enough: bool, day: date, last: date) -> str:
    if enough:
        return "met"
    return "open" if day <= last else "not-met"


def cycle_days(start: date, awarded_on: date, length: int) -> Iterator[tuple[date, date]]:
    """Yield first and last day of cycle after cycle; `start` is the first day of the first."""
    number = 0
    while True:
        if start == awarded_on:
            yield (
                add_years(awarded_on, number * length),
                add_years(awarded_on, (number + 1) * length) - ONE_DAY,
            )
        else:
            year = start.year + number * length
            yield date(year, 1, 1), date(year + length - 1, 12, 31)
        number += 1


def all_cycles(placed: Placed, program: str, day: date) -> Iterator[tuple[date, date, date, date]]:
    """Yield first and last day of each cycle begun by a day, with the spell it belongs to."""
    rules = placed.rules
    for since, until in held_spells(placed.record, rules, program, day):
        length = rules.at(program, "cycle_years", since)
        if length is None:
            continue
        how = rules.at(program, "cycle_start", since)
        start = since if how == "anniversary" else date(since.year + 1, 1, 1)
        for first, last in cycle_days(start, since, length):
            begins = since if how == "grant_year_remainder_counts" and first == start else first
            if begins > day:
                break
            yield begins, last, since, until


def cycles(placed: Placed, program: str, day: date) -> dict[str, Finding]:
    """Return the finding of every cycle that began by a day and is held to its end, or to that day."""
    rules = placed.rules
    found: dict[str, Finding] = {}
    surplus, before = ZERO, None
    for first, last, since, until in all_cycles(placed, program, day):
        required = rules.at(program, "cycle_required", last)
        if not since <= min(last, day) < until or required is None:
            continue
        cap = rules.at(program, "cycle_carry_over", last)
        carried = min(surplus, cap) if cap is not None and before == since else ZERO
        caps = rules.at(program, "cycle_category_caps", last)
        own, verified = _earned(placed.usable, first, min(last, day), caps)
        surplus, before = max(own - max(required - carried, ZERO), ZERO), since
        months = rules.at(program, "retention_months", last)
        log = _log(placed, program, first, day)
        accepted = log.accepted_on if log else None
        found[f"cycle:{first}"] = {
            "status": _status(own + carried >= required, day, last),
            "required": required,
            "hours": own + carried,
            "carried": carried,
            "claimed": _earned([*placed.usable, *placed.waiting], first, min(last, day), {})[0],
            "verified": verified,
            "start": first.isoformat(),
            "end": last.isoformat(),
            "log_submitted_on": log.submitted_on.isoformat() if log else None,
            "log_accepted_on": accepted.isoformat() if accepted and accepted <= day else None,
            "keep_documents_until": None if months is None else _months_after(last, months).isoformat(),
        }
    return found


def _earned(
    usable: list[Usable], first: date, last: date, caps: dict[str, Fraction]
) -> tuple[Fraction, Fraction]:
    """Return the credit dated in `[first, last]` up to the cap of each category, and the part that was approved."""
    by_category: dict[str | None, Fraction] = {}
    verified = ZERO
    for one in usable:
        if first <= one.day <= last:
            by_category[one.category] = by_category.get(one.category, ZERO) + one.amount
            verified += one.amount if one.verified else ZERO
    total = sum((min(amount, caps.get(name or "", amount)) for name, amount in by_category.items()), ZERO)
    return total, verified


def _log(placed: Placed, program: str, first: date, day: date) -> Log | None:
    logs = [
        log
        for log in placed.record.logs
        if (log.program, log.cycle) == (program, first) and log.submitted_on <= day
    ]
    return logs[-1] if logs else None


def _months_after(day: date, months: int) -> date:
    """Return the day so many months later; where the month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)
