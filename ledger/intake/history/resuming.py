"""Facts of an earlier run that added nothing, and so left no trace by which they could be known.

Such a fact stands before others that the log has. Decided on the record as it was at its place, it adds nothing again;
decided on the record of today, it might be refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.errors import InvalidInput, NoRuleInForce, NotFound, Rejected
from ledger.intake.history.facts import NAMING, Fact, request_of
from ledger.intake.history.personal import StagedVault
from ledger.log.codec import decode
from ledger.log.envelope import RecordedEvent
from ledger.record import offering as offering_record
from ledger.record import official as official_record
from ledger.service import OFFERINGS, OFFICIAL, Service


def said_before(
    service: Service, vault: StagedVault, stream: str, facts: Sequence[Fact], known: Collection[str]
) -> set[str]:
    """Return the ids of facts that stand before one of the `known` ones and added nothing at their place.

    What is decided here is taken back.
    """
    last = max((index for index, fact in enumerate(facts) if fact.command_id in known), default=-1)
    if not stream.startswith((OFFICIAL, OFFERINGS)) or all(f.command_id in known for f in facts[: last + 1]):
        return set()
    recorded = service.store.read_stream(stream)
    ends = {one.command_id: index + 1 for index, one in enumerate(recorded)}
    found: set[str] = set()
    seen = 0
    for fact in facts[: last + 1]:
        if fact.command_id in known:
            seen = max(seen, ends.get(fact.command_id, seen))
            continue
        _stand_at(service, stream, recorded[:seen])
        if type(fact.command) in NAMING and fact.command.offering is not None:
            until = recorded[seen].position - 1 if seen < len(recorded) else None
            named = OFFERINGS + fact.command.offering
            _stand_at(service, named, service.store.read_stream(named, until_position=until))
        if _adds_nothing(service, vault, fact):
            found.add(fact.command_id)
    service.forget(stream)
    return found


def _stand_at(service: Service, stream: str, recorded: Sequence[RecordedEvent]) -> None:
    """Let the service decide as if a stream had only these events."""
    if stream.startswith(OFFERINGS):
        offering = offering_record.Offering()
        for one in recorded:
            offering = offering_record.evolve(offering, decode(one.type, one.data))
        service.assume(stream, offering, offering.version)
        return
    record = official_record.Record()
    for one in recorded:
        record = official_record.evolve(record, decode(one.type, one.data), one.position)
    service.assume(stream, record, record.version)


def _adds_nothing(service: Service, vault: StagedVault, fact: Fact) -> bool:
    vault.stand_at(fact.staged.at, fact.staged.line)
    added = vault.added()
    try:
        _, events = service.decide_apart(request_of(fact, service, "nobody"))
    except (Rejected, NoRuleInForce, NotFound, InvalidInput):
        return False  # it is decided again, on the record of today, and refused with its reason there
    finally:
        vault.rewind(added)
    return not events
