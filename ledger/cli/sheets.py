"""Running an import of a sign-in sheet, and saying who was found and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from ledger.cli import exits
from ledger.cli.output import remark, show, show_json
from ledger.cli.session import Settings, opened
from ledger.cli.text import Heading, counted, page_width, paragraph, table
from ledger.intake.attendance import Unmatched, write_unmatched_csv
from ledger.intake.attendance_import import (
    AttendanceReport,
    SheetOptions,
    import_attendance,
    offering_on_record,
    refusal_of,
)


def run_attendance(
    settings: Settings,
    file: Path,
    *,
    offering: str,
    options: SheetOptions,
    unmatched: Path | None,
    dry_run: bool,
) -> None:
    """Import a sheet and report; where anything stops it, record nothing and list everything."""
    with opened(settings) as ledger:
        offering_on_record(ledger.store, offering)
        actor = settings.who()
        report = import_attendance(
            ledger.service, file, offering=offering, actor=actor, options=options, dry_run=True
        )
        if unmatched is not None and report.matches.unmatched and not dry_run:
            write_unmatched_csv(unmatched, report.matches.unmatched)
        if not dry_run and report.is_clear:
            report = import_attendance(ledger.service, file, offering=offering, actor=actor, options=options)
    if settings.json:
        show_json(_attendance_json(report))
    else:
        show(_attendance_lines(report, page_width()))
    if report.matches.unmatched:
        remark(_remedy(len(report.matches.unmatched), unmatched, dry_run=dry_run))
    if not report.is_clear:
        remark("Nothing was recorded: settle what is listed, then import the sheet again.")
        raise typer.Exit(exits.REFUSED)


def _remedy(number: int, unmatched: Path | None, *, dry_run: bool) -> str:
    who = counted(number, "attendee is", "attendees are")
    if unmatched is not None and dry_run:
        return f"{who} not found and would be written to {unmatched}."
    if unmatched is not None:
        return f"{who} not found and written to {unmatched}: fill in the first column and import that file."
    return f"{who} not found and left out: --unmatched FILE.csv writes them to a file to be filled in and imported."


def _attendance_lines(report: AttendanceReport, width: int) -> Iterator[str]:
    sheet = report.sheet
    yield Heading(f"{Path(sheet.file).name}: {sheet.kind} sheet of {report.offering}")
    yield from _stops(report, width)
    if report.present:
        yield ""
        rows = [
            (
                p.official,
                "open" if p.attended_on is None else str(p.attended_on),
                "-" if p.minutes is None else str(p.minutes),
                p.how,
                _became(report, p.official),
            )
            for p in report.present
        ]
        yield from table(
            ("official", "attended on", "minutes", "found by", "result"), rows, width=width, right=(2,)
        )
    if report.matches.unmatched:
        yield ""
        yield Heading("not found")
        for one in report.matches.unmatched:
            yield from paragraph(_unmatched_words(one), width=width, indent="  ", hanging="    ")
    for name, people in (("did not attend", sheet.not_attended), ("hosts and panelists", sheet.hosts)):
        if people:
            yield ""
            yield from paragraph(
                f"{name}: {', '.join(one.label for one in people)}", width=width, hanging="  "
            )
    notes = [*sheet.notes, *report.matches.notes]
    if notes:
        yield ""
        yield Heading("notes")
        for note in notes:
            yield from paragraph(str(note), width=width, indent="  ", hanging="    ")
    yield ""
    yield _summary(report)


def _stops(report: AttendanceReport, width: int) -> Iterator[str]:
    parts = (
        ("questions", [str(one) for one in report.sheet.questions]),
        ("problems", [*(str(one) for one in report.sheet.problems), *report.problems]),
        ("refused", [f"{one.request.command.official}: {refusal_of(one)}" for one in report.refusals]),  # type: ignore[attr-defined]
    )
    for name, texts in parts:
        if texts:
            yield ""
            yield Heading(name)
            for text in texts:
                yield from paragraph(text, width=width, indent="  ", hanging="    ")


def _became(report: AttendanceReport, official: str) -> str:
    own = [one for one in report.outcomes if getattr(one.request.command, "official", None) == official]
    if not own or not report.is_clear:
        return "not recorded"
    new = sum(len(one.events) for one in own if not one.repeated)
    if not new:
        return "so already"
    return "would be recorded" if report.dry_run else "recorded"


def _unmatched_words(one: Unmatched) -> str:
    suggestions = "; ".join(f"{p.official_id} {p.full_name}" for p in one.suggestions)
    asked = f" Perhaps {suggestions}?" if suggestions else ""
    return f"line {one.attendee.line}, {one.attendee.label}: {one.reason}.{asked}"


def _summary(report: AttendanceReport) -> str:
    found = counted(len(report.present), "official")
    verb = "would be recorded" if report.dry_run else "recorded"
    events = counted(report.recorded, "event")
    return f"{found} found, {len(report.matches.unmatched)} not found; {events} {verb}. Nothing is awarded."


def _attendance_json(report: AttendanceReport) -> dict[str, Any]:
    return {
        "file": report.sheet.file,
        "kind": report.sheet.kind,
        "offering": report.offering,
        "dry_run": report.dry_run,
        "clear": report.is_clear,
        "recorded_events": report.recorded,
        "present": [
            {
                "official": one.official,
                "attended_on": None if one.attended_on is None else one.attended_on.isoformat(),
                "minutes": one.minutes,
                "lines": list(one.lines),
                "found_by": one.how,
            }
            for one in report.present
        ],
        "unmatched": [
            {
                "line": one.attendee.line,
                "who": one.attendee.label,
                "reason": one.reason,
                "suggestions": [person.official_id for person in one.suggestions],
            }
            for one in report.matches.unmatched
        ],
        "not_attended": [one.label for one in report.sheet.not_attended],
        "hosts": [one.label for one in report.sheet.hosts],
        "questions": [str(one) for one in report.sheet.questions],
        "problems": [*(str(one) for one in report.sheet.problems), *report.problems],
        "refused": [refusal_of(one).as_dict() for one in report.refusals],
        "notes": [str(one) for one in (*report.sheet.notes, *report.matches.notes)],
    }
