"""Every answer about one official in one scheme, by brute force over the days on which anything can turn.

Days are ISO text (`infinity` for never), amounts are exact fractions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.applications import told
from tests.oracle.programs.credit import PLACE_OF_REASON, ZERO, Placed, place
from tests.oracle.programs.duty import cycles, years
from tests.oracle.programs.fees import fees
from tests.oracle.programs.needs import requirements
from tests.oracle.programs.record import Fact, day_in, read_record
from tests.oracle.programs.sheets import CHAINS, ZONES, Rules
from tests.oracle.programs.standing import Stage, authorised_on, next_stage, status

PLACES = ("pending", "rejected", "returned", "reversed", "duplicate", "over-cap", "counted")
#: Nothing changes by time alone later than this after the last fact.
YEARS_AHEAD = 10
Answer = dict[str, Any]


def fact_days(facts: Sequence[Fact], zone: str) -> list[date]:
    """Return every day the facts mention, in order, and the days on which they were recorded."""
    found = set()
    for fact in facts:
        found.add(day_in(zone, fact["recorded_at"]))
        for name, value in fact.items():
            if name.endswith("_in") and value:
                found.add(date.fromisoformat(f"{value}-01"))
            elif value and (name.endswith("_on") or name in ("inactive_from", "since", "deadline", "cycle")):
                found.add(day_in(zone, value))
    return sorted(found)


class SchemeOracle:
    """The facts and rules of one scheme asked about many days; it only remembers what it has already worked out."""

    def __init__(self, facts: Sequence[Fact], scheme: str, rules: Rules) -> None:
        self.scheme = scheme
        self.rules = rules
        self.record = read_record(facts, scheme)
        self.days = fact_days(facts, ZONES[scheme])
        self._placed: dict[int, Placed] = {}
        self._courses: dict[str, list[tuple[date, str]]] = {}
        for program in CHAINS[scheme]:
            self._award_by_requirements(program)

    def _award_by_requirements(self, program: str) -> None:
        """Find the first day on which all requirements are met, where that makes the first award (A13)."""
        for day in self._turning_days(program):
            if self.rules.at(program, "designation_date", day) == "award":
                continue
            met = requirements(self.placed_on(day), program, day)
            if met and all(met.values()):
                self.record.met_first[program] = day
                return

    def concerns(self) -> bool:
        """Return whether anything of the scheme is on record."""
        record = self.record
        return any(
            (record.claims, record.steps, record.enrolments, record.applications, record.affirmations,
             record.self_assessments, record.exemptions, record.letters, record.logs, record.payments,
             record.options)
        ) or any(
            credential[0] in version.value
            for program in CHAINS[self.scheme]
            for version in self.rules.versions(program, "education_any_of")
            for credential in record.credentials
        )  # fmt: skip

    def placed_on(self, day: date) -> Placed:
        """Return the placed credit as of a day; it is the same from one day in the facts to the next."""
        epoch = bisect_right(self.days, day)
        if epoch not in self._placed:
            self._placed[epoch] = place(self.record, self.rules, self.days[epoch - 1] if epoch else day)
        return self._placed[epoch]

    def answer(self, as_of: date) -> Answer:
        """Return every answer as of the end of a day, by program."""
        return {program: self._program(program, as_of) for program in CHAINS[self.scheme]}

    def _program(self, program: str, as_of: date) -> Answer:
        placed, rules, record = self.placed_on(as_of), self.rules, self.record
        applications = {
            name: said
            for name, application in record.applications.items()
            if application.program == program
            and (said := told(application, record, rules, as_of)) is not None
        }
        return {
            "transcript": transcript(placed, program),
            "progress": progress(placed, program, as_of),
            "standing": self._standing(program, as_of),
            "window": {
                "calendar": placed.between(date(as_of.year - 2, 1, 1), as_of),
                "trailing": placed.between(add_years(as_of, -3) + ONE_DAY, as_of),
            },
            "compliance": {**years(placed, program, as_of), **cycles(placed, program, as_of)},
            "requirements": requirements(placed, program, as_of),
            "applications": applications,
            "fees": fees(record, rules, program, as_of),
        }

    def _standing(self, program: str, as_of: date) -> Answer:
        if program not in self._courses:
            self._courses[program] = self._course(program)
        word, since, until = "not-started", None, "infinity"
        for day, turned in self._courses[program]:
            if day > as_of:
                until = day.isoformat()
                break
            word, since = turned, day.isoformat()
        sent = authorised_on(self.placed_on(as_of), program, as_of)
        return {"status": word, "since": since, "until": until, "authorised_on": sent}

    def _course(self, program: str) -> list[tuple[date, str]]:
        """Return the days on which the status becomes another, as known; beyond the facts as things stand."""
        stage, word, course = Stage(), "not-started", []
        for day in self._turning_days(program):
            placed = self.placed_on(day)
            stage = next_stage(stage, placed, program, day)
            turned = status(stage, placed, program, day)
            if turned != word:
                course.append((day, turned))
            word = turned
        return course

    def _turning_days(self, program: str) -> list[date]:
        """Return every day on which anything can turn: days in the facts and after, anniversaries, years' ends."""
        if not self.days:
            return []
        first, last = self.days[0], date(max(self.days[-1].year, 2026) + YEARS_AHEAD, 12, 31)
        found = {*self.days, *(day + ONE_DAY for day in self.days), *self.rules.turning_days(program)}
        found |= {date(year, 1, 1) for year in range(first.year, last.year + 1)}
        for step in self.record.steps:
            found |= {add_years(step.day, number) for number in range(last.year - step.day.year + 1)}
        for _, _, sent in self.record.letters:
            found |= {add_years(sent, number) for number in range(last.year - sent.year + 1)}
        for spell in self.record.memberships:
            found |= {
                add_years(spell.began_on, number) for number in range(last.year - spell.began_on.year + 1)
            }
        if self.rules.at(program, "membership_counting", last) == "cumulative":
            found |= {first + number * ONE_DAY for number in range((last - first).days)}
        return sorted(day for day in found if first <= day <= last)


def transcript(placed: Placed, program: str) -> Answer:
    """Return one program's lines and totals."""
    lines = [line for line in placed.lines if line.program == program]
    totals = dict.fromkeys(("claimed", *PLACES), ZERO)
    told_lines = []
    for line in lines:
        places: dict[str, Any] = {}
        for reason, amount in line.reasons.items():
            place_name = PLACE_OF_REASON[reason]
            places[place_name] = places.get(place_name, ZERO) + amount
            totals[place_name] += amount
            totals["claimed"] += amount
        told_lines.append(
            {
                "claim": line.claim,
                "program": line.program,
                "completed_on": line.completed_on.isoformat(),
                "places": places,
                "reasons": dict(line.reasons),
            }
        )
    return {"lines": told_lines, "totals": totals}


def progress(placed: Placed, program: str, day: date) -> Answer:
    """Return how far the credit of a program is, in all and by the categories it names."""
    complete = placed.complete_on[program]
    counted = placed.counted[program]
    named = placed.rules.at(program, "required_by_category", day)
    return {
        "counted": placed.total(program),
        "complete_on": None if complete is None else complete.isoformat(),
        "by_category": {
            name: {
                "required": least,
                "counted": counted.get(name, ZERO),
                "missing": max(least - counted.get(name, ZERO), ZERO),
            }
            for name, least in named.items()
        },
    }
