"""What a correction changed, in words: each particular with what it was, where the record before is at hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger import events as e
from ledger.events import Event
from ledger.record.official import Record
from ledger.values import amount_text

#: The particulars each correction may replace, in the order in which they are told.
_REPLACED: dict[type[Event], tuple[str, ...]] = {
    e.CreditCorrected: (
        "completed_on", "hours_claimed", "hours_awarded", "title", "course", "mode", "source", "competency",
    ),
    e.DesignationDateCorrected: ("awarded_on",),
    e.EmploymentCorrected: ("employer", "sector", "management", "began_on", "ended_on", "open_ended"),
    e.OfferingCorrected: (
        "title", "starts_on", "ends_on", "mode", "source", "hours", "course", "provider", "category",
    ),
    e.TermCorrected: ("office", "municipality", "began_on", "ended_on", "open_ended"),
}  # fmt: skip


def corrections(event: Event, before: Record | None) -> list[tuple[str, str]]:
    """Return each particular that a correction replaces, and what it says of it; nothing for other events.

    Without the record before, or where nothing was stated before, the new value alone is told.
    """
    told = []
    for field in _REPLACED.get(type(event), ()):
        value = getattr(event, field, None)
        if value is None or (value is False and field == "open_ended"):
            continue
        old = None if before is None else _old(event, field, before)
        name = field.replace("_", " ")
        if field == "open_ended":
            told.append((field, "no end" if old is None else f"no end instead of {_shown(old)}"))
        elif old is None or old == value:
            told.append((field, f"{name} {_shown(value)}"))
        else:
            told.append((field, f"{name} {_shown(old)} -> {_shown(value)}"))
    return told


def _old(event: Event, field: str, before: Record) -> Any:
    """Return what the record said of a particular before it was corrected; None where it said nothing."""
    known: Any = None
    match event:
        case e.TermCorrected():
            known = before.terms.get(event.term)
        case e.EmploymentCorrected():
            known = before.dossier.employments.get(event.employment)
        case e.CreditCorrected():
            known = before.claims.get(event.claim)
            if known is not None and not hasattr(known, field):
                known = known.activity
        case e.DesignationDateCorrected():
            awards = [step.on for step in before.steps.get(event.program, ()) if step.kind == "awarded"]
            return awards[-1] if awards else None
        case _:
            return None
    return getattr(known, "ended_on" if field == "open_ended" else field, None)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return amount_text(value)
    return str(value)
