"""`copy`: a ledger from one database to another, with equal lines, positions and hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from ledger.cli.output import progress, show, show_json
from ledger.cli.session import Settings, address
from ledger.cli.text import counted, thousands
from ledger.errors import IntegrityFailure
from ledger.events import reference_of
from ledger.log.codec import decode
from ledger.log.opening import AnyStore, open_store
from ledger.open import beside


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy came to: events that were new, entries of the vault, and where both logs stand."""

    ledger_id: str
    new: int
    position: int
    entries: int
    last_leaf: str | None


def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The address of the ledger, or its file.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A new address, or that of an earlier copy.")],
) -> None:
    """Copy a ledger to another database, or go on with a copy: the log and the vault, compared leaf by leaf."""
    settings: Settings = ctx.obj
    with (
        open_store(address(source)) as one,
        open_store(address(target), create=True, ledger_id=one.ledger_id) as other,
        progress("log", total=one.last_position()) as told,
    ):
        done = copied(one, other, told)
    if settings.json:
        show_json({"ledger": done.ledger_id, "new": done.new, "position": done.position,
                   "vault_entries": done.entries, "last_leaf": done.last_leaf})  # fmt: skip
        return
    show(
        [
            f"{counted(done.new, 'new event')}; the ledger {done.ledger_id} stands at position"
            f" {thousands(done.position)} in both.",
            f"{counted(done.entries, 'text')} of the vault.",
            f"last leaf  {done.last_leaf or '-'}",
        ]
    )


def copied(source: AnyStore, target: AnyStore, told: Callable[[int], None]) -> Copied:
    """Copy what `source` holds now to `target`, which holds nothing or the beginning of it.

    Names go before the events that stand for them, so that a copy that is interrupted is a true beginning.

    Raises:
        IntegrityFailure: the target holds something else; it is told at the first position that differs.
    """
    last = source.last_position()
    vault, _ = beside(source)
    entries = beside(target)[0].take_in(vault.entries(), vault.emails())
    new = target.import_lines(
        _lines(source, last), reference_of=lambda kind, data: reference_of(decode(kind, data)), progress=told
    )
    leaf = _compared(source, target, last)
    return Copied(source.ledger_id, new, last, entries, leaf.hex() if leaf is not None else None)


def _lines(store: AnyStore, last: int) -> Iterator[bytes]:
    for event in store.read_all(until_position=last):
        yield event.line + b"\n"


def _compared(source: AnyStore, target: AnyStore, last: int) -> bytes | None:
    """Return the last leaf hash of both logs, after comparing all of them."""
    leaf: bytes | None = None
    pairs = zip(source.read_leaves(until_position=last), target.read_leaves(until_position=last), strict=True)
    for position, (leaf, other) in enumerate(pairs, start=1):
        if leaf != other:
            raise IntegrityFailure(
                f"The leaf hashes differ at position {position:,}.",
                remedy="Run `credit-ledger log verify` on both ledgers.",
                expected=leaf.hex(),
                found=other.hex(),
                position=position,
            )
    return leaf
