"""Rates, bands, deadlines, days of experience and accounts: the pure functions, at their boundaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.record.dossier import Application, Dossier, Employment, FeeOption, Payment, Stage
from ledger.rules.application import approval, deadline_for, received_on, turning_days
from ledger.rules.experience import days_of_experience, employed_on, has_experience
from ledger.rules.fees import Account, account
from ledger.rules.membership import has_years
from ledger.rules.requirements import Requirement, Row, met_together
from ledger.values import FOREVER
from tests.rules.requirements.engine import rule_set

DAY = date(2024, 4, 30)
MEETINGS = {"03-15": 6, "07-15": 9, "09-15": 11, "12-01": 2}


def stage(kind: str, day: str, **more: object) -> Stage:
    return Stage(kind, date.fromisoformat(day), 0, **more)  # type: ignore[arg-type]


def application(*stages: Stage) -> Application:
    return Application(
        "a1", "main", "designation", "email", "pdf", (stage("submitted", "2024-03-01"), *stages)
    )


def assessed(*rates: Fraction | str) -> Application:
    return application(
        *(stage("assessed", "2024-04-01", rate=Fraction(rate), word=f"r{n}") for n, rate in enumerate(rates))
    )


def recorded(rate: Fraction | str) -> Application:
    return application(stage("rate-recorded", "2024-04-01", rate=Fraction(rate)))


THRESHOLDS = {"reviewers": 3, "approval_recommended": "85", "approval_interview": "75"}


@pytest.mark.parametrize(
    ("rate", "band", "rounded"),
    [
        ("100", "recommended", "recommended"),
        ("85", "recommended", "recommended"),
        (Fraction(1700, 20), "recommended", "recommended"),
        ("84.999999", "interview", "recommended"),
        ("84.9", "interview", "recommended"),
        ("84.5", "interview", "recommended"),
        ("84.49", "interview", "interview"),
        ("75", "interview", "interview"),
        ("74.9", "below", "interview"),
        ("74.5", "below", "interview"),
        ("74.49", "below", "below"),
        ("0", "below", "below"),
    ],
)
def test_a_rate_lies_in_a_band_exactly_or_rounded_half_up(
    rate: Fraction | str, band: str, rounded: str
) -> None:
    exact = approval(recorded(rate), rule_set(**THRESHOLDS), DAY)
    assert (exact.rate, exact.band) == (Fraction(rate), band)
    whole = approval(recorded(rate), rule_set(**THRESHOLDS, approval_rounding="rounded"), DAY)
    assert (whole.rate, whole.band) == (Fraction(rate), rounded)


@pytest.mark.parametrize(
    ("how", "rate", "band"),
    [
        ("median", Fraction(85), "recommended"),
        ("mean", Fraction(250, 3), "interview"),
        ("minimum", Fraction(65), "below"),
    ],
)
def test_two_of_three_reviewers_decide_by_the_median_and_all_by_the_mean_or_the_minimum(
    how: str, rate: Fraction, band: str
) -> None:
    rules = rule_set(**THRESHOLDS, approval_aggregation=how)
    assert approval(assessed("65", "100", "85"), rules, DAY) == (rate, band)


def test_there_is_no_rate_before_every_reviewer_has_assessed() -> None:
    assert approval(assessed("90", "90"), rule_set(**THRESHOLDS), DAY) == (None, "open")
    assert approval(assessed("90", "90", "90"), rule_set(**THRESHOLDS), date(2024, 3, 31)) == (None, "open")


def test_an_even_number_of_rates_has_its_median_in_the_middle() -> None:
    rules = rule_set(**{**THRESHOLDS, "reviewers": 2})
    assert approval(assessed("84", "86"), rules, DAY) == (Fraction(85), "recommended")


def test_the_rate_that_staff_recorded_last_is_the_rate() -> None:
    first, last = (
        stage("rate-recorded", "2024-04-02", rate=Fraction(70)),
        stage("rate-recorded", "2024-04-03", rate=Fraction(80)),
    )
    both = application(*assessed("90", "90", "90").stages[1:], first, last)
    assert approval(both, rule_set(**THRESHOLDS), date(2024, 4, 1)).rate == 90
    assert approval(both, rule_set(**THRESHOLDS), date(2024, 4, 2)).rate == 70
    assert approval(both, rule_set(**THRESHOLDS), date(2024, 4, 3)).rate == 80


def test_where_no_threshold_is_stated_none_has_to_be_reached() -> None:
    assert approval(recorded("10"), rule_set(), DAY).band == "recommended"


@pytest.mark.parametrize(
    ("received", "last_day", "meeting"),
    [
        ("2024-01-01", "2024-03-15", "2024-06-01"),
        ("2024-03-15", "2024-03-15", "2024-06-01"),
        ("2024-03-16", "2024-07-15", "2024-09-01"),
        ("2024-07-16", "2024-09-15", "2024-11-01"),
        ("2024-12-01", "2024-12-01", "2025-02-01"),
        ("2024-12-02", "2025-03-15", "2025-06-01"),
        ("2024-12-31", "2025-03-15", "2025-06-01"),
    ],
)
def test_a_day_of_reception_leads_to_a_last_day_and_a_meeting(
    received: str, last_day: str, meeting: str
) -> None:
    found = deadline_for(date.fromisoformat(received), rule_set(application_meetings=MEETINGS))
    assert found == (date.fromisoformat(last_day), date.fromisoformat(meeting))


def test_a_meeting_in_the_month_of_the_deadline_is_that_of_the_next_year() -> None:
    found = deadline_for(date(2024, 3, 1), rule_set(application_meetings={"03-15": 3}))
    assert found is not None
    assert found.meeting == date(2025, 3, 1)


def test_without_deadlines_there_is_no_meeting() -> None:
    assert deadline_for(DAY, rule_set()) is None


def test_an_application_is_not_received_before_it_was_handed_in() -> None:
    sent = application(stage("returned", "2024-03-05"), stage("resubmitted", "2024-03-09"))
    assert received_on(sent, rule_set(), date(2024, 2, 29)) is None
    assert received_on(sent, rule_set(), date(2024, 3, 8)) == date(2024, 3, 1)
    assert received_on(sent, rule_set(), date(2024, 3, 9)) == date(2024, 3, 9)
    assert turning_days(sent) == {date(2024, 3, 1), date(2024, 3, 5), date(2024, 3, 9)}


def employed(began: str, ended: str | None, *, management: bool = True) -> Employment:
    last = None if ended is None else date.fromisoformat(ended)
    return Employment(began, None, "municipal", management, date.fromisoformat(began), last, ())


def test_days_of_experience_count_once_and_before_the_day() -> None:
    spells = [
        employed("2020-01-01", "2020-01-10"),
        employed("2020-01-05", "2020-01-12"),
        employed("2020-02-01", None),
        employed("2019-01-01", None, management=False),
    ]
    assert days_of_experience(spells, date(2020, 1, 11)) == 10
    assert days_of_experience(spells, date(2020, 1, 31)) == 12
    assert days_of_experience(spells, date(2020, 2, 2)) == 13
    assert employed_on(spells[:3], date(2020, 1, 12))
    assert not employed_on(spells[:3], date(2020, 1, 13))


def test_a_year_with_a_leap_day_needs_its_366_days() -> None:
    assert has_experience([employed("2019-03-01", None)], 1, date(2020, 3, 1))
    assert not has_experience([employed("2019-03-02", None)], 1, date(2020, 3, 1))


@pytest.mark.parametrize("counting", ["continuous", "cumulative"])
def test_two_years_without_a_gap_are_complete_on_the_anniversary(counting: str) -> None:
    rules = rule_set(membership_organisation="assoc", membership_years=2, membership_counting=counting)
    spells = ((date(2019, 5, 10), FOREVER),)
    assert has_years(spells, rules, date(2021, 5, 10))
    assert not has_years(spells, rules, date(2021, 5, 9))


def test_the_account_is_the_price_with_options_less_what_was_paid() -> None:
    rules = rule_set(fee_total="100", fee_deposit="50", fee_options={"plaque": "40"})
    paid = Payment("main", "p1", Decimal(50), date(2015, 1, 1), "applicant", 1)
    back = Payment("main", "p2", Decimal(-10), date(2015, 2, 1), "refund", 2)
    elsewhere = Payment("other", "p3", Decimal(99), date(2015, 1, 1), "applicant", 3)
    plaque = FeeOption("main", "plaque", date(2015, 3, 1), 4)
    dossier = Dossier(payments=(paid, back, elsewhere), fee_options=(plaque,))
    before = account(dossier, "main", rules, date(2014, 12, 31))
    assert before == Account(Decimal(100), Decimal(0), Decimal(100), deposit_paid=False)
    deposit = account(dossier, "main", rules, date(2015, 1, 1))
    assert deposit == Account(Decimal(100), Decimal(50), Decimal(50), deposit_paid=True)
    after = account(dossier, "main", rules, date(2015, 3, 1))
    assert after == Account(Decimal(140), Decimal(40), Decimal(100), deposit_paid=False)
    assert account(dossier, "main", rule_set(), DAY) is None


def test_requirements_are_met_together_where_each_that_exists_is() -> None:
    days = [date(2020, 1, day) for day in (1, 5, 10, 20)]
    first = Requirement("a", (), (Row(days[0], days[2], True, ()), Row(days[2], days[3], False, ())))
    second = Requirement("b", (), (Row(days[1], days[3], True, ()),))
    assert met_together([first, second]) == ((days[0], days[2]),)
    assert met_together([first._replace(rows=first.rows[1:]), second]) == ((days[1], days[2]),)
    assert met_together([]) == ()


def test_days_on_which_no_requirement_exists_are_not_met() -> None:
    days = [date(2020, 1, day) for day in (1, 5, 10, 20)]
    rows = (Row(days[0], days[1], True, ()), Row(days[2], days[3], True, ()))
    assert met_together([Requirement("a", (), rows)]) == ((days[0], days[1]), (days[2], days[3]))
