"""The activity a claim is made for: an offering on record, or particulars of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.making import made_of
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.offering import Offering
from ledger.record.official import Record
from ledger.rules.concern import Named, scheme_of_credit
from ledger.rules.model import RuleSet
from ledger.values import amount_text

_ACTIVITY = tuple(e.Activity.model_fields)

Asking = c.ClaimCredit | c.PostCredit | c.IssueCreditForm


def scheme_of(command: c.ClaimCredit | c.PostCredit, situation: Situation, record: Record) -> str:
    """Return the scheme: the offering's, the one stated, or the one that the words or the record tell."""
    if situation.offering is not None:
        return situation.offering.known.scheme
    if command.scheme is not None:
        return situation.catalog.scheme(command.scheme).id
    named = Named(claim=command.claim, source=command.source, category=command.category)
    return scheme_of_credit(named, situation.catalog, lambda: record).id


def particulars(command: Asking, situation: Situation, scheme: str) -> dict[str, Any]:
    """Return the activity as stated, completed from the offering; not checked yet, so parts may be None.

    What nobody stated is `unrecorded`: the mode, and the source where the scheme tells no sources apart.
    """
    stated: dict[str, Any] = {name: getattr(command, name, None) for name in _ACTIVITY}
    if situation.offering is not None:
        known = situation.offering.known
        stated["completed_on"] = command.completed_on or known.ends_on
        for name in ("title", "mode", "source", "course", "provider", "category"):
            stated[name] = stated[name] if stated[name] is not None else getattr(known, name)
    stated["title"] = stated["title"] or "(no title on record)"
    stated["mode"] = stated["mode"] or "unrecorded"
    day = stated["completed_on"]
    if stated["source"] is None and day is not None and not situation.credit_rules(scheme, day).sources:
        stated["source"] = "unrecorded"
    return stated


def activity_of(command: Asking, situation: Situation, scheme: str, stated: dict[str, Any]) -> e.Activity:
    """Return the activity of these `particulars`, checked against the scheme's vocabulary."""
    asked = getattr(command, "scheme", None)
    if asked is not None and asked != scheme:
        raise Rejected(
            "vocabulary",
            f"The offering belongs to {scheme}, not to {asked}.",
            remedy="Leave the scheme out.",
        )
    if stated["completed_on"] is None:
        raise _missing("completed_on", "the day the activity was completed")
    if stated["source"] is None:
        raise _missing("source", "who offered it, such as league, nlc or other")
    rules = situation.credit_rules(scheme, stated["completed_on"])
    for field, known_words in vocabulary(rules):
        if known_words and stated[field] is not None and stated[field] not in known_words:
            raise Rejected(
                "vocabulary",
                f"{scheme} does not know the {field} {stated[field]!r}.",
                remedy=f"Use one of {', '.join(known_words)}, or add the word to the rule file.",
            )
    return made_of(e.Activity, stated)


def vocabulary(rules: RuleSet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields of an activity that take a word of the scheme, each with its words; none: any."""
    return (
        ("source", rules.sources),
        ("mode", rules.modes),
        ("category", rules.categories),
        ("competency", rules.competencies),
    )


def within_offer(day: date, offering: Offering | None) -> None:
    """Refuse a day on which the offering did not go on."""
    if offering is None:
        return
    known = offering.known
    require(
        known.starts_on <= day <= known.ends_on,
        "date-order",
        f"{day} is not within the offering, {known.starts_on} to {known.ends_on}.",
        remedy="Check the day, or correct the offering.",
    )


def hours_of(stated: Decimal | None, offering: Offering | None) -> Decimal:
    """Return the hours stated, no more than the offering earns; all of them where none are stated."""
    if offering is None:
        if stated is None:
            raise Rejected(
                "hours",
                "The hours are not stated, and no offering is named that would tell.",
                remedy="State hours_claimed (or hours_awarded of a posted credit), or the offering.",
            )
        return stated
    require(
        stated is None or stated <= offering.hours,
        "hours",
        f"{amount_text(stated or offering.hours)} hours are more than the {amount_text(offering.hours)}"
        " the offering earns.",
        remedy="Claim no more than the offering's hours, or correct the offering first.",
    )
    return stated or offering.hours


def _missing(field: str, says: str) -> Rejected:
    return Rejected(
        "vocabulary",
        f"{field} is not stated, and no offering is named that would tell.",
        remedy=f"State {field}: {says}.",
        field=field,
    )
