"""Appending: positions, recorded times, versions, repeated commands, and nothing by halves."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ledger.errors import Conflict, InvalidInput, LedgerBusy, RecordedTimeInvalid
from ledger.log.envelope import Commit, NewEvent
from ledger.log.opening import AnyStore
from tests.log.places import Place
from tests.log.samples import NOON, Clock, commit, event, history


def test_positions_count_the_events_before_in_the_order_of_the_commits(store: AnyStore) -> None:
    first, second = store.append([commit("c-1", *history("a", 2)), commit("c-2", *history("b", 3))])
    (third,) = store.append([commit("c-3", *history("a", 1, first=3))])
    assert (first.positions, second.positions, third.positions) == (range(1, 3), range(3, 6), range(6, 7))
    assert [e.position for e in store.read_all()] == [1, 2, 3, 4, 5, 6]


def test_an_event_comes_back_as_it_was_given(store: AnyStore, clock: Clock) -> None:
    store.append([commit("c-1", event("official/AL-7", data=b'{"n":1.50}', kind="k.v1"), actor="Zoë")])
    (back,) = store.read_all()
    assert (back.position, back.stream, back.version, back.type) == (1, "official/AL-7", 1, "k.v1")
    assert (back.actor, back.command_id, back.imported, back.data) == ("Zoë", "c-1", False, b'{"n":1.50}')
    assert back.recorded_at == NOON
    assert back.recorded_at.tzinfo is UTC


def test_recorded_time_stands_still_while_the_clock_runs_backwards(store: AnyStore, clock: Clock) -> None:
    store.append([commit("c-1", event("a"))])
    clock.move(hours=-3)
    store.append([commit("c-2", event("b"))])
    clock.move(hours=4)
    store.append([commit("c-3", event("c"))])
    assert [e.recorded_at for e in store.read_all()] == [NOON, NOON, NOON + timedelta(hours=1)]


def test_all_commits_of_one_append_share_one_reading_of_the_clock(place: Place) -> None:
    readings = iter(NOON + timedelta(seconds=n) for n in range(10))
    with place.open(create=True, clock=lambda: next(readings)) as store:
        store.append([commit("c-1", event("a")), commit("c-2", event("b"))])
        assert {e.recorded_at for e in store.read_all()} == {NOON}


@pytest.mark.parametrize("version", [0, 2, 7])
def test_a_version_that_does_not_begin_a_new_stream_is_a_conflict(store: AnyStore, version: int) -> None:
    with pytest.raises(Conflict) as caught:
        store.append([commit("c-1", event("a", version))])
    assert caught.value.values == {"stream": "a", "expected": version - 1, "actual": 0}


def test_a_stale_version_is_a_conflict_that_names_both_versions(store: AnyStore) -> None:
    store.append([commit("c-1", *history("a", 3))])
    with pytest.raises(Conflict) as caught:
        store.append([commit("c-2", event("a", 3))])
    assert caught.value.values == {"stream": "a", "expected": 2, "actual": 3}
    assert "a is at version 3, not 2" in str(caught.value)


def test_a_conflict_in_the_last_commit_leaves_nothing_of_the_whole_call(store: AnyStore) -> None:
    with pytest.raises(Conflict):
        store.append([commit("c-1", *history("a", 5, reference="r")), commit("c-2", event("b", 2))])
    assert (store.last_position(), store.streams(""), store.find("r"), store.commit_of("c-1")) == (
        0,
        [],
        [],
        None,
    )
    store.append([commit("c-1", event("a"))])
    assert store.last_position() == 1


def test_later_commits_of_a_call_build_on_the_earlier_ones(store: AnyStore) -> None:
    store.append([commit("c-1", event("a", 1)), commit("c-2", event("a", 2)), commit("c-3", event("a", 3))])
    assert [e.command_id for e in store.read_stream("a")] == ["c-1", "c-2", "c-3"]


def test_the_same_command_again_returns_the_first_result_and_writes_nothing(store: AnyStore) -> None:
    given = commit("c-1", *history("a", 3))
    (first,) = store.append([given])
    store.append([commit("c-2", event("a", 4))])
    (again,) = store.append([given])
    assert (first.repeated, again.repeated) == (False, True)
    assert again.positions == first.positions == range(1, 4)
    assert store.last_position() == 4


def test_a_command_repeated_inside_one_call_is_written_once(store: AnyStore) -> None:
    given = commit("c-1", *history("a", 2))
    first, again, other = store.append([given, given, commit("c-2", event("a", 3))])
    assert (first.repeated, again.repeated, other.repeated) == (False, True, False)
    assert again.positions == first.positions
    assert other.positions == range(3, 4)


def test_a_repeated_command_is_answered_even_when_its_version_is_stale_by_now(store: AnyStore) -> None:
    store.append([commit("c-1", event("a", 1))])
    (again,) = store.append([commit("c-1", event("a", 99), recorded_at=NOON - timedelta(days=1))])
    assert again.repeated


def test_a_lost_acknowledgement_is_safe_from_another_connection(store: AnyStore, place: Place) -> None:
    given = commit("c-1", *history("a", 2))
    store.append([given])  # the answer is lost on the way; the client asks again elsewhere
    with place.open() as other:
        assert other.append([given])[0].repeated
        assert other.last_position() == 2


def test_a_commit_without_events_writes_nothing(store: AnyStore) -> None:
    (appended,) = store.append([commit("c-1")])
    assert (len(appended.positions), appended.repeated) == (0, False)
    assert store.append([]) == ()
    assert store.last_position() == 0
    assert store.commit_of("c-1") is None


def test_a_history_keeps_its_own_recorded_time_and_says_so(store: AnyStore) -> None:
    then = datetime(2019, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    store.append([commit("c-1", event("a"), recorded_at=then), commit("c-2", event("b"))])
    imported, stamped = store.read_all()
    assert (imported.recorded_at, imported.imported) == (then, True)
    assert (stamped.recorded_at, stamped.imported) == (NOON, False)


def test_a_recorded_time_in_another_zone_is_kept_as_the_same_instant(store: AnyStore) -> None:
    central = timezone(timedelta(hours=-6))
    store.append([commit("c-1", event("a"), recorded_at=datetime(2020, 1, 1, 6, 0, tzinfo=central))])
    assert store.recorded_at(1) == datetime(2020, 1, 1, 12, 0, tzinfo=UTC)


def test_a_recorded_time_before_the_newest_event_is_refused_with_both_instants(store: AnyStore) -> None:
    store.append([commit("c-1", event("a"))])
    with pytest.raises(RecordedTimeInvalid) as caught:
        store.append([commit("c-2", event("b"), recorded_at=NOON - timedelta(microseconds=1))])
    assert "2024-04-15T12:00:00.123456Z" in str(caught.value)
    assert "2024-04-15T12:00:00.123455Z" in str(caught.value)
    assert store.last_position() == 1


def test_a_recorded_time_in_the_future_is_refused_with_both_instants(store: AnyStore) -> None:
    with pytest.raises(RecordedTimeInvalid) as caught:
        store.append([commit("c-1", event("a"), recorded_at=NOON + timedelta(microseconds=1))])
    assert "2024-04-15T12:00:00.123456Z" in str(caught.value)
    assert "2024-04-15T12:00:00.123457Z" in str(caught.value)
    assert store.last_position() == 0


def test_the_newest_events_own_instant_is_neither_past_nor_future(store: AnyStore, clock: Clock) -> None:
    store.append([commit("c-1", event("a"))])
    clock.move(hours=-1)
    store.append([commit("c-2", event("b"), recorded_at=NOON)])
    assert store.recorded_at(2) == NOON


def test_histories_in_one_call_must_follow_each_other(store: AnyStore) -> None:
    day = timedelta(days=1)
    with pytest.raises(RecordedTimeInvalid):
        store.append(
            [
                commit("c-1", event("a"), recorded_at=NOON - day),
                commit("c-2", event("b"), recorded_at=NOON - 2 * day),
            ]
        )
    assert store.last_position() == 0


def test_an_instant_without_a_time_zone_is_refused(store: AnyStore) -> None:
    naive = datetime(2020, 1, 1)  # noqa: DTZ001 - this is what is refused
    with pytest.raises(InvalidInput, match="has no time zone"):
        store.append([commit("c-1", event("a"), recorded_at=naive)])
    with pytest.raises(InvalidInput, match="has no time zone"):
        store.position_at(naive)


@pytest.mark.parametrize(
    "given",
    [
        Commit("", "clerk", (event(),)),
        Commit("c-1", "", (event(),)),
        Commit("c-1", "clerk", (event(""),)),
        Commit("c-1", "clerk", (NewEvent("a", 1, "", b"{}"),)),
        Commit("c-1", "clerk", (NewEvent("a\ud800", 1, "k.v1", b"{}"),)),
    ],
)
def test_an_incomplete_envelope_is_refused(store: AnyStore, given: Commit) -> None:
    with pytest.raises(InvalidInput):
        store.append([commit("c-0", event("z")), given])
    assert store.last_position() == 0


def test_a_writer_that_never_gets_the_lock_is_told_so_and_writes_nothing(
    store: AnyStore, place: Place
) -> None:
    with (
        place.locked(),
        place.open(busy_wait_seconds=0.2) as waiting,
        pytest.raises(LedgerBusy, match=r"0\.2 seconds"),
    ):
        waiting.append([commit("c-1", event("a"))])
    assert store.last_position() == 0


def test_a_writer_waits_for_a_lock_that_is_let_go(store: AnyStore, place: Place) -> None:
    with place.locked() as let_go:
        release = threading.Timer(0.3, let_go)
        release.start()
        assert store.append([commit("c-1", event("a"))])[0].positions == range(1, 2)
        release.join()


def test_readers_do_not_wait_for_a_writer(store: AnyStore, place: Place) -> None:
    store.append([commit("c-1", event("a"))])
    with place.locked():
        assert store.last_position() == 1


def test_threads_may_share_a_store(store: AnyStore) -> None:
    def write(name: str) -> None:
        for version in range(1, 41):
            store.append([commit(f"{name}-{version}", event(name, version))])
            assert len(store.read_stream(name)) == version

    threads = [threading.Thread(target=write, args=(f"s{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.position for e in store.read_all()] == list(range(1, 161))
