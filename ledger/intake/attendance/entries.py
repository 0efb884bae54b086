"""One row about a person, read cell by cell; a cell that cannot be read makes the row a problem."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.intake.attendance.clock import Stamp, read_hours, read_minutes, read_stamp, whole_minutes
from ledger.intake.attendance.dates import DatedCell, readings_of
from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.layout import DataRow, Section
from ledger.intake.attendance.model import Attendee, Problem, Stay
from ledger.intake.attendance.table import Cell, text

_NOTHING = frozenset({"", "na", "n a", "none", "null"})
_YES = frozenset({"yes", "y", "true", "1", "x", "present", "attended", "oui", "o"})
_NO = frozenset(
    {"no", "n", "false", "0", "absent", "no show", "noshow", "registered", "did not attend", "non", "excused"}
)
_TICKS, _BOXES = frozenset("✓✔☑√☒"), frozenset("☐□")
# What may follow a comma in a name without being a given name.
_SUFFIXES = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cmc", "mmc", "cmo", "cpa", "pe", "mayor"}
)
_ORIGINAL_NAME = re.compile(r"(.+?)\s*\((.*)\)")
_DAY = 86_400


class _Unreadable(Exception):
    """Carries the problem out of the cell it was found in; never leaves this module."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fact)
        self.problem = problem


class _Named(NamedTuple):
    """A cell that says something, with its heading."""

    heading: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """One row understood except for its dates, which the whole column decides.

    `day`, `day_in` and `day_out` are dates as written; `clock_in` and `clock_out` the times beside them.
    """

    section: Section
    attendee: Attendee
    day: DatedCell | None
    time_in: Stamp | None
    time_out: Stamp | None
    day_in: DatedCell | None
    day_out: DatedCell | None

    @property
    def line(self) -> int:
        """The line of the row."""
        return self.attendee.line


def read_entry(row: DataRow) -> Entry | Problem:
    """Return the row as an entry, or the first problem that stops it."""
    try:
        return _entry(row)
    except _Unreadable as unreadable:
        return unreadable.problem


def _entry(row: DataRow) -> Entry:
    attendee = _person(row)
    attendee = replace(attendee, attended=_attended(row), hours=_hours(row), minutes=_minutes(row))
    time_in, day_in = _time(row, "time_in")
    time_out, day_out = _time(row, "time_out")
    return Entry(
        section=row.section,
        attendee=attendee,
        day=_day(row),
        time_in=time_in,
        time_out=time_out,
        day_in=day_in,
        day_out=day_out,
    )


def _problem(line: int, named: _Named | None, fact: str, remedy: str) -> Problem:
    column, value = (named.heading, text(named.cell)) if named else ("", "")
    return Problem(line=line, lines=(line,), column=column, value=value, fact=fact, remedy=remedy)


def _one(row: DataRow, meaning: str, *, is_name: bool = False) -> _Named | None:
    """The one thing the row says under headings of this meaning; two different ones are a problem."""
    nothing = _NOTHING if not is_name else frozenset({""})
    said = [
        _Named(heading, cell)
        for heading, cell in row.cells.get(meaning, ())
        if fold(text(cell)) not in nothing or (meaning == "attended" and text(cell) in _TICKS | _BOXES)
    ]
    if len({fold(text(named.cell)) for named in said}) > 1:
        fact = f"'{said[0].heading}' and '{said[1].heading}' mean the same and say different things"
        raise _Unreadable(_problem(row.line, said[1], fact, "Remove or rename one of the two columns."))
    return said[0] if said else None


def _words(row: DataRow, meaning: str, *, is_name: bool = False) -> str:
    named = _one(row, meaning, is_name=is_name)
    # A leading apostrophe before = + - @ keeps a spreadsheet from running the text as a formula.
    return re.sub(r"^'(?=[=+\-@])", "", text(named.cell)) if named else ""


def _person(row: DataRow) -> Attendee:
    given, family = _words(row, "given_name", is_name=True), _words(row, "family_name", is_name=True)
    full = f"{given} {family}".strip()
    if not full and (named := _one(row, "full_name", is_name=True)):
        given, family, full = _split_name(_words(row, "full_name", is_name=True), named.heading)
    email = _one(row, "email")
    official_id = _words(row, "official_id")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", text(email.cell)):
        raise _Unreadable(
            _problem(row.line, email, "this is not an email address", "Correct it, or clear the cell.")
        )
    if not (full or email or official_id):
        said = next((_Named(*cells[0]) for cells in row.cells.values()), None)
        fact = "the row names no person"
        raise _Unreadable(
            _problem(row.line, said, fact, "Add a name, an email or an official ID, or remove the row.")
        )
    return Attendee(
        line=row.line,
        lines=(row.line,),
        official_id=official_id or None,
        given_name=given,
        family_name=family,
        full_name=full,
        email=_words(row, "email") or None,
        municipality=_words(row, "municipality") or None,
        title=_words(row, "title") or None,
    )


