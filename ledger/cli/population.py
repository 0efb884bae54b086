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
from ledger.cli.ask import AsOfText, KnownAtText, remark_present
from ledger.cli.ask import Program as ProgramOption
from ledger.cli.compact import NONE, title, until_words
from ledger.cli.output import show
from ledger.cli.session import Settings, catch_up, opened
from ledger.cli.text import counted, page_width, paragraph, table
from ledger.questions import answers as a

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
    form: Form = "table",
    names: Annotated[bool, typer.Option("--names", help="With the officials' names.")] = False,
    totals: Annotated[
        bool, typer.Option("--totals", help="Only how many officials have each status.")
    ] = False,
) -> None:
    """Every official who has a standing in a program on a day."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        dated = dates.both(as_of, known_at, ledger.catalog, program)
        day, known = dated.as_of.day, dated.known.at
        catch_up(ledger)
        if settings.json or form == "json":
            found = ledger.questions.population(program, as_of=day, known_at=known, names=names)
            remark_present(dated, found.basis)
            sys.stdout.write(found.model_dump_json(indent=2) + "\n")
            return
        asked = ledger.questions.asked(program, as_of=day, known_at=known)
        rows = ledger.questions.population_rows(asked, program, names=names)
        if form == "table":
            head = a.PopulationAnswer(
                question="population",
                basis=ledger.questions.basis(asked),
                program=program,
                rows=(),
                totals={},
            )
            show(title(head, dated, program, page_width()))
            show(_population_table(rows, names=names, totals_only=totals))
        else:
            remark_present(dated, ledger.questions.basis(asked))
            _stream(rows, form, a.PopulationRow)


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
        dated = dates.both(as_of, known_at, ledger.catalog, program)
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
            _stream(found.items, form, a.DueItem)


def _population_table(rows: Iterator[a.PopulationRow], *, names: bool, totals_only: bool) -> Iterator[str]:
    middle = ("name", "status", "since") if names else ("status", "since", "until")
    headings = ("official", *middle, "counted", "window", "annual")
    first = len(headings) - 3
    status: Counter[str] = Counter()
    yield ""
    while page := list(islice(rows, _CHUNK)):
        status.update(row.status for row in page)
        if not totals_only:
            yield from table(
                headings, [_population_cells(row, names=names) for row in page], width=page_width(),
                right=(first, first + 1),
            )  # fmt: skip
    if not totals_only:
        yield ""
    if not status:
        yield "Nobody."
        return
    rows_of_totals = [(name, str(number)) for name, number in sorted(status.items())]
    rows_of_totals.append(("all", str(status.total())))
    yield from table(("status", "officials"), rows_of_totals, width=page_width(), right=(1,))


def _population_cells(row: a.PopulationRow, *, names: bool) -> tuple[str, ...]:
    annual = NONE if row.annual_status is None else f"{row.annual_status} {row.annual_hours or ''}".strip()
    since = row.since or NONE
    middle = (row.name or NONE, row.status, since) if names else (row.status, since, until_words(row.until))
    return (row.official, *middle, row.counted, row.window_hours, annual)


def _due_table(answer: a.DueAnswer, dated: dates.Dates) -> Iterator[str]:
    width = page_width()
    yield from title(answer, dated, answer.program or "all programs", width)
    yield ""
    if not answer.items:
        yield "Nothing is due."
        return
    rows = [
        (item.by or NONE, item.official, item.program, item.what, item.amount or NONE, item.who)
        for item in answer.items
    ]
    yield from table(("by", "official", "program", "what", "hours", "who"), rows, width=width, right=(4,))
    yield ""
    yield from paragraph(f"{counted(len(answer.items), 'item')} in all.", width=width)


def _stream(items: Iterable[a.Shape], form: str, shape: type[a.Shape]) -> None:
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
