"""The history of a stream: what a fold needs of it, and no more."""

from __future__ import annotations

from ledger.log.store import EventStore
from tests.log.samples import commit, event, history


def test_a_history_is_position_type_and_bytes_of_the_streams_events_in_order(store: EventStore) -> None:
    store.append(
        [
            commit("c-1", *history("a", 3), event("b", kind="y.v1")),
            commit("c-2", *history("a", 2, first=4, data=b'{"hours":"6"}')),
        ]
    )
    for stream in ("a", "b"):
        wanted = [(one.position, one.type, one.data) for one in store.read_stream(stream)]
        assert store.history_of(stream) == wanted
    assert [position for position, _, _ in store.history_of("a")] == [1, 2, 3, 5, 6]


def test_an_unknown_stream_has_an_empty_history(store: EventStore) -> None:
    assert store.history_of("nobody") == []
