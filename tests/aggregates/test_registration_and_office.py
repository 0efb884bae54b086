"""Registration, contact, membership, office and enrolment: accepted, refused, done already."""

from __future__ import annotations

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import OFFICIAL, REGISTERED, given, on

ME = {"official": OFFICIAL}
MEMBER = e.MembershipBegan(organisation="alm", began_on=on("2016-12-01"), membership_class="full")
LAPSED = e.MembershipLapsed(organisation="alm", lapsed_on=on("2021-01-01"))
TERM = e.TermBegan(term="t1", office="mayor", began_on=on("2016-11-07"))
ENDED = e.TermEnded(term="t1", ended_on=on("2020-11-02"))
ENROLLED = e.OfficialEnrolled(program="alm-basic", enrolled_on=on("2016-12-05"))
CONTACT = e.ContactRecorded(recorded_on=on("2020-01-01"), parts=("email",), contact="ab" * 32)


def register(day: str = "2016-11-07", **more: str) -> c.RegisterOfficial:
    return c.RegisterOfficial(**ME, registered_on=on(day), **more)


def test_an_official_is_registered() -> None:
    given().when(register()).then(REGISTERED)


def test_registered_again_with_other_particulars_is_refused() -> None:
    given(REGISTERED).when(register("2016-11-08")).refused("official-known")
    given(REGISTERED).when(register(jurisdiction="al")).refused("official-known")


def test_everything_else_needs_a_registration() -> None:
    given().when(c.BeginTerm(**ME, term="t1", office="mayor", began_on=on("2016-11-07"))).refused(
        "official-unknown"
    )


def test_a_contact_is_a_commitment_and_the_same_one_adds_nothing() -> None:
    given(REGISTERED).when(CONTACT).then(CONTACT)  # type: ignore[arg-type]
    given(REGISTERED, CONTACT).when(CONTACT).nothing()  # type: ignore[arg-type]


def begin_membership(day: str = "2016-12-01", membership_class: str = "full") -> c.BeginMembership:
    return c.BeginMembership(**ME, organisation="alm", began_on=on(day), membership_class=membership_class)


def test_a_membership_begins() -> None:
    given(REGISTERED).when(begin_membership()).then(MEMBER)


def test_a_membership_does_not_begin_while_another_goes_on() -> None:
    given(REGISTERED, MEMBER).when(begin_membership("2018-01-01")).refused("wrong-state")


def test_a_membership_begins_again_after_a_lapse() -> None:
    again = MEMBER.model_copy(update={"began_on": on("2022-01-01")})
    given(REGISTERED, MEMBER, LAPSED).when(begin_membership("2022-01-01")).then(again)


def change_class(day: str, to: str = "retired") -> c.ChangeMembershipClass:
    return c.ChangeMembershipClass(**ME, organisation="alm", membership_class=to, changed_on=on(day))


def test_a_membership_class_changes() -> None:
    given(REGISTERED, MEMBER).when(change_class("2019-01-01")).then(
        e.MembershipClassChanged(organisation="alm", membership_class="retired", changed_on=on("2019-01-01"))
    )


def test_a_change_to_the_same_class_adds_nothing() -> None:
    given(REGISTERED, MEMBER).when(change_class("2019-01-01", "full")).nothing()


def test_a_class_changes_only_during_a_membership() -> None:
    given(REGISTERED).when(change_class("2019-01-01")).refused("membership-unknown")
    given(REGISTERED, MEMBER).when(change_class("2016-11-30")).refused("date-order")
    given(REGISTERED, MEMBER, LAPSED).when(change_class("2022-01-01")).refused("date-order")


def lapse(day: str) -> c.LapseMembership:
    return c.LapseMembership(**ME, organisation="alm", lapsed_on=on(day))


def test_a_membership_lapses() -> None:
    given(REGISTERED, MEMBER).when(lapse("2021-01-01")).then(LAPSED)


def test_what_cannot_lapse_is_refused() -> None:
    given(REGISTERED).when(lapse("2021-01-01")).refused("membership-unknown")
    given(REGISTERED, MEMBER, LAPSED).when(lapse("2021-02-01")).refused("wrong-state")
    given(REGISTERED, MEMBER).when(lapse("2016-12-01")).refused("date-order")


def test_a_second_lapse_on_an_impossible_day_is_refused_for_the_state_before_the_dates() -> None:
    given(REGISTERED, MEMBER, LAPSED).when(lapse("2010-01-01")).refused("wrong-state")


def begin_term(**changed: object) -> c.BeginTerm:
    stated = {**ME, "term": "t1", "office": "mayor", "began_on": on("2016-11-07"), **changed}
    return c.BeginTerm.model_validate(stated)


def test_a_term_begins() -> None:
    given(REGISTERED).when(begin_term()).then(TERM)


def test_an_office_no_program_knows_is_refused_because_its_credit_would_be_lost_silently_alm_b_01() -> None:
    given(REGISTERED).when(begin_term(office="council-member")).refused("vocabulary")


def test_a_term_is_known_by_its_id() -> None:
    given(REGISTERED, TERM).when(begin_term(office="councilmember")).refused("term-known")
    given(REGISTERED, TERM).when(begin_term(elected=False)).refused("term-known")


def end_term(day: str, term: str = "t1") -> c.EndTerm:
    return c.EndTerm(**ME, term=term, ended_on=on(day))


def test_a_term_ends() -> None:
    given(REGISTERED, TERM).when(end_term("2020-11-02")).then(ENDED)


def test_a_term_may_end_on_the_day_it_began() -> None:
    given(REGISTERED, TERM).when(end_term("2016-11-07")).then(
        e.TermEnded(term="t1", ended_on=on("2016-11-07"))
    )


