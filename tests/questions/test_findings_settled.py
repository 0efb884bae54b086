"""Work lists, sentences and reasons at the edges: returns, withdrawals, shortfalls, corrections, and positions."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger import Ledger
from ledger import commands as c
from ledger.cli.compact import official_answer
from ledger.cli.dates import both
from ledger.cli.prose import Explanation
from ledger.log.codec import decode
from ledger.questions.history import says
from tests.questions.several import CLERK, MANAGER, clerk, manager, mayor, told
from tests.questions.test_documents_and_due import (
    APPLICANT,
    COMPLETE,
    MENTOR,
    SENT,
    SUBMITTED,
    applicant,
    assessed,
    due,
)

RETURNED = c.ReturnApplication(
    official=APPLICANT, application="x-1", returned_on=date(2019, 3, 4), cause="incomplete"
)
WITHDRAWN = c.WithdrawDesignation(
    official=MANAGER, program="amcto-cmo", withdrawn_on=date(2020, 1, 15), reason="hours"
)


def asked(commands: list[c.Command], question: str, official: str, day: date, **more: Any) -> Any:
    """Ask one question; log and tables must agree where both can be asked."""
    with Ledger.open("sqlite://") as ledger:
        told(ledger, commands)
        ledger.catch_up()
        ask = getattr(ledger.questions, question)
        found = ask(official, as_of=day, **more)
        if question not in ("replay", "changed"):
            assert ask(official, as_of=day, source="tables", **more) == found
        return found


def explained(answer: Any, day: date) -> str:
    """Return the prose of an answer on one line."""
    dated = both(day.isoformat(), None, "UTC")
    lines = Explanation(answer, dates=dated, says=lambda position: f"event {position}", width=80).lines()
    return " ".join(" ".join(lines).split())


def shown(answer: Any, day: date) -> str:
    """Return the table of an answer on one line."""
    return " ".join(" ".join(official_answer(answer, both(day.isoformat(), None, "UTC"), 80)).split())


# --- applications -------------------------------------------------------------------------------------------


def test_a_returned_submission_has_no_deadline_and_no_meeting_until_it_comes_again_a21() -> None:
    again = c.ResubmitApplication(official=APPLICANT, application="x-1", received_on=date(2019, 3, 20))
    facts = applicant(MENTOR, SUBMITTED, RETURNED, again)
    for day, deadline, meeting in (
        (date(2019, 3, 3), "2019-03-15", "2019-06"),
        (date(2019, 3, 4), None, None),
        (date(2019, 3, 19), None, None),
        (date(2019, 3, 20), "2019-07-15", "2019-09"),
    ):
        [program] = asked(facts, "requirements", APPLICANT, day, program="amcto-cmo").programs
        [line] = program.applications
        assert (line.deadline, line.meeting) == (deadline, meeting), day


def test_a_rate_below_the_threshold_is_said_in_words() -> None:
    facts = applicant(MENTOR, SUBMITTED, COMPLETE, *assessed("60", "60", "60"))
    answer = asked(facts, "requirements", APPLICANT, date(2019, 3, 20), program="amcto-cmo")
    assert "60 per cent, below the threshold for an interview (75 per cent)." in explained(
        answer, date(2019, 3, 20)
    )


def test_a_late_submission_is_held_until_staff_assigned_its_meeting() -> None:
    late = SUBMITTED.model_copy(update={"received_on": date(2019, 3, 16), "deadline": date(2019, 3, 15)})
    meeting = c.AssignMeeting(
        official=APPLICANT, application="x-1", meeting=date(2019, 6, 14), assigned_on=date(2019, 3, 20)
    )
    facts = applicant(MENTOR, late, meeting)
    assert "hold-application" in due(facts, date(2019, 3, 19))
    assert "hold-application" not in due(facts, date(2019, 3, 20))


# --- after the award ----------------------------------------------------------------------------------------


def test_what_is_held_without_its_letter_is_not_yet_authorised_to_use() -> None:
    letter = c.SendLetter(
        official=MANAGER, program="amcto-cmo", kind="authorisation-letter", sent_on=date(2016, 6, 20)
    )
    facts = [*manager(), letter]
    before, after = date(2016, 6, 19), date(2016, 6, 20)
    answer = asked(facts, "standing", MANAGER, before, program="amcto-cmo")
    assert answer.model_dump(mode="json")["programs"][0]["authorised_on"] is None
    assert "held, not yet authorised to use" in explained(answer, before)
    assert "held, not yet authorised to use" in shown(answer, before)
    answer = asked(facts, "standing", MANAGER, after, program="amcto-cmo")
    assert answer.model_dump(mode="json")["programs"][0]["authorised_on"] == "2016-06-20"
    assert "not yet authorised" not in explained(answer, after)
    early = asked(facts, "standing", MANAGER, date(2016, 6, 9), program="amcto-cmo")
    assert "not yet authorised" not in explained(early, date(2016, 6, 9))


def test_a_program_that_asks_for_no_letter_tells_of_none() -> None:
    answer = asked(clerk(), "standing", CLERK, date(2018, 4, 1), program="iimc-cmc")
    assert "authorised_on" not in answer.model_dump(mode="json")["programs"][0]
    assert "authorised" not in explained(answer, date(2018, 4, 1))


def test_no_log_is_asked_of_who_no_longer_holds_the_designation() -> None:
    facts = [*manager(), WITHDRAWN]
    assert "submit-log" in due(facts, date(2020, 1, 14))
    assert "submit-log" not in due(facts, date(2020, 1, 15))


def test_a_cycle_that_is_not_met_waits_for_a_decision_a31() -> None:
    facts = [*manager(), WITHDRAWN]
    assert "decide-shortfall" not in due(facts, date(2019, 12, 31))
    assert due(facts, date(2020, 1, 1))["decide-shortfall"] == (None, "5")
    assert "decide-shortfall" in due(facts, date(2020, 1, 14))
    assert "decide-shortfall" not in due(facts, date(2020, 1, 15))
    assert "decide-shortfall" in due(manager(), date(2022, 12, 31))
    kept = c.ReinstateDesignation(official=MANAGER, program="amcto-cmo", reinstated_on=date(2020, 2, 1))
    assert "decide-shortfall" not in due([*manager(), kept], date(2020, 2, 1))


# --- claims and credit --------------------------------------------------------------------------------------


def test_a_claim_is_decided_once_its_form_is_in_and_only_where_it_must_be() -> None:
    claim = c.ClaimCredit(
        official="A-1", claim="q-1", scheme="alm", completed_on=date(2020, 6, 1), hours_claimed="2",
        title="A course", source="league", submitted_on=date(2020, 6, 10),
    )  # fmt: skip
    facts = [*mayor(), claim]
    assert "decide-claim" not in due(facts, date(2020, 6, 9))
    assert due(facts, date(2020, 6, 10))["decide-claim"] == (None, "2")
    assert "decide-claim" not in due(manager(), date(2019, 12, 1))


def test_a_designation_without_an_amount_of_credit_is_not_said_to_be_so_much_of_none() -> None:
    answer = asked(manager(), "progress", MANAGER, date(2019, 12, 1), program="amcto-cmo")
    assert "55 PDU counted; no amount is required for the designation." in explained(
        answer, date(2019, 12, 1)
    )
    for words in (explained(answer, date(2019, 12, 1)), shown(answer, date(2019, 12, 1))):
        assert "of 0" not in words


# --- reasons and their events -------------------------------------------------------------------------------


def test_each_requirement_names_the_events_it_stands_on() -> None:
    paid = c.PayFee(official=CLERK, program="iimc-cmc", payment="f-1", amount="50", paid_on=date(2018, 1, 5))
    degree = c.RecordCredential(official=CLERK, credential="bachelor", obtained_on=date(2008, 5, 1))
    own = c.AffirmEthics(official=CLERK, program="iimc-cmc", affirmed_on=SENT)
    facts = [*applicant(MENTOR, SUBMITTED), *clerk(), own, paid, degree]
    with Ledger.open("sqlite://") as ledger:
        told(ledger, facts)
        types = {one.position: one.type for one in ledger.store.read_all()}
        found: dict[str, set[str]] = {}
        for official, program in ((APPLICANT, "amcto-cmo"), (CLERK, "iimc-cmc")):
            [needs] = ledger.questions.requirements(
                official, as_of=date(2019, 4, 1), program=program
            ).programs
            for line in needs.requirements:
                assert "positions" not in line.detail
                found[line.code] = {types[position] for position in line.reason.positions}
    assert found["enrolment"] == {"official-enrolled.v1"}
    assert found["membership"] == {"membership-began.v1"}
    assert found["application:submission"] == {"application-submitted.v1"}
    assert found["ethics"] == {"ethics-affirmed.v1"}
    assert found["experience"] >= {"application-submitted.v1"}
    assert found["deposit"] == {"fee-paid.v1"}


def test_requirements_are_named_in_words_and_nothing_on_record_begins_on_no_day() -> None:
    day = date(2018, 2, 1)
    answer = asked(applicant(), "requirements", APPLICANT, day, program="amcto-cmo")
    said = explained(answer, day)
    assert "the application (submission): not met." in said
    assert "application:submission" not in said
    assert "enrolment: met since 2018-01-02." in said


def test_a_cycle_is_named_by_its_days_in_prose() -> None:
    said = explained(
        asked(manager(), "compliance", MANAGER, date(2019, 12, 1), program="amcto-cmo"), date(2019, 12, 1)
    )
    assert "The cycle from 2017-01-01 to 2019-12-31: open." in said
    assert "cycle:2017" not in said


# --- sentences ----------------------------------------------------------------------------------------------


def sentences(commands: list[c.Command], official: str) -> list[str]:
    return [step.says for step in asked(commands, "replay", official, date(2022, 1, 1)).steps]


def test_a_letter_and_a_membership_are_said_with_their_particulars() -> None:
    letter = c.SendLetter(
        official=CLERK, program="iimc-cmc", kind="parcel", contents=("lapel-pin",), sent_on=date(2018, 4, 1)
    )
    moved = c.ChangeMembershipClass(
        official=CLERK, organisation="iimc", membership_class="retired", changed_on=date(2019, 1, 1)
    )
    said = sentences([*clerk(), letter, moved], CLERK)
    assert said[1] == ("Membership began: organisation iimc, membership class full, began on 2014-01-01")
    assert said[3] == "Letter sent: program iimc-cmc, kind parcel, contents lapel-pin, sent on 2018-04-01"
    assert said[4] == (
        "Membership class changed: organisation iimc, membership class retired, changed on 2019-01-01"
    )


def test_a_correction_says_what_it_replaced_and_by_what() -> None:
    term = c.CorrectTerm(
        official="A-1", term="t", office="councilmember", began_on=date(2016, 11, 8),
        corrected_on=date(2021, 1, 1),
    )  # fmt: skip
    credit = c.CorrectCredit(
        official="A-1", claim="A-1-1", hours_awarded="3", completed_on=date(2020, 5, 2),
        corrected_on=date(2021, 1, 2),
    )  # fmt: skip
    said = sentences([*mayor(), term, credit], "A-1")
    assert said[-2] == (
        "Term corrected: term t, office mayor -> councilmember, began on 2016-11-07 -> 2016-11-08,"
        " corrected on 2021-01-01"
    )
    assert said[-1] == (
        "Credit corrected: claim A-1-1, completed on 2020-05-01 -> 2020-05-02, hours awarded 4 -> 3,"
        " corrected on 2021-01-02"
    )


def test_without_the_record_before_a_correction_says_the_new_value_alone() -> None:
    with Ledger.open("sqlite://") as ledger:
        term = c.CorrectTerm(
            official="A-1", term="t", began_on=date(2016, 11, 8), corrected_on=date(2021, 1, 1)
        )
        told(ledger, [*mayor(), term])
        last = list(ledger.store.read_all())[-1]
        said = says(decode(last.type, last.data))
    assert said == "Term corrected: term t, began on 2016-11-08, corrected on 2021-01-01"


def test_what_changed_of_the_good_standing_is_said_in_words() -> None:
    lapsed = c.LapseMembership(official=CLERK, organisation="iimc", lapsed_on=date(2019, 1, 1))
    with Ledger.open("sqlite://") as ledger:
        told(ledger, clerk())
        before = len(list(ledger.store.read_all()))
        told(ledger, [lapsed], name="later")
        answer = ledger.questions.changed(CLERK, as_of=date(2019, 6, 1), since=before)
    said = explained(answer, date(2019, 6, 1))
    assert "in good standing" in said
    assert "good standing True" not in said
    assert "good standing False" not in said


def test_an_application_that_passes_on_reception_waits_for_no_review() -> None:
    admission = c.SubmitApplication(
        official=CLERK,
        application="adm",
        program="iimc-mmc",
        kind="admission",
        received_on=date(2019, 3, 1),
        channel="online",
        format="pdf",
    )
    assert "review-application" not in due([*clerk(), admission], date(2019, 3, 2))
    lacking = admission.model_copy(
        update={"application": "des", "kind": "designation", "program": "iimc-cmc"}
    )
    assert "review-application" in due([*clerk(), lacking], date(2019, 3, 2))
