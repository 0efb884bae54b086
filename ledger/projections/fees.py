"""Fees: what a certification costs, what has been paid and what is still owed, on any day (FEE-*, A45)."""

from __future__ import annotations

from ledger.projections.facts import Group, fact, merged
from ledger.rules.assess import Assessment, LevelView
from ledger.rules.fees import account, turning_days
from ledger.values import FOREVER, amount_text

KIND = "fees"


def group(_: Assessment, level: LevelView, before: Group | None) -> Group:
    """Return the account of one program from the first enrolment or payment on; none where it names no price."""
    case = level.found.case
    dossier = case.dossier
    inputs = (dossier.payments, dossier.fee_options, case.enrolments, case.rules, case.governing)
    if before is not None and before.inputs == inputs:
        return before
    begun = {one.on for one in dossier.payments if one.program == case.program}
    begun |= {one.enrolled_on for one in case.enrolments}
    if not begun:
        return Group(inputs, ())
    first = min(begun)
    moving = {*turning_days(dossier, case.program), *case.rules.starts}
    days = [first, *sorted(day for day in moving if day > first)]
    rows = []
    for day, until in zip(days, [*days[1:], FOREVER], strict=True):
        now = account(dossier, case.program, case.on(day), day)
        if now is not None:
            value = {
                "total": amount_text(now.total),
                "paid": amount_text(now.paid),
                "balance": amount_text(now.balance),
                "deposit_paid": now.deposit_paid,
            }
            rows.append(fact(KIND, case.program, "", (day, until), value))
    return Group(inputs, tuple(merged(rows)))
