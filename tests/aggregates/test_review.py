"""The review: no earlier than completeness, and no outcome that the thresholds do not lead to (AMC-28 to AMC-36)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ledger import commands as c
from ledger import events as e
from ledger.rules.catalog import Catalog
from ledger.rules.files import load_text
from tests.aggregates.applying import (
    COMPLETE,
    ME,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    rated,
    reviewed,
    step,
)
from tests.aggregates.situations import hours, in_town, on

INTERVIEW = e.InterviewHeld(application="A-1", held_on=on("2020-04-15"))
DECLINED = e.ApplicationNotRecommended(application="A-1", decided_on=on("2020-04-20"))


def assess(reviewer: str = "R-1", day: str = "2020-04-01", **stated: Any) -> c.AssessApplication:
    found: c.AssessApplication = step(
        c.AssessApplication, day, reviewer=reviewer, **(stated or {"rate": "90"})
    )
    return found


def assessed(reviewer: str, rate: str = "90") -> e.ApplicationAssessed:
    return e.ApplicationAssessed(
        application="A-1", reviewer=reviewer, assessed_on=on("2020-04-01"), rate=hours(rate)
    )


def recommended(basis: str) -> e.ApplicationRecommended:
    return e.ApplicationRecommended(application="A-1", recommended_on=on("2020-04-20"), basis=basis)


RECOMMEND = step(c.RecommendApplication, "2020-04-20")
DECLINE = step(c.DeclineApplication, "2020-04-20")
HOLD = step(c.HoldInterview, "2020-04-15")


def test_a_reviewer_states_a_rate_or_counts_outputs() -> None:
    reviewed().when(assess()).then(assessed("R-1"))
    counted = assessed("R-1").model_copy(
        update={"rate": None, "outputs_approved": 24, "outputs_required": 28}
    )
    reviewed().when(assess(outputs_approved=24, outputs_required=28)).then(counted)


@pytest.mark.parametrize(
    "stated",
    [{"facilitator": "x"}, {"outputs_approved": 1}, {"outputs_required": 1},
     {"rate": "90", "outputs_approved": 1, "outputs_required": 2}, {"rate": "100.1"}, {"rate": "-1"},
     {"outputs_approved": 3, "outputs_required": 2}, {"outputs_approved": 0, "outputs_required": 0}],
    ids=str,
)  # fmt: skip
def test_half_an_assessment_two_or_an_impossible_one_is_no_command(stated: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        assess(**stated)


def test_there_is_no_review_before_completeness_c05() -> None:
    for command in (assess(), step(c.RecordApprovalRate, "2020-04-10", rate="90"), HOLD, RECOMMEND, DECLINE):
        in_town(SUBMITTED).when(command).refused("wrong-state")
        in_town(SUBMITTED, RETURNED).when(command).refused("application-returned")
        in_town(SUBMITTED, COMPLETE, RETURNED, RESUBMITTED).when(command).refused("wrong-state")
        in_town().when(command).refused("application-unknown")


def test_a_reviewer_assesses_once_and_a_fourth_one_is_too_many_amc_28() -> None:
    three = [assessed(f"R-{number}") for number in (1, 2, 3)]
    reviewed(three[0]).when(assess(rate="80")).refused("wrong-state")
    reviewed(*three[:2]).when(assess("R-3")).then(three[2])
    reviewed(*three).when(assess("R-4")).refused("wrong-state")
    reviewed(*three).imported().when(assess("R-4")).then(assessed("R-4"))


def test_after_a_return_the_reviewers_begin_anew() -> None:
    again = COMPLETE.model_copy(update={"found_on": on("2020-04-02")})
    anew = assessed("R-1", "80").model_copy(update={"assessed_on": on("2020-04-05")})
    reviewed(assessed("R-1"), RETURNED, RESUBMITTED, again).when(assess(day="2020-04-05", rate="80")).then(
        anew
    )
    rated_before = reviewed(rated("90", "2020-03-19"), RETURNED, RESUBMITTED, again)
    rated_before.when(step(c.RecommendApplication, "2020-04-20")).refused("threshold")


def test_the_rate_of_the_whole_application_may_be_recorded_anew_before_a_decision() -> None:
    reviewed(rated("84")).when(step(c.RecordApprovalRate, "2020-04-11", rate="86")).then(
        rated("86", "2020-04-11")
    )
    reviewed(rated("90"), recommended("threshold")).when(
        step(c.RecordApprovalRate, "2020-04-21", rate="50")
    ).refused("wrong-state")


@pytest.mark.parametrize(
    ("rate", "offered"), [("85", False), ("84.9", True), ("75", True), ("74.999", False)]
)
def test_there_is_an_interview_from_75_to_below_85_a23(rate: str, offered: bool) -> None:
    asked = reviewed(rated(rate)).when(HOLD)
    asked.then(INTERVIEW) if offered else asked.refused("threshold")


def test_there_is_no_interview_without_a_rate_but_an_older_systems_stands() -> None:
    reviewed().when(HOLD).refused("threshold")
    reviewed(rated("80", "2020-04-16")).when(HOLD).refused("threshold")
    in_town(SUBMITTED).imported().when(HOLD).then(INTERVIEW)


def test_from_85_an_application_is_recommended_by_the_threshold() -> None:
    reviewed(rated("85")).when(RECOMMEND).then(recommended("threshold"))
    reviewed(*(assessed(f"R-{n}", rate) for n, rate in ((1, "85"), (2, "90"), (3, "10")))).when(
        RECOMMEND
    ).then(recommended("threshold"))


def test_below_85_the_interview_comes_first_and_below_75_nothing_helps_amc_33() -> None:
    reviewed(rated("84.9")).when(RECOMMEND).refused("threshold")
    reviewed(rated("84.9"), INTERVIEW).when(RECOMMEND).then(recommended("interview"))
    reviewed(rated("84.9"), INTERVIEW, rated("74.9", "2020-04-16")).when(RECOMMEND).refused("threshold")
    reviewed(rated("74.9")).when(RECOMMEND).refused("threshold")
    reviewed(assessed("R-1")).when(RECOMMEND).refused("threshold")


def test_an_interview_after_the_day_of_the_recommendation_does_not_help_it() -> None:
    later = INTERVIEW.model_copy(update={"held_on": on("2020-04-21")})
    reviewed(rated("84.9"), later).when(RECOMMEND).refused("threshold")


def test_under_the_other_reading_of_a25_there_is_an_interview_below_75_on_request() -> None:
    rules = (Path(__file__).parent / "rules" / "town-manager.toml").read_text("utf-8")
    version = 'valid_from = 2010-01-01\npublished_on = 2010-01-01\nsource = "T-2"\n'
    asked = f'{rules}\n[[approval_below.version]]\nvalue = "interview_on_request"\n{version}'
    towns = reviewed(rated("60"))._replace(catalog=Catalog([load_text("town-manager.toml", asked)]))
    towns.when(HOLD).then(INTERVIEW)
    towns.when(RECOMMEND).refused("threshold")
    towns._replace(events=(*towns.events, INTERVIEW)).when(RECOMMEND).then(recommended("interview"))


def test_a_basis_stated_must_be_the_one_that_follows_and_an_import_states_its_own() -> None:
    stated = RECOMMEND.model_copy(update={"basis": "interview"})
    reviewed(rated("85")).when(stated).refused("threshold")
    in_town(SUBMITTED).imported().when(stated).then(recommended("interview"))
    in_town(SUBMITTED).imported().when(RECOMMEND).then(recommended("imported"))


def test_where_a_program_has_no_thresholds_the_authority_decides() -> None:
    clerk = SUBMITTED.model_copy(update={"program": "town-clerk", "kind": "admission"})
    in_town(clerk, COMPLETE).when(RECOMMEND).then(recommended("decision"))
    in_town(clerk, COMPLETE).when(DECLINE).then(DECLINED)


def test_an_application_is_closed_below_75_or_after_its_interview_a25() -> None:
    reviewed(rated("74.9")).when(DECLINE).then(DECLINED)
    reviewed(rated("80")).when(DECLINE).refused("threshold")
    reviewed(rated("80"), INTERVIEW).when(DECLINE).then(DECLINED)
    reviewed(rated("85")).when(DECLINE).refused("threshold")
    reviewed(rated("74.9"), DECLINED).when(RECOMMEND).refused("wrong-state")


def withhold(meeting: str) -> c.WithholdGrant:
    return c.WithholdGrant.model_validate(
        {**ME, "application": "A-1", "meeting": meeting, "withheld_on": "2020-06-12"}
    )


def test_a_grant_is_withheld_of_what_was_recommended_a27() -> None:
    event = e.GrantWithheld(application="A-1", meeting=on("2020-06-12"), withheld_on=on("2020-06-12"))
    waiting = reviewed(rated("90"), recommended("threshold"))
    waiting.when(withhold("2020-06-12")).then(event)
    waiting.when(withhold("2020-04-19")).refused("date-order")
    reviewed(rated("90")).when(withhold("2020-06-12")).refused("wrong-state")
