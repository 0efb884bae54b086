"""Fees, what is held until they are paid, and scholarships (FEE-01 to FEE-12, A45)."""

from __future__ import annotations

from datetime import date

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.dossier import Scholarship
from ledger.record.official import Record
from ledger.rules.fees import account, paid_by
from ledger.rules.model import RuleSet
from ledger.values import FOREVER, ZERO, amount_text


def pay(record: Record, command: c.PayFee, situation: Situation) -> tuple[e.Event, ...]:
    """Note a payment; money that may not pay fees is refused (FEE-10)."""
    assert command.paid_on is not None
    event = event_of(e.FeePaid, command)
    if _known(record, event):
        return ()
    rules = situation.program_rules(command.program, command.paid_on)
    barred = rules.fee_sources_barred if rules is not None and not situation.importing else ()
    require(
        command.source not in barred,
        "fee",
        f"Money of the source {command.source!r} may not pay the fees of {command.program}.",
        remedy="Record a payment from another source.",
        source=command.source,
    )
    return (event,)


def refund(record: Record, command: c.RefundFee, situation: Situation) -> tuple[e.Event, ...]:
    """Note a refund of no more than was paid, less a deposit that is not paid back (FEE-04, A45)."""
    assert command.refunded_on is not None
    event = event_of(e.FeeRefunded, command)
    if _known(record, event):
        return ()
    day = FOREVER if situation.importing else command.refunded_on
    paid = paid_by(record.dossier.payments, command.program, day)
    kept = ZERO
    if not situation.importing:
        rules = situation.program_rules(command.program, command.refunded_on)
        if rules is not None and not rules.fee_deposit_refundable:
            kept = rules.fee_deposit or ZERO
    most = max(paid - kept, ZERO)
    require(
        command.amount <= most,
        "fee",
        f"{amount_text(command.amount)} are more than the {amount_text(most)} that may be paid back:"
        f" {amount_text(paid)} were paid, and {amount_text(kept)} are not refundable.",
        remedy="Refund no more than that, or record the payment first.",
    )
    return (event,)


def choose_option(record: Record, command: c.ChooseFeeOption, situation: Situation) -> tuple[e.Event, ...]:
    """Note what is ordered besides the certificate, once for each option (FEE-03)."""
    assert command.chosen_on is not None
    for known in record.dossier.fee_options:
        if (known.program, known.option) == (command.program, command.option):
            require(
                known.chosen_on == command.chosen_on,
                "wrong-state",
                f"The {command.option} was chosen on {known.chosen_on} already.",
                remedy="Leave it out; each option is bought once.",
            )
            return ()
    rules = situation.program_rules(command.program, command.chosen_on)
    offered = rules.fee_options if rules is not None else {}
    if command.option not in offered and (offered or not situation.importing):
        raise Rejected(
            "vocabulary",
            f"{command.program} does not offer {command.option!r}.",
            remedy=f"Use one of {', '.join(sorted(offered))}."
            if offered
            else "Leave it out; the program offers nothing besides the certificate.",
        )
    return (event_of(e.FeeOptionChosen, command),)


def apply_for_scholarship(
    record: Record, command: c.ApplyForScholarship, situation: Situation
) -> tuple[e.Event, ...]:
    """Note an application for a scholarship, on its last day at the latest (FEE-07)."""
    assert command.applied_on is not None
    known = _scholarship(record, command.scholarship)
    if known is not None:
        require(
            (known.program, known.applied_on) == (command.program, command.applied_on),
            "scholarship-known",
            f"The scholarship {command.scholarship} is on record with other particulars.",
            remedy="Use another scholarship id.",
        )
        return ()
    rules = situation.program_rules(command.program, command.applied_on)
    last = rules.scholarship_last_day if rules is not None and not situation.importing else None
    require(
        last is None or command.applied_on <= last,
        "scholarship",
        f"{command.applied_on} is after the last day to apply, {last}.",
        remedy="Check the day; a later round needs its last day in the rule file.",
    )
    return (event_of(e.ScholarshipApplied, command),)