def test_an_end_that_does_not_fit_is_refused() -> None:
    given(REGISTERED).when(end_term("2020-11-02")).refused("term-unknown")
    given(REGISTERED, TERM).when(end_term("2016-11-06")).refused("date-order")
    given(REGISTERED, TERM, ENDED).when(end_term("2020-11-03")).refused("wrong-state")
    given(REGISTERED, TERM, ENDED).when(end_term("2010-11-03")).refused("wrong-state")


def correct_term(**new: object) -> c.CorrectTerm:
    return c.CorrectTerm.model_validate({**ME, "term": "t1", "corrected_on": on("2021-01-04"), **new})


def test_a_term_is_corrected() -> None:
    given(REGISTERED, TERM, ENDED).when(correct_term(ended_on=on("2020-11-01"))).then(
        e.TermCorrected(term="t1", corrected_on=on("2021-01-04"), ended_on=on("2020-11-01"))
    )


def test_an_end_that_never_was_is_taken_off_a_term() -> None:
    given(REGISTERED, TERM, ENDED).when(correct_term(open_ended=True)).then(
        e.TermCorrected(term="t1", corrected_on=on("2021-01-04"), open_ended=True)
    )


def test_a_correction_that_says_nothing_new_adds_nothing() -> None:
    given(REGISTERED, TERM, ENDED).when(correct_term(office="mayor", ended_on=on("2020-11-02"))).nothing()


def test_a_correction_that_turns_a_term_round_is_refused() -> None:
    given(REGISTERED, TERM, ENDED).when(correct_term(began_on=on("2020-11-03"))).refused("date-order")
    given(REGISTERED).when(correct_term(office="mayor")).refused("term-unknown")


def test_a_term_recorded_in_error_is_reversed() -> None:
    reverse = c.ReverseTerm(**ME, term="t1", reversed_on=on("2017-01-01"))
    given(REGISTERED, TERM).when(reverse).then(e.TermReversed(term="t1", reversed_on=on("2017-01-01")))
    given(REGISTERED).when(reverse).refused("term-unknown")


def test_a_term_reversed_before_adds_nothing_whatever_the_day_and_recorded_anew_it_may_be_reversed() -> None:
    gone = e.TermReversed(term="t1", reversed_on=on("2017-01-01"))
    reverse = c.ReverseTerm(**ME, term="t1", reversed_on=on("2017-03-01"))
    given(REGISTERED, TERM, gone).when(reverse).nothing()
    given(REGISTERED, TERM, gone).when(c.ReverseTerm(**ME, term="t2", reversed_on=on("2017-01-01"))).refused(
        "term-unknown"
    )
    given(REGISTERED, TERM, gone, TERM).when(reverse).then(
        gone.model_copy(update={"reversed_on": on("2017-03-01")})
    )


def enrol(day: str = "2016-12-05", program: str = "alm-basic") -> c.EnrolOfficial:
    return c.EnrolOfficial(**ME, program=program, enrolled_on=on(day))


def test_an_official_enrols() -> None:
    given(REGISTERED).when(enrol()).then(ENROLLED)


def test_an_enrolment_of_another_day_is_refused_while_one_goes_on() -> None:
    given(REGISTERED, ENROLLED).when(enrol("2017-01-01")).refused("wrong-state")


def withdraw(day: str, program: str = "alm-basic") -> c.WithdrawEnrolment:
    return c.WithdrawEnrolment(**ME, program=program, withdrawn_on=on(day))


WITHDRAWN = e.EnrolmentWithdrawn(program="alm-basic", withdrawn_on=on("2018-06-30"))


def test_an_enrolment_is_withdrawn_and_begins_again() -> None:
    given(REGISTERED, ENROLLED).when(withdraw("2018-06-30")).then(WITHDRAWN)
    again = e.OfficialEnrolled(program="alm-basic", enrolled_on=on("2019-01-07"))
    given(REGISTERED, ENROLLED, WITHDRAWN).when(enrol("2019-01-07")).then(again)


def test_what_is_not_enrolled_is_not_withdrawn() -> None:
    given(REGISTERED).when(withdraw("2018-06-30")).refused("not-enrolled")
    given(REGISTERED, ENROLLED, WITHDRAWN).when(withdraw("2018-07-01")).refused("not-enrolled")
    given(REGISTERED, ENROLLED).when(withdraw("2016-12-04")).refused("date-order")


@pytest.mark.parametrize(
    "command",
    [
        enrol(program="ohio-cmo"),
        withdraw("2018-06-30", "ohio-cmo"),
        c.AwardDesignation(**ME, program="ohio-cmo", awarded_on=on("2020-01-01")),
        c.CorrectDesignationDate(
            **ME, program="ohio-cmo", awarded_on=on("2020-01-01"), corrected_on=on("2020-02-01")
        ),
        c.ReverseDesignationAward(**ME, program="ohio-cmo", reversed_on=on("2020-01-01")),
        c.InactivateDesignation(**ME, program="ohio-cmo", inactive_from=on("2020-01-01")),
        c.ReinstateDesignation(**ME, program="ohio-cmo", reinstated_on=on("2020-01-01")),
        c.WithdrawDesignation(**ME, program="ohio-cmo", withdrawn_on=on("2020-01-01")),
        c.AnnounceStanding(**ME, program="ohio-cmo", status="active", announced_on=on("2020-01-01")),
        c.SendLetter(**ME, program="ohio-cmo", kind="award-letter", sent_on=on("2020-01-01")),
        c.HonourGraduate(**ME, program="ohio-cmo", honoured_on=on("2020-01-01")),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_program_without_rules_is_refused_before_anything_about_it(command: c.Command) -> None:
    given(REGISTERED).when(command).refused("program-unknown")
    given().when(command).refused("official-unknown")
