"""Exemptions: claimed with proof, confirmed where it rests on something, refused and claimed again."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import commands as c
from ledger import events as e
from tests.aggregates.applying import DESIGNATION, MANAGER, ME, SUBMITTED
from tests.aggregates.situations import in_town, on

CLAIMED = e.ExemptionClaimed(program=MANAGER, exemption="cpa", claimed_on=on("2020-03-10"))
PROVEN = CLAIMED.model_copy(update={"documents": (DESIGNATION,)})
CONFIRMED = e.ExemptionConfirmed(program=MANAGER, exemption="cpa", confirmed_on=on("2020-04-01"))
REFUSED = e.ExemptionRefused(program=MANAGER, exemption="cpa", refused_on=on("2020-04-01"))


def claim(day: str = "2020-03-10", **stated: Any) -> c.ClaimExemption:
    return c.ClaimExemption.model_validate(
        {**ME, "program": MANAGER, "exemption": "cpa", "claimed_on": day, **stated}
    )


def confirm(day: str = "2020-04-01", exemption: str = "cpa") -> c.ConfirmExemption:
    return c.ConfirmExemption(**ME, program=MANAGER, exemption=exemption, confirmed_on=on(day))


def refuse(day: str = "2020-04-01") -> c.RefuseExemption:
    return c.RefuseExemption(**ME, program=MANAGER, exemption="cpa", refused_on=on(day))


def test_an_exemption_is_claimed_and_its_proof_may_follow() -> None:
    in_town().when(claim()).then(CLAIMED)
    more = claim("2020-03-12", documents=[DESIGNATION])
    in_town(CLAIMED).when(more).then(PROVEN.model_copy(update={"claimed_on": on("2020-03-12")}))
    in_town(CLAIMED).when(claim("2020-03-12")).nothing()


def test_an_exemption_no_rule_names_is_refused() -> None:
    in_town().when(claim(exemption="knighthood")).refused("vocabulary")


def test_a_refused_exemption_may_be_claimed_again_a_confirmed_one_holds() -> None:
    again = claim("2021-01-01")
    in_town(CLAIMED, REFUSED).when(again).then(CLAIMED.model_copy(update={"claimed_on": on("2021-01-01")}))
    in_town(PROVEN, CONFIRMED).when(again).refused("wrong-state")
    in_town(PROVEN, CONFIRMED).when(claim()).nothing()


def test_it_is_confirmed_on_its_proof_or_on_the_credential_on_record_amc_47() -> None:
    cpa = e.CredentialRecorded(credential="cpa", obtained_on=on("2001-06-01"))
    in_town(PROVEN).when(confirm()).then(CONFIRMED)
    in_town(CLAIMED, cpa).when(confirm()).then(CONFIRMED)
    handed_in = SUBMITTED.model_copy(update={"documents": (DESIGNATION,)})
    in_town(handed_in, CLAIMED).when(confirm()).then(CONFIRMED)
    in_town(CLAIMED).when(confirm()).refused("documents-missing")
    in_town(CLAIMED).imported().when(confirm()).then(CONFIRMED)


def test_nothing_is_decided_that_was_not_claimed_even_as_an_import() -> None:
    for situation in (in_town(), in_town().imported(), in_town(PROVEN, CONFIRMED)):
        situation.when(confirm("2020-04-02")).refused("exemption-unknown")
        situation.when(refuse()).refused("exemption-unknown")


def test_it_is_not_decided_before_it_was_claimed() -> None:
    in_town(PROVEN).when(confirm("2020-03-09")).refused("date-order")
    in_town(PROVEN).when(refuse("2020-03-09")).refused("date-order")
    in_town(PROVEN).when(refuse()).then(REFUSED)


@pytest.mark.parametrize(
    ("obtained_on", "precision", "recent"),
    [
        ("2010-03-10", "day", True),
        ("2010-03-09", "day", False),
        ("2010-03-01", "month", True),
        ("2010-02-01", "month", False),
        ("2020-03-11", "day", False),
    ],
)
def test_a_degree_counts_for_ten_years_to_the_day_of_the_claim_a29(
    obtained_on: str, precision: Any, recent: bool
) -> None:
    study = CLAIMED.model_copy(update={"exemption": "study-exemption"})
    degree = e.CredentialRecorded(credential="degree", obtained_on=on(obtained_on), precision=precision)
    asked = in_town(study, degree).when(confirm(exemption="study-exemption"))
    if recent:
        asked.then(CONFIRMED.model_copy(update={"exemption": "study-exemption"}))
    else:
        asked.refused("exemption")


def test_a_degree_that_is_not_on_record_exempts_nobody() -> None:
    study = CLAIMED.model_copy(update={"exemption": "study-exemption", "documents": (DESIGNATION,)})
    in_town(study).when(confirm(exemption="study-exemption")).refused("exemption")
