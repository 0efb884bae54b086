"""Maintenance: the log of a cycle, handed in and accepted, and notices (PDU-02 to PDU-06, AMC-16)."""

from __future__ import annotations

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.conditions import known_claim, require_after
from ledger.aggregates.saying import event_of
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.dossier_fold import newest_log
from ledger.record.official import Record
from ledger.rules.assess import assess
from ledger.rules.cycle import repeated


def submit_log(record: Record, command: c.SubmitLog, situation: Situation) -> tuple[e.Event, ...]:
    """Take in the log of a cycle; until it is accepted, a fuller one may follow."""
    assert command.submitted_on is not None
    said = (command.program, command.cycle, command.submitted_on, command.claims)
    for known in record.dossier.logs:
        if (known.program, known.cycle, known.submitted_on, known.claims) == said:
            return ()
    scheme = situation.catalog.program(command.program).scheme
    for name in command.claims:
        claim = known_claim(record, name)
        require(
            claim.scheme == scheme,
            "claim-unknown",
            f"The claim {name} is of {claim.scheme}, not of {scheme}.",
            remedy="Name claims of the program's own credit.",
        )
    newest = newest_log(record.dossier, command.program, command.cycle)
    accepted = newest.accepted_on if newest is not None else None
    require(
        accepted is None,
        "wrong-state",
        f"The log of the cycle from {command.cycle} was accepted on {accepted}.",
        remedy="Check the cycle.",
    )
    require(
        command.cycle <= command.submitted_on,
        "date-order",
        f"The cycle begins on {command.cycle}, after {command.submitted_on}.",
        remedy="Check both dates; the cycle is named by its first day.",
    )
    _require_cycle(record, command, situation)
    return (event_of(e.LogSubmitted, command),)


def _require_cycle(record: Record, command: c.SubmitLog, situation: Situation) -> None:
    """Refuse a log of a cycle that is none of the holder's: it would stand for no cycle (PDU-03, A30).

    Before an award is on record nothing tells which cycles there are.
    """
    assert command.submitted_on is not None
    rules = situation.rules(situation.catalog.program(command.program).scheme)
    if situation.importing:
        return
    day = command.submitted_on
    found = assess(record, rules).levels[rules.names.index(command.program)].cycles
    starts = {finding.cycle.start for finding in found.findings}
    if found.tail is not None:
        starts |= {found.tail.start, *(one.cycle.start for one in repeated(found.tail, command.cycle))}
    begun = ", ".join(str(start) for start in sorted(starts) if start <= day)
    require(
        not starts or command.cycle in starts,
        "wrong-state",
        f"No cycle of {command.program} begins on {command.cycle}; begun by {day}: {begun or 'none'}.",
        remedy="Name the cycle by its first day; cycles follow the award, see `credit-ledger compliance`.",
        cycle=command.cycle,
    )


def accept_log(record: Record, command: c.AcceptLog, situation: Situation) -> tuple[e.Event, ...]:
    """Accept the newest log of a cycle."""
    assert command.accepted_on is not None
    newest = newest_log(record.dossier, command.program, command.cycle)
    if newest is None:
        raise Rejected(
            "wrong-state",
            f"No log of the cycle from {command.cycle} was handed in.",
            remedy="Record the fact 'log submitted' first, or check the first day of the cycle.",
            cycle=command.cycle,
        )
    if newest.accepted_on is not None:
        require(
            newest.accepted_on == command.accepted_on,
            "wrong-state",
            f"The log of the cycle from {command.cycle} was accepted on {newest.accepted_on}.",
            remedy="Check the date.",
        )
        return ()
    require_after(command.accepted_on, newest.submitted_on, situation)
    return (event_of(e.LogAccepted, command),)


def send_notice(record: Record, command: c.SendNotice, situation: Situation) -> tuple[e.Event, ...]:
    """Note that a notice was sent, of a kind the program has (PDU-04)."""
    assert command.sent_on is not None
    said = (command.program, command.kind, command.sent_on, command.concerning)
    for known in record.dossier.notices:
        if (known.program, known.kind, known.sent_on, known.concerning) == said:
            return ()
    rules = situation.program_rules(command.program, command.sent_on)
    if rules is not None:
        kinds = sorted({*rules.notices, *([rules.cycle_notice] if rules.cycle_notice else [])})
        require(
            not kinds or command.kind in kinds,
            "vocabulary",
            f"{command.program} has no notice of the kind {command.kind!r}.",
            remedy=f"Use one of {', '.join(kinds)}, or add the word to the rule file.",
            kind=command.kind,
        )
    return (event_of(e.NoticeSent, command),)
