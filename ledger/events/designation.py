"""Designations, what was announced of them, letters and graduation."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event, Precision
from ledger.values import Amount, ProgramId, Word


class DesignationAwarded(Event):
    """The authority awarded the designation. `basis` is `requirements-met` or, for a migrated outcome, `imported`.

    Of some old awards only the month is known (`precision`, MMC-08).
    """

    TYPE: ClassVar[str] = "designation-awarded.v1"
    program: ProgramId
    awarded_on: date
    basis: Word
    hours_on_record: Amount | None = None
    precision: Precision = "day"


class DesignationDateCorrected(Event):
    """The recorded day of the award was wrong."""

    TYPE: ClassVar[str] = "designation-date-corrected.v1"
    program: ProgramId
    awarded_on: date
    corrects: int
    corrected_on: date
    reason: Commitment | None = None


class DesignationAwardReversed(Event):
    """The award was recorded in error and never was."""

    TYPE: ClassVar[str] = "designation-award-reversed.v1"
    program: ProgramId
    corrects: int
    reversed_on: date
    reason: Commitment | None = None


class DesignationInactivated(Event):
    """The authority decided that the designation is inactive from a day on."""

    TYPE: ClassVar[str] = "designation-inactivated.v1"
    program: ProgramId
    inactive_from: date
    reason: Commitment | None = None


class DesignationReinstated(Event):
    """The authority decided that the reinstatement requirement is satisfied (ALM-AO-20, A02)."""

    TYPE: ClassVar[str] = "designation-reinstated.v1"
    program: ProgramId
    reinstated_on: date
    reason: Commitment | None = None


class DesignationWithdrawn(Event):
    """The authority took the designation away."""

    TYPE: ClassVar[str] = "designation-withdrawn.v1"
    program: ProgramId
    withdrawn_on: date
    reason: Commitment | None = None


class StandingAnnounced(Event):
    """The authority told somebody a status; it stays history whatever is computed later (A53)."""

    TYPE: ClassVar[str] = "standing-announced.v1"
    program: ProgramId
    status: Word
    announced_on: date
    effective_on: date


class LetterSent(Event):
    """A letter or parcel went out: its kind, and what it held (ALM-AO-25, ALM-AN-22)."""

    TYPE: ClassVar[str] = "letter-sent.v1"
    program: ProgramId
    kind: Word
    sent_on: date
    contents: tuple[Word, ...] = ()


class GraduateHonoured(Event):
    """The official was honoured at the yearly graduation; no effect on any status (ALM-AO-17, A13)."""

    TYPE: ClassVar[str] = "graduate-honoured.v1"
    program: ProgramId
    honoured_on: date
