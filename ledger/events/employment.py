"""Employment, jurisdiction and core duties: what an official does, for whom and where."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event
from ledger.values import Identifier, Text, Word


class EmploymentBegan(Event):
    """A spell of employment began; one in management counts as experience (AMC-04, A20)."""

    TYPE: ClassVar[str] = "employment-began.v1"
    employment: Identifier
    began_on: date
    management: bool
    employer: Text | None = None
    sector: Word = "municipal"


class EmploymentEnded(Event):
    """The employment ended; `ended_on` is its last day."""

    TYPE: ClassVar[str] = "employment-ended.v1"
    employment: Identifier
    ended_on: date


class EmploymentCorrected(Event):
    """Particulars of an employment were wrong; what is given replaces what was said. `open_ended` removes the end."""

    TYPE: ClassVar[str] = "employment-corrected.v1"
    employment: Identifier
    corrected_on: date
    employer: Text | None = None
    sector: Word | None = None
    management: bool | None = None
    began_on: date | None = None
    ended_on: date | None = None
    open_ended: bool = False
    reason: Commitment | None = None


class EmploymentReversed(Event):
    """The employment was recorded in error and never was."""

    TYPE: ClassVar[str] = "employment-reversed.v1"
    employment: Identifier
    reversed_on: date
    reason: Commitment | None = None


class JurisdictionRecorded(Event):
    """The official belongs to a state or province from a day on, such as `on` (CMC-10)."""

    TYPE: ClassVar[str] = "jurisdiction-recorded.v1"
    jurisdiction: Word
    since: date


class CoreDutiesRecorded(Event):
    """The official performs these core duties from a day on; they replace those recorded before (CMC-13, CMC-14)."""

    TYPE: ClassVar[str] = "core-duties-recorded.v1"
    duties: tuple[Word, ...]
    since: date
