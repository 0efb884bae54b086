"""The activity a claim is made for: an offering on record, or particulars of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.offering import Offering
from ledger.values import amount_text


def scheme_of(command: c.ClaimCredit | c.PostCredit, situation: Situation) -> str:
    """Return the scheme: the offering's, the one stated, or the only one there is."""
    if situation.offering is not None:
        known = situation.offering.known.scheme
        require(
            command.scheme in (None, known),
            "vocabulary",
            f"The offering belongs to {known}, not to {command.scheme}.",
            remedy="Leave the scheme out.",
        )
        return known
    return situation.catalog.scheme(command.scheme).id


def activity_of(
    command: c.ClaimCredit | c.PostCredit | c.IssueCreditForm, situation: Situation, scheme: str
) -> e.Activity:
    """Return the activity, completed from the offering, checked against the scheme's vocabulary."""
    offering = situation.offering
    stated = {
        name: getattr(command, name, None)
        for name in ("title", "mode", "source", "course", "provider", "category", "competency")
    }
    completed_on = command.completed_on
    if offering is not None:
        known = offering.known
        completed_on = _day_within(completed_on, known)
        for name in ("title", "mode", "source", "course", "provider", "category"):
            stated[name] = stated[name] if stated[name] is not None else getattr(known, name)
    if completed_on is None:
        raise _missing("completed_on", "the day the activity was completed")
    source = stated["source"]
    if source is None:
        raise _missing("source", "who offered it, such as league, nlc or other")
    rules = situation.credit_rules(scheme, completed_on)
    mode = stated["mode"] or "unrecorded"
    for field, word, known_words in (("source", source, rules.sources), ("mode", mode, rules.modes)):
        require(
            not known_words or word in known_words,
            "vocabulary",
            f"{scheme} does not know the {field} {word!r}.",
            remedy=f"Use one of {', '.join(known_words)}, or add the word to the rule file.",
        )
    return e.Activity(
        title=stated["title"] or "(no title on record)",
        completed_on=completed_on,
        mode=mode,
        source=source,
        offering=command.offering,
        course=stated["course"],
        provider=stated["provider"],
        category=stated["category"],
        competency=stated["competency"],
    )


def within_offer(hours: Decimal, offering: Offering) -> None:
    """Refuse more hours than the offering earns."""
    require(
        hours <= offering.hours,
        "hours",
        f"{amount_text(hours)} hours are more than the {amount_text(offering.hours)} the offering earns.",
        remedy="Claim no more than the offering's hours, or correct the offering first.",
    )


def _day_within(day: date | None, offering: e.OfferingScheduled) -> date:
    if day is None:
        return offering.ends_on
    require(
        offering.starts_on <= day <= offering.ends_on,
        "date-order",
        f"{day} is not within the offering, {offering.starts_on} to {offering.ends_on}.",
        remedy="Check the day, or correct the offering.",
    )
    return day


def _missing(field: str, says: str) -> Rejected:
    return Rejected(
        "vocabulary",
        f"{field} is not stated, and no offering is named that would tell.",
        remedy=f"State {field}: {says}.",
        field=field,
    )
