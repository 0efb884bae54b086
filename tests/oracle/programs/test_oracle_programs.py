"""The oracle's credit, floors, years and cycles beyond Alabama, against cases computed by hand from the rule book."""

from __future__ import annotations

import pytest

from tests.oracle.cases import fact
from tests.oracle.programs.cases import (
    CMC,
    CMO,
    MMC,
    TN,
    ask,
    awarded,
    claimed,
    decided,
    designated,
    duty,
    posted,
    reasons,
    since,
    standing,
)

AFTER = "2030-01-01"
CMO_HOLDER = [awarded(CMO, "2015-09-18")]


# --- the cycles of PDU --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "status"), [("59.5", "not-met"), ("60", "met"), ("60.5", "met")])
def test_sixty_pdu_meet_a_cycle_and_half_a_pdu_less_does_not_pdu_01(amount: str, status: str) -> None:
    facts = [*CMO_HOLDER, posted(CMO, "c", "2017-05-05", amount, "teaching")]
    assert duty(ask(facts, CMO, "2019-01-01"), "cycle:2016-01-01")[0] == status


def test_the_first_cycle_is_the_three_calendar_years_after_the_year_of_grant_a30() -> None:
    answer = ask(CMO_HOLDER, CMO, "2018-12-31")
    assert list(answer["compliance"]) == ["cycle:2016-01-01"]
    assert answer["compliance"]["cycle:2016-01-01"]["end"] == "2018-12-31"
    assert answer["compliance"]["cycle:2016-01-01"]["status"] == "open"


def test_a_cycle_is_not_met_from_the_day_after_it_a30() -> None:
    answer = ask(CMO_HOLDER, CMO, "2019-01-01")
    assert duty(answer, "cycle:2016-01-01")[0] == "not-met"
    assert duty(answer, "cycle:2019-01-01")[0] == "open"


@pytest.mark.parametrize(
    ("day", "hours"), [("2015-12-31", "0"), ("2016-01-01", "60"), ("2018-12-31", "60"), ("2019-01-01", "0")]
)
def test_first_and_last_day_of_a_cycle_count_and_the_rest_of_the_grant_year_does_not_a30(
    day: str, hours: str
) -> None:
    facts = [*CMO_HOLDER, posted(CMO, "c", day, "60", "teaching")]
    assert duty(ask(facts, CMO, "2019-06-30"), "cycle:2016-01-01")[1] == hours


def test_in_the_reading_anniversary_a_cycle_ends_the_day_before_the_third_anniversary_a30() -> None:
    rules = since("1998-01-01", CMO, "cycle_start", "anniversary")
    days = {"2015-09-18": "30", "2018-09-17": "30", "2018-09-18": "1"}
    facts = [*CMO_HOLDER, *(posted(CMO, day, day, amount, "teaching") for day, amount in days.items())]
    answer = ask(facts, CMO, "2018-09-18", rules)
    assert duty(answer, "cycle:2015-09-18") == ("met", "60", "0")
    assert duty(answer, "cycle:2018-09-18") == ("open", "1", "0")


def test_cycles_by_anniversary_of_a_leap_day_begin_on_28_february_a30() -> None:
    rules = since("1998-01-01", CMO, "cycle_start", "anniversary")
    answer = ask([awarded(CMO, "2016-02-29")], CMO, "2022-03-01", rules)
    assert [(key, one["end"]) for key, one in answer["compliance"].items()] == [
        ("cycle:2016-02-29", "2019-02-27"),
        ("cycle:2019-02-28", "2022-02-27"),
        ("cycle:2022-02-28", "2025-02-27"),
    ]


def test_where_the_remainder_counts_the_first_cycle_opens_on_the_day_of_grant_a30() -> None:
    rules = since("1998-01-01", CMO, "cycle_start", "grant_year_remainder_counts")
    facts = [
        *CMO_HOLDER,
        posted(CMO, "a", "2015-09-17", "9", "teaching"),
        posted(CMO, "b", "2015-09-18", "60", "teaching"),
    ]
    answer = ask(facts, CMO, "2019-01-01", rules)
    assert duty(answer, "cycle:2015-09-18") == ("met", "60", "0")
    assert answer["compliance"]["cycle:2015-09-18"]["end"] == "2018-12-31"
    assert "cycle:2019-01-01" in answer["compliance"]


def test_a_shortfall_is_a_finding_and_takes_nothing_away_a31() -> None:
    assert standing(ask(CMO_HOLDER, CMO, "2019-01-01")) == ("active", "2015-09-18", "infinity")


