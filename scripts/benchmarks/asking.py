"""Row 4: a question about one official, split into its parts, beside a bare SELECT by primary key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from benchmarks.league import League
from benchmarks.measuring import Line, Plan, interleaved, seconds
from ledger import Ledger
from ledger.log.codec import decode
from ledger.projections.fold import KINDS
from ledger.questions.asking import settle
from ledger.questions.evidence import OFFICIAL, FromLog, FromTables, Source

_SECONDS_PER_OFFICIAL = 1e6
#: The scheme of the sample league.
_SCHEME = "alm"


class Dates(NamedTuple):
    """The two dates of a question, and what to call them."""

    called: str
    as_of: date
    known_at: datetime | None


class Asked(NamedTuple):
    """Which question, from where, with which dates."""

    question: str
    kept: str
    dates: Dates

    def __str__(self) -> str:
        """Return it as a line of the table says it."""
        return f"{self.question} from the {self.kept}, {self.dates.called}"


def question_rows(plan: Plan, league: League) -> list[Line]:
    """Return the lines of row 4; needs the league with recorded times, so that the past is another one."""
    ledger = league.recorded
    ledger.catch_up()
    dates = _dates(ledger)
    names = _known_throughout(ledger, dates[1], plan.sizes.loaded)
    asked = [
        Asked(question, kept, when)
        for question in ("standing", "transcript")
        for kept in ("log", "tables")
        for when in dates
    ]
    select = _select(ledger, names)
    turns = [_turn(ledger, one, names) for one in asked]
    found = interleaved(plan.rounds, lambda _: {"select": select()}, *turns)
    return [_line(one, found) for one in asked]


def _dates(ledger: Ledger) -> tuple[Dates, Dates]:
    """Return now, and the time when three fifths of the league were recorded, asked about the month before."""
    last = ledger.store.last_position()
    newest, past = ledger.store.recorded_at(last), ledger.store.recorded_at(max(1, last * 3 // 5))
    return (
        Dates("now", newest.date(), None),
        Dates("in the past", past.date() - timedelta(days=30), past),
    )


def _known_throughout(ledger: Ledger, past: Dates, wanted: int) -> list[str]:
    """Return officials, spread over the league, who were on record in the past."""
    assert past.known_at is not None
    until = ledger.store.position_at(past.known_at)
    streams = [
        name
        for name in ledger.store.streams(OFFICIAL)
        if ledger.store.read_stream(name, until_position=until)
    ]
    step = max(1, len(streams) // wanted)
    return [name.removeprefix(OFFICIAL) for name in streams[::step][:wanted]]


def _turn(ledger: Ledger, asked: Asked, names: list[str]) -> Callable[[int], Mapping[str, float]]:
    """Return the turn that asks about every official: whole, and the settling and the look-up alone."""
    ask: Any = getattr(ledger.questions, asked.question)
    source: Source
    if asked.kept == "log":
        source = FromLog(ledger.store, decode)
    else:
        source = FromTables(ledger.facts, ledger.store, ledger.catalog.sha256)
    as_of, known_at = asked.dates.as_of, asked.dates.known_at

    def whole() -> None:
        for name in names:
            ask(name, as_of=as_of, known_at=known_at, source=asked.kept)

    def looked_up() -> None:
        for name in names:
            settled = settle(ledger.store, ledger.catalog, scheme=_SCHEME, as_of=as_of, known_at=known_at)
            source.evidence(name, settled, KINDS)

    def turn(_: int) -> Mapping[str, float]:
        each = _SECONDS_PER_OFFICIAL / len(names)
        return {f"whole {asked}": seconds(whole) * each, f"look-up {asked}": seconds(looked_up) * each}

    return turn


def _select(ledger: Ledger, names: list[str]) -> Callable[[], float]:
    """Return the work that fetches one row of each official's by its primary key, on the reading connection."""
    serving = ledger.facts.serving()
    assert serving is not None
    table = f"fact_{serving.number}"
    key = "kind, program, official, key, edition, valid_from, known_from"
    with ledger.store.session.reading() as connection:
        query = f"SELECT {key} FROM {table} WHERE kind = 'standing' AND official = ? LIMIT 1"
        keys = [row for name in names if (row := connection.execute(query, (name,)).fetchone()) is not None]
    where = " AND ".join(f"{column} = ?" for column in key.split(", "))

    def fetch() -> float:
        with ledger.store.session.reading() as connection:
            statement = f"SELECT value FROM {table} WHERE {where}"
            taken = seconds(lambda: [connection.execute(statement, one).fetchone() for one in keys])
        return taken * _SECONDS_PER_OFFICIAL / len(keys)

    return fetch


def _line(asked: Asked, found: Mapping[str, list[float]]) -> Line:
    whole, looked_up = found[f"whole {asked}"], found[f"look-up {asked}"]
    first = median(looked_up)
    note = f"look-up {first:,.0f} µs, answer {max(0.0, median(whole) - first):,.0f} µs; ratio: of the SELECT's time"
    select = found["select"]
    ratio = median(whole) / median(select)
    return Line(4, str(asked), "µs", whole, select, "bare SELECT by primary key", ratio, note=note)
