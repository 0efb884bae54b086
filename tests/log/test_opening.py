"""Opening: a ledger is recognised, everything else is refused and left as it is."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import InvalidInput, LedgerMissing, NewerLedger, NotALedger, StorageFailed
from ledger.log import open_store
from ledger.log.sqlite import SQLiteStore
from ledger.log.sqlite_file import APPLICATION_ID
from tests.log.samples import Clock, commit, event


def digest(folder: Path) -> dict[str, str]:
    """The names in a folder and the hash of each file."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "folder"
        for file in folder.iterdir()
    }


def database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def text(path: Path) -> None:
    path.write_text("position,recorded_at\n" * 40)


def short_text(path: Path) -> None:
    path.write_text("hello")


def empty(path: Path) -> None:
    path.touch()


def empty_database(path: Path) -> None:
    database(path, "CREATE TABLE t (x)", "DROP TABLE t")


def other_database(path: Path) -> None:
    database(
        path, "CREATE TABLE events (position)", "PRAGMA application_id = 252006675", "PRAGMA user_version = 1"
    )


def other_wal_database(path: Path) -> None:
    database(path, "PRAGMA journal_mode = WAL", "CREATE TABLE events (position)")


def marked_but_unversioned(path: Path) -> None:
    database(path, "CREATE TABLE t (x)", f"PRAGMA application_id = {APPLICATION_ID}")


def folder(path: Path) -> None:
    path.mkdir()


ANOTHER = "SQLite database of another program"


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("make", "fact"),
    [
        (text, "not an SQLite database"),
        (short_text, "not an SQLite database"),
        (empty, "The file is empty"),
        (empty_database, ANOTHER),
        (other_database, ANOTHER),
        (other_wal_database, ANOTHER),
        (marked_but_unversioned, "has schema version 0"),
        (folder, "It is not a file"),
    ],
)
def test_what_is_not_a_ledger_is_refused_and_left_as_it_is(path: Path, make, fact: str, create: bool) -> None:
    make(path)
    before = digest(path.parent)
    with pytest.raises(NotALedger, match=f"{fact}.*left as it is") as caught:
        SQLiteStore.open(path, create=create)
    assert caught.value.file == str(path)
    assert digest(path.parent) == before


@pytest.mark.parametrize("create", [False, True])
def test_a_ledger_of_a_later_version_is_refused_and_left_as_it_is(path: Path, create: bool) -> None:
    SQLiteStore.open(path, create=True).close()
    database(path, "PRAGMA user_version = 2")
    before = digest(path.parent)
    with pytest.raises(NewerLedger, match="schema version 2; this program knows versions up to 1"):
        SQLiteStore.open(path, create=create)
    assert digest(path.parent) == before


def test_a_missing_ledger_is_not_made_unasked(path: Path) -> None:
    with pytest.raises(LedgerMissing, match="credit-ledger init"):
        SQLiteStore.open(path)
    assert digest(path.parent) == {}


def test_a_ledger_is_made_whole_and_keeps_its_identity(path: Path) -> None:
    with SQLiteStore.open(path, create=True) as made:
        identity = made.ledger_id
        assert len(bytes.fromhex(identity)) == 16
    assert [*digest(path.parent)] == ["ledger.db"]
    with SQLiteStore.open(path, create=True) as again:
        assert again.ledger_id == identity
        assert again.meta("unknown") is None


def test_a_restored_ledger_keeps_the_identity_it_is_given(path: Path) -> None:
    for _ in range(2):
        with SQLiteStore.open(path, create=True, ledger_id="0123abcd") as made:
            assert made.ledger_id == "0123abcd"


def test_a_ledger_of_another_identity_than_the_one_meant_is_not_opened(path: Path) -> None:
    SQLiteStore.open(path, create=True, ledger_id="0123abcd").close()
    with pytest.raises(InvalidInput, match="This is the ledger 0123abcd, another one"):
        SQLiteStore.open(path, create=True, ledger_id="4567cdef")


def test_a_new_ledger_has_the_permissions_the_user_asked_for(path: Path) -> None:
    before = os.umask(0o027)
    try:
        SQLiteStore.open(path, create=True).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_file_says_what_it_is_from_its_first_moment(path: Path) -> None:
    SQLiteStore.open(path, create=True).close()
    header = path.read_bytes()[:100]
    assert header[68:72] == b"CLdg"
    assert int.from_bytes(header[60:64], "big") == 1


def test_a_ledger_cannot_be_made_in_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="Check that the folder exists"):
        SQLiteStore.open(tmp_path / "nowhere" / "ledger.db", create=True)


def _open_as_nobody(path: Path, answers) -> None:
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        SQLiteStore.open(path, create=True)
    except StorageFailed as error:
        answers.put(str(error))
    else:
        answers.put("opened")


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_ledger_that_may_not_be_read_is_reported_with_the_reason(path: Path, closed: str) -> None:
    SQLiteStore.open(path, create=True).close()
    (path if closed == "file" else path.parent).chmod(0)
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_open_as_nobody, args=(path, answers))
    child.start()
    answer = answers.get()
    child.join()
    path.parent.chmod(0o700)
    assert "Permission denied" in answer


