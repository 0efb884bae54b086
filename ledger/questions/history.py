"""Answers about how an official's facts came about: `replay` and `changed`, event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ledger import events as e
from ledger.events import Event
from ledger.projections.facts import Fact
from ledger.projections.fold import KINDS, Projected, project
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.correcting import corrections
from ledger.questions.evidence import Seen
from ledger.record.official import Record, evolve
from ledger.values import amount_text

#: (kind, program, key) -> the content of the fact that holds on the day asked about.
View = dict[tuple[str, str, str], dict[str, Any]]
Private = Callable[[str | None], dict[str, Any] | None]


def steps(seen: Iterable[Seen], asked: Sequence[Asked], private: Private) -> Iterator[a.ReplayStep]:
    """Yield each event and what it changed in the facts of the day, under the rules published when it was recorded."""
    record, view = Record(), View()
    for one in seen:
        view_before = view
        record_before, record = record, evolve(record, one.event, one.recorded.position)
        view = View()
        for scheme in asked:
            edition = min(scheme.scheme.editions_from(one.recorded.recorded_at)[0], scheme.edition)
            view |= _view(project(record, scheme.scheme.rules(edition)), scheme.as_of)
        yield _step(one, says(one.event, record_before), differences(view_before, view), private)


def view_on(record: Record, asked: Sequence[Asked]) -> View:
    """Return the facts of a record, in all schemes asked about, that hold on the day."""
    return View(pair for one in asked for pair in _view(project(record, one.rules), one.as_of).items())


def _view(projected: Projected, day: date) -> View:
    return {
        (fact.kind, fact.program, fact.key): _shown(fact)
        for fact in projected.facts()
        if fact.valid_from <= day < fact.valid_until and fact.kind in KINDS
    }


def _shown(fact: Fact) -> dict[str, Any]:
    content: dict[str, Any] = fact.content
    if fact.kind == "standing":
        content["since"] = fact.valid_from.isoformat()
    return content


def differences(before: View, after: View) -> tuple[a.FactChange, ...]:
    """Return what differs between two views, in order of kind and key."""
    changes = []
    order = {kind: place for place, kind in enumerate(KINDS)}
    for key in sorted(before.keys() | after.keys(), key=lambda k: (order[k[0]], *k)):
        was, now = before.get(key), after.get(key)
        if _essence(was) != _essence(now):
            kind, program, name = key
            changes.append(a.FactChange(kind=kind, program=program, key=name, before=was, after=now))
    return tuple(changes)


def _essence(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a fact says, without the evidence it rests on."""
    if content is None:
        return None
    return {name: value for name, value in content.items() if name not in ("positions", "position")}


def _step(seen: Seen, said: str, changes: tuple[a.FactChange, ...], private: Private) -> a.ReplayStep:
    recorded, event = seen
    body = event.model_dump(mode="json", exclude_none=True)
    hidden = private(body.get("reason") or body.get("contact"))
    return a.ReplayStep(
        position=recorded.position,
        recorded_at=recorded.recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        actor=recorded.actor,
        type=recorded.type,
        imported=recorded.imported or event.imported_from is not None,
        event=body,
        private=hidden,
        changes=changes,
        says=said,
    )


def says(event: Event, before: Record | None = None) -> str:
    """Return an event as a sentence: its name in words, and its particulars.

    Of a correction it tells what was replaced; `before` is the official's record before it, where that is at hand.
    """
    name = type(event).__name__
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    activity = getattr(event, "activity", None)
    parts = []
    if activity is not None:
        parts.append(
            f"“{activity.title}” ({activity.source}, {activity.mode}) completed {activity.completed_on}"
        )
    for field in _SAID_OF.get(type(event), _SAID):
        said = _particular(field, getattr(event, field, None))
        if said:
            parts.append(said)
    corrected = corrections(event, before)
    parts += [said for _, said in corrected]
    told = {field for field, _ in corrected}
    month_only = getattr(event, "precision", "day") == "month"
    for field, value in event:
        if isinstance(value, date) and field not in told:
            if month_only and field in _DATED:
                parts.append(f"{field.removesuffix('_on')} in {value:%Y-%m}")
            else:
                parts.append(f"{field.replace('_', ' ')} {value}")
    return f"{words.capitalize()}: {', '.join(parts)}" if parts else words.capitalize()


#: The particulars a sentence has, in this order, and those of events that say others.
_SAID = ("program", "term", "office", "claim", "offering", "hours_claimed", "hours_awarded", "status")
_SAID_OF: dict[type[Event], tuple[str, ...]] = {
    e.EmploymentBegan: ("employment", "employer", "sector", "management"),
    e.EmploymentEnded: ("employment",),
    e.EmploymentCorrected: ("employment",),
    e.EmploymentReversed: ("employment",),
    e.JurisdictionRecorded: ("jurisdiction",),
    e.CoreDutiesRecorded: ("duties",),
    e.CredentialRecorded: ("credential",),
    e.CredentialReversed: ("credential",),
    e.EthicsAffirmed: ("program", "application"),
    e.MentorAssigned: ("program", "mentor"),
    e.ApplicationSubmitted: (
        "application", "program", "kind", "channel", "format", "forms", "modified", "documents", "exemptions",
    ),
    e.ApplicationReturned: ("application", "cause"),
    e.ApplicationResubmitted: ("application", "forms", "modified", "documents"),
    e.ApplicationFoundComplete: ("application",),
    e.MeetingAssigned: ("application",),
    e.ApplicationAssessed: ("application", "reviewer", "rate", "outputs_approved", "outputs_required"),
    e.ApprovalRateRecorded: ("application", "rate"),
    e.InterviewHeld: ("application", "facilitator"),
    e.ApplicationRecommended: ("application", "basis"),
    e.ApplicationNotRecommended: ("application",),
    e.ApplicationWithdrawn: ("application",),
    e.GrantWithheld: ("application",),
    e.ExemptionClaimed: ("program", "exemption", "documents"),
    e.ExemptionConfirmed: ("program", "exemption"),
    e.ExemptionRefused: ("program", "exemption"),
    e.LetterSent: ("program", "kind", "contents"),
    e.MembershipBegan: ("organisation", "membership_class"),
    e.MembershipClassChanged: ("organisation", "membership_class"),
    e.MembershipLapsed: ("organisation",),
    e.TermCorrected: ("term",),
    e.CreditCorrected: ("claim",),
    e.OfferingCorrected: (),
    e.DesignationDateCorrected: ("program",),
    e.LogSubmitted: ("program", "claims"),
    e.NoticeSent: ("program", "kind"),
    e.FeePaid: ("program", "payment", "amount", "source"),
    e.FeeRefunded: ("program", "payment", "amount"),
    e.FeeOptionChosen: ("program", "option"),
    e.ScholarshipApplied: ("program", "scholarship"),
    e.ScholarshipGranted: ("scholarship", "amount"),
}  # fmt: skip
#: The days of which perhaps only the month is known.
_DATED = ("awarded_on", "obtained_on")


def _particular(field: str, value: object) -> str:
    """Return one particular in words; nothing for what was not stated, is empty or does not apply."""
    if isinstance(value, bool):
        said = field.replace("_", " ")
        return said if value else "no management" if field == "management" else ""
    if isinstance(value, Decimal):
        return f"{field.replace('_', ' ')} {amount_text(value)}{' %' if field == 'rate' else ''}"
    if isinstance(value, tuple):
        value = " and ".join(str(getattr(one, "kind", one)) for one in value)
    return "" if value in (None, "") else f"{field.replace('_', ' ')} {value}"
