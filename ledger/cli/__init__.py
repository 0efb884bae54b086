"""The command `credit-ledger`: words in, a call of the library, text or JSON out. Nothing is decided here.

`app` is the tree of commands. `ask`, `population`, `facts`, `approvals`, `imports` (with `history` and `sheets`),
`logs`, `rulebook` and `upkeep` hold the commands; `compact` and `prose` write answers; `edge` and `exits` tell errors.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and leave with its exit status; see `docs/commands.md`."""
    from ledger.cli.exits import INTERRUPTED

    try:
        from ledger.cli.app import run

        run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)
