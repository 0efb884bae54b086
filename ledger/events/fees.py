"""Fees and scholarships; money is in the program's currency (FEE-01 to FEE-12, CMC-18)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event
from ledger.values import Identifier, PositiveAmount, ProgramId, Word


class FeePaid(Event):
    """Somebody paid toward the fees; `source` says who (FEE-05, FEE-06, FEE-10)."""

    TYPE: ClassVar[str] = "fee-paid.v1"
    program: ProgramId
    payment: Identifier
    amount: PositiveAmount
    paid_on: date
    source: Word = "applicant"


class FeeRefunded(Event):
    """Money was paid back; the refund has an id of its own (FEE-04, A45)."""

    TYPE: ClassVar[str] = "fee-refunded.v1"
    program: ProgramId
    payment: Identifier
    amount: PositiveAmount
    refunded_on: date
    reason: Commitment | None = None


class FeeOptionChosen(Event):
    """Something was ordered besides the certificate, such as a plaque (FEE-03)."""

    TYPE: ClassVar[str] = "fee-option-chosen.v1"
    program: ProgramId
    option: Word
    chosen_on: date


class ScholarshipApplied(Event):
    """The official applied for a scholarship (FEE-07)."""

    TYPE: ClassVar[str] = "scholarship-applied.v1"
    program: ProgramId
    scholarship: Identifier
    applied_on: date


class ScholarshipGranted(Event):
    """The scholarship was granted (FEE-08, FEE-09)."""

    TYPE: ClassVar[str] = "scholarship-granted.v1"
    scholarship: Identifier
    amount: PositiveAmount
    granted_on: date
