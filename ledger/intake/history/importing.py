"""The import of a history, from a file to the log: read, decide, append.

The whole file is read and decided before anything is written. So a file either fits, or nothing of it is imported and
every refusal is known at once; with `only_clean`, whoever has a refused line is left out as a whole. Appending
goes in the order of the history, so that an import cut short leaves a beginning of it, and the same import again adds
the rest.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from ledger.commands import FACTS
from ledger.intake.history.appending import Written, append_staged
from ledger.intake.history.checking import Fault, Reader
from ledger.intake.history.deciding import Deciding, Plan
from ledger.intake.history.facts import FAULTY, UNREADABLE
from ledger.intake.history.reading import ReadLine, fields_of, read_line
from ledger.intake.history.report import HistoryRefused, HistoryReport, Progress, Refusal, refusal_of
from ledger.intake.history.source import name_of, read_lines
from ledger.intake.history.staging import Stage
from ledger.service import OFFICIAL, Service

_TOLD_EVERY = 1_000


def _silent(phase: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def import_history(
    service: Service,
    path: Path | str,
    *,
    actor: str,
    dry_run: bool = False,
    only_clean: bool = False,
    recorded_now: bool = False,
    progress: Progress | None = None,
) -> HistoryReport:
    """Import the facts of a file in the history format; `-` is standard input, gzip is recognised.

    Facts that an earlier run imported are skipped, whatever the file was called. `dry_run` does all but
    append, and returns the refusals in the report. `only_clean` imports what can be, except everything about a
    program, offering or official that has a refused line. With `recorded_now`, the log stamps its own
    recorded time instead of taking the file's.

    Raises:
        HistoryRefused: there are refusals, and nothing was imported; `refusals` has them all.
        InvalidInput: the file cannot be read.
        Conflict: somebody else wrote to the ledger meanwhile; import again.
        StorageFailed: the disk is full, for the ledger or for the temporary working file.
    """
    told = progress or _silent
    plan = Plan(name_of(path), actor, only_clean=only_clean, recorded_now=recorded_now)
    with Stage() as stage:
        reading = _Reading(stage, plan, Reader(service.catalog))
        reading.run(path, told)
        deciding = Deciding(service, stage, plan)
        deciding.run(told, reading.lines)
        report = _report(reading, deciding, plan)
        report.dry_run = dry_run
        refused = bool(report.refusals) and not (only_clean and not reading.nameless)
        if refused:
            _take_back(report)
        if dry_run:
            return report
        if refused:
            raise HistoryRefused(report)
        written = append_staged(service, stage, actor=actor, progress=told, total=report.imported)
        service.forget()
        report.first_position, report.last_position = written.first, written.last
        if written.repeated:
            _count_repeated(report, written, stage)
    return report


class _Reading:
    """The first pass: every line into the working file, and the faults that a line shows by itself."""

    def __init__(self, stage: Stage, plan: Plan, reader: Reader) -> None:
        self._stage = stage
        self._plan = plan
        self._reader = reader
        self.lines = 0
        self.refusals: list[Refusal] = []
        #: Whether there are faulty lines that do not tell whom they are about.
        self.nameless = False
        self._first_dated: int | None = None
        self._first_undated: int | None = None

    def run(self, path: Path | str, progress: Progress) -> None:
        """Read the whole file."""
        for number, content in read_lines(path):
            self.lines += 1
            read = read_line(content)
            self._note_faults(number, read)
            if read.subject is not None:
                self._keep(number, read, content or b"")
            if self.lines % _TOLD_EVERY == 0:
                progress("read", self.lines, None)
        self._stage.flush_lines()
        self._stage.index_emails()
        progress("read", self.lines, self.lines)
        self._check_times()

    def _keep(self, number: int, read: ReadLine, content: bytes) -> None:
        assert read.subject is not None
        faulty = 0 if not read.faults else FAULTY if read.fact is not None else UNREADABLE
        self._stage.add_line((read.kind, read.subject, read.recorded_us, number, faulty, content))
        if read.fact == "contact recorded":
            self._note_email(number, read.fields or {}, read)

    def _note_email(self, number: int, fields: dict[str, Any], read: ReadLine) -> None:
        email = fields.get("email")
        if isinstance(email, str) and read.subject is not None:
            self._stage.add_email(email.casefold(), at=read.recorded_us, line=number, official=read.subject)

    def _note_faults(self, number: int, read: ReadLine) -> None:
        if read.fields is not None:
            if read.dated:
                self._first_dated = self._first_dated or number
            else:
                self._first_undated = self._first_undated or number
        if not read.faults and read.subject is not None:
            return
        for fault in read.faults:
            self.refusals.append(
                refusal_of(self._plan.file, number, fault, fact=read.fact, subject=read.subject)
            )
        if read.subject is None:
            self.nameless = True
            self.refusals += self._subject_faults(number, read)

    def _subject_faults(self, number: int, read: ReadLine) -> list[Refusal]:
        """Return what is wrong with the fields of a line that does not tell whom it is about."""
        if read.fact is None or read.fields is None:
            return []
        fields = {name: value for name, value in read.fields.items() if name not in ("fact", "recorded_at")}
        found = self._reader.command(FACTS[read.fact], fields)
        faults = found if isinstance(found, list) else []
        return [refusal_of(self._plan.file, number, fault, fact=read.fact, subject=None) for fault in faults]

    def _check_times(self) -> None:
        """Refuse a file of which only some lines have a recorded time: their order could not be told."""
        dated, undated = self._first_dated, self._first_undated
        self._stage.in_time = dated is not None and undated is None
        if dated is None or undated is None or self._plan.recorded_now:
            return
        self.nameless = True
        fault = Fault(
            "recorded-time",
            f"Some lines have a recorded_at (the first is line {dated}), others do not (the first is line {undated}).",
            "State recorded_at in all lines or in none, or import with --recorded-now.",
            "recorded_at",
        )
        self.refusals.append(refusal_of(self._plan.file, max(dated, undated), fault, fact=None, subject=None))


def _report(reading: _Reading, deciding: Deciding, plan: Plan) -> HistoryReport:
    tally = deciding.tally
    refusals = sorted([*reading.refusals, *tally.refusals], key=lambda refusal: refusal.line)
    report = HistoryReport(
        file=plan.file,
        lines=reading.lines,
        imported=tally.imported,
        already_there=tally.already_there,
        said_before=tally.said_before,
        refused_lines=len({refusal.line for refusal in refusals}),
        officials=tally.officials,
        events=tally.events,
        facts=dict(sorted(tally.facts.items())),
        left_out=tuple(tally.left_out),
        refusals=tuple(refusals),
    )
    _count_left_out(report)
    return report


def _take_back(report: HistoryReport) -> None:
    """Say that nothing is imported."""
    report.imported = report.events = report.officials = 0
    report.facts = {}
    _count_left_out(report)


def _count_repeated(report: HistoryReport, written: Written, stage: Stage) -> None:
    """Count what another import of the same history appended meanwhile as there already."""
    report.imported -= written.repeated
    report.already_there += written.repeated
    report.events = written.events
    report.officials = stage.streams_written(OFFICIAL)
    counted = Counter(report.facts)
    counted.subtract(fields_of(content)[0] for content in stage.repeated())
    report.facts = dict(+counted)


def _count_left_out(report: HistoryReport) -> None:
    accounted = report.imported + report.already_there + report.said_before + report.refused_lines
    report.left_out_lines = report.lines - accounted
