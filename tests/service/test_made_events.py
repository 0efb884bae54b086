"""An event that is made without validation is the event that validation would have made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.decide import decide_official
from ledger.aggregates.making import made_of
from ledger.aggregates.situation import Situation
from ledger.log.codec import decode, encode
from ledger.record.offering import Offering
from ledger.record.official import Record, evolve, fold
from ledger.rules.catalog import load_catalog
from tests.contract.test_events import LINES

CATALOG = load_catalog()
DAYS = st.dates(date(2017, 1, 1), date(2025, 12, 31))
HOURS = st.decimals("0.000001", "40", places=6) | st.sampled_from(
    [Decimal("4.50"), Decimal(6), Decimal("1E+1")]
)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}", fullmatch=True)
WORDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,59}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)
DOCUMENTS = st.lists(
    st.builds(e.Document, kind=WORDS, sha256=st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
    max_size=3,
).map(tuple)
OFFERING = Offering(1, 1, e.OfferingScheduled(
    scheme="alm", title="Summer Training", starts_on=date(2023, 6, 14), ends_on=date(2023, 6, 16), mode="in-person",
    source="league", hours=Decimal("12.5"),
), None)  # fmt: skip


def agrees(event: e.Event) -> None:
    """The event equals its validated copy, in value, in what it states, in hash and in stored bytes."""
    given_values = {name: getattr(event, name) for name in event.model_fields_set}
    again = type(event).model_validate(given_values)
    assert (event, hash(event), repr(event)) == (again, hash(again), repr(again))
    assert event.model_fields_set == again.model_fields_set
    assert encode(event) == encode(again)
    assert decode(event.TYPE, encode(event)) == event
    activity: Any = getattr(event, "activity", None)
    if activity is not None:
        validated = e.Activity.model_validate(dict(activity))
        assert (activity, repr(activity), activity.model_fields_set) == (
            validated, repr(validated), validated.model_fields_set
        )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    claim=st.none() | IDS, title=st.none() | TEXTS, course=st.none() | IDS, provider=st.none() | TEXTS,
    category=st.none() | WORDS, competency=st.none() | WORDS, hours=HOURS, awarded=st.none() | HOURS,
    day=DAYS, later=DAYS, documents=DOCUMENTS, imported_from=st.none() | TEXTS, offered=st.booleans(),
)  # fmt: skip
def test_claims_and_approvals_are_what_validation_makes_of_them(
    offered: bool, hours: Decimal, awarded: Decimal | None, day: date, later: date, **more: Any
) -> None:
    imported_from = more.pop("imported_from")
    if offered:
        more |= {
            "offering": "summer",
            "completed_on": None,
            "hours_claimed": None,
            "source": None,
            "mode": None,
        }
    else:
        more |= {"completed_on": day, "hours_claimed": hours, "source": "league", "mode": "in-person"}
    claimed = c.ClaimCredit(
        official="AL-1", scheme="alm", submitted_on=date(2026, 1, 1), imported_from=imported_from, **more
    )
    situation = Situation(CATALOG, OFFERING if offered else None, new_claim="c-new")
    record = fold([(e.OfficialRegistered(registered_on=date(2016, 11, 7)), 1)])
    (first,) = decide_official(record, claimed, situation)
    agrees(first)
    record = evolve(record, first, 2)
    claim = next(iter(record.claims.values()))
    approved = c.ApproveCredit(
        official="AL-1", claim=claim.claim, approved_on=date(2026, 1, 2), imported_from=imported_from,
        hours_awarded=None if awarded is None else min(awarded, claim.hours_claimed),
    )  # fmt: skip
    (second,) = decide_official(record, approved, situation)
    agrees(second)
    assert evolve(Record(), decode(first.TYPE, encode(first)), 1).claims == evolve(Record(), first, 1).claims


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
def test_every_golden_event_made_of_its_values_is_itself(line: dict[str, str]) -> None:
    event = decode(line["type"], line["stored"].encode())
    made = made_of(type(event), dict(event))
    assert (made, hash(made), repr(made), encode(made)) == (event, hash(event), repr(event), encode(event))


VALUES = {
    "imported_from": None, "claim": "C-1", "rejected_on": date(2024, 3, 8), "reason": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {name: value for name, value in VALUES.items() if name != "reason"},
        {**VALUES, "undeclared": 1},
        dict(reversed(VALUES.items())),
    ],
    ids=["missing", "unknown", "out of order"],
)
def test_values_that_are_not_the_fields_in_their_order_make_no_event(values: dict[str, Any]) -> None:
    assert made_of(e.CreditRejected, dict(VALUES)).claim == "C-1"
    with pytest.raises(TypeError, match="CreditRejected takes imported_from, claim, rejected_on, reason"):
        made_of(e.CreditRejected, values)


def test_what_was_made_is_frozen_and_copied_like_any_event() -> None:
    made = made_of(e.CreditRejected, dict(VALUES))
    with pytest.raises(ValueError, match="frozen"):
        made.claim = "C-2"
    copied = made.model_copy(update={"claim": "C-2"})
    assert (copied.claim, made.claim) == ("C-2", "C-1")
    assert made_of(e.CreditRejected, dict(VALUES)).model_fields_set == set(VALUES)
