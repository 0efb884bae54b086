"""Generate one official's history in one or several programs, leaning towards the days where rules turn."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from tests.oracle.generate import generate as generate_alabama
from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.evaluate import fact_days
from tests.oracle.programs.record import Fact
from tests.oracle.programs.writing import PACIFIC
from tests.oracle.programs.writing_stories import StoryWriter
from tests.oracle.writing import LAST_DAY, JsonFact


class Profile(NamedTuple):
    """A kind of official: the schemes with their weights, how long the history is, and how fast time passes."""

    name: str
    schemes: Mapping[str, float]
    length: tuple[int, int]
    gaps: tuple[int, ...]
    alabama: bool = False
    opening: str = ""


PROFILES = (
    Profile("manager", {"amcto": 1}, (10, 45), (1, 10, 40, 120)),
    Profile("clerk", {"iimc": 1}, (10, 45), (1, 10, 40, 120)),
    Profile("finance officer", {"tn": 1}, (6, 30), (5, 60, 150, 300)),
    Profile("candidate", {"amcto": 1}, (14, 35), (1, 10, 30, 60), opening="manager"),
    Profile("clerk to be certified", {"iimc": 1}, (16, 40), (1, 10, 30, 90), opening="clerk"),
    Profile("holder for years", {"amcto": 1}, (10, 30), (60, 150, 365)),
    Profile("master clerk", {"iimc": 1}, (10, 40), (20, 90, 200)),
    Profile("everything at once", {"amcto": 1, "iimc": 1, "tn": 0.6}, (20, 60), (1, 10, 60, 100)),
    Profile("mayor and clerk", {"iimc": 1, "tn": 0.3}, (10, 30), (10, 60, 150), alabama=True),
)
#: How often each thing happens, by scheme.
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "amcto": {
        "membership": 2, "job": 2.5, "credential": 1, "exemption": 0.7, "self-assessment": 0.6, "enrol": 1,
        "submit": 1.5, "application": 6, "award": 1.2, "amend": 0.3, "decide": 0.5, "letter": 0.8, "log": 1.2,
        "claim": 5, "post": 3, "claim decided": 2, "claim corrected": 1.2,
    },
    "iimc": {
        "membership": 2.5, "credential": 1, "enrol": 1, "submit": 2, "application": 1.5, "ethics": 1.2, "duties": 1,
        "award": 1.5, "amend": 0.4, "decide": 0.6, "letter": 0.3, "fee": 1.5, "claim": 4, "post": 5,
        "claim decided": 1.5, "claim corrected": 1,
    },
    "tn": {
        "credential": 0.5,
        "award": 1.5, "amend": 0.4, "decide": 0.5, "enrol": 0.3, "claim": 5, "post": 4, "claim decided": 2,
        "claim corrected": 1,
    },
}  # fmt: skip


class HistoryWriter(StoryWriter):
    """Writes one history, one fact after the other."""

    def write(self, profile: Profile) -> list[JsonFact]:
        """Return the whole history, of a length drawn from the profile."""
        length = self.rng.randint(*profile.length)
        self.add("official registered", registered_on=self.today, jurisdiction="co")
        if profile.opening:
            {"manager": self.manager, "clerk": self.clerk}[profile.opening]()
        names, weights = list(profile.schemes), list(profile.schemes.values())
        for _ in range(10 * length):
            if len(self.facts) >= length or self.today >= LAST_DAY:
                break
            if self.rng.random() < 0.7:
                self.advance()
            self._act(self.rng.choices(names, weights)[0])
        return self.facts

    def _act(self, scheme: str) -> None:
        actions: dict[str, Callable[[], None]] = {
            "membership": lambda: self.membership(scheme),
            "job": self.job,
            "credential": lambda: self.credential(scheme),
            "exemption": self.exemption,
            "self-assessment": self.assess_oneself,
            "enrol": lambda: self.enrol(scheme),
            "submit": lambda: self.submit(scheme),
            "application": self.go_on,
            "ethics": self.affirm_alone,
            "duties": self.core_duties,
            "award": lambda: self.award(scheme),
            "amend": lambda: self.amend_award(scheme),
            "decide": lambda: self.decide(scheme),
            "letter": lambda: self.letter(scheme),
            "log": self.log,
            "fee": self.fee,
            "claim": lambda: self.claim(scheme),
            "post": lambda: self.post(scheme),
            "claim decided": self.decide_claim,
            "claim corrected": self.correct_claim,
        }
        chances = WEIGHTS[scheme]
        actions[self.rng.choices(list(chances), list(chances.values()))[0]]()


def generate(seed: int) -> list[JsonFact]:
    """Return the history of the official of this seed; the same seed gives the same facts."""
    rng = random.Random(f"programs {seed}")
    profile = PROFILES[seed % len(PROFILES)]
    official = f"PR-{seed:06d}"
    facts = HistoryWriter(rng, official=official, gaps=profile.gaps).write(profile)
    if profile.alabama:
        facts = _merged(facts, _alabama(seed, official))
    return facts


def _alabama(seed: int, official: str) -> list[JsonFact]:
    """Return a history of the Alabama programs, as that of the same official."""
    facts = []
    for fact in generate_alabama(seed):
        mine = dict(fact)
        if "official" in mine:
            mine["official"] = official
        if fact["fact"] in ("offering scheduled", "credit claimed", "credit posted"):
            mine["scheme"] = "alm"
        facts.append(mine)
    return facts


def _merged(one: list[JsonFact], other: list[JsonFact]) -> list[JsonFact]:
    facts = sorted([*one, *other], key=lambda fact: str(fact["recorded_at"]))
    registered = [fact for fact in facts if fact["fact"] == "official registered"]
    rest = [fact for fact in facts if fact["fact"] != "official registered"]
    return [registered[0], *rest]


def is_alabama(fact: Fact) -> bool:
    """Return whether a fact is one that the evaluator of the Alabama programs understands."""
    kind = str(fact["fact"])
    if kind.startswith("credit ") or kind == "offering scheduled":
        return fact.get("scheme") == "alm" or str(fact.get("claim", "")).startswith("AL-")
    if str(fact.get("program", "")).startswith("alm-"):
        return True
    return kind == "official registered" or kind.startswith("term ")


def boundaries(facts: list[JsonFact]) -> list[date]:
    """Return the days worth asking about: days in the facts, years' ends, deadlines, anniversaries, neighbours."""
    mentioned = fact_days(facts, str(PACIFIC))
    found = set(mentioned)
    for day in mentioned:
        found |= {add_years(day, years) for years in (1, 2, 3)}
        found |= {date(day.year, 1, 1), date(day.year, 12, 31)}
    found |= {date(2021, 4, 1), date(2020, 4, 27), date(2026, 12, 31)}
    return sorted(found | {day - ONE_DAY for day in found} | {day + ONE_DAY for day in found})
