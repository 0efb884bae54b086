"""All officials of a program on a day: one row each, from the tables, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from ledger.projections.store import Held
from ledger.projections.window import window_program
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations
from ledger.values import ZERO, amount_text

KINDS = ("standing", "progress", "compliance", "window")


def rows(
    held: Iterable[Held], asked: Asked, program: str, name_of: Callable[[str], str | None]
) -> Iterator[a.PopulationRow]:
    """Yield one row for each official who has a standing in the program; `held` is sorted by official."""
    cite = Citations(asked)
    for official, facts in groupby(sorted(held, key=lambda one: one.official), key=lambda one: one.official):
        evidence = Evidence(official, tuple(one.fact for one in facts))
        if evidence.one("standing", program, asked.as_of) is not None:
            yield _row(evidence, asked, program, name_of(official), cite)


def _row(
    evidence: Evidence, asked: Asked, program: str, name: str | None, cite: Citations
) -> a.PopulationRow:
    standing = about.standing(evidence, asked, program, (), cite)
    progress = about.progress(evidence, asked, program, cite)
    windowed = window_program(asked.rules)[0]
    stays = [f for f in evidence.on("window", windowed, asked.as_of) if f.key.startswith("calendar:")]
    years = [
        year
        for other in asked.rules.names
        for year in about.compliance(evidence, asked, other, cite).years
        if year.start <= asked.as_of.isoformat() <= year.last_day
    ]
    return a.PopulationRow(
        official=evidence.official,
        name=name,
        program=program,
        status=standing.status,
        since=standing.since,
        until=standing.until,
        counted=progress.counted,
        missing=progress.missing,
        window_hours=amount_text(sum((Decimal(f.content["hours"]) for f in stays), start=ZERO)),
        annual_status=years[0].status if years else None,
        annual_hours=years[0].hours if years else None,
    )
