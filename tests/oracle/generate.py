"""Generate one official's history as history facts, from a seed, leaning towards the days where rules turn.

Every fact is acceptable where it stands: recorded instants rise strictly, decisions meet claims in a state
that allows them, no day lies after the local day of its record. `python -m tests.oracle.coverage` prints
which places, reasons and statuses the histories reach.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from tests.oracle.evaluate import days_in
from tests.oracle.history import ADVANCED, BASIC, ONE_DAY, add_years
from tests.oracle.profiles import PROFILES
from tests.oracle.writing import LAST_DAY, JsonFact
from tests.oracle.writing_credit import CreditWriter
from tests.oracle.writing_office import OfficeWriter


def generate(seed: int) -> list[JsonFact]:
    """Return the history of the official of this seed; the same seed gives the same facts."""
    rng = random.Random(seed)
    return HistoryWriter(rng, PROFILES[seed % len(PROFILES)], official=f"AL-{seed:06d}").write()


def boundaries(facts: list[JsonFact]) -> list[date]:
    """Return the days worth asking about: days in the facts, years' ends, anniversaries, and neighbours."""
    found = set(days_in(facts))
    for day in days_in(facts):
        found |= {add_years(day, years) for years in (1, 2, 3)}
        found |= {date(day.year, 1, 1), date(day.year, 12, 31)}
    found |= {date(2025, 1, 1), date(2025, 12, 31), date(2026, 12, 31)}
    return sorted(found | {day - ONE_DAY for day in found} | {day + ONE_DAY for day in found})


class HistoryWriter(OfficeWriter, CreditWriter):
    """Writes one history, one fact after the other."""

    def write(self) -> list[JsonFact]:
        """Return the whole history, of a length drawn from the profile."""
        length = self.rng.randint(*self.profile.length)
        self.add("official registered", registered_on=self.today)
        for action in self.profile.opening:
            self._act(action)
        attempts = 0
        while len(self.facts) < length and attempts < 10 * length and self.today < LAST_DAY:
            attempts += 1
            names, weights = zip(*self.profile.weights.items(), strict=True)
            self._act(self.rng.choices(names, weights)[0])
        return self.facts

    def _act(self, name: str) -> None:
        if self.facts and self.rng.random() < 0.7:
            self._advance()
        actions: dict[str, Callable[[], None]] = {
            "term begins": self.begin_term,
            "term ends": self.end_term,
            "term corrected": self.correct_term,
            "term reversed": self.reverse_term,
            "enrol": self.enrol,
            "leave program": self.leave_program,
            "claim": self.claim,
            "post": self.post,
            "decide": self.decide_claim,
            "correct": self.correct_claim,
            "reverse": self.reverse_claim,
            "offering": self.claim_offering,
            "award basic": lambda: self.award(BASIC),
            "award advanced": lambda: self.award(ADVANCED),
            "amend award": self.amend_award,
            "designation": self.decide_designation,
        }
        actions[name]()