def test_under_automatic_loss_a_shortfall_ends_the_right_on_the_day_after_the_cycle_a31() -> None:
    rules = since("1998-01-01", CMO, "cycle_shortfall", "automatic_loss")
    assert standing(ask(CMO_HOLDER, CMO, "2018-12-31", rules)) == ("active", "2015-09-18", "2019-01-01")
    assert standing(ask(CMO_HOLDER, CMO, "2019-01-01", rules)) == ("inactive", "2019-01-01", "infinity")


def test_a_withdrawal_ends_the_cycle_without_a_finding_and_keeps_those_before_a31() -> None:
    facts = [*CMO_HOLDER, designated("withdrawn", "2020-06-01", CMO)]
    assert list(ask(facts, CMO, "2020-05-31")["compliance"]) == ["cycle:2016-01-01", "cycle:2019-01-01"]
    assert list(ask(facts, CMO, "2020-06-01")["compliance"]) == ["cycle:2016-01-01"]


def test_pdu_count_once_claimed_and_are_verified_once_approved_pdu_03() -> None:
    row = claimed(CMO, "c", "2016-04-01", "7", "2018-12-01", category="teaching", competency="leadership")
    answer = ask([*CMO_HOLDER, row], CMO, "2018-12-31")
    assert reasons(answer, "c") == {"counted": "7"}
    cycle = answer["compliance"]["cycle:2016-01-01"]
    assert (cycle["hours"], cycle["claimed"], cycle["verified"]) == (7, 7, 0)
    later = ask([*CMO_HOLDER, row, decided("approved", "c", "2018-12-20")], CMO, "2018-12-31")
    assert later["compliance"]["cycle:2016-01-01"]["verified"] == 7


def test_a_row_that_was_rejected_is_as_if_never_claimed_a33() -> None:
    row = claimed(CMO, "c", "2016-04-01", "7", "2018-12-01", category="teaching", competency="leadership")
    cycle = ask([*CMO_HOLDER, row, decided("rejected", "c", "2019-05-01")], CMO, "2019-06-01")["compliance"][
        "cycle:2016-01-01"
    ]
    assert (cycle["hours"], cycle["claimed"]) == (0, 0)


def test_a_row_without_a_competency_does_not_count_a37() -> None:
    row = claimed(CMO, "c", "2016-04-01", "7", "2018-12-01", category="teaching")
    answer = ask([*CMO_HOLDER, row], CMO, "2018-12-31")
    assert reasons(answer, "c") == {"no-competency": "7"}
    assert duty(answer, "cycle:2016-01-01") == ("open", "0", "0")


def test_documents_are_kept_twelve_months_after_the_cycle_a34() -> None:
    assert (
        ask(CMO_HOLDER, CMO, "2016-06-01")["compliance"]["cycle:2016-01-01"]["keep_documents_until"]
        == "2019-12-31"
    )


def test_the_log_is_told_from_its_days_on_pdu_02() -> None:
    which = {"program": CMO, "cycle": "2016-01-01"}
    handed_in = fact("log submitted", "2018-12-15", **which, submitted_on="2018-12-15")
    facts = [*CMO_HOLDER, handed_in, fact("log accepted", "2019-01-02", **which, accepted_on="2019-01-02")]
    before, then, after = (
        ask(facts, CMO, day)["compliance"]["cycle:2016-01-01"]
        for day in ("2018-12-14", "2018-12-15", "2019-01-02")
    )
    assert (before["log_submitted_on"], then["log_submitted_on"], then["log_accepted_on"]) == (
        None,
        "2018-12-15",
        None,
    )
    assert after["log_accepted_on"] == "2019-01-02"


# --- points by category ------------------------------------------------------------------------------------


def points(education: str, experience: str) -> list[dict[str, object]]:
    return [
        posted(CMC, "ed", "2019-01-01", education, "education"),
        posted(CMC, "ex", "2019-02-01", experience, "experience"),
    ]


@pytest.mark.parametrize(
    ("education", "experience", "done"),
    [("60", "50", "2019-02-01"), ("59.5", "50", None), ("60", "49.5", None), ("110", "0.5", None)],
)
def test_the_cmc_needs_sixty_points_of_education_and_fifty_of_experience_cmc_06(
    education: str, experience: str, done: str | None
) -> None:
    answer = ask(points(education, experience), CMC, "2019-02-01")
    assert answer["progress"]["complete_on"] == done
    assert answer["requirements"]["credit"] is (done is not None)


def test_points_above_a_category_count_while_the_other_is_open_and_go_on_after_it_cmc_23() -> None:
    facts = [*points("70", "50"), posted(CMC, "more", "2019-02-02", "5", "education")]
    answer = ask(facts, CMC, "2019-03-01")
    assert answer["progress"]["counted"] == 120
    assert reasons(answer, "ed") == {"counted": "70"}
    assert reasons(answer, "more") == {"continuing": "5"}


