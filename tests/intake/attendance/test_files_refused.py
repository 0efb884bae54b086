"""Files that cannot be read: each is refused with the fact and the remedy, and nothing else escapes."""

import random
from pathlib import Path

import pytest
import xlsxwriter

from ledger.errors import InvalidInput
from ledger.intake.attendance import read_attendance

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook_bytes(folder: Path) -> bytes:
    path = folder / "whole.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["Name", "Email"])
        for row in range(1, 200):
            page.write_row(row, 0, [f"Person {row}", f"p{row}@town.example"])
    return path.read_bytes()


def refusal(path: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_attendance(path)
    assert refused.value.file == str(path)
    assert refused.value.remedy
    return refused.value


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.csv").fact
    assert "is a folder" in refusal(tmp_path).fact


@pytest.mark.parametrize("content", [b"", b" \r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n,,,\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    assert refusal(path).fact.endswith("the file is empty.")


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "text"),
        (bytes(range(256)) * 4, "text"),
        (OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + b"\x00" * 512, "is an old .xls workbook"),
        (b"PK\x03\x04 not really", "cannot be opened as a workbook"),
        (b'Name,Email\n"Ada,a@b.example\n', "has broken quotes"),
        (b"First line\nsecond line\n", "no row of headings is known here"),
    ],
)
def test_what_is_not_a_table_of_people_is_refused(tmp_path: Path, content: bytes, fact: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    assert fact in refusal(path).fact


def test_a_workbook_cut_short_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = workbook_bytes(tmp_path)
    path = tmp_path / "cut.xlsx"
    for size in random.Random(7).sample(range(1, len(whole)), 40):
        path.write_bytes(whole[:size])
        refusal(path)


def test_a_workbook_with_flipped_bytes_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = bytearray(workbook_bytes(tmp_path))
    path = tmp_path / "flipped.xlsx"
    chance = random.Random(11)
    for _ in range(60):
        damaged = bytearray(whole)
        for at in chance.sample(range(4, len(whole)), 8):
            damaged[at] ^= 0xFF
        path.write_bytes(damaged)
        try:
            read_attendance(path)
        except InvalidInput as refused:
            assert refused.remedy  # noqa: PT017 being read is as good as being refused


def test_a_worksheet_name_for_a_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("Name,Email\n")
    with pytest.raises(InvalidInput, match="no named worksheets"):
        read_attendance(path, sheet_name="Day 1")


def test_a_stray_cell_in_the_far_corner_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["Name", "Email"])
        page.write_string(1_048_575, 16_383, "x")
    assert "as far out as row 1048576, column 16384" in refusal(path).fact


def test_a_cell_that_is_only_formatted_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["Name", "Email"])
        page.write_row(1, 0, ["Ada Okafor", "ada@auburn.example"])
        page.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))
    assert len(read_attendance(path).attendees) == 1
