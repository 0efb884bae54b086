"""Stored bytes are read fast and exactly: as each type's own validator reads them, damage refused in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from ledger.errors import IntegrityFailure
from ledger.events import EVENT_TYPES, Event
from ledger.log.codec import decode, decode_all, encode, new_event
from ledger.log.lines import CommitPieces, is_plain, render_line
from ledger.log.readers import READERS
from tests.contract.test_events import LINES

#: What may stand in the place of a value in a damaged log: another type, an edge, too much of anything.
DAMAGE: tuple[Any, ...] = (
    None, "", "0", "-1", "4.50", "4.5000001", "4.5000000", "10000", "10000.5", "1e3", "NaN", "Infinity", " 4.5",
    "x" * 501, "2024-02-30", "2024-02-29", "2024-02-29T00:00:00", 0, 1, 4.5, -3, 10**30, True,
    [], ["a"], {}, [{}], [{"kind": "x", "y": 1}],
)  # fmt: skip


def read_by_the_type(kind: str, stored: bytes) -> Event | str:
    """What the type's own validator makes of the bytes: the event, or the first refusal."""
    try:
        return EVENT_TYPES[kind].model_validate_json(stored)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])


def read(kind: str, stored: bytes) -> Event | str:
    """What `decode` makes of the bytes: the event, or the refusal."""
    try:
        return decode(kind, stored)
    except IntegrityFailure as failure:
        return failure.fact if (failure.expected, failure.found) == (kind, stored) else "not as it should be"


def damaged(stated: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields with one of them missing, unknown or replaced, at the top and inside."""
    yield {**stated, "undeclared": "x"}
    for name, value in stated.items():
        yield {key: kept for key, kept in stated.items() if key != name}
        for other in DAMAGE:
            yield {**stated, name: other}
        if isinstance(value, dict):
            yield from ({**stated, name: inner} for inner in damaged(value))


def same(found: Event, wanted: Event) -> bool:
    """Whether two events are alike to the last zero of an amount, and state the same fields."""
    return (repr(found), found.model_fields_set, encode(found)) == (
        repr(wanted), wanted.model_fields_set, encode(wanted)
    )  # fmt: skip


def test_every_type_has_a_reader() -> None:
    assert set(READERS) == set(EVENT_TYPES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
def test_a_reader_reads_what_the_type_itself_reads(line: dict[str, str]) -> None:
    stored = line["stored"].encode()
    wanted = EVENT_TYPES[line["type"]].__pydantic_validator__.validate_json(stored)
    assert same(READERS[line["type"]](stored), wanted)
    assert same(decode(line["type"], stored), wanted)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
def test_damaged_bytes_are_read_or_refused_as_the_type_itself_does(line: dict[str, str]) -> None:
    kind, refused = line["type"], 0
    for fields in damaged(json.loads(line["stored"])):
        stored = json.dumps(fields).encode()
        wanted, found = read_by_the_type(kind, stored), read(kind, stored)
        if isinstance(wanted, Event):
            assert isinstance(found, Event)
            assert same(found, wanted), stored
        else:
            assert found == f"A stored event does not fit its type {kind!r}: {wanted}.", stored
            refused += 1
    assert refused


@pytest.mark.parametrize("amount", ["0", "4.5000001", "10000.5", "four"])
def test_an_amount_that_was_refused_is_refused_again(amount: str) -> None:
    stored = b'{"claim":"C-1","hours_awarded":"%b","approved_on":"2024-03-08"}' % amount.encode()
    for _ in range(3):
        with pytest.raises(IntegrityFailure):
            decode("credit-approved.v1", stored)


def test_an_amount_keeps_its_spelling_however_often_others_are_read() -> None:
    for amount in ("4.5", "4.50", "4.500", "4.5"):
        stored = b'{"claim":"C-1","hours_awarded":"%b","approved_on":"2024-03-08"}' % amount.encode()
        event: Any = decode("credit-approved.v1", stored)
        assert event.hours_awarded.as_tuple() == Decimal(amount).as_tuple()


def test_a_history_is_read_in_order_with_its_positions() -> None:
    told = [(7 * n, line["type"], line["stored"].encode()) for n, line in enumerate(LINES)]
    assert list(decode_all(told)) == [(decode(kind, data), position) for position, kind, data in told]


@pytest.mark.parametrize(("kind", "data"), [("x.v1", b"{}"), ("credit-approved.v1", b'{"claim":"C-1"}')])
def test_a_history_stops_at_what_cannot_be_read(kind: str, data: bytes) -> None:
    first = (1, LINES[0]["type"], LINES[0]["stored"].encode())
    history = decode_all([first, (2, kind, data)])
    next(history)
    with pytest.raises(IntegrityFailure):
        next(history)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
def test_bytes_that_are_called_plain_are_plain(line: dict[str, str]) -> None:
    event = new_event("official/AL-1", 1, decode(line["type"], line["stored"].encode()))
    assert event.plain
    assert is_plain(event.data)
    pieces = CommitPieces.of("clerk", "c-1", recorded_us=0, imported=False)
    assert render_line(1, pieces, event, plain=event.plain) == render_line(1, pieces, event)
