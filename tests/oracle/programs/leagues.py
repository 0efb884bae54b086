"""Compare the real system with the oracle in every program, on both axes of time, many officials to a ledger.

Officials of one, several or all schemes share a ledger. Each is asked about scheme by scheme; mayors among them are
compared with the evaluator of the Alabama programs too. Sums are checked in passing, and a part of the answers is
asked again from the tables, byte for byte.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from ledger.errors import LedgerError
from tests.oracle.adapter import League, official_of, shape
from tests.oracle.compare import Difference, differences, shortest, unconserved
from tests.oracle.evaluate import Oracle
from tests.oracle.known import FOR_EVER, WAYS, Way, recorded
from tests.oracle.leagues import Plan, Report
from tests.oracle.limit import TooLong, at_most
from tests.oracle.programs.adapter import ask, told
from tests.oracle.programs.alternatives import ALTERNATIVES, catalog_for
from tests.oracle.programs.evaluate import SchemeOracle
from tests.oracle.programs.generate import boundaries, generate, is_alabama
from tests.oracle.programs.sheets import CHAINS, ZONES, Rules
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact

STRETCHES = (1, 3, 50)
ALABAMA = "America/Chicago"
Path = tuple[str, object, object]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """A day, and a way to say what is known; `recorded_at` is that of the fact the way is about."""

    as_of: date
    way: Way = "everything"
    recorded_at: datetime = FOR_EVER

    @property
    def day(self) -> date:
        """Return the day stated as `known_at`, where it is a day."""
        return self.recorded_at.astimezone(ZoneInfo(ALABAMA)).date()

    def instant(self, zone: str) -> datetime | None:
        """Return the last instant that is known to an authority in a zone, or None for all time."""
        if self.way == "everything":
            return None
        if self.way == "just before":
            return self.recorded_at - timedelta(microseconds=1)
        if self.way == "day":
            morrow = self.day + timedelta(days=1)
            return datetime.combine(morrow, time(0), tzinfo=ZoneInfo(zone)) - timedelta(microseconds=1)
        return self.recorded_at

    def known(self, facts: Sequence[JsonFact], zone: str) -> list[JsonFact]:
        """Return the facts that were recorded by then."""
        instant = self.instant(zone)
        return [fact for fact in facts if instant is None or recorded(fact) <= instant]

    def published(self, zone: str) -> date | None:
        """Return the day up to which rules were published."""
        instant = self.instant(zone)
        return None if instant is None else instant.astimezone(ZoneInfo(zone)).date()

    def known_at(self, position: int) -> int | datetime | date | None:
        """Return the `known_at` of the question; `position` is the log's length once the fact was recorded."""
        if self.way == "position":
            return position
        return self.day if self.way == "day" else self.instant(ALABAMA)


def questions_about(seed: int, facts: Sequence[JsonFact], count: int) -> list[Question]:
    """Return questions about a history as it was known once, or is now: that many days, one way to know."""
    rng = random.Random(f"programs asked {seed}")
    days = boundaries(list(facts))
    way, fact = rng.choice(("everything", "everything", *WAYS)), rng.choice(facts)
    if way == "everything":
        return [Question(rng.choice(days)) for _ in range(count)]
    return [Question(rng.choice(days), way, recorded(fact)) for _ in range(count)]


