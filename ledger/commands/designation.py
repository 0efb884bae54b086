"""Designations, announcements, letters and graduation."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, HoursOnRecord, Month, OfficialCommand, PrivateText
from ledger.values import ProgramId, Word


class AwardDesignation(OfficialCommand):
    """The authority awards the designation. An import states an outcome, and its hours may never have been kept.

    Where only the month of an old award is known, `awarded_in` gives it.
    """

    FACT: ClassVar[str] = "designation awarded"
    DAY: ClassVar[str | None] = "awarded_on"
    MONTH: ClassVar[tuple[str, str] | None] = ("awarded_on", "awarded_in")
    program: ProgramId
    awarded_on: Day | None = None
    awarded_in: Month | None = None
    hours_on_record: HoursOnRecord | None = None


class CorrectDesignationDate(OfficialCommand):
    """The recorded day of the latest award was wrong."""

    FACT: ClassVar[str] = "designation date corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    program: ProgramId
    awarded_on: Day
    corrected_on: Day | None = None
    reason: PrivateText | None = None


class ReverseDesignationAward(OfficialCommand):
    """The latest award was recorded in error."""

    FACT: ClassVar[str] = "designation award reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    program: ProgramId
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class InactivateDesignation(OfficialCommand):
    """The designation is inactive from a day on, by decision."""

    FACT: ClassVar[str] = "designation inactivated"
    DAY: ClassVar[str | None] = "inactive_from"
    program: ProgramId
    inactive_from: Day | None = None
    reason: PrivateText | None = None


class ReinstateDesignation(OfficialCommand):
    """The reinstatement requirement is satisfied, by decision."""

    FACT: ClassVar[str] = "designation reinstated"
    DAY: ClassVar[str | None] = "reinstated_on"
    program: ProgramId
    reinstated_on: Day | None = None
    reason: PrivateText | None = None


class WithdrawDesignation(OfficialCommand):
    """The designation is taken away, by decision."""

    FACT: ClassVar[str] = "designation withdrawn"
    DAY: ClassVar[str | None] = "withdrawn_on"
    program: ProgramId
    withdrawn_on: Day | None = None
    reason: PrivateText | None = None


class AnnounceStanding(OfficialCommand):
    """Somebody was told a status; `effective_on` is the day it was said to hold from."""

    FACT: ClassVar[str] = "standing announced"
    DAY: ClassVar[str | None] = "announced_on"
    program: ProgramId
    status: Word
    announced_on: Day | None = None
    effective_on: Day | None = None


class SendLetter(OfficialCommand):
    """A letter or parcel went out, such as `award-letter` with `pin` and `award`."""

    FACT: ClassVar[str] = "letter sent"
    DAY: ClassVar[str | None] = "sent_on"
    program: ProgramId
    kind: Word
    sent_on: Day | None = None
    contents: tuple[Word, ...] = ()


class HonourGraduate(OfficialCommand):
    """The official was honoured at the yearly graduation."""

    FACT: ClassVar[str] = "graduate honoured"
    DAY: ClassVar[str | None] = "honoured_on"
    program: ProgramId
    honoured_on: Day | None = None
