"""What a change of the rules would do to everybody: the facts under two sets of rules, compared; nothing is written.

Officials are independent, so several processes may work them side by side; the result is the same as one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import date
from itertools import groupby, islice, pairwise
from multiprocessing import get_context
from typing import Any, NamedTuple

from ledger.events import Event
from ledger.projections.facts import Fact
from ledger.projections.fold import project
from ledger.questions.asking import Log, Recorded
from ledger.questions.evidence import OFFICIAL
from ledger.questions.reasons import fraction
from ledger.record.official import Record, fold
from ledger.rules.catalog import Catalog
from ledger.rules.concern import concerns
from ledger.rules.duty import Tail, repeated, required_text
from ledger.rules.model import Program
from ledger.values import FOREVER, ONE_DAY, amount_text, day_text

Decode = Callable[[str, bytes], Event]
#: Officials a process gets at a time.
_PIECE = 60
_NO_STATUS = {"status": "not-started", "reason": "not-started"}


class Turn(NamedTuple):
    """From `since` until `until` the status of a designation would be another; the reasons are codes."""

    official: str
    program: str
    since: date
    until: date
    before: str
    after: str
    reason_before: str
    reason_after: str


class YearTurn(NamedTuple):
    """A year or cycle that would end otherwise, as things stand; None where there would be no finding.

    `year` is the key of the year; `2031-01-01+` stands for every year from that day on.
    """

    official: str
    program: str
    year: str
    last_day: date
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Turns(NamedTuple):
    """What would change for some officials; `officials` is how many were looked at."""

    officials: int
    standing: tuple[Turn, ...]
    years: tuple[YearTurn, ...]


class Simulation:
    """Compares two catalogs over a log, from a day on; only schemes whose texts differ are worked."""

    def __init__(
        self, log: Log, present: Catalog, changed: Catalog, *, decode: Decode, as_of: date, workers: int = 1
    ) -> None:
        self._log = log
        self._programs = (tuple(present.programs.values()), tuple(changed.programs.values()))
        self._decode = decode
        self._as_of = as_of
        self._workers = workers

    def turns(self, progress: Callable[[int], None] = lambda _: None) -> Turns:
        """Return what would change for everybody, by official; `progress` is told how many are done."""
        officials, standing, years = 0, list[Turn](), list[YearTurn]()
        with ExitStack() as stack:
            for found in self._hands(stack)(self._pieces()):
                officials += found.officials
                standing += found.standing
                years += found.years
                progress(officials)
        return Turns(officials, tuple(sorted(standing)), tuple(sorted(years, key=lambda one: one[:4])))

    def _hands(self, stack: ExitStack) -> Callable[[Iterable[list[list[Recorded]]]], Iterator[Turns]]:
        begun = (*self._programs, self._decode, self._as_of)
        if self._workers == 1:
            work = _Work(*begun)
            return lambda pieces: map(work.piece, pieces)
        pool = ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_begin, initargs=begun
        )
        stack.enter_context(pool)
        return lambda pieces: _in_turn(pool, pieces, ahead=4 * self._workers)

    def _pieces(self) -> Iterator[list[list[Recorded]]]:
        last: str | None = None
        until = self._log.last_position()
        while page := self._log.streams(OFFICIAL, after=last, limit=_PIECE):
            last = page[-1]
            yield [list(self._log.read_stream(stream, until_position=until)) for stream in page]


def _in_turn(
    pool: ProcessPoolExecutor, pieces: Iterable[list[list[Recorded]]], *, ahead: int
) -> Iterator[Turns]:
    """Yield the results in order, with only so many pieces under way: memory does not grow with the log."""
    waiting = iter(pieces)
    under_way = [pool.submit(_piece, one) for one in islice(waiting, ahead)]
    while under_way:
        yield under_way.pop(0).result()
        under_way += [pool.submit(_piece, one) for one in islice(waiting, 1)]


class _Work:
    """What one process does: fold an official's events, and compare the facts under both catalogs."""

    def __init__(
        self, present: Sequence[Program], changed: Sequence[Program], decode: Decode, as_of: date
    ) -> None:
        self._catalogs = Catalog(present), Catalog(changed)
        self._decode = decode
        self._as_of = as_of
        texts = [
            {name: [one.sha256 for one in scheme.chain] for name, scheme in catalog.schemes.items()}
            for catalog in self._catalogs
        ]
        self._schemes = sorted(
            name for name in texts[0].keys() | texts[1].keys() if texts[0].get(name) != texts[1].get(name)
        )

    def piece(self, histories: list[list[Recorded]]) -> Turns:
        """Return what would change for the officials of some streams."""
        standing, years = list[Turn](), list[YearTurn]()
        for events in histories:
            if not events:
                continue
            official = events[0].stream.removeprefix(OFFICIAL)
            record = fold((self._decode(one.type, one.data), one.position) for one in events)
            for scheme in self._schemes:
                before, after = (self._facts(catalog, scheme, record) for catalog in self._catalogs)
                standing += standing_turns(official, before, after, self._as_of)
                years += year_turns(official, before, after, self._as_of)
        return Turns(sum(1 for events in histories if events), tuple(standing), tuple(years))

    def _facts(self, catalog: Catalog, name: str, record: Record) -> list[Fact]:
        scheme = catalog.schemes.get(name)
        if scheme is None or not concerns(record, scheme):
            return []
        projected = project(record, scheme.rules(scheme.editions[-1]))
        return [one for one in projected.facts() if one.kind in ("standing", "compliance")]


