"""Taking a canonical line apart, and refusing every other spelling of the same content."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from ledger.log.envelope import RecordedEvent
from ledger.log.instants import parse_instant


class NotCanonical(ValueError):
    """The bytes are not a canonical line; the message says in what way."""


def parse_line(line: bytes) -> RecordedEvent:
    """Take a canonical line apart, without its line feed; every other spelling is refused.

    Raises:
        NotCanonical: not JSON, a field missing, unknown or of the wrong kind, or not spelt canonically.
    """
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(f"it is not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise NotCanonical("it is not a JSON object")
    parsed = _parsed(fields, line)
    if parsed.line != line:
        raise NotCanonical(
            "its spelling is not the canonical one: order of fields, spaces, escapes or digits differ"
        )
    return parsed


def _parsed(fields: dict[str, Any], line: bytes) -> RecordedEvent:
    """Check the kind of each field and find the stored bytes inside the line."""
    return RecordedEvent(
        position=_integer(fields, "position", least=1),
        recorded_us=_instant(fields),
        stream=_text(fields, "stream"),
        version=_integer(fields, "version", least=0),
        type=_text(fields, "type"),
        actor=_text(fields, "actor"),
        command_id=_text(fields, "command_id"),
        imported=fields.get("imported", False) is True,
        data=_data(fields, line),
    )


def _integer(fields: dict[str, Any], name: str, *, least: int) -> int:
    """Return a whole number of at least `least` that the database can hold."""
    value = fields.get(name)
    if type(value) is not int or not least <= value < 2**63:
        raise NotCanonical(f"the field {name!r} must be a whole number of at least {least}, not {value!r}")
    return value


def _text(fields: dict[str, Any], name: str) -> str:
    """Return a text that is not empty."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise NotCanonical(f"the field {name!r} must be a text that is not empty, not {value!r}")
    return value


def _instant(fields: dict[str, Any]) -> int:
    """Return the recorded time in microseconds."""
    try:
        return parse_instant(_text(fields, "recorded_at"))
    except ValueError as error:
        raise NotCanonical(f"the field 'recorded_at' is not an instant: {error}") from None


def _data(fields: dict[str, Any], line: bytes) -> bytes:
    """Return the stored bytes: the last field's own bytes, or what its base64 stands for."""
    if "data_base64" in fields:
        try:
            return base64.b64decode(_base64_text(fields), validate=True)
        except (binascii.Error, ValueError) as error:
            raise NotCanonical(f"the field 'data_base64' is not base64: {error}") from None
    if not isinstance(fields.get("data"), dict):
        raise NotCanonical("the field 'data' must be a JSON object")
    known = [name for name in fields if name != "data"]
    head = b"{" + b"".join(b"%b:%b," % (orjson.dumps(name), orjson.dumps(fields[name])) for name in known)
    opening = head + b'"data":'
    if not line.startswith(opening):
        raise NotCanonical(
            "its spelling is not the canonical one: order of fields, spaces, escapes or digits differ"
        )
    return line[len(opening) : -1]


def _base64_text(fields: dict[str, Any]) -> str:
    """Return the base64 text, which may be empty, for empty bytes."""
    value = fields["data_base64"]
    if not isinstance(value, str):
        raise NotCanonical(f"the field 'data_base64' must be a text, not {value!r}")
    return value