class Comparison:
    """One league under comparison: its histories, and where in the log each fact went."""

    def __init__(self, seeds: Sequence[int], reading: str, plan: Plan) -> None:
        self.reading = reading
        self.rules = Rules(ALTERNATIVES.get(reading, ()))
        self.plan = plan
        self.rng = random.Random(f"programs league {seeds[0]}")
        self.histories = {seed: generate(seed) for seed in seeds}
        self.league = League(catalog_for(self.rules.edits), stretch=self.rng.choice(STRETCHES))
        self.report = Report()
        self.positions: dict[tuple[int, datetime], int] = {}

    def run(self) -> Report:
        """Record everything, ask everything, and return what was seen."""
        merged = sorted(
            ((recorded(fact), seed, fact) for seed, facts in self.histories.items() for fact in facts),
            key=lambda item: item[:2],
        )
        with at_most(self.plan.seconds * len(self.histories)):
            self.league.grow([fact for _, _, fact in merged])
        for (instant, seed, _), position in zip(merged, self.league.positions, strict=True):
            self.positions[seed, instant] = position
        for seed, facts in self.histories.items():
            self.report.counts["histories"] += 1
            for question in questions_about(seed, facts, self.plan.questions):
                self._ask(seed, question)
        self._ask_the_tables()
        self.league.ledger.close()
        return self.report

    def _ask(self, seed: int, question: Question) -> None:
        facts = self.histories[seed]
        position = self.positions.get((seed, question.recorded_at), 0)
        self.report.counts[f"known at: {question.way}"] += 1
        kinds = set()
        found = disagreements(self.league, facts, question, position, rules=self.rules, report=self.report)
        for path in found:
            if kind_of(path[0]) not in kinds:
                kinds.add(kind_of(path[0]))
                self._differs(seed, question, path)

    def _differs(self, seed: int, question: Question, path: Path) -> None:
        found = self._difference(seed, self.histories[seed], question, path)
        if self.plan.minimise and path[0] != "/tables":
            found = shortest(found, partial(self._again, found, question))
        self.report.differences.append(found)

    def _again(self, found: Difference, question: Question, trial: list[JsonFact]) -> Difference | None:
        league = League(catalog_for(self.rules.edits))
        try:
            league.grow(trial)
            known = [
                position
                for position, fact in zip(league.positions, trial, strict=True)
                if question.way == "everything" or recorded(fact) <= question.recorded_at
            ]
            for path in disagreements(league, trial, question, max(known, default=0), rules=self.rules):
                if kind_of(path[0]) == kind_of(found.path):
                    return self._difference(found.seed, trial, question, path)
        except (LedgerError, LookupError, ValueError):  # the history lacks a fact that another one needs
            return None
        finally:
            league.ledger.close()
        return None

    def _difference(self, seed: int, facts: Sequence[JsonFact], question: Question, path: Path) -> Difference:
        known = "" if question.way == "everything" else f", known at {question.way} {question.recorded_at}"
        return Difference(seed, len(facts), question.as_of, self.reading, *path, tuple(facts), known)

    def _ask_the_tables(self) -> None:
        if not self.plan.exact:
            return
        with at_most(self.plan.seconds * len(self.histories)):
            self.league.ledger.catch_up()
        for seed in self.rng.sample(sorted(self.histories), min(self.plan.exact, len(self.histories))):
            for question in questions_about(seed, self.histories[seed], self.plan.questions):
                self._exact(seed, question)

    def _exact(self, seed: int, question: Question) -> None:
        position = self.positions.get((seed, question.recorded_at), 0)
        known_at, official = question.known_at(position), official_of(self.histories[seed]) or ""
        said = []
        for source in ("log", "tables"):
            try:
                said.append(told(self.league.ledger.questions, official, question.as_of, known_at, source))
            except LedgerError as error:
                said.append(f"{type(error).__name__} {error.fact}")
        self.report.counts["answers from the tables"] += 1
        if said[0] != said[1]:
            place = next((i for i, (a, b) in enumerate(zip(*said, strict=False)) if a != b), 0)
            around = [text[max(place - 80, 0) : place + 80] for text in said]
            self._differs(seed, question, ("/tables", around[0], around[1]))


def kind_of(path: str) -> str:
    """Return program and kind of answer a path lies in; each is reported once a question."""
    return "/".join(path.strip("/").split("/")[:2])


