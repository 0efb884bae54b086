"""The questions about many officials: `population` and `due`, as tables, CSV, JSON lines or JSON."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Annotated, Literal

import typer

from ledger.cli import dates
from ledger.cli.ask import AsOfText, KnownAtText, remark_present, zone_of
from ledger.cli.ask import Program as ProgramOption
from ledger.cli.compact import NONE, title, until_words
from ledger.cli.output import show
from ledger.cli.session import Settings, catch_up, opened
from ledger.cli.text import counted, page_width, paragraph, table
from ledger.questions import answers as a
from ledger.questions.population import HOLDING, Wanted, answer

Form = Annotated[
    Literal["table", "csv", "jsonl", "json"],
    typer.Option("--format", help="A table, CSV, one JSON object a line, or one JSON answer (as --json)."),
]
_CHUNK = 500


def population(
    ctx: typer.Context,
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="The program, such as alm-basic.")],
    *,
    as_of: AsOfText = None,
    known_at: KnownAtText = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", metavar="WORD", help="Only of this state or province.")
    ] = None,
    awarded_in: Annotated[
        int | None,
        typer.Option("--awarded-in", metavar="YEAR", min=1900, max=9998, help="Only awarded in this year."),
    ] = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="WORD", help="Only of this status, such as active.")
    ] = None,
    form: Form = "table",
    names: Annotated[bool, typer.Option("--names", help="With the officials' names.")] = False,
    totals: Annotated[
        bool, typer.Option("--totals", help="Only how many officials have each status.")
    ] = False,
    count: Annotated[
        bool, typer.Option("--count", help="Only how many hold the designation, and with which status.")
    ] = False,
) -> None:
    """Every official who has a standing in a program on a day."""
    settings: Settings = ctx.obj
    wanted = Wanted(jurisdiction, awarded_in, status)
    with opened(settings) as ledger:
        dated = dates.both(as_of, known_at, zone_of(ledger, None, program))
        catch_up(ledger)
        asked = ledger.questions.asked(program, as_of=dated.as_of.day, known_at=dated.known.at)
        rows = ledger.questions.population_rows(asked, program, names=names, wanted=wanted)
        basis = ledger.questions.basis(asked)
        if count:
            found = answer(tuple(rows), basis=basis, program=program, wanted=wanted)
            _tell_count(found, dated, "json" if settings.json else form)
        elif settings.json or form == "json":
            remark_present(dated, basis)
            found = answer(tuple(rows), basis=basis, program=program, wanted=wanted)
            sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        elif form == "table":
            head = answer((), basis=basis, program=program, wanted=wanted)
            show(title(head, dated, _subject(head), page_width()))
            show(_population_table(rows, names=names, totals_only=totals, awards=awarded_in is not None))
        else:
            remark_present(dated, basis)
            stream(rows, form, a.PopulationRow)


def _subject(head: a.PopulationAnswer) -> str:
    """Return the program and what narrows the list."""
    parts = [head.program]
    if head.jurisdiction is not None:
        parts.append(f"jurisdiction {head.jurisdiction}")
    if head.awarded_in is not None:
        parts.append(f"awarded in {head.awarded_in}")
    if head.status is not None:
        parts.append(f"status {head.status}")
    return ", ".join(parts)


def _tell_count(found: a.PopulationAnswer, dated: dates.Dates, form: str) -> None:
    """Print how many hold the designation and with which status; JSON is the answer without its rows."""
    if form == "table":
        show(title(found, dated, _subject(found), page_width()))
        rows = [(name, str(found.totals[name])) for name in HOLDING if name in found.totals]
        show(
            [
                "",
                *table(
                    ("status", "officials"),
                    [*rows, ("holders", str(found.holders))],
                    width=page_width(),
                    right=(1,),
                ),
            ]
        )
        return
    remark_present(dated, found.basis)
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([("status", "officials"), *found.totals.items()])
        return
    alone = found.model_copy(update={"rows": ()})
    sys.stdout.write(alone.model_dump_json(indent=2 if form == "json" else None) + "\n")


def due(
    ctx: typer.Context,
    *,
    program: ProgramOption = None,
    official: Annotated[str | None, typer.Option("--official", help="Only this official.")] = None,
    as_of: AsOfText = None,
    known_at: KnownAtText = None,
    form: Form = "table",
) -> None:
    """Who must do what by when: open forms, claims to decide, awards to make, hours to earn."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        dated = dates.both(as_of, known_at, zone_of(ledger, official, program))
        catch_up(ledger)
        found = ledger.questions.due(
            as_of=dated.as_of.day,
            known_at=dated.known.at,
            program=program,
            official=official,
            source="tables",
        )
        if settings.json or form == "json":
            remark_present(dated, found.basis)
            sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        elif form == "table":
            show(_due_table(found, dated))
        else:
            remark_present(dated, found.basis)
            stream(found.items, form, a.DueItem)


