"""The naive evaluator: answers about one official, written from the rule book and the page on semantics.

It shares no code with the ledger, and prefers an obvious loop to a clever rule. Days are ISO text
(`infinity` for never), hours are exact fractions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.duty import compliance
from tests.oracle.history import LEVELS, ONE_DAY, Fact, History, add_years, read_day, read_history
from tests.oracle.office import in_office, last_day_of_grace, left_office
from tests.oracle.placing import (
    FORTY,
    PLACE_OF_REASON,
    ZERO,
    Line,
    Placed,
    place_hours,
)
from tests.oracle.readings import Readings
from tests.oracle.standing import (
    Simulation,
    Stage,
    basic_spells,
    held_award,
    is_complete,
    requirements_met_on,
)

PLACES = ("pending", "rejected", "returned", "reversed", "duplicate", "over-cap", "counted")
#: Nothing changes by time alone later than this: no window outlives its credit by more.
YEARS_AHEAD = 8

Answer = dict[str, Any]


def evaluate(facts: Sequence[Fact], readings: Readings, as_of: date) -> Answer:
    """Return every answer about one official as of the end of `as_of`, from these facts, all of them known.

    The answer has `alm-basic` and `alm-advanced` (each with `transcript`, `progress`, `standing`), `window`
    and `compliance`.
    """
    return Oracle(facts, readings).answer(as_of)


def days_in(facts: Sequence[Fact]) -> list[date]:
    """Return every day the facts mention, in order; a fact that leaves its day out has its recorded day."""
    found = set()
    for fact in facts:
        found.add(read_day(fact["recorded_at"]))
        for name, value in fact.items():
            if value and name != "recorded_at" and (name.endswith("_on") or name == "inactive_from"):
                found.add(read_day(value))
    return sorted(found)


class Oracle:
    """The same facts and readings asked about many days; it only remembers what it has already worked out."""

    def __init__(self, facts: Sequence[Fact], readings: Readings) -> None:
        self.facts = facts
        self.readings = readings
        self.days = days_in(facts)
        self._placed: dict[int, Placed] = {}
        self._simulations = [Simulation(level, readings, self.placed_on) for level in range(len(LEVELS))]
        #: The facts as read, which are the same for every day but under `prospective`.
        self._known = None if readings.a52 == "prospective" else self._read()
        #: Of each level, the days on which the status becomes another, with the status from then on.
        self._courses: dict[int, list[tuple[date, str]]] = {}

    def _read(self) -> History:
        return read_history(self.facts, as_of=date.max, prospective=False)

    def placed_on(self, day: date) -> Placed:
        """Return the placed hours as of a day; they are the same from one day in the facts to the next."""
        epoch = bisect_right(self.days, day)
        if epoch not in self._placed:
            when = self.days[epoch - 1] if epoch else day
            placed = place_hours(self.facts, self.readings, when, self._known)
            before = self.placed_on(self.days[epoch - 2]).first_met_on if epoch > 1 else [None, None]
            placed.first_met_on = [
                met or requirements_met_on(placed, level, self.readings) for level, met in enumerate(before)
            ]
            self._placed[epoch] = placed
        return self._placed[epoch]

    def answer(self, as_of: date) -> Answer:
        """Return every answer as of the end of `as_of`."""
        placed = self.placed_on(as_of)
        answer: Answer = {
            program: {
                "transcript": transcript(placed, program),
                "progress": self._progress(placed, level, as_of),
                "standing": self._standing(level, as_of),
            }
            for level, program in enumerate(LEVELS)
        }
        answer["window"] = {
            "calendar": placed.credit_between(date(as_of.year - 2, 1, 1), as_of),
            "trailing": placed.credit_between(add_years(as_of, -3) + ONE_DAY, as_of),
        }
        holding = basic_spells(placed, self.readings)
        answer["compliance"] = compliance(placed, holding, self.readings, as_of)
        return answer

    def _progress(self, placed: Placed, level: int, as_of: date) -> Answer:
        history = placed.history
        prerequisite = None
        if level > 0:
            prerequisite = "held" if held_award(placed, level - 1, self.readings) else "missing"
        left = left_office(history, as_of)
        waiting = not in_office(history, as_of) and left is not None and not is_complete(placed, level)
        return {
            "counted": placed.counted(level),
            "outside_used": placed.outside_used(level),
            "missing": FORTY - placed.counted(level),
            "complete_on": _text(placed.complete_on[level]),
            "requirements_met_on": _text(requirements_met_on(placed, level, self.readings)),
            "prerequisite": prerequisite,
            "finish_by": _text(last_day_of_grace(left, self.readings)) if waiting and left else None,
        }

    def _standing(self, level: int, as_of: date) -> Answer:
        if level not in self._courses:
            self._courses[level] = list(self._simulated(level))
        status, since, until = "not-started", None, "infinity"
        for day, turned in self._courses[level]:
            if day > as_of:
                until = day.isoformat()
                break
            status, since = turned, day
        return {"status": status, "since": _text(since), "until": until}

    def _simulated(self, level: int) -> Iterator[tuple[date, str]]:
        """Yield the days with another status than the day before, as known; beyond the facts as things stand."""
        simulation, stage, status = self._simulations[level], Stage(), "not-started"
        for day in self._days():
            stage = simulation.next_stage(stage, day)
            turned = simulation.status(stage, day)
            if turned != status:
                yield day, turned
            status = turned

    def _days(self) -> Iterator[date]:
        """Yield, in order, every day on which anything can happen: mostly days in the facts and years' ends."""
        if not self.days:
            return
        first, last = self.days[0], date(max(self.days[-1].year, 2026) + YEARS_AHEAD, 12, 31)
        if self.readings.a01 == "trailing_36_months" or self.readings.a07_year == "term_year":
            yield from (first + number * ONE_DAY for number in range((last - first).days + 1))
            return
        ends = [date(year, *end) for year in range(first.year, last.year + 1) for end in ((1, 1), (12, 31))]
        yield from sorted({*self.days, *(day for day in ends if day >= first)})


def transcript(placed: Placed, program: str) -> Answer:
    """Return one program's lines and totals."""
    lines = [line for line in placed.lines if line.program == program]
    totals = dict.fromkeys(("claimed", *PLACES), ZERO)
    for line in lines:
        for place, amount in _places(line).items():
            totals[place] += amount
            totals["claimed"] += amount
    return {
        "lines": [
            {
                "claim": line.claim,
                "program": line.program,
                "completed_on": line.completed_on.isoformat(),
                "places": _places(line),
                "reasons": dict(line.reasons),
            }
            for line in lines
        ],
        "totals": totals,
    }


def _places(line: Line) -> dict[str, Fraction]:
    places: dict[str, Fraction] = {}
    for reason, amount in line.reasons.items():
        place = PLACE_OF_REASON[reason]
        places[place] = places.get(place, ZERO) + amount
    return places


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
