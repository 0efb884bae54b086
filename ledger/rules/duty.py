"""The kind of rule that asks for credit every year: the annual five hours of those who hold the designation.

A missed year is a finding about that year; no later year cures it (A08), and no surplus is carried unless the year that
receives it says so (`annual_carry_over`). Beyond the last year in which anything is on record the duty repeats
unchanged: `Tail`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ledger.rules.catalog import ProgramRules
from ledger.rules.hours import Holding
from ledger.rules.model import RuleSet
from ledger.rules.office import Service
from ledger.rules.window import total
from ledger.values import FOREVER, ONE_DAY, ZERO, add_years, amount_text


class Year(NamedTuple):
    """A year of the duty: `[start, end)`; its key is the calendar year or the first day of a term year."""

    key: str
    start: date
    end: date


class Finding(NamedTuple):
    """What holds of a year in `[from_, until)`; of the hours, so many were carried in from the year before."""

    year: Year
    from_: date
    until: date
    status: str
    reason: str | None
    required: Fraction
    hours: Decimal
    carried: Decimal = ZERO


class Tail(NamedTuple):
    """From `start` on every year (to the day before its anniversary) is alike: owed or not, no hours on record.

    An owed year that requires nothing is waived.
    """

    start: date
    owed: bool
    required: Fraction
    by_term: bool = False


class Duty(NamedTuple):
    """The findings about each year on record, and what repeats after them."""

    findings: tuple[Finding, ...]
    tail: Tail | None


class DutyFacts(NamedTuple):
    """All that the duty depends on. `held` are the spells `[from, until)` in which the designation is held."""

    rules: ProgramRules
    service: Service
    held: tuple[tuple[date, date], ...]
    credit: tuple[Holding, ...]
    governing: date | None

    def on(self, day: date) -> RuleSet:
        """Return the rules for `day`."""
        return self.rules.on(self.governing or day)


def duty_facts(
    rules: ProgramRules,
    service: Service,
    held: tuple[tuple[date, date], ...],
    credit: tuple[Holding, ...],
    governing: date | None,
) -> DutyFacts:
    """Gather what the duty depends on: of the credit, what is dated since the duty began."""
    first = _first_day(rules) if held else None
    dated = () if first is None else tuple(one for one in credit if one.credit_on >= first)
    return DutyFacts(rules, service, held, dated, governing)


def _first_day(rules: ProgramRules) -> date | None:
    """Return the first day of the first year in which any rule asks for annual credit."""
    asking = next((one for one in rules.sets if one.annual_required is not None), None)
    return None if asking is None else max(asking.annual_first_day, asking.valid_from).replace(month=1, day=1)


def required_text(required: Fraction) -> str:
    """Write what is required: `5`, `3.75`, or a fraction such as `35/12` where a month's share is no decimal."""
    decimal = Decimal(required.numerator) / Decimal(required.denominator)
    if Fraction(decimal) == required:
        return amount_text(decimal)
    return f"{required.numerator}/{required.denominator}"


def duty(facts: DutyFacts) -> Duty:
    """Return every finding about the annual duty; empty where no rule asks or the designation was never held."""
    first = _first_day(facts.rules)
    if first is None or not facts.held:
        return Duty((), None)
    last = _last_year_on_record(facts, first)
    carries = _carries(facts.rules)
    years = tuple(_years(facts, facts.rules.on(first), first, last + carries))
    carry = _Carry(facts, years) if carries else None
    findings: list[Finding] = []
    for year in years:
        findings.extend(_findings(facts, year, carry))
    return Duty(tuple(findings), _tail(facts, last + carries))


@lru_cache(maxsize=256)
def _carries(rules: ProgramRules) -> bool:
    return any(one.annual_carry_over is not None for one in rules.sets)


def surplus(own: Decimal, required: Fraction, carried: Decimal) -> Decimal:
    """Return the part of the own hours that is not needed once what was carried in is used.

    A share of months may leave a fraction that is no decimal; it is then cut at 28 digits.
    """
    needed = max(required - Fraction(carried), Fraction(0))
    left = max(Fraction(own) - needed, Fraction(0))
    return Decimal(left.numerator) / Decimal(left.denominator)


