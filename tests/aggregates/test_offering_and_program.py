"""Offerings and adopted rule texts: accepted, refused, done already."""

from __future__ import annotations

import hashlib

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import CANCELLED, SUMMER, given, hours, on


def schedule(**changed: object) -> c.ScheduleOffering:
    stated = {
        "offering": "summer", "title": "Summer Training", "starts_on": on("2023-06-14"),
        "ends_on": on("2023-06-15"), "mode": "in-person", "source": "league", "hours": hours("4.5"),
        "course": "SUM-1",
    }  # fmt: skip
    return c.ScheduleOffering.model_validate({**stated, **changed})


def correct(**new: object) -> c.CorrectOffering:
    return c.CorrectOffering.model_validate({"offering": "summer", "corrected_on": on("2023-06-20"), **new})


def corrected(corrects: int = 1, **new: object) -> e.OfferingCorrected:
    return e.OfferingCorrected.model_validate({"corrects": corrects, "corrected_on": on("2023-06-20"), **new})


def test_an_offering_is_scheduled() -> None:
    given().when(schedule()).then(SUMMER)


def test_an_offering_without_an_end_lasts_a_day() -> None:
    one_day = SUMMER.model_copy(update={"ends_on": on("2023-06-14")})
    given().when(schedule(ends_on=None)).then(one_day)


def test_an_offering_may_be_on_a_leap_day() -> None:
    leap = SUMMER.model_copy(update={"starts_on": on("2024-02-29"), "ends_on": on("2024-02-29")})
    given().when(schedule(starts_on=on("2024-02-29"), ends_on=None)).then(leap)


def test_an_offering_of_the_same_id_with_other_particulars_is_refused() -> None:
    given(SUMMER).when(schedule(hours=hours("6"))).refused("offering-known")


def test_the_same_hours_written_otherwise_are_the_same_offering() -> None:
    given(SUMMER).when(schedule(hours=hours("4.50"))).nothing()


def test_unknown_words_and_dates_that_contradict_each_other_are_refused() -> None:
    given().when(schedule(mode="telepathy")).refused("vocabulary")
    given().when(schedule(source="circus", scheme="alm")).refused("vocabulary")
    given().when(schedule(scheme="ohio")).refused("program-unknown")
    given().when(schedule(ends_on=on("2023-06-13"))).refused("date-order")


def test_of_several_faults_of_an_offering_the_first_in_the_documented_order_is_given() -> None:
    wrong = {"scheme": "ohio", "mode": "telepathy", "ends_on": on("2023-06-13")}
    given(SUMMER).when(schedule(**wrong)).refused("offering-known")
    given().when(schedule(**wrong)).refused("program-unknown")
    given().when(schedule(**{**wrong, "scheme": "alm"})).refused("vocabulary")


def test_an_offering_is_corrected_and_the_correction_names_what_it_corrects() -> None:
    given(SUMMER).when(correct(hours=hours("4"))).then(corrected(hours=hours("4")))


def test_a_second_correction_names_the_first() -> None:
    given(SUMMER, corrected(hours=hours("4"))).when(correct(title="Summer School")).then(
        corrected(2, title="Summer School")
    )


def test_only_what_is_new_is_corrected() -> None:
    given(SUMMER).when(correct(title="Summer Training", hours=hours("4"))).then(corrected(hours=hours("4")))
    given(SUMMER).when(correct(title="Summer Training")).nothing()


def test_a_correction_that_does_not_fit_is_refused() -> None:
    given().when(correct(title="Summer School")).refused("offering-unknown")
    given(SUMMER).when(correct(mode="telepathy")).refused("vocabulary")
    given(SUMMER).when(correct(ends_on=on("2023-06-13"))).refused("date-order")
    given(SUMMER).when(correct(ends_on=on("2023-06-13"), mode="telepathy")).refused("vocabulary")


def test_an_offering_of_one_day_stays_one_when_its_day_is_corrected() -> None:
    one_day = SUMMER.model_copy(update={"starts_on": on("2024-02-29"), "ends_on": on("2024-02-29")})
    moved = corrected(starts_on=on("2024-02-28"), ends_on=on("2024-02-28"))
    given(one_day).when(correct(starts_on=on("2024-02-28"))).then(moved)


def test_an_offering_is_cancelled() -> None:
    cancel = c.CancelOffering(offering="summer", cancelled_on=on("2023-06-01"))
    given(SUMMER).when(cancel).then(CANCELLED)
    given().when(cancel).refused("offering-unknown")


def test_a_rule_text_is_adopted_with_its_exact_text() -> None:
    text = "# the rules\n"
    adopt = c.AdoptRules(program="alm-basic", text=text, adopted_on=on("2016-01-01"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    adopted = e.RulesAdopted(adopted_on=on("2016-01-01"), sha256=sha256, text=text)
    given().when(adopt).then(adopted)
    other = adopted.model_copy(update={"text": "# new\n", "sha256": hashlib.sha256(b"# new\n").hexdigest()})
    given(adopted, other).when(adopt).then(adopted)
