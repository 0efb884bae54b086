"""What goes where: data to standard output, progress and remarks to standard error, each error once."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from ledger.cli.text import Heading, page_width, paragraph
from ledger.errors import StorageFailed

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class OutputFailed(StorageFailed):
    """Standard output could not be written, as where the disk is full; what was recorded before stays."""

    code: ClassVar[str] = "output-failed"


class _StandardOutput(io.FileIO):
    """The file of standard output, whose failures say what failed; a reader that went away is none of them."""

    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFailed(
                f"Standard output cannot be written: {error.strerror}.",
                remedy="Free space, or send the output elsewhere. What was recorded before stays recorded.",
            ) from error


def guard_stdout() -> None:
    """Let a failure to write standard output be told as `OutputFailed`; nothing else changes."""
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper):
        return
    unbuffered = isinstance(stream.buffer, io.FileIO)  # as with PYTHONUNBUFFERED
    if not unbuffered and not isinstance(getattr(stream.buffer, "raw", None), io.FileIO):
        return
    stream.flush()
    guarded = _StandardOutput(stream.fileno(), "wb", closefd=False)
    sys.stdout = io.TextIOWrapper(
        guarded if unbuffered else io.BufferedWriter(guarded),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def discard_stdout() -> None:
    """Point standard output at nothing, so that closing the program does not fail on what is left once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
