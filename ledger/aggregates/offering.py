"""Offerings: scheduled, corrected, cancelled."""

from __future__ import annotations

from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.situation import Situation, require
from ledger.record.offering import Offering
from ledger.record.official import Claim, Record
from ledger.rules.concern import Named, scheme_of_credit

_FACTS = ("title", "starts_on", "ends_on", "mode", "source", "hours", "course", "provider", "category")


def schedule(offering: Offering, command: c.ScheduleOffering, situation: Situation) -> tuple[e.Event, ...]:
    """Put an offering on record; the same again adds nothing."""
    ends_on = command.ends_on or command.starts_on
    on_record = offering.scheduled
    stated = command.scheme or (on_record.scheme if on_record else None)
    named = Named(scheme=stated, source=command.source, category=command.category)
    scheme = stated or scheme_of_credit(named, situation.catalog, Record).id
    event = e.OfferingScheduled(
        scheme=scheme,
        title=command.title,
        starts_on=command.starts_on,
        ends_on=ends_on,
        mode=command.mode,
        source=command.source,
        hours=command.hours,
        course=command.course,
        provider=command.provider,
        category=command.category,
        imported_from=command.imported_from,
    )
    if on_record is not None:
        same = on_record.model_copy(update={"imported_from": event.imported_from}) == event
        require(
            same,
            "offering-known",
            f"The offering {command.offering} is on record with other particulars.",
            remedy="Use another id, or the fact 'offering corrected'.",
        )
        return ()
    _require_words(event, situation)
    require(
        command.starts_on <= ends_on,
        "date-order",
        f"The offering starts on {command.starts_on}, after its end on {ends_on}.",
        remedy="Check both dates.",
    )
    return (event,)


def correct(offering: Offering, command: c.CorrectOffering, situation: Situation) -> tuple[e.Event, ...]:
    """Replace wrong particulars; the service corrects the claims made from them in the same commit."""
    assert command.corrected_on is not None
    known = _scheduled(offering, command.offering)
    given = {name: getattr(command, name) for name in _FACTS}
    if command.starts_on is not None and command.ends_on is None and known.starts_on == known.ends_on:
        given["ends_on"] = command.starts_on  # an offering of one day stays one
    new = {
        name: value for name, value in given.items() if value is not None and value != getattr(known, name)
    }
    if not new:
        return ()
    _require_words(known.model_copy(update=new), situation)
    starts_on, ends_on = new.get("starts_on", known.starts_on), new.get("ends_on", known.ends_on)
    require(
        starts_on <= ends_on,
        "date-order",
        f"The offering would start on {starts_on}, after its end on {ends_on}.",
        remedy="Give both dates.",
    )
    event = e.OfferingCorrected(
        corrects=offering.said, corrected_on=command.corrected_on, imported_from=command.imported_from, **new
    )
    return (event,)


def cancel(offering: Offering, command: c.CancelOffering, _: Situation) -> tuple[e.Event, ...]:
    """Note that the offering did not take place."""
    assert command.cancelled_on is not None
    _scheduled(offering, command.offering)
    if offering.cancelled_on is not None:
        return ()
    return (e.OfferingCancelled(cancelled_on=command.cancelled_on, imported_from=command.imported_from),)


def claim_changes(claim: Claim, was: e.OfferingScheduled, event: e.OfferingCorrected) -> dict[str, Any]:
    """Return what a correction of the offering changes in a claim that repeated what the offering said."""
    changes: dict[str, Any] = {}
    for name in ("title", "mode", "source", "course", "category"):
        new = getattr(event, name)
        if new is not None and getattr(claim.activity, name) == getattr(was, name):
            changes[name] = new
    if event.ends_on is not None and claim.activity.completed_on == was.ends_on:
        changes["completed_on"] = event.ends_on
    if event.hours is not None:
        if claim.hours_awarded == was.hours:
            changes["hours_awarded"] = event.hours
        if claim.hours_claimed == was.hours or event.hours < claim.hours_claimed:
            changes["hours_claimed"] = event.hours
        if claim.hours_awarded is not None and event.hours < claim.hours_awarded:
            changes["hours_awarded"] = event.hours
        if changes.get("hours_awarded", 0) > changes.get("hours_claimed", claim.hours_claimed):
            changes["hours_claimed"] = event.hours
    return changes


def _require_words(stated: e.OfferingScheduled, situation: Situation) -> None:
    scheme = situation.catalog.scheme(stated.scheme).id
    rules = situation.credit_rules(scheme, stated.starts_on)
    words = (("source", rules.sources), ("mode", rules.modes), ("category", rules.categories))
    for field, known in words:
        require(
            not known or getattr(stated, field) in (None, *known),
            "vocabulary",
            f"{scheme} does not know the {field} {getattr(stated, field)!r}.",
            remedy=f"Use one of {', '.join(known)}, or add the word to the rule file.",
        )


def _scheduled(offering: Offering, name: str) -> e.OfferingScheduled:
    require(
        offering.scheduled is not None,
        "offering-unknown",
        f"The offering {name} is not on record.",
        remedy="Record the fact 'offering scheduled' first.",
    )
    return offering.known
