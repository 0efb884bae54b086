"""Fees of a program on a day: what it costs, what is paid, and what is still owed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.programs.record import Record
from tests.oracle.programs.sheets import Rules

ZERO = Fraction(0)


def paid_by(record: Record, program: str, day: date) -> Fraction:
    """Return payments less refunds up to a day."""
    return sum((amount for one, amount, on in record.payments if one == program and on <= day), ZERO)


def fees(record: Record, rules: Rules, program: str, day: date) -> dict[str, Any] | None:
    """Return total, paid, balance and whether the deposit is paid, from the first enrolment or payment on."""
    total = rules.at(program, "fee_total", day)
    begun = [step.day for step in record.enrolments if step.program == program]
    begun += [on for one, _, on in record.payments if one == program]
    if total is None or not any(one <= day for one in begun):
        return None
    chosen = {option for one, option, on in record.options if one == program and on <= day}
    total += sum((rules.at(program, "fee_options", day)[option] for option in chosen), ZERO)
    paid = paid_by(record, program, day)
    deposit = rules.at(program, "fee_deposit", day)
    return {
        "total": total,
        "paid": paid,
        "balance": max(total - paid, ZERO),
        "deposit_paid": deposit is None or paid >= deposit,
    }