def _population_table(
    rows: Iterator[a.PopulationRow], *, names: bool, totals_only: bool, awards: bool
) -> Iterator[str]:
    middle = ("name", "status", "since") if names else ("status", "since", "until")
    headings = (
        ("official", *middle, "awarded on")
        if awards
        else ("official", *middle, "counted", "window", "annual")
    )
    right = () if awards else (4, 5)
    status: Counter[str] = Counter()
    yield ""
    while page := list(islice(rows, _CHUNK)):
        status.update(row.status for row in page)
        if not totals_only:
            cells = [_population_cells(row, names=names, awards=awards) for row in page]
            yield from table(headings, cells, width=page_width(), right=right)
    if not totals_only:
        yield ""
    if not status:
        yield "Nobody."
        return
    rows_of_totals = [(name, str(number)) for name, number in sorted(status.items())]
    rows_of_totals.append(("all", str(status.total())))
    yield from table(("status", "officials"), rows_of_totals, width=page_width(), right=(1,))


def _population_cells(row: a.PopulationRow, *, names: bool, awards: bool) -> tuple[str, ...]:
    annual = NONE if row.annual_status is None else f"{row.annual_status} {row.annual_hours or ''}".strip()
    since = row.since or NONE
    middle = (row.name or NONE, row.status, since) if names else (row.status, since, until_words(row.until))
    last = (row.awarded_on or NONE,) if awards else (row.counted, row.window_hours, annual)
    return (row.official, *middle, *last)


def _due_table(answer: a.DueAnswer, dated: dates.Dates) -> Iterator[str]:
    width = page_width()
    yield from title(answer, dated, answer.program or "all programs", width)
    yield ""
    if not answer.items:
        yield "Nothing is due."
        return
    rows = [
        (item.by or NONE, item.official, item.program, item.what, _amount(item), item.who)
        for item in answer.items
    ]
    yield from table(("by", "official", "program", "what", "amount", "who"), rows, width=width, right=(4,))
    yield ""
    yield from paragraph(f"{counted(len(answer.items), 'item')} in all.", width=width)


def _amount(item: a.DueItem) -> str:
    """Return an amount; money with its currency, which is written in capitals."""
    if item.amount is None:
        return NONE
    return f"{item.amount} {item.unit}" if item.unit is not None and item.unit.isupper() else item.amount


def stream(items: Iterable[a.Shape], form: str, shape: type[a.Shape]) -> None:
    """Write the rows alone: one JSON object a line, or CSV."""
    if form == "jsonl":
        for item in items:
            sys.stdout.write(item.model_dump_json() + "\n")
        return
    columns = [name for name in shape.model_fields if name != "reason"]
    explained = ["why"] if "reason" in shape.model_fields else []
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in chain([columns + explained], (_csv_cells(item, columns) for item in items)):
        writer.writerow(row)


def _csv_cells(item: a.Shape, columns: list[str]) -> list[str]:
    cells = [_shielded(getattr(item, name)) for name in columns]
    reason: a.Reason | None = getattr(item, "reason", None)
    return cells if reason is None else [*cells, reason.text]


def _shielded(value: str | None) -> str:
    """Return a cell; a spreadsheet program must not run a name as a formula."""
    text = value or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
