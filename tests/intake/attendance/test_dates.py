"""Dates: every form that is read, and every way in which an ambiguous one is decided or asked about."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.errors import InvalidInput
from ledger.intake.attendance import Sheet, read_attendance

DATA = Path(__file__).parent / "data"
MAY, MARCH = date(2024, 5, 3), date(2024, 3, 5)


def sheet_of(folder: Path, *dates: str, **options: Any) -> Sheet:
    path = folder / "sheet.csv"
    rows = "".join(f'Person {number},"{written}"\n' for number, written in enumerate(dates))
    path.write_text(f"Name,Date\n{rows}", encoding="utf-8")
    return read_attendance(path, **options)


def days(sheet: Sheet) -> list[date | None]:
    return [one.attended_on for one in sheet.attendees]


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-03", "2024/5/3", "20240503", "2024-05-03 09:15", "2024-05-03T09:15:00Z", "3 May 2024",
        "3-May-24", "May 3, 2024", "May 3rd, 2024", "Friday, May 3, 2024", "3rd of May 2024", "3 mai 2024",
        "May 3, 2024 9:00 AM", "MAY 3 2024",
    ],
)  # fmt: skip
def test_a_date_that_can_be_read_one_way_is_read(tmp_path: Path, written: str) -> None:
    assert days(sheet_of(tmp_path, written)) == [MAY]


@pytest.mark.parametrize("written", ["5/3/2024", "05/03/2024", "5/3/24", "03.05.2024", "5-3-2024"])
def test_a_date_that_can_be_read_two_ways_is_asked_about(tmp_path: Path, written: str) -> None:
    sheet = sheet_of(tmp_path, written)
    assert days(sheet) == [None]
    (question,) = sheet.questions
    assert (question.line, question.column, question.value) == (2, "Date", written)
    assert question.readings == (MARCH, MAY)
    assert "--date-order mdy" in question.remedy


def test_one_question_covers_every_row_with_the_same_value() -> None:
    (question,) = read_attendance(DATA / "sign_in_ambiguous.csv").questions
    assert question.lines == (2, 3)
    assert "lines 2, 3, Date: '5/3/2024' can be read as 2024-03-05 or 2024-05-03." in str(question)


def test_the_caller_decides_the_order(tmp_path: Path) -> None:
    assert days(sheet_of(tmp_path, "5/3/2024", date_order="mdy")) == [MAY]
    assert days(sheet_of(tmp_path, "5/3/2024", date_order="dmy")) == [MARCH]


def test_another_date_of_the_column_decides_the_order(tmp_path: Path) -> None:
    assert days(sheet_of(tmp_path, "5/3/2024", "5/13/2024"))[0] == MAY
    assert days(sheet_of(tmp_path, "5/3/2024", "13/5/2024"))[0] == MARCH


def test_a_date_that_is_the_same_both_ways_decides_nothing(tmp_path: Path) -> None:
    assert days(sheet_of(tmp_path, "5/3/2024", "5/5/2024")) == [None, date(2024, 5, 5)]


def test_the_offering_decides_where_exactly_one_reading_is_among_its_days(tmp_path: Path) -> None:
    assert days(sheet_of(tmp_path, "5/3/2024", expected_dates=frozenset({MAY}))) == [MAY]
    assert days(sheet_of(tmp_path, "5/3/2024", expected_dates=frozenset({MAY, MARCH}))) == [None]
    assert days(sheet_of(tmp_path, "5/3/2024", expected_dates=frozenset({date(2024, 6, 1)}))) == [None]


def test_a_column_that_points_one_way_and_an_offering_the_other_is_a_question(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "5/3/2024", "5/13/2024", expected_dates=frozenset({MARCH}))
    assert days(sheet) == [None, date(2024, 5, 13)]
    assert sheet.questions[0].readings == (MARCH, MAY)


def test_a_column_that_contradicts_itself_is_refused_with_both_lines() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_attendance(DATA / "sign_in_contradictory.csv")
    assert (refused.value.line, refused.value.value) == (2, "5/13/2024")
    assert "'5/13/2024' on line 2" in refused.value.fact
    assert "'13/5/2024' on line 3" in refused.value.fact


def test_a_date_that_contradicts_the_callers_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="only be read day first") as refused:
        sheet_of(tmp_path, "5/3/2024", "13/5/2024", date_order="mdy")
    assert refused.value.line == 3


def test_a_two_digit_year_may_come_first_between_hyphens(tmp_path: Path) -> None:
    (question,) = sheet_of(tmp_path, "24-05-03").questions
    assert question.readings == (date(2003, 5, 24), date(2024, 5, 3))


def test_a_bare_day_number_is_a_question_because_workbooks_count_from_two_days(tmp_path: Path) -> None:
    (question,) = sheet_of(tmp_path, "45415").questions
    assert question.readings == (MAY, date(2028, 5, 4))
    assert question.remedy == "Write the date as YYYY-MM-DD."
    assert days(sheet_of(tmp_path, "45415", expected_dates=frozenset({MAY}))) == [MAY]


@pytest.mark.parametrize(
    "written", ["31/31/2024", "30 February 2024", "3 May", "May 3-4, 2024", "0/0/0000", "²"]
)
def test_what_is_no_date_is_a_problem(tmp_path: Path, written: str) -> None:
    sheet = sheet_of(tmp_path, written)
    assert [(problem.value, problem.fact) for problem in sheet.problems] == [(written, "this is not a date")]


def test_date_cells_beside_text_dates_may_have_day_and_month_swapped(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page, day = workbook.add_worksheet(), workbook.add_format({"num_format": "m/d/yyyy"})
        page.write_row(0, 0, ["Name", "Date"])
        page.write_string(1, 0, "Ada Okafor")
        page.write_datetime(1, 1, datetime(2024, 5, 3), day)  # noqa: DTZ001 a spreadsheet knows no zone
        page.write_row(2, 0, ["Ray Fuller", "13/03/2024"])
    sheet = read_attendance(path)
    assert days(sheet) == [None, date(2024, 3, 13)]
    assert sheet.questions[0].readings == (MARCH, MAY)
    assert days(read_attendance(path, expected_dates=frozenset({MARCH}))) == [MARCH, date(2024, 3, 13)]


def test_an_unknown_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="a date order is mdy or dmy"):
        sheet_of(tmp_path, "5/3/2024", date_order="ymd")
