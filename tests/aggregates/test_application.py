"""Applications on their way to the review: received as they are, returned, handed in again, found complete."""

from __future__ import annotations

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.applying import (
    COMPLETE,
    MANAGER,
    ME,
    PROOF,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    UNDER_REVIEW,
    rated,
    step,
    submit,
)
from tests.aggregates.situations import REGISTERED, given, in_town, on

WITHDRAWN = e.ApplicationWithdrawn(application="A-1", withdrawn_on=on("2020-05-01"))


def test_an_application_is_received_and_the_same_again_adds_nothing() -> None:
    in_town().when(submit()).then(SUBMITTED)
    in_town(SUBMITTED).when(submit()).nothing()


@pytest.mark.parametrize(
    "changed",
    [{"received_on": "2020-03-11"}, {"kind": "other"}, {"forms": ()}, {"documents": ()}, {"modified": True},
     {"deadline": None}, {"channel": "upload"}, {"exemptions": ("cpa",)}, {"program": "town-clerk"}],
    ids=str,
)  # fmt: skip
def test_an_application_of_the_same_id_with_other_particulars_is_refused(changed: dict[str, object]) -> None:
    in_town(SUBMITTED).when(submit(**changed)).refused("application-known")


def test_an_incomplete_or_modified_application_is_received_as_it_is_c05() -> None:
    changed = {"forms": ("form-a",), "modified": True, "documents": ()}
    in_town().when(submit(**changed)).then(SUBMITTED.model_copy(update=changed))


def test_an_application_of_an_unknown_kind_is_refused_also_as_an_import() -> None:
    in_town().when(submit(kind="letter")).refused("vocabulary")
    in_town().imported().when(submit(kind="letter")).refused("vocabulary")


def test_hard_copies_are_not_taken_but_an_older_systems_stand_amc_40() -> None:
    in_town().when(submit(channel="hard-copy")).refused("channel")
    in_town().when(submit(channel="hard-copy", format="paper")).refused("channel")
    in_town().when(submit(format="paper")).refused("format")
    as_it_was = SUBMITTED.model_copy(update={"channel": "hard-copy", "format": "paper"})
    in_town().imported().when(submit(channel="hard-copy", format="paper")).then(as_it_was)


def test_a_program_without_such_rules_takes_any_channel_and_format() -> None:
    alm = SUBMITTED.model_copy(
        update={"program": "alm-basic", "channel": "hand", "deadline": on("2020-01-01")}
    )
    given(REGISTERED).when(submit(program="alm-basic", channel="hand", deadline="2020-01-01")).then(alm)


def test_the_deadline_day_is_included_and_a_late_one_hard_except_for_the_first_a22() -> None:
    july = {"deadline": "2020-07-15", "received_on": "2020-07-15"}
    in_town().when(submit(**july)).then(
        SUBMITTED.model_copy(update={"deadline": on("2020-07-15"), "received_on": on("2020-07-15")})
    )
    in_town().when(submit(**{**july, "received_on": "2020-07-16"})).refused("deadline")
    in_town().when(submit(received_on="2020-03-16")).then(
        SUBMITTED.model_copy(update={"received_on": on("2020-03-16")})
    )
    in_town().when(submit(deadline="2020-03-14")).refused("deadline")


def test_a_day_before_the_first_rules_is_refused_except_as_an_import() -> None:
    early = {"received_on": "2009-12-31", "deadline": None}
    in_town().when(submit(**early)).refused("date-order")
    in_town().imported().when(submit(**early)).then(
        SUBMITTED.model_copy(update={"received_on": on("2009-12-31"), "deadline": None})
    )


def test_exemptions_named_in_an_application_are_claimed_with_it() -> None:
    claim = e.ExemptionClaimed(
        program=MANAGER, exemption="cpa", claimed_on=on("2020-03-10"), documents=(PROOF,)
    )
    named = SUBMITTED.model_copy(update={"exemptions": ("cpa",)})
    in_town().when(submit(exemptions=["cpa"])).then(named, claim)
    in_town(claim).when(submit(exemptions=["cpa"])).then(named)
    in_town().when(submit(exemptions=["knighthood"])).refused("vocabulary")


def test_an_application_is_returned_until_it_is_decided() -> None:
    back = step(c.ReturnApplication, "2020-03-20")
    in_town(SUBMITTED).when(back).then(RETURNED)
    in_town(*UNDER_REVIEW).when(back).then(RETURNED)
    in_town(SUBMITTED, RETURNED).when(step(c.ReturnApplication, "2020-03-21")).refused("application-returned")
    in_town(SUBMITTED, WITHDRAWN).when(back).refused("wrong-state")
    in_town(SUBMITTED).when(step(c.ReturnApplication, "2020-03-09")).refused("date-order")
    in_town().when(back).refused("application-unknown")