_work: _Work


def _begin(present: Sequence[Program], changed: Sequence[Program], decode: Decode, as_of: date) -> None:
    global _work
    _work = _Work(present, changed, decode, as_of)


def _piece(histories: list[list[Recorded]]) -> Turns:
    return _work.piece(histories)


# --- comparing ----------------------------------------------------------------------------------------------


def standing_turns(official: str, before: list[Fact], after: list[Fact], start: date) -> Iterator[Turn]:
    """Yield the stretches of days from `start` on in which a status differs."""
    for program, was, now in _by_key(before, after, "standing"):
        if program[1]:
            continue  # what is computed beside an announcement is no status by itself
        turns = {fact.valid_from for fact in (*was, *now)} | {fact.valid_until for fact in (*was, *now)}
        days = [start, *sorted(day for day in turns if start < day < FOREVER), FOREVER]
        last: Turn | None = None
        for since, until in pairwise(days):
            old, new = _on(was, since), _on(now, since)
            if old["status"] == new["status"]:
                continue
            row = Turn(
                official, program[0], since, until, old["status"], new["status"], old["reason"], new["reason"]
            )
            if last is not None and last.until == since and last[4:6] == row[4:6]:
                last = last._replace(until=until)
                continue
            if last is not None:
                yield last
            last = row
        if last is not None:
            yield last


def _on(facts: list[Fact], day: date) -> dict[str, Any]:
    found = next((fact for fact in facts if fact.valid_from <= day < fact.valid_until), None)
    content: dict[str, Any] = _NO_STATUS if found is None else found.content
    return content


def year_turns(official: str, before: list[Fact], after: list[Fact], start: date) -> Iterator[YearTurn]:
    """Yield the years and cycles that end otherwise, as things stand, of those that are judged from `start` on."""
    for program in sorted({fact.program for fact in (*before, *after) if fact.kind == "compliance"}):
        was, now = (_years(facts, program) for facts in (before, after))
        horizon = max((day for years in (was, now) for day in years.starts()), default=None)
        if horizon is None:
            continue
        old, new = was.expanded(horizon), now.expanded(horizon)
        for year in sorted(old.keys() | new.keys()):
            one, other = old.get(year), new.get(year)
            if _judged(one) != _judged(other):
                last_day = date.fromisoformat((one or other or {})["end"]) - ONE_DAY
                yield YearTurn(official, program, year, last_day, one, other)
        if _judged(was.repeating()) != _judged(now.repeating()):
            first = max(horizon, start)
            key = f"{first.isoformat()}+"
            yield YearTurn(official, program, key, FOREVER, was.repeating(), now.repeating())


def _judged(year: dict[str, Any] | None) -> object:
    return None if year is None else year["status"]


class _Years(NamedTuple):
    """How each year of a program ends as things stand, by key, and what repeats after them."""

    findings: dict[str, dict[str, Any]]
    tails: tuple[tuple[date, dict[str, Any]], ...]

    def starts(self) -> Iterator[date]:
        """Yield the days from which both sets of rules must have said all they say of single years."""
        yield from (date.fromisoformat(one["end"]) for one in self.findings.values())
        yield from (start for start, _ in self.tails)

    def expanded(self, horizon: date) -> dict[str, dict[str, Any]]:
        """Return the years by key, with those written out that repeat before the horizon."""
        found = dict(self.findings)
        for start, tail in self.tails:
            if "owed" not in tail:
                continue
            years = repeated(
                Tail(start, tail["owed"], fraction(tail["required"]), tail["by_term"]), horizon - ONE_DAY
            )
            for one in years:
                found[one.year.key] = {
                    "status": "not-met" if tail["owed"] else "not-owed",
                    "reason": one.reason,
                    "required": required_text(one.required),
                    "hours": amount_text(one.hours),
                    "start": day_text(one.year.start),
                    "end": day_text(one.year.end),
                }
        return found

    def repeating(self) -> dict[str, Any] | None:
        """Return how the years to come end where nothing more is earned; None where none is judged."""
        if not self.tails:
            return None
        _, tail = self.tails[0]
        owed = bool(tail.get("owed", True))
        return {"status": "not-met" if owed else "not-owed", "required": tail.get("required", "0")}


def _years(facts: list[Fact], program: str) -> _Years:
    mine = sorted(
        (fact for fact in facts if fact.kind == "compliance" and fact.program == program),
        key=lambda fact: (fact.key, fact.valid_from),
    )
    findings: dict[str, dict[str, Any]] = {}
    tails = []
    for fact in mine:
        content = fact.content
        if content.get("repeats"):
            tails.append((fact.valid_from, content))
        else:
            findings[fact.key] = content  # the last one is how the year ends
    return _Years(findings, tuple(tails))


def _by_key(
    before: list[Fact], after: list[Fact], kind: str
) -> Iterator[tuple[tuple[str, str], list[Fact], list[Fact]]]:
    """Yield program and key, and the facts of each set of rules, by day."""
    rows = [(fact.program, fact.key, 0, fact) for fact in before if fact.kind == kind]
    rows += [(fact.program, fact.key, 1, fact) for fact in after if fact.kind == kind]
    rows.sort(key=lambda row: (row[0], row[1], row[2], row[3].valid_from))
    for key, group in groupby(rows, key=lambda row: row[:2]):
        sides: tuple[list[Fact], list[Fact]] = ([], [])
        for row in group:
            sides[row[2]].append(row[3])
        yield key, *sides
