"""Awards, letters, graduations, and what officials were told about their standing."""

from __future__ import annotations

from collections.abc import Iterable

from sample.days import WEDNESDAY, day_text, nth_weekday, ordinal_of, year_of
from sample.diary import LIVE, Diary
from sample.official import FORTY, TWENTY, Official

BASIC, ADVANCED = "alm-basic", "alm-advanced"
#: The last year at whose end the twenty hours in three years were tested.
LAST_TESTED_YEAR = 2024


class Designations:
    """Awards what has been earned, some weeks later, and tells people where they stand."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._graduates: list[tuple[str, str]] = []

    def on_credit(self, official: Official, year: int) -> None:
        """Look again at an official after hours of a year were approved."""
        diary = self._diary
        if official.inactive_since is not None:
            self._look_at_inactive(official, year)
        if official.award_due:
            return
        program = self._earned(official)
        if program:
            official.award_due = True
            diary.on(diary.today + diary.between(14, 60), self._award, official)

    def _earned(self, official: Official) -> str | None:
        if official.basic_on is None:
            return BASIC if official.league_tenths >= FORTY else None
        if official.advanced_on is None and official.enrolled_advanced:
            return ADVANCED if official.league_tenths >= 2 * FORTY else None
        return None

    def _award(self, official: Official) -> None:
        official.award_due = False
        program = self._earned(official)
        if program is None:
            return  # a correction came in between
        imported = self._diary.today < LIVE
        self._award_fact(official, program, hours=40 if imported else None)

    def award_without_hours(self, official: Official) -> None:
        """Record an award of the older system whose hours were never kept."""
        if official.basic_on is not None or official.award_due or official.term is None:
            return
        official.floor = self._diary.today
        official.league_tenths = FORTY
        self._award_fact(official, BASIC, hours=40)

    def _award_fact(self, official: Official, program: str, *, hours: int | None) -> None:
        diary = self._diary
        today = diary.today
        diary.record(
            "designation awarded", official=official.official, program=program,
            awarded_on=diary.today_text(), hours_on_record=str(hours) if hours else None,
        )  # fmt: skip
        diary.on(today + diary.between(7, 28), self._send_letter, official, program)
        self._graduates.append((official.official, program))
        if program == BASIC:
            official.basic_on = today
            if diary.chance(0.92):
                diary.on(today + diary.between(1, 40), self.enrol_advanced, official)
        else:
            official.advanced_on = today
            official.tested_after = year_of(today)

    def enrol_advanced(self, official: Official) -> None:
        """Enrol a holder of Basic who is in office in the advanced level."""
        if official.term is None or official.enrolled_advanced:
            return
        official.enrolled_advanced = True
        diary = self._diary
        diary.record("enrolled", official=official.official, program=ADVANCED, enrolled_on=diary.today_text())
        self.on_credit(official, year_of(diary.today))

    def _send_letter(self, official: Official, program: str) -> None:
        new = self._diary.today_text() >= "2025-01-01"
        self._diary.record(
            "letter sent", official=official.official, program=program, kind="award-letter",
            sent_on=self._diary.today_text(), contents=["pin", "graduation-certificate" if new else "award"],
        )  # fmt: skip

    # --- graduation -----------------------------------------------------------------------------------------

    def plan_graduation(self, year: int) -> None:
        """Hold the ceremony on the first Wednesday after the first Monday of November."""
        self._diary.on(nth_weekday(year, 11, WEDNESDAY, 2), self._graduate)

    def _graduate(self) -> None:
        graduates, self._graduates = self._graduates, []
        day = self._diary.today_text()
        for official, program in graduates:
            self._diary.record("graduate honoured", official=official, program=program, honoured_on=day)

    # --- twenty hours in three years ------------------------------------------------------------------------

    def test_windows(self, officials: Iterable[Official], year: int) -> None:
        """In January, tell those who fell short in the three years that ended with `year`."""
        if year > LAST_TESTED_YEAR:
            return
        diary = self._diary
        for official in officials:
            if official.advanced_on is None or official.inactive_since is not None:
                continue
            short = official.tested_after + 3 <= year and official.window(year) < TWENTY
            if short or diary.chance(0.004):
                diary.on(diary.today + diary.between(8, 25), self._announce_inactive, official, year)

    def _announce_inactive(self, official: Official, year: int) -> None:
        diary = self._diary
        rightly = official.tested_after + 3 <= year and official.window(year) < TWENTY
        self._announce(official, "inactive", ordinal_of(year + 1, 1, 1))
        official.inactive_since = year
        if not rightly:
            diary.on(diary.today + diary.between(10, 45), self._withdraw_announcement, official, year)

    def _look_at_inactive(self, official: Official, year: int) -> None:
        diary, tested = self._diary, official.inactive_since
        if tested is None:
            return
        if year <= tested and official.window(tested) >= TWENTY:
            diary.on(diary.today + diary.between(1, 10), self._withdraw_announcement, official, tested)
        elif official.window(year_of(diary.today)) >= TWENTY:
            diary.on(diary.today + diary.between(10, 40), self._reinstate, official)

    def _withdraw_announcement(self, official: Official, tested: int) -> None:
        if official.inactive_since == tested:
            official.inactive_since = None
            self._announce(official, "active", ordinal_of(tested + 1, 1, 1))

    def _reinstate(self, official: Official) -> None:
        diary = self._diary
        if official.inactive_since is None:
            return
        official.inactive_since = None
        official.tested_after = year_of(diary.today)
        diary.record(
            "designation reinstated", official=official.official, program=ADVANCED,
            reinstated_on=diary.today_text(), reason="Twenty hours in the present three calendar years.",
        )  # fmt: skip
        self._announce(official, "active", diary.today)

    def _announce(self, official: Official, status: str, effective: int) -> None:
        self._diary.record(
            "standing announced", official=official.official, program=ADVANCED, status=status,
            announced_on=self._diary.today_text(), effective_on=day_text(effective),
        )  # fmt: skip

    # --- five hours a year ----------------------------------------------------------------------------------

    def remind(self, official: Official, year: int) -> bool:
        """Write to a holder of Basic who lacks hours of the year; return whether a letter went out."""
        if (
            official.basic_on is None
            or year_of(official.basic_on) >= year
            or official.years.get(year, 0) >= 50
        ):
            return False
        self._diary.record(
            "letter sent", official=official.official, program=BASIC, kind="annual-hours-reminder",
            sent_on=self._diary.today_text(),
        )  # fmt: skip
        return True
