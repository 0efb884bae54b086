"""Files as they come: compressed, piped, from Windows, with a mark in front, damaged, missing."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import InvalidInput
from ledger.intake.history import HistoryRefused, import_history
from ledger.intake.history.source import LONGEST_LINE
from tests.intake.history.making import POSTED, REGISTERED, events, opened

PLAIN = "".join(json.dumps(fact) + "\n" for fact in (REGISTERED, POSTED)).encode()

PIPED = """
import sys
from pathlib import Path
from tests.intake.history.making import opened
from ledger.intake.history import import_history
with opened(Path(sys.argv[1])) as service:
    report = import_history(service, "-", actor="tester")
print(report.file, report.imported)
"""


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:100]) + gzip.compress(PLAIN[100:]),
        PLAIN.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + PLAIN,
        b"\n  \n" + PLAIN.replace(b"\n", b"\n\n"),
        PLAIN.rstrip(b"\n"),
    ],
    ids=[
        "plain",
        "gzip",
        "gzip of two parts",
        "CR LF",
        "byte order mark",
        "blank lines",
        "no last line feed",
    ],
)
def test_a_file_is_read_as_it_comes(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "history"
    file.write_bytes(content)
    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, file, actor="tester")
    assert (report.lines, report.imported) == (2, 2)


@pytest.mark.parametrize("content", [PLAIN, gzip.compress(PLAIN)], ids=["plain", "gzip"])
def test_standard_input_is_read(tmp_path: Path, content: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PIPED, str(tmp_path / "ledger.db")],
        input=content,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "standard input 2"


@pytest.mark.parametrize("cut", [-9, len(gzip.compress(PLAIN)) // 2], ids=["at the end", "in the middle"])
def test_a_compressed_file_that_is_cut_off_is_refused_with_its_name(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "history.gz"
    file.write_bytes(gzip.compress(PLAIN)[:cut])
    with opened(tmp_path / "ledger.db") as service, pytest.raises(InvalidInput, match="cut off") as refused:
        import_history(service, file, actor="tester")
    assert refused.value.file == str(file)
    assert events(tmp_path / "ledger.db") == []


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "ledger.db") as service:
        with pytest.raises(InvalidInput, match="does not exist"):
            import_history(service, tmp_path / "nothing", actor="tester")
        with pytest.raises(InvalidInput, match="cannot be opened"):
            import_history(service, tmp_path, actor="tester")


def test_a_file_in_another_encoding_is_refused_with_the_column(tmp_path: Path) -> None:
    file = tmp_path / "history"
    file.write_bytes(PLAIN + '{"fact": "term began", "municipality": "Zürich"}\n'.encode("cp1252"))
    with opened(tmp_path / "ledger.db") as service, pytest.raises(HistoryRefused) as refused:
        import_history(service, file, actor="tester")
    (found,) = refused.value.refusals
    assert (found.line, found.reason) == (3, "json")
    assert "0xfc at column 42" in found.message


def test_a_line_without_end_is_refused_without_taking_it_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "history"
    file.write_bytes(b"x" * (3 * LONGEST_LINE) + b"\n" + PLAIN)
    with opened(tmp_path / "ledger.db") as service, pytest.raises(HistoryRefused) as refused:
        import_history(service, file, actor="tester")
    assert [(one.line, one.reason) for one in refused.value.refusals] == [(1, "json")]
    assert refused.value.report.lines == 3


def test_an_empty_file_imports_nothing(tmp_path: Path) -> None:
    file = tmp_path / "history"
    file.write_bytes(b"")
    with opened(tmp_path / "ledger.db") as service:
        assert import_history(service, file, actor="tester").lines == 0
