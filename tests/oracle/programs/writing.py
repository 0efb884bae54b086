"""The ground of the generator: its clock, the days where rules turn, and how a fact is written down."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.sheets import SCHEME_OF, ZONES
from tests.oracle.writing import FIRST_DAY, LAST_DAY, JsonFact

#: The westernmost of the authorities: what has begun there has begun at all of them.
PACIFIC = ZoneInfo("America/Los_Angeles")
#: Ends and beginnings of deadlines, months and years: month and day.
TURNS = (
    (1, 1),
    (3, 1),
    (3, 2),
    (3, 15),
    (3, 16),
    (4, 1),
    (7, 15),
    (7, 16),
    (12, 1),
    (12, 2),
    (12, 31),
    (2, 28),
)


@dataclass
class LiveClaim:
    """What the generator must remember of a claim to keep the history acceptable."""

    claim: str
    scheme: str
    completed_on: date
    claimed: Fraction
    submitted_on: date
    decided_on: date
    state: str = "pending"


@dataclass
class LiveDesignation:
    """The latest award of a program and the decisions since."""

    awards: list[date] = field(default_factory=list)
    decided: list[date] = field(default_factory=list)
    withdrawn: bool = False
    month_only: bool = False

    def held(self) -> bool:
        """Return whether the latest award stands."""
        return bool(self.awards) and not self.withdrawn


@dataclass
class LiveApplication:
    """An application on its way."""

    application: str
    program: str
    kind: str
    last: date
    state: str = "submitted"
    reviewers: int = 0


class Writer:
    """Keeps the clock and writes facts; what may be written is added by its heirs."""

    def __init__(self, rng: random.Random, *, official: str, gaps: Sequence[int]) -> None:
        self.rng = rng
        self.official = official
        self.gaps = gaps
        self.facts: list[JsonFact] = []
        start = FIRST_DAY + timedelta(days=rng.randrange(0, 3600))
        self.now = datetime.combine(start, time(18), tzinfo=UTC)
        self.today = self.now.astimezone(PACIFIC).date()
        self.claims: list[LiveClaim] = []
        self.designations: dict[str, LiveDesignation] = {}
        self.applications: list[LiveApplication] = []
        #: Days on which something happened, near which more is likely to turn.
        self.turns: list[date] = []
        self.enrolled: dict[str, date | None] = {}
        self.left: dict[str, date] = {}
        #: The day on which the final class of the finance officers was passed; no award is dated before it.
        self.passed_on: date | None = None
        self.number = 0

    def advance(self) -> None:
        """Move the recorded time on, now and then to the last minutes of a year somewhere."""
        if self.rng.random() < 0.12:
            zone = ZoneInfo(self.rng.choice(list(ZONES.values())))
            local = datetime(self.today.year, 12, 31, 23, 30, tzinfo=zone)
            later = local.astimezone(UTC) + timedelta(minutes=self.rng.choice((0, 29, 30, 31, 600)))
        else:
            later = self.now + timedelta(days=self.rng.choice(self.gaps), minutes=self.rng.randrange(600))
        if later > self.now and later.astimezone(PACIFIC).date() <= LAST_DAY:
            self.now = later
            self.today = later.astimezone(PACIFIC).date()

    def day(self, earliest: date, latest: date | None = None) -> date:
        """Return a day in `[earliest, latest]` (today, if left out), often one where a rule turns."""
        latest = self.today if latest is None else min(latest, self.today)
        if earliest >= latest:
            return latest
        if self.rng.random() < 0.6:
            near = [day for day in self._turning_days(earliest, latest) if earliest <= day <= latest]
            if near:
                return self.rng.choice(near)
        return earliest + timedelta(days=self.rng.randint(0, (latest - earliest).days))

    def _turning_days(self, earliest: date, latest: date) -> list[date]:
        days = [
            add_years(day, years) + timedelta(days=off)
            for day in self.turns[-12:]
            for years in (0, 1, 2, 3, 6)
            for off in (-1, 0, 1)
        ]
        for year in (earliest.year, latest.year - 1, latest.year):
            days += [date(year, *turn) for turn in TURNS] + [add_years(date(2020, 2, 29), year - 2020)]
        return [*days, date(2021, 3, 31), date(2021, 4, 1)]

    def recent(self, days: Sequence[int] = (0, 0, 20, 300)) -> date:
        """Return a day of the last while."""
        return self.day(self.today - timedelta(days=self.rng.choice(days)))

    def new_name(self, prefix: str) -> str:
        """Return an identifier that was not used before."""
        self.number += 1
        return f"{prefix}-{self.official}-{self.number}"

    def live(self, program: str) -> LiveDesignation:
        """Return what is remembered of a program's designation."""
        return self.designations.setdefault(program, LiveDesignation())

    def add(self, fact: str, /, **fields: Any) -> None:
        """Append a fact recorded a little later than the one before; days become text."""
        self.now += timedelta(seconds=self.rng.randint(1, 50))
        line: JsonFact = {"fact": fact, "official": self.official}
        zone = self._zone(fields)
        for name, value in fields.items():
            if value is None:
                continue
            if isinstance(value, date):
                if name not in ("began_on", "lapsed_on"):
                    self.turns.append(value)
                instant = zone is not None and name.endswith("_on") and self.rng.random() < 0.03
                line[name] = (
                    datetime.combine(value, time(23, 30), tzinfo=zone).isoformat()
                    if instant
                    else value.isoformat()
                )
            else:
                line[name] = str(float(value)).removesuffix(".0") if isinstance(value, Fraction) else value
        line["recorded_at"] = self.now.isoformat().replace("+00:00", "Z")
        self.today = self.now.astimezone(PACIFIC).date()
        self.facts.append(line)

    def _zone(self, fields: dict[str, Any]) -> ZoneInfo | None:
        """Return the zone in which a fact's days are read, where the fact itself tells."""
        scheme = fields.get("scheme") or SCHEME_OF.get(fields.get("program", ""))
        return ZoneInfo(ZONES[scheme]) if scheme else None

    def decided_day(self, earliest: date) -> date | None:
        """Return a day for a decision: left out (the recorded day), or given, not before `earliest`."""
        if self.rng.random() < 0.3:
            return None
        return self.day(max(earliest, self.today - ONE_DAY * 20))
