"""Simulate a designation day by day: the award, the windows, the decisions, the returns.

The simulation at one day sees only what is dated by then. What lies ahead of a day is the same simulation going on
over the facts on record, and after the last of them by the passing of time alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tests.oracle.duty import compliance, periods_not_met
from tests.oracle.history import ADVANCED, LEVELS, ONE_DAY, Decision, add_years
from tests.oracle.placing import FORTY, Placed, awarded_before
from tests.oracle.readings import NEW_PAGE_FROM, Readings

TWENTY = Fraction(20)
PlacedOn = Callable[[date], Placed]


@dataclass(frozen=True)
class Stage:
    """How far a designation has come at the end of one day; `anchor` begins the count to the first test."""

    phase: str | None = None
    anchor: date = date.min
    returned: bool = False
    test_failed: bool = False


def requirements_met_on(placed: Placed, level: int, readings: Readings) -> date | None:
    """Return the later of the fortieth hour and the award of the level before, as of `placed.as_of`."""
    complete = placed.complete_on[level]
    if complete is None or level == 0:
        return complete
    before = held_award(placed, level - 1, readings)
    return None if before is None else max(complete, before)


def award_day(placed: Placed, level: int, readings: Readings) -> date | None:
    """Return the day of the latest award of a level by `placed.as_of`, decided or computed (A13)."""
    days = [item.day for item in _awards(placed, level)]
    if readings.a13 == "fortieth_hour":
        computed = requirements_met_on(placed, level, readings)
        if computed is not None:
            days = [min([computed, *days[:1]]), *days[1:]]
    return max(days, default=None)


def held_award(placed: Placed, level: int, readings: Readings) -> date | None:
    """Return the day of the latest award that is not withdrawn by `placed.as_of`."""
    award = award_day(placed, level, readings)
    if award is None:
        return None
    for item in placed.history.decisions:
        if item.program == LEVELS[level] and item.kind == "withdrawn" and award <= item.day <= placed.as_of:
            return None
    return award


def basic_spells(placed: Placed, readings: Readings) -> list[tuple[date, date]]:
    """Return the spells `[from, until)` in which Basic is held: by its own award, or by an Advanced award."""
    spells: list[tuple[date, date]] = []
    for level in range(len(LEVELS)):
        steps = [
            (item.day, item.position, item.kind)
            for item in placed.history.decisions
            if item.program == LEVELS[level]
            and item.kind in ("awarded", "withdrawn")
            and item.day <= placed.as_of
        ]
        if readings.a13 == "fortieth_hour":
            met = placed.first_met_on[level]
            if met is not None:
                first = _awards(placed, level)[:1]
                steps = [step for step in steps if not first or step[1] != first[0].position]
                steps.append((min([met, *(one.day for one in first)]), 0, "awarded"))
        since: date | None = None
        for day, _, kind in sorted(steps):
            if kind == "awarded" and since is None:
                since = day
            elif kind == "withdrawn" and since is not None:
                spells.append((since, day))
                since = None
        if since is not None:
            spells.append((since, date.max))
    return spells


def is_complete(placed: Placed, level: int) -> bool:
    """Return whether a level is complete by the end of `placed.as_of`, by its forty hours or by an award."""
    by_award = any(
        awarded_before(placed.history, program, placed.as_of + ONE_DAY) for program in LEVELS[level:]
    )
    return placed.counted(level) >= FORTY or by_award


def _awards(placed: Placed, level: int) -> list[Decision]:
    awards = [
        item
        for item in placed.history.decisions
        if item.program == LEVELS[level] and item.kind == "awarded" and item.day <= placed.as_of
    ]
    return sorted(awards, key=lambda item: (item.day, item.position))


class Simulation:
    """One level's designation under one set of readings, with the placed hours of any day at hand."""

    def __init__(self, level: int, readings: Readings, placed_on: PlacedOn) -> None:
        self.level = level
        self.readings = readings
        self.placed_on = placed_on

    def next_stage(self, stage: Stage, day: date) -> Stage:
        """Return the stage at the end of `day`, from the stage at the end of the day before."""
        placed = self.placed_on(day)
        if LEVELS[self.level] == ADVANCED:
            stage = self._begin_day(stage, day, placed)
        for kind in self._decisions(placed, day):
            stage = self._decide(stage, kind, day)
        if LEVELS[self.level] == ADVANCED:
            stage = self._return_by_credit(stage, day, placed)
        failed = LEVELS[self.level] == ADVANCED and self._fails(stage, day, placed)
        return stage if failed == stage.test_failed else replace(stage, test_failed=failed)

    def status(self, stage: Stage, day: date) -> str:
        """Return the word for a stage at the end of `day`."""
        if stage.phase is not None:
            return stage.phase
        placed = self.placed_on(day)
        met = requirements_met_on(placed, self.level, self.readings)
        if met is not None and met <= day:
            return "requirements-met"
        if self._enrolled(placed, day) or any(line.program == LEVELS[self.level] for line in placed.lines):
            return "in-progress"
        return "not-started"

    def _enrolled(self, placed: Placed, day: date) -> bool:
        steps = [
            (item.day, item.position, item.kind)
            for item in placed.history.enrolments
            if item.program == LEVELS[self.level] and item.day <= day
        ]
        return bool(steps) and max(steps)[2] == "enrolled"

    def _begin_day(self, stage: Stage, day: date, placed: Placed) -> Stage:
        if stage.phase == "active" and (stage.test_failed or self._duty_failed(placed, day)):
            stage = replace(stage, phase="inactive")
        amnesty = self.readings.a09 == "amnesty" and self.readings.new_page_known()
        if amnesty and day == NEW_PAGE_FROM and stage.phase == "inactive":
            stage = Stage("active", day, returned=True)
        return stage

    def _duty_failed(self, placed: Placed, day: date) -> bool:
        if self.readings.a08 != "inactivates_advanced" or day <= NEW_PAGE_FROM:
            return False
        yearly = self.readings.a07_year == "calendar_year"
        if yearly and (day.month, day.day) != (1, 1):
            return False
        eve = day - ONE_DAY
        before = self.placed_on(eve)
        yesterday = compliance(before, basic_spells(before, self.readings), self.readings, eve)
        today = compliance(placed, basic_spells(placed, self.readings), self.readings, day)
        return periods_not_met(today) > periods_not_met(yesterday)

    def _decisions(self, placed: Placed, day: date) -> list[str]:
        steps = [
            (item.position, item.kind)
            for item in placed.history.decisions
            if item.program == LEVELS[self.level] and item.day == day
        ]
        if self.readings.a13 == "fortieth_hour":
            met = placed.first_met_on[self.level]
            if met is not None:
                awards = _awards(placed, self.level)
                steps = [step for step in steps if not awards or step[0] != awards[0].position]
                steps += [(0, "awarded")] if min([met, *(one.day for one in awards[:1])]) == day else []
        return [kind for _, kind in sorted(steps)]

    def _decide(self, stage: Stage, kind: str, day: date) -> Stage:
        if kind == "awarded":
            return Stage("active", day)
        if kind == "withdrawn":
            return Stage("withdrawn", day)
        if kind == "inactivated" and stage.phase == "active":
            return replace(stage, phase="inactive")
        if kind == "reinstated" and stage.phase == "inactive":
            return Stage("active", day, returned=True)
        return stage

    def _return_by_credit(self, stage: Stage, day: date, placed: Placed) -> Stage:
        automatic = self.readings.a02 == "auto_when_20_in_current_window" and self._twenty_asked(day)
        if not automatic or stage.phase != "inactive" or day not in placed.credit:
            return stage
        if placed.credit_between(date(day.year - 2, 1, 1), day) < TWENTY:
            return stage
        return Stage("active", day, returned=True)

    def _twenty_asked(self, day: date) -> bool:
        """Return whether the twenty hours in three years are still asked for on a day (A09)."""
        return not self.readings.new_page(day) or self.readings.a09 == "continues"

    def _fails(self, stage: Stage, day: date, placed: Placed) -> bool:
        """Return whether a window is tested at the end of `day` and holds fewer than twenty hours (A01)."""
        if stage.phase != "active":
            return False
        if not self._twenty_asked(day):
            return False
        again = stage.returned and self.readings.a16 == "next_year_end"
        if self.readings.a01 == "trailing_36_months":
            begins = date(stage.anchor.year, 12, 31) if again else add_years(stage.anchor, 3)
            if day < begins:
                return False
            return placed.credit_between(add_years(day, -3) + ONE_DAY, day) < TWENTY
        if (day.month, day.day) != (12, 31):
            return False
        wait = 2 if self.readings.a01_first == "first_window_includes_designation_year" else 3
        first_test = stage.anchor.year if again else stage.anchor.year + wait
        years_late = day.year - first_test
        if years_late < 0 or (self.readings.a01 == "fixed_block" and years_late % 3 != 0):
            return False
        return placed.credit_between(date(day.year - 2, 1, 1), day) < TWENTY
