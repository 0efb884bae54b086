"""The oracle's transcript and progress, against cases computed by hand from the rule book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.oracle.cases import (
    DEFAULT,
    ask,
    awarded,
    claimed,
    counted,
    decided,
    fact,
    holder,
    posted,
    reasons,
    standing,
    term,
)
from tests.oracle.history import ADVANCED, BASIC
from tests.oracle.readings import Readings

ENROLLED = fact("enrolled", "2019-01-01", program=ADVANCED, enrolled_on="2019-01-01")


# --- from a claim to an hour --------------------------------------------------------------------------------


def test_a_form_that_awaits_its_decision_counts_nothing_alm_ao_08() -> None:
    answer = ask([claimed("c", "2020-03-01", "6")], "2020-03-01")
    assert reasons(answer, "c") == {BASIC: {"awaiting-decision": "6"}}
    assert counted(answer) == 0


def test_a_form_handed_in_late_counts_from_the_activity_date_a12() -> None:
    late = [claimed("c", "2020-03-01", "6", on="2021-09-01"), decided("approved", "c", "2021-09-02")]
    assert reasons(ask(late, "2020-02-29"), "c") == {}
    assert counted(ask(late, "2020-03-01")) == 6


def test_under_posted_date_the_credit_belongs_to_the_day_of_the_approval_a12() -> None:
    late = [claimed("c", "2020-03-01", "6", on="2021-09-01"), decided("approved", "c", "2021-09-02")]
    reading = Readings(a12_basis="posted_date")
    assert counted(ask(late, "2021-09-01", reading)) == 0
    assert counted(ask(late, "2021-09-02", reading)) == 6


@pytest.mark.parametrize(("submitted", "reason"), [("2020-03-31", "counted"), ("2020-04-01", "form-late")])
def test_with_a_deadline_of_thirty_days_the_thirtieth_is_in_time_a12(submitted: str, reason: str) -> None:
    facts = [claimed("c", "2020-03-01", "6", on=submitted), decided("approved", "c", "2020-05-01")]
    answer = ask(facts, "2020-06-01", Readings(a12_deadline_days=30))
    assert reasons(answer, "c") == {BASIC: {reason: "6"}}


def test_the_part_not_awarded_is_rejected_alm_ao_12() -> None:
    facts = [claimed("c", "2020-03-01", "6"), decided("approved", "c", "2020-03-09", hours_awarded="4.5")]
    assert reasons(ask(facts, "2020-03-09"), "c") == {BASIC: {"counted": "9/2", "not-awarded": "3/2"}}


def test_an_approval_after_a_rejection_counts_alm_ao_13() -> None:
    facts = [
        claimed("c", "2020-03-01", "6"),
        decided("rejected", "c", "2020-03-09"),
        decided("approved", "c", "2020-04-01"),
    ]
    assert reasons(ask(facts, "2020-03-01"), "c") == {BASIC: {"counted": "6"}}


def test_a_rejection_takes_the_place_of_an_approval_alm_ao_13() -> None:
    facts = [posted("c", "2020-03-01", "6", hours_claimed="8"), decided("rejected", "c", "2020-03-09")]
    assert reasons(ask(facts, "2020-03-01"), "c") == {BASIC: {"rejected": "8"}}
    prospective = Readings(a52="prospective")
    before = reasons(ask(facts, "2020-03-08", prospective), "c")
    assert before == {BASIC: {"counted": "6", "not-awarded": "2"}}


def test_a_returned_form_is_returned_until_it_is_handed_in_again_alm_ao_10() -> None:
    facts = [claimed("c", "2020-03-01", "6"), decided("returned", "c", "2020-03-09")]
    assert reasons(ask(facts, "2020-03-09"), "c") == {BASIC: {"returned": "6"}}
    again = [*facts, decided("resubmitted", "c", "2020-03-20")]
    assert reasons(ask(again, "2020-03-09"), "c") == {BASIC: {"awaiting-decision": "6"}}


def test_a_reversal_works_from_the_activity_date_a52() -> None:
    facts = [posted("c", "2020-03-01", "6"), decided("reversed", "c", "2021-01-10")]
    assert reasons(ask(facts, "2020-03-01"), "c") == {BASIC: {"reversed": "6"}}


def test_under_prospective_a_reversal_works_from_its_own_day_a52() -> None:
    facts = [posted("c", "2020-03-01", "6"), decided("reversed", "c", "2021-01-10")]
    reading = Readings(a52="prospective")
    assert reasons(ask(facts, "2021-01-09", reading), "c") == {BASIC: {"counted": "6"}}
    assert reasons(ask(facts, "2021-01-10", reading), "c") == {BASIC: {"reversed": "6"}}


def test_half_an_hour_is_kept_exactly_and_rounded_down_only_under_the_other_reading_a15() -> None:
    facts = [posted("c", "2020-03-01", "1.7")]
    assert reasons(ask(facts, "2020-03-01"), "c") == {BASIC: {"counted": "17/10"}}
    rounded = ask([posted("c", "2020-03-01", "1.9")], "2020-03-01", Readings(a15="round_down_half"))
    assert reasons(rounded, "c") == {BASIC: {"counted": "3/2", "rounded-down": "2/5"}}


def test_credit_of_which_rounding_leaves_nothing_is_still_credited_and_bars_the_same_course_a05_a15() -> None:
    facts = [
        posted("c1", "2020-03-01", "0.25", course="C-1"),
        posted("c2", "2021-03-01", "4.5", course="C-1"),
    ]
    answer = ask(facts, "2021-03-01", Readings(a15="round_down_half"))
    assert reasons(answer, "c1") == {BASIC: {"rounded-down": "1/4"}}
    assert reasons(answer, "c2") == {BASIC: {"duplicate": "9/2"}}


def test_half_past_eleven_on_new_years_eve_in_chicago_belongs_to_the_old_year_a51() -> None:
    line = posted("c", "2024-12-31", "6")
    line["completed_on"] = "2025-01-01T05:30:00+00:00"
    assert reasons(ask([line], "2024-12-31"), "c") == {BASIC: {"counted": "6"}}


# --- duplicates ---------------------------------------------------------------------------------------------

FIRST = posted("c1", "2020-03-01", "6", course="FIN-101")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2020-03-01", "counted"),
        ("2020-03-02", "duplicate"),
        ("2022-03-01", "duplicate"),
        ("2022-03-02", "counted"),
    ],
)
def test_the_second_anniversary_is_still_a_duplicate_and_the_day_after_is_not_a05(
    day: str, reason: str
) -> None:
    answer = ask([FIRST, posted("c2", day, "6", course="FIN-101")], day)
    assert reasons(answer, "c2") == {BASIC: {reason: "6"}}


def test_the_anniversary_is_free_under_the_other_boundary_a05() -> None:
    facts = [FIRST, posted("c2", "2022-03-01", "6", course="FIN-101")]
    answer = ask(facts, "2022-03-01", Readings(a05_boundary="anniversary_is_free"))
    assert reasons(answer, "c2") == {BASIC: {"counted": "6"}}


def test_two_years_before_29_february_is_28_february_a05() -> None:
    facts = [posted("c1", "2022-02-28", "6", course="X"), posted("c2", "2024-02-29", "6", course="X")]
    assert reasons(ask(facts, "2024-02-29"), "c2") == {BASIC: {"duplicate": "6"}}


def test_a_refused_duplicate_does_not_restart_the_clock_a05() -> None:
    facts = [
        FIRST,
        posted("c2", "2021-06-01", "6", course="FIN-101"),
        posted("c3", "2022-06-01", "6", course="FIN-101"),
    ]
    assert reasons(ask(facts, "2022-06-01"), "c3") == {BASIC: {"counted": "6"}}
    other = ask(facts, "2022-06-01", Readings(a05_basis="completed_restarts_clock"))
    assert reasons(other, "c3") == {BASIC: {"duplicate": "6"}}


def test_reversing_the_first_credit_frees_the_second_a05() -> None:
    facts = [
        FIRST,
        posted("c2", "2021-06-01", "6", course="FIN-101"),
        decided("reversed", "c1", "2021-07-01"),
    ]
    assert reasons(ask(facts, "2021-06-01"), "c2") == {BASIC: {"counted": "6"}}


def test_sitting_officials_may_repeat_a_course_under_the_narrow_scope_a05() -> None:
    facts = [
        *term("t", "2018-01-01", "2020-12-31"),
        FIRST,
        posted("c2", "2020-12-31", "6", course="FIN-101"),
        posted("c3", "2021-06-01", "6", course="FIN-101"),
    ]
    answer = ask(facts, "2021-06-01", Readings(a05_scope="former_officials_only"))
    assert reasons(answer, "c2") == {BASIC: {"counted": "6"}}
    assert reasons(answer, "c3") == {BASIC: {"duplicate": "6"}}


# --- outside credit -----------------------------------------------------------------------------------------


def test_five_outside_hours_of_a_year_are_usable_and_the_rest_is_over_the_cap_alm_ao_11() -> None:
    facts = [posted("c1", "2020-03-01", "3", source="nlc"), posted("c2", "2020-12-31", "4", source="other")]
    answer = ask(facts, "2020-12-31")
    assert reasons(answer, "c2") == {BASIC: {"counted": "2", "annual-outside-cap": "2"}}
    assert answer["window"] == {"calendar": 5, "trailing": 5}


def test_a_new_year_brings_five_new_outside_hours_and_no_surplus_a04() -> None:
    facts = [posted("c1", "2020-12-31", "8", source="other"), posted("c2", "2021-01-01", "6", source="other")]
    assert counted(ask(facts, "2021-01-01")) == 10


def test_duplicates_do_not_use_up_the_outside_hours_a04() -> None:
    facts = [
        posted("c1", "2019-06-01", "5", source="other", course="X"),
        posted("c2", "2020-06-01", "5", source="other", course="X"),
        posted("c3", "2020-07-01", "5", source="other"),
    ]
    assert reasons(ask(facts, "2020-07-01"), "c3") == {BASIC: {"counted": "5"}}


def test_ten_outside_hours_count_toward_the_forty_and_more_only_in_windows_alm_ao_14() -> None:
    facts = [posted(f"c{year}", f"{year}-05-01", "5", source="other") for year in (2019, 2020, 2021)]
    answer = ask(facts, "2021-05-01")
    assert counted(answer) == 10
    assert reasons(answer, "c2021") == {BASIC: {"outside-total-cap": "5"}}
    assert answer["window"]["calendar"] == 15


def test_the_next_forty_has_ten_outside_hours_of_its_own_a03() -> None:
    facts = [posted(f"c{year}", f"{year}-05-01", "5", source="other") for year in (2018, 2019)]
    facts += [posted("big", "2019-06-01", "30"), posted("c2020", "2020-05-01", "5", source="other")]
    answer = ask(facts, "2020-05-01")
    assert counted(answer) == 40
    assert counted(answer, ADVANCED) == 5


def test_read_literally_the_old_page_caps_advanced_only_and_the_new_page_basic_only_a03() -> None:
    old = [posted(f"c{year}", f"{year}-05-01", "5", source="other") for year in (2019, 2020, 2021)]
    assert counted(ask(old, "2021-05-01", Readings(a03="literal"))) == 15
    new = [awarded(BASIC, "2024-12-31")]
    new += [posted(f"c{year}", f"{year}-05-01", "5", source="other") for year in (2025, 2026, 2027)]
    assert counted(ask(new, "2027-05-01", Readings(a03="literal")), ADVANCED) == 15
    assert counted(ask(new, "2027-05-01"), ADVANCED) == 10


def test_nlc_is_the_league_from_2025_on_under_the_other_reading_a04() -> None:
    facts = [posted("c1", "2024-12-31", "8", source="nlc"), posted("c2", "2025-01-01", "8", source="nlc")]
    assert counted(ask(facts, "2025-01-01")) == 10
    assert counted(ask(facts, "2025-01-01", Readings(a04_nlc="nlc_is_league_after_2025"))) == 13


def test_a_cap_only_toward_the_forty_leaves_windows_uncapped_a04() -> None:
    answer = ask(
        [posted("c", "2020-03-01", "8", source="other")], "2020-03-01", Readings(a04_use="cap_only_toward_40")
    )
    assert reasons(answer, "c") == {BASIC: {"counted": "5", "annual-outside-cap": "3"}}
    assert answer["window"]["calendar"] == 8


# --- levels -------------------------------------------------------------------------------------------------


def test_the_surplus_of_the_hour_that_crosses_forty_counts_toward_advanced_a11() -> None:
    facts = [posted("c1", "2018-03-01", "38"), posted("c2", "2018-04-01", "6")]
    answer = ask(facts, "2018-04-01")
    assert reasons(answer, "c2") == {BASIC: {"counted": "2"}, ADVANCED: {"counted": "4"}}
    assert answer[BASIC]["progress"]["complete_on"] == "2018-04-01"


def test_under_strict_only_hours_after_the_award_count_toward_advanced_a11() -> None:
    facts = [
        posted("c1", "2018-03-01", "44"),
        posted("c2", "2018-05-01", "3"),
        awarded(BASIC, "2018-05-01"),
        posted("c3", "2018-05-02", "6"),
    ]
    answer = ask(facts, "2018-05-02", Readings(a11="strict"))
    assert reasons(answer, "c1") == {BASIC: {"counted": "40", "surplus-not-carried": "4"}}
    assert reasons(answer, "c2") == {BASIC: {"surplus-not-carried": "3"}}
    assert reasons(answer, "c3") == {ADVANCED: {"counted": "6"}}
    assert answer["window"]["calendar"] == 53


def test_after_an_award_with_fewer_hours_on_record_every_later_hour_is_advanced_a11() -> None:
    facts = [posted("c1", "2018-03-01", "10"), awarded(BASIC, "2018-05-01")]
    facts += [posted("c2", "2018-05-01", "3"), posted("c3", "2018-05-02", "4")]
    answer = ask(facts, "2018-05-02")
    assert counted(answer) == 13
    assert counted(answer, ADVANCED) == 4


def test_after_both_designations_hours_are_continuing_credit_and_no_progress_alm_ao_19() -> None:
    answer = ask([*holder("2018-05-01"), posted("c", "2018-05-02", "4")], "2018-05-02")
    assert reasons(answer, "c") == {ADVANCED: {"continuing": "4"}}
    assert answer[ADVANCED]["transcript"]["totals"]["counted"] == 4
    assert counted(answer, ADVANCED) == 0


def test_advanced_is_met_only_once_basic_has_been_earned_alm_b_03() -> None:
    facts = [posted("c", "2018-03-01", "80"), awarded(BASIC, "2018-09-01")]
    before = ask(facts, "2018-08-31")
    assert before[ADVANCED]["progress"]["prerequisite"] == "missing"
    assert standing(before)[0] == "in-progress"
    after = ask(facts, "2018-09-01")
    assert after[ADVANCED]["progress"]["requirements_met_on"] == "2018-09-01"
    assert standing(after) == ("requirements-met", "2018-09-01", "infinity")


def test_forty_hours_are_met_but_not_awarded_a13() -> None:
    facts = [posted("c", "2018-03-01", "40"), awarded(BASIC, "2018-09-01")]
    assert standing(ask(facts, "2018-02-28"), BASIC) == ("not-started", None, "2018-03-01")
    assert standing(ask(facts, "2018-03-01"), BASIC) == ("requirements-met", "2018-03-01", "2018-09-01")
    assert standing(ask(facts, "2018-09-01"), BASIC) == ("active", "2018-09-01", "infinity")
    hour = ask(facts, "2018-10-01", Readings(a13="fortieth_hour"))
    assert standing(hour, BASIC) == ("active", "2018-03-01", "infinity")


# --- after office -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "reason"), [("2021-11-02", "counted"), ("2021-11-03", "grace-over")])
def test_a_former_official_has_until_the_first_anniversary_alm_ao_21(day: str, reason: str) -> None:
    answer = ask([*term("t", "2016-11-07", "2020-11-02"), posted("c", day, "6")], day)
    assert reasons(answer, "c") == {BASIC: {reason: "6"}}


@pytest.mark.parametrize(
    ("reading", "last"),
    [("inclusive_anniversary", "2025-02-28"), ("365_days", "2025-02-28"), ("feb29_to_mar1", "2025-03-01")],
)
def test_who_left_on_29_february_has_a_year_a06(reading: str, last: str) -> None:
    answer = ask(term("t", "2020-11-02", "2024-02-29"), "2024-03-01", replace(DEFAULT, a06=reading))
    assert answer[BASIC]["progress"]["finish_by"] == last


def test_a_leap_year_of_grace_has_366_days_unless_days_are_counted_a06() -> None:
    facts = term("t", "2016-11-07", "2019-06-01")
    assert ask(facts, "2019-06-02")[BASIC]["progress"]["finish_by"] == "2020-06-01"
    days = ask(facts, "2019-06-02", Readings(a06="365_days"))
    assert days[BASIC]["progress"]["finish_by"] == "2020-05-31"


def test_before_the_first_term_nothing_is_earned_alm_b_02() -> None:
    answer = ask([*term("t", "2020-11-02"), posted("c", "2020-11-01", "6")], "2020-11-01")
    assert reasons(answer, "c") == {BASIC: {"not-in-office": "6"}}
    assert answer["window"]["calendar"] == 0


def test_advanced_after_office_needs_enrolment_and_participation_in_office_alm_ao_21() -> None:
    office = [awarded(BASIC, "2018-01-01"), *term("t", "2016-11-07", "2020-11-02")]
    late = posted("c2", "2021-03-01", "6")
    part = posted("c1", "2019-03-01", "6")
    assert reasons(ask([*office, ENROLLED, late], "2021-03-01"), "c2") == {
        ADVANCED: {"not-enrolled-in-office": "6"}
    }
    assert reasons(ask([*office, part, late], "2021-03-01"), "c2") == {
        ADVANCED: {"not-enrolled-in-office": "6"}
    }
    assert reasons(ask([*office, part, ENROLLED, late], "2021-03-01"), "c2") == {ADVANCED: {"counted": "6"}}


def test_what_happens_on_the_last_day_in_office_happens_in_office_alm_ao_21() -> None:
    facts = [
        awarded(BASIC, "2018-01-01"),
        *term("t", "2016-11-07", "2020-11-02"),
        posted("c1", "2020-11-02", "6"),
        fact("enrolled", "2020-11-02", program=ADVANCED, enrolled_on="2020-11-02"),
        posted("c2", "2021-03-01", "6"),
    ]
    assert reasons(ask(facts, "2021-03-01"), "c2") == {ADVANCED: {"counted": "6"}}


def test_the_first_day_in_office_is_in_office_alm_b_02() -> None:
    answer = ask([*term("t", "2020-11-02"), posted("c", "2020-11-02", "6")], "2020-11-02")
    assert reasons(answer, "c") == {BASIC: {"counted": "6"}}


def test_a_term_reopened_by_a_correction_goes_on_a52() -> None:
    facts = [*term("t", "2016-11-07", "2018-11-02"), posted("c", "2021-03-01", "6")]
    assert reasons(ask(facts, "2021-03-01"), "c") == {BASIC: {"grace-over": "6"}}
    reopened = [*facts, fact("term corrected", "2021-05-01", term="t", open_ended=True)]
    assert reasons(ask(reopened, "2021-03-01"), "c") == {BASIC: {"counted": "6"}}


@pytest.mark.parametrize(
    ("day", "mode", "reason"),
    [
        ("2024-12-31", "in-person", "counted"),
        ("2025-01-01", "in-person", "mode-not-allowed"),
        ("2025-01-01", "webinar", "mode-not-allowed"),
        ("2025-01-01", "online-course", "counted"),
    ],
)
def test_from_2025_only_online_courses_count_after_office_alm_an_20(day: str, mode: str, reason: str) -> None:
    answer = ask([*term("t", "2020-11-02", "2024-06-30"), posted("c", day, "6", mode=mode)], day)
    assert reasons(answer, "c") == {BASIC: {reason: "6"}}


def test_from_2025_participation_without_enrolment_is_enough_alm_an_19() -> None:
    facts = [
        awarded(BASIC, "2022-01-01"),
        *term("t", "2020-11-02", "2024-06-30"),
        posted("c1", "2023-03-01", "6"),
    ]
    old = [*facts, posted("c2", "2024-12-31", "6", mode="online-course")]
    new = [*facts, posted("c2", "2025-01-01", "6", mode="online-course")]
    assert reasons(ask(old, "2024-12-31"), "c2") == {ADVANCED: {"not-enrolled-in-office": "6"}}
    assert reasons(ask(new, "2025-01-01"), "c2") == {ADVANCED: {"counted": "6"}}


def test_a_new_page_not_yet_published_changes_nothing_a14() -> None:
    facts = [*term("t", "2020-11-02", "2024-06-30"), posted("c", "2025-01-01", "6")]
    unknown = ask(facts, "2025-01-01", Readings(published=date(2024, 5, 2)))
    known = ask(facts, "2025-01-01", Readings(published=date(2024, 5, 3)))
    assert reasons(unknown, "c") == {BASIC: {"counted": "6"}}
    assert reasons(known, "c") == {BASIC: {"mode-not-allowed": "6"}}


def test_an_unknown_fact_is_an_error_and_never_ignored() -> None:
    with pytest.raises(ValueError, match="does not know"):
        ask([fact("recess declared", "2020-01-01")], "2020-01-01")
