"""`migrate`: making a ledger in a PostgreSQL database, or bringing its schema up to this program's."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.output import show, show_json
from ledger.cli.session import Settings
from ledger.errors import InvalidInput
from ledger.log.opening import is_postgres, without_password


def migrate(
    ctx: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="[URL]",
            help="postgresql://owner@host/database; left out: that of --db.",
            show_default=False,
        ),
    ] = None,
    *,
    ledger_id: Annotated[
        str | None,
        typer.Option("--ledger-id", metavar="ID", help="The identity of a new ledger; else a random one."),
    ] = None,
) -> None:
    """Make the ledger's schema and roles in a PostgreSQL database, or bring them up to date, as their owner."""
    settings: Settings = ctx.obj
    address = url or settings.db
    if not is_postgres(address):
        raise InvalidInput(
            "Only a ledger on PostgreSQL is migrated; one in a file is made by `credit-ledger init`.",
            remedy="Give an address such as postgresql://owner@host/database.",
            field="URL",
            value=without_password(address),
        )
    from ledger.log.postgres_migrate import migrate as migrated  # its driver takes a while to load

    done = migrated(address, ledger_id=ledger_id)
    if settings.json:
        show_json({"ledger": done.ledger_id, "schema_before": done.before, "schema": done.after,
                   "writer": done.writer, "reader": done.reader})  # fmt: skip
        return
    said = (
        f"is up to date, at schema version {done.after}"
        if done.before == done.after
        else f"was brought from schema version {done.before} to {done.after}"
        if done.before
        else f"was made, at schema version {done.after}"
    )
    show(
        [
            f"The ledger {done.ledger_id} {said}.",
            f'writers  GRANT "{done.writer}" TO ...',
            f'readers  GRANT "{done.reader}" TO ...',
        ]
    )
