"""Credentials obtained elsewhere or before, and the code of ethics (AMC-05, MMC-07, CMC-04)."""

from __future__ import annotations

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.application_state import application_of
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.record.dossier import Credential, Precision
from ledger.record.dossier_fold import credential_name
from ledger.record.official import Record


def record_credential(record: Record, command: c.RecordCredential, _: Situation) -> tuple[e.Event, ...]:
    """Note a credential; where only the month is known, its first day stands for it (MMC-08)."""
    precision: Precision = "day" if command.obtained_in is None else "month"
    event = event_of(e.CredentialRecorded, command, precision=precision)
    known = _credential(record, event)
    if known is None:
        return (event,)
    require(
        known.precision == precision,
        "wrong-state",
        f"The credential {known.credential} of {known.obtained_on} is on record, known to the {known.precision}.",
        remedy="Reverse it first with the fact 'credential reversed'.",
    )
    return ()


def reverse_credential(record: Record, command: c.ReverseCredential, _: Situation) -> tuple[e.Event, ...]:
    """Take back a credential that was recorded in error."""
    event = event_of(e.CredentialReversed, command)
    known = _credential(record, event)
    if known is None and ("credential", credential_name(event)) in record.dossier.taken_back:
        return ()
    names = sorted({f"{one.credential} of {one.obtained_on}" for one in record.dossier.credentials})
    require(
        known is not None,
        "credential-unknown",
        f"The credential {command.credential} of {command.obtained_on} is not on record.",
        remedy=f"Use one of {', '.join(names) or 'the credentials recorded before'}.",
    )
    return (event,)


def affirm_ethics(record: Record, command: c.AffirmEthics, _: Situation) -> tuple[e.Event, ...]:
    """Note that the code of ethics was affirmed, if with an application, with one of the program on record."""
    if command.application is not None:
        application = application_of(record, command.application)
        require(
            application.program == command.program,
            "application-unknown",
            f"The application {command.application} is for {application.program}, not for {command.program}.",
            remedy="Check the application and the program.",
        )
    said = (command.program, command.affirmed_on, command.application)
    for known in record.dossier.affirmations:
        if (known.program, known.affirmed_on, known.application) == said:
            return ()
    return (event_of(e.EthicsAffirmed, command),)


def _credential(record: Record, event: e.CredentialRecorded | e.CredentialReversed) -> Credential | None:
    for known in record.dossier.credentials:
        if (known.credential, known.obtained_on) == (event.credential, event.obtained_on):
            return known
    return None
