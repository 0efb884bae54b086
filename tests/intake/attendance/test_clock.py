"""Times of day, lengths of time and hours, as written."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.attendance.clock import joined, read_hours, read_minutes, read_stamp, whole_minutes
from ledger.intake.attendance.model import Stay


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("9:05", 9, 5), ("09:05:59", 9, 5), ("9:05 AM", 9, 5), ("9:05 p.m.", 21, 5), ("12:05 AM", 0, 5),
        ("12 noon", 12, 0), ("4pm", 16, 0), ("16:05", 16, 5), ("1605", 16, 5), ("9:05 AM CDT", 9, 5),
        ("9h05", 9, 5), (time(9, 5), 9, 5), (timedelta(hours=9, minutes=5), 9, 5), (Decimal("0.375"), 9, 0),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(written: object, hour: int, minute: int) -> None:
    stamp = read_stamp(written)  # type: ignore[arg-type]
    assert stamp is not None
    assert stamp.clock.second // 60 == hour * 60 + minute


@pytest.mark.parametrize("written", ["", "9", "25:00", "9:75", "13:05 AM", "soon", "2024-05-03"])
def test_what_is_no_time_of_day_is_not_read(written: str) -> None:
    assert read_stamp(written) is None


def test_a_stamp_keeps_the_date_in_front_of_the_time() -> None:
    stamp = read_stamp("May 13, 2024 09:57 AM CDT")
    assert stamp is not None
    assert (stamp.day, stamp.clock.second) == ("May 13, 2024", 35_820)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("65", 65), ("1 hour 5 minutes", 65), ("1 hour, 5 minutes and 59 seconds", 65), ("1:05:59", 65),
        ("1.5 hours", 90), ("1h05m", 65), ("42 mins", 42), (timedelta(minutes=65), 65), (Decimal("65.9"), 65),
    ],
)  # fmt: skip
def test_a_length_of_time_is_whole_minutes_completed(written: object, minutes: int) -> None:
    assert read_minutes(written, heading="Time in Session (minutes)") == minutes  # type: ignore[arg-type]


def test_a_bare_number_is_no_length_of_time_unless_the_heading_says_minutes() -> None:
    assert read_minutes("65", heading="Duration") is None
    assert read_minutes("65 minutes", heading="Duration") == 65


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("6", "6"),
        ("5,5", "5.5"),
        ("5.25 hrs", "5.25"),
        ("6:30", "6.5"),
        (timedelta(hours=6), "6"),
        ("3 CEUs", "3"),
    ],
)
def test_hours_are_exact(written: object, hours: str) -> None:
    assert read_hours(written) == Decimal(hours)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["six", "-1", "1,250", "6:20", "6-7"])
def test_what_is_no_exact_number_of_hours_is_not_read(written: str) -> None:
    assert read_hours(written) is None


stays = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(
        lambda ends: Stay(min(ends) * 60, max(ends) * 60)
    ),
    max_size=8,
)


@given(stays)
def test_minutes_of_stays_are_the_minutes_in_any_of_them(present: list[Stay]) -> None:
    covered = {minute for stay in present for minute in range(stay.joined // 60, stay.left // 60)}
    assert whole_minutes(present) == len(covered)
    assert joined(joined(present)) == joined(present)
