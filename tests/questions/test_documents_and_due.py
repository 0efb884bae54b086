"""Documents of claims, and the work of applications, cycles, fees and letters: who is told to do what by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ledger import Ledger
from ledger import commands as c
from tests.questions.several import CLERK, MANAGER, clerk, manager, told

SENT = date(2019, 3, 1)
APPLICANT = "P-1"


def due(commands: Iterable[c.Command], day: date) -> dict[str, tuple[str | None, str | None]]:
    """Return what is due on a day: what -> by when and how much; the log and the tables must agree."""
    with Ledger.open("sqlite://") as ledger:
        told(ledger, commands)
        ledger.catch_up()
        log, tables = (ledger.questions.due(as_of=day, source=one).items for one in ("log", "tables"))
        assert log == tables
        return {item.what: (item.by, item.amount) for item in log}


# --- documents ----------------------------------------------------------------------------------------------


def documents(day: date) -> dict[str, Any]:
    with Ledger.open("sqlite://") as ledger:
        told(ledger, manager())
        [program] = ledger.questions.documents(MANAGER, as_of=day).programs
        return {claim.claim: claim for claim in program.claims}


def test_documents_asked_for_and_those_an_audit_needs_are_told_by_category_pdu_12() -> None:
    course = documents(date(2019, 12, 1))["p-1"]
    assert course.asked_for == ("certificate-of-completion",)
    assert course.handed_in == ("certificate-of-completion",)
    assert course.needed_if_audited == ("certificate-of-completion", "registration-receipt", "syllabus")
    assert course.missing_if_audited == ("registration-receipt", "syllabus")
    assert course.fields == ("topic", "dates", "certificate-granted")


def test_nothing_asked_for_at_submission_is_still_needed_if_audited_pdu_18() -> None:
    talk = documents(date(2019, 12, 1))["p-2"]
    assert (talk.asked_for, talk.missing_if_audited) == ((), ("agenda", "schedule", "lesson-plan"))


def test_documents_are_kept_until_a_year_after_the_cycle_a34() -> None:
    assert documents(date(2019, 12, 1))["p-1"].keep_until == "2020-12-31"


def test_a_claim_after_the_day_has_no_documents_yet() -> None:
    assert set(documents(date(2019, 2, 28))) == {"p-1"}


def test_programs_that_ask_for_no_documents_are_left_out() -> None:
    with Ledger.open("sqlite://") as ledger:
        told(ledger, clerk())
        assert ledger.questions.documents(CLERK, as_of=SENT).programs == ()


# --- applications -------------------------------------------------------------------------------------------


def applicant(*more: c.Command, enrolled: bool = True) -> list[c.Command]:
    """One who is a member, has sent an application, and what came of it."""
    known: list[c.Command] = [
        c.RegisterOfficial(official=APPLICANT, registered_on=date(2015, 1, 1)),
        c.BeginMembership(official=APPLICANT, organisation="amcto", began_on=date(2014, 1, 1)),
    ]
    if enrolled:
        known.append(c.EnrolOfficial(official=APPLICANT, program="amcto-cmo", enrolled_on=date(2018, 1, 2)))
    return [*known, *more]


SUBMITTED = c.SubmitApplication(
    official=APPLICANT, application="x-1", program="amcto-cmo", kind="submission", channel="email", format="pdf",
    received_on=SENT, forms=("prescribed-forms",), documents=({"kind": "proof-of-prerequisites"},),
)  # fmt: skip
MENTOR = c.AssignMentor(official=APPLICANT, program="amcto-cmo", mentor="M-9", assigned_on=date(2018, 2, 1))
COMPLETE = c.FindApplicationComplete(official=APPLICANT, application="x-1", found_on=date(2019, 3, 5))


def assessed(*rates: str) -> list[c.Command]:
    return [
        c.AssessApplication(
            official=APPLICANT, application="x-1", reviewer=f"r-{n}", rate=rate, assessed_on=date(2019, 3, 20)
        )
        for n, rate in enumerate(rates)
    ]


def test_a_candidate_without_a_mentor_is_to_be_given_one_amc_17() -> None:
    assert "assign-mentor" in due(applicant(), date(2018, 1, 2))
    assert "assign-mentor" not in due(applicant(), date(2018, 1, 1))
    assert "assign-mentor" in due(applicant(MENTOR), date(2018, 1, 31))
    assert "assign-mentor" not in due(applicant(MENTOR), date(2018, 2, 1))


def test_an_application_is_reviewed_then_assessed_then_decided() -> None:
    assert "review-application" in due(applicant(MENTOR, SUBMITTED), SENT)
    assert due(applicant(MENTOR, SUBMITTED), date(2019, 2, 28)) == {}
    assert "assess-application" in due(applicant(MENTOR, SUBMITTED, COMPLETE), date(2019, 3, 5))
    high = assessed("90", "90", "90")
    assert "recommend-application" in due(applicant(MENTOR, SUBMITTED, COMPLETE, *high), date(2019, 3, 20))


def test_a_returned_application_waits_for_the_candidate_amc_19() -> None:
    back = c.ReturnApplication(
        official=APPLICANT, application="x-1", returned_on=date(2019, 3, 4), cause="incomplete"
    )
    assert "complete-application" in due(applicant(MENTOR, SUBMITTED, back), date(2019, 3, 4))


def test_an_interview_is_offered_between_the_thresholds_amc_31() -> None:
    middle = assessed("80", "80", "80")
    facts = applicant(MENTOR, SUBMITTED, COMPLETE, *middle)
    assert "offer-interview" in due(facts, date(2019, 3, 20))
    held = c.HoldInterview(official=APPLICANT, application="x-1", held_on=date(2019, 4, 1))
    assert "decide-application" in due([*facts, held], date(2019, 4, 1))
    assert "offer-interview" in due([*facts, held], date(2019, 3, 31))


def test_a_board_package_is_due_for_the_meeting_of_the_deadline_amc_34() -> None:
    recommended = c.RecommendApplication(
        official=APPLICANT, application="x-1", basis="threshold", recommended_on=date(2019, 4, 2)
    )
    facts = applicant(MENTOR, SUBMITTED, COMPLETE, *assessed("90", "90", "90"), recommended)
    assert due(facts, date(2019, 4, 2))["prepare-board-package"] == ("2019-06-01", None)
    meeting = c.AssignMeeting(
        official=APPLICANT, application="x-1", meeting=date(2019, 6, 14), assigned_on=date(2019, 4, 3)
    )
    assert due([*facts, meeting], date(2019, 4, 3))["prepare-board-package"] == ("2019-06-14", None)


def test_an_exemption_waits_for_a_decision_amc_41() -> None:
    claimed = c.ClaimExemption(
        official=APPLICANT, program="amcto-cmo", exemption="cpa", claimed_on=SENT,
        documents=({"kind": "proof-of-designation"},),
    )  # fmt: skip
    confirmed = c.ConfirmExemption(
        official=APPLICANT, program="amcto-cmo", exemption="cpa", confirmed_on=date(2019, 3, 9)
    )
    assert "decide-exemption" in due(applicant(MENTOR, claimed), SENT)
    assert "decide-exemption" in due(applicant(MENTOR, claimed, confirmed), date(2019, 3, 8))
    assert "decide-exemption" not in due(applicant(MENTOR, claimed, confirmed), date(2019, 3, 9))


# --- cycles, logs, notices, letters, fees -------------------------------------------------------------------


def test_the_last_year_of_a_cycle_asks_for_credit_the_log_and_a_notice_pdu_04() -> None:
    found = due(manager(), date(2019, 12, 1))
    assert found["earn-cycle-credit"] == ("2019-12-31", "5")
    assert found["submit-log"] == ("2019-12-31", None)
    assert found["send-notice"] == ("2019-12-31", None)
    before = due(manager(), date(2018, 12, 31))
    assert not {"earn-cycle-credit", "submit-log", "send-notice"} & set(before)
    assert "send-notice" in due(manager(), date(2019, 1, 1))


def test_a_log_that_was_not_handed_in_stays_due_after_the_cycle() -> None:
    found = due(manager(), date(2020, 1, 1))
    assert found["submit-log"] == ("2019-12-31", None)
    assert "earn-cycle-credit" not in found


def test_a_log_handed_in_waits_to_be_accepted() -> None:
    start, handed_in = date(2017, 1, 1), date(2019, 11, 2)
    log = c.SubmitLog(
        official=MANAGER, program="amcto-cmo", cycle=start, submitted_on=handed_in, claims=("p-1", "p-2")
    )
    accepted = c.AcceptLog(official=MANAGER, program="amcto-cmo", cycle=start, accepted_on=date(2019, 11, 20))
    waiting = due([*manager(), log, accepted], handed_in)
    assert "accept-log" in waiting
    assert "submit-log" not in waiting
    assert not {"accept-log", "submit-log"} & set(due([*manager(), log, accepted], date(2019, 11, 20)))


def test_a_notice_that_was_sent_is_not_due() -> None:
    sent = c.SendNotice(
        official=MANAGER, program="amcto-cmo", kind="pdu-log-notice", sent_on=date(2019, 2, 1),
        concerning=date(2017, 1, 1),
    )  # fmt: skip
    assert "send-notice" not in due([*manager(), sent], date(2019, 2, 1))
    assert "send-notice" in due([*manager(), sent], date(2019, 1, 31))


def test_the_letter_that_authorises_is_due_after_the_award_amc_35() -> None:
    letter = c.SendLetter(
        official=MANAGER, program="amcto-cmo", kind="authorisation-letter", sent_on=date(2016, 6, 20)
    )
    assert "send-authorising-letter" in due([*manager(), letter], date(2016, 6, 19))
    assert "send-authorising-letter" not in due([*manager(), letter], date(2016, 6, 20))


def test_no_letter_is_due_after_an_award_taken_over_from_an_older_system() -> None:
    old = [
        one.model_copy(update={"imported_from": "old:1"}) if isinstance(one, c.AwardDesignation) else one
        for one in manager()
    ]
    assert "send-authorising-letter" not in due(old, date(2016, 6, 19))


def test_what_is_mailed_with_an_award_is_due_once_the_fees_are_paid_a45() -> None:
    paid = c.PayFee(official=CLERK, program="iimc-cmc", payment="f-1", amount="50", paid_on=date(2018, 3, 5))
    rest = c.PayFee(official=CLERK, program="iimc-cmc", payment="f-2", amount="50", paid_on=date(2018, 3, 9))
    owing = due([*clerk(), paid, rest], date(2018, 3, 8))
    assert owing["pay-balance"] == (None, "50")
    assert "send-award-mailing" not in owing
    settled = due([*clerk(), paid, rest], date(2018, 3, 9))
    assert "send-award-mailing" in settled
    assert "pay-balance" not in settled


def test_a_scholarship_applied_for_waits_for_a_decision_fee_07() -> None:
    applied = c.ApplyForScholarship(
        official=CLERK, program="iimc-cmc", scholarship="s-1", applied_on=date(2015, 3, 1)
    )
    assert "decide-scholarship" in due([*clerk(), applied], date(2015, 3, 1))
    assert "decide-scholarship" not in due([*clerk(), applied], date(2015, 2, 28))