def test_a_category_that_no_level_takes_is_rejected_on_the_first() -> None:
    answer = ask([posted(CMC, "c", "2019-01-01", "5", "golf")], CMC, "2019-01-01")
    assert reasons(answer, "c") == {"category-not-taken": "5"}


def test_advanced_education_goes_to_the_mmc_even_while_the_cmc_is_open_mmc_05() -> None:
    answer = ask(
        [awarded(CMC, "2018-05-05"), posted(CMC, "c", "2019-01-01", "60", "advanced-education")],
        MMC,
        "2019-01-01",
    )
    assert reasons(answer, "c") == {"counted": "60"}
    assert answer["progress"]["by_category"]["advanced-education"]["missing"] == 0
    assert answer["progress"]["by_category"]["professional-contribution"]["missing"] == 40


# --- the floor ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2008-03-14", "before-floor"), ("2008-03-15", "before-floor"), ("2008-03-16", "counted")],
)
def test_points_for_the_mmc_are_dated_after_the_day_of_the_cmc_mmc_07(day: str, reason: str) -> None:
    answer = ask([awarded(CMC, "2008-03-15"), posted(CMC, "c", day, "6", "advanced-education")], MMC, AFTER)
    assert reasons(answer, "c") == {reason: "6"}


@pytest.mark.parametrize(
    ("day", "reason"), [("2008-02-29", "before-floor"), ("2008-03-01", "counted"), ("2008-03-31", "counted")]
)
def test_of_a_cmc_of_march_2008_points_of_march_2008_are_accepted_mmc_08(day: str, reason: str) -> None:
    answer = ask([awarded(CMC, "2008-03"), posted(CMC, "c", day, "6", "advanced-education")], MMC, AFTER)
    assert reasons(answer, "c") == {reason: "6"}


@pytest.mark.parametrize(("day", "reason"), [("2008-03-31", "before-floor"), ("2008-04-01", "counted")])
def test_under_strict_month_the_month_itself_is_refused_a44(day: str, reason: str) -> None:
    rules = since("1970-01-01", MMC, "floor_boundary", "strict_month")
    answer = ask(
        [awarded(CMC, "2008-03"), posted(CMC, "c", day, "6", "advanced-education")], MMC, AFTER, rules
    )
    assert reasons(answer, "c") == {reason: "6"}


@pytest.mark.parametrize(("day", "reason"), [("2008-02-29", "before-floor"), ("2008-03-01", "counted")])
def test_under_month_rule_always_the_whole_month_of_the_cmc_is_taken_a44(day: str, reason: str) -> None:
    rules = since("1970-01-01", MMC, "floor_boundary", "month_rule_always")
    answer = ask(
        [awarded(CMC, "2008-03-15"), posted(CMC, "c", day, "6", "advanced-education")], MMC, AFTER, rules
    )
    assert reasons(answer, "c") == {reason: "6"}


@pytest.mark.parametrize(("day", "reason"), [("2010-05-31", "before-floor"), ("2010-06-01", "counted")])
def test_under_month_rule_always_a_recertification_takes_points_of_its_whole_month_a44(
    day: str, reason: str
) -> None:
    rules = since("1970-01-01", MMC, "floor_boundary", "month_rule_always")
    again = fact(
        "credential recorded", "2010-06-20", credential="cmc-recertification", obtained_on="2010-06-20"
    )
    facts = [awarded(CMC, "2008-03-15"), again, posted(CMC, "c", day, "6", "advanced-education")]
    assert reasons(ask(facts, MMC, AFTER, rules), "c") == {reason: "6"}


def test_a_recertification_raises_the_floor_from_its_day_on_and_not_before_mmc_07() -> None:
    again = fact(
        "credential recorded", "2009-06-20", credential="cmc-recertification", obtained_on="2009-06-20"
    )
    facts = [awarded(CMC, "2008-03-15"), posted(CMC, "c", "2009-01-01", "6", "advanced-education"), again]
    assert reasons(ask(facts, MMC, "2009-06-19"), "c") == {"counted": "6"}
    assert reasons(ask(facts, MMC, "2009-06-20"), "c") == {"before-floor": "6"}


def test_a_second_award_of_the_cmc_raises_the_floor_from_its_day_on_mmc_07() -> None:
    again = [designated("withdrawn", "2009-02-02", CMC), awarded(CMC, "2009-06-20")]
    facts = [awarded(CMC, "2008-03-15"), posted(CMC, "c", "2009-01-01", "6", "advanced-education"), *again]
    assert reasons(ask(facts, MMC, "2009-06-19"), "c") == {"counted": "6"}
    assert reasons(ask(facts, MMC, "2009-06-20"), "c") == {"before-floor": "6"}


