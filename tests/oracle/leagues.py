"""Compare the real system with the oracle on both axes of time, many officials to a ledger.

A league holds the histories of some seeds, merged by their recorded time, so that each official's events lie among
those of others. Every official is asked about in the ways `known_at` can be written. In passing it is seen that the
tables give byte for byte what the log gives, and that an answer about what was known once never changes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from ledger.errors import LedgerError, NotFound
from tests.oracle.adapter import League, official_of
from tests.oracle.compare import Difference, answer_kind, differences, shortest, unconserved
from tests.oracle.coverage import reached
from tests.oracle.evaluate import Oracle
from tests.oracle.generate import boundaries, generate
from tests.oracle.known import Question, Way, recorded, sample
from tests.oracle.limit import TooLong, at_most
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact

#: Sizes of the stretches in which the tables catch up.
STRETCHES = (1, 3, 50)
Path = tuple[str, object, object]


@dataclass(frozen=True)
class Plan:
    """How much is asked: questions an official, of how many in a league byte for byte, seconds a question."""

    questions: int = 2
    exact: int = 2
    seconds: int = 10
    minimise: bool = True


@dataclass
class Report:
    """What a comparison saw: the differences, and how often each thing was compared or reached."""

    differences: list[Difference] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: Report) -> None:
        """Take in what another comparison saw."""
        self.differences += other.differences
        self.counts.update(other.counts)


@dataclass
class Told:
    """Answers about what was known once, as they were given before the rest was recorded."""

    seed: int
    question: Question
    position: int
    text: str


class Comparison:
    """One league under comparison: its histories, and where in the log each fact went."""

    def __init__(self, seeds: Sequence[int], readings: Readings, plan: Plan) -> None:
        self.readings = readings
        self.plan = plan
        self.rng = random.Random(f"league {seeds[0]}")
        self.histories = {seed: generate(seed) for seed in seeds}
        self.league = League(readings, stretch=self.rng.choice(STRETCHES))
        self.report = Report()
        #: Of each seed and recorded instant, the log's length after that fact.
        self.positions: dict[tuple[int, datetime], int] = {}

    def run(self) -> Report:
        """Record everything, ask everything, and return what was seen."""
        with at_most(self.plan.seconds * len(self.histories)):
            told = self._record()
        for seed in self.histories:
            self.report.counts["histories"] += 1
            questions = self._questions(seed)
            oracle = oracle_of(self.histories[seed], questions[0], self.readings)
            for question in questions:
                self._ask(seed, question, oracle)
        self._ask_again(told)
        self._ask_the_tables()
        return self.report

    def _record(self) -> list[Told]:
        """Record the facts of all, in the order of their recorded time, and ask before the last of them are in."""
        merged = sorted(
            ((recorded(fact), seed, fact) for seed, facts in self.histories.items() for fact in facts),
            key=lambda item: item[:2],
        )
        cut = self.rng.randrange(1, len(merged) + 1)
        self.league.grow([fact for _, _, fact in merged[:cut]])
        self._locate(merged[:cut])
        told = [self._tell(self.rng.choice(merged[:cut])[:2]) for _ in range(self.plan.exact)]
        self.league.grow([fact for _, _, fact in merged[cut:]])
        self._locate(merged)
        return [item for item in told if item is not None]

    def _locate(self, merged: Sequence[tuple[datetime, int, JsonFact]]) -> None:
        for (instant, seed, _), position in zip(merged, self.league.positions, strict=True):
            self.positions[seed, instant] = position

    def _tell(self, chosen: tuple[datetime, int]) -> Told | None:
        instant, seed = chosen
        ways: tuple[Way, ...] = ("position", "instant", "just before")
        way = self.rng.choice(ways)
        question = Question(self.rng.choice(boundaries(self.histories[seed])), way, instant)
        position = self.positions[seed, instant]
        # Several facts may share an instant that lies at the cut: only a position tells them apart.
        if way == "instant" and position == self.league.positions[-1]:
            question = replace(question, way="position")
        return Told(seed, question, position, self._told(seed, question, position))

    def _questions(self, seed: int) -> list[Question]:
        facts = self.histories[seed]
        return sample(random.Random(f"questions {seed}"), facts, boundaries(facts), self.plan.questions)

    def _ask(self, seed: int, question: Question, oracle: Oracle | None) -> None:
        position = self.positions.get((seed, question.recorded_at), 0)
        official = official_of(self.histories[seed]) or ""
        counts = self.report.counts
        counts["answers"] += 1
        counts[f"known at: {question.way}"] += 1
        kinds = set()
        for path in disagreements(self.league, official, question, position, oracle, plan=self.plan):
            if answer_kind(path[0]) not in kinds:
                kinds.add(answer_kind(path[0]))
                self._differs(seed, question, path)
        if oracle is not None and "time" not in kinds:
            counts.update(reached(oracle.answer(question.as_of)))

    def _differs(self, seed: int, question: Question, path: Path) -> None:
        found = _difference(seed, self.histories[seed], question, self.readings, path)
        if self.plan.minimise and path[0] not in ("/tables", "/unchanging"):
            found = shortest(found, partial(_again, found, question, self.readings))
        self.report.differences.append(found)

    def _told(self, seed: int, question: Question, position: int, *, tables: bool = False) -> str:
        official = official_of(self.histories[seed]) or ""
        known_at = question.known_at(position)
        try:
            return self.league.told(official, question.as_of, known_at, "tables" if tables else "log")
        except LedgerError as error:
            return f"{type(error).__name__} {error.fact}"

    def _ask_again(self, told: Sequence[Told]) -> None:
        for item in told:
            self.report.counts["answers asked again"] += 1
            now = self._told(item.seed, item.question, item.position)
            if now != item.text:
                self._differs(item.seed, item.question, ("/unchanging", *_where(item.text, now)))

    def _ask_the_tables(self) -> None:
        if not self.plan.exact:
            return
        with at_most(self.plan.seconds * len(self.histories)):
            self.league.ledger.catch_up()
        for seed in self.rng.sample(sorted(self.histories), min(self.plan.exact, len(self.histories))):
            for question in self._questions(seed):
                position = self.positions.get((seed, question.recorded_at), 0)
                log = self._told(seed, question, position)
                tables = self._told(seed, question, position, tables=True)
                self.report.counts["answers from the tables"] += 1
                if log != tables:
                    self._differs(seed, question, ("/tables", *_where(log, tables)))


def compare_league(seeds: Sequence[int], readings: Readings, plan: Plan) -> Report:
    """Return what differs between the system and the oracle in the histories of these seeds, and the counts.

    Where a league cannot be recorded at all, each of its histories is tried alone.
    """
    try:
        return Comparison(seeds, readings, plan).run()
    except Exception as error:  # noqa: BLE001 - what the system refuses, or never ends, is a difference to report
        report = Report()
        if len(seeds) > 1:
            for seed in seeds:
                report.add(compare_league([seed], readings, plan))
        else:
            path = ("/refused", "every fact recorded", f"{type(error).__name__}: {error}")
            found = _difference(seeds[0], generate(seeds[0]), Question(date.max), readings, path)
            report.differences.append(found)
        return report


def oracle_of(facts: Sequence[JsonFact], question: Question, readings: Readings) -> Oracle | None:
    """Return the oracle that knows what the question may know, or None where the official is not known yet."""
    known = question.known(facts)
    return None if official_of(known) is None else Oracle(known, question.readings(readings))


def disagreements(
    league: League, official: str, question: Question, position: int, oracle: Oracle | None, *, plan: Plan
) -> Iterator[Path]:
    """Yield every path at which the system's answer differs from the oracle's, and every sum that does not hold."""
    try:
        with at_most(plan.seconds):
            actual = league.ask(official, question.as_of, question.known_at(position))
            if oracle is None:
                yield "/refused", "nobody of that id is known yet", "an answer"
                return
            expected = oracle.answer(question.as_of)
    except TooLong as error:
        yield "/time", "an answer", str(error)
        return
    except Exception as error:  # noqa: BLE001 - whatever the system raises is a difference to report
        if not (isinstance(error, NotFound) and oracle is None):
            yield "/refused", "an answer", f"{type(error).__name__}: {error}"
        return
    yield from differences(expected, actual)
    for sentence in unconserved(actual):
        yield "/conservation", None, sentence


def _again(
    found: Difference, question: Question, readings: Readings, trial: list[JsonFact]
) -> Difference | None:
    """Return the same kind of difference in a shorter history, if it shows it."""
    league = League(readings)
    try:
        league.grow(trial)
        position = max(
            (p for p, fact in zip(league.positions, trial, strict=True) if _by(fact, question)), default=0
        )
        oracle = oracle_of(trial, question, readings)
        for path in disagreements(league, official_of(trial) or "", question, position, oracle, plan=Plan()):
            if answer_kind(path[0]) == answer_kind(found.path):
                return _difference(found.seed, trial, question, readings, path)
    except (LedgerError, LookupError, ValueError):  # the history lacks a fact that another one needs
        return None
    finally:
        league.ledger.close()
    return None


def _by(fact: JsonFact, question: Question) -> bool:
    return question.instant is None or recorded(fact) <= question.instant


def _difference(
    seed: int, facts: Sequence[JsonFact], question: Question, readings: Readings, path: Path
) -> Difference:
    known = f", known at {question.way} {question.instant.isoformat()}" if question.instant else ""
    return Difference(seed, len(facts), question.as_of, readings, *path, tuple(facts), known)


def _where(one: str, other: str) -> tuple[str, str]:
    """Return both texts around the first place at which they differ."""
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(place - 80, 0) : place + 80], other[max(place - 80, 0) : place + 80]
