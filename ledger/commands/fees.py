"""Fees and scholarships; money is in the program's currency."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, Money, OfficialCommand, PrivateText
from ledger.values import Identifier, ProgramId, Word


class PayFee(OfficialCommand):
    """Somebody paid toward the fees; `source` says who, such as `applicant` or `employer`."""

    FACT: ClassVar[str] = "fee paid"
    DAY: ClassVar[str | None] = "paid_on"
    program: ProgramId
    payment: Identifier
    amount: Money
    paid_on: Day | None = None
    source: Word = "applicant"


class RefundFee(OfficialCommand):
    """Money is paid back; the refund has an id of its own among the official's payments."""

    FACT: ClassVar[str] = "fee refunded"
    DAY: ClassVar[str | None] = "refunded_on"
    program: ProgramId
    payment: Identifier
    amount: Money
    refunded_on: Day | None = None
    reason: PrivateText | None = None


class ChooseFeeOption(OfficialCommand):
    """Something is ordered besides the certificate, such as a `plaque`."""

    FACT: ClassVar[str] = "fee option chosen"
    DAY: ClassVar[str | None] = "chosen_on"
    program: ProgramId
    option: Word
    chosen_on: Day | None = None


class ApplyForScholarship(OfficialCommand):
    """The official applies for a scholarship."""

    FACT: ClassVar[str] = "scholarship applied"
    DAY: ClassVar[str | None] = "applied_on"
    program: ProgramId
    scholarship: Identifier
    applied_on: Day | None = None


class GrantScholarship(OfficialCommand):
    """The scholarship is granted."""

    FACT: ClassVar[str] = "scholarship granted"
    DAY: ClassVar[str | None] = "granted_on"
    scholarship: Identifier
    amount: Money
    granted_on: Day | None = None
