"""Credit: attendance, forms, documents, decisions, corrections (ALM-AO-08 to -13, ALM-AN-09 to -14)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import (
    AGENDA,
    AT_SUMMER,
    CANCELLED,
    CERTIFICATE,
    CONFIRMATION,
    OFFICIAL,
    OUTSIDE,
    REGISTERED,
    SUMMER,
    TOWNS,
    Given,
    claimed,
    given,
    hours,
    in_town,
    on,
    posted,
)

ME = {"official": OFFICIAL}
FORM = e.CreditFormIssued(
    claim="C-1", scheme="alm", offering="summer", activity=AT_SUMMER, hours_offered=hours("4.5"),
    issued_on=on("2023-06-16"),
)  # fmt: skip
APPROVED = e.CreditApproved(claim="C-1", hours_awarded=hours("4.5"), approved_on=on("2023-07-01"))
REJECTED = e.CreditRejected(claim="C-1", rejected_on=on("2023-07-01"))
RETURNED = e.CreditReturned(claim="C-1", returned_on=on("2023-07-01"))
REVERSED = e.CreditReversed(claim="C-1", reversed_on=on("2023-08-01"))


def summer(*events: e.Event) -> Given:
    """A registered official, and the offering on record."""
    return given(REGISTERED, *events).at(SUMMER)


def claim(**stated: Any) -> c.ClaimCredit:
    fields = {**ME, "claim": "C-1", "offering": "summer", "submitted_on": on("2023-06-20"), **stated}
    return c.ClaimCredit.model_validate(fields)


def outside_claim(**stated: Any) -> c.ClaimCredit:
    own = {
        "offering": None, "title": "City Summit", "completed_on": on("2024-11-15"), "mode": "in-person",
        "source": "nlc", "hours_claimed": hours("4.5"), "submitted_on": on("2024-11-20"),
    }  # fmt: skip
    return claim(**{**own, **stated})


def decided(command: type[c.OfficialCommand], **stated: Any) -> Any:
    return command.model_validate({**ME, "claim": "C-1", **stated})


def approve(**stated: Any) -> c.ApproveCredit:
    approved: c.ApproveCredit = decided(c.ApproveCredit, **{"approved_on": on("2023-07-01"), **stated})
    return approved


# --- attendance and the form --------------------------------------------------------------------------------


def test_attendance_is_recorded_and_makes_no_claim() -> None:
    """ALM-AO-08: attendance alone earns nothing."""
    summer().when(c.RecordAttendance(**ME, offering="summer", minutes=270)).then(
        e.AttendanceRecorded(offering="summer", attended_on=on("2023-06-14"), minutes=270)
    )


def test_attendance_corrected_by_a_later_reading_is_another_event() -> None:
    known = e.AttendanceRecorded(offering="summer", attended_on=on("2023-06-14"), minutes=270)
    again = known.model_copy(update={"minutes": 200})
    summer(known).when(c.RecordAttendance(**ME, offering="summer", minutes=200)).then(again)


def test_a_credit_form_is_sent() -> None:
    issue = c.IssueCreditForm(**ME, claim="C-1", offering="summer", issued_on=on("2023-06-16"))
    summer().when(issue).then(FORM)
    summer(claimed()).when(issue).nothing()


def test_a_form_that_does_not_fit_is_refused() -> None:
    def issue(**stated: Any) -> c.IssueCreditForm:
        fields = {**ME, "claim": "C-1", "offering": "summer", "issued_on": on("2023-06-16"), **stated}
        return c.IssueCreditForm.model_validate(fields)

    given(REGISTERED).when(issue()).refused("offering-unknown")
    summer().at(CANCELLED).when(issue()).refused("offering-cancelled")
    summer().when(issue(completed_on=on("2023-06-13"))).refused("date-order")
    summer(posted("C-1", "2022-01-01", "1")).when(issue()).refused("claim-known")
    summer(posted("C-1", "2022-01-01", "1")).when(issue(completed_on=on("2023-06-13"))).refused("claim-known")


def test_a_claim_takes_its_particulars_from_the_offering() -> None:
    summer().when(claim()).then(claimed())


def test_a_claim_without_an_id_answers_the_form_that_was_sent() -> None:
    summer(FORM).when(claim(claim=None)).then(claimed())


def test_a_claim_without_an_id_and_without_a_form_gets_a_new_one() -> None:
    summer().when(claim(claim=None)).then(claimed(claim="c-new"))


def test_a_claim_may_be_for_fewer_hours_than_the_offering_earns() -> None:
    summer().when(claim(hours_claimed="3")).then(claimed(hours_claimed=hours("3")))


def test_a_claim_may_be_completed_on_each_day_of_the_offering_and_on_no_other() -> None:
    first = AT_SUMMER.model_copy(update={"completed_on": on("2023-06-14")})
    summer().when(claim(completed_on=on("2023-06-14"))).then(claimed(first))
    summer().when(claim(completed_on=on("2023-06-13"))).refused("date-order")
    summer().when(claim(completed_on=on("2023-06-16"))).refused("date-order")


def test_a_paper_form_is_refused() -> None:
    """ALM-AO-09: the League uses an online credit form only."""
    summer().when(claim(channel="paper")).refused("paper-form")


def test_a_form_submitted_on_the_day_of_completion_is_taken_and_one_before_is_not() -> None:
    summer().when(claim(submitted_on=on("2023-06-15"))).then(claimed(submitted_on=on("2023-06-15")))
    summer().when(claim(submitted_on=on("2023-06-14"))).refused("not-completed")


def test_more_hours_than_the_offering_earns_are_refused() -> None:
    summer().when(claim(hours_claimed="5")).refused("hours")


def test_an_activity_of_its_own_must_say_what_it_is() -> None:
    given(REGISTERED).when(outside_claim(completed_on=None)).refused("vocabulary")
    given(REGISTERED).when(outside_claim(source=None, scheme="alm")).refused("vocabulary")
    given(REGISTERED).when(outside_claim(source="circus", scheme="alm")).refused("vocabulary")
    given(REGISTERED).when(outside_claim(mode="telepathy")).refused("vocabulary")
    given(REGISTERED).when(outside_claim(hours_claimed=None)).refused("hours")
    given(REGISTERED).when(outside_claim(scheme="ohio")).refused("program-unknown")
    given(REGISTERED).when(outside_claim(completed_on=on("1993-12-31"))).refused("date-order")


def test_a_claim_known_with_other_particulars_is_refused() -> None:
    summer(claimed()).when(claim(hours_claimed="3")).refused("claim-known")
    summer(claimed()).when(outside_claim()).refused("claim-known")


def test_a_second_live_claim_for_an_offering_is_refused() -> None:
    summer(claimed()).when(claim(claim="C-2")).refused("already-claimed")
    summer(claimed(), APPROVED).when(claim(claim="C-2")).refused("already-claimed")


def test_after_a_rejection_or_a_reversal_the_offering_may_be_claimed_again() -> None:
    summer(claimed(), REJECTED).when(claim(claim="C-2")).then(claimed(claim="C-2"))
    summer(claimed(), APPROVED, REVERSED).when(claim(claim="C-2")).then(claimed(claim="C-2"))


WRONG = {
    "hours_claimed": hours("9"), "submitted_on": on("2023-06-10"), "completed_on": on("2023-06-30"),
    "channel": "paper", "mode": "telepathy", "scheme": "amcto",
}  # fmt: skip


def test_of_several_faults_of_a_claim_the_first_in_the_documented_order_is_given() -> None:
    """Each step repairs the fault that was given, and finds the next of `REJECTIONS`."""
    given().when(claim(**WRONG)).refused("official-unknown")
    given(REGISTERED).when(claim(**WRONG)).refused("offering-unknown")
    summer().at(CANCELLED).when(claim(**WRONG)).refused("offering-cancelled")
    summer(claimed()).when(claim(**WRONG)).refused("claim-known")
    live = summer(claimed(claim="C-0"))
    live.when(claim(**WRONG)).refused("vocabulary")
    wrong = {**WRONG, "scheme": None}
    live.when(claim(**wrong)).refused("vocabulary")
    wrong["mode"] = None
    live.when(claim(**wrong)).refused("paper-form")
    wrong["channel"] = "online-form"
    live.when(claim(**wrong)).refused("already-claimed")
    summer().when(claim(**wrong)).refused("date-order")
    wrong["completed_on"] = on("2023-06-15")
    summer().when(claim(**wrong)).refused("not-completed")
    wrong["submitted_on"] = on("2023-06-15")
    summer().when(claim(**wrong)).refused("hours")


def test_an_unknown_program_is_refused_before_the_words_of_a_claim() -> None:
    given(REGISTERED).when(outside_claim(scheme="ohio", mode="telepathy", channel="paper")).refused(
        "program-unknown"
    )


# --- documents of outside training, by the day of submission (ALM-AO-12, ALM-AN-14, A14, C15) ------------------


def outside(submitted: str, completed: str = "2024-11-15", *documents: e.Document) -> Given:
    activity = OUTSIDE.model_copy(update={"completed_on": on(completed)})
    event = claimed(activity, submitted_on=on(submitted), documents=documents)
    return given(REGISTERED, event)


def outside_approved(ref: str) -> e.CreditApproved:
    return APPROVED.model_copy(
        update={"approved_on": on("2025-02-01"), "decided_under": (f"alm-basic.outside_documents@{ref}",)}
    )


LATE = approve(approved_on=on("2025-02-01"))


def test_the_old_page_asks_for_agenda_and_confirmation() -> None:
    outside("2024-12-31", "2024-11-15", AGENDA, CONFIRMATION).when(LATE).then(outside_approved("1994-01-01"))


def test_the_new_page_asks_for_agenda_and_confirmation_and_the_certificate_is_optional() -> None:
    outside("2025-01-01", "2024-11-15", AGENDA, CONFIRMATION).when(LATE).then(outside_approved("2025-01-01"))
    outside("2025-01-01", "2024-11-15", AGENDA, CONFIRMATION, CERTIFICATE).when(LATE).then(
        outside_approved("2025-01-01")
    )


@pytest.mark.parametrize("submitted", ["2024-12-31", "2025-01-01"])
@pytest.mark.parametrize("documents", [(), (AGENDA,), (CONFIRMATION,), (CONFIRMATION, CERTIFICATE)], ids=len)
def test_a_missing_document_stops_the_approval_on_both_sides_of_2025(
    submitted: str, documents: tuple[e.Document, ...]
) -> None:
    outside(submitted, "2024-11-15", *documents).when(LATE).refused("documents-missing")


def test_missing_documents_are_named_before_too_many_hours() -> None:
    outside("2025-01-01").when(approve(hours_awarded="9", approved_on="2025-02-10")).refused(
        "documents-missing"
    )


def test_documents_attached_later_are_enough() -> None:
    attached = e.CreditDocumentsAttached(claim="C-1", documents=(CONFIRMATION,), attached_on=on("2025-01-20"))
    before = outside("2025-01-01", "2024-11-15", AGENDA)
    before._replace(events=(*before.events, attached)).when(LATE).then(outside_approved("2025-01-01"))


def test_league_training_needs_no_documents() -> None:
    summer(claimed()).when(approve()).then(APPROVED)


def test_until_2024_the_form_of_outside_training_may_come_before_the_event() -> None:
    early = outside_claim(submitted_on=on("2024-12-31"), completed_on=on("2025-01-15"))
    activity = OUTSIDE.model_copy(update={"completed_on": on("2025-01-15")})
    given(REGISTERED).when(early).then(claimed(activity, submitted_on=on("2024-12-31")))


def test_from_2025_the_form_of_outside_training_comes_after_the_event() -> None:
    given(REGISTERED).when(
        outside_claim(submitted_on=on("2025-01-01"), completed_on=on("2025-01-15"))
    ).refused("not-completed")


def test_a_form_handed_in_again_goes_by_the_new_day_of_submission() -> None:
    returned = e.CreditReturned(claim="C-1", returned_on=on("2024-12-15"))
    again = e.CreditResubmitted(claim="C-1", resubmitted_on=on("2025-01-01"))
    before = outside("2024-12-01", "2024-11-15", AGENDA, CONFIRMATION)
    before._replace(events=(*before.events, returned, again)).when(LATE).then(outside_approved("2025-01-01"))


def test_documents_are_attached_once_and_only_to_a_claim_that_is_open() -> None:
    attach = decided(c.AttachDocuments, documents=(AGENDA, CONFIRMATION), attached_on=on("2023-06-25"))
    new = e.CreditDocumentsAttached(claim="C-1", documents=(CONFIRMATION,), attached_on=on("2023-06-25"))
    summer(claimed(documents=(AGENDA,))).when(attach).then(new)
    summer(claimed(documents=(AGENDA, CONFIRMATION))).when(attach).nothing()
    summer(claimed(), APPROVED).when(attach).refused("wrong-state")
    summer(FORM).when(attach).refused("wrong-state")
    summer().when(attach).refused("claim-unknown")


# --- decisions ----------------------------------------------------------------------------------------------


def test_fewer_hours_may_be_awarded_than_were_claimed() -> None:
    fewer = APPROVED.model_copy(update={"hours_awarded": hours("3.5")})
    summer(claimed()).when(approve(hours_awarded="3.5")).then(fewer)


def test_more_hours_are_never_awarded_than_were_claimed() -> None:
    summer(claimed()).when(approve(hours_awarded="4.500001")).refused("hours")


def test_a_returned_claim_may_be_approved_as_it_is() -> None:
    summer(claimed(), RETURNED).when(approve()).then(APPROVED)


def test_a_rejection_may_be_reconsidered() -> None:
    summer(claimed(), REJECTED).when(approve(approved_on=on("2023-07-15"))).then(
        APPROVED.model_copy(update={"approved_on": on("2023-07-15")})
    )


def test_an_approval_with_other_hours_is_a_correction_and_refused_here() -> None:
    summer(claimed(), APPROVED).when(approve(hours_awarded="3")).refused("wrong-state")


def test_what_was_never_claimed_or_was_reversed_is_not_approved() -> None:
    summer().when(approve()).refused("claim-unknown")
    summer(FORM).when(approve()).refused("wrong-state")
    summer(claimed(), APPROVED, REVERSED).when(approve()).refused("wrong-state")
    summer(claimed(), APPROVED, REVERSED).when(approve(hours_awarded="9")).refused("wrong-state")


def test_a_claim_is_rejected_also_after_an_approval() -> None:
    reject = decided(c.RejectCredit, rejected_on=on("2023-07-01"))
    summer(claimed()).when(reject).then(REJECTED)
    summer(claimed(), APPROVED).when(reject).then(REJECTED)
    summer().when(reject).refused("claim-unknown")
    summer(claimed(), APPROVED, REVERSED).when(reject).refused("wrong-state")


def test_a_claim_is_returned_while_it_is_pending() -> None:
    send_back = decided(c.ReturnCredit, returned_on=on("2023-07-01"))
    summer(claimed()).when(send_back).then(RETURNED)
    summer(claimed(), APPROVED).when(send_back).refused("wrong-state")
    summer().when(send_back).refused("claim-unknown")


def test_a_returned_claim_is_handed_in_again() -> None:
    again = decided(c.ResubmitCredit, resubmitted_on=on("2023-07-10"), documents=(AGENDA,))
    event = e.CreditResubmitted(claim="C-1", resubmitted_on=on("2023-07-10"), documents=(AGENDA,))
    summer(claimed(), RETURNED).when(again).then(event)
    summer(claimed()).when(again).refused("wrong-state")
    summer(claimed(), REJECTED).when(again).refused("wrong-state")
    summer().when(again).refused("claim-unknown")


def test_an_approval_is_taken_back() -> None:
    reverse = decided(c.ReverseCredit, reversed_on=on("2023-08-01"))
    summer(claimed(), APPROVED).when(reverse).then(REVERSED)
    summer(claimed()).when(reverse).refused("wrong-state")
    summer().when(reverse).refused("claim-unknown")


# --- corrections --------------------------------------------------------------------------------------------


def correct(**new: Any) -> c.CorrectCredit:
    corrected: c.CorrectCredit = decided(c.CorrectCredit, corrected_on=on("2023-09-01"), **new)
    return corrected


def said(corrects: int, **new: Any) -> e.CreditCorrected:
    return e.CreditCorrected(claim="C-1", corrects=corrects, corrected_on=on("2023-09-01"), **new)


def test_a_correction_names_the_version_of_the_event_it_corrects() -> None:
    summer(claimed()).when(correct(completed_on=on("2023-06-14"))).then(
        said(2, completed_on=on("2023-06-14"))
    )
    summer(claimed(), APPROVED).when(correct(hours_awarded="4")).then(said(3, hours_awarded=hours("4")))
    summer(claimed(), APPROVED, said(3, hours_awarded=hours("4"))).when(correct(hours_awarded="3")).then(
        said(4, hours_awarded=hours("3"))
    )


def test_a_correction_says_only_what_is_new() -> None:
    summer(claimed(), APPROVED).when(correct(title="Summer Training", hours_awarded="4.5")).nothing()
    summer(claimed(), APPROVED).when(correct(title="Summer School", hours_awarded="4.5")).then(
        said(3, title="Summer School")
    )


def test_a_correction_that_does_not_fit_is_refused() -> None:
    summer().when(correct(title="x")).refused("claim-unknown")
    summer(FORM).when(correct(title="x")).refused("wrong-state")
    summer(claimed()).when(correct(hours_awarded="4")).refused("wrong-state")
    summer(claimed(), APPROVED).when(correct(hours_awarded="5")).refused("hours")
    summer(claimed(), APPROVED).when(correct(hours_claimed="4")).refused("hours")
    summer(claimed(), APPROVED).when(correct(source="circus")).refused("vocabulary")


def test_of_several_faults_of_a_correction_the_first_in_the_documented_order_is_given() -> None:
    summer().when(correct(mode="telepathy", hours_awarded="9")).refused("claim-unknown")
    summer(FORM).when(correct(mode="telepathy", hours_awarded="9")).refused("vocabulary")
    summer(claimed()).when(correct(hours_awarded="9")).refused("wrong-state")
    summer(claimed(), APPROVED).when(correct(mode="telepathy", hours_awarded="9")).refused("vocabulary")


# --- an older system's outcome ------------------------------------------------------------------------------


def post(**stated: Any) -> c.PostCredit:
    fields = {
        **ME, "claim": "P-1", "title": "A course", "completed_on": on("2012-02-29"), "mode": "webinar",
        "source": "league", "hours_awarded": "6", "posted_on": on("2012-02-29"),
    }  # fmt: skip
    return c.PostCredit.model_validate({**fields, **stated})


def test_an_import_posts_a_credit_without_form_or_approval() -> None:
    given(REGISTERED).imported().when(post()).then(posted("P-1", "2012-02-29", "6"))


def test_only_an_import_posts_a_credit() -> None:
    given(REGISTERED).when(post()).refused("wrong-state")


def test_a_posted_credit_that_does_not_fit_is_refused() -> None:
    known = given(REGISTERED, posted("P-1", "2012-02-29", "6")).imported()
    known.when(post(hours_awarded="5")).refused("claim-known")
    given(REGISTERED).imported().when(post(hours_claimed="5")).refused("hours")
    given(REGISTERED).imported().when(post(hours_awarded=None)).refused("hours")
    summer(claimed()).imported().when(post(offering="summer", completed_on=None, hours_awarded=None)).refused(
        "already-claimed"
    )


def test_of_several_faults_of_a_posted_credit_the_first_in_the_documented_order_is_given() -> None:
    wrong = post(offering="summer", mode="telepathy", hours_claimed="1")
    summer(posted("P-1", "2012-02-29", "6")).when(wrong).refused("claim-known")
    summer(claimed()).when(wrong).refused("vocabulary")
    better = post(offering="summer", hours_claimed="1")
    summer(claimed()).when(better).refused("wrong-state")
    summer(claimed()).imported().when(better).refused("already-claimed")
    summer().imported().when(better).refused("date-order")
    summer().imported().when(post(offering="summer", completed_on=None, hours_claimed="1")).refused("hours")


# --- dates between the steps, and documents in a repeated form ----------------------------------------------


def test_a_claim_is_not_approved_before_its_form_came() -> None:
    summer(claimed()).when(approve(approved_on="2022-01-01")).refused("date-order")


def test_an_older_system_may_have_dated_its_steps_in_another_order() -> None:
    summer(claimed()).imported().when(approve(approved_on="2022-01-01")).then(
        APPROVED.model_copy(update={"approved_on": on("2022-01-01")})
    )


def test_a_form_said_again_with_further_documents_is_refused_rather_than_dropped() -> None:
    again = claim().model_copy(update={"documents": (AGENDA,)})
    summer(claimed()).when(again).refused("claim-known")


# --- words of a scheme that knows categories and competencies, and no sources ---------------------------------


def unit(**stated: Any) -> c.ClaimCredit:
    fields = {
        "claim": "U-1", "scheme": "managers", "completed_on": "2020-05-04", "title": "Budgeting",
        "hours_claimed": "7", "submitted_on": "2020-05-05", "category": "courses",
    }  # fmt: skip
    return c.ClaimCredit.model_validate({"official": OFFICIAL, **fields, **stated})


def unit_claimed(**changed: Any) -> e.CreditClaimed:
    activity = e.Activity(
        title="Budgeting", completed_on=on("2020-05-04"), mode="unrecorded", source="unrecorded",
        category="courses", **changed,
    )  # fmt: skip
    return claimed(activity, claim="U-1", hours_claimed=hours("7"), submitted_on=on("2020-05-05")).model_copy(
        update={"scheme": "managers"}
    )


def test_a_category_and_a_competency_are_words_of_the_scheme() -> None:
    in_town().when(unit(competency="leadership")).then(unit_claimed(competency="leadership"))
    in_town().when(unit(category="gossip")).refused("vocabulary")
    in_town().when(unit(competency="charm")).refused("vocabulary")
    correction = c.CorrectCredit(
        official=OFFICIAL, claim="U-1", category="gossip", corrected_on=on("2020-06-01")
    )
    in_town(unit_claimed()).when(correction).refused("vocabulary")


def test_a_claim_without_a_competency_is_taken_and_waits_for_its_row_to_be_completed_a37() -> None:
    in_town().when(unit()).then(unit_claimed())


def test_where_a_scheme_tells_no_sources_apart_the_source_is_unrecorded() -> None:
    in_town(unit_claimed()).when(unit()).nothing()
    in_town().when(unit(scheme="alm")).refused("vocabulary")


def test_an_offering_of_an_unknown_category_is_refused() -> None:
    offering = c.ScheduleOffering(
        offering="o", scheme="managers", title="Budgeting", starts_on=on("2020-05-04"), mode="webinar",
        source="college", hours=hours("7"), category="gossip",
    )  # fmt: skip
    Given((), catalog=TOWNS).when(offering).refused("vocabulary")