def test_a_returned_application_is_handed_in_again_and_may_be_returned_again() -> None:
    again = step(c.ResubmitApplication, "2020-04-01", forms=["form-b"])
    in_town(SUBMITTED, RETURNED).when(again).then(RESUBMITTED)
    in_town(SUBMITTED).when(again).refused("wrong-state")
    in_town(SUBMITTED, RETURNED).when(step(c.ResubmitApplication, "2020-03-19")).refused("date-order")
    in_town(SUBMITTED, RETURNED, RESUBMITTED).when(step(c.ReturnApplication, "2020-04-02")).then(
        RETURNED.model_copy(update={"returned_on": on("2020-04-02")})
    )


def test_a_complete_application_is_found_so_once() -> None:
    found = step(c.FindApplicationComplete, "2020-03-20")
    in_town(SUBMITTED).when(found).then(COMPLETE)
    in_town(*UNDER_REVIEW).when(step(c.FindApplicationComplete, "2020-03-21")).refused("wrong-state")
    in_town(SUBMITTED, RETURNED).when(found).refused("application-returned")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"forms": ("form-a",)}, "form-b"),
        ({"documents": ()}, "proof-of-study"),
        ({"modified": True}, "modified"),
    ],
    ids=str,
)
def test_what_is_missing_or_modified_is_named_and_nothing_is_complete_amc_19(
    changed: dict[str, object], named: str
) -> None:
    lacking = SUBMITTED.model_copy(update=changed)
    found = step(c.FindApplicationComplete, "2020-03-20")
    refused = in_town(lacking).when(found)
    refused.refused("documents-missing")
    assert named in str(refused.refusal)
    in_town(lacking).imported().when(found).then(COMPLETE)


def test_what_was_handed_in_before_a_return_stays() -> None:
    lacking = SUBMITTED.model_copy(update={"forms": ("form-a",)})
    found = step(c.FindApplicationComplete, "2020-04-02")
    in_town(lacking, RETURNED, RESUBMITTED).when(found).then(
        COMPLETE.model_copy(update={"found_on": on("2020-04-02")})
    )


def test_an_exemption_without_its_proof_keeps_an_application_from_being_complete_amc_47() -> None:
    claim = e.ExemptionClaimed(program=MANAGER, exemption="cpa", claimed_on=on("2020-03-10"))
    refused = in_town(SUBMITTED, claim).when(step(c.FindApplicationComplete, "2020-03-20"))
    refused.refused("documents-missing")
    assert "proof-of-designation" in str(refused.refusal)


def test_a_meeting_is_assigned_and_assigned_anew() -> None:
    june = e.MeetingAssigned(application="A-1", meeting=on("2020-06-12"), assigned_on=on("2020-04-01"))
    command = step(c.AssignMeeting, "2020-04-01", meeting="2020-06-12")
    in_town(SUBMITTED).when(command).then(june)
    later = command.model_copy(update={"meeting": on("2020-09-11")})
    in_town(SUBMITTED, june).when(later).then(june.model_copy(update={"meeting": on("2020-09-11")}))
    in_town(SUBMITTED, WITHDRAWN).when(command).refused("wrong-state")
    in_town(SUBMITTED).when(step(c.AssignMeeting, "2020-04-01", meeting="2020-03-09")).refused("date-order")


def test_an_application_is_withdrawn_even_when_it_is_recommended_but_not_after_its_refusal() -> None:
    command = step(c.WithdrawApplication, "2020-05-01")
    recommended = e.ApplicationRecommended(
        application="A-1", recommended_on=on("2020-04-20"), basis="threshold"
    )
    declined = e.ApplicationNotRecommended(application="A-1", decided_on=on("2020-04-20"))
    in_town(*UNDER_REVIEW, rated("90"), recommended).when(command).then(WITHDRAWN)
    in_town(*UNDER_REVIEW, rated("50"), declined).when(command).refused("wrong-state")


def test_a_mentor_is_assigned_to_who_is_enrolled_amc_17() -> None:
    enrolled = e.OfficialEnrolled(program=MANAGER, enrolled_on=on("2019-09-01"))
    command = c.AssignMentor(**ME, program=MANAGER, mentor="M-7", assigned_on=on("2019-09-01"))
    event = e.MentorAssigned(program=MANAGER, mentor="M-7", assigned_on=on("2019-09-01"))
    in_town(enrolled).when(command).then(event)
    in_town(enrolled).when(command.model_copy(update={"assigned_on": on("2019-08-31")})).refused(
        "not-enrolled"
    )
    in_town().when(command).refused("not-enrolled")
    in_town().imported().when(command).then(event)


def test_a_self_assessment_is_completed_once_a_day() -> None:
    command = c.CompleteSelfAssessment(**ME, program=MANAGER, completed_on=on("2019-08-01"))
    in_town().when(command).then(e.SelfAssessmentCompleted(program=MANAGER, completed_on=on("2019-08-01")))
