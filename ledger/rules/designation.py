"""The kind of rule that says what a designation is on a day: earned, awarded, tested, inactive, reinstated.

Requirements met is computed; awarded, reinstated and withdrawn are decisions. Only a window rule (ALM-AO-20), and
under one reading the annual duty (A08), makes a designation inactive by arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ledger.record.official import Step
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import RuleSet
from ledger.rules.window import Holding, calendar_start, total, trailing_exit
from ledger.values import FOREVER, ONE_DAY, add_years, next_day


class Stretch(NamedTuple):
    """A status that holds in `[from_, until)`, why it began, and the event that decided it (0: arithmetic)."""

    from_: date
    until: date
    status: str
    reason: str
    position: int


class Tested(NamedTuple):
    """All that the tests of a designation depend on.

    `missed_after` returns the first day on or after one on which a missed annual year takes effect (None: never).
    """

    rules: ProgramRules
    credit: tuple[Holding, ...]
    governing: date | None
    missed_after: Callable[[date], date | None]

    def on(self, day: date) -> RuleSet:
        """Return the rules for `day`; before the first version, the first."""
        return self.rules.on(max(self.governing or day, self.rules.starts[0]))


def awarded_stretches(steps: Iterable[Step], tested: Tested) -> tuple[Stretch, ...]:
    """Return the statuses `active`, `inactive` and `withdrawn` from the first award on."""
    ordered = sorted(steps, key=lambda step: (step.on, step.version))
    stretches: list[Stretch] = []
    award: Step | None = None
    decisions: list[Step] = []
    for step in ordered:
        if award is None:
            if step.kind == "awarded":
                award, decisions = step, []
                _close(stretches, step.on)
        elif step.kind == "withdrawn":
            stretches.extend(_spell(award, decisions, step.on, tested))
            stretches.append(Stretch(step.on, FOREVER, "withdrawn", "decision", step.position))
            award = None
        else:
            decisions.append(step)
    if award is not None:
        stretches.extend(_spell(award, decisions, FOREVER, tested))
    return tuple(stretch for stretch in stretches if stretch.from_ < stretch.until)


def _close(stretches: list[Stretch], day: date) -> None:
    if stretches:
        stretches[-1] = stretches[-1]._replace(until=day)


def _spell(award: Step, decisions: Sequence[Step], end: date, tested: Tested) -> Iterator[Stretch]:
    """Yield active and inactive stretches of one award, up to `end`."""
    day, reason, position = award.on, "awarded", award.position
    tests_from: tuple[date, bool] = (award.on, False)
    while day < end:
        failed = _first_failure(day, tests_from, tested)
        decided = next((s for s in decisions if s.kind == "inactivated" and s.on >= day), None)
        stop, why, at = failed[0], failed[1], 0
        if decided is not None and decided.on <= stop:
            stop, why, at = decided.on, "decision", decided.position
        yield Stretch(day, min(stop, end), "active", reason, position)
        if stop >= end:
            return
        back = _return(stop, decisions, at, tested)
        yield Stretch(stop, min(back[0], end), "inactive", why, at)
        day, reason, position = back
        tests_from = (day, True)


def _return(day: date, decisions: Sequence[Step], decided_at: int, tested: Tested) -> tuple[date, str, int]:
    """Return when, why and by which event the inactive designation is active again (A02, A09 `amnesty`)."""
    options: list[tuple[date, str, int]] = [(FOREVER, "", 0)]
    for step in decisions:
        later = step.on > day or (step.on == day and step.position > decided_at)
        if step.kind == "reinstated" and later:
            options.append((step.on, "reinstated", step.position))
    options += [(back, "window-reached", 0) for back in _automatic_returns(day, tested)]
    for rules in tested.rules.sets:
        if rules.window_end == "amnesty" and rules.window_required is None and rules.valid_from >= day:
            options.append((rules.valid_from, "amnesty", 0))
            break
    return min(options, key=lambda option: option[0])


def _automatic_returns(day: date, tested: Tested) -> Iterator[date]:
    for credit_on in sorted({holding.credit_on for holding in tested.credit if holding.credit_on >= day}):
        rules = tested.on(credit_on)
        if rules.window_return == "auto_when_20_in_current_window" and rules.window_required is not None:
            start = calendar_start(credit_on, rules.window_years)
            if total(tested.credit, start, credit_on, as_of=credit_on) >= rules.window_required:
                yield credit_on
                return


def _first_failure(day: date, tests_from: tuple[date, bool], tested: Tested) -> tuple[date, str]:
    """Return the first day of inactivity on or after `day`, and why; `FOREVER` if none as things stand."""
    failure: tuple[date, str] = (FOREVER, "")
    for test_day, start in _tests(tests_from, tested):
        if test_day >= day:
            required = tested.on(test_day).window_required
            if required is not None and total(tested.credit, start, test_day, as_of=test_day) < required:
                failure = (next_day(test_day), "window-failed")
                break
    missed = tested.missed_after(next_day(day))
    return (missed, "annual-missed") if missed is not None and missed < failure[0] else failure


def _tests(tests_from: tuple[date, bool], tested: Tested) -> Iterator[tuple[date, date]]:
    """Yield the day of each test and the first day of its window, while a rule may still ask for one."""
    base, returned = tests_from
    rules = tested.on(base)
    if rules.window_years is None:
        return
    if rules.window_kind == "trailing_36_months":
        yield from _daily_tests(base, returned, rules, tested)
        return
    years = rules.window_years
    first = base.year + years - (rules.window_first != "first_full_years")
    if returned and rules.window_after_return == "next_year_end":
        first = base.year
    step = years if rules.window_kind == "fixed_block" else 1
    for year in range(first, _last_test_year(base, years, tested) + 1, step):
        last = date(year, 12, 31)
        yield last, calendar_start(last, years)


def _last_test_year(base: date, years: int, tested: Tested) -> int:
    """Return a year after which no test can differ: every credit has left, every version has begun."""
    credit = max((holding.credit_on.year for holding in tested.credit), default=base.year)
    return int(min(max(base.year, credit, tested.rules.starts[-1].year) + 2 * years + 1, FOREVER.year))


def _daily_tests(base: date, returned: bool, rules: RuleSet, tested: Tested) -> Iterator[tuple[date, date]]:
    """Yield the days on which a trailing window may newly fall short: its first test, and each exit of a credit."""
    years = rules.window_years
    first = add_years(base, years)
    if returned and rules.window_after_return == "next_year_end":
        first = date(base.year, 12, 31)
    days = {first} | {trailing_exit(holding.credit_on, years) for holding in tested.credit}
    days |= set(tested.rules.starts) | {h.until for h in tested.credit if h.until != FOREVER}
    for day in sorted(day for day in days if day >= first):
        yield day, add_years(day, -years) + ONE_DAY
