"""The result as a table for a terminal, as a table in a page, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import FEWEST_ROUNDS, Line, machine_line

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
_HEADINGS = ("row", "what", "ours", "yardstick", "beside", "ratio", "mark", "")
_RIGHT = (2, 3, 5)
_TALLY = {True: "met", False: "NOT MET", None: ""}


def cells(line: Line) -> tuple[str, ...]:
    """Return the texts of one line."""
    return (
        str(line.row),
        line.what,
        f"{number(median(line.ours))} {line.unit}" if line.ours else "",
        f"{number(median(line.yardstick))} {line.unit}" if line.yardstick else "",
        line.yardstick_name,
        f"{line.ratio:.2f}" if line.ratio is not None else "",
        str(line.mark or ""),
        _TALLY[line.met],
    )


def rounds_line(rounds: int) -> str:
    """Say of how many rounds the values are the medians."""
    if rounds < FEWEST_ROUNDS:
        return f"A trial of {rounds} rounds, not a result."
    return f"Medians of {rounds} rounds in turns, except where a note says otherwise."


def number(value: float) -> str:
    """Write a measured value with three digits that say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def plain(lines: Sequence[Line]) -> str:
    """Return the table for a terminal, its notes below their lines."""
    rows = [_HEADINGS, *(cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    written = [_aligned(_HEADINGS, widths), "  ".join("-" * width for width in widths)]
    for line in lines:
        written.append(_aligned(cells(line), widths))
        if line.note:
            written.append(f"{'':{widths[0]}}    ({line.note})")
    return "\n".join(written) + "\n"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    texts = (
        f"{text:>{width}}" if column in _RIGHT else f"{text:<{width}}"
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(texts).rstrip()


def markdown(lines: Sequence[Line], found: Mapping[str, Any], *, rounds: int) -> str:
    """Return the table as docs/performance.md shows it, below the machine and its numbers."""
    headings = ("row", "what", "ours", "yardstick", "beside", "ratio", "mark", "met", "note")
    written = [
        f"Machine, {machine_line(found)}.",
        "",
        rounds_line(rounds),
        "",
        "| " + " | ".join(headings) + " |",
        "|" + "|".join("---:" if column in _RIGHT else "---" for column in range(len(headings))) + "|",
    ]
    for line in lines:
        written.append("| " + " | ".join(text.strip() for text in (*cells(line), line.note)) + " |")
    return "\n".join(written)


def write_page(path: Path, table: str) -> None:
    """Put the table between the marks of a page; raise ValueError where the page has none."""
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{path.name} has no place for the table: the lines {BEGIN} and {END}")
    path.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def write_json(
    path: Path, lines: Sequence[Line], found: Mapping[str, Any], settings: Mapping[str, Any]
) -> None:
    """Write everything, the values of every round included."""
    body = {
        "format": 1,
        "machine": dict(found),
        "settings": dict(settings),
        "lines": [line.as_dict() for line in lines],
    }
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
