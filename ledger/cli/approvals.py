"""`credit approve-many`: a table of claims to approve, a result for each line."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from pydantic import ValidationError

from ledger import commands as c
from ledger.cli import exits
from ledger.cli.edge import raise_all
from ledger.cli.output import remark, show, show_json
from ledger.cli.session import Settings, opened
from ledger.cli.text import page_width, table, thousands
from ledger.errors import InvalidInput
from ledger.open import Ledger
from ledger.service import Outcome, Request

COLUMNS: Final = ("official", "claim", "hours_awarded", "approved_on")
_NEEDED: Final = frozenset(COLUMNS[:2])


class Line(NamedTuple):
    """One line of the file, and what it asks for."""

    number: int
    request: Request


def approve_many(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE.csv", help="The table, or - for standard input.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide, and record nothing.")] = False,
) -> None:
    """Approve the claims of a table with the columns official, claim, hours_awarded and approved_on.

    The last two may be empty or left out: all hours claimed, today. What is accepted is recorded in one
    transaction; a refusal does not stop the rest. The same table again adds nothing.
    """
    settings: Settings = ctx.obj
    lines = list(read_lines(file, actor=settings.who()))
    with opened(settings) as ledger:
        outcomes = _carried_out(ledger, [line.request for line in lines], dry_run=dry_run)
    results = list(zip(lines, outcomes, strict=True))
    if settings.json:
        show_json([_as_json(line, outcome) for line, outcome in results])
    else:
        rows = [_cells(line, outcome, dry_run=dry_run) for line, outcome in results]
        show(table(("line", "official", "claim", "result"), rows, width=page_width(), right=(0,)))
    refused = sum(1 for _, outcome in results if outcome.refusal is not None)
    remark(_summary(outcomes, refused, dry_run=dry_run))
    if refused:
        raise typer.Exit(exits.REFUSED)


def read_lines(name: str, *, actor: str) -> Iterator[Line]:
    """Yield the lines of the table.

    Raises:
        InvalidInput: the file or a line cannot be read; `SeveralErrors` where several cannot.
    """
    text = _text(name)
    content = hashlib.sha256(text.encode()).hexdigest()
    rows = csv.DictReader(text.splitlines())
    _require_columns(rows.fieldnames, name)
    problems: list[InvalidInput] = []
    for row in rows:
        number = rows.line_num
        given = {key: value.strip() for key, value in row.items() if key and value and value.strip()}
        try:
            command = c.ApproveCredit.model_validate(given)
        except ValidationError as error:
            problems += [_invalid(name, number, one) for one in error.errors(include_url=False)]
            continue
        named = f"{content} {number} {command.official} {command.claim}"
        command_id = "approve-" + hashlib.sha256(named.encode()).hexdigest()[:32]
        yield Line(number, Request(command, actor, command_id))
    raise_all(problems)


def _text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be read: {error.strerror}.", remedy="Check the path.", file=name
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "The file is not UTF-8 text.", remedy="Save it as CSV in UTF-8.", file=name
        ) from error


def _require_columns(found: object, name: str) -> None:
    columns = set(found) if isinstance(found, list) else set()
    if not columns >= _NEEDED or not columns <= set(COLUMNS):
        shown = ", ".join(map(str, found)) if isinstance(found, list) else ""
        raise InvalidInput(
            "The first line must name the columns official and claim, and may name hours_awarded and approved_on.",
            remedy="Write official,claim,hours_awarded,approved_on as the first line.",
            file=name,
            line=1,
            value=shown,
        )


def _invalid(name: str, number: int, problem: object) -> InvalidInput:
    assert isinstance(problem, dict)
    message = str(problem["msg"]).removeprefix("Value error, ")
    return InvalidInput(
        f"{message[:1].upper()}{message[1:]}.",
        remedy="Correct the line; nothing was recorded.",
        file=name,
        line=number,
        field=str(problem["loc"][0]) if problem["loc"] else None,
        value=problem.get("input"),
    )


def _carried_out(ledger: Ledger, requests: list[Request], *, dry_run: bool) -> list[Outcome]:
    if not dry_run:
        return ledger.submit_many(requests)
    try:
        return [outcome for outcome, _ in ledger.service.decide_many(requests)]
    finally:
        ledger.service.forget()


def _result(outcome: Outcome, *, dry_run: bool) -> str:
    if outcome.refusal is not None:
        return f"refused: {outcome.refusal}"
    if outcome.repeated:
        return f"recorded before, at position {thousands(outcome.positions.start)}"
    if not outcome.events:
        return "already so"
    return "would be approved" if dry_run else f"approved at position {thousands(outcome.positions.start)}"


def _cells(line: Line, outcome: Outcome, *, dry_run: bool) -> tuple[str, ...]:
    command = line.request.command
    assert isinstance(command, c.ApproveCredit)
    return (str(line.number), command.official, command.claim, _result(outcome, dry_run=dry_run))


def _as_json(line: Line, outcome: Outcome) -> dict[str, object]:
    command = line.request.command
    assert isinstance(command, c.ApproveCredit)
    return {
        "line": line.number,
        "official": command.official,
        "claim": command.claim,
        "positions": list(outcome.positions),
        "repeated": outcome.repeated,
        "refusal": None if outcome.refusal is None else outcome.refusal.as_dict(),
    }


def _summary(outcomes: list[Outcome], refused: int, *, dry_run: bool) -> str:
    approved = sum(1 for outcome in outcomes if outcome.events and not outcome.repeated)
    already = len(outcomes) - approved - refused
    verb = "would be approved" if dry_run else "approved"
    return f"{approved} {verb}, {already} so already, {refused} refused."
