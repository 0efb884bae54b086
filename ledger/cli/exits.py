"""The exit status of every error: the one table between the error tree and the shell (`docs/commands.md`)."""

from __future__ import annotations

from typing import Final

from ledger import errors

OK: Final = 0
#: A refusal, or a check that found something.
REFUSED: Final = 1
#: The command line itself is wrong.
USAGE: Final = 2
#: A failure nobody foresaw: a defect of this program.
DEFECT: Final = 70
#: Ctrl-C.
INTERRUPTED: Final = 130
#: The reader of the output went away, as `head` does.
PIPE_CLOSED: Final = 141

EXITS: Final[dict[type[errors.LedgerError], int]] = {
    errors.LedgerError: DEFECT,
    errors.Rejected: REFUSED,
    errors.InvalidInput: 3,
    errors.NotALedger: 3,
    errors.NewerLedger: 3,
    errors.RuleFileInvalid: 3,
    errors.RecordedTimeInvalid: 3,
    errors.LedgerMissing: 4,
    errors.NotFound: 4,
    errors.Conflict: 5,
    errors.LedgerBusy: 5,
    errors.IntegrityFailure: 6,
    errors.StorageFailed: 7,
    errors.ProjectionStopped: 8,
    errors.NoRuleInForce: 9,
}


def exit_status(error: errors.LedgerError) -> int:
    """Return the status of an error: that of its class, or of the nearest class above it in the table."""
    return next(EXITS[cls] for cls in type(error).__mro__ if cls in EXITS)
