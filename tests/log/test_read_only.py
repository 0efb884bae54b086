"""A ledger that may not be written answers all that only reads, refuses the rest, and is left as it is."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import LedgerError
from ledger.log.sqlite import SQLiteStore
from ledger.open import Ledger
from ledger.vault import commit_to
from tests.log.ordinary import as_ordinary, command_line
from tests.log.samples import NOON, Clock, commit, event, history
from tests.service.making import asked

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that other users can reach: those of `tmp_path` are closed to them."""
    top = Path(tempfile.mkdtemp(prefix="read-only-"))
    top.chmod(0o755)
    folder = top / "shelf"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(top)


@pytest.fixture
def path(shelf: Path) -> Path:
    """A ledger of four events in two streams, closed."""
    path = shelf / "ledger.db"
    with SQLiteStore.open(path, create=True, clock=Clock()) as store:
        store.append(
            [commit("c1", *history("official/A", 2)), commit("c2", event("official/B", reference="r"))]
        )
    append(path, "c3", 3)
    return path


def append(path: Path, command: str, version: int) -> None:
    with SQLiteStore.open(path, clock=Clock()) as store:
        store.append([commit(command, event("official/A", version))])


def close(path: Path, *, file: int = 0o444, folder: int = 0o555) -> None:
    """Take the permissions away; 0o444 and 0o555 unless said."""
    for one in path.parent.iterdir():
        one.chmod(file if one == path else 0o444)
    path.parent.chmod(folder)


def contents(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def crash(path: Path, *, version: int = 4) -> None:
    """Leave the ledger as a writer leaves it that was killed: the last event is only in the write-ahead file."""
    left = path.parent.parent / "left"
    with SQLiteStore.open(path, clock=Clock()) as store:
        store.append([commit("crashed", event("official/A", version))])
        shutil.copytree(path.parent, left)
    shutil.rmtree(path.parent)
    left.rename(path.parent)
    assert path.with_name("ledger.db-wal").stat().st_size > 0


def read(path: Path) -> dict[str, Any]:
    """Everything that the log answers."""
    out = io.BytesIO()
    with SQLiteStore.open(path) as store:
        store.export(out)
        return {
            "identity": store.ledger_id,
            "lines": out.getvalue(),
            "leaves": list(store.read_leaves()),
            "stream": store.read_stream("official/A"),
            "last": (store.last_position(), store.last_version("official/A")),
            "at": (store.position_at(NOON), store.recorded_at(1)),
            "found": (store.find("r"), store.commit_of("c1"), store.commits_of(["c2", "c9"])),
            "streams": store.streams("official/"),
        }


def refused(work: Callable[..., object], *arguments: Any) -> tuple[str, str]:
    """The code and the sentence with which something is refused."""
    try:
        work(*arguments)
    except LedgerError as error:
        return error.code, str(error)
    return "done", ""


def last_position(path: Path) -> int:
    with SQLiteStore.open(path) as store:
        return store.last_position()


@pytest.mark.parametrize(
    ("file", "folder"), [(0o444, 0o555), (0o666, 0o555), (0o444, 0o777)], ids=["both", "folder", "file"]
)
def test_a_ledger_whose_file_or_folder_is_closed_answers_all_and_is_left_as_it_is(
    path: Path, file: int, folder: int
) -> None:
    expected = read(path)
    close(path, file=file, folder=folder)
    before = contents(path.parent)
    assert as_ordinary(read, path) == expected
    assert expected["last"] == (4, 3)
    assert contents(path.parent) == before


def test_a_copy_that_was_made_by_the_database_answers_the_same(path: Path) -> None:
    expected = read(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(path.with_name("copy.db")),))
    shutil.move(path.with_name("copy.db"), path)
    close(path)
    assert as_ordinary(read, path) == expected


def test_what_a_killed_writer_left_in_the_write_ahead_file_is_read_too(path: Path) -> None:
    crash(path)
    close(path)
    assert as_ordinary(last_position, path) == 5


@pytest.mark.parametrize("missing", ["-shm", "-wal"])
def test_a_ledger_whose_write_ahead_file_cannot_be_read_is_refused_instead_of_cut_short(
    path: Path, missing: str
) -> None:
    crash(path)
    if missing == "-shm":
        path.with_name("ledger.db-shm").unlink()
    close(path)
    if missing == "-wal":
        path.with_name("ledger.db-wal").chmod(0)
    code, message = as_ordinary(refused, last_position, path)
    assert code == "storage-failed"
    assert "its newest events may be in" in message
    assert "ledger.db-wal" in message


def test_an_empty_write_ahead_file_that_was_left_behind_hides_nothing(path: Path) -> None:
    path.with_name("ledger.db-wal").touch()
    close(path)
    assert as_ordinary(last_position, path) == 4


def grown(path: Path, go: Any) -> tuple[int, int]:
    with SQLiteStore.open(path) as store:
        first = store.last_position()
        os.write(go[1], b"!")
        os.read(go[2], 1)
        return first, store.last_position()


