"""How stored bytes of the known types are read: pydantic's own validation, with amounts remembered.

An amount costs a third of reading an approval, and a league awards few different ones: each spelling is checked once
and then remembered. All else is checked for every event. What a reader refuses is left to the type's own validator,
which takes a little more (a number where we write text) and words the refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic_core import SchemaValidator, core_schema

from ledger.events import EVENT_TYPES, Event

Reader = Callable[[bytes], Event]

_SPELLINGS_KEPT = 4_096
#: Parts of a schema that are no schemas themselves.
_OPAQUE = frozenset({"cls", "metadata", "serialization"})


def reader_of(cls: type[Event]) -> Reader:
    """Return what reads the type's stored bytes; it raises pydantic's ValidationError where it refuses."""
    schema = _remembering(cls.__pydantic_core_schema__)
    try:
        # Otherwise pydantic-core takes the class's own validator and leaves the schema aside.
        validator = SchemaValidator(schema, _use_prebuilt=False)
    except TypeError:  # an older pydantic-core does not have the choice
        validator = SchemaValidator(schema)
    return validator.validate_json


def _remembering(schema: Any) -> Any:
    """Return a copy of a core schema in which every amount is a remembered text."""
    if isinstance(schema, dict):
        if schema.get("type") == "decimal":
            return _amount(SchemaValidator(schema))
        return {key: value if key in _OPAQUE else _remembering(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_remembering(part) for part in schema]
    return schema


def _amount(validator: SchemaValidator) -> core_schema.CoreSchema:
    remembered = lru_cache(maxsize=_SPELLINGS_KEPT)(validator.validate_python)
    return core_schema.chain_schema(
        [core_schema.str_schema(strict=True), core_schema.no_info_plain_validator_function(remembered)]
    )


#: Every stored type and its reader.
READERS: dict[str, Reader] = {kind: reader_of(cls) for kind, cls in EVENT_TYPES.items()}
