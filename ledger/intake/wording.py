"""What is wrong with the form of a field, in the words of this program rather than of the library that found it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

_FORMAT = "See the format of the field."
_HOURS = 'Write the hours with a point, such as "4.5".'


class Wording(NamedTuple):
    """What is so, and what to do."""

    message: str
    remedy: str


#: Pattern of a field -> its rule in words.
PATTERNS: dict[str, Wording] = {
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$": Wording(
        "This id is not of the right form.",
        "Letters, digits and . _ : - only, a letter or digit first, at most 80 in all.",
    ),
    r"^[a-z0-9][a-z0-9-]{0,59}$": Wording(
        "This word is not of the right form.",
        "Write small letters, digits and - only, a letter or digit first, at most 60 in all.",
    ),
    r"^[0-9a-f]{64}$": Wording(
        "This is not a SHA-256.", "Write its 64 digits in small letters, as sha256sum prints them."
    ),
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": Wording(
        "This is no email address.", "Write it as name@example.org, without spaces."
    ),
}


#: Type of a fault -> its wording, or how it is made from the particulars.
_WORDINGS: dict[str, Wording | Callable[[Mapping[str, Any]], Wording]] = {
    "string_type": Wording("This is not text.", _FORMAT),
    "string_too_short": Wording("It is empty.", _FORMAT),
    "too_short": Wording("It is empty.", _FORMAT),
    "string_too_long": lambda ctx: Wording(f"It has more than {ctx['max_length']} characters.", _FORMAT),
    "tuple_type": Wording("This is not a list.", _FORMAT),
    "list_type": Wording("This is not a list.", _FORMAT),
    "model_type": Wording("This is not an object.", _FORMAT),
    "model_attributes_type": Wording("This is not an object.", _FORMAT),
    "decimal_parsing": Wording("This is not a number.", _HOURS),
    "decimal_type": Wording("This is not a number.", 'Write the hours as text or a number, such as "4.5".'),
    "finite_number": Wording("This is not a number.", _HOURS),
    "decimal_max_places": lambda ctx: Wording(
        f"It has more than {ctx['decimal_places']} decimal places.", _FORMAT
    ),
    "greater_than": lambda ctx: Wording(f"It must be more than {ctx['gt']}.", _FORMAT),
    "greater_than_equal": lambda ctx: Wording(f"It must be at least {ctx['ge']}.", _FORMAT),
    "less_than_equal": lambda ctx: Wording(f"It must be at most {ctx['le']}.", _FORMAT),
    "int_parsing": Wording("This is not a whole number.", "Write a whole number."),
    "int_type": Wording("This is not a whole number.", "Write a whole number."),
    "bool_type": Wording("This is not true or false.", "Write true or false."),
    "bool_parsing": Wording("This is not true or false.", "Write true or false."),
    "missing": Wording("It is not stated.", "State it."),
}


#: What the standard library says of days and times that are none, by its beginning.
_NO_DAYS = ("day is out of range", "month must be in", "year ")
_NO_INSTANTS = ("Invalid isoformat string", "hour must be in", "minute must be in", "second must be in")


def wording_of(problem: Mapping[str, Any]) -> Wording:
    """Return a fault of pydantic (one of `ValidationError.errors()`) in words; one without words keeps its own."""
    if problem["type"] == "string_pattern_mismatch" and problem["ctx"]["pattern"] in PATTERNS:
        return PATTERNS[problem["ctx"]["pattern"]]
    found = _WORDINGS.get(problem["type"])
    if found is None:
        message = str(problem["msg"]).removeprefix("Value error, ")
        if message.startswith(_NO_DAYS):
            return Wording("There is no such day.", _FORMAT)
        if message.startswith(_NO_INSTANTS):
            return Wording("This is not an instant.", _FORMAT)
        return Wording(f"{message[:1].upper()}{message[1:]}.", _FORMAT)
    return found if isinstance(found, Wording) else found(problem["ctx"])
