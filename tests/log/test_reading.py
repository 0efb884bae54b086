"""Reading: streams, the whole log, look-ups by reference, command and instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.errors import NotFound
from ledger.log.opening import AnyStore
from tests.log.samples import NOON, Clock, commit, event, history


def test_a_stream_is_read_from_a_version_up_to_a_position(store: AnyStore) -> None:
    store.append(
        [commit("c-1", *history("a", 3)), commit("c-2", event("b")), commit("c-3", *history("a", 2, first=4))]
    )
    assert [e.version for e in store.read_stream("a")] == [1, 2, 3, 4, 5]
    assert [e.version for e in store.read_stream("a", after_version=3)] == [4, 5]
    assert [e.version for e in store.read_stream("a", until_position=5)] == [1, 2, 3, 4]
    assert [e.version for e in store.read_stream("a", after_version=1, until_position=3)] == [2, 3]
    assert store.read_stream("nobody") == []
    assert (store.last_version("a"), store.last_version("nobody")) == (5, 0)


def test_the_log_is_read_between_positions_by_type_and_up_to_a_limit(store: AnyStore) -> None:
    kinds = ["x.v1", "y.v1", "z.v1"]
    store.append([commit("c-1", *(event("a", n, kind=kinds[n % 3]) for n in range(1, 31)))])
    assert [e.position for e in store.read_all(after_position=28)] == [29, 30]
    assert [e.position for e in store.read_all(until_position=2)] == [1, 2]
    assert [e.position for e in store.read_all(after_position=3, limit=2)] == [4, 5]
    assert [e.position for e in store.read_all(types=["x.v1", "z.v1"], limit=4)] == [2, 3, 5, 6]
    assert [*store.read_all(types=[])] == []
    assert [*store.read_all(limit=0)] == []
    assert [*store.read_all(after_position=99)] == []


def test_a_long_log_is_read_in_pages_without_a_gap(store: AnyStore) -> None:
    store.append([commit("c-1", *history("a", 6_500))])
    assert [e.position for e in store.read_all()] == list(range(1, 6_501))
    assert [e.position for e in store.read_all(limit=4_000)] == list(range(1, 4_001))
    assert len([*store.read_leaves()]) == 6_500
    assert [e.leaf for e in store.read_all(after_position=3_990, limit=20)] == [
        *store.read_leaves(after_position=3_990, until_position=4_010)
    ]


def test_one_type_of_a_long_log_is_read_in_pages_without_a_gap(store: AnyStore) -> None:
    store.append([commit("c-1", *(event("a", n, kind="xy"[n % 2]) for n in range(1, 9_001)))])
    assert [e.position for e in store.read_all(types=["y"])] == list(range(1, 9_001, 2))


def test_a_reading_of_the_log_ends_where_the_log_ended_when_it_began(store: AnyStore) -> None:
    store.append([commit("c-1", *history("a", 3))])
    seen = []
    for read in store.read_all():
        seen.append(read.position)
        store.append([commit(f"d-{read.position}", event(f"b-{read.position}"))])
    assert seen == [1, 2, 3]


def test_streams_are_listed_by_prefix_in_order_and_by_page(store: AnyStore) -> None:
    names = ["official/AL-2", "official/AL-10", "offering/x", "ledger", "official/Ä", "program/p"]
    store.append([commit(f"c-{n}", *history(name, 2)) for n, name in enumerate(names)])
    assert store.streams("") == sorted(names)
    assert store.streams("official/") == ["official/AL-10", "official/AL-2", "official/Ä"]
    assert store.streams("official/", after="official/AL-10") == ["official/AL-2", "official/Ä"]
    assert store.streams("official/", limit=1) == ["official/AL-10"]
    assert store.streams("off%") == []


def test_an_event_is_found_by_its_reference(store: AnyStore) -> None:
    store.append([commit("c-1", event("o/1", reference="ethics-2024"), event("o/2"))])
    store.append([commit("c-2", event("o/3", reference="ethics-2024"))])
    assert store.find("ethics-2024") == [("o/1", 1), ("o/3", 3)]
    assert store.find("unknown") == []


def test_a_command_is_found_with_exactly_its_own_events(store: AnyStore) -> None:
    for n, size in enumerate([2, 1, 3]):
        store.append([commit(f"c-{n}", *history(f"s-{n}", size))])
    found = [store.commit_of(f"c-{n}") for n in range(3)]
    assert [f.positions for f in found if f] == [range(1, 3), range(3, 4), range(4, 7)]
    assert all(f.repeated for f in found if f)
    assert store.commit_of("unknown") is None


def test_a_position_is_found_for_every_instant(store: AnyStore, clock: Clock) -> None:
    assert store.position_at(NOON) == 0
    store.append([commit("c-1", *history("a", 3))])
    clock.move(seconds=1)
    store.append([commit("c-2", event("b"))])
    microsecond = timedelta(microseconds=1)
    assert store.position_at(NOON - microsecond) == 0
    assert store.position_at(NOON) == 3
    assert store.position_at(NOON + timedelta(seconds=1) - microsecond) == 3
    assert store.position_at(NOON + timedelta(seconds=1)) == 4
    assert store.position_at(NOON + timedelta(days=9999)) == 4


def test_a_position_beyond_the_log_has_no_recorded_time(store: AnyStore) -> None:
    store.append([commit("c-1", event("a"))])
    assert store.recorded_at(1) == NOON
    for position in (0, 2):
        with pytest.raises(NotFound, match=f"no event at position {position}"):
            store.recorded_at(position)
