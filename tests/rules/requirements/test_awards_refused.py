"""An award is refused on a day on which a requirement is not met, for the reason that fits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ledger.log.opening import open_store
from ledger.open import Ledger
from ledger.service import Outcome
from tests.rules.requirements.engine import catalog, ledger_of, record

ASKED = {
    "application_kinds": ["designation"],
    "application_passes": "recommended",
    "membership_organisation": "assoc",
}
RECOMMENDED = [
    {
        "fact": "application submitted",
        "application": "a1",
        "program": "main",
        "kind": "designation",
        "received_on": "2024-03-10",
    },
    {"fact": "application recommended", "application": "a1", "recommended_on": "2024-04-10"},
]
MEMBER = [{"fact": "membership began", "organisation": "assoc", "began_on": "2024-06-12"}]


def awarded(facts: list[dict[str, Any]], on: str, program: str = "main", **rules: Any) -> Outcome:
    """What becomes of an award on a day, decided afresh."""
    programs = {"main": {**ASKED, **rules}, "second": {"required_amount": "5"}}
    with ledger_of(catalog(programs), facts) as ledger:
        return record(ledger, {"fact": "designation awarded", "program": program, "awarded_on": on})


def test_it_is_accepted_on_the_first_day_on_which_all_is_met() -> None:
    outcome = awarded([*RECOMMENDED, *MEMBER], "2024-06-12")
    assert outcome.refusal is None
    assert outcome.events


def test_all_that_is_unmet_is_named() -> None:
    refusal = awarded([], "2024-06-12", self_assessment_required=True).refusal
    assert refusal is not None
    assert refusal.reason == "requirements-not-met"
    assert refusal.values["unmet"] == "self-assessment, application:designation, membership"


def test_where_only_membership_is_unmet_the_grant_is_to_be_withheld() -> None:
    refusal = awarded([*RECOMMENDED, *MEMBER], "2024-06-11").refusal
    assert refusal is not None
    assert refusal.reason == "grant-withheld"
    assert "'grant withheld'" in refusal.remedy
    assert "later meeting" in refusal.remedy


def test_where_a_lapse_refuses_the_remedy_says_that_the_application_closes() -> None:
    refusal = awarded([*RECOMMENDED, *MEMBER], "2024-06-11", membership_before_award="refused").refusal
    assert refusal is not None
    assert refusal.reason == "grant-withheld"
    assert "closes the application" in refusal.remedy


def test_a_closed_application_leads_to_no_later_grant() -> None:
    withheld = {
        "fact": "grant withheld",
        "application": "a1",
        "meeting": "2024-06-11",
        "withheld_on": "2024-06-11",
    }
    facts = [*RECOMMENDED, withheld, *MEMBER]
    later = awarded(facts, "2024-09-11")
    assert later.refusal is None
    refused = awarded(facts, "2024-09-11", membership_before_award="refused").refusal
    assert refused is not None
    assert refused.reason == "requirements-not-met"
    assert refused.values["unmet"] == "application:designation"


def test_the_designation_before_and_the_credit_are_refused_as_ever() -> None:
    credit = {
        "fact": "credit posted", "scheme": "scheme", "claim": "c1", "completed_on": "2012-05-01",
        "posted_on": "2012-05-01", "hours_awarded": "20", "source": "x",
    }  # fmt: skip
    short = awarded([], "2024-06-12", program="second").refusal
    assert short is not None
    assert short.reason == "requirements-not-met"
    assert short.values["counted"] == 0
    before = awarded([credit], "2024-06-12", program="second", required_amount="5").refusal
    assert before is not None
    assert before.reason == "prerequisite"
    assert before.fact == "main is not held on 2024-06-12."


def test_an_import_states_an_outcome_and_is_taken() -> None:
    programs = {"main": ASKED}
    with ledger_of(catalog(programs), []) as ledger:
        fact = {"fact": "designation awarded", "program": "main", "awarded_on": "2024-06-12"}
        assert record(ledger, fact, importing=True).refusal is None


def test_not_in_good_standing_may_be_announced() -> None:
    clock = datetime(2024, 7, 1, tzinfo=UTC)
    rules = catalog({"main": ASKED})
    with Ledger(open_store("sqlite://", clock=lambda: clock), rules, clock=lambda: clock) as ledger:
        record(ledger, {"fact": "official registered", "registered_on": date(2020, 1, 1)})
        said = {
            "fact": "standing announced",
            "program": "main",
            "status": "not-in-good-standing",
            "announced_on": "2024-06-01",
        }
        assert record(ledger, said).refusal is None