def test_what_was_earned_without_a_cmc_is_before_it_whenever_that_comes_mmc_07() -> None:
    facts = [posted(CMC, "c", "2009-01-01", "6", "advanced-education")]
    assert reasons(ask(facts, MMC, "2009-06-19"), "c") == {"before-floor": "6"}
    assert reasons(ask([*facts, awarded(CMC, "2009-03-01")], MMC, "2010-01-01"), "c") == {"before-floor": "6"}


# --- Tennessee's years -------------------------------------------------------------------------------------


def earned(*hours: tuple[str, str]) -> list[dict[str, object]]:
    return [
        awarded(TN, "2008-06-30"),
        *(posted(TN, f"c-{number}", day, amount) for number, (day, amount) in enumerate(hours)),
    ]


def test_twenty_four_hours_are_owed_from_the_first_full_calendar_year() -> None:
    answer = ask(earned(("2009-03-03", "24")), TN, "2010-01-01")
    assert answer["compliance"]["2008"]["reason"] == "first-year"
    assert duty(answer, "2009") == ("met", "24", "0")
    assert duty(answer, "2010") == ("open", "0", "0")


def test_a_surplus_up_to_twenty_four_is_carried_into_the_next_year_and_no_further() -> None:
    answer = ask(earned(("2009-03-03", "60")), TN, "2012-01-01")
    assert duty(answer, "2009") == ("met", "60", "0")
    assert duty(answer, "2010") == ("met", "24", "24")
    assert duty(answer, "2011") == ("not-met", "0", "0")


def test_what_was_carried_in_is_used_first_so_the_years_own_hours_are_the_surplus() -> None:
    answer = ask(earned(("2009-03-03", "34"), ("2010-03-03", "20")), TN, "2011-12-31")
    assert duty(answer, "2010") == ("met", "30", "10")
    assert duty(answer, "2011") == ("open", "6", "6")


def test_from_2022_sixteen_hours_are_owed_and_nothing_is_carried() -> None:
    answer = ask(earned(("2021-03-03", "48"), ("2022-03-03", "15.5"), ("2023-03-03", "16")), TN, "2024-01-01")
    assert duty(answer, "2021") == ("met", "48", "0")
    assert duty(answer, "2022") == ("not-met", "31/2", "0")
    assert duty(answer, "2023") == ("met", "16", "0")


def test_hours_of_the_waived_year_are_all_surplus() -> None:
    answer = ask(earned(("2019-03-03", "30"), ("2020-03-03", "20"), ("2021-03-03", "3.5")), TN, "2022-01-01")
    assert duty(answer, "2020") == ("not-owed", "26", "6")
    assert duty(answer, "2021") == ("not-met", "47/2", "20")


def test_the_designation_is_dated_on_the_day_the_final_class_was_passed_a13() -> None:
    passed = fact(
        "credential recorded", "2015-12-31", credential="cmfo-final-class", obtained_on="2015-12-31"
    )
    facts = [passed, awarded(TN, "2016-02-02")]
    assert standing(ask(facts, TN, "2017-01-01")) == ("active", "2015-12-31", "infinity")
    assert ask(facts, TN, "2016-12-31")["compliance"]["2016"]["status"] == "open"
    assert standing(ask([passed], TN, "2015-12-31"))[0] == "active"


def test_the_year_2020_is_waived() -> None:
    year = ask(earned(), TN, "2021-01-01")["compliance"]["2020"]
    assert (year["status"], year["reason"], year["required"]) == ("not-owed", "waived", 0)


@pytest.mark.parametrize(
    ("on", "reason"), [("2016-12-31", "counted"), ("2017-03-01", "counted"), ("2017-03-02", "form-late")]
)
def test_a_certificate_comes_by_the_first_of_march_of_the_next_year(on: str, reason: str) -> None:
    facts = [
        awarded(TN, "2010-06-30"),
        claimed(TN, "c", "2016-11-11", "24", on),
        decided("approved", "c", "2017-03-02"),
    ]
    answer = ask(facts, TN, "2017-03-02")
    assert reasons(answer, "c") == {reason: "24"}
    assert duty(answer, "2016")[0] == ("met" if reason == "counted" else "not-met")


def test_hours_are_rounded_down_to_the_half_hour_a15() -> None:
    answer = ask(earned(("2016-03-03", "23.9")), TN, "2017-01-01")
    assert reasons(answer, "c-0") == {"rounded-down": "2/5", "counted": "47/2"}
    assert duty(answer, "2016")[0] == "not-met"


def test_a_withdrawal_leaves_the_findings_of_earlier_years() -> None:
    facts = [*earned(("2009-03-03", "24")), designated("withdrawn", "2011-05-05", TN)]
    assert list(ask(facts, TN, "2013-01-01")["compliance"]) == ["2008", "2009", "2010"]
