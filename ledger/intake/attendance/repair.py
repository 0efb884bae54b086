"""The file in which a person says who the unmatched attendees are; it is read back like any sign-in sheet."""

import csv
from collections.abc import Iterable
from pathlib import Path

from ledger.errors import InvalidInput
from ledger.intake.attendance.model import Attendee, Person, Unmatched

COLUMNS = (
    "Official ID",
    "First name",
    "Last name",
    "Full name",
    "Email",
    "Municipality",
    "Date",
    "Time in",
    "Time out",
    "Minutes",
    "Credit hours",
    "Title",
    "Reason",
    "Suggestions",
    "Original lines",
)
_DAY = 86_400


def write_unmatched_csv(path: Path, unmatched: Iterable[Unmatched]) -> None:
    """Write the unmatched attendees as CSV (UTF-8 with a mark that spreadsheet programs know).

    Fill in the first column and read the file with `read_attendance`. Text that a spreadsheet would run as a
    formula gets an apostrophe in front, which reading takes off again. Dates and times are exact.

    Raises:
        InvalidInput: the file exists, since it may have been filled in, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            for row in unmatched:
                writer.writerow([_shielded(value) for value in _values(row)])
    except FileExistsError as error:
        raise InvalidInput(
            "the file exists and is not overwritten, since it may have been filled in.",
            file=str(path),
            remedy="Give another name, or remove it.",
        ) from error
    except OSError as error:
        raise InvalidInput(
            f"the file cannot be written ({error.strerror}).", file=str(path), remedy="Check the folder."
        ) from error


def _values(row: Unmatched) -> tuple[str, ...]:
    attendee = row.attendee
    split = bool(attendee.given_name or attendee.family_name)
    time_in, time_out = _times(attendee)
    return (
        attendee.official_id or "",
        attendee.given_name,
        attendee.family_name,
        "" if split else attendee.full_name,
        attendee.email or "",
        attendee.municipality or "",
        attendee.attended_on.isoformat() if attendee.attended_on else "",
        time_in,
        time_out,
        "" if attendee.minutes is None else str(attendee.minutes),
        "" if attendee.hours is None else f"{attendee.hours:f}",
        attendee.title or "",
        row.reason,
        "; ".join(_suggested(person) for person in row.suggestions),
        " ".join(str(line) for line in attendee.lines),
    )


def _times(attendee: Attendee) -> tuple[str, str]:
    """The one stay as two times of day; several, or one past midnight, are told by the minutes alone."""
    if len(attendee.stays) != 1 or attendee.stays[0].left >= _DAY:
        return "", ""
    return _clock(attendee.stays[0].joined), _clock(attendee.stays[0].left)


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _suggested(person: Person) -> str:
    town = f", {person.municipality}" if person.municipality else ""
    return f"{person.official_id} ({person.full_name}{town})"


def _shielded(value: str) -> str:
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