class _Carry:
    """What each year carries into the next; worked out once, unless corrections make it differ from day to day."""

    def __init__(self, facts: DutyFacts, years: Iterable[Year]) -> None:
        self._facts = facts
        self._ending = {year.end: year for year in years}
        self._settled = all(holding.until == FOREVER for holding in facts.credit)
        self._known: dict[tuple[date, date], Decimal] = {}

    def into(self, year: Year, day: date) -> Decimal:
        """Return the hours carried into a year, as they stood on `day`."""
        limit: Decimal | None = self._facts.on(year.end - ONE_DAY).annual_carry_over
        before = self._ending.get(year.start)
        if limit is None or before is None:
            return ZERO
        key = (year.start, FOREVER if self._settled else day)
        if key not in self._known:
            self._known[key] = min(self._left(before, day), limit)
        return self._known[key]

    def _left(self, year: Year, day: date) -> Decimal:
        asked = _asked(self._facts, year, year.end - ONE_DAY)
        if asked is None or asked.reason == "first-year":
            return ZERO
        own = _own(self._facts, year, asked.rules, day)
        return surplus(own, asked.required, self.into(year, day))


def _last_year_on_record(facts: DutyFacts, first: date) -> int:
    days = [first, *(holding.credit_on for holding in facts.credit), *facts.rules.starts]
    days += [holding.until for holding in facts.credit if holding.until != FOREVER]
    days += [day for spell in facts.held for day in spell if day != FOREVER]
    for term in facts.service.terms:
        days += [day for day in (term.began_on, term.ended_on) if day is not None]
    return max(day.year for day in days)


def _years(facts: DutyFacts, rules: RuleSet, first: date, last: int) -> Iterator[Year]:
    if rules.annual_year == "calendar":
        for year in range(first.year, last + 1):
            yield Year(str(year), date(year, 1, 1), date(year + 1, 1, 1))
        return
    for term in facts.service.terms:
        for count in range(last + 2 - term.began_on.year):
            start, end = add_years(term.began_on, count), add_years(term.began_on, count + 1)
            if start >= first and start.year <= last and (term.ended_on is None or start <= term.ended_on):
                yield Year(start.isoformat(), start, end)


def _findings(facts: DutyFacts, year: Year, carry: _Carry | None) -> Iterator[Finding]:
    """Yield what holds of a year, stretch by stretch; a stretch begins wherever a fact of the year does."""
    merged: Finding | None = None
    for day in _turning_days(facts, year):
        finding = _finding(facts, year, day, carry)
        if finding is None:
            if merged is not None:
                yield merged._replace(until=day)
            merged = None
        elif merged is None or finding[3:] != merged[3:]:
            if merged is not None:
                yield merged._replace(until=day)
            merged = finding
    if merged is not None:
        yield merged


def _turning_days(facts: DutyFacts, year: Year) -> list[date]:
    days = {year.start, year.end}
    days |= {day for spell in facts.held for day in spell}
    days |= {holding.credit_on for holding in facts.credit}
    days |= {holding.from_ for holding in facts.credit} | {holding.until for holding in facts.credit}
    for term in facts.service.terms:
        days |= {term.began_on} | ({term.ended_on, term.ended_on + ONE_DAY} if term.ended_on else set())
    late = {holding.until for holding in facts.credit if year.end < holding.until < FOREVER}
    return sorted({day for day in days if year.start <= day <= year.end} | late)


class _Asked(NamedTuple):
    """What is asked for a year: nothing, for a reason, or hours; and the rules that say so."""

    rules: RuleSet
    required: Fraction
    reason: str | None


def _asked(facts: DutyFacts, year: Year, seen: date) -> _Asked | None:
    """Return what is asked as things stand on `seen`, a day not after the year; None: there is no duty then."""
    rules = facts.on(year.end - ONE_DAY)
    spell = next((spell for spell in facts.held if spell[0] <= seen < spell[1]), None)
    if rules.annual_required is None or spell is None:
        return None
    required, reason = _owed(rules, year, spell[0])
    if reason is None and not _in_office(facts.service, rules, year, seen):
        reason = "out-of-office"
    return _Asked(rules, required if reason is None else Fraction(0), reason)