def grant_scholarship(
    record: Record, command: c.GrantScholarship, situation: Situation
) -> tuple[e.Event, ...]:
    """Note a grant of no more than the cap (FEE-08)."""
    assert command.granted_on is not None
    known = _scholarship(record, command.scholarship)
    if known is None:
        raise Rejected(
            "scholarship-unknown",
            f"The scholarship {command.scholarship} is not on record.",
            remedy="Record the fact 'scholarship applied' first, or check the id.",
        )
    if known.granted is not None:
        require(
            (known.granted, known.granted_on) == (command.amount, command.granted_on),
            "wrong-state",
            f"The scholarship {command.scholarship} was granted on {known.granted_on},"
            f" with {amount_text(known.granted)}.",
            remedy="Use another scholarship id for another grant.",
        )
        return ()
    require(
        known.applied_on <= command.granted_on,
        "date-order",
        f"The scholarship was applied for on {known.applied_on}, after {command.granted_on}.",
        remedy="Check both dates.",
    )
    rules = situation.program_rules(known.program, command.granted_on)
    cap = rules.scholarship_cap if rules is not None and not situation.importing else None
    require(
        cap is None or command.amount <= cap,
        "scholarship",
        f"{amount_text(command.amount)} are more than the {amount_text(cap or ZERO)} a scholarship reimburses.",
        remedy="Grant no more than that.",
    )
    return (event_of(e.ScholarshipGranted, command),)


# --- what payments hold back --------------------------------------------------------------------------------


def require_deposit(record: Record, program: str, day: date, situation: Situation) -> None:
    """Refuse an enrolment before the deposit is paid, where the program asks for one (FEE-04, CMC-18)."""
    rules = _rules_for_money(program, day, situation)
    deposit = rules.fee_deposit if rules is not None else None
    if deposit is None:
        return
    paid = paid_by(record.dossier.payments, program, day)
    require(
        paid >= deposit,
        "fee",
        f"By {day}, {amount_text(max(paid, ZERO))} of the deposit of {amount_text(deposit)} for {program} were paid.",
        remedy="Record the fact 'fee paid' first.",
        deposit=deposit,
    )


def require_paid(record: Record, command: c.SendLetter, situation: Situation) -> None:
    """Refuse to send what is held until all is paid (A45)."""
    assert command.sent_on is not None
    rules = _rules_for_money(command.program, command.sent_on, situation)
    held = [
        word for word in (command.kind, *command.contents) if rules is not None and word in rules.fee_holds
    ]
    if rules is None or not held:
        return
    owed = account(record.dossier, command.program, rules, command.sent_on)
    require(
        owed is None or owed.balance <= ZERO,
        "fee",
        f"Until all is paid, {', '.join(held)} of {command.program} must wait:"
        f" {amount_text(owed.balance if owed else ZERO)} are owed on {command.sent_on}.",
        remedy="Record the fact 'fee paid' first.",
        balance=owed.balance if owed else ZERO,
    )


def _rules_for_money(program: str, day: date, situation: Situation) -> RuleSet | None:
    """Return the rules that money is tested by: none for an import, and none before a program's first rules."""
    return None if situation.importing else situation.rules_of(program, day)


def _known(record: Record, event: e.FeePaid | e.FeeRefunded) -> bool:
    """Whether the payment is on record just so; refuse other particulars under its id."""
    if isinstance(event, e.FeePaid):
        said = (event.program, event.amount, event.paid_on, event.source)
    else:
        said = (event.program, -event.amount, event.refunded_on, "refund")
    for known in record.dossier.payments:
        if known.payment == event.payment:
            require(
                (known.program, known.amount, known.on, known.source) == said,
                "payment-known",
                f"The payment {event.payment} is on record with other particulars.",
                remedy="Use another payment id; a refund has one of its own.",
            )
            return True
    return False


def _scholarship(record: Record, name: str) -> Scholarship | None:
    for known in record.dossier.scholarships:
        if known.scholarship == name:
            return known
    return None