def _split_name(written: str, heading: str) -> tuple[str, str, str]:
    """Given, family and full name; only a comma splits a name, because spaces do not say where it divides."""
    if "original name" in fold(heading) and (found := _ORIGINAL_NAME.fullmatch(written)):
        written = found[1]
    family, comma, given = (part.strip() for part in written.partition(","))
    if not comma or not given or not family or "," in given or fold(given) in _SUFFIXES:
        return "", "", written
    return given, family, f"{given} {family}"


def _attended(row: DataRow) -> bool:
    if "attended" not in row.cells:
        return not row.has_column("attended")
    named = _one(row, "attended")
    said = text(named.cell) if named else ""
    if said in _TICKS or fold(said) in _YES:
        return True
    if not said or said in _BOXES or fold(said) in _NO:
        return False
    raise _Unreadable(
        _problem(
            row.line, named, "this says neither that the person attended nor that not", "Write Yes or No."
        )
    )


def _hours(row: DataRow) -> Decimal | None:
    named = _one(row, "hours")
    hours = read_hours(named.cell) if named else None
    if named and hours is None:
        raise _Unreadable(
            _problem(
                row.line, named, "this is not a number of hours", "Write hours as a decimal, such as 5.5."
            )
        )
    return hours


def _minutes(row: DataRow) -> int | None:
    named = _one(row, "minutes")
    minutes = read_minutes(named.cell, heading=named.heading) if named else None
    if named and minutes is None:
        remedy = "Write '65 minutes' or '1 hour 5 minutes', or call the column 'Minutes'."
        raise _Unreadable(_problem(row.line, named, "this is not a length of time with a unit", remedy))
    return minutes


def _day(row: DataRow) -> DatedCell | None:
    named = _one(row, "attended_on")
    return _dated(row.line, named.heading, named.cell) if named else None


def _dated(line: int, heading: str, cell: Cell) -> DatedCell:
    readings = readings_of(cell)
    if not readings and (stamp := read_stamp(cell)) and stamp.day is not None:
        readings = readings_of(stamp.day)
    if not readings:
        raise _Unreadable(
            _problem(line, _Named(heading, cell), "this is not a date", "Write the date as YYYY-MM-DD.")
        )
    return DatedCell(line, heading, text(cell), readings)


def _time(row: DataRow, meaning: str) -> tuple[Stamp | None, DatedCell | None]:
    named = _one(row, meaning)
    if named is None:
        return None, None
    stamp = read_stamp(named.cell)
    if stamp is None:
        raise _Unreadable(
            _problem(row.line, named, "this is not a time of day", "Write the time as 09:00 or 9:00 AM.")
        )
    return stamp, None if stamp.day is None else _dated(row.line, named.heading, stamp.day)


def with_dates(entry: Entry, dates: Mapping[tuple[int, str], date]) -> Attendee | Problem:
    """Return the person of the row with day, times and minutes, once the dates of the columns are decided."""
    try:
        return _with_dates(entry, dates)
    except _Unreadable as unreadable:
        return unreadable.problem


def _with_dates(entry: Entry, dates: Mapping[tuple[int, str], date]) -> Attendee:
    day, joined_on = _date_of(entry.day, dates), _date_of(entry.day_in, dates)
    if day and joined_on and day != joined_on:
        fact = f"the row is dated {day} and the time in {joined_on}"
        raise _Unreadable(_problem(entry.line, None, fact, "Correct one of the two."))
    stay = _stay(entry, dates)
    stated = entry.attendee.minutes
    if stay and stated is not None and stated > (stay.left - stay.joined) // 60 + 1:
        fact = f"the row states {stated} minutes and its times hold {whole_minutes([stay])}"
        raise _Unreadable(_problem(entry.line, None, fact, "Correct the minutes or the times."))
    return replace(
        entry.attendee,
        attended_on=joined_on if entry.day is None else day,
        minutes=whole_minutes([stay]) if stay and stated is None else stated,
        stays=(stay,) if stay else (),
    )


def _date_of(cell: DatedCell | None, dates: Mapping[tuple[int, str], date]) -> date | None:
    return dates.get((cell.line, cell.column)) if cell else None


def _stay(entry: Entry, dates: Mapping[tuple[int, str], date]) -> Stay | None:
    if entry.time_in is None or entry.time_out is None:
        return None
    joined, left = entry.time_in.clock, entry.time_out.clock
    if {joined.form, left.form} == {"half", "bare"}:
        fact = "one of the two times does not say whether it is AM or PM"
        raise _Unreadable(
            _problem(entry.line, None, fact, "Write both with AM or PM, or both as 09:00 and 16:00.")
        )
    days = _days_between(entry, dates)
    if days is None:
        return None
    stay = Stay(joined.second, left.second + days * _DAY)
    if stay.left < stay.joined or days > 1:
        fact = "the time out is not within a day after the time in"
        raise _Unreadable(
            _problem(entry.line, None, fact, "Correct the times; write 4:00 PM or 16:00, not 4:00.")
        )
    return stay


def _days_between(entry: Entry, dates: Mapping[tuple[int, str], date]) -> int | None:
    """Whole days from the date of joining to that of leaving; None while a question about either is open."""
    first, last = entry.day_in, entry.day_out
    if first is None or last is None or first.written == last.written:
        return 0
    start, end = _date_of(first, dates), _date_of(last, dates)
    return (end - start).days if start and end else None
