"""Employment, jurisdiction and core duties."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.commands.base import Day, OfficialCommand, PrivateText
from ledger.values import Identifier, Text, Word


class BeginEmployment(OfficialCommand):
    """The official began to work for an employer; `management` makes the time experience (AMC-04)."""

    FACT: ClassVar[str] = "employment began"
    employment: Identifier
    began_on: Day
    management: bool
    employer: Text | None = None
    sector: Word = "municipal"


class EndEmployment(OfficialCommand):
    """The employment ended; `ended_on` is its last day."""

    FACT: ClassVar[str] = "employment ended"
    employment: Identifier
    ended_on: Day


class CorrectEmployment(OfficialCommand):
    """Particulars of an employment were wrong; what is given replaces what was said. `open_ended` removes the end."""

    FACT: ClassVar[str] = "employment corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    employment: Identifier
    corrected_on: Day | None = None
    employer: Text | None = None
    sector: Word | None = None
    management: bool | None = None
    began_on: Day | None = None
    ended_on: Day | None = None
    open_ended: bool = False
    reason: PrivateText | None = None


class ReverseEmployment(OfficialCommand):
    """The employment was recorded in error."""

    FACT: ClassVar[str] = "employment reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    employment: Identifier
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class RecordJurisdiction(OfficialCommand):
    """The official belongs to a state or province, such as `on`, from a day on."""

    FACT: ClassVar[str] = "jurisdiction recorded"
    jurisdiction: Word
    since: Day


class RecordCoreDuties(OfficialCommand):
    """The official performs these core duties from a day on; they replace those recorded before (CMC-13)."""

    FACT: ClassVar[str] = "core duties recorded"
    duties: Annotated[tuple[Word, ...], Field(min_length=1)]
    since: Day
