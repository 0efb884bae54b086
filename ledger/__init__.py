"""An event-sourced, audit-grade ledger of continuing-education credit.

The flow, in reading order:

    commands   what one may ask for                          `ledger.commands`
    service    load, decide, append; the only clock          `ledger.service`
    aggregates decide: state and command in, events out      `ledger.aggregates`
    events     what may have happened: the stored contract   `ledger.events`
    log        every event once, in order, for ever          `ledger.log`
    record     a stream's events folded into what they say   `ledger.record`
    rules      dated rule files, and what follows from them  `ledger.rules`
    projections dated facts, kept with both intervals        `ledger.projections`
    questions  answers as of a day, as known at a time       `ledger.questions`

and beside it: `vault` (names and free text, never in the log), `intake` (history and sign-in sheets),
`cli` (the command `credit-ledger`), `values` and `errors`. Imports point one way, from the edges inwards.
"""

from ledger.errors import LedgerError, Rejected
from ledger.open import Ledger
from ledger.service import Outcome, Request

__all__ = ["Ledger", "LedgerError", "Outcome", "Rejected", "Request"]
