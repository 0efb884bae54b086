"""The ground of the generator: what it remembers of a history, its clock, and how a fact is written down."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.history import ADVANCED, BASIC, CHICAGO, add_years
from tests.oracle.profiles import Profile

FIRST_DAY = date(2014, 1, 1)
LAST_DAY = date(2027, 12, 28)
JsonFact = dict[str, Any]


@dataclass
class LiveClaim:
    """What the generator must remember of a claim to keep the history acceptable."""

    claim: str
    completed_on: date
    course: str | None
    source: str
    claimed: Fraction
    submitted_on: date
    decided_on: date
    awarded: Fraction = Fraction(0)
    state: str = "pending"


@dataclass
class LiveTerm:
    """A term as recorded so far."""

    term: str
    began_on: date
    ended_on: date | None = None


@dataclass
class LiveDesignation:
    """The latest award of a program and the decisions since."""

    awards: list[date] = field(default_factory=list)
    decided: list[date] = field(default_factory=list)
    withdrawn: bool = False

    def held(self) -> bool:
        """Return whether the latest award stands."""
        return bool(self.awards) and not self.withdrawn


class Writer:
    """Keeps the clock and writes facts; what may be written is added by its heirs."""

    def __init__(self, rng: random.Random, profile: Profile, *, official: str) -> None:
        self.rng = rng
        self.profile = profile
        self.official = official
        self.facts: list[JsonFact] = []
        start = FIRST_DAY + timedelta(days=rng.randrange(*profile.starts))
        self.now = datetime.combine(start, time(15), tzinfo=UTC)
        self.today = start
        self.claims: list[LiveClaim] = []
        self.terms: list[LiveTerm] = []
        self.designations = {BASIC: LiveDesignation(), ADVANCED: LiveDesignation()}
        self.enrolled: dict[str, date | None] = {BASIC: None, ADVANCED: None}
        self.left_program: dict[str, date] = {}
        #: Designation decisions written so far: the same one of the same day is never said twice.
        self.said: set[tuple[str, str, date]] = set()
        self.offerings = 0
        self.courses = [f"C-{number}" for number in range(profile.courses)]

    def _advance(self) -> None:
        """Move the recorded time on, often to the last or first hours of a local year."""
        if self.rng.random() < 0.15:
            local = datetime(self.today.year, 12, 31, 23, 30, tzinfo=CHICAGO)
            later = local.astimezone(UTC) + timedelta(minutes=self.rng.choice((0, 29, 30, 31, 600)))
        else:
            later = self.now + timedelta(
                days=self.rng.choice(self.profile.gaps), minutes=self.rng.randrange(600)
            )
        if later > self.now and later.astimezone(CHICAGO).date() <= LAST_DAY:
            self.now = later
            self.today = later.astimezone(CHICAGO).date()

    def day(self, earliest: date, latest: date | None = None) -> date:
        """Return a day in `[earliest, latest]` (today, if left out), often one where a rule turns."""
        latest = self.today if latest is None else min(latest, self.today)
        if earliest >= latest:
            return latest
        if self.rng.random() < 0.6:
            near = [day for day in self._turning_days() if earliest <= day <= latest]
            if near:
                return self.rng.choice(near)
        return earliest + timedelta(days=self.rng.randint(0, (latest - earliest).days))

    def _turning_days(self) -> list[date]:
        known = [claim.completed_on for claim in self.claims[-6:]]
        known += [term.ended_on for term in self.terms if term.ended_on]
        known += [day for live in self.designations.values() for day in live.awards]
        days = [
            add_years(day, years) + timedelta(days=off)
            for day in known
            for years in (0, 1, 2, 3)
            for off in (0, 1)
        ]
        for year in (self.today.year - 1, self.today.year):
            days += [date(year, 1, 1), date(year, 12, 31), add_years(date(2020, 2, 29), year - 2020)]
        return days

    def add(self, fact: str, **fields: Any) -> None:
        """Append a fact recorded a little later than the one before; days become text."""
        self.now += timedelta(seconds=self.rng.randint(1, 50))
        line: JsonFact = {"fact": fact, "official": self.official}
        for name, value in fields.items():
            if value is None:
                continue
            line[name] = self._text(value)
        line["recorded_at"] = self.now.isoformat().replace("+00:00", "Z")
        self.today = self.now.astimezone(CHICAGO).date()
        self.facts.append(line)

    def _text(self, value: object) -> object:
        if isinstance(value, date):
            if self.rng.random() < 0.04:
                return datetime.combine(value, time(23, 30), tzinfo=CHICAGO).isoformat()
            return value.isoformat()
        return str(float(value)).removesuffix(".0") if isinstance(value, Fraction) else value

    def decided_day(self, earliest: date) -> date | None:
        """Return a day for a decision: left out (the recorded day), or given, not before `earliest`."""
        if self.rng.random() < 0.4:
            return None
        return self.day(max(earliest, self.today - timedelta(days=20)))
