"""From the bytes of a line to a fact that can be put in order: JSON, the fact's name, whom it is about, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from ledger import commands as c
from ledger.intake.history.checking import Fault, unknown_fact
from ledger.intake.history.source import LONGEST_LINE
from ledger.log.instants import to_microseconds

PROGRAM, OFFERING, OFFICIAL = 0, 1, 2
_SUBJECTS = {PROGRAM: "program", OFFERING: "offering", OFFICIAL: "official"}


def _kind(cls: type[c.Command]) -> int:
    if issubclass(cls, c.OfficialCommand):
        return OFFICIAL
    return OFFERING if "offering" in cls.model_fields else PROGRAM


KINDS = {fact: _kind(cls) for fact, cls in c.FACTS.items()}


class ReadLine(NamedTuple):
    """What a line says about itself. `subject` is None where it does not tell; `faults` are those found so far.

    `recorded_us` is None where the line has no `recorded_at`, and where that is faulty.
    """

    kind: int
    subject: str | None
    fact: str | None
    recorded_us: int | None
    dated: bool
    fields: dict[str, Any] | None
    faults: list[Fault]


def read_line(content: bytes | None) -> ReadLine:
    """Return what a line says; None stands for one that is too long."""
    if content is None:
        fault = Fault("json", f"The line has more than {LONGEST_LINE} bytes.", "Write one fact a line.")
        return _unreadable(fault)
    try:
        fields = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return _unreadable(_broken(content, error))
    if type(fields) is not dict:
        fault = Fault(
            "json", "The line is not an object.", 'Write one object a line: {"fact": ...}.', value=fields
        )
        return _unreadable(fault)
    faults: list[Fault] = []
    if _may_repeat_keys(content, fields):
        faults += _repeated_keys(content)
    fact = fields.get("fact")
    name = fact if isinstance(fact, str) and fact in KINDS else None
    if name is None:
        faults.append(unknown_fact(fact))
    recorded_us, dated = None, fields.get("recorded_at") is not None
    if "recorded_at" in fields:
        try:
            recorded_us = _instant(fields["recorded_at"])
        except ValueError as error:
            faults.append(_not_an_instant(fields["recorded_at"], error))
    kind = OFFICIAL if name is None else KINDS[name]
    subject = fields.get(_SUBJECTS[kind])
    if not isinstance(subject, str) or not subject:
        subject = None
    return ReadLine(kind, subject, name, recorded_us, dated, fields, faults)


def fields_of(content: bytes) -> tuple[str, dict[str, Any]]:
    """Return the fact's name and its own fields, of a line that `read_line` found readable."""
    fields = orjson.loads(content)
    fields.pop("recorded_at", None)
    return fields.pop("fact"), fields


def _unreadable(fault: Fault) -> ReadLine:
    return ReadLine(OFFICIAL, None, None, None, False, None, [fault])


def _instant(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("it is not text")
    instant = datetime.fromisoformat(value)
    if instant.utcoffset() is None:
        raise ValueError("it has no offset")
    return to_microseconds(instant)


def _not_an_instant(value: object, error: ValueError) -> Fault:
    return Fault(
        "recorded-time",
        f"This is not an instant: {error}.",
        "Write date, time and offset, such as 2017-03-20T15:04:05Z or 2017-03-20T10:04:05-05:00.",
        "recorded_at",
        value,
    )


def _broken(content: bytes, error: orjson.JSONDecodeError) -> Fault:
    try:
        shown = content[:80].decode("utf-8") if len(content) <= 80 else content.decode("utf-8")[:80]
    except UnicodeDecodeError as wrong:
        return Fault(
            "json",
            f"The line is not UTF-8: the byte {content[wrong.start]:#04x} at column {wrong.start + 1} is no text.",
            "Save the file as UTF-8.",
        )
    if shown.lstrip().startswith("["):
        return Fault(
            "json", "This is a list, not an object.", "Write one object a line, without a list around."
        )
    if "\x00" in shown:
        return Fault("json", "The line holds binary data.", "Save the file as UTF-8 text.")
    return Fault(
        "json",
        f"This is not JSON: {error.msg} at column {error.colno}.",
        "Write one object a line.",
        value=shown,
    )


# --- keys that stand twice ----------------------------------------------------------------------------------


def _may_repeat_keys(content: bytes, fields: dict[str, Any]) -> bool:
    """Say whether keys may stand twice: each key has one colon, and so have texts; a repeated key leaves one over."""
    if b"\\u003" in content:
        return True
    return content.count(b":") != sum(_colons(fields))


def _colons(fields: dict[str, Any]) -> Iterator[int]:
    for key, value in fields.items():
        yield 1
        if ":" in key:
            yield key.count(":")
        if type(value) is str:
            if ":" in value:
                yield value.count(":")
        elif type(value) is dict:
            yield from _colons(value)
        elif type(value) is list:
            yield from _colons_of_list(value)


def _colons_of_list(values: list[Any]) -> Iterator[int]:
    for value in values:
        if isinstance(value, str):
            yield value.count(":")
        elif isinstance(value, dict):
            yield from _colons(value)
        elif isinstance(value, list):
            yield from _colons_of_list(value)


def _repeated_keys(content: bytes) -> list[Fault]:
    import json

    found: list[Fault] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counted = Counter(key for key, _ in pairs)
        for key, times in counted.items():
            if times > 1:
                values = [value for name, value in pairs if name == key]
                found.append(
                    Fault("json", f"The key stands {times} times.", "State each field once.", key, values)
                )
        return dict(pairs)

    json.loads(content, object_pairs_hook=note)
    return found
