"""Laying out plain text: headings, tables and paragraphs that fit a terminal of 80 columns."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence

NARROWEST, WIDEST, DEFAULT_WIDTH = 60, 120, 80
#: A space at which no cell wraps.
FIRM_SPACE = "\u00a0"
_GAP = "  "
_NARROWEST_CELL = 12


class Heading(str):
    """A line that a terminal shows in bold."""

    __slots__ = ()


def page_width() -> int:
    """Return the columns to fill: those of the terminal, within reason, and 80 where there is none."""
    if not sys.stdout.isatty():
        return DEFAULT_WIDTH
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns))


def paragraph(text: str, *, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return a text as lines of at most `width` columns; `hanging` is the indent of all but the first."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent.rstrip()]


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, width: int, right: Sequence[int] = ()
) -> Iterator[str]:
    """Yield a heading line and the rows; where they are too wide, the widest columns wrap, at first between words.

    A cell may hold several lines. `right` are the columns that stand flush right, as numbers do.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    widths = _widths(headings, cells, width)
    yield Heading(
        _joined([_fit(h, w, i in right) for i, (h, w) in enumerate(zip(headings, widths, strict=True))])
    )
    for row in cells:
        yield from _row(row, widths, right)


def _widths(headings: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    columns = [[head, *(row[i] for row in cells)] for i, head in enumerate(headings)]
    widths = [max(len(line) for cell in column for line in cell.split("\n")) for column in columns]
    words = [max(_longest_word(cell) for cell in column) for column in columns]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    for least in (words, [min(word, _NARROWEST_CELL) for word in words]):
        while excess > 0 and any(now > low for now, low in zip(widths, least, strict=True)):
            widest = max((now, i) for i, now in enumerate(widths) if now > least[i])[1]
            widths[widest] -= 1
            excess -= 1
    return widths


def _longest_word(cell: str) -> int:
    return max(len(word) for line in cell.split("\n") for word in line.split(" "))


def _row(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(len(lines) for lines in wrapped)):
        parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        yield _joined(
            [_fit(part, width, i in right) for i, (part, width) in enumerate(zip(parts, widths, strict=True))]
        )


def _wrapped(cell: str, width: int) -> list[str]:
    hyphens = _longest_word(cell) > width
    return [
        part
        for line in cell.split("\n")
        for part in textwrap.wrap(line, width, break_on_hyphens=hyphens) or [""]
    ]


def _fit(text: str, width: int, flush_right: bool) -> str:
    return text.rjust(width) if flush_right else text.ljust(width)


def _joined(parts: Sequence[str]) -> str:
    return _GAP.join(parts).replace(FIRM_SPACE, " ").rstrip()


def thousands(number: int) -> str:
    """Write a number of events with separators: `4,964`."""
    return f"{number:,}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun: `1 event`, `2 events`."""
    return f"{thousands(number)} {noun if number == 1 else plural or noun + 's'}"
