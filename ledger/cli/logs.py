"""`log show`, `log export`, `log import` and `log verify`: the log as lines, and whether it is what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ledger.cli.output import progress, remark, show, show_json
from ledger.cli.prose import moment
from ledger.cli.session import Settings, opened
from ledger.cli.text import counted, page_width, table, thousands
from ledger.cli.verifying import verified
from ledger.errors import InvalidInput, NotFound
from ledger.events import reference_of
from ledger.log.codec import decode
from ledger.log.envelope import RecordedEvent
from ledger.open import Ledger
from ledger.questions.history import says

FromPosition = Annotated[int, typer.Option("--from", metavar="POSITION", min=1, help="The first position.")]
UntilPosition = Annotated[
    int | None, typer.Option("--until", metavar="POSITION", min=0, help="The last position; else the end.")
]
_PAGE = 200


def show_log(
    ctx: typer.Context,
    *,
    start: FromPosition = 1,
    until: UntilPosition = None,
    official: Annotated[str | None, typer.Option("--official", help="Only this official's events.")] = None,
) -> None:
    """The events in order, as sentences; with --json, the canonical lines themselves."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        events = _events(ledger, start, until, official)
        if settings.json:
            for event in events:
                sys.stdout.write(event.line.decode() + "\n")
            return
        page: list[tuple[str, ...]] = []
        headings = ("position", "recorded", "stream", "what")
        for event in events:
            what = f"{says(decode(event.type, event.data))} (by {event.actor})"
            page.append(
                (thousands(event.position), moment(event.recorded_at.isoformat())[:16], event.stream, what)
            )
            if len(page) == _PAGE:
                show(table(headings, page, width=page_width(), right=(0,)))
                page = []
        if page:
            show(table(headings, page, width=page_width(), right=(0,)))


def _events(ledger: Ledger, start: int, until: int | None, official: str | None) -> Iterator[RecordedEvent]:
    if official is None:
        yield from ledger.store.read_all(after_position=start - 1, until_position=until)
        return
    found = ledger.store.read_stream(f"official/{official}", until_position=until)
    if not found:
        raise NotFound(f"No official {official} is on record.", remedy="Check the id.", official=official)
    yield from (one for one in found if one.position >= start)


def export(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A new file; else standard output.")
    ] = None,
    *,
    start: FromPosition = 1,
    until: UntilPosition = None,
) -> None:
    """Write the canonical lines of the log (docs/log-format.md), which anyone can hash."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        last = ledger.store.last_position() if until is None else until
        with progress("log", total=max(0, last - start + 1)) as told:
            if file is None:
                written = ledger.store.export(
                    sys.stdout.buffer, after_position=start - 1, until_position=last, progress=told
                )
                sys.stdout.buffer.flush()
            else:
                with _new_file(file) as out:
                    written = ledger.store.export(
                        out, after_position=start - 1, until_position=last, progress=told
                    )
        remark(f"{counted(written, 'line')} of the ledger {ledger.store.ledger_id}.")


def _new_file(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileExistsError as error:
        raise InvalidInput(
            "The file exists and is not overwritten.",
            remedy="Give another name, or remove it.",
            file=str(path),
        ) from error
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be written: {error.strerror}.", remedy="Check the folder.", file=str(path)
        ) from error


def import_log(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What log export wrote, or - for standard input.")
    ],
    *,
    ledger_id: Annotated[
        str | None,
        typer.Option("--ledger-id", metavar="ID", help="The identity of the ledger that is restored."),
    ] = None,
) -> None:
    """Take the lines of a log into a new ledger, or one that holds their beginning. Names are not in them."""
    settings: Settings = ctx.obj
    source = sys.stdin.buffer if file == "-" else _existing_file(Path(file))
    with source, opened(settings, create=True, ledger_id=ledger_id) as ledger, progress("log") as told:
        new = ledger.store.import_lines(
            source, reference_of=lambda kind, data: reference_of(decode(kind, data)), progress=told
        )
        last = ledger.store.last_position()
        identity = ledger.store.ledger_id
    if settings.json:
        show_json({"new": new, "position": last, "ledger": identity})
    else:
        show([f"{counted(new, 'new event')}; the ledger {identity} stands at position {thousands(last)}."])


def _existing_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be read: {error.strerror}.", remedy="Check the path.", file=str(path)
        ) from error


def verify(ctx: typer.Context) -> None:
    """Recompute every leaf hash and check positions, recorded times and versions; stops at the first difference."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        last = ledger.store.last_position()
        with progress("verifying", total=last) as told:
            result = verified(
                ledger.store.read_all(until_position=last),
                ledger.store.read_leaves(until_position=last),
                told,
            )
        identity = ledger.store.ledger_id
    if settings.json:
        show_json({"verified": True, "ledger": identity, **result.as_dict()})
        return
    show(
        [
            f"{counted(result.events, 'event')} in {counted(result.streams, 'stream')} verified.",
            f"ledger     {identity}",
            f"last leaf  {result.last_leaf or '-'}",
        ]
    )