def _own(facts: DutyFacts, year: Year, rules: RuleSet, day: date) -> Decimal:
    """Return the year's own hours up to `day`."""
    start = max(year.start, rules.annual_first_day)
    return total(facts.credit, start, min(day, year.end - ONE_DAY), as_of=day)


def _finding(facts: DutyFacts, year: Year, day: date, carry: _Carry | None) -> Finding | None:
    """Return what holds of the year on `day`; from the end of the year on, the result stands."""
    asked = _asked(facts, year, min(day, year.end - ONE_DAY))
    if asked is None:
        return None
    carried = ZERO if carry is None else carry.into(year, day)
    hours = _own(facts, year, asked.rules, day) + carried
    if asked.reason is not None:
        status = "not-owed"
    elif hours >= asked.required:
        status = "met"
    else:
        status = "open" if day < year.end else "not-met"
    return Finding(year, day, FOREVER, status, asked.reason, asked.required, hours, carried)


def _owed(rules: RuleSet, year: Year, held_from: date) -> tuple[Fraction, str | None]:
    """Return the hours owed, and why none are: the year is waived, or that of the award (A10)."""
    full = Fraction(rules.annual_required)
    if not full:
        return full, "waived"
    if held_from < year.start:
        return full, None
    if rules.annual_first_year == "same_year_full":
        return full, None
    if rules.annual_first_year == "pro_rata":
        months = (year.end.year - held_from.year) * 12 + year.end.month - held_from.month - 1
        return full * max(months, 0) / 12, None
    return full, "first-year"


def _in_office(service: Service, rules: RuleSet, year: Year, as_of: date) -> bool:
    if rules.annual_in_office == "not_tested":
        return True
    if rules.annual_in_office == "any_service":
        return service.served_between(year.start, as_of)
    return service.expected_on(year.end - ONE_DAY, as_of=as_of)


def _tail(facts: DutyFacts, last: int) -> Tail | None:
    start = date(last + 1, 1, 1)
    rules = facts.on(start)
    by_term = rules.annual_year == "term_year"
    if by_term:
        going_on = [term for term in facts.service.terms if term.ended_on is None]
        if not going_on:
            return None
        start = add_years(going_on[-1].began_on, last + 1 - going_on[-1].began_on.year)
    held = any(spell[1] == FOREVER for spell in facts.held)
    if rules.annual_required is None or not held:
        return None
    owed = rules.annual_in_office == "not_tested" or facts.service.expected_on(FOREVER, as_of=start)
    return Tail(start, owed, Fraction(rules.annual_required), by_term)


def missed(found: Duty, after: date, counts: Callable[[date], bool] | None = None) -> date | None:
    """Return the first day on or after `after` on which a missed year takes effect (A08 `inactivates_advanced`).

    `counts` says by the last day of a year whether missing it has an effect; left out, it always has.
    """
    days = [
        f.year.end
        for f in found.findings
        if f.status == "not-met"
        and f.until == FOREVER
        and f.year.end >= after
        and (counts is None or counts(f.year.end - ONE_DAY))
    ]
    if days:
        return min(days)
    tail = found.tail
    if tail is None or not tail.owed or not tail.required or (counts is not None and not counts(tail.start)):
        return None
    years = max(1, after.year - tail.start.year)
    effect = add_years(tail.start, years)
    return effect if effect >= after else add_years(tail.start, years + 1)


def missed_itself(found: Duty, asked: DutyFacts, after: date) -> date | None:
    """Return the first day on or after `after` on which a missed year makes the same designation inactive."""
    if not any(one.annual_consequence == "inactivates" for one in asked.rules.sets):
        return None
    return missed(found, after, lambda day: bool(asked.on(day).annual_consequence == "inactivates"))


def repeated(tail: Tail, as_of: date) -> Iterator[Finding]:
    """Yield what holds on `as_of` of each year that the tail stands for."""
    count = 0
    while (start := add_years(tail.start, count)) <= as_of:
        end = add_years(tail.start, count + 1)
        key = start.isoformat() if tail.by_term else str(start.year)
        reason = "out-of-office" if not tail.owed else None if tail.required else "waived"
        status = "not-owed" if reason is not None else "open" if as_of < end else "not-met"
        required = tail.required if tail.owed else Fraction(0)
        yield Finding(Year(key, start, end), start, FOREVER, status, reason, required, Decimal(0))
        count += 1
