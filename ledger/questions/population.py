"""All officials of a program on a day: one row each, from the tables, a page of officials at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ledger.projections import residence
from ledger.projections.store import FactStore, Held
from ledger.projections.window import window_program
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations
from ledger.values import ZERO, amount_text

#: Kinds looked up as of the day asked about; the standing is looked up whole, as it says when the award was.
_DATED = ("progress", "compliance", "window", residence.KIND)
#: Officials looked up at a time.
_PAGE = 500
#: The statuses of those who hold the designation.
HOLDING = ("active", "inactive", "not-in-good-standing")


class Wanted(NamedTuple):
    """Which officials are wanted: all where nothing is stated, else those for whom everything stated is so.

    `awarded_in` is the calendar year of the award that the present standing rests on (ALM-AO-17, ALM-AN-18).
    """

    jurisdiction: str | None = None
    awarded_in: int | None = None
    status: str | None = None

    def takes(self, row: a.PopulationRow) -> bool:
        """Whether a row is wanted."""
        year = None if row.awarded_on is None else int(row.awarded_on[:4])
        return (
            self.jurisdiction in (None, row.jurisdiction)
            and self.awarded_in in (None, year)
            and self.status in (None, row.status)
        )


EVERYBODY = Wanted()


def rows(
    facts: FactStore, generation: int, asked: Asked, program: str, name_of: Callable[[str], str | None]
) -> Iterator[a.PopulationRow]:
    """Yield one row for each official who has a standing in the program, by official; memory does not grow."""
    cite = Citations(asked)
    last = ""
    while page := facts.officials(generation, "standing", program, after=last, limit=_PAGE):
        held = _held(facts, generation, asked, (page[0], page[-1]))
        last = page[-1]
        wanted = set(page)
        for official, own in groupby(held, key=lambda one: one.official):
            evidence = Evidence(official, tuple(one.fact for one in own))
            if official in wanted and evidence.one("standing", program, asked.as_of) is not None:
                yield _row(evidence, asked, program, name_of(official), cite)


def _held(facts: FactStore, generation: int, asked: Asked, among: tuple[str, str]) -> list[Held]:
    """Return the facts of the officials of a page, by official."""
    names, edition, position = asked.rules.names, asked.edition.isoformat(), asked.position
    held = facts.facts(
        generation, ("standing",), names, edition=edition, position=position, among=among
    ) + facts.facts(
        generation, _DATED, names, edition=edition, position=position, among=among, as_of=asked.as_of
    )  # fmt: skip
    return sorted(held, key=lambda one: one.official)


def answer(
    found: tuple[a.PopulationRow, ...], *, basis: a.Basis, program: str, wanted: Wanted
) -> a.PopulationAnswer:
    """Return rows with their totals."""
    totals = dict(sorted(Counter(row.status for row in found).items()))
    return a.PopulationAnswer(
        question="population", basis=basis, program=program, rows=found, totals=totals, holders=holders(totals),
        **wanted._asdict(),
    )  # fmt: skip


def holders(totals: Mapping[str, int]) -> int:
    """Return how many hold the designation, whatever its standing (CMC-10), of the numbers by status."""
    return sum(number for status, number in totals.items() if status in HOLDING)


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
        if year.start <= asked.as_of.isoformat() <= year.last_day and year.kind == "year"
    ]
    lives = evidence.one(residence.KIND, asked.rules.names[0], asked.as_of)
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
        jurisdiction=None if lives is None else lives.content["jurisdiction"],
        awarded_on=standing.designation_date,
    )
