"""Making an event of values that have been validated before, without validating them again.

A decider's values come from a validated command or from an event on record, whose types are the same or narrower;
checking them a third time would take longer than deciding. A property test holds the result against a validated one.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from ledger.events import Fact

F = TypeVar("F", bound=Fact)

#: The four parts that pydantic's models consist of, each set past the guard of a frozen model.
_set_values = BaseModel.__dict__["__dict__"].__set__
_set_named = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__


@cache
def _fields_of(cls: type[Fact]) -> tuple[list[str], set[str]]:
    """Return the fields in declared order, and the set of them, which all that is made of the class shares."""
    return list(cls.model_fields), set(cls.model_fields)


def made_of(cls: type[F], values: dict[str, Any]) -> F:
    """Return the event, or part of one, that consists of the values: every field of the class, in declared order.

    The order is that of the stored bytes. The values are kept, not copied.

    Raises:
        TypeError: a field is missing, unknown or out of place.
    """
    fields, named = _fields_of(cls)
    if list(values) != fields:
        raise TypeError(f"{cls.__name__} takes {', '.join(fields)}; got {', '.join(values)}")
    made = cls.__new__(cls)
    _set_values(made, values)
    _set_named(made, named)
    _set_extra(made, None)
    _set_private(made, None)
    return made
