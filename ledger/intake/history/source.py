"""From a path to numbered lines: plain or gzip, a file or standard input, in bounded memory."""

from __future__ import annotations

import contextlib
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ledger.errors import InvalidInput

STANDARD_INPUT = "-"
#: A rule text is the longest thing a line holds; more than this is no history.
LONGEST_LINE = 1_048_576
_GZIP, _BOM = b"\x1f\x8b", b"\xef\xbb\xbf"


class RawLine(NamedTuple):
    """A line as it stands, without its end; None where it is longer than `LONGEST_LINE` bytes."""

    number: int
    content: bytes | None


def name_of(path: Path | str) -> str:
    """Return the name that messages give to the source."""
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def read_lines(path: Path | str) -> Iterator[RawLine]:
    """Yield the lines that are not blank, numbered from 1; CR LF and a byte order mark are taken off.

    gzip is recognised by its first bytes, whatever the name. `-` is standard input.

    Raises:
        InvalidInput: the file is missing, a folder or closed to us, or its compressed data are damaged.
    """
    file, number = name_of(path), 0
    with _opened(path) as source:
        try:
            while line := source.readline(LONGEST_LINE + 1):
                number += 1
                if number == 1 and line.startswith(_BOM):
                    line = line[len(_BOM) :]
                whole: bytes | None = line.rstrip(b"\r\n")
                if len(line) > LONGEST_LINE:
                    whole = None
                    _skip_rest(source, line)
                if whole is None or whole.strip():
                    yield RawLine(number, whole)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InvalidInput(
                f"The compressed data are damaged or cut off: {error}.",
                remedy="Copy the file again; nothing was imported.",
                file=file,
                line=number + 1,
            ) from error
        except OSError as error:
            raise InvalidInput(
                f"It cannot be read: {error.strerror}.", remedy="Check the disk.", file=file, line=number + 1
            ) from error


def _skip_rest(source: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = source.readline(LONGEST_LINE)


@contextlib.contextmanager
def _opened(path: Path | str) -> Iterator[BinaryIO]:
    with contextlib.ExitStack() as stack:
        if str(path) == STANDARD_INPUT:
            raw: io.BufferedReader = sys.stdin.buffer  # type: ignore[assignment]
        else:
            raw = stack.enter_context(_open_file(Path(path)))
        if raw.peek(2).startswith(_GZIP):
            yield io.BufferedReader(stack.enter_context(gzip.GzipFile(fileobj=raw)))
        else:
            yield raw


def _open_file(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InvalidInput(
            "The file does not exist.", remedy="Check the name and the folder.", file=str(path)
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"The file cannot be opened: {error}.", remedy="Name a file that may be read.", file=str(path)
        ) from error
