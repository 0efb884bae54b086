"""The campaign of generated histories: which are compared under which readings, on how many processes.

Histories go in leagues of fifty. Every second league is read by default, the others by each alternative in turn.
They are those of Alabama's officials (`alm`), or of officials in any programs, one or several at once (`all`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

from tests.oracle.compare import all_readings
from tests.oracle.leagues import Plan, Report, compare_league
from tests.oracle.programs import alternatives as other
from tests.oracle.programs.leagues import compare_league as compare_programs
from tests.oracle.readings import Readings

LEAGUE = 50
#: Of so many leagues, one is asked from the tables too, byte for byte.
EXACT_EVERY = 16


class Part(NamedTuple):
    """What came of the leagues up to a seed, the first that is still to do."""

    next_seed: int
    report: Report


def alternatives() -> tuple[Readings, ...]:
    """Return each alternative reading alone; what is published follows from what is known."""
    return tuple(one for one in all_readings() if one.published is None)[1:]


def readings_of(first: int, word: str) -> Readings:
    """Return the readings of the league that begins with a seed, by `default`, `alternatives` or `mixed`."""
    number = first // LEAGUE
    others = alternatives()
    if word == "default" or (word == "mixed" and number % 2 == 0):
        return Readings()
    return others[(number // 2 if word == "mixed" else number) % len(others)]


def reading_of(first: int, word: str) -> str:
    """Return the name of the reading of the league of other programs that begins with a seed."""
    number = first // LEAGUE
    names = sorted(other.ALTERNATIVES)
    if word == "default" or (word == "mixed" and number % 2 == 0):
        return "default"
    return names[(number // 2 if word == "mixed" else number) % len(names)]


def _league(seeds: Sequence[int], *, word: str, plan: Plan, programs: str = "alm") -> Part:
    exact = plan.exact if seeds[0] // LEAGUE % EXACT_EVERY in (0, 1) else 0
    chosen = replace(plan, exact=exact)
    if programs == "all":
        return Part(seeds[-1] + 1, compare_programs(seeds, reading_of(seeds[0], word), chosen))
    return Part(seeds[-1] + 1, compare_league(seeds, readings_of(seeds[0], word), chosen))


def leagues(first: int, count: int) -> list[range]:
    """Return the seeds of each league, `count` in all."""
    last = first + count
    return [range(start, min(start + LEAGUE, last)) for start in range(first, last, LEAGUE)]


def run(
    first: int, count: int, *, word: str, workers: int, plan: Plan, programs: str = "alm"
) -> Iterator[Part]:
    """Compare so many histories from a seed on, and yield what came of each league, in order of the seeds."""
    work = partial(_league, word=word, plan=plan, programs=programs)
    if workers == 1:
        yield from map(work, leagues(first, count))
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(work, leagues(first, count))


def campaign(
    first: int,
    count: int,
    *,
    word: str = "mixed",
    workers: int = 2,
    stop_after: int = 20,
    programs: str = "alm",
) -> int:
    """Compare, say how far it has come, print every difference and the counts; return the exit status."""
    total, started = Report(), time.monotonic()
    parts = run(first, count, word=word, workers=workers, plan=Plan(), programs=programs)
    for number, part in enumerate(parts, start=1):
        total.add(part.report)
        for difference in part.report.differences:
            print(difference.report(), end="\n\n", flush=True)
        if number % 20 == 0:
            rate = total.counts["histories"] / (time.monotonic() - started)
            print(
                f"{total.counts['histories']} histories, {len(total.differences)} differences,"
                f" {rate:.0f} a second; next seed {part.next_seed}",
                flush=True,
            )
        if len(total.differences) >= stop_after:
            print(f"stopped; next seed {part.next_seed}")
            break
    for name, times in sorted(total.counts.items()):
        print(f"{times:10}  {name}")
    print(f"{total.counts['histories']} histories compared, {len(total.differences)} differences")
    return 1 if total.differences else 0
