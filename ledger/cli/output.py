"""What goes where: data to standard output, progress and remarks to standard error, each error once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ledger.cli.text import Heading, page_width, paragraph

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def _takes_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show(lines: Iterable[str]) -> None:
    """Write lines to standard output; headings are bold on a terminal, unless `NO_COLOR` is set."""
    colour = _takes_colour()
    for line in lines:
        bold = colour and isinstance(line, Heading)
        sys.stdout.write(f"{_BOLD}{line}{_PLAIN}\n" if bold else f"{line}\n")


def show_json(value: Any) -> None:
    """Write a value to standard output as JSON, indented."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def remark(text: str) -> None:
    """Write a sentence to standard error, after the data written so far."""
    sys.stdout.flush()
    width = page_width() if sys.stderr.isatty() else 10_000
    sys.stderr.write("\n".join(paragraph(text, width=width)) + "\n")


@contextmanager
def progress(label: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while something long runs; call what is yielded with the number done.

    Nothing is shown where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
