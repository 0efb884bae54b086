"""Running an import of history, and saying what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ledger.cli import exits
from ledger.cli.output import progress, remark, show, show_json
from ledger.cli.session import Settings, opened
from ledger.cli.text import counted, page_width, paragraph, table, thousands
from ledger.intake.attendance.model import line_list

if TYPE_CHECKING:
    from ledger.intake.history import HistoryReport, Refusal

#: So many refusals are told one by one; all of them are in the answer of --json.
MOST_TOLD = 1_000
#: So many officials who were left out are named.
MOST_NAMED = 10


class _Phases:
    """One bar after another, as the import goes from phase to phase."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._phase = ""

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        if phase != self._phase:
            self._stack.close()
            self._phase = phase
            self._told = self._stack.enter_context(progress(phase, total=total))
        self._told(done)


def run_history(
    settings: Settings, file: str, *, dry_run: bool, only_clean: bool, recorded_now: bool
) -> None:
    """Import a file of history; on refusals without `only_clean`, record nothing and list them all."""
    from ledger.intake.history import HistoryRefused, import_history

    with opened(settings) as ledger, ExitStack() as stack:
        try:
            report = import_history(
                ledger.service,
                Path(file),
                actor=settings.who(),
                dry_run=dry_run,
                only_clean=only_clean,
                recorded_now=recorded_now,
                progress=_Phases(stack),
            )
        except HistoryRefused as refused:
            report = refused.report
    _tell(settings, report)
    if report.refusals:
        if not only_clean:
            remark(
                "Nothing was recorded: correct the lines that are refused, or leave them out with --skip-refused."
            )
        elif nameless := tuple(sorted({one.line for one in report.refusals if one.subject is None})):
            remark(_nothing_skipped(nameless))
        raise typer.Exit(exits.REFUSED)


def _nothing_skipped(lines: tuple[int, ...]) -> str:
    """Say why leaving out refused officials did not help: lines that concern nobody."""
    them = "it" if len(lines) == 1 else "them"
    verb = "does" if len(lines) == 1 else "do"
    return (
        f"Nothing was recorded, not even with --skip-refused: {line_list(lines)} {verb} not tell whom to leave out;"
        f" correct {them}, or take {them} out of the file."
    )


def _tell(settings: Settings, report: HistoryReport) -> None:
    if settings.json:
        show_json(report.as_dict())
        return
    show(_refusals(report.refusals))
    show(_lines(report))


def _refusals(refusals: tuple[Refusal, ...]) -> Iterator[str]:
    for refusal in refusals[:MOST_TOLD]:
        yield " ".join(str(refusal).split())
    if len(refusals) > MOST_TOLD:
        yield f"... and {thousands(len(refusals) - MOST_TOLD)} more; --json lists them all."


def _lines(report: HistoryReport) -> Iterator[str]:
    if report.facts:
        rows = [(name, thousands(number)) for name, number in sorted(report.facts.items())]
        yield from table(("fact", "lines"), rows, width=page_width(), right=(1,))
        yield ""
    verb = "would be imported" if report.dry_run else "imported"
    parts = [
        f"{counted(report.imported, 'fact')} {verb}",
        f"{thousands(report.already_there)} already there",
        f"{thousands(report.said_before)} added nothing",
        f"{thousands(report.refused_lines)} refused",
    ]
    if report.left_out_lines:
        parts.append(f"{thousands(report.left_out_lines)} left out with them")
    yield f"{counted(report.lines, 'line')}: {', '.join(parts)}."
    if report.left_out:
        rest = len(report.left_out) - MOST_NAMED
        more = f" and {thousands(rest)} more; --json names them all" if rest > 0 else ""
        yield from paragraph(
            f"Left out: {', '.join(report.left_out[:MOST_NAMED])}{more}.", width=page_width(), hanging="  "
        )
    if report.first_position is not None and report.last_position is not None:
        yield (
            f"{counted(report.events, 'event')} of {counted(report.officials, 'official')},"
            f" at positions {thousands(report.first_position)} to {thousands(report.last_position)}."
        )
