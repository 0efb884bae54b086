"""Nothing is dropped: every row that is not blank is a person, a problem, or named in a note."""

import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import InvalidInput
from ledger.intake.attendance import Sheet, match, read_attendance
from ledger.intake.attendance.headings import SYNONYMS
from ledger.intake.attendance.model import Person

DATA = Path(__file__).parent / "data"

# Cells of every sort under headings of every sort: most rows are problems.
wild_values = st.one_of(
    st.sampled_from(
        [
            "", "", "--", "Ada Okafor", "Okafor, Ada", "José", "Jose", "A-1", "a@b.example", "5/3/2024",
            "5/13/2024", "2024-05-03", "9:00 AM", "10:30", "16:00", "6", "6.5", "65 minutes", "Yes", "No",
            "Total", "Name", "Attendee Details", "Panelist Details", "May 13, 2024 10:00:00", "45415",
            "\u00a0",
        ]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
)  # fmt: skip
wild_headings = st.lists(
    st.sampled_from(["Phone", "", *sorted(heading for names in SYNONYMS.values() for heading in names)]),
    min_size=1,
    max_size=8,
)
# Cells that suit their headings, few enough for people to come up again: most rows are attendees.
LIKELY = {
    "Official ID": ["", "", "", "A-1", "A-2"],
    "Name": ["Ada Okafor", "Okafor, Ada", "ADA OKAFOR", "José", "Jose", "Total", ""],
    "Email": ["", "", "a@b.example", "A@b.example", "c@d.example"],
    "Date": ["2024-05-13", "2024-05-13", "May 14, 2024", "5/3/2024", ""],
    "Time in": ["9:00", "10:00", "09:30 AM", ""],
    "Time out": ["11:00", "12:00", "10:30 AM", "", "8:00"],
    "Minutes": ["", "", "", "60", "120"],
    "Hours": ["", "", "2", "3"],
    "Attended": ["Yes", "Yes", "Yes", "No", "x", "", "perhaps"],
}


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    opening = draw(st.sampled_from([[], [["Attendee Report"]], [["Sign-in"], []]]))
    if draw(st.booleans()):
        columns = ["Name", *draw(wild_headings)]
        cells = st.lists(wild_values, min_size=0, max_size=len(columns) + 1)
        return [*opening, columns, *draw(st.lists(cells, max_size=12))]
    columns = [
        "Name",
        *draw(st.lists(st.sampled_from(sorted(set(LIKELY) - {"Name"})), min_size=1, unique=True)),
    ]
    people = st.tuples(*(st.sampled_from(LIKELY[column]) for column in columns)).map(list)
    return [*opening, columns, *draw(st.lists(people, max_size=12))]


def lines_of(sheet: Sheet) -> list[int]:
    people = [*sheet.attendees, *sheet.not_attended, *sheet.hosts]
    return [line for one in [*people, *sheet.problems] for line in one.lines]


def lines_noted(sheet: Sheet) -> set[int]:
    return {line for note in sheet.notes for line in note.lines}


def lines_written(content: str) -> set[int]:
    return {
        number
        for number, row in enumerate(csv.reader(io.StringIO(content)), start=1)
        if any(value.strip("\u200b\u200c\u200d\u2060\ufeff\u00ad \u00a0\t") for value in row)
    }


@settings(max_examples=150, deadline=None)
@given(tables())
def test_every_row_is_accounted_for_and_no_person_twice(table: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_text(buffer.getvalue(), encoding="utf-8", newline="")
        try:
            sheet = read_attendance(path)
        except InvalidInput as refused:
            assert refused.file  # noqa: PT017 a table may contradict itself as a whole
            return
    assert set(lines_of(sheet)) | lines_noted(sheet) >= lines_written(buffer.getvalue())
    assert max(Counter(lines_of(sheet)).values(), default=1) == 1


@settings(max_examples=100, deadline=None)
@given(tables())
def test_every_attendee_is_matched_or_unmatched_once(table: list[list[str]]) -> None:
    people = [
        Person(official_id="A-1", given_name="Ada", family_name="Okafor", email="a@b.example"),
        Person(official_id="A-2", given_name="José", family_name="", email="a@b.example"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table)
        try:
            sheet = read_attendance(path)
        except InvalidInput as refused:
            assert refused.file  # noqa: PT017 a table may contradict itself as a whole
            return
    matches = match(sheet.attendees, people)
    given_lines = sorted(line for one in sheet.attendees for line in one.lines)
    told = [one.attendee for one in [*matches.matched, *matches.unmatched]]
    assert sorted(line for one in told for line in one.lines) == given_lines


def test_every_row_of_the_sample_files_is_accounted_for() -> None:
    for path in sorted(DATA.glob("*.csv")):
        if path.stem == "sign_in_contradictory":
            continue
        sheet = read_attendance(path)
        assert set(lines_of(sheet)) | lines_noted(sheet) == lines_written(path.read_text(encoding="utf-8")), (
            path
        )
