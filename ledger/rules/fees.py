"""The kind of rule about money: what a certification costs, what has been paid, what is still owed (FEE-*, A45)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.record.dossier import Dossier, Payment
from ledger.rules.model import RuleSet
from ledger.values import ZERO


class Account(NamedTuple):
    """What is owed for a program on a day, in its currency; `deposit_paid` is None where none is asked for."""

    total: Decimal
    paid: Decimal
    balance: Decimal
    deposit_paid: bool | None


def paid_by(payments: Iterable[Payment], program: str, day: date) -> Decimal:
    """Return the payments less refunds of a program on or before a day."""
    return sum((one.amount for one in payments if one.program == program and one.on <= day), start=ZERO)


def account(dossier: Dossier, program: str, rules: RuleSet, day: date) -> Account | None:
    """Return the account of a program on a day; None where its rules name no price."""
    if rules.fee_total is None:
        return None
    chosen = {one.option for one in dossier.fee_options if one.program == program and one.chosen_on <= day}
    total = rules.fee_total + sum((rules.fee_options.get(option, ZERO) for option in chosen), start=ZERO)
    paid = paid_by(dossier.payments, program, day)
    deposit = None if rules.fee_deposit is None else paid >= rules.fee_deposit
    return Account(total, paid, max(total - paid, ZERO), deposit)


def turning_days(dossier: Dossier, program: str) -> set[date]:
    """Return the days on which the account moves."""
    days = {one.on for one in dossier.payments if one.program == program}
    return days | {one.chosen_on for one in dossier.fee_options if one.program == program}
