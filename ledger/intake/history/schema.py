"""The history format as JSON Schema: one schema of a line, made from the commands themselves."""

from __future__ import annotations

from typing import Any

import orjson

from ledger import commands as c

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_RECORDED_AT = {
    "description": "When the older system recorded the fact: an instant with its offset, in all lines or in none.",
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
}
_IMPORTED_FROM = "The older system's own record, as a short reference without personal data."


def history_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line; `fact` tells which of its parts applies.

    It says everything that one line alone can have wrong. Whether facts fit together is decided by the import.
    """
    parts: dict[str, Any] = {}
    for fact, cls in c.FACTS.items():
        schema = cls.model_json_schema(mode="validation", ref_template="#/$defs/{model}")
        parts |= schema.pop("$defs", {})
        parts[cls.__name__] = _of_fact(fact, cls, schema)
    return {
        "$schema": _DIALECT,
        "title": "A line of the history format",
        "description": "One fact, in plain words, about one official, offering or program.",
        "type": "object",
        "required": ["fact"],
        "properties": {"fact": {"enum": sorted(c.FACTS)}},
        "oneOf": [{"$ref": f"#/$defs/{cls.__name__}"} for _, cls in sorted(c.FACTS.items())],
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """Return the schema as the file `docs/history.schema.json` holds it."""
    return orjson.dumps(history_schema(), option=orjson.OPT_INDENT_2).decode() + "\n"


def _of_fact(fact: str, cls: type[c.Command], schema: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _without_title(value) for name, value in schema["properties"].items()}
    properties["imported_from"] = properties["imported_from"] | {"description": _IMPORTED_FROM}
    body = {
        "title": fact,
        "description": (cls.__doc__ or "").strip(),
        "type": "object",
        "properties": {"fact": {"const": fact}, **properties, "recorded_at": _RECORDED_AT},
        "required": ["fact", *(name for name in schema.get("required", []) if name not in (cls.MONTH or ()))],
        "additionalProperties": False,
    }
    ways = _ways_to_state_the_days(cls)
    if len(ways) == 1:
        body["anyOf"] = ways[0]
    elif ways:
        body["allOf"] = [{"anyOf": one} for one in ways]
    return body


def _ways_to_state_the_days(cls: type[c.Command]) -> list[list[dict[str, Any]]]:
    """Return, for each day that need not be stated itself, what may be stated in its place."""
    ways = []
    if cls.DAY is not None:
        # Without its own day, a fact takes the local day on which it was recorded.
        month = [cls.MONTH[1]] if cls.MONTH is not None and cls.MONTH[0] == cls.DAY else []
        ways.append([_stated(name) for name in (cls.DAY, "recorded_at", *month)])
    if cls.MONTH is not None and cls.MONTH[0] != cls.DAY:
        ways.append([_stated(name) for name in cls.MONTH])
    return ways


def _stated(field: str) -> dict[str, Any]:
    return {"required": [field], "properties": {field: {"type": "string"}}}


def _without_title(value: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if key != "title"}
