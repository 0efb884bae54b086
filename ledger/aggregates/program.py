"""Programs: the rule texts an authority adopted, each with its exact text."""

from __future__ import annotations

import hashlib

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.situation import Situation
from ledger.record.program import Program


def adopt(program: Program, command: c.AdoptRules, _: Situation) -> tuple[e.Event, ...]:
    """Adopt a rule text; the text in force again adds nothing."""
    assert command.adopted_on is not None
    sha256 = hashlib.sha256(command.text.encode()).hexdigest()
    if program.adoptions and program.adoptions[-1].sha256 == sha256:
        return ()
    event = e.RulesAdopted(
        adopted_on=command.adopted_on, sha256=sha256, text=command.text, imported_from=command.imported_from
    )
    return (event,)
