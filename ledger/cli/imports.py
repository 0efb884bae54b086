"""`import history` and `import attendance`: facts from an older system, and sign-in sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but record.")]


def attendance(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A sign-in sheet or webinar report, CSV or .xlsx.")
    ],
    *,
    offering: Annotated[str, typer.Option("--offering", metavar="OFFERING", help="Id of the offering.")],
    date_order: Annotated[
        Literal["mdy", "dmy"] | None, typer.Option("--date-order", help="What 5/3/2024 means.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="The worksheet to read.")
    ] = None,
    unmatched: Annotated[
        Path | None,
        typer.Option(
            "--unmatched", metavar="FILE.csv", help="Write those not found, to be filled in and imported."
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Record who attended, and send each the credit form. Nothing is awarded (docs/attendance.md).

    A question or a problem stops the whole sheet; everything is listed and nothing recorded. Attendees who are no
    official on record are listed and left out.
    """
    from ledger.cli.sheets import run_attendance
    from ledger.intake.attendance_import import SheetOptions

    options = SheetOptions(sheet_name=sheet, date_order=date_order)
    run_attendance(ctx.obj, file, offering=offering, options=options, unmatched=unmatched, dry_run=dry_run)


def history(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE.ndjson", help="The facts (also .gz), or - for standard input.")
    ],
    *,
    dry_run: DryRun = False,
    skip_refused: Annotated[
        bool,
        typer.Option("--skip-refused", help="Leave out officials of whom a line is refused; take the rest."),
    ] = False,
    recorded_now: Annotated[
        bool,
        typer.Option("--recorded-now", help="Ignore the file's recorded times; the ledger stamps its own."),
    ] = False,
) -> None:
    """Take over the facts of an older system, one JSON object a line (docs/history-format.md)."""
    from ledger.cli.history import run_history

    run_history(ctx.obj, file, dry_run=dry_run, only_clean=skip_refused, recorded_now=recorded_now)
