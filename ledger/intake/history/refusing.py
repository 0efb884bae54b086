"""Which field of a fact a refusal is about, and how the refusal is worded."""

from __future__ import annotations

from ledger import commands as c
from ledger.errors import LedgerError, Rejected
from ledger.intake.history.checking import Fault
from ledger.intake.history.facts import Fact
from ledger.intake.history.offerings import Turn
from ledger.log.instants import instant_text

#: Fields that a reason may be about; the first that the fact states is named.
_FIELDS: dict[str, tuple[str, ...]] = {
    "official-unknown": ("official",),
    "official-known": ("official",),
    "offering-unknown": ("offering",),
    "offering-known": ("offering",),
    "offering-cancelled": ("offering",),
    "program-unknown": ("program", "scheme"),
    "term-unknown": ("term",),
    "term-known": ("term",),
    "claim-unknown": ("claim",),
    "claim-known": ("claim",),
    "membership-unknown": ("organisation",),
    "not-enrolled": ("program",),
    "wrong-state": ("claim", "term", "program", "organisation", "offering"),
    "paper-form": ("channel",),
    "already-claimed": ("offering",),
    "not-completed": ("completed_on", "submitted_on"),
    "documents-missing": ("documents", "claim"),
    "hours": ("hours_awarded", "hours_claimed", "hours"),
    "requirements-not-met": ("program",),
    "prerequisite": ("program",),
    "not-held": ("program",),
    "email-taken": ("email",),
}
_WORDS = ("source", "mode", "scheme", "category")


def fault_of(fact: Fact, refusal: LedgerError, scheduled: Turn | None) -> Fault:
    """Return the fault of a fact that was refused; `scheduled` is where its offering comes on record in the file."""
    reason = refusal.reason if isinstance(refusal, Rejected) else refusal.code
    field = _field(fact.command, reason, refusal)
    value = None if field is None else getattr(fact.command, field, None)
    shown = str(value) if value is not None and not isinstance(value, str | int | tuple) else value
    if reason == "offering-unknown" and scheduled is not None:
        return Fault(
            reason,
            f"The offering is put on record only by line {scheduled.line}{_time(scheduled.at)},"
            f" after this fact{_time(fact.staged.at)}.",
            "Record the offering no later than the first fact that names it.",
            field,
            shown,
        )
    return Fault(reason, refusal.fact, refusal.remedy, field, shown)


def undated(day: str) -> Fault:
    """Return the fault of a fact that states neither its day nor when it was recorded."""
    return Fault(
        "field", "The day is not stated, and no recorded_at that would tell.", "State one of the two.", day
    )


def _field(command: c.Command, reason: str, refusal: LedgerError) -> str | None:
    if reason == "vocabulary":
        stated = refusal.values.get("field")
        if isinstance(stated, str):
            return stated
        return next((word for word in _WORDS if f"the {word} " in refusal.fact), None)
    named = _FIELDS.get(
        reason, (type(command).DAY or "", "completed_on", "began_on", "ended_on", "starts_on")
    )
    return next((name for name in named if getattr(command, name, None) is not None), None)


def _time(at: int) -> str:
    return f" ({instant_text(at)})" if at else ""
