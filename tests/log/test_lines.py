"""The canonical line: its bytes and hashes are pinned, and no second spelling of them is read."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.envelope import RecordedEvent
from ledger.log.instants import instant_text, parse_instant, to_microseconds
from ledger.log.parsing import NotCanonical, parse_line
from tests.log.samples import NOON

#: One line an event, the leaf hash in hexadecimal before it. Added to, never edited.
GOLDEN = Path(__file__).parent / "golden" / "canonical_lines.txt"
NOON_US = to_microseconds(NOON)


def recorded(position: int = 1, **changed: object) -> RecordedEvent:
    usual: dict[str, object] = {
        "recorded_us": NOON_US,
        "stream": "official/AL-000123",
        "version": 1,
        "type": "credit-approved.v1",
        "actor": "clerk",
        "command_id": "c-1",
        "imported": False,
        "data": b'{"claim_id":"CL-1","hours_awarded":"5.00"}',
    }
    return RecordedEvent(position, **{**usual, **changed})  # type: ignore[arg-type]


EVENTS = (
    recorded(1),
    recorded(2, version=2, imported=True, recorded_us=1_546_398_245_000_000),
    recorded(3, stream="offering/2024-été", actor='Zoë "Z" \\ O\'Brien', command_id="c/2"),
    recorded(
        4, actor="tab\tline\nreturn\rbell\x07unit\x1fdelete\x7fseparator\u2028", command_id="\U0001f5f3"
    ),
    recorded(5, data=b"{}"),
    recorded(6, data='{ "kept" : [1.50, -0.0, 1e2, "\\u00e9", "é"] , "kept":2 }'.encode()),
    recorded(7, data=b'{"two":\n"lines"}'),
    recorded(8, data=b'{"carriage":\r"return"}'),
    recorded(9, data=b"[1,2]"),
    recorded(10, data=b""),
    recorded(11, data=b'{"invalid":"\xff"}'),
    recorded(12, data=bytes(range(256)), version=0, type="eventsourcing.domain:Aggregate.Created"),
    recorded(13, data=b' {"space":"before"}'),
    recorded(2**53 + 1, version=2**53 + 1, recorded_us=0),
    recorded(15, data=b'{"space":"after"} '),
    recorded(16, recorded_us=-62_135_596_800_000_000),
)


def golden() -> list[tuple[str, bytes]]:
    lines = GOLDEN.read_bytes().removesuffix(b"\n").split(b"\n")
    return [(leaf.decode("ascii"), line) for leaf, _, line in (entry.partition(b" ") for entry in lines)]


def test_lines_and_leaves_are_those_of_the_golden_file() -> None:
    assert [(event.leaf.hex(), event.line) for event in EVENTS] == golden()


def test_the_golden_leaves_are_plain_rfc_6962_hashes_of_the_golden_lines() -> None:
    for leaf, line in golden():
        assert hashlib.sha256(b"\x00" + line).hexdigest() == leaf


def test_the_golden_lines_say_in_plain_json_what_was_recorded() -> None:
    for event, (_, line) in zip(EVENTS, golden(), strict=True):
        fields = json.loads(line)
        data = fields.pop("data_base64", None)
        if data is None:
            assert fields.pop("data") == json.loads(event.data)
        else:
            assert base64.b64decode(data) == event.data
        expected = {
            "position": event.position,
            "recorded_at": instant_text(event.recorded_us),
            "stream": event.stream,
            "version": event.version,
            "type": event.type,
            "actor": event.actor,
            "command_id": event.command_id,
        } | ({"imported": True} if event.imported else {})
        assert list(fields.items()) == list(expected.items())


def test_the_golden_lines_are_read_back_as_what_was_recorded() -> None:
    assert tuple(parse_line(line) for _, line in golden()) == EVENTS


def test_the_line_shown_in_the_documentation_is_canonical() -> None:
    page = (Path(__file__).parents[2] / "docs" / "log-format.md").read_bytes()
    shown = page.split(b"```json\n")[1].split(b"\n```")[0]
    assert parse_line(shown).line == shown


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
OBJECTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.integers(), max_size=3
)
DATA = st.binary(max_size=40) | OBJECTS.map(lambda o: json.dumps(o).encode())


@given(
    event=st.builds(
        RecordedEvent,
        st.integers(1, 2**63 - 1),
        st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
        TEXTS,
        st.integers(0, 2**63 - 1),
        TEXTS,
        TEXTS,
        TEXTS,
        st.booleans(),
        DATA,
    )
)
def test_every_event_has_one_line_and_every_line_one_event(event: RecordedEvent) -> None:
    assert b"\n" not in event.line
    assert parse_line(event.line) == event


LINE = recorded(1).line


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "not JSON"),
        (b"hello", "not JSON"),
        (LINE[:-1], "not JSON"),
        (LINE + b"}", "not JSON"),
        (b"[1]", "not a JSON object"),
        (LINE.replace(b'"position":1', b'"position":"1"'), "'position' must be a whole number"),
        (LINE.replace(b'"position":1', b'"position":0'), "'position' must be a whole number"),
        (LINE.replace(b'"position":1', b'"position":1.0'), "'position' must be a whole number"),
        (LINE.replace(b'"position":1', b'"position":true'), "'position' must be a whole number"),
        (
            LINE.replace(b'"position":1', b'"position":9223372036854775808'),
            "'position' must be a whole number",
        ),
        (LINE.replace(b'"version":1', b'"version":-1'), "'version' must be a whole number"),
        (LINE.replace(b'"version":1,', b""), "'version' must be a whole number"),
        (LINE.replace(b'"actor":"clerk"', b'"actor":""'), "'actor' must be a text"),
        (LINE.replace(b'"actor":"clerk"', b'"actor":null'), "'actor' must be a text"),
        (LINE.replace(b'"actor":"clerk",', b""), "'actor' must be a text"),
        (LINE.replace(b".123456Z", b".123Z"), "'recorded_at' is not an instant"),
        (LINE.replace(b".123456Z", b".123456+00:00"), "'recorded_at' is not an instant"),
        (LINE.replace(b".123456Z", b".123456"), "'recorded_at' is not an instant"),
        (LINE.replace(b"T12", b" 12"), "'recorded_at' is not an instant"),
        (LINE.replace(b"-04-15T", b"-04-31T"), "'recorded_at' is not an instant"),
        (LINE.replace(b'"data":{', b'"data":[{').replace(b"}}", b"}]}"), "'data' must be a JSON object"),
        (LINE[: LINE.index(b',"data"')] + b"}", "'data' must be a JSON object"),
        (b" " + LINE, "spelling"),
        (LINE + b" ", "spelling"),
        (LINE[:-1] + b" }", "spelling"),
        (LINE.replace(b'"data":', b'"data": '), "spelling"),
        (LINE.replace(b":1,", b": 1,", 1), "spelling"),
        (LINE.replace(b'"clerk"', b'"cl\\u0065rk"'), "spelling"),
        (LINE.replace(b"official/", b"official\\/"), "spelling"),
        (LINE.replace(b',"data"', b',"imported":false,"data"'), "spelling"),
        (LINE.replace(b',"data"', b',"imported":1,"data"'), "spelling"),
        (LINE.replace(b',"data"', b',"extra":"x","data"'), "spelling"),
        (LINE[:-1] + b',"extra":"x"}', "spelling"),
        (LINE[:-1] + b',"data":{}}', "spelling"),
        (LINE[:-1] + b',"position":1}', "spelling"),
        (b'{"position":1,' + LINE[1:], "spelling"),
        (
            LINE.replace(b'"actor":"clerk","command_id":"c-1"', b'"command_id":"c-1","actor":"clerk"'),
            "spelling",
        ),
        (LINE.replace(b'"data":{}', b"").replace(b'"data":', b'"data_base64":"e30=","data":'), "spelling"),
    ],
)
def test_any_other_line_is_refused_with_the_reason(line: bytes, reason: str) -> None:
    with pytest.raises(NotCanonical, match=reason):
        parse_line(line)


HEAD = LINE[: LINE.index(b'"data"')]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'"e30="', "spelling"),  # an object must stand as itself
        (b'"AAE"', "not base64"),
        (b'"AA E="', "not base64"),
        (b'"AAF="', "spelling"),  # bits beyond the last byte
        (b'"_w=="', "not base64"),
        (b"7", "must be a text"),
        ('"é"'.encode(), "not base64"),
    ],
)
def test_base64_has_one_spelling_too(text: bytes, reason: str) -> None:
    with pytest.raises(NotCanonical, match=reason):
        parse_line(HEAD + b'"data_base64":' + text + b"}")


def test_an_instant_is_spelt_with_six_digits_always() -> None:
    assert instant_text(0) == "1970-01-01T00:00:00.000000Z"
    assert instant_text(-1) == "1969-12-31T23:59:59.999999Z"
    assert parse_instant("0001-01-01T00:00:00.000000Z") == -62_135_596_800_000_000
