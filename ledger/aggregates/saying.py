"""Making the event that says what a command says: most deciders accept a command as it was given."""

from __future__ import annotations

from typing import Any, TypeVar

from ledger.events import Event

E = TypeVar("E", bound=Event)


def event_of(cls: type[E], command: Any, **given: Any) -> E:
    """Return the event whose fields are the command's fields of the same name; what is given replaces them."""
    shared = type(command).model_fields.keys() & cls.model_fields.keys()
    return cls(**{**{name: getattr(command, name) for name in shared}, **given})
