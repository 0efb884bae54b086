"""Sign-in sheets and webinar reports: from a file as people have it to people who attended.

In reading order: `table` is a file seen as rows; `source` and `workbook` open it, `headings` knows the names
of columns, `layout` tells headings, sections and totals from people, `entries` reads one row, `dates` decides
what a date means, `grouping` makes one attendee of a person's rows, `reader` joins these. `matching` finds
the officials, `repair` writes what it could not find.
"""

from ledger.intake.attendance.matching import match
from ledger.intake.attendance.model import (
    Attendee,
    Matched,
    Matches,
    Note,
    Person,
    Problem,
    Question,
    Sheet,
    Stay,
    Unmatched,
)
from ledger.intake.attendance.reader import read_attendance
from ledger.intake.attendance.repair import write_unmatched_csv

__all__ = [
    "Attendee",
    "Matched",
    "Matches",
    "Note",
    "Person",
    "Problem",
    "Question",
    "Sheet",
    "Stay",
    "Unmatched",
    "match",
    "read_attendance",
    "write_unmatched_csv",
]
