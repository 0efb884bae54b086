"""Logs and notices; payments, refunds, options, scholarships, and what waits until all is paid."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.applying import MANAGER, ME
from tests.aggregates.situations import OFFICIAL, REGISTERED, given, hours, in_town, on

CLERK = "town-clerk"
POSTED = e.CreditPosted(
    claim="P-1", scheme="managers",
    activity=e.Activity(title="A course", completed_on=on("2018-05-10"), mode="unrecorded", source="unrecorded"),
    hours_claimed=hours("20"), hours_awarded=hours("20"), posted_on=on("2018-05-10"),
)  # fmt: skip
LOG = e.LogSubmitted(program=MANAGER, cycle=on("2018-01-01"), submitted_on=on("2020-12-31"), claims=("P-1",))
ACCEPTED = e.LogAccepted(program=MANAGER, cycle=on("2018-01-01"), accepted_on=on("2021-01-15"))


def log(**changed: Any) -> c.SubmitLog:
    stated = {"program": MANAGER, "cycle": "2018-01-01", "submitted_on": "2020-12-31", "claims": ["P-1"]}
    return c.SubmitLog.model_validate({**ME, **stated, **changed})


def accept(day: str = "2021-01-15", cycle: str = "2018-01-01") -> c.AcceptLog:
    return c.AcceptLog(**ME, program=MANAGER, cycle=on(cycle), accepted_on=on(day))


def test_a_log_names_claims_on_record_of_the_programs_credit() -> None:
    in_town(POSTED).when(log()).then(LOG)
    in_town().when(log()).refused("claim-unknown")
    in_town().imported().when(log()).refused("claim-unknown")
    in_town(POSTED.model_copy(update={"scheme": "clerks"})).when(log()).refused("claim-unknown")
    in_town(POSTED).when(log(submitted_on="2017-12-31")).refused("date-order")


def test_a_fuller_log_may_follow_until_one_is_accepted() -> None:
    fuller = log(submitted_on="2021-01-05")
    in_town(POSTED, LOG).when(fuller).then(LOG.model_copy(update={"submitted_on": on("2021-01-05")}))
    in_town(POSTED, LOG, ACCEPTED).when(fuller).refused("wrong-state")


def test_a_log_is_accepted_once_and_after_it_was_handed_in() -> None:
    in_town(POSTED, LOG).when(accept()).then(ACCEPTED)
    in_town(POSTED, LOG).when(accept("2020-12-30")).refused("date-order")
    in_town(POSTED, LOG, ACCEPTED).when(accept("2021-01-16")).refused("wrong-state")
    in_town(POSTED, LOG).when(accept(cycle="2019-01-01")).refused("wrong-state")


def test_a_notice_is_of_a_kind_the_program_has() -> None:
    def notice(kind: str) -> c.SendNotice:
        return c.SendNotice(
            **ME, program=MANAGER, kind=kind, sent_on=on("2020-01-10"), concerning=on("2018-01-01")
        )

    event = e.NoticeSent(
        program=MANAGER, kind="log-request", sent_on=on("2020-01-10"), concerning=on("2018-01-01")
    )
    in_town().when(notice("log-request")).then(event)
    in_town(event).when(notice("webinar")).then(event.model_copy(update={"kind": "webinar"}))
    in_town().when(notice("gossip")).refused("vocabulary")


# --- fees ---------------------------------------------------------------------------------------------------


def paid(amount: str = "50", *, payment: str = "p1", day: str = "2015-01-05") -> e.FeePaid:
    return e.FeePaid(program=CLERK, payment=payment, amount=hours(amount), paid_on=on(day))


def pay(**changed: Any) -> c.PayFee:
    stated = {"program": CLERK, "payment": "p1", "amount": "50", "paid_on": "2015-01-05"}
    return c.PayFee.model_validate({**ME, **stated, **changed})


def refund(amount: str, day: str = "2015-06-01", payment: str = "r1") -> c.RefundFee:
    return c.RefundFee(**ME, program=CLERK, payment=payment, amount=hours(amount), refunded_on=on(day))


def refunded(amount: str) -> e.FeeRefunded:
    return e.FeeRefunded(program=CLERK, payment="r1", amount=hours(amount), refunded_on=on("2015-06-01"))


PLAQUE = e.FeeOptionChosen(program=CLERK, option="plaque", chosen_on=on("2015-02-01"))


def test_a_payment_is_known_by_its_id() -> None:
    in_town().when(pay()).then(paid())
    in_town(paid()).when(pay(amount="50.00")).nothing()
    for changed in (
        {"amount": "49.99"},
        {"paid_on": "2015-01-06"},
        {"source": "employer"},
        {"program": MANAGER},
    ):
        in_town(paid()).when(pay(**changed)).refused("payment-known")


def test_scholarship_money_may_not_pay_fees_fee_10() -> None:
    in_town().when(pay(source="scholarship")).refused("fee")
    in_town().imported().when(pay(source="scholarship")).then(
        paid().model_copy(update={"source": "scholarship"})
    )


def test_all_but_the_deposit_may_be_refunded_fee_04() -> None:
    all_paid = in_town(paid(), paid("50", payment="p2"))
    all_paid.when(refund("50")).then(refunded("50"))
    all_paid.when(refund("50.01")).refused("fee")
    all_paid.when(refund("50", "2015-01-04")).refused("fee")
    in_town(paid(), paid("50", payment="p2"), refunded("50")).when(refund("1", payment="r2")).refused("fee")
    all_paid.when(refund("10", payment="p1")).refused("payment-known")


def test_an_import_may_refund_a_deposit_but_never_more_than_was_paid() -> None:
    in_town(paid()).imported().when(refund("50")).then(refunded("50"))
    in_town(paid()).imported().when(refund("50.01")).refused("fee")


def test_an_option_is_one_that_is_offered_and_is_chosen_once() -> None:
    def choose(option: str, day: str = "2015-02-01") -> c.ChooseFeeOption:
        return c.ChooseFeeOption(**ME, program=CLERK, option=option, chosen_on=on(day))

    in_town().when(choose("plaque")).then(PLAQUE)
    in_town(PLAQUE).when(choose("plaque", "2015-02-02")).refused("wrong-state")
    in_town().when(choose("statue")).refused("vocabulary")


def enrol(day: str = "2015-01-05") -> c.EnrolOfficial:
    return c.EnrolOfficial(**ME, program=CLERK, enrolled_on=on(day))


def test_the_deposit_comes_before_the_enrolment_fee_04() -> None:
    enrolled = e.OfficialEnrolled(program=CLERK, enrolled_on=on("2015-01-05"))
    in_town(paid()).when(enrol()).then(enrolled)
    in_town(paid()).when(enrol("2015-01-04")).refused("fee")
    in_town(paid("49.99")).when(enrol()).refused("fee")
    in_town().imported().when(enrol()).then(enrolled)
    in_town(enrolled).when(enrol()).nothing()


def send(kind: str = "certificate", day: str = "2015-03-01", **more: Any) -> c.SendLetter:
    return c.SendLetter(**ME, program=CLERK, kind=kind, sent_on=on(day), **more)


def sent(**changed: Any) -> e.LetterSent:
    return e.LetterSent(program=CLERK, kind="certificate", sent_on=on("2015-03-01")).model_copy(
        update=changed
    )


def test_the_certificate_waits_until_all_is_paid_with_the_options_a45() -> None:
    hundred = [paid(), paid("50", payment="p2", day="2015-03-01")]
    in_town(*hundred).when(send()).then(sent())
    in_town(*hundred).when(send(day="2015-02-28")).refused("fee")
    in_town(*hundred, PLAQUE).when(send()).refused("fee")
    in_town(*hundred, PLAQUE, paid("40", payment="p3")).when(send()).then(sent())
    in_town().imported().when(send()).then(sent())


def test_what_is_held_is_held_in_a_parcel_too_and_other_letters_go_out() -> None:
    in_town().when(send("parcel", contents=("pin", "certificate"))).refused("fee")
    in_town().when(send("welcome")).then(sent(kind="welcome"))


def test_money_holds_nothing_where_a_program_has_no_fees() -> None:
    event = e.LetterSent(program="alm-basic", kind="certificate", sent_on=on("2015-03-01"))
    given(REGISTERED).when(
        c.SendLetter(official=OFFICIAL, program="alm-basic", kind="certificate", sent_on=on("2015-03-01"))
    ).then(event)


# --- scholarships -------------------------------------------------------------------------------------------

APPLIED = e.ScholarshipApplied(program=CLERK, scholarship="s1", applied_on=on("2015-03-01"))


def apply_on(day: str) -> c.ApplyForScholarship:
    return c.ApplyForScholarship(**ME, program=CLERK, scholarship="s1", applied_on=on(day))


def grant(amount: str, day: str = "2015-04-01") -> c.GrantScholarship:
    return c.GrantScholarship(**ME, scholarship="s1", amount=hours(amount), granted_on=on(day))


def test_the_last_day_to_apply_is_included_fee_07() -> None:
    in_town().when(apply_on("2015-03-01")).then(APPLIED)
    in_town().when(apply_on("2015-03-02")).refused("scholarship")
    late = APPLIED.model_copy(update={"applied_on": on("2015-03-02")})
    in_town().imported().when(apply_on("2015-03-02")).then(late)
    in_town(APPLIED).when(apply_on("2015-02-28")).refused("scholarship-known")


def test_a_scholarship_reimburses_up_to_its_cap_fee_08() -> None:
    granted = e.ScholarshipGranted(scholarship="s1", amount=hours("400"), granted_on=on("2015-04-01"))
    in_town(APPLIED).when(grant("400")).then(granted)
    in_town(APPLIED).when(grant("400.01")).refused("scholarship")
    in_town(APPLIED).when(grant("400", "2015-02-28")).refused("date-order")
    in_town(APPLIED, granted).when(grant("300")).refused("wrong-state")
    in_town().when(grant("400")).refused("scholarship-unknown")


@pytest.mark.parametrize("amount", ["0", "-1", "x"])
def test_money_is_more_than_nothing(amount: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        pay(amount=amount)