def test_many_may_make_open_and_close_the_same_ledger_at_once(path: Path) -> None:
    identities: list[str] = []
    start = threading.Barrier(8)

    def make(name: int) -> None:
        start.wait()
        for n in range(5):
            with SQLiteStore.open(path, create=True) as store:
                store.append([commit(f"c-{name}-{n}", event(f"s-{name}-{n}"))])
                identities.append(store.ledger_id)

    threads = [threading.Thread(target=make, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(identities) == 40
    assert len(set(identities)) == 1
    assert [*digest(path.parent)] == ["ledger.db"]
    with SQLiteStore.open(path) as store:
        assert store.last_position() == 40


def test_opening_waits_while_another_connection_has_the_file_to_itself(path: Path) -> None:
    SQLiteStore.open(path, create=True).close()
    alone = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    alone.execute("PRAGMA locking_mode = EXCLUSIVE")  # as for a moment when the last connection closes
    alone.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, alone.close)
    release.start()
    with SQLiteStore.open(path) as store:
        assert store.last_position() == 0
    release.join()


def test_opening_again_keeps_the_locks_that_the_process_has_on_the_file(
    file_store: SQLiteStore, path: Path
) -> None:
    file_store.append([commit("c-1", event("a"))])
    SQLiteStore.open(path).close()  # reading the file by other means than SQLite would drop them here
    program = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode = DELETE')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert "database is locked" in done.stderr


def test_a_ledger_that_lost_its_tables_is_reported(path: Path) -> None:
    SQLiteStore.open(path, create=True).close()
    database(path, "DROP TABLE meta")
    with pytest.raises(StorageFailed, match="no such table: meta"):
        SQLiteStore.open(path)


def test_a_copy_without_a_write_ahead_log_is_opened_with_one(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with SQLiteStore.open(path, create=True) as store:
        store.append([commit("c-1", event("a"))])
    database(path, f"VACUUM INTO '{copy}'")
    with SQLiteStore.open(copy) as store:
        assert store.last_position() == 1
        assert store.session._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_tables_of_others_in_the_same_file_are_left_alone(path: Path) -> None:
    SQLiteStore.open(path, create=True).close()
    database(path, "CREATE TABLE facts (x)", "INSERT INTO facts VALUES (1)")
    with SQLiteStore.open(path, create=True) as store:
        store.append([commit("c-1", event("a"))])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT x FROM facts").fetchall() == [(1,)]


def test_a_name_with_special_characters_is_an_ordinary_name(tmp_path: Path) -> None:
    odd = tmp_path / "Ligue d'été?mode=memory #1 100%.db"
    with SQLiteStore.open(odd, create=True) as store:
        store.append([commit("c-1", event("a"))])
    with SQLiteStore.open(odd) as store:
        assert store.last_position() == 1


def _append_in_child(file_store: SQLiteStore, answers) -> None:
    try:
        file_store.append([commit("c-1", event("a"))])
    except StorageFailed as error:
        answers.put(str(error))
    else:
        answers.put("appended")


def test_a_store_is_not_used_by_a_forked_child(file_store: SQLiteStore) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_append_in_child, args=(file_store, answers))
    child.start()
    assert "opened by another process" in answers.get()
    child.join()


def test_closing_twice_is_closing_once_and_a_closed_store_says_so(path: Path) -> None:
    store = SQLiteStore.open(path, create=True)
    store.close()
    store.close()
    with pytest.raises(StorageFailed, match="closed"):
        store.last_position()


def test_an_address_is_relative_absolute_or_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///near.db", create=True, clock=clock):
        assert (tmp_path / "near.db").is_file()
    with open_store(f"sqlite:///{tmp_path}/far%20off.db", create=True):
        assert (tmp_path / "far off.db").is_file()
    with open_store("sqlite://", clock=clock) as memory:
        memory.append([commit("c-1", event("a"))])
        assert memory.last_position() == 1
    with open_store("sqlite://") as another:
        assert another.last_position() == 0


def test_an_address_of_a_missing_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        open_store(f"sqlite:///{tmp_path}/none.db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_may_be_that_of_a_postgresql_database(postgres_url: str, scheme: str) -> None:
    with open_store(postgres_url.replace("postgresql", scheme, 1)) as store:
        store.append([commit("c-1", event("a"))])
        assert store.last_position() == 1


@pytest.mark.parametrize(
    "url", ["", "ledger.db", "sqlite:ledger.db", "sqlite://ledger.db", "sqlite:///", "http://x"]
)
def test_an_unknown_address_is_refused_with_the_forms_that_are_known(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"sqlite:///name\.db"):
        open_store(url)
