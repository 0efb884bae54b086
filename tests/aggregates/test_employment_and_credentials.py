"""Employment, jurisdiction, core duties, credentials, ethics: accepted, refused, done already."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import OFFICIAL, in_town, on

ME = {"official": OFFICIAL}
BEGAN = e.EmploymentBegan(
    employment="j1", began_on=on("2018-05-01"), management=True, employer="Town of Kinburn"
)
ENDED = e.EmploymentEnded(employment="j1", ended_on=on("2021-04-30"))
REVERSED = e.EmploymentReversed(employment="j1", reversed_on=on("2022-01-01"))


def begin(**changed: Any) -> c.BeginEmployment:
    stated = {"employment": "j1", "began_on": "2018-05-01", "management": True, "employer": "Town of Kinburn"}
    return c.BeginEmployment.model_validate({**ME, **stated, **changed})


def end(day: str) -> c.EndEmployment:
    return c.EndEmployment(**ME, employment="j1", ended_on=on(day))


def correct(**stated: Any) -> c.CorrectEmployment:
    return c.CorrectEmployment.model_validate(
        {**ME, "employment": "j1", "corrected_on": "2022-01-01", **stated}
    )


def reverse() -> c.ReverseEmployment:
    return c.ReverseEmployment(**ME, employment="j1", reversed_on=on("2022-01-01"))


def test_an_employment_begins_and_the_same_one_again_adds_nothing() -> None:
    in_town().when(begin()).then(BEGAN)
    in_town(BEGAN).when(begin()).nothing()


def test_an_employment_of_the_same_id_with_other_particulars_is_refused() -> None:
    for changed in (
        {"began_on": "2018-05-02"},
        {"management": False},
        {"employer": "X"},
        {"sector": "school"},
    ):
        in_town(BEGAN).when(begin(**changed)).refused("employment-known")


def test_an_employment_ends_on_its_last_day_which_may_be_its_first() -> None:
    in_town(BEGAN).when(end("2021-04-30")).then(ENDED)
    in_town(BEGAN).when(end("2018-05-01")).then(ENDED.model_copy(update={"ended_on": on("2018-05-01")}))


def test_what_cannot_end_is_refused_even_as_an_import() -> None:
    for situation in (in_town(), in_town().imported()):
        situation.when(end("2021-04-30")).refused("employment-unknown")
    for situation in (in_town(BEGAN), in_town(BEGAN).imported()):
        situation.when(end("2018-04-30")).refused("date-order")
    in_town(BEGAN, ENDED).when(end("2021-05-01")).refused("wrong-state")


def test_a_correction_replaces_what_was_said_and_may_remove_the_end() -> None:
    corrected = e.EmploymentCorrected(employment="j1", corrected_on=on("2022-01-01"), management=False)
    in_town(BEGAN, ENDED).when(correct(management=False)).then(corrected)
    in_town(BEGAN, ENDED).when(correct(open_ended=True)).then(
        e.EmploymentCorrected(employment="j1", corrected_on=on("2022-01-01"), open_ended=True)
    )
    in_town(BEGAN).when(correct(management=True, open_ended=True)).nothing()


def test_a_correction_may_not_put_the_end_before_the_beginning() -> None:
    in_town(BEGAN, ENDED).when(correct(began_on="2021-05-01")).refused("date-order")
    in_town().when(correct(management=False)).refused("employment-unknown")


def test_a_reversed_employment_is_gone_and_its_reversal_again_adds_nothing() -> None:
    in_town(BEGAN).when(reverse()).then(REVERSED)
    in_town(BEGAN, REVERSED).when(end("2021-04-30")).refused("employment-unknown")
    in_town(BEGAN, REVERSED).when(begin()).then(BEGAN)
    in_town(BEGAN, REVERSED, BEGAN).when(reverse()).then(REVERSED)
    in_town().when(reverse()).refused("employment-unknown")


def test_a_jurisdiction_is_recorded_once_for_a_day() -> None:
    command = c.RecordJurisdiction(**ME, jurisdiction="on", since=on("2018-05-01"))
    event = e.JurisdictionRecorded(jurisdiction="on", since=on("2018-05-01"))
    in_town().when(command).then(event)
    in_town(event).when(command.model_copy(update={"since": on("2019-05-01")})).then(
        event.model_copy(update={"since": on("2019-05-01")})
    )


def test_core_duties_are_words_that_some_program_knows() -> None:
    def duties(*words: str) -> c.RecordCoreDuties:
        return c.RecordCoreDuties(**ME, duties=words, since=on("2015-01-01"))

    in_town().when(duties("records", "elections")).then(
        e.CoreDutiesRecorded(duties=("records", "elections"), since=on("2015-01-01"))
    )
    in_town().when(duties("records", "gardening")).refused("vocabulary")
    with pytest.raises(ValidationError):
        duties()


def credential(**stated: Any) -> c.RecordCredential:
    return c.RecordCredential.model_validate({**ME, "credential": "recertification", **stated})


def test_a_credential_is_known_to_the_day_or_to_the_month() -> None:
    day = e.CredentialRecorded(credential="recertification", obtained_on=on("2008-03-09"))
    month = day.model_copy(update={"obtained_on": on("2008-03-01"), "precision": "month"})
    in_town().when(credential(obtained_on="2008-03-09")).then(day)
    in_town().when(credential(obtained_in="2008-03")).then(month)
    in_town(month).when(credential(obtained_on="2008-03-01")).refused("wrong-state")


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"obtained_in": "2008-13"},
        {"obtained_in": "2008"},
        {"obtained_in": "2008-03", "obtained_on": "2008-03-02"},
    ],
    ids=str,
)
def test_a_credential_of_no_day_no_month_or_two_is_no_command(stated: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        credential(**stated)


def test_a_credential_of_one_day_is_reversed_and_others_stay() -> None:
    first = e.CredentialRecorded(credential="recertification", obtained_on=on("2008-03-09"))
    second = first.model_copy(update={"obtained_on": on("2009-04-01")})
    reversed_ = e.CredentialReversed(
        credential="recertification", obtained_on=on("2008-03-09"), reversed_on=on("2022-01-01")
    )
    command = c.ReverseCredential.model_validate(
        {**ME, "credential": "recertification", "obtained_on": "2008-03-09", "reversed_on": "2022-01-01"}
    )
    in_town(first, second).when(command).then(reversed_)
    in_town(first, second, reversed_).when(credential(obtained_on="2009-04-01")).nothing()
    in_town(second).when(command).refused("credential-unknown")


def test_ethics_are_affirmed_alone_or_with_an_application_of_the_program() -> None:
    submitted = e.ApplicationSubmitted(
        application="A-1", program="town-clerk", kind="admission", received_on=on("2015-01-05"),
        channel="mail", format="paper",
    )  # fmt: skip
    alone = c.AffirmEthics(**ME, program="town-clerk", affirmed_on=on("2015-01-05"))
    with_it = alone.model_copy(update={"application": "A-1"})
    event = e.EthicsAffirmed(program="town-clerk", affirmed_on=on("2015-01-05"))
    in_town().when(alone).then(event)
    in_town(submitted, event).when(with_it).then(event.model_copy(update={"application": "A-1"}))
    in_town().when(with_it).refused("application-unknown")
    in_town(submitted).when(with_it.model_copy(update={"program": "town-manager"})).refused(
        "application-unknown"
    )
