"""Questions with both dates: what is asked, and which facts and rules the one who asks may know.

`known_at` is written in the five ways a user can write it. Which facts that leaves is worked out here from the facts'
own recorded times, without the ledger.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from tests.oracle.history import CHICAGO, ONE_DAY
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact

Way = Literal["everything", "position", "instant", "just before", "day"]
WAYS: tuple[Way, ...] = ("everything", "position", "instant", "just before", "day")
FOR_EVER = datetime.max.replace(tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Question:
    """A day, and a way to say what is known; `recorded_at` is that of the fact the way is about."""

    as_of: date
    way: Way = "everything"
    recorded_at: datetime = FOR_EVER

    @property
    def instant(self) -> datetime | None:
        """Return the last instant that is known, or None for all time."""
        if self.way == "everything":
            return None
        if self.way == "just before":
            return self.recorded_at - A_MICROSECOND
        if self.way == "day":
            morrow = self.recorded_at.astimezone(CHICAGO).date() + ONE_DAY
            return datetime.combine(morrow, time(0), tzinfo=CHICAGO) - A_MICROSECOND
        return self.recorded_at

    def known(self, facts: Sequence[JsonFact]) -> list[JsonFact]:
        """Return the facts that were recorded by then."""
        instant = self.instant
        return [fact for fact in facts if instant is None or recorded(fact) <= instant]

    def readings(self, readings: Readings) -> Readings:
        """Return the readings with the rules that had been published by then."""
        instant = self.instant
        published = None if instant is None else instant.astimezone(CHICAGO).date()
        return replace(readings, published=published)

    def known_at(self, position: int) -> int | datetime | date | None:
        """Return the `known_at` of the question; `position` is the log's length once the fact was recorded."""
        if self.way == "position":
            return position
        if self.way == "day":
            return self.recorded_at.astimezone(CHICAGO).date()
        return self.instant


def recorded(fact: JsonFact) -> datetime:
    """Return the instant at which a fact was recorded."""
    return datetime.fromisoformat(fact["recorded_at"])


def sample(rng: random.Random, facts: Sequence[JsonFact], days: Sequence[date], count: int) -> list[Question]:
    """Return questions about a history as it was known once, or is now: that many days, one way to know."""
    way, fact = rng.choice(("everything", *WAYS)), rng.choice(facts)
    if way == "everything":
        return [Question(rng.choice(days)) for _ in range(count)]
    return [Question(rng.choice(days), way, recorded(fact)) for _ in range(count)]
