"""Terms of office and enrolment."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event
from ledger.values import ProgramId, TermId, Text, Word


class TermBegan(Event):
    """The official took office."""

    TYPE: ClassVar[str] = "term-began.v1"
    term: TermId
    office: Word
    began_on: date
    municipality: Text | None = None
    elected: bool = True


class TermEnded(Event):
    """The official left office; `ended_on` is the last day in office."""

    TYPE: ClassVar[str] = "term-ended.v1"
    term: TermId
    ended_on: date
    reason: Commitment | None = None


class TermCorrected(Event):
    """Particulars of a term were wrong; what is given replaces what was said. `open_ended` removes the end."""

    TYPE: ClassVar[str] = "term-corrected.v1"
    term: TermId
    corrected_on: date
    office: Word | None = None
    municipality: Text | None = None
    began_on: date | None = None
    ended_on: date | None = None
    open_ended: bool = False
    reason: Commitment | None = None


class TermReversed(Event):
    """The term was recorded in error and never was."""

    TYPE: ClassVar[str] = "term-reversed.v1"
    term: TermId
    reversed_on: date
    reason: Commitment | None = None


class OfficialEnrolled(Event):
    """The official joined a program (ALM-AO-02)."""

    TYPE: ClassVar[str] = "official-enrolled.v1"
    program: ProgramId
    enrolled_on: date


class EnrolmentWithdrawn(Event):
    """The official left a program, or the enrolment was an error."""

    TYPE: ClassVar[str] = "enrolment-withdrawn.v1"
    program: ProgramId
    withdrawn_on: date
    reason: Commitment | None = None
