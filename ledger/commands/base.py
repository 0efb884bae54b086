"""What all commands have in common, and how days, hours and private texts are read."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from ledger.values import (
    Amount,
    OfficialId,
    PositiveAmount,
    Text,
    local_day,
)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


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
_MONEY_SCHEMA = {"type": ["string", "number"], "exclusiveMinimum": 0, "examples": ["50", 40]}
#: Money in the program's currency, more than 0, exact; text or a plain number.
Money = Annotated[PositiveAmount, BeforeValidator(_exact), WithJsonSchema(_MONEY_SCHEMA)]
_RATE_SCHEMA = {"type": ["string", "number"], "minimum": 0, "maximum": 100, "examples": ["87.5", 85]}
#: A percentage from 0 to 100, exact; text or a plain number.
Percentage = Annotated[Amount, Field(le=100), BeforeValidator(_exact), WithJsonSchema(_RATE_SCHEMA)]
#: A month, such as 2008-03, where the day is not known.
Month = Annotated[str, Field(pattern=_MONTH.pattern, examples=["2008-03"])]
#: Free text that may be personal; kept in the vault.
PrivateText = Annotated[str, Field(min_length=1, max_length=2000)]


class Command(BaseModel):
    """Common to all commands. `imported_from` names the older system's record; only imports set it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    FACT: ClassVar[str]
    #: The field that takes the local day of the recorded time when it is left out.
    DAY: ClassVar[str | None] = None
    #: A day of which only the month may be known, and the field that gives the month in its place.
    MONTH: ClassVar[tuple[str, str] | None] = None

    imported_from: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _first_of_the_month(cls, stated: Any) -> Any:
        """Put the first day where only the month is stated."""
        if cls.MONTH is None or not isinstance(stated, dict):
            return stated
        day, month = cls.MONTH
        if stated.get(day) is not None or not _MONTH.fullmatch(str(stated.get(month))):
            return stated
        return {**stated, day: f"{stated[month]}-01"}

    @field_validator("awarded_in", "obtained_in", check_fields=False)
    @classmethod
    def _agrees_with_the_day(cls, month: str | None, info: ValidationInfo) -> str | None:
        """Refuse a month beside a day, unless the day is the one that stands for the month."""
        day = info.data.get(cls.MONTH[0]) if cls.MONTH is not None else None
        if month is not None and day is not None and day.isoformat() != f"{month}-01":
            raise ValueError(f"the day {day} is stated too; state the day or the month")
        return month


class OfficialCommand(Command):
    """Asks for something on one official's stream."""

    official: OfficialId
