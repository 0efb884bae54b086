"""What all commands have in common, and how days, hours and private texts are read."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema

from ledger.values import (
    Amount,
    OfficialId,
    PositiveAmount,
    Text,
    local_day,
)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("an instant needs its offset, such as 2024-12-31T23:30:00-06:00")
        time_zone = (info.context or {}).get("time_zone")
        if time_zone is None:
            raise ValueError("an instant needs a program whose time zone is known; give a date instead")
        return local_day(instant, time_zone)
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise ValueError("a day is written year-month-day, such as 2024-05-03")
        return date.fromisoformat(value)
    if not isinstance(value, date):
        raise ValueError("a day is written as text, such as 2024-05-03")
    return value


def _exact(value: object) -> object:
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


#: A local date; an instant with an offset is accepted and becomes the authority's local date.
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}], "examples": ["2024-05-03"]}
    ),
]
_HOURS_SCHEMA = {"type": ["string", "number"], "exclusiveMinimum": 0, "examples": ["4.5", 6]}
#: More than 0, exact; text or a plain number.
Hours = Annotated[PositiveAmount, BeforeValidator(_exact), WithJsonSchema(_HOURS_SCHEMA)]
HoursOnRecord = Annotated[
    Amount, BeforeValidator(_exact), WithJsonSchema({"type": ["string", "number"], "minimum": 0})
]
#: Free text that may be personal; kept in the vault.
PrivateText = Annotated[str, Field(min_length=1, max_length=2000)]


class Command(BaseModel):
    """Common to all commands. `imported_from` names the older system's record; only imports set it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    FACT: ClassVar[str]
    #: The field that takes the local day of the recorded time when it is left out.
    DAY: ClassVar[str | None] = None

    imported_from: Text | None = None


class OfficialCommand(Command):
    """Asks for something on one official's stream."""

    official: OfficialId
