"""The oracle's windows, standing and annual duty, against cases computed by hand from the rule book."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle.cases import (
    ask,
    awarded,
    designated,
    duty,
    fact,
    holder,
    posted,
    standing,
    term,
)
from tests.oracle.history import ADVANCED, BASIC
from tests.oracle.readings import Readings

ENROLLED = fact("enrolled", "2019-01-01", program=ADVANCED, enrolled_on="2019-01-01")


# --- windows and standing -----------------------------------------------------------------------------------


def test_the_calendar_window_holds_three_years_and_the_trailing_one_is_exact_to_the_day_a01() -> None:
    facts = [
        posted("c1", "2020-01-01", "1"),
        posted("c2", "2020-02-29", "2"),
        posted("c3", "2022-06-01", "4"),
    ]
    assert ask(facts, "2022-12-31")["window"] == {"calendar": 7, "trailing": 7}
    assert ask(facts, "2023-01-01")["window"] == {"calendar": 4, "trailing": 6}
    assert ask(facts, "2023-02-28")["window"]["trailing"] == 6
    assert ask(facts, "2023-03-01")["window"]["trailing"] == 4


def test_designated_in_2018_and_idle_is_inactive_from_2022_alm_ao_20() -> None:
    facts = holder("2018-05-01")
    assert standing(ask(facts, "2018-05-01")) == ("active", "2018-05-01", "2022-01-01")
    assert standing(ask(facts, "2021-12-31")) == ("active", "2018-05-01", "2022-01-01")
    assert standing(ask(facts, "2022-01-01")) == ("inactive", "2022-01-01", "infinity")
    assert standing(ask(facts, "2022-01-01"), BASIC) == ("active", "2018-05-01", "infinity")


@pytest.mark.parametrize(("amount", "status"), [("20", "active"), ("19.5", "inactive")])
def test_exactly_twenty_hours_in_three_calendar_years_are_enough_alm_ao_19(amount: str, status: str) -> None:
    facts = [*holder("2018-05-01"), posted("c", "2021-12-31", amount)]
    assert standing(ask(facts, "2022-01-01"))[0] == status


def test_hours_of_the_year_of_the_award_do_not_count_in_the_first_window_a01() -> None:
    facts = [*holder("2018-05-01"), posted("c", "2018-12-31", "20")]
    assert standing(ask(facts, "2022-01-01"))[0] == "inactive"
    including = Readings(a01_first="first_window_includes_designation_year")
    assert standing(ask(facts, "2021-01-01", including)) == ("active", "2018-05-01", "2022-01-01")


def test_the_window_rolls_every_year_and_a_block_only_every_third_a01() -> None:
    facts = [*holder("2016-05-01"), posted("c", "2017-06-01", "20")]
    assert standing(ask(facts, "2020-01-01")) == ("active", "2016-05-01", "2021-01-01")
    blocks = ask(facts, "2020-01-01", Readings(a01="fixed_block"))
    assert standing(blocks) == ("active", "2016-05-01", "2023-01-01")


def test_a_trailing_window_is_tested_at_the_end_of_every_day_from_the_third_anniversary_a01() -> None:
    facts = [*holder("2016-05-01"), posted("c", "2017-06-01", "20")]
    trailing = Readings(a01="trailing_36_months")
    assert standing(ask(facts, "2020-06-01", trailing)) == ("active", "2016-05-01", "2020-06-02")
    idle = ask(holder("2016-05-01"), "2016-05-01", trailing)
    assert standing(idle) == ("active", "2016-05-01", "2019-05-02")


def test_until_knows_the_hours_of_later_days_that_are_on_record_a50() -> None:
    facts = [*holder("2018-05-01"), posted("c", "2021-12-31", "20")]
    assert standing(ask(facts, "2021-12-30"))[2] == "2025-01-01"
    assert standing(ask(facts[:2], "2021-12-30"))[2] == "2022-01-01"


def test_until_knows_the_decisions_of_later_days_that_are_on_record_a50() -> None:
    facts = [*holder("2018-05-01"), designated("inactivated", "2019-02-01")]
    assert standing(ask(facts, "2019-01-31")) == ("active", "2018-05-01", "2019-02-01")
    assert standing(ask(facts[:2], "2019-01-31")) == ("active", "2018-05-01", "2022-01-01")


def test_until_knows_the_end_of_a_term_and_else_takes_it_to_go_on_a10() -> None:
    facts = [*holder("2024-05-01"), *term("t", "2020-11-02", "2025-10-01")]
    reading = Readings(a08="inactivates_advanced")
    assert standing(ask(facts[:3], "2025-09-30", reading)) == ("active", "2024-05-01", "2026-01-01")
    assert standing(ask(facts, "2025-09-30", reading)) == ("active", "2024-05-01", "infinity")


def test_a_correction_moves_the_latest_award_and_not_the_one_before_a13() -> None:
    facts = [
        *holder("2018-05-01"),
        designated("withdrawn", "2019-03-01"),
        awarded(ADVANCED, "2020-07-01"),
        fact("designation date corrected", "2020-09-01", program=ADVANCED, awarded_on="2020-08-01"),
    ]
    assert standing(ask(facts, "2018-05-01"))[1] == "2018-05-01"
    assert standing(ask(facts, "2020-07-31")) == ("withdrawn", "2019-03-01", "2020-08-01")
    assert standing(ask(facts, "2020-08-01")) == ("active", "2020-08-01", "2024-01-01")


def test_the_last_window_tested_ends_on_31_december_2024_a09() -> None:
    failed = ask(holder("2021-05-01"), "2025-01-01")
    assert standing(failed) == ("inactive", "2025-01-01", "infinity")
    never_tested = ask(holder("2022-05-01"), "2030-01-01")
    assert standing(never_tested) == ("active", "2022-05-01", "infinity")
    goes_on = ask(holder("2022-05-01"), "2025-12-31", Readings(a09="continues"))
    assert standing(goes_on) == ("active", "2022-05-01", "2026-01-01")
    unpublished = ask(holder("2022-05-01"), "2025-12-31", Readings(published=date(2024, 5, 2)))
    assert standing(unpublished) == ("active", "2022-05-01", "2026-01-01")


def test_under_amnesty_the_inactive_are_active_again_on_1_january_2025_a09() -> None:
    amnesty = Readings(a09="amnesty")
    facts = holder("2018-05-01")
    assert standing(ask(facts, "2024-12-31", amnesty)) == ("inactive", "2022-01-01", "2025-01-01")
    assert standing(ask(facts, "2025-01-01", amnesty)) == ("active", "2025-01-01", "infinity")
    just_failed = ask(holder("2021-05-01"), "2025-01-01", amnesty)
    assert standing(just_failed) == ("active", "2021-05-01", "infinity")


def test_earning_hours_alone_never_reactivates_a02() -> None:
    facts = [*holder("2018-05-01"), posted("c", "2022-06-01", "20")]
    assert standing(ask(facts, "2022-06-01"))[0] == "inactive"
    automatic = Readings(a02="auto_when_20_in_current_window")
    assert standing(ask(facts, "2022-05-31", automatic))[0] == "inactive"
    assert standing(ask(facts, "2022-06-01", automatic))[:2] == ("active", "2022-06-01")


def test_hours_reactivate_nobody_once_the_twenty_are_no_longer_asked_for_a02_a09() -> None:
    facts = [*holder("2018-05-01"), posted("c", "2025-01-01", "20")]
    automatic = Readings(a02="auto_when_20_in_current_window")
    assert standing(ask(facts, "2025-01-01", automatic)) == ("inactive", "2022-01-01", "infinity")
    unpublished = Readings(a02="auto_when_20_in_current_window", published=date(2024, 5, 2))
    assert standing(ask(facts, "2025-01-01", unpublished))[:2] == ("active", "2025-01-01")
    continued = Readings(a02="auto_when_20_in_current_window", a09="continues")
    assert standing(ask(facts, "2025-01-01", continued))[:2] == ("active", "2025-01-01")


def test_after_a_reinstatement_the_first_window_is_fresh_a16() -> None:
    facts = [*holder("2014-05-01"), designated("reinstated", "2019-06-01")]
    assert standing(ask(facts, "2019-05-31")) == ("inactive", "2018-01-01", "2019-06-01")
    assert standing(ask(facts, "2019-06-01")) == ("active", "2019-06-01", "2023-01-01")
    next_year_end = ask(facts, "2019-06-01", Readings(a16="next_year_end"))
    assert standing(next_year_end) == ("active", "2019-06-01", "2020-01-01")


def test_a_reinstatement_of_an_active_designation_changes_nothing_a02() -> None:
    facts = [*holder("2018-05-01"), designated("reinstated", "2020-06-01")]
    assert standing(ask(facts, "2020-06-01")) == ("active", "2018-05-01", "2022-01-01")


def test_a_decision_makes_it_inactive_and_another_withdraws_it_until_a_new_award_a02() -> None:
    facts = [
        *holder("2018-05-01"),
        designated("inactivated", "2019-02-01"),
        designated("withdrawn", "2020-03-01"),
    ]
    assert standing(ask(facts, "2019-02-01")) == ("inactive", "2019-02-01", "2020-03-01")
    assert standing(ask(facts, "2020-03-01")) == ("withdrawn", "2020-03-01", "infinity")
    again = [*facts, awarded(ADVANCED, "2020-07-01")]
    assert standing(ask(again, "2020-07-01")) == ("active", "2020-07-01", "2024-01-01")


def test_a_corrected_date_of_the_award_moves_the_first_window_a13() -> None:
    facts = holder("2018-12-31")
    moved = fact("designation date corrected", "2019-03-01", program=ADVANCED, awarded_on="2019-01-01")
    assert standing(ask(facts, "2019-06-01"))[2] == "2022-01-01"
    assert standing(ask([*facts, moved], "2019-06-01")) == ("active", "2019-01-01", "2023-01-01")


def test_an_award_by_the_fortieth_hour_outlasts_the_withdrawal_and_a_new_award_of_basic_a13() -> None:
    reading = Readings(a13="fortieth_hour")
    facts = [
        awarded(BASIC, "2014-01-01"),
        posted("c", "2014-01-27", "40"),
        designated("withdrawn", "2016-05-20", BASIC),
    ]
    inactive = ("inactive", "2018-01-01", "infinity")
    assert standing(ask(facts, "2016-05-20", reading)) == ("active", "2014-01-27", "2018-01-01")
    assert duty(ask(facts, "2025-01-01", reading), "2025") == ("open", None, "5", "0")
    again = [*facts, awarded(BASIC, "2016-12-31")]
    assert standing(ask(again, "2018-01-01", reading)) == inactive


def test_an_award_recorded_in_error_never_was_a13() -> None:
    facts = [*holder("2018-05-01"), fact("designation award reversed", "2018-09-01", program=ADVANCED)]
    assert standing(ask(facts, "2018-06-01")) == ("not-started", None, "infinity")


def test_enrolment_begins_the_program_and_leaving_it_ends_that_alm_ao_02() -> None:
    leaving = fact("enrolment withdrawn", "2020-01-01", program=ADVANCED, withdrawn_on="2020-01-01")
    facts = [ENROLLED, leaving]
    assert standing(ask(facts, "2018-12-31")) == ("not-started", None, "2019-01-01")
    assert standing(ask(facts, "2019-01-01")) == ("in-progress", "2019-01-01", "2020-01-01")
    assert standing(ask(facts, "2020-01-01")) == ("not-started", "2020-01-01", "infinity")


# --- the annual five hours ----------------------------------------------------------------------------------

BASIC_2024 = awarded(BASIC, "2024-05-01")
FOUR_AND_A_HALF = posted("c1", "2025-03-01", "4.5")


def test_five_hours_are_owed_from_2025_and_open_until_the_year_is_over_alm_an_02() -> None:
    facts = [BASIC_2024, FOUR_AND_A_HALF, posted("c2", "2025-12-31", "0.5")]
    assert ask(facts, "2024-12-31")["compliance"] == {}
    assert duty(ask(facts, "2025-12-30"), "2025") == ("open", None, "5", "9/2")
    assert duty(ask(facts, "2025-12-31"), "2025") == ("met", None, "5", "5")


def test_a_year_not_met_is_not_cured_by_a_later_one_a08() -> None:
    facts = [BASIC_2024, FOUR_AND_A_HALF, posted("c2", "2026-01-01", "10")]
    answer = ask(facts, "2026-01-01")
    assert duty(answer, "2025") == ("not-met", None, "5", "9/2")
    assert duty(answer, "2026") == ("met", None, "5", "10")


def test_hours_of_1_january_2025_count_unless_read_strictly_a07() -> None:
    facts = [BASIC_2024, posted("c", "2025-01-01", "5")]
    assert duty(ask(facts, "2025-01-01"), "2025") == ("met", None, "5", "5")
    strictly = ask(facts, "2025-01-01", Readings(a07_first_day="strictly_after"))
    assert duty(strictly, "2025") == ("open", None, "5", "0")


def test_the_year_of_the_award_is_not_owed_and_its_share_is_under_other_readings_a10() -> None:
    facts = [awarded(BASIC, "2025-08-15"), posted("c", "2025-09-01", "2")]
    assert duty(ask(facts, "2025-12-31"), "2025") == ("not-owed", "first-year", "0", "2")
    assert duty(ask(facts, "2026-01-01", Readings(a10_first="same_year_full")), "2025")[0] == "not-met"
    assert duty(ask(facts, "2026-01-01", Readings(a10_first="pro_rata")), "2025") == ("met", None, "5/3", "2")


def test_who_left_before_31_december_does_not_owe_the_year_a10() -> None:
    facts = [BASIC_2024, *term("t", "2020-11-02", "2025-12-30")]
    assert duty(ask(facts, "2025-12-29"), "2025") == ("open", None, "5", "0")
    assert duty(ask(facts, "2025-12-30"), "2025") == ("not-owed", "out-of-office", "0", "0")
    any_service = ask(facts, "2026-01-01", Readings(a10_office="any_service"))
    assert duty(any_service, "2025") == ("not-met", None, "5", "0")
    on_the_day = [BASIC_2024, *term("t", "2020-11-02", "2025-12-31")]
    assert duty(ask(on_the_day, "2026-01-01"), "2025") == ("not-met", None, "5", "0")


def test_years_of_a_term_run_from_its_start_a07() -> None:
    facts = [BASIC_2024, *term("t", "2024-11-04"), posted("c", "2025-12-01", "5")]
    answer = ask(facts, "2026-11-04", Readings(a07_year="term_year"))
    assert sorted(answer["compliance"]) == ["2025-11-04", "2026-11-04"]
    assert duty(answer, "2025-11-04") == ("met", None, "5", "5")
    assert duty(answer, "2026-11-04") == ("open", None, "5", "0")


def test_the_year_of_a_term_that_begins_on_the_day_of_the_award_is_not_owed_a07() -> None:
    facts = [awarded(BASIC, "2025-11-03"), *term("t", "2025-11-03")]
    answer = ask(facts, "2026-11-03", Readings(a07_year="term_year"))
    assert duty(answer, "2025-11-03") == ("not-owed", "first-year", "0", "0")
    assert duty(answer, "2026-11-03") == ("open", None, "5", "0")


def test_a_withdrawal_ends_the_duty_and_leaves_the_findings_of_earlier_years_alm_an_02() -> None:
    facts = [BASIC_2024, designated("withdrawn", "2026-02-01", BASIC)]
    before = ask(facts, "2026-01-31")
    assert duty(before, "2025") == ("not-met", None, "5", "0")
    assert duty(before, "2026") == ("open", None, "5", "0")
    after = ask(facts, "2026-02-01")
    assert duty(after, "2025") == ("not-met", None, "5", "0")
    assert sorted(after["compliance"]) == ["2025"]


def test_who_holds_advanced_holds_basic_too_whether_its_award_is_on_record_or_not_alm_an_02() -> None:
    facts = [awarded(ADVANCED, "2024-05-01")]
    assert duty(ask(facts, "2026-01-01"), "2025") == ("not-met", None, "5", "0")


def test_a_missed_year_makes_advanced_inactive_only_under_the_other_reading_a08() -> None:
    facts = holder("2024-05-01")
    assert standing(ask(facts, "2026-01-01")) == ("active", "2024-05-01", "infinity")
    reading = Readings(a08="inactivates_advanced")
    assert standing(ask(facts, "2025-06-01", reading)) == ("active", "2024-05-01", "2026-01-01")
    assert standing(ask(facts, "2026-01-01", reading)) == ("inactive", "2026-01-01", "infinity")