def disagreements(
    league: League, facts: Sequence[JsonFact], question: Question, position: int, *,
    rules: Rules, report: Report | None = None,
) -> Iterator[Path]:  # fmt: skip
    """Yield every path at which the system's answers differ from the oracle's, and every sum that does not hold."""
    report = report or Report()
    official = official_of(facts) or ""
    for scheme, programs in CHAINS.items():
        zone = ZONES[scheme]
        known = question.known(facts, zone)
        if official_of(known) is None:
            continue
        oracle = SchemeOracle(known, scheme, replace(rules, published=question.published(zone), _known={}))
        if not oracle.concerns():
            continue
        for program in programs:
            report.counts["answers"] += 1
            yield from _disagreements(league, official, question, position, oracle=oracle, program=program)
        report.counts.update(reached(oracle.answer(question.as_of)))
    yield from _in_alabama(league, facts, question, position, report)


def _disagreements(
    league: League, official: str, question: Question, position: int, *, oracle: SchemeOracle, program: str
) -> Iterator[Path]:
    questions, known_at = league.ledger.questions, question.known_at(position)
    try:
        with at_most(Plan().seconds):
            actual = ask(questions, official, program, as_of=question.as_of, known_at=known_at)
            expected = oracle.answer(question.as_of)[program]
    except TooLong as error:
        yield f"/{program}/time", "an answer", str(error)
        return
    except Exception as error:  # noqa: BLE001 - whatever the system raises is a difference to report
        yield f"/{program}/refused", "an answer", f"{type(error).__name__}: {error}"
        return
    if not actual["progress"]["by_category"] and not expected["progress"]["counted"]:
        expected["progress"]["by_category"] = {}  # before anything is on record, no category is told
    yield from differences(expected, actual, f"/{program}")
    for sentence in unconserved({program: actual}, (program,)):
        yield f"/{program}/conservation", None, sentence


def _in_alabama(
    league: League, facts: Sequence[JsonFact], question: Question, position: int, report: Report
) -> Iterator[Path]:
    """Yield what differs in the Alabama programs of an official who is in others too."""
    known = [fact for fact in question.known(facts, ALABAMA) if is_alabama(fact)]
    if not any(fact.get("scheme") == "alm" or "alm-" in str(fact.get("program")) for fact in known):
        return
    readings = Readings(published=question.published(ALABAMA))
    expected = Oracle(known, readings).answer(question.as_of)
    report.counts["answers in Alabama"] += 1
    try:
        known_at = question.known_at(position)
        actual = shape(league.ledger.questions, official_of(facts) or "", question.as_of, "log", known_at)
    except Exception as error:  # noqa: BLE001 - whatever the system raises is a difference to report
        yield "/alabama/refused", "an answer", f"{type(error).__name__}: {error}"
        return
    yield from differences(expected, actual)


def reached(answer: Answers) -> list[str]:
    """Return what an answer reaches, for the counts: statuses, reasons, findings, requirements, states."""
    found = []
    for program, part in answer.items():
        found.append(f"{program} status {part['standing']['status']}")
        for line in part["transcript"]["lines"]:
            found += [f"{program} reason {reason}" for reason in line["reasons"]]
        for key, finding in part["compliance"].items():
            kind = "cycle" if key.startswith("cycle:") else "year"
            found.append(f"{program} {kind} {finding['status']}")
        found += [f"{program} {code} {met}" for code, met in part["requirements"].items()]
        for one in part["applications"].values():
            found += [f"{program} application {one['stage']}", f"{program} band {one['band']}"]
    return found


def compare_league(seeds: Sequence[int], reading: str, plan: Plan) -> Report:
    """Return what differs in the histories of these seeds; a league that is refused is tried history by history."""
    try:
        return Comparison(seeds, reading, plan).run()
    except Exception as error:  # noqa: BLE001 - what the system refuses, or never ends, is a difference to report
        report = Report()
        if len(seeds) > 1:
            for seed in seeds:
                report.add(compare_league([seed], reading, plan))
        else:
            path = ("/refused", "every fact recorded", f"{type(error).__name__}: {error}")
            facts = tuple(generate(seeds[0]))
            report.differences.append(Difference(seeds[0], len(facts), date.max, reading, *path, facts))
        return report
