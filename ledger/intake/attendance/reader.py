"""From a path to a sheet: the steps of reading, in order."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ledger.errors import InvalidInput
from ledger.intake.attendance.dates import DateOrder, DateRule, Decided, decide
from ledger.intake.attendance.entries import Entry, read_entry, with_dates
from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.grouping import Grouped, group, leave_out_attended
from ledger.intake.attendance.layout import DataRow, choose_table, lay_out
from ledger.intake.attendance.model import Attendee, Note, Problem, Question, Sheet
from ledger.intake.attendance.source import open_tables


def read_attendance(
    path: Path,
    *,
    sheet_name: str | None = None,
    date_order: DateOrder | None = None,
    expected_dates: frozenset[date] = frozenset(),
) -> Sheet:
    """Read a sign-in sheet or a webinar's attendee report, as CSV or as a workbook.

    `sheet_name` names a worksheet; otherwise the first with known headings is read. `date_order` decides
    dates such as 5/3/2024; `expected_dates`, the days of the offering, decide one where exactly one reading
    is among them. Times and dates are taken as printed, in the local time of whoever made the sheet.

    Raises:
        InvalidInput: the file cannot be opened or holds no known headings, or the dates of a column
        contradict
            each other or `date_order`.
    """
    if date_order not in {None, "mdy", "dmy"}:
        raise InvalidInput(
            "a date order is mdy or dmy", field="date order", value=date_order, remedy="Give one of these."
        )
    file = str(path)
    table, notes = choose_table(open_tables(path, sheet_name=sheet_name), file=file)
    layout = lay_out(table)
    entries, problems = _read_rows(layout.rows)
    decided = _decide(entries, DateRule(file, date_order, expected_dates))
    people, undated = _with_dates(entries, decided)
    apart = frozenset(line for question in decided.questions for line in question.lines)
    attended = group(
        [row for section, row in people if section == "attendee" and row.attended], layout.kind, apart=apart
    )
    absent = group(
        [row for section, row in people if section == "attendee" and not row.attended],
        layout.kind,
        apart=apart,
    )
    hosts = group([row for section, row in people if section == "host"], layout.kind, apart=apart)
    kept = leave_out_attended(absent.attendees, attended.attendees, layout.kind)
    return Sheet(
        file=file,
        kind=layout.kind,
        attendees=tuple(attended.attendees),
        not_attended=tuple(kept.attendees),
        hosts=tuple(hosts.attendees),
        questions=decided.questions,
        problems=_problems([*layout.problems, *problems, *undated], (attended, absent, hosts)),
        notes=(*notes, *layout.notes, *_notes(layout.rows), *_notes_of((attended, absent, hosts, kept))),
    )


def _read_rows(rows: Sequence[DataRow]) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        read = read_entry(row)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            entries.append(read)
    return entries, problems


def _decide(entries: Sequence[Entry], rule: DateRule) -> Decided:
    """Decide each date column by itself; times in and out are one column, since one program wrote both."""
    columns: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.day:
            columns.setdefault(entry.day.column, []).append(entry)
    parts = [decide([entry.day for entry in column if entry.day], rule) for column in columns.values()]
    stamps = [cell for entry in entries for cell in (entry.day_in, entry.day_out) if cell]
    parts.append(decide(stamps, rule))
    dates: dict[tuple[int, str], date] = {}
    questions: list[Question] = []
    for part in parts:
        dates.update(part.dates)
        questions.extend(part.questions)
    return Decided(dates, tuple(questions))


def _with_dates(
    entries: Sequence[Entry], decided: Decided
) -> tuple[list[tuple[str, Attendee]], list[Problem]]:
    people: list[tuple[str, Attendee]] = []
    problems: list[Problem] = []
    for entry in entries:
        read = with_dates(entry, decided.dates)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            people.append((entry.section, read))
    return people, problems


def _problems(found: Sequence[Problem], groups: Sequence[Grouped]) -> tuple[Problem, ...]:
    every = [*found, *(problem for grouped in groups for problem in grouped.problems)]
    return tuple(sorted(every, key=lambda problem: problem.line))


def _notes_of(groups: Sequence[Grouped]) -> list[Note]:
    return [note for grouped in groups for note in grouped.notes]


def _notes(rows: Sequence[DataRow]) -> list[Note]:
    if not rows:
        return [Note("there are no people under the headings")]
    units = {heading for row in rows for heading, _ in row.cells.get("hours", ()) if "ceu" in fold(heading)}
    return [
        Note(f"'{heading}' read as credit hours, one for one; some bodies count one CEU as ten hours")
        for heading in sorted(units)
    ]