def between(path: Path, work: Callable[[], None], function: Callable[..., Any]) -> Any:
    """Run the function as an ordinary user, and the work while it waits in the middle."""
    waiting, waits = os.pipe()
    goes, going = os.pipe()
    owner = os.fork()
    if owner == 0:
        os.close(waits)
        if os.read(waiting, 1):  # nothing comes from a reader that has failed
            work()
        os.write(going, b"!")
        os._exit(0)
    try:
        return as_ordinary(function, path, (waiting, waits, goes))
    finally:
        os.close(waits)
        os.waitpid(owner, 0)
        for end in (waiting, goes, going):
            os.close(end)


def test_a_reader_sees_what_a_writer_of_another_user_records_meanwhile(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs two users")
    with SQLiteStore.open(path, clock=Clock()) as store:
        store.append([commit("c4", event("official/A", 4))])
        path.parent.chmod(0o755)

        def work() -> None:
            append(path, "c5", 5)

        assert between(path, work, grown) == (5, 6)


def changed(path: Path, go: Any) -> tuple[str, str]:
    return refused(grown, path, go)


def test_a_file_that_is_written_while_it_is_read_without_locks_gives_no_answer(path: Path) -> None:
    close(path)

    def work() -> None:
        path.parent.chmod(0o755)
        path.chmod(0o644)
        append(path, "c4", 4)

    code, message = between(path, work, changed)
    assert code == "storage-failed"
    assert "written by another user while it was read" in message
    assert message.endswith("Ask again.")


def writes(path: Path) -> dict[str, tuple[str, str]]:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert ledger.store.session.read_only
        official = asked("official registered", registered_on="2020-01-01", jurisdiction="al")
        ledger.vault.add(commit_to("AL-1", "contact", {"email": "ann@example.org"}))
        last = list(ledger.store.read_all())[-1]
        following = last._replace(position=last.position + 1, stream="official/Z", version=1, command_id="c9")
        return {
            "append": refused(ledger.store.append, [commit("c9", event("official/Z"))]),
            "vault": refused(ledger.vault.flush),
            "submit": refused(lambda: ledger.submit(official, actor="clerk")),
            "tables": refused(ledger.catch_up),
            "import": refused(ledger.store.import_lines, [following.line + b"\n"]),
        }


@pytest.fixture
def registered(shelf: Path) -> Path:
    """A ledger of one official whose tables are built."""
    path = shelf / "official.db"
    with Ledger.open(f"sqlite:///{path}", create=True) as ledger:
        ledger.submit(
            asked("official registered", registered_on="2020-01-01", jurisdiction="al"), actor="clerk"
        )
        ledger.submit(asked("enrolled", program="alm-basic", enrolled_on="2020-01-01"), actor="clerk")
        ledger.catch_up()
    return path


@pytest.mark.parametrize("left", ["closed", "crashed"])
def test_every_write_is_refused_and_says_why(path: Path, left: str) -> None:
    if left == "crashed":
        crash(path)
    close(path)
    before = contents(path.parent)
    for what, (code, message) in as_ordinary(writes, path).items():
        assert code == "storage-failed", (what, message)
        assert "open for reading only (its file may not be written)" in message, what
        assert "Ask for permission" in message, what
    assert contents(path.parent) == before


def appended(path: Path) -> tuple[str, str]:
    with SQLiteStore.open(path) as store:
        assert store.last_position() == 5
        return refused(store.append, [commit("c9", event("official/Z"))])


def test_a_file_that_is_open_beside_companions_that_are_closed_is_refused_in_the_same_words(
    path: Path,
) -> None:
    crash(path)
    close(path, file=0o666)
    code, message = as_ordinary(appended, path)
    assert code == "storage-failed"
    assert "open for reading only (attempt to write a readonly database)" in message


def caught_up(path: Path) -> tuple[int, int]:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        return ledger.catch_up().position, ledger.runner.lag()


def test_tables_that_are_caught_up_answer_and_those_behind_say_that_they_cannot_be_written(
    registered: Path,
) -> None:
    close(registered)
    assert as_ordinary(caught_up, registered) == (2, 0)
    registered.parent.chmod(0o755)
    registered.chmod(0o644)
    with Ledger.open(f"sqlite:///{registered}") as ledger:
        term = asked("term began", term="1", office="mayor", began_on="2020-01-01", municipality="Arab")
        ledger.submit(term, actor="clerk")
    close(registered)
    code, message = as_ordinary(refused, caught_up, registered)
    assert code == "storage-failed"
    assert "open for reading only" in message


COMMANDS = (
    ("status",),
    ("log", "verify"),
    ("log", "export"),
    ("log", "show"),
    ("replay", "AL-1"),
    ("standing", "AL-1", "--as-of", "2026-01-01"),
    ("population", "alm-basic", "--as-of", "2026-01-01"),
)


def test_the_command_line_answers_from_a_closed_ledger_what_it_answers_from_an_open_one(
    registered: Path,
) -> None:
    db = ("--db", f"sqlite:///{registered}")
    expected = {command: command_line(*db, *command) for command in COMMANDS}
    write = (*db, "enrol", "AL-1", "--program", "alm-advanced", "--enrolled-on", "2021-01-01")
    close(registered)
    for command, (status, data, _) in expected.items():
        assert status == 0, (command, expected[command])
        assert as_ordinary(command_line, *db, *command)[:2] == (0, data), command
    status, data, said = as_ordinary(command_line, *write)
    assert (status, data) == (7, b""), said
    assert "open for reading only" in said
