"""Row 3: all projections caught up with the log, beside one trivial upsert an event on the stock library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import orjson

from benchmarks import stock
from benchmarks.league import League
from benchmarks.measuring import Line, Mark, Plan, interleaved, seconds, times_as_much
from ledger import Ledger

MARK = Mark("at least", 3)
_SAVED_AT_ONCE = 50


def projection_rows(plan: Plan, league: League) -> list[Line]:
    """Return the lines of row 3."""
    ledger = league.plain
    events = ledger.store.last_position()
    path = plan.folder / "projections-stock.db"
    app = stock.opened(path, tuned=plan.tune_stock)
    _take_over(ledger, app)

    def ours(_: int) -> Mapping[str, float]:
        return {"ours": events / seconds(ledger.runner.rebuild)}

    def loop(number: int) -> Mapping[str, float]:
        values = {}
        for name, durable in (("loop", True), ("loop without disk", False)):
            file = plan.folder / f"view-{number}-{durable}.db"
            view = stock.counters(file, tuned=plan.tune_stock, durable=durable)
            values[name] = events / seconds(lambda: stock.count_in_a_loop(app, view))  # noqa: B023
            view.datastore.close()
        return values

    def crew(_: int) -> Mapping[str, float]:
        ledger.runner.workers = os.cpu_count() or 1
        try:
            return {"crew": events / seconds(ledger.runner.rebuild)}
        finally:
            ledger.runner.workers = 1

    found = interleaved(plan.rounds, ours, crew, loop)
    app.close()
    what = f"all projections with both intervals, {events:,} events"
    ratio = times_as_much(found["ours"], found["loop"])
    beside = "one tracked upsert an event, loop"
    crew_ratio = times_as_much(found["crew"], found["loop"])
    together = f"the same, {os.cpu_count()} processes, as the command does it"
    return [
        Line(3, what + ", one process", "events/s", found["ours"], found["loop"], beside, ratio, MARK),
        Line(3, together, "events/s", found["crew"], found["loop"], beside, crew_ratio, MARK),
        _without_disk(found["ours"], found["loop without disk"]),
        _runner_line(plan, path, events, found["ours"]),
        _recorded_line(plan, league),
    ]


def _without_disk(ours: list[float], loop: list[float]) -> Line:
    """Return the line that no slow disk can flatter: ours stays durable, the loop's commits cost the disk nothing."""
    what, beside = "the same, the loop alone with synchronous = OFF", "the loop, not durable"
    note = "what remains of the ratio on a disk whose commits are free"
    return Line(3, what, "events/s", ours, loop, beside, times_as_much(ours, loop), note=note)


def _take_over(ledger: Ledger, app: stock.Register) -> None:
    """Give the stock store the same events: our stored bytes as particulars, stream by stream."""
    aggregates: dict[str, stock.Facts] = {}
    for number, recorded in enumerate(ledger.store.read_all()):
        facts = aggregates.get(recorded.stream)
        if facts is None:
            facts = aggregates[recorded.stream] = stock.Facts(recorded.stream)
            facts.collect_events()  # the opening is not one of our events: both sides have as many
        facts.take(recorded.type, orjson.loads(recorded.data))
        if number % _SAVED_AT_ONCE == 0:
            app.save(*aggregates.values())
    app.save(*aggregates.values())


def _runner_line(plan: Plan, path: Path, events: int, ours: list[float]) -> Line:
    """Measure the stock runner where it runs; say why where it does not."""
    name, what = "eventsourcing: ProjectionRunner", "the same, beside the stock runner"
    try:
        values = interleaved(
            plan.rounds,
            lambda _: {"runner": events / seconds(lambda: stock.count_with_the_runner(path, events))},
            warm_up=False,
        )["runner"]
    except NotImplementedError as error:
        return Line(3, what, "events/s", ours, [], name, note=f"no yardstick on SQLite: {error}")
    return Line(3, what, "events/s", ours, values, name, times_as_much(ours, values), MARK)


def _recorded_line(plan: Plan, league: League) -> Line:
    """Measure our own catch-up where facts are kept for several editions of the rules."""
    ledger = league.recorded
    events = ledger.store.last_position()
    values = interleaved(
        plan.rounds, lambda _: {"ours": events / seconds(ledger.runner.rebuild)}, warm_up=False
    )["ours"]
    editions = max(len(scheme.editions) for scheme in ledger.catalog.schemes.values())
    what = f"all projections, recorded over the years: up to {editions} editions of the rules"
    return Line(3, what, "events/s", values)
