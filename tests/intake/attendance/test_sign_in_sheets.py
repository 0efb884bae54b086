"""Sign-in sheets as people keep them: any order of columns, any encoding, anything around the rows."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ledger.errors import InvalidInput
from ledger.intake.attendance import Sheet, Stay, read_attendance

DATA = Path(__file__).parent / "data"


def read(folder: Path, content: str | bytes, **options: object) -> Sheet:
    path = folder / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_attendance(path, **options)  # type: ignore[arg-type]


def test_a_sheet_with_preamble_repeated_headings_and_totals_gives_the_people_only() -> None:
    sheet = read_attendance(DATA / "sign_in.csv")
    assert sheet.kind == "sign-in"
    assert [(one.full_name, one.lines, one.minutes, one.hours) for one in sheet.attendees] == [
        ("José O'Brien", (5,), 390, Decimal("6.0")),
        ("Mary Anne Smith-Jones", (6,), 390, Decimal("6.0")),
        ("Ada Okafor", (7, 8), 388, Decimal("6.0")),
        ("Ray Fuller", (11, 12), 330, Decimal("3.0")),
    ]
    assert [str(note) for note in sheet.notes] == [
        "before the headings, not read: lines 1, 2",
        "headings: line 4",
        "repeated headings left out: line 10",
        "totals and footers left out: line 14",
        "1 duplicate row folded: line 8",
        "1 further row of the same person joined to the first: line 12",
    ]


def test_a_time_out_before_the_time_in_is_a_problem_and_not_a_night() -> None:
    (problem,) = read_attendance(DATA / "sign_in.csv").problems
    assert (problem.line, problem.remedy) == (
        13,
        "Correct the times; write 4:00 PM or 16:00, not 4:00.",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_people(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [
        ["First name", "Last name", "City/Town", "Credit hours"],
        ["José", "Núñez", '"St. Clair\nSprings"', "5.5"],
    ]
    sheet = read(tmp_path, "\r\n".join(separator.join(row) for row in rows).encode(encoding))
    (one,) = sheet.attendees
    assert (one.full_name, one.municipality, one.hours) == ("José Núñez", "St. Clair Springs", Decimal("5.5"))


def test_a_decimal_comma_is_read_where_semicolons_separate(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'Name;Hours\n"Roy, Zoé";5,5\n')
    assert (sheet.attendees[0].full_name, sheet.attendees[0].hours) == ("Zoé Roy", Decimal("5.5"))


def test_lines_after_a_quoted_newline_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'Name,City\nAda Okafor,"Au\nburn"\nRay Fuller,Dothan\n')
    assert [one.line for one in sheet.attendees] == [2, 4]


def test_a_workbook_gives_dates_times_and_hours_exactly(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Read me").write_string(0, 0, "Sign-in for the institute")
        page = workbook.add_worksheet("Day 1")
        day, clock = (
            workbook.add_format({"num_format": "d-mmm-yy"}),
            workbook.add_format({"num_format": "h:mm"}),
        )
        page.write_row(2, 1, ["Official ID", "Name (Last, First)", "Date", "Time in", "Time out", "CEUs"])
        page.write_row(3, 1, [1042, "Okafor, Ada"])
        page.write_datetime(3, 3, datetime(2024, 5, 3), day)  # noqa: DTZ001 a spreadsheet knows no zone
        page.write_datetime(3, 4, time(9, 0), clock)
        page.write_datetime(3, 5, time(15, 30), clock)
        page.write_number(3, 6, 0.1 + 0.2)
    sheet = read_attendance(path)
    (one,) = sheet.attendees
    assert (one.line, one.official_id, one.full_name) == (4, "1042", "Ada Okafor")
    assert (one.attended_on, one.minutes, one.stays) == (date(2024, 5, 3), 390, (Stay(32400, 55800),))
    assert one.hours == Decimal("0.3")
    assert any("one CEU as ten hours" in note.fact for note in sheet.notes)


def test_a_second_worksheet_with_headings_is_named_and_can_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, person in (("Morning", "Ada Okafor"), ("Afternoon", "Ray Fuller")):
            page = workbook.add_worksheet(name)
            page.write_row(0, 0, ["Name", "Email"])
            page.write_row(1, 0, [person, "a@b.example"])
    first = read_attendance(path)
    assert first.attendees[0].full_name == "Ada Okafor"
    assert any("sheet 'Afternoon' also has headings" in note.fact for note in first.notes)
    assert read_attendance(path, sheet_name="Afternoon").attendees[0].full_name == "Ray Fuller"
    with pytest.raises(InvalidInput, match="it has Morning, Afternoon"):
        read_attendance(path, sheet_name="Evening")


def test_people_marked_absent_are_kept_apart(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,Present\nAda Okafor,✓\nRay Fuller,\nSam Lee,no\nKit Wells,perhaps\n")
    assert [one.full_name for one in sheet.attendees] == ["Ada Okafor"]
    assert [one.full_name for one in sheet.not_attended] == ["Ray Fuller", "Sam Lee"]
    assert [(problem.line, problem.value) for problem in sheet.problems] == [(5, "perhaps")]


def test_two_people_who_share_an_address_are_two_people(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,Email\nAda Okafor,hall@auburn.example\nRay Fuller,hall@auburn.example\n")
    assert len(sheet.attendees) == 2


def test_the_same_person_with_different_minutes_and_no_times_is_a_problem_with_both_lines(
    tmp_path: Path,
) -> None:
    sheet = read(tmp_path, "Name,Minutes\nJosé Ruiz,60\nJose  Ruiz,90\n")
    assert not sheet.attendees
    assert (sheet.problems[0].lines, sheet.problems[0].fact) == (
        (2, 3),
        "rows of the same person state 60 and 90 minutes, and not all have times to add up",
    )


def test_the_same_person_in_two_sessions_is_two_attendances(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,Session,Hours\nAda Okafor,Ethics,2\nAda Okafor,Finance,3\n")
    assert [(one.title, one.hours) for one in sheet.attendees] == [
        ("Ethics", Decimal(2)),
        ("Finance", Decimal(3)),
    ]


def test_one_official_id_with_two_names_is_a_problem(tmp_path: Path) -> None:
    sheet = read(tmp_path, "ID number,Name\n7,Ada Okafor\n7,Ray Fuller\n")
    assert sheet.problems[0].fact == "rows with one official ID give different names"


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        ("Ada Okafor,ada,,", "this is not an email address"),
        ("Ada Okafor,,soon,", "this is not a date"),
        ("Ada Okafor,,,six", "this is not a number of hours"),
        ('Ada Okafor,,,"1,250"', "this is not a number of hours"),
        (",,2024-05-13,6", "the row names no person"),
        ("Okafor, Ada,a@b.example,2024-05-13,6", "the row goes on after the last of the 4 headings"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_problem_and_no_attendee(tmp_path: Path, row: str, fact: str) -> None:
    sheet = read(tmp_path, f"Name,Email,Date,Hours\n{row}\n")
    assert not sheet.attendees
    assert [problem.fact for problem in sheet.problems] == [fact]
    assert not sheet.is_clear


def test_two_columns_of_one_meaning_may_not_disagree(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,Hours,Credits\nAda Okafor,6,6\nRay Fuller,6,5\n")
    assert [one.full_name for one in sheet.attendees] == ["Ada Okafor"]
    assert sheet.problems[0].fact == "'Hours' and 'Credits' mean the same and say different things"


def test_minutes_that_the_times_cannot_hold_are_a_problem(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,In,Out,Minutes\nAda Okafor,09:00,10:00,600\n")
    assert sheet.problems[0].fact == "the row states 600 minutes and its times hold 60"


def test_one_time_with_pm_and_one_without_is_a_problem(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,In,Out\nAda Okafor,1:00,2:00 PM\nRay Fuller,9:00,16:00\n")
    assert sheet.problems[0].fact == "one of the two times does not say whether it is AM or PM"
    assert sheet.attendees[0].minutes == 420


def test_a_name_after_a_comma_is_the_given_name_but_a_suffix_is_not(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'Name,City\n"Okafor, Ada",Auburn\n"Ray Fuller, Jr.",Dothan\n')
    assert [(one.given_name, one.family_name, one.full_name) for one in sheet.attendees] == [
        ("Ada", "Okafor", "Ada Okafor"),
        ("", "", "Ray Fuller, Jr."),
    ]


def test_an_empty_sheet_with_headings_says_that_nobody_is_there(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,Email\n")
    assert not sheet.attendees
    assert str(sheet.notes[-1]) == "there are no people under the headings"


def test_rows_whose_dates_are_in_question_are_not_joined(tmp_path: Path) -> None:
    content = "Name,Date,Minutes\nAda Okafor,5/3/2024,60\nAda Okafor,6/3/2024,90\n"
    sheet = read(tmp_path, content)
    assert [(one.line, one.minutes) for one in sheet.attendees] == [(2, 60), (3, 90)]
    assert len(sheet.questions) == 2
    answered = read(tmp_path, content, date_order="mdy")
    assert [one.attended_on for one in answered.attendees] == [date(2024, 5, 3), date(2024, 6, 3)]


def test_hours_stated_on_rows_at_different_times_are_a_problem(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Name,In,Out,Hours\nAda Okafor,09:00,12:00,3\nAda Okafor,13:00,16:00,3\n")
    assert sheet.problems[0].lines == (2, 3)
    assert (
        sheet.problems[0].fact
        == "rows at different times state 3 and 3 credit hours: for each row, or in all"
    )
