"""What only a ledger on PostgreSQL does: connections that break, servers that stop, threads that append together."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from ledger.errors import Conflict, InvalidInput, LedgerBusy, StorageFailed
from ledger.log.envelope import Appended, Commit
from ledger.log.opening import open_store, without_password
from ledger.log.postgres import PostgresStore
from ledger.log.postgres_append import CHANNEL
from ledger.log.postgres_group import Answer, Group
from ledger.log.postgres_session import APPEND_LOCK
from tests.log.cutting import line_to
from tests.log.samples import commit, event, history
from tests.postgres_server import Server

Raw = psycopg.Connection[Any]


@pytest.fixture
def pg(postgres_url: str) -> Iterator[PostgresStore]:
    with PostgresStore.open(postgres_url) as opened:
        yield opened


@pytest.fixture
def raw(postgres_url: str) -> Iterator[Raw]:
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        yield connection


def positions(store: PostgresStore) -> list[int]:
    return [one.position for one in store.read_all()]


def end_sessions(raw: Raw, *, waiting: bool = False) -> int:
    """End the other sessions of the database, or those that wait for a lock; return how many."""
    only = " AND wait_event_type = 'Lock'" if waiting else ""
    return raw.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        f" AND pid <> pg_backend_pid() AND backend_type = 'client backend'{only}"
    ).rowcount


# --- order and durability -------------------------------------------------------------------------------------


@pytest.fixture(params=["read committed", "repeatable read", "serializable"])
def isolated(request: pytest.FixtureRequest, postgres_url: str) -> Iterator[PostgresStore]:
    """A store in a database that is set to another isolation than the ledger needs."""
    setting = quote(f"-cdefault_transaction_isolation={request.param.replace(' ', chr(92) + ' ')}")
    with PostgresStore.open(f"{postgres_url}&options={setting}") as opened:
        yield opened


def test_a_later_append_waits_so_that_positions_are_in_the_order_of_the_commits(
    isolated: PostgresStore,
) -> None:
    pg = isolated
    answers: list[tuple[Appended, ...]] = []
    second = threading.Thread(target=lambda: answers.append(pg.append([commit("c-2", event("b"))])))
    with pg.session.writing() as first:
        pg.append_within(first, [commit("c-1", event("a"))])
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive()
        assert positions(pg) == [], "a position was seen before an earlier one"
    second.join(timeout=10)
    assert [e.command_id for e in pg.read_all()] == ["c-1", "c-2"]
    assert answers[0][0].positions == range(2, 3)


def test_an_acknowledged_event_is_on_the_disk_whatever_the_database_is_set_to(
    postgres: Server, postgres_url: str, empty_database: str
) -> None:
    def setting(url: str) -> str:
        with PostgresStore.open(url) as store, store.session.reading() as connection:
            return str(connection.execute("SHOW synchronous_commit").fetchone()[0])  # type: ignore[index]

    assert setting(postgres_url) == "on"
    try:
        postgres.run(f'ALTER DATABASE "{empty_database}" SET synchronous_commit = off')
        assert setting(postgres_url) == "on"
        postgres.run(f'ALTER DATABASE "{empty_database}" SET synchronous_commit = remote_apply')
        assert setting(postgres_url) == "remote_apply"
    finally:
        postgres.run(f'ALTER DATABASE "{empty_database}" RESET synchronous_commit')


def test_texts_are_kept_whatever_encoding_clients_are_set_to(postgres_url: str) -> None:
    with PostgresStore.open(f"{postgres_url}&client_encoding=LATIN1") as store:
        store.append([commit("c-1", event("offering/été\u2028"), actor="Zoë \U0001f5f3")])
        [found] = store.read_all()
        assert (found.stream, found.actor) == ("offering/été\u2028", "Zoë \U0001f5f3")
        assert store.last_version("offering/été\u2028") == 1


def test_recorded_time_is_the_servers_unless_a_clock_is_given(pg: PostgresStore, raw: Raw) -> None:
    before = raw.execute("SELECT clock_timestamp()").fetchone()
    pg.append([commit("c-1", event("a"))])
    after = raw.execute("SELECT clock_timestamp()").fetchone()
    assert before is not None
    assert after is not None
    assert before[0] <= pg.recorded_at(1) <= after[0]


def test_who_listens_is_told_of_every_append(pg: PostgresStore, raw: Raw) -> None:
    raw.execute(f"LISTEN {CHANNEL}")
    pg.append([commit("c-1", *history("a", 3))])
    pg.append([commit("c-2", event("b"))])
    assert [one.payload for one in raw.notifies(timeout=5, stop_after=2)] == ["3", "4"]


# --- lost connections -----------------------------------------------------------------------------------------


def test_a_commit_whose_acknowledgement_is_lost_is_recorded_once(postgres_url: str) -> None:
    with line_to(postgres_url) as (line, url), PostgresStore.open(url) as store:
        store.append([commit("c-1", event("a"))])
        line.cuts.append(b"COMMIT\0")
        (answer,) = store.append([commit("c-2", *history("b", 3))])
        assert line.cut_so_far == 1
        assert (answer.positions, answer.repeated) == (range(2, 5), True)
        assert positions(store) == [1, 2, 3, 4]


@pytest.mark.parametrize("statement", [b"BEGIN\0", b"INSERT INTO events", b"COMMIT\0"])
def test_an_append_that_is_cut_off_before_its_commit_is_done_again(
    postgres_url: str, statement: bytes
) -> None:
    with line_to(postgres_url) as (line, url), PostgresStore.open(url) as store:
        line.heard = False
        line.cuts.append(statement)
        (answer,) = store.append([commit("c-1", *history("a", 2))])
        assert line.cut_so_far == 1
        assert (answer.positions, answer.repeated) == (range(1, 3), False)
        assert positions(store) == [1, 2]


def test_a_line_that_is_cut_again_and_again_doubles_nothing(postgres_url: str) -> None:
    with line_to(postgres_url) as (line, url), PostgresStore.open(url) as store:
        for number in range(12):
            line.heard = number % 2 == 0
            line.cuts += [(b"BEGIN\0", b"end_of_log", b"INSERT INTO events", b"COMMIT\0")[number % 4]]
            store.append([commit(f"c-{number}", *history(f"s-{number}", 2))])
        assert line.cut_so_far == 12
        assert positions(store) == list(range(1, 25))


def test_sessions_that_were_ended_while_idle_are_replaced_unnoticed(pg: PostgresStore, raw: Raw) -> None:
    pg.append([commit("c-1", event("a"))])
    assert end_sessions(raw) > 0
    assert positions(pg) == [1]
    assert end_sessions(raw) > 0
    assert pg.append([commit("c-2", event("b"))])[0].positions == range(2, 3)
    assert end_sessions(raw) > 0
    with pg.session.writing() as connection:
        connection.execute("INSERT INTO vault_email VALUES (?, ?)", ("a@example.org", "AL-1"))


def test_an_append_whose_session_is_ended_while_it_waits_is_done_again(pg: PostgresStore, raw: Raw) -> None:
    answers: list[tuple[Appended, ...]] = []
    with raw.transaction():
        raw.execute(APPEND_LOCK)
        waiting = threading.Thread(target=lambda: answers.append(pg.append([commit("c-1", event("a"))])))
        waiting.start()
        deadline = time.monotonic() + 10
        while not end_sessions(raw, waiting=True):
            assert time.monotonic() < deadline
            raw.execute("SELECT pg_stat_clear_snapshot()")
    waiting.join(timeout=10)
    assert answers[0][0].positions == range(1, 2)


def test_a_server_that_comes_back_is_waited_for(postgres: Server, pg: PostgresStore) -> None:
    pg.append([commit("c-1", event("a"))])
    postgres.stop(signal.SIGQUIT)
    restart = threading.Timer(0.5, postgres.start)
    restart.start()
    assert pg.append([commit("c-2", event("b"))])[0].positions == range(2, 3)
    restart.join()
    assert positions(pg) == [1, 2]


def test_readers_wait_for_a_server_that_comes_back_too(postgres: Server, pg: PostgresStore) -> None:
    with pg.session.reading() as held:  # so that the next reader needs a connection of its own
        held.execute("SELECT 1")
        postgres.stop(signal.SIGQUIT)
        restart = threading.Timer(0.5, postgres.start)
        restart.start()
        assert pg.last_position() == 0
        restart.join()
        assert held.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_does_not_come_back_is_told_with_what_to_do(
    postgres: Server, postgres_url: str
) -> None:
    with PostgresStore.open(postgres_url, reconnect_seconds=0.3) as store:
        postgres.stop(signal.SIGINT)
        try:
            with pytest.raises(StorageFailed, match=r"0\.3 seconds brought none.*once the server is up"):
                store.append([commit("c-1", event("a"))])
            with pytest.raises(StorageFailed, match="connection"):
                PostgresStore.open(postgres_url)
        finally:
            postgres.start()
        assert store.append([commit("c-1", event("a"))])[0].positions == range(1, 2)


# --- refusals of the database ---------------------------------------------------------------------------------


def test_a_statement_that_runs_too_long_is_told_and_writes_nothing(postgres_url: str, raw: Raw) -> None:
    url = f"{postgres_url}&options=-cstatement_timeout%3D100"
    with PostgresStore.open(url) as store:
        with raw.transaction():
            raw.execute(APPEND_LOCK)
            with pytest.raises(LedgerBusy, match="statement_timeout"):
                store.append([commit("c-1", event("a"))])
        assert store.append([commit("c-1", event("a"))])[0].positions == range(1, 2)


@pytest.mark.parametrize(
    ("state", "error", "remedy"),
    [
        ("53100", StorageFailed, "Make room"),
        ("53200", StorageFailed, "memory"),
        ("58030", StorageFailed, "server's disk"),
        ("XX001", StorageFailed, "backup that verifies"),
        ("40P01", LedgerBusy, "Try again"),
    ],
)
def test_a_failure_of_the_database_is_told_as_one_and_leaves_nothing(
    pg: PostgresStore, raw: Raw, state: str, error: type[Exception], remedy: str
) -> None:
    raw.execute(
        "CREATE FUNCTION ledger.fail() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '{state}'; END$$"
    )
    raw.execute("CREATE TRIGGER fail AFTER INSERT ON ledger.events EXECUTE FUNCTION ledger.fail()")
    with pytest.raises(error, match=remedy):
        pg.append([commit("c-1", *history("a", 3, reference="r"))])
    assert (positions(pg), pg.find("r")) == ([], [])
    raw.execute("DROP TRIGGER fail ON ledger.events")
    assert pg.append([commit("c-1", event("a"))])[0].positions == range(1, 2)


def test_a_standby_answers_and_says_where_to_write(postgres_url: str) -> None:
    with PostgresStore.open(f"{postgres_url}&options=-cdefault_transaction_read_only%3Don") as store:
        assert store.last_position() == 0
        with pytest.raises(StorageFailed, match="Write to the primary"):
            store.append([commit("c-1", event("a"))])


def test_a_text_that_postgresql_cannot_keep_is_refused(pg: PostgresStore) -> None:
    with pytest.raises(InvalidInput, match=r"U\+0000"):
        pg.append([commit("c-1", event("a\0b"))])
    assert positions(pg) == []


def test_a_password_is_never_told(postgres_url: str) -> None:
    url = postgres_url.replace("owner@", "owner:s3cr%40t@")
    assert "s3cr" not in without_password(url)
    assert without_password("postgresql://h/d?password=x&user=u") == "postgresql://h/d?password=***&user=u"
    assert without_password("sqlite:///a@b:c.db") == "sqlite:///a@b:c.db"
    with pytest.raises(StorageFailed) as caught:
        open_store(url.replace("host=", "host=/nowhere"))
    assert "s3cr" not in str(caught.value)


# --- threads that append together -----------------------------------------------------------------------------


def together(pg: PostgresStore, raw: Raw, *appends: list[Any]) -> list[Any]:
    """Append from as many threads while the lock is kept, so that all but the first share a transaction."""
    answers: list[Any] = [None] * len(appends)

    def append(number: int) -> None:
        try:
            answers[number] = pg.append(appends[number])
        except Exception as error:  # noqa: BLE001 - it is the answer
            answers[number] = error

    threads = [threading.Thread(target=append, args=(number,)) for number in range(len(appends))]
    with raw.transaction():
        raw.execute(APPEND_LOCK)
        for number, thread in enumerate(threads):
            thread.start()
            while len(pg._group._waiting) < number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(timeout=20)
    return answers


def transactions(raw: Raw) -> int:
    return len(raw.execute("SELECT DISTINCT xmin::text FROM ledger.events").fetchall())


def test_threads_that_wait_together_share_a_transaction_and_keep_their_own_outcomes(
    pg: PostgresStore, raw: Raw
) -> None:
    pg.append([commit("c-0", event("a"))])
    answers = together(
        pg,
        raw,
        [commit("c-1", event("b"))],
        [commit("c-2", event("a", 2)), commit("c-3", event("c"))],
        [commit("c-4", event("d")), commit("c-5", event("a", 2))],
        [commit("c-0", event("a"))],
        [commit("c-6", event("d")), commit("c-7", event("a", 3))],
    )
    assert isinstance(answers[2], Conflict)
    assert answers[2].values["stream"] == "a"
    assert [one.positions for one in answers[1]] == [range(3, 4), range(4, 5)]
    assert answers[3][0].repeated
    assert [one.positions for one in answers[4]] == [range(5, 6), range(6, 7)]
    assert [e.command_id for e in pg.read_all()] == ["c-0", "c-1", "c-2", "c-3", "c-6", "c-7"]
    assert transactions(raw) == 3
    assert [e.leaf for e in pg.read_all()] == list(pg.read_leaves())


def test_what_the_database_refuses_is_refused_to_its_own_thread_alone(pg: PostgresStore, raw: Raw) -> None:
    answers = together(
        pg,
        raw,
        [commit("c-1", event("a"))],
        [commit("c-2", event("b"))],
        [commit("c-3", event("nul\0"))],
        [commit("c-4", event("d"))],
    )
    assert isinstance(answers[2], InvalidInput)
    assert [e.command_id for e in pg.read_all()] == ["c-1", "c-2", "c-4"]


def test_many_threads_each_get_every_answer(pg: PostgresStore) -> None:
    found: dict[str, list[range]] = {}

    def write(name: str) -> None:
        found[name] = [
            pg.append([commit(f"{name}-{n}", event(name, n), event(f"{name}/{n}"))])[0].positions
            for n in range(1, 21)
        ]

    threads = [threading.Thread(target=write, args=(f"t-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(p for mine in found.values() for r in mine for p in r) == list(range(1, 321))
    for name, mine in found.items():
        assert all(one.stop <= other.start for one, other in pairwise(mine)), name


def test_a_thread_that_is_interrupted_leaves_the_turn_to_the_next() -> None:
    written: list[int] = []
    entered, interrupt = threading.Event(), threading.Event()

    def write(appends: Sequence[Sequence[Commit]]) -> list[Answer]:
        if not entered.is_set():
            entered.set()
            interrupt.wait(timeout=10)
            raise KeyboardInterrupt
        written.append(len(appends))
        return [tuple(Appended(one.command_id, range(0), repeated=False) for one in a) for a in appends]

    group, answers = Group(write), []

    def lead() -> None:
        with pytest.raises(KeyboardInterrupt):
            group.append([commit("c-0")])

    def follow(name: str) -> None:
        answers.append(group.append([commit(name)])[0].command_id)

    leader = threading.Thread(target=lead)
    leader.start()
    assert entered.wait(timeout=10)
    followers = [threading.Thread(target=follow, args=(f"c-{n}",)) for n in range(1, 4)]
    for follower in followers:
        follower.start()
    while len(group._waiting) < 3:
        time.sleep(0.001)
    interrupt.set()
    for thread in (leader, *followers):
        thread.join(timeout=10)
    assert sorted(answers) == ["c-1", "c-2", "c-3"]
    assert written == [3]
    assert group.append([commit("c-9")])[0].command_id == "c-9"
