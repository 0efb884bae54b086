"""The oracle's requirements, applications, memberships and fees, against cases computed by hand from the rule book."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.cases import fact
from tests.oracle.programs.cases import (
    CMC,
    CMO,
    MMC,
    affirmed,
    ask,
    assessed,
    awarded,
    complete,
    designated,
    employed,
    lapsed,
    member,
    met,
    paid,
    posted,
    recommended,
    since,
    stage,
    standing,
    submitted,
)
from tests.oracle.programs.sheets import Rules
from tests.oracle.writing import JsonFact

SENT = submitted(CMO, "submission", "2018-03-01")


def application(facts: list[JsonFact], day: str, rules: Rules | None = None) -> dict[str, Any]:
    found: dict[str, Any] = ask(facts, CMO, day, rules or Rules())["applications"]["submission"]
    return found


# --- applications ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "deadline", "meeting"),
    [
        ("2018-03-15", "2018-03-15", "2018-06"),
        ("2018-03-16", "2018-07-15", "2018-09"),
        ("2018-07-15", "2018-07-15", "2018-09"),
        ("2018-09-15", "2018-09-15", "2018-11"),
        ("2018-12-01", "2018-12-01", "2019-02"),
        ("2018-12-02", "2019-03-15", "2019-06"),
    ],
)
def test_a_submission_goes_to_the_first_deadline_that_day_included_amc_21_a22(
    received: str, deadline: str, meeting: str
) -> None:
    found = application([submitted(CMO, "submission", received)], "2019-01-01")
    assert (found["deadline"], found["meeting"]) == (deadline, meeting)


@pytest.mark.parametrize(("received", "held"), [("2018-03-15", False), ("2018-03-16", True)])
def test_what_comes_after_the_deadline_aimed_at_is_held_amc_22(received: str, held: bool) -> None:
    found = application([submitted(CMO, "submission", received, deadline="2018-03-15")], "2019-01-01")
    assert found["held"] is held


def test_staff_may_assign_an_earlier_meeting_a22() -> None:
    late = submitted(CMO, "submission", "2018-03-16", deadline="2018-03-15")
    meeting = stage("meeting assigned", "assigned_on", "2018-05-02", meeting="2018-06-11")
    assert application([late, meeting], "2018-05-01")["meeting"] == "2018-09"
    assert application([late, meeting], "2018-05-02")["meeting"] == "2018-06-11"


@pytest.mark.parametrize(
    ("rates", "rate", "band"),
    [
        (("85", "85", "0"), "85", "recommended"),
        (("84.9", "84.9", "100"), "849/10", "interview"),
        (("75", "75", "75"), "75", "interview"),
        (("74.9", "74.9", "100"), "749/10", "below"),
        (("90", "85", "60"), "85", "recommended"),
        (("90", "90"), None, "open"),
    ],
)
def test_two_of_three_reviewers_decide_amc_30_a24(
    rates: tuple[str, ...], rate: str | None, band: str
) -> None:
    found = application([SENT, complete("2018-03-20"), *assessed("2018-04-04", *rates)], "2018-05-01")
    assert (found["rate"], found["band"]) == (None if rate is None else Fraction(rate), band)


def test_the_rate_that_staff_recorded_goes_before_those_of_the_reviewers_a24() -> None:
    rate = stage("approval rate recorded", "recorded_on", "2018-04-10", rate="86")
    facts = [SENT, complete("2018-03-20"), *assessed("2018-04-04", "70", "70", "70"), rate]
    assert application(facts, "2018-04-09")["band"] == "below"
    assert application(facts, "2018-04-10")["band"] == "recommended"


@pytest.mark.parametrize(("how", "rate"), [("median", "90"), ("mean", "80"), ("minimum", "50")])
def test_the_rates_of_three_reviewers_become_one_a24(how: str, rate: str) -> None:
    rules = since("1998-01-01", CMO, "approval_aggregation", how)
    facts = [SENT, complete("2018-03-20"), *assessed("2018-04-04", "50", "90", "100")]
    assert application(facts, "2018-05-01", rules)["rate"] == Fraction(rate)


def test_rounded_to_whole_percents_eighty_four_and_a_half_is_recommended_a23() -> None:
    rules = since("1998-01-01", CMO, "approval_rounding", "rounded")
    facts = [SENT, complete("2018-03-20"), *assessed("2018-04-04", "84.5", "84.5", "84.5")]
    assert application(facts, "2018-05-01", rules)["band"] == "recommended"
    assert application(facts, "2018-05-01")["band"] == "interview"


def test_outputs_approved_are_a_percentage_of_those_required_amc_69() -> None:
    counts = [
        stage("application assessed", "assessed_on", "2018-04-04", reviewer=f"R-{number}",
              outputs_approved=17, outputs_required=20) for number in range(3)
    ]  # fmt: skip
    assert application([SENT, complete("2018-03-20"), *counts], "2018-05-01")["band"] == "recommended"


def test_a_submission_goes_through_its_states_amc_26_to_amc_34() -> None:
    facts = [
        SENT, stage("application returned", "returned_on", "2018-03-05", cause="incomplete"),
        stage("application resubmitted", "received_on", "2018-03-20"), complete("2018-03-25"),
        *assessed("2018-04-04", "80", "80", "80"), stage("interview held", "held_on", "2018-04-20"),
        recommended("2018-04-25"), awarded(CMO, "2018-09-20"),
    ]  # fmt: skip
    states = {
        "2018-03-01": "submitted", "2018-03-05": "returned", "2018-03-20": "submitted", "2018-03-25": "complete",
        "2018-04-04": "interview", "2018-04-25": "recommended", "2018-09-20": "granted",
    }  # fmt: skip
    assert {day: application(facts, day)["stage"] for day in states} == states


def test_a_returned_submission_has_the_day_on_which_it_came_again_a21() -> None:
    facts = [SENT, stage("application returned", "returned_on", "2018-03-10", cause="incomplete"),
             stage("application resubmitted", "received_on", "2018-03-20")]  # fmt: skip
    assert application(facts, "2018-03-19")["received_on"] == "2018-03-01"
    assert application(facts, "2018-03-20")["received_on"] == "2018-03-20"
    assert application(facts, "2018-03-20")["deadline"] == "2018-07-15"
    keeps = since("1998-01-01", CMO, "application_returned", "keeps_date")
    assert application(facts, "2018-03-20", keeps)["deadline"] == "2018-03-15"


def test_a_grant_withheld_for_want_of_membership_may_follow_later_a27() -> None:
    withheld = stage("grant withheld", "withheld_on", "2018-06-11", meeting="2018-06-11")
    facts = [SENT, complete("2018-03-20"), recommended("2018-04-04"), withheld, awarded(CMO, "2018-09-20")]
    assert application(facts, "2018-06-11")["stage"] == "withheld"
    assert met(facts, CMO, "2018-06-12", "application:submission")
    assert application(facts, "2018-09-20")["stage"] == "granted"
    refused = since("1998-01-01", CMO, "membership_before_award", "refused")
    assert not met(facts, CMO, "2018-06-12", "application:submission", refused)


def test_the_use_is_authorised_by_the_letter_and_the_grant_holds_before_it_a26() -> None:
    letter = fact("letter sent", "2018-07-02", program=CMO, kind="authorisation-letter", sent_on="2018-07-02")
    facts = [awarded(CMO, "2018-06-11"), letter]
    assert standing(ask(facts, CMO, "2018-07-01"))[:2] == ("active", "2018-06-11")
    assert ask(facts, CMO, "2018-07-01")["standing"]["authorised_on"] is None
    assert ask(facts, CMO, "2018-07-02")["standing"]["authorised_on"] == "2018-07-02"
    rules = since("1998-01-01", CMO, "effective_date", "letter_only")
    assert standing(ask(facts, CMO, "2018-07-01", rules))[0] == "not-started"
    assert standing(ask(facts, CMO, "2018-07-02", rules))[:2] == ("active", "2018-07-02")


def test_a_letter_of_the_day_of_the_award_authorises_and_one_before_it_does_not_a26() -> None:
    for sent, authorised in (("2018-06-10", None), ("2018-06-11", "2018-06-11")):
        letter = fact("letter sent", sent, program=CMO, kind="authorisation-letter", sent_on=sent)
        answer = ask([letter, awarded(CMO, "2018-06-11")], CMO, "2018-06-12")
        assert answer["standing"]["authorised_on"] == authorised


# --- what the accreditation needs --------------------------------------------------------------------------


@pytest.mark.parametrize(("began", "reached"), [("2015-03-01", True), ("2015-03-02", False)])
def test_three_years_of_management_are_counted_to_the_day_of_reception_a20(began: str, reached: bool) -> None:
    assert met([*employed("E", began), SENT], CMO, "2018-03-01", "experience") is reached


def test_experience_is_cumulative_and_overlapping_days_count_once_a20() -> None:
    first, second = employed("A", "2010-01-01", "2011-12-31"), employed("B", "2011-07-01", "2011-12-31")
    assert not met([*first, *second, *employed("C", "2017-03-01"), SENT], CMO, "2018-03-01", "experience")
    assert met([*first, *second, *employed("C", "2017-02-28"), SENT], CMO, "2018-03-01", "experience")


def test_experience_needs_employment_on_that_day_amc_04() -> None:
    assert not met([*employed("A", "2010-01-01", "2018-02-28"), SENT], CMO, "2018-03-01", "experience")
    assert met([*employed("A", "2010-01-01", "2018-03-01"), SENT], CMO, "2018-03-01", "experience")
    outside = employed("B", "2018-01-01", management=False)
    assert met([*employed("A", "2010-01-01", "2018-02-28"), *outside, SENT], CMO, "2018-03-01", "experience")


def test_experience_is_not_met_before_there_is_a_day_to_count_to_a20() -> None:
    assert not met([*employed("A", "2000-01-01"), SENT], CMO, "2018-02-28", "experience")
    rules = since("1998-01-01", CMO, "experience_measured", "at_registration")
    enrolled = fact("enrolled", "2017-01-09", program=CMO, enrolled_on="2017-01-09")
    assert met([*employed("A", "2000-01-01"), enrolled], CMO, "2017-01-09", "experience", rules)


def test_the_program_or_its_exemption_is_the_education_asked_for_amc_05_amc_70() -> None:
    degree = fact(
        "exemption confirmed",
        "2018-02-02",
        program=CMO,
        exemption="municipal-degree",
        confirmed_on="2018-02-02",
    )
    course = fact(
        "credential recorded",
        "2018-02-05",
        credential="map",
        obtained_on="2018-02-05",
    )
    assert [met([degree, SENT], CMO, day, "education") for day in ("2018-02-01", "2018-02-02")] == [
        False,
        True,
    ]
    assert [met([course, SENT], CMO, day, "education") for day in ("2018-02-04", "2018-02-05")] == [
        False,
        True,
    ]


def test_the_day_of_lapse_is_the_first_without_membership_amc_36() -> None:
    facts = [member("amcto", "2015-01-01"), lapsed("amcto", "2018-06-11"), SENT]
    assert [met(facts, CMO, day, "membership") for day in ("2018-06-10", "2018-06-11")] == [True, False]


def test_all_requirements_together_are_met_until_the_membership_lapses_amc_36() -> None:
    facts = [
        member("amcto", "2015-01-01"), *employed("E", "2010-01-01"),
        fact("credential recorded", "2012-01-01", credential="map-equivalent", obtained_on="2012-01-01"),
        fact("enrolled", "2017-01-09", program=CMO, enrolled_on="2017-01-09"),
        fact("self-assessment completed", "2017-01-08", program=CMO, completed_on="2017-01-08"),
        SENT, complete("2018-03-20"), *assessed("2018-04-04", "85", "85", "85"), recommended("2018-04-05"),
        lapsed("amcto", "2018-06-01"),
    ]  # fmt: skip
    assert standing(ask(facts, CMO, "2018-04-04")) == ("in-progress", "2017-01-09", "2018-04-05")
    assert standing(ask(facts, CMO, "2018-05-31")) == ("requirements-met", "2018-04-05", "2018-06-01")
    assert standing(ask(facts, CMO, "2018-06-01")) == ("in-progress", "2018-06-01", "infinity")


# --- clerks ------------------------------------------------------------------------------------------------

CLERK = [member("iimc", "2018-05-10")]


@pytest.mark.parametrize(("day", "reached"), [("2020-05-09", False), ("2020-05-10", True)])
def test_two_years_of_membership_are_reached_on_the_anniversary_a40(day: str, reached: bool) -> None:
    assert met(CLERK, CMC, day, "membership-years") is reached


def test_two_years_from_a_leap_day_end_on_28_february_a40() -> None:
    facts = [member("iimc", "2016-02-29")]
    assert [met(facts, CMC, day, "membership-years") for day in ("2018-02-27", "2018-02-28")] == [False, True]


def test_a_gap_begins_the_two_years_anew_unless_days_are_summed_a40() -> None:
    facts = [*CLERK, lapsed("iimc", "2019-05-10"), member("iimc", "2019-05-20")]
    assert not met(facts, CMC, "2021-05-19", "membership-years")
    assert met(facts, CMC, "2021-05-20", "membership-years")
    rules = since("1970-01-01", CMC, "membership_counting", "cumulative")
    assert not met(facts, CMC, "2020-05-19", "membership-years", rules)
    assert met(facts, CMC, "2020-05-20", "membership-years", rules)


def test_the_class_of_membership_is_asked_for_from_the_page_of_2021_cmc_01_a42() -> None:
    facts = [member("iimc", "2018-05-10", "associate")]
    assert met(facts, CMC, "2021-03-31", "membership")
    assert not met(facts, CMC, "2021-04-01", "membership")
    change = fact(
        "membership class changed",
        "2021-05-05",
        organisation="iimc",
        membership_class="full",
        changed_on="2021-05-05",
    )
    assert met([*facts, change], CMC, "2021-05-05", "membership")
    assert met([*facts, change], CMC, "2021-05-05", "membership-years")


@pytest.mark.parametrize(("count", "reached"), [(3, False), (4, True)])
def test_four_of_the_eight_core_duties_are_asked_for_in_2015_cmc_13(count: int, reached: bool) -> None:
    words = ["elections", "records-management", "general-management", "financial-management"][:count]
    facts = [*CLERK, fact("core duties recorded", "2018-06-01", since="2018-06-01", duties=[*words, "tea"])]
    assert met(facts, CMC, "2018-06-01", "core-duties") is reached
    assert "core-duties" not in ask(facts, CMC, "2021-04-01")["requirements"]


def test_the_code_of_ethics_is_affirmed_with_every_application_cmc_04() -> None:
    facts = [
        submitted(CMC, "admission", "2018-06-01"),
        affirmed(CMC, "2018-06-01"),
        submitted(CMC, "designation", "2020-06-01"),
    ]
    assert not met(facts, CMC, "2018-06-02", "ethics")
    assert not met(facts, CMC, "2020-06-01", "ethics")
    assert met([*facts, affirmed(CMC, "2020-06-01")], CMC, "2020-06-01", "ethics")
    assert met([*facts, affirmed(CMC, "2020-05-20", "designation")], CMC, "2020-06-01", "ethics")


def test_a_letter_of_employment_is_asked_for_from_2021_by_the_day_of_submission_cmc_08_a14() -> None:
    assert met(
        [submitted(CMC, "designation", "2021-03-31", "supporting-documentation")],
        CMC,
        "2021-05-01",
        "application:designation",
    )
    without = submitted(CMC, "designation", "2021-04-01")
    assert not met([without], CMC, "2021-05-01", "application:designation")
    with_it = submitted(CMC, "designation", "2021-04-01", "letter-of-employment")
    assert met([with_it], CMC, "2021-04-01", "application:designation")


def test_a_returned_application_has_not_passed_until_it_comes_again_c05() -> None:
    sent = submitted(CMC, "admission", "2018-06-01")
    back = fact(
        "application returned",
        "2018-06-10",
        application="admission",
        returned_on="2018-06-10",
        cause="incomplete",
    )
    again = fact("application resubmitted", "2018-06-20", application="admission", received_on="2018-06-20")
    days = ("2018-06-09", "2018-06-10", "2018-06-20")
    assert [met([sent, back, again], CMC, day, "application:admission") for day in days] == [
        True,
        False,
        True,
    ]


def test_the_mmc_needs_the_cmc_to_be_held_mmc_01() -> None:
    facts = [awarded(CMC, "2018-06-01"), designated("withdrawn", "2020-01-01", CMC)]
    days = ("2018-05-31", "2018-06-01", "2019-12-31", "2020-01-01")
    assert [met(facts, MMC, day, f"designation:{CMC}") for day in days] == [False, True, True, False]


# --- membership after the award ----------------------------------------------------------------------------

LAPSING = [*CLERK, awarded(CMC, "2020-06-01"), lapsed("iimc", "2022-01-01"), member("iimc", "2022-03-01")]


def test_while_the_membership_is_lapsed_the_clerk_is_not_in_good_standing_a43() -> None:
    assert standing(ask(LAPSING, CMC, "2021-12-31")) == ("active", "2020-06-01", "2022-01-01")
    assert standing(ask(LAPSING, CMC, "2022-01-01")) == ("not-in-good-standing", "2022-01-01", "2022-03-01")
    assert standing(ask(LAPSING, CMC, "2022-03-01")) == ("active", "2022-03-01", "infinity")


def test_under_revoked_the_first_lapse_ends_the_designation_until_a_new_award_a43() -> None:
    rules = since("1970-01-01", CMC, "membership_after_award", "revoked")
    assert standing(ask(LAPSING, CMC, "2023-01-01", rules)) == ("withdrawn", "2022-01-01", "infinity")
    again = [*LAPSING, awarded(CMC, "2023-05-05")]
    assert standing(ask(again, CMC, "2023-05-05", rules)) == ("active", "2023-05-05", "infinity")
    assert not met(LAPSING, MMC, "2023-01-01", f"designation:{CMC}", rules)


def test_with_no_membership_on_record_good_standing_is_presumed_a43() -> None:
    assert standing(ask([awarded(CMC, "2020-06-01")], CMC, "2022-01-01"))[0] == "active"


def test_a_manager_who_lapses_keeps_the_designation_unless_a_reading_suspends_it_a27() -> None:
    facts = [member("amcto", "2015-01-01"), awarded(CMO, "2018-06-01"), lapsed("amcto", "2019-01-01")]
    assert standing(ask(facts, CMO, "2019-01-01"))[0] == "active"
    rules = since("1998-01-01", CMO, "membership_after_award", "suspended")
    assert standing(ask(facts, CMO, "2019-01-01", rules)) == ("inactive", "2019-01-01", "infinity")


# --- fees --------------------------------------------------------------------------------------------------


def test_the_certification_costs_a_hundred_and_forty_with_a_plaque_fee_01_fee_03() -> None:
    option = fact("fee option chosen", "2019-05-01", program=CMC, option="plaque", chosen_on="2019-05-01")
    facts = [paid("50", "2018-06-01"), option, paid("90", "2020-01-01", "P-2")]
    balances = {
        day: ask(facts, CMC, day)["fees"]["balance"] for day in ("2018-06-01", "2019-05-01", "2020-01-01")
    }
    assert balances == {"2018-06-01": 50, "2019-05-01": 90, "2020-01-01": 0}
    assert ask(facts, CMC, "2018-05-31")["fees"] is None


@pytest.mark.parametrize(("amount", "reached"), [("49.99", False), ("50", True)])
def test_the_deposit_is_fifty_fee_04(amount: str, reached: bool) -> None:
    assert met([paid(amount, "2018-06-01")], CMC, "2018-06-01", "deposit") is reached


def test_a_refund_lowers_what_is_paid_and_the_balance_is_never_below_nothing_a45() -> None:
    refund = fact(
        "fee refunded", "2019-01-01", program=CMC, payment="R-1", amount="60", refunded_on="2019-01-01"
    )
    facts = [paid("110", "2018-06-01"), refund]
    assert ask(facts, CMC, "2018-12-31")["fees"]["balance"] == 0
    assert ask(facts, CMC, "2019-01-01")["fees"] == {
        "total": 100,
        "paid": 50,
        "balance": 50,
        "deposit_paid": True,
    }


# --- what was known ----------------------------------------------------------------------------------------


def test_rules_that_were_not_published_yet_are_not_known() -> None:
    facts = [*CLERK, posted(CMC, "c", "2019-01-01", "5", "education")]
    assert "core-duties" in ask(facts, CMC, "2021-05-01", Rules(published=date(2021, 3, 31)))["requirements"]
    assert (
        "core-duties" not in ask(facts, CMC, "2021-05-01", Rules(published=date(2021, 4, 1)))["requirements"]
    )
