"""Designations: requirements met is computed; awarded, inactivated, reinstated, withdrawn are decisions."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import OFFICIAL, REGISTERED, awarded, given, hours, on, posted

ME = {"official": OFFICIAL}
BASIC, ADVANCED = "alm-basic", "alm-advanced"
FORTY = posted("P-1", "2018-05-10", "40")
EIGHTY = posted("P-2", "2019-05-10", "40")


def award(day: str, program: str = BASIC, **stated: Any) -> c.AwardDesignation:
    return c.AwardDesignation.model_validate({**ME, "program": program, "awarded_on": on(day), **stated})


def test_basic_is_awarded_on_the_day_of_the_fortieth_hour_and_not_before() -> None:
    given(REGISTERED, FORTY).when(award("2018-05-10")).then(awarded(BASIC, "2018-05-10"))
    given(REGISTERED, FORTY).when(award("2018-05-09")).refused("requirements-not-met")


def test_half_an_hour_short_of_forty_is_not_enough() -> None:
    given(REGISTERED, posted("P-1", "2018-05-10", "39.5")).when(award("2018-06-01")).refused(
        "requirements-not-met"
    )


def test_advanced_needs_basic_and_forty_hours_more() -> None:
    basic = awarded(BASIC, "2018-06-01")
    given(REGISTERED, FORTY, basic, EIGHTY).when(award("2019-06-01", ADVANCED)).then(
        awarded(ADVANCED, "2019-06-01")
    )
    given(REGISTERED, FORTY, basic).when(award("2019-06-01", ADVANCED)).refused("requirements-not-met")
    given(REGISTERED, FORTY, EIGHTY).when(award("2019-06-01", ADVANCED)).refused("prerequisite")


def test_too_few_hours_are_named_before_the_missing_designation() -> None:
    given(REGISTERED, FORTY).when(award("2019-06-01", ADVANCED)).refused("requirements-not-met")


def test_basic_awarded_after_the_day_is_no_prerequisite_yet() -> None:
    late = awarded(BASIC, "2019-06-02")
    given(REGISTERED, FORTY, EIGHTY, late).when(award("2019-06-01", ADVANCED)).refused("prerequisite")


def test_an_import_takes_an_award_as_the_outcome_it_is() -> None:
    event = awarded(BASIC, "2014-02-03").model_copy(
        update={"basis": "imported", "hours_on_record": hours("38")}
    )
    given(REGISTERED).imported().when(award("2014-02-03", hours_on_record="38")).then(event)


def test_an_award_of_another_day_is_refused_while_one_is_in_force() -> None:
    held = given(REGISTERED, FORTY, awarded(BASIC, "2018-06-01"))
    held.when(award("2018-06-02")).refused("wrong-state")
    given(REGISTERED, awarded(BASIC, "2018-06-01")).when(award("2018-06-02")).refused("wrong-state")


WITHDRAWN = e.DesignationWithdrawn(program=BASIC, withdrawn_on=on("2019-01-01"))


def test_a_withdrawn_designation_is_awarded_again() -> None:
    given(REGISTERED, FORTY, awarded(BASIC, "2018-06-01"), WITHDRAWN).when(award("2020-02-29")).then(
        awarded(BASIC, "2020-02-29")
    )


def correct_date(day: str) -> c.CorrectDesignationDate:
    return c.CorrectDesignationDate(**ME, program=BASIC, awarded_on=on(day), corrected_on=on("2019-01-08"))


def date_corrected(day: str) -> e.DesignationDateCorrected:
    return e.DesignationDateCorrected(
        program=BASIC, awarded_on=on(day), corrects=3, corrected_on=on("2019-01-08")
    )


def test_a_corrected_day_names_the_award_it_corrects_also_the_second_time() -> None:
    held = (REGISTERED, FORTY, awarded(BASIC, "2018-06-01"))
    given(*held).when(correct_date("2018-05-31")).then(date_corrected("2018-05-31"))
    given(*held, date_corrected("2018-05-31")).when(correct_date("2018-05-30")).then(
        date_corrected("2018-05-30")
    )
    given(*held).when(correct_date("2018-06-01")).nothing()


def test_an_award_reversed_before_adds_nothing_and_a_withdrawn_one_is_not_held() -> None:
    gone = e.DesignationAwardReversed(program=BASIC, corrects=3, reversed_on=on("2018-07-01"))
    reverse = c.ReverseDesignationAward(**ME, program=BASIC, reversed_on=on("2018-08-01"))
    held = awarded(BASIC, "2018-06-01")
    given(REGISTERED, FORTY, held, gone).when(reverse).nothing()
    given(REGISTERED, FORTY, held, gone, held, WITHDRAWN).when(reverse).refused("not-held")


def test_of_an_old_award_only_the_month_may_be_known() -> None:
    month = c.AwardDesignation.model_validate({**ME, "program": BASIC, "awarded_in": "2008-03"})
    event = awarded(BASIC, "2008-03-01").model_copy(update={"basis": "imported", "precision": "month"})
    given(REGISTERED).imported().when(month).then(event)
    given(REGISTERED, event).imported().when(award("2008-03-01")).refused("wrong-state")
    given(REGISTERED, event).when(correct_date("2008-03-01")).then(
        date_corrected("2008-03-01").model_copy(update={"corrects": 2})
    )


def test_an_award_is_reversed_and_the_reversal_names_it() -> None:
    reverse = c.ReverseDesignationAward(**ME, program=BASIC, reversed_on=on("2018-07-01"))
    given(REGISTERED, FORTY, awarded(BASIC, "2018-06-01")).when(reverse).then(
        e.DesignationAwardReversed(program=BASIC, corrects=3, reversed_on=on("2018-07-01"))
    )


@pytest.mark.parametrize(
    "command",
    [
        correct_date("2018-05-31"),
        c.ReverseDesignationAward(**ME, program=BASIC, reversed_on=on("2018-07-01")),
        c.InactivateDesignation(**ME, program=BASIC, inactive_from=on("2018-07-01")),
        c.ReinstateDesignation(**ME, program=BASIC, reinstated_on=on("2018-07-01")),
        c.WithdrawDesignation(**ME, program=BASIC, withdrawn_on=on("2018-07-01")),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_is_not_held_is_refused(command: c.Command) -> None:
    given(REGISTERED, FORTY).when(command).refused("not-held")


def test_a_designation_is_inactive_from_its_day_on_and_not_before_the_award() -> None:
    held = given(REGISTERED, FORTY, awarded(BASIC, "2018-06-01"))
    held.when(c.InactivateDesignation(**ME, program=BASIC, inactive_from=on("2018-06-01"))).then(
        e.DesignationInactivated(program=BASIC, inactive_from=on("2018-06-01"))
    )
    held.when(c.InactivateDesignation(**ME, program=BASIC, inactive_from=on("2018-05-31"))).refused(
        "not-held"
    )


def reinstate(day: str) -> c.ReinstateDesignation:
    return c.ReinstateDesignation(**ME, program=ADVANCED, reinstated_on=on(day))


def reinstated(day: str) -> e.DesignationReinstated:
    return e.DesignationReinstated(program=ADVANCED, reinstated_on=on(day))


#: Awarded in 2015, and no hour since: inactive from 1 January 2019 by the window alone.
LAPSED = (REGISTERED, awarded(BASIC, "2010-06-01"), awarded(ADVANCED, "2015-06-15"))


def test_only_an_inactive_designation_is_reinstated() -> None:
    given(*LAPSED).when(reinstate("2018-12-31")).refused("wrong-state")
    given(*LAPSED).when(reinstate("2019-01-01")).then(reinstated("2019-01-01"))
    given(*LAPSED, reinstated("2019-01-01")).when(reinstate("2019-06-01")).refused("wrong-state")


def test_an_import_takes_a_reinstatement_as_the_outcome_it_is() -> None:
    given(*LAPSED).imported().when(reinstate("2018-12-31")).then(reinstated("2018-12-31"))


def test_a_designation_is_withdrawn() -> None:
    withdraw = c.WithdrawDesignation(**ME, program=BASIC, withdrawn_on=on("2019-01-01"))
    given(REGISTERED, FORTY, awarded(BASIC, "2018-06-01")).when(withdraw).then(WITHDRAWN)


def test_an_announcement_holds_from_its_day_unless_said() -> None:
    announce = c.AnnounceStanding(**ME, program=ADVANCED, status="active", announced_on=on("2019-02-01"))
    given(*LAPSED).when(announce).then(
        e.StandingAnnounced(
            program=ADVANCED, status="active", announced_on=on("2019-02-01"), effective_on=on("2019-02-01")
        )
    )


def test_letters_and_graduations_are_recorded_once() -> None:
    letter = c.SendLetter(
        **ME, program=BASIC, kind="award-letter", sent_on=on("2018-06-10"), contents=("pin",)
    )
    given(REGISTERED).when(letter).then(
        e.LetterSent(program=BASIC, kind="award-letter", sent_on=on("2018-06-10"), contents=("pin",))
    )
    honour = c.HonourGraduate(**ME, program=BASIC, honoured_on=on("2018-11-14"))
    given(REGISTERED).when(honour).then(e.GraduateHonoured(program=BASIC, honoured_on=on("2018-11-14")))


def test_a_word_that_is_no_status_is_not_announced() -> None:
    announce = c.AnnounceStanding(**ME, program=ADVANCED, status="sparkling", announced_on=on("2019-02-01"))
    given(*LAPSED).when(announce).refused("vocabulary")
