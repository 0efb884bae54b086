"""What is wrong with the form of a field, in the words of this program rather than of the library that found it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

_TEXT = "Write text in quotation marks."
_DAY = "Write a day that the calendar has, such as 2024-05-03."
_INSTANT = "Write date, time and offset, such as 2017-03-20T15:04:05Z."
_LIST = 'Write a list in square brackets, such as ["a", "b"].'
_OBJECT = 'Write an object in braces, such as {"kind": "agenda"}.'
_WORD = "Write one of the words named."
_OTHERWISE = "Correct the field; docs/history-format.md describes it with an example."


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
    r"^\d{4}-(0[1-9]|1[0-2])$": Wording(
        "This is not a month.",
        "Write the month as year-month, such as 2008-03; state the day where it is known.",
    ),
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": Wording(
        "This is no email address.", "Write it as name@example.org, without spaces."
    ),
}


def _number(ctx: Mapping[str, Any]) -> str:
    """Return how a number of this field is written: hours, money, a percentage or a count."""
    field = str(ctx.get("field", ""))
    if field == "rate":
        return 'Write the percentage as a number from 0 to 100, such as "82.5".'
    if field == "amount":
        return 'Write the amount as a number, such as "250" or "12.50".'
    if field in _COUNTS:
        return "Write a whole number of 0 or more, such as 12."
    return 'Write the hours as text or a number, with a point, such as "4.5".'


#: Fields that count something.
_COUNTS = ("minutes", "outputs_approved", "outputs_required", "corrects")

#: Type of a fault -> its wording, or how it is made from the particulars and the name of the `field`.
_WORDINGS: dict[str, Wording | Callable[[Mapping[str, Any]], Wording]] = {
    "string_type": Wording("This is not text.", _TEXT),
    "string_too_short": Wording("It is empty.", "Write at least one character, or leave the field out."),
    "too_short": Wording("It is empty.", "Name at least one, or leave the field out."),
    "string_too_long": lambda ctx: Wording(
        f"It has more than {ctx['max_length']} characters.", f"Shorten it to {ctx['max_length']} characters."
    ),
    "tuple_type": Wording("This is not a list.", _LIST),
    "list_type": Wording("This is not a list.", _LIST),
    "model_type": Wording("This is not an object.", _OBJECT),
    "model_attributes_type": Wording("This is not an object.", _OBJECT),
    "decimal_parsing": lambda ctx: Wording("This is not a number.", _number(ctx)),
    "decimal_type": lambda ctx: Wording("This is not a number.", _number(ctx)),
    "finite_number": lambda ctx: Wording("This is not a number.", _number(ctx)),
    "decimal_max_places": lambda ctx: Wording(
        f"It has more than {ctx['decimal_places']} decimal places.",
        f"Round it to {ctx['decimal_places']} decimal places.",
    ),
    "greater_than": lambda ctx: Wording(f"It must be more than {ctx['gt']}.", _number(ctx)),
    "greater_than_equal": lambda ctx: Wording(f"It must be at least {ctx['ge']}.", _number(ctx)),
    "less_than_equal": lambda ctx: Wording(f"It must be at most {ctx['le']}.", _number(ctx)),
    "int_parsing": Wording("This is not a whole number.", "Write a whole number."),
    "int_type": Wording("This is not a whole number.", "Write a whole number."),
    "bool_type": Wording("This is not true or false.", "Write true or false."),
    "bool_parsing": Wording("This is not true or false.", "Write true or false."),
    "literal_error": lambda ctx: Wording(f"It must be {ctx['expected']}.", _WORD),
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
            return Wording("There is no such day.", _DAY)
        if message.startswith(_NO_INSTANTS):
            return Wording("This is not an instant.", _INSTANT)
        return Wording(f"{message[:1].upper()}{message[1:]}.", _OTHERWISE)
    if isinstance(found, Wording):
        return found
    names = [part for part in problem.get("loc", ()) if isinstance(part, str)]
    return found({**problem.get("ctx", {}), "field": names[-1] if names else ""})
