"""From the fields of a line to a command, or to every fault that is in them, each with a remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from ledger import commands as c
from ledger.intake.wording import wording_of
from ledger.record.official import Record
from ledger.rules.catalog import Catalog
from ledger.rules.concern import Named, scheme_named

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.+)?")
_DAY_REMEDY = "Write the day as 2024-05-03, or an instant with its offset."


class Fault(NamedTuple):
    """What is wrong with one field (or the line, without a field), and what to do."""

    reason: str
    message: str
    remedy: str
    field: str | None = None
    value: object = None


class _Shape(NamedTuple):
    """What is checked beside the types: text that must look like a day, and types that take no other's spelling."""

    days: tuple[str, ...]
    exact: tuple[tuple[str, type], ...]


def _shape(cls: type[c.Command]) -> _Shape:
    days, exact = [], []
    for name, field in cls.model_fields.items():
        kinds = set(_types(field.annotation))
        if date in kinds:
            days.append(name)
        exact += [(name, kind) for kind in (bool, int) if kind in kinds]
    return _Shape(tuple(days), tuple(exact))


def _types(annotation: Any) -> Iterable[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


#: The fields that tell the scheme of a line by themselves.
_TELLING = ("program", "scheme", "organisation", "source", "category")
_SHAPES = {cls: _shape(cls) for cls in c.FACTS.values()}


class Reader:
    """Reads the fields of facts; days given as instants become local days of the program's authority (A51)."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        first = next(iter(catalog.schemes.values()), None)
        self._context = {"time_zone": None if first is None else first.time_zone}

    def command(self, cls: type[c.Command], fields: dict[str, Any]) -> c.Command | list[Fault]:
        """Return the command, or every fault of its fields."""
        shape = _SHAPES[cls]
        faults: list[Fault] = []
        for name in shape.days:
            value = fields.get(name)
            if isinstance(value, str) and _DAY.fullmatch(value) is None:
                faults.append(Fault("field", "This is not a day.", _DAY_REMEDY, name, value))
        for name, kind in shape.exact:
            value = fields.get(name)
            if value is not None and type(value) is not kind:
                what = "true or false" if kind is bool else "a whole number"
                faults.append(Fault("field", f"This is not {what}.", f"Write {what}.", name, value))
        try:
            command: c.Command = cls.__pydantic_validator__.validate_python(
                fields, context=self._zone(fields)
            )
        except ValidationError as error:
            named = {fault.field for fault in faults}
            return faults + [
                fault
                for fault in map(_Faults(cls), error.errors(include_url=False))
                if fault.field not in named
            ]
        return faults or command

    def _zone(self, fields: Mapping[str, Any]) -> Mapping[str, str | None]:
        """Return the zone of the scheme that the line's own words tell; else the first's."""
        if len(self._catalog.schemes) <= 1:
            return self._context
        named = {name: value for name in _TELLING if isinstance(value := fields.get(name), str)}
        scheme = scheme_named(Named(**named), self._catalog, Record)
        return self._context if scheme is None else {"time_zone": scheme.time_zone}


class _Faults:
    """Says a fault the way the rest of the ledger speaks."""

    def __init__(self, cls: type[c.Command]) -> None:
        self._cls = cls

    def __call__(self, error: Any) -> Fault:
        field = ".".join(str(part) for part in error["loc"])
        if error["type"] == "extra_forbidden":
            names = sorted(self._cls.model_fields)
            message = f"The fact {self._cls.FACT!r} has no such field."
            remedy = did_you_mean(field, names) or f"Its fields are {', '.join(names)}."
            return Fault("field", message, remedy, field, error["input"])
        message, remedy = wording_of(error)
        if error["type"] == "missing":
            return Fault("field", message, remedy, field)
        if field in _SHAPES[self._cls].days:
            remedy = _DAY_REMEDY
        return Fault("field", message, remedy, field, error["input"])


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a question that names the nearest known word, None where none is near."""
    near = difflib.get_close_matches(word.casefold().strip(), list(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else None


def unknown_fact(fact: object) -> Fault:
    """Return the fault of a line whose `fact` is not in the format, or missing."""
    if fact is None:
        return Fault(
            "fact", "The line does not say which fact it is.", "State fact, such as 'term began'.", "fact"
        )
    remedy = did_you_mean(str(fact).replace("_", " ").replace("-", " "), c.FACTS)
    return Fault(
        "fact",
        "There is no such fact.",
        remedy or f"The facts are {', '.join(sorted(c.FACTS))}.",
        "fact",
        fact,
    )
