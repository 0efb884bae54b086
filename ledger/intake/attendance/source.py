"""From a file to its rows: what kind it is, its encoding, its separator; not what a row means."""

import csv
import io
import re
from pathlib import Path

from ledger.errors import InvalidInput
from ledger.intake.attendance.folding import tidy
from ledger.intake.attendance.table import SAVE_AS, Row, Table, refusal
from ledger.intake.attendance.workbook import OLD_WORKBOOK, worksheets

_MAX_BYTES = 64 * 1024 * 1024
_SEPARATORS = (",", ";", "\t", "|")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ZIP, _PDF = b"PK\x03\x04", b"%PDF"


def open_tables(path: Path, *, sheet_name: str | None) -> tuple[Table, ...]:
    """Return the worksheets of a workbook, or the text once for each separator it can be cut at.

    Raises:
        InvalidInput: the file is missing, a folder, empty, too large, protected, damaged, or not a table.
    """
    content = _bytes_of(path)
    if content.startswith(_PDF):
        raise refusal(path, "is a PDF, not a table", "Ask for the sheet as CSV or .xlsx.")
    if content.startswith((_ZIP, OLD_WORKBOOK)):
        return worksheets(path, content, sheet_name=sheet_name)
    if sheet_name is not None:
        raise InvalidInput(
            "the file is text and has no named worksheets",
            file=str(path),
            field="sheet name",
            value=sheet_name,
            remedy="Leave the sheet name out.",
        )
    return _text_tables(path, _decode(path, content))


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise refusal(path, "is a folder", "Name one file inside it.")
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise refusal(path, "is larger than 64 MiB", "Split it, or export only the attendance columns.")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise refusal(path, "does not exist", "Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise refusal(path, f"cannot be read ({error})", "Check its permissions.") from error
    if not content.strip():
        raise refusal(path, "is empty", "Export the sheet again.")
    return content


def _decode(path: Path, content: bytes) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            decoded = content.decode("utf-16")
        elif content[1:40:2].count(0) > 4 and not content[0:40:2].count(0):
            decoded = content.decode("utf-16-le")
        elif content[0:40:2].count(0) > 4 and not content[1:40:2].count(0):
            decoded = content.decode("utf-16-be")
        else:
            decoded = _eight_bit(content)
    except UnicodeDecodeError as error:
        raise refusal(path, "is not text in UTF-8, UTF-16 or Windows-1252", SAVE_AS) from error
    if _CONTROL.search(decoded):
        raise refusal(path, "holds binary data, not text", SAVE_AS)
    if not decoded.strip("\ufeff\r\n\t ,;"):
        raise refusal(path, "is empty", "Export the sheet again.")
    return decoded


def _eight_bit(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")  # older spreadsheet programs on Windows


def _text_tables(path: Path, decoded: str) -> tuple[Table, ...]:
    tables, failures = [], []
    for separator in _SEPARATORS:
        try:
            tables.append(Table(f"text separated by {separator!r}", _rows_of_text(decoded, separator)))
        except csv.Error as error:
            failures.append(error)
    if not tables:
        raise refusal(path, f"has broken quotes ({failures[0]})", SAVE_AS)
    return tuple(tables)


def _rows_of_text(decoded: str, separator: str) -> tuple[Row, ...]:
    # Strict, because a lenient reader swallows the rest of the file after one stray opening quote.
    records = csv.reader(io.StringIO(decoded, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    for record in records:
        cells = tuple(tidy(value) for value in record)
        if any(cells):
            rows.append(Row(line, cells))
        line = records.line_num + 1
    return tuple(rows)
