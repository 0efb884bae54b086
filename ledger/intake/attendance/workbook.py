"""The worksheets of an .xlsx workbook as tables, with numbers, dates and times exact."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ledger.errors import InvalidInput
from ledger.intake.attendance.folding import tidy
from ledger.intake.attendance.table import SAVE_AS, Cell, Row, Table, refusal

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of protected workbooks
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_UNPACKED = 256 * 1024 * 1024
_MAX_CELLS = 4_000_000
# A cell that holds something; one that is only formatted closes itself.
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')
_CHUNK = 1024 * 1024
_LONGEST_TAG = 512


def worksheets(path: Path, content: bytes, *, sheet_name: str | None) -> tuple[Table, ...]:
    """Return every worksheet, or the named one; rows are counted as the spreadsheet program counts them.

    Raises:
        InvalidInput: the workbook is protected, old, damaged or too large, or has no sheet of this name.
    """
    if content.startswith(OLD_WORKBOOK):
        what = "is protected by a password" if _ENCRYPTED in content else "is an old .xls workbook"
        raise refusal(path, what, SAVE_AS)
    try:
        _check_size(path, content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if sheet_name is not None and sheet_name not in names:
            raise InvalidInput(
                f"the workbook has no sheet of this name; it has {', '.join(names)}",
                file=str(path),
                field="sheet name",
                value=sheet_name,
                remedy="Name one of these.",
            )
        chosen = names if sheet_name is None else [sheet_name]
        return tuple(_worksheet(workbook, name) for name in chosen)
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        remedy = f"It may be cut short or not a workbook. {SAVE_AS}"
        raise refusal(path, f"cannot be opened as a workbook ({error})", remedy) from error


def _check_size(path: Path, content: bytes) -> None:
    """Refuse a workbook that would unfold into more than memory can hold.

    The library lays out the whole rectangle up to the last filled cell: one stray cell in the far corner of
    a sheet means seventeen thousand million.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise refusal(path, "unpacks to more than 256 MiB", "Keep only the attendance columns.")
        for part in parts:
            if part.filename.endswith(".xml"):
                row, column = _last_cell(archive, part)
                if row * column > _MAX_CELLS:
                    where = f"has a filled cell as far out as row {row}, column {column}"
                    raise refusal(path, where, "Remove the stray cell, or save the rows of people as CSV.")


def _last_cell(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    last_row, last_column, rest = 0, 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = rest + chunk
            for found in _FILLED_CELL.finditer(seen):
                last_row = max(last_row, int(found[2]))
                last_column = max(last_column, _column_number(found[1]))
            rest = seen[-_LONGEST_TAG:]
    return last_row, last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _worksheet(workbook: CalamineWorkbook, name: str) -> Table:
    grid = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows = (Row(line, tuple(_cell(value) for value in values)) for line, values in enumerate(grid, start=1))
    filled = tuple(row for row in rows if any(cell != "" for cell in row.cells))
    return Table(f"sheet '{name}'", filled, is_worksheet=True)


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        # Fifteen digits are what a spreadsheet shows and keeps; the binary tail is not what was typed.
        return Decimal(format(value, ".15g"))
    if isinstance(value, datetime | date | time | timedelta):
        return value
    return tidy(str(value))
