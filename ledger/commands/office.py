"""Terms of office and enrolment."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, OfficialCommand, PrivateText
from ledger.values import ProgramId, TermId, Text, Word


class BeginTerm(OfficialCommand):
    """The official took office as `mayor` or `councilmember`."""

    FACT: ClassVar[str] = "term began"
    term: TermId
    office: Word
    began_on: Day
    municipality: Text | None = None
    elected: bool = True


class EndTerm(OfficialCommand):
    """The official left office; `ended_on` is the last day in office."""

    FACT: ClassVar[str] = "term ended"
    term: TermId
    ended_on: Day
    reason: PrivateText | None = None


class CorrectTerm(OfficialCommand):
    """Particulars of a term were wrong; what is given replaces what was said. `open_ended` removes the end."""

    FACT: ClassVar[str] = "term corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    term: TermId
    corrected_on: Day | None = None
    office: Word | None = None
    municipality: Text | None = None
    began_on: Day | None = None
    ended_on: Day | None = None
    open_ended: bool = False
    reason: PrivateText | None = None


class ReverseTerm(OfficialCommand):
    """The term was recorded in error."""

    FACT: ClassVar[str] = "term reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    term: TermId
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class EnrolOfficial(OfficialCommand):
    """The official joined a program."""

    FACT: ClassVar[str] = "enrolled"
    DAY: ClassVar[str | None] = "enrolled_on"
    program: ProgramId
    enrolled_on: Day | None = None


class WithdrawEnrolment(OfficialCommand):
    """The official left a program."""

    FACT: ClassVar[str] = "enrolment withdrawn"
    DAY: ClassVar[str | None] = "withdrawn_on"
    program: ProgramId
    withdrawn_on: Day | None = None
    reason: PrivateText | None = None
