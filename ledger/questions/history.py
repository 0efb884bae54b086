"""Answers about how an official's facts came about: `replay` and `changed`, event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from ledger.events import Event
from ledger.projections.facts import Fact
from ledger.projections.fold import KINDS, Projected, project
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Seen
from ledger.record.official import Record, evolve
from ledger.rules.catalog import SchemeRules

#: (kind, program, key) -> the content of the fact that holds on the day asked about.
View = dict[tuple[str, str, str], dict[str, Any]]
Private = Callable[[str | None], dict[str, Any] | None]


def steps(seen: Iterable[Seen], asked: Asked, private: Private) -> Iterator[a.ReplayStep]:
    """Yield each event and what it changed in the facts of the day, under the rules published when it was recorded."""
    record, view = Record(), View()
    for one in seen:
        edition = asked.scheme.editions_from(one.recorded.recorded_at)[0]
        edition = min(edition, asked.edition)
        view_before = view
        record = evolve(record, one.event, one.recorded.position)
        view = view_on(record, asked.scheme.rules(edition), asked.as_of)
        yield _step(one, differences(view_before, view), private)


def view_on(record: Record, rules: SchemeRules, day: date) -> View:
    """Return the facts of a record that hold on a day."""
    return _view(project(record, rules), day)


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


def _step(seen: Seen, changes: tuple[a.FactChange, ...], private: Private) -> a.ReplayStep:
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
        says=says(event),
    )


def says(event: Event) -> str:
    """Return an event as a sentence: its name in words, and its particulars."""
    name = type(event).__name__
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    activity = getattr(event, "activity", None)
    parts = []
    if activity is not None:
        parts.append(
            f"“{activity.title}” ({activity.source}, {activity.mode}) completed {activity.completed_on}"
        )
    for field in (
        "program",
        "term",
        "office",
        "claim",
        "offering",
        "hours_claimed",
        "hours_awarded",
        "status",
    ):
        value = getattr(event, field, None)
        if value is not None:
            parts.append(f"{field.replace('_', ' ')} {value}")
    for field, value in event:
        if isinstance(value, date):
            parts.append(f"{field.replace('_', ' ')} {value}")
    return f"{words.capitalize()}: {', '.join(parts)}" if parts else words.capitalize()
