"""Compare another evaluator with the oracle over generated histories, on both axes of time.

`python -m tests.oracle.compare --seeds 0:1000 --dates 12` asks `answers(facts, readings, as_of)` of
`tests.oracle.adapter` (or another function, `--answers module:function`) at prefixes of each history and at
days where rules turn, and prints every difference with the shortest history that still shows it. `--readings`
tries the alternative readings.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from multiprocessing import Pool
from typing import Any

from tests.oracle.evaluate import PLACES, Answer, Oracle
from tests.oracle.generate import boundaries, generate
from tests.oracle.history import LEVELS
from tests.oracle.limit import TooLong, at_most
from tests.oracle.readings import ALTERNATIVES, Readings
from tests.oracle.writing import JsonFact

#: How long one question may take, in seconds.
SECONDS = 20
Answers = Callable[[list[JsonFact], Readings, date], Answer]


@dataclass(frozen=True)
class Difference:
    """One path at which two answers about the same history disagree."""

    seed: int
    prefix: int
    as_of: date
    readings: object
    path: str
    expected: object
    actual: object
    facts: tuple[JsonFact, ...]
    known: str = ""

    def report(self) -> str:
        """Return the difference as text, with the facts as NDJSON."""
        head = [
            f"seed {self.seed}, first {self.prefix} facts, as of {self.as_of}{self.known}",
            f"  readings {named(self.readings)}",
            f"  at {self.path}",
            f"  oracle: {_shown(self.expected)}",
            f"  system: {_shown(self.actual)}",
        ]
        return "\n".join(head + [json.dumps(fact) for fact in self.facts])


def named(readings: object) -> str:
    """Return readings as text: what differs from the default."""
    if not isinstance(readings, Readings):
        return str(readings)
    default = Readings()
    changed = {
        name: getattr(readings, name)
        for name in ALTERNATIVES
        if getattr(readings, name) != getattr(default, name)
    }
    return str(changed or "default")


@dataclass(frozen=True)
class Plan:
    """How much to compare: days of each prefix, prefixes of each history, and which readings."""

    dates: int
    prefixes: int
    readings: tuple[Readings, ...]
    minimise: bool = True


def differences(expected: object, actual: object, path: str = "") -> Iterator[tuple[str, object, object]]:
    """Yield every path at which two answers differ; exact numbers are equal whatever their type."""
    expected, actual = _plain(expected), _plain(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in sorted({*expected, *actual}):
            yield from differences(expected.get(name), actual.get(name), f"{path}/{name}")
    elif expected != actual:
        yield path, expected, actual


def _plain(value: object) -> object:
    """Return dates as text, numbers as fractions, and transcript lines by claim."""
    if isinstance(value, date):
        return "infinity" if value == date.max else value.isoformat()
    if isinstance(value, Decimal | int):
        return Fraction(value)
    if isinstance(value, str):
        try:
            return Fraction(value)
        except ValueError:
            return value
    if isinstance(value, list | tuple):
        return {f"{line['claim']} {line['program']}": line for line in value}
    if isinstance(value, dict):
        return {str(name): item for name, item in value.items()}
    return value


def _shown(value: object) -> str:
    return str(value) if isinstance(value, Fraction) else json.dumps(value, default=str)


def unconserved(answer: Answer, programs: Sequence[str] = LEVELS) -> Iterator[str]:
    """Yield every sum in an answer that does not hold: each claimed hour is in exactly one place."""
    for program in programs:
        part = answer[program]["transcript"]
        totals = {name: _number(amount) for name, amount in part["totals"].items()}
        if totals["claimed"] != sum(totals[place] for place in PLACES):
            yield f"{program}: claimed {totals['claimed']} is not the sum of the places"
        for place in PLACES:
            lines = sum((_number(line["places"].get(place, 0)) for line in part["lines"]), Fraction(0))
            if lines != totals[place]:
                yield f"{program}: the lines hold {lines} {place}, the total says {totals[place]}"
        for line in part["lines"]:
            places = sum(map(_number, line["places"].values()), Fraction(0))
            if places != sum(map(_number, line["reasons"].values()), Fraction(0)):
                yield f"{program}: places and reasons of {line['claim']} differ"


def _number(amount: Any) -> Fraction:
    return Fraction(amount)


def compare_seed(seed: int, *, answers: Answers, plan: Plan) -> list[Difference]:
    """Return the differences found in the history of one seed; each path is reported once per seed."""
    rng = random.Random(seed)
    facts = generate(seed)
    lengths = list(range(1, len(facts) + 1))
    if len(lengths) > plan.prefixes:
        lengths = sorted({*rng.sample(lengths, plan.prefixes - 1), len(facts)})
    found: dict[str, Difference] = {}
    readings = rng.choice(plan.readings)
    for length in lengths:
        known = facts[:length]
        oracle = Oracle(known, readings)
        days = boundaries(known)
        for as_of in sorted(rng.sample(days, min(plan.dates, len(days)))):
            for path, expected, actual in _disagreements(oracle, known, as_of, answers):
                key = answer_kind(path)
                if key not in found:
                    found[key] = Difference(
                        seed, length, as_of, readings, path, expected, actual, tuple(known)
                    )
    results = list(found.values())
    return [_minimised(item, answers) for item in results] if plan.minimise else results


def answer_kind(path: str) -> str:
    """Return the answer a path lies in, such as `standing`; it is reported once per seed."""
    parts = path.strip("/").split("/")
    return parts[1] if parts[0] in LEVELS and len(parts) > 1 else parts[0]


def _disagreements(
    oracle: Oracle, facts: list[JsonFact], as_of: date, answers: Answers
) -> Iterator[tuple[str, object, object]]:
    try:
        with at_most(SECONDS):
            expected = oracle.answer(as_of)
            actual = answers(facts, oracle.readings, as_of)
    except TooLong as error:
        yield "/time", "an answer", str(error)
        return
    except Exception as error:  # noqa: BLE001 - whatever the other evaluator raises is a difference to report
        yield "/refused", "an answer", f"{type(error).__name__}: {error}"
        return
    yield from differences(expected, actual)
    for sentence in unconserved(actual):
        yield "/conservation", None, sentence


def shortest(difference: Difference, again: Callable[[list[JsonFact]], Difference | None]) -> Difference:
    """Drop facts one by one while `again` finds the same kind of difference; facts another fact needs stay."""
    kept, best = list(difference.facts), difference
    shrunk = difference.path not in ("/refused", "/time")
    while shrunk:
        shrunk = False
        for index in reversed(range(len(kept))):
            trial = kept[:index] + kept[index + 1 :]
            found = again(trial)
            if found is not None:
                kept, best, shrunk = trial, found, True
    return best


def _minimised(difference: Difference, answers: Answers) -> Difference:
    def again(trial: list[JsonFact]) -> Difference | None:
        try:
            assert isinstance(difference.readings, Readings)
            oracle = Oracle(trial, difference.readings)
            for path, expected, actual in _disagreements(oracle, trial, difference.as_of, answers):
                if answer_kind(path) == answer_kind(difference.path):
                    return replace(
                        difference, path=path, expected=expected, actual=actual, facts=tuple(trial)
                    )
        except (LookupError, ValueError):  # the history lacks a fact that another one needs: no smaller case
            return None
        return None

    return shortest(difference, again)


def all_readings() -> tuple[Readings, ...]:
    """Return the default readings and every alternative alone."""
    alternatives = [with_reading(name, value) for name, values in ALTERNATIVES.items() for value in values]
    return (Readings(), *alternatives)


def with_reading(name: str, value: Any) -> Readings:
    """Return the default readings but for one."""
    return replace(Readings(), **{name: value})


def chosen_readings(word: str) -> tuple[Readings, ...]:
    """Return the readings to try: `default`, `all`, or one alternative such as `a09=continues`."""
    if word == "default":
        return (Readings(),)
    if word == "all":
        return all_readings()
    name, _, text = word.partition("=")
    values = {str(value): value for value in ALTERNATIVES[name]}
    return (with_reading(name, values[text]),)


def _compare_named(seed: int, *, function: str, plan: Plan) -> list[Difference]:
    module, _, name = function.partition(":")
    return compare_seed(seed, answers=getattr(importlib.import_module(module), name), plan=plan)


def main() -> int:
    """Compare a range of seeds; exit 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0:100", help="first:last, the last one excluded")
    parser.add_argument("--dates", type=int, default=12, help="days asked about at each prefix")
    parser.add_argument(
        "--prefixes", type=int, default=1000, help="prefixes of each history, the whole included"
    )
    parser.add_argument("--readings", default="default", help="default, all, or one such as a09=continues")
    parser.add_argument("--answers", default="tests.oracle.adapter:answers", help="module:function")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stop-after", type=int, default=20, help="differing seeds to print before stopping")
    parser.add_argument("--raw", action="store_true", help="do not shorten the histories")
    arguments = parser.parse_args()
    first, last = map(int, arguments.seeds.split(":"))
    plan = Plan(
        arguments.dates, arguments.prefixes, chosen_readings(arguments.readings), minimise=not arguments.raw
    )
    work = partial(_compare_named, function=arguments.answers, plan=plan)
    differing = 0
    with Pool(arguments.workers) as pool:
        for found in pool.imap_unordered(work, range(first, last)):
            differing += bool(found)
            for difference in found:
                print(difference.report(), end="\n\n")
            if differing >= arguments.stop_after:
                pool.terminate()
                break
    print(f"{differing} histories differ", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
