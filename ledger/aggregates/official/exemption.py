"""Exemptions: claimed with proof, then confirmed or refused by the authority (AMC-41 to AMC-49, A29)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.application_state import documents_in
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.dossier import Credential, Exemption
from ledger.record.dossier_fold import waiting_exemption
from ledger.record.official import Record
from ledger.rules.application import latest
from ledger.rules.model import RuleSet
from ledger.values import add_years


def claim(record: Record, command: c.ClaimExemption, situation: Situation) -> tuple[e.Event, ...]:
    """Take in a claim, or further proof for one that waits; a confirmed one is not claimed again."""
    assert command.claimed_on is not None
    day, named = command.claimed_on, (command.program, command.exemption)
    for known in record.dossier.exemptions:
        if (known.program, known.exemption) == named and known.outcome is not None:
            if known.claimed_on == day:
                return ()
            require(
                known.outcome == "refused",
                "wrong-state",
                f"The exemption {command.exemption} was confirmed on {known.decided_on}.",
                remedy="Leave it out; it holds.",
            )
    return claim_events(record, command, situation, exemptions=(command.exemption,), day=day)


def claim_events(
    record: Record, command: Any, situation: Situation, *, exemptions: Iterable[str], day: date
) -> tuple[e.ExemptionClaimed, ...]:
    """Return the claims of exemptions that add something to the record, each with the command's documents."""
    rules = situation.program_rules(command.program, day)
    made = []
    for exemption in exemptions:
        if rules is not None:
            _require_exemption(exemption, rules)
        if _adds(record, command, exemption):
            event = e.ExemptionClaimed(
                program=command.program,
                exemption=exemption,
                claimed_on=day,
                documents=command.documents,
                imported_from=command.imported_from,
            )
            made.append(event)
    return tuple(made)


def _adds(record: Record, command: Any, exemption: str) -> bool:
    """Whether a claim is new, or brings proof that one on record does not have."""
    waiting = waiting_exemption(record.dossier, command.program, exemption)
    if waiting is not None:
        return not {document.kind for document in command.documents} <= set(waiting.documents)
    named = (command.program, exemption, "confirmed")
    return all((one.program, one.exemption, one.outcome) != named for one in record.dossier.exemptions)


def _require_exemption(exemption: str, rules: RuleSet) -> None:
    known = sorted({*rules.exemptions, *([rules.education_exemption] if rules.education_exemption else [])})
    require(
        not known or exemption in known,
        "vocabulary",
        f"{rules.program} has no exemption {exemption!r}.",
        remedy=f"Use one of {', '.join(known)}, or add the word to the rule file.",
        exemption=exemption,
    )


def confirm(record: Record, command: c.ConfirmExemption, situation: Situation) -> tuple[e.Event, ...]:
    """Confirm a claim: the credential it rests on is on record, or its proof was handed in (AMC-42, AMC-47)."""
    assert command.confirmed_on is not None
    waiting = _to_decide(record, command, command.confirmed_on)
    if waiting is None:
        return ()
    _require_after(waiting, command.confirmed_on, situation)
    rules = situation.program_rules(command.program, waiting.claimed_on)
    if rules is not None and not situation.importing:
        if waiting.exemption == rules.education_exemption:
            received = _received_on(record, command, situation) or waiting.claimed_on
            _require_education(record, waiting, rules, received)
        else:
            _require_proof(record, waiting, rules)
    return (event_of(e.ExemptionConfirmed, command),)


def refuse(record: Record, command: c.RefuseExemption, situation: Situation) -> tuple[e.Event, ...]:
    """Refuse a claim; it may be made again."""
    assert command.refused_on is not None
    waiting = _to_decide(record, command, command.refused_on)
    if waiting is None:
        return ()
    _require_after(waiting, command.refused_on, situation)
    return (event_of(e.ExemptionRefused, command),)


def _to_decide(
    record: Record, command: c.ConfirmExemption | c.RefuseExemption, day: date
) -> Exemption | None:
    """Return the claim that waits; None where it was decided so on that day already."""
    waiting = waiting_exemption(record.dossier, command.program, command.exemption)
    if waiting is not None:
        return waiting
    outcome = "confirmed" if isinstance(command, c.ConfirmExemption) else "refused"
    said = (command.program, command.exemption, outcome, day)
    for known in record.dossier.exemptions:
        if (known.program, known.exemption, known.outcome, known.decided_on) == said:
            return None
    raise Rejected(
        "exemption-unknown",
        f"No claim of the exemption {command.exemption} from {command.program} waits for a decision.",
        remedy="Record the fact 'exemption claimed' first.",
        exemption=command.exemption,
    )


def _require_after(waiting: Exemption, day: date, situation: Situation) -> None:
    require(
        situation.importing or waiting.claimed_on <= day,
        "date-order",
        f"The exemption was claimed on {waiting.claimed_on}, after {day}.",
        remedy="Check the date.",
    )


def _received_on(record: Record, command: c.ConfirmExemption, situation: Situation) -> date | None:
    """Return the day the newest application of the program was received, by the day of the decision."""
    assert command.confirmed_on is not None
    mine = [one for one in record.dossier.applications.values() if one.program == command.program]
    level = situation.rules(situation.catalog.program(command.program).scheme).level(command.program)
    found = latest(mine, lambda day: level.on(max(day, level.starts[0])), command.confirmed_on)
    return None if found is None else found[1]


def _require_education(record: Record, waiting: Exemption, rules: RuleSet, received: date) -> None:
    """Refuse a degree that is not on record, or too old when the application was received (AMC-48, A29).

    Before there is an application, the day of the claim stands for that of the reception.
    """
    word, years = rules.education_exemption_credential, rules.education_exemption_years
    if word is None:
        return
    held = [one for one in record.dossier.credentials if one.credential == word]
    first = date.min if years is None else add_years(received, -years)
    require(
        any(_since(one, first) and one.obtained_on <= waiting.claimed_on for one in held),
        "exemption",
        f"The exemption {waiting.exemption}, claimed on {waiting.claimed_on}, needs a {word} obtained on or after"
        f" {first}, for an application received on {received}; on record:"
        f" {', '.join(str(one.obtained_on) for one in held) or 'none'}.",
        remedy="Record the credential first, or refuse the exemption.",
        first=first,
    )


def _since(credential: Credential, first: date) -> bool:
    """Whether it was obtained on or after a day; of a month, any day may be the one."""
    if credential.precision == "month":
        first = first.replace(day=1)
    return credential.obtained_on >= first


def _require_proof(record: Record, waiting: Exemption, rules: RuleSet) -> None:
    """Refuse without the credential that gives the exemption its name, and without proof of it (AMC-47)."""
    if any(one.credential == waiting.exemption for one in record.dossier.credentials):
        return
    applications = record.dossier.applications.values()
    handed_in = set(waiting.documents).union(
        *(documents_in(one) for one in applications if one.program == waiting.program)
    )
    asked = rules.exemption_documents
    proven = handed_in.issuperset(asked) if asked else bool(waiting.documents)
    require(
        proven,
        "documents-missing",
        f"Nothing proves the exemption {waiting.exemption}: the credential is not on record,"
        f" and {', '.join(asked) or 'a document'} was not handed in.",
        remedy="Record the fact 'credential recorded', or claim the exemption again with its documents.",
    )
