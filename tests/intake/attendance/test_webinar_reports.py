"""Attendee reports of webinar services: sections, several joins a person, people who stayed away."""

from datetime import date
from pathlib import Path

from ledger.intake.attendance import read_attendance

DATA = Path(__file__).parent / "data"
DAY = date(2024, 5, 13)


def test_overlapping_joins_of_one_person_count_once_and_separate_ones_add_up() -> None:
    sheet = read_attendance(DATA / "zoom_webinar.csv")
    assert sheet.kind == "zoom"
    assert [(one.full_name, one.lines, one.minutes) for one in sheet.attendees] == [
        ("Ada Okafor", (14, 15), 60),  # 10:00 to 10:40 and 10:30 to 11:00, stated as 40 and 30
        ("Ray Fuller", (16, 17), 57),  # 22 and 35, apart
        ("13345550142", (22,), 58),  # by telephone: no name, and nobody guesses one
    ]
    assert {one.attended_on for one in sheet.attendees} == {DAY}


def test_hosts_and_panelists_are_not_attendees() -> None:
    sheet = read_attendance(DATA / "zoom_webinar.csv")
    assert [(one.full_name, one.minutes) for one in sheet.hosts] == [
        ("League Training", 66),
        ("Dana Cole", 63),
    ]


def test_people_who_registered_and_stayed_away_are_kept_unless_another_row_shows_them_attending() -> None:
    sheet = read_attendance(DATA / "zoom_webinar.csv")
    assert [(one.full_name, one.attended, one.minutes) for one in sheet.not_attended] == [
        ("Sam Lee", False, None)
    ]
    assert any(note.lines == (19,) for note in sheet.notes)


def test_the_organiser_of_a_meeting_report_is_not_an_attendee() -> None:
    sheet = read_attendance(DATA / "zoom_meeting.csv")
    assert sheet.kind == "zoom"
    assert [(one.full_name, one.attended_on, one.minutes) for one in sheet.attendees] == [
        ("Ada Okafor", DAY, 60),
        ("Ray Fuller", DAY, 55),
    ]
    assert sheet.is_clear


def test_a_goto_report_gives_minutes_from_words_and_the_absent() -> None:
    sheet = read_attendance(DATA / "goto_webinar.csv")
    assert sheet.kind == "goto"
    assert [(one.full_name, one.attended_on, one.minutes) for one in sheet.attendees] == [
        ("Ada Okafor", DAY, 65),
        ("Ray Fuller", DAY, 42),
    ]
    assert [one.full_name for one in sheet.not_attended] == ["Sam Lee"]
    assert sheet.is_clear


def test_a_session_past_midnight_belongs_to_the_day_it_was_joined(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_text(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        'Ada (Ada O),a@b.example,"May 13, 2024 23:30:00","May 14, 2024 00:15:00",45\n'
    )
    (one,) = read_attendance(path).attendees
    assert (one.full_name, one.attended_on, one.minutes) == ("Ada", DAY, 45)


def test_a_display_name_that_changes_with_the_device_is_still_the_same_address(tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        "Ada Okafor,ada@b.example,05/13/2024 10:00:00 AM,05/13/2024 10:30:00 AM,30\n"
        "Ada's iPad,ada@b.example,05/13/2024 10:20:00 AM,05/13/2024 11:00:00 AM,40\n"
    )
    (one,) = read_attendance(path).attendees
    assert (one.full_name, one.lines, one.minutes) == ("Ada Okafor", (2, 3), 60)


def test_join_and_leave_times_with_ambiguous_dates_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "march_or_may.csv"
    path.write_text(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        "Ada Okafor,ada@b.example,05/03/2024 10:00:00 AM,05/03/2024 11:00:00 AM,60\n"
    )
    sheet = read_attendance(path)
    assert [question.column for question in sheet.questions] == ["Join Time", "Leave Time"]
    assert (sheet.attendees[0].attended_on, sheet.attendees[0].minutes) == (None, 60)
    assert read_attendance(path, date_order="mdy").attendees[0].attended_on == date(2024, 5, 3)
