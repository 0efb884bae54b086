"""The kind of rule that says what a designation is on a day: earned, awarded, tested, inactive, reinstated.

Requirements met is computed; awarded, reinstated and withdrawn are decisions. Only a window rule (ALM-AO-20), and where
a rule says so the annual duty (A08) or a cycle that is not met (A31), makes a designation inactive by arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ledger.record.official import Step
from ledger.rules.catalog import ProgramRules
from ledger.rules.hours import Holding
from ledger.rules.model import RuleSet
from ledger.rules.window import calendar_start, total, trailing_exit
from ledger.values import FOREVER, ONE_DAY, add_years, next_day


class Stretch(NamedTuple):
    """A status that holds in `[from_, until)`, why it began, and the event that decided it (0: arithmetic)."""

    from_: date
    until: date
    status: str
    reason: str
    position: int


class Loss(NamedTuple):
    """A cause of inactivity beside the window.

    `after` returns the first day on or after one on which it takes effect (None: never).
    """

    reason: str
    after: Callable[[date], date | None]


class Tested(NamedTuple):
    """All that the tests of a designation depend on."""

    rules: ProgramRules
    credit: tuple[Holding, ...]
    governing: date | None
    losses: tuple[Loss, ...]

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
        elif step.kind == "awarded":
            stretches.extend(_spell(award, decisions, step.on, tested))
            award, decisions = step, []
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


class _Turn(NamedTuple):
    """A turn of a spell: its day, why, the event behind it (0: arithmetic), and the place among a day's decisions."""

    day: date
    reason: str
    position: int
    order: int


#: Among one day's effects, arithmetic comes before the decisions, a return by credit after them.
_FIRST, _LAST = -1, 2**62
_NEVER = _Turn(FOREVER, "", 0, _LAST)


def _spell(award: Step, decisions: Sequence[Step], end: date, tested: Tested) -> Iterator[Stretch]:
    """Yield active and inactive stretches of one award, up to `end`."""
    turn, returned = _Turn(award.on, "awarded", award.position, award.version), False
    while turn.day < end:
        stop = _stop(turn, (turn.day, returned), decisions, tested)
        yield Stretch(turn.day, min(stop.day, end), "active", turn.reason, turn.position)
        if stop.day >= end:
            return
        back = _return(stop, decisions, tested)
        yield Stretch(stop.day, min(back.day, end), "inactive", stop.reason, stop.position)
        turn, returned = back, True


def _stop(turn: _Turn, tests_from: tuple[date, bool], decisions: Sequence[Step], tested: Tested) -> _Turn:
    """Return the turn to inactive: by a failed test, by a missed year or cycle, or by decision."""
    failed_on, why = _first_failure(turn.day, tests_from, tested)
    return min(
        _Turn(failed_on, why, 0, _FIRST), _decided("inactivated", "decision", turn, decisions), key=_when
    )


def _return(stop: _Turn, decisions: Sequence[Step], tested: Tested) -> _Turn:
    """Return the turn back to active (A02, A09 `amnesty`); `_NEVER` if none as things stand."""
    options = [_decided("reinstated", "reinstated", stop, decisions)]
    options += [_Turn(day, "window-reached", 0, _LAST) for day in _automatic_returns(stop.day, tested)]
    for rules in tested.rules.sets:
        if rules.window_end == "amnesty" and rules.window_required is None and rules.valid_from >= stop.day:
            if (rules.valid_from, _FIRST) >= _when(stop):
                options.append(_Turn(rules.valid_from, "amnesty", 0, _FIRST))
            break
    return min(options, key=_when)


def _decided(kind: str, reason: str, after: _Turn, decisions: Sequence[Step]) -> _Turn:
    """Return the first decision of a kind after a turn, in order of day and of the stream."""
    found = (s for s in decisions if s.kind == kind and (s.on, s.version) > _when(after))
    step = next(found, None)
    return _NEVER if step is None else _Turn(step.on, reason, step.position, step.version)


def _when(turn: _Turn) -> tuple[date, int]:
    return turn.day, turn.order


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
    for loss in tested.losses:
        effect = loss.after(next_day(day))
        if effect is not None and effect < failure[0]:
            failure = (effect, loss.reason)
    return failure


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
