"""A file seen as rows of cells, whatever it was; and the refusal of a file that cannot be."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from ledger.errors import InvalidInput

Cell = str | Decimal | date | time | timedelta

SAVE_AS = "Save it as CSV (UTF-8) or as an unprotected .xlsx workbook and give that file."


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line (or spreadsheet row) it begins on, counted from 1, and its cells."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One way to see the file as rows: a worksheet, or the text cut at one separator; `origin` says which.

    Blank rows are not among `rows`.
    """

    origin: str
    rows: tuple[Row, ...]
    is_worksheet: bool = False


def text(cell: Cell) -> str:
    """Return a cell as a reader of the sheet would type it; dates as ISO, numbers without a tail of zeros."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}" if cell else "0"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def refusal(path: Path, what: str, remedy: str) -> InvalidInput:
    """Return the error that says what the whole file is, and what to do about it."""
    return InvalidInput(f"the file {what}.", file=str(path), remedy=remedy)
