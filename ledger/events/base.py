"""What all events have in common: the storage contract's base, and the parts events are made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.values import (
    Amount,
    Identifier,
    OfferingId,
    Text,
    Word,
)

#: How exactly a day is known; `month` means that the day kept is the first of its month. The ordinary `day` is not
#: stored.
Precision = Annotated[Literal["day", "month"], Field(exclude_if=lambda precision: precision == "day")]
#: A percentage, exact.
Rate = Annotated[Amount, Field(le=100)]
#: SHA-256 over a random salt and a text that stays in the vault, in lower-case hexadecimal.
Commitment = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Fact(BaseModel):
    """Common to events and their parts: frozen, and nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Event(Fact):
    """Something that happened, named with a noun and a past participle.

    `imported_from` names the older system and record of a migrated fact; nothing else marks it.
    """

    TYPE: ClassVar[str]
    #: The field by which other streams find this event (an offering), if any.
    REFERENCE: ClassVar[str | None] = None

    imported_from: Text | None = None


class Activity(Fact):
    """What an official did for credit, as it was when the claim was made.

    Facts of an offering are copied here, so that a stream can be understood alone. `completed_on` decides the
    year of the credit (A04, A12); `course` names the content across offerings (duplicates, A05).
    """

    title: Text
    completed_on: date
    mode: Word
    source: Word
    offering: OfferingId | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None
    competency: Word | None = None


class Document(Fact):
    """A document handed in: its kind in the program's vocabulary, and its content hash if it was kept."""

    kind: Word
    sha256: Commitment | None = None
