"""The storage contract: exact bytes of every event type, for ever; unknown types are refused; old ones are upcast."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ledger import events as e
from ledger.errors import IntegrityFailure
from ledger.log.codec import UPCASTERS, decode, encode

GOLDEN = Path(__file__).parent / "golden" / "events.jsonl"
LINES = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
#: How many lines are pinned, and their SHA-256. To add lines, add a pair; a pair is never edited.
PINNED = (
    (70, "cace5f02f6ef986695bc4101b7b9d09643292bd8e746aa728dc5540e7596fed5"),
    (139, "c46ca21cad5c84511a6e1318c2f7a66b98cb049a1a5c487f153c1ba59ae982b6"),
)
#: Fields that take a short text of the authority's own. Everything else is a day, a number, a word or an identifier.
TEXTS = {"title", "municipality", "provider", "employer", "imported_from", "text", "decided_under"}


def below(base: type[Any]) -> Iterator[type[Any]]:
    """Every class that descends from `base`."""
    for cls in base.__subclasses__():
        yield cls
        yield from below(cls)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
def test_stored_bytes_are_read_and_written_again_unchanged(line: dict[str, str]) -> None:
    stored = line["stored"].encode()
    event = decode(line["type"], stored)
    assert line["type"] == event.TYPE
    assert encode(event) == stored


def test_the_golden_lines_are_added_to_and_never_edited() -> None:
    lines = GOLDEN.read_bytes().splitlines(keepends=True)
    for count, sha256 in PINNED:
        assert hashlib.sha256(b"".join(lines[:count])).hexdigest() == sha256
    assert len(lines) == PINNED[-1][0]


def test_every_type_has_golden_bytes_with_nothing_optional_and_with_every_field() -> None:
    for kind, cls in e.EVENT_TYPES.items():
        found = [set(json.loads(line["stored"])) for line in LINES if line["type"] == kind]
        stated = {name for name, field in cls.model_fields.items() if field.is_required()}
        shortest = min(found, key=len)
        assert stated <= shortest, kind
        assert "imported_from" not in shortest, kind
        assert set(cls.model_fields) == set().union(*found), kind


def test_a_type_is_the_name_of_one_class_and_is_never_reused() -> None:
    classes = list(below(e.Event))
    assert len({cls.TYPE for cls in classes}) == len(classes) == len(e.EVENT_TYPES)
    for kind, cls in e.EVENT_TYPES.items():
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        assert re.fullmatch(rf"{words}\.v[1-9]\d*", kind)
    assert set(UPCASTERS).isdisjoint(e.EVENT_TYPES)


def test_amounts_are_stored_as_text_and_never_as_numbers_with_a_point() -> None:
    for line in LINES:
        assert float not in {type(value) for value in json.loads(line["stored"]).values()}, line


def test_an_unknown_type_is_refused_loudly() -> None:
    with pytest.raises(IntegrityFailure) as caught:
        decode("credit-approved.v9", b"{}")
    assert "credit-approved.v9" in caught.value.fact
    assert caught.value.found == "credit-approved.v9"
    assert caught.value.remedy


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"null",
        b"{",
        b'{"claim":"C-1"}',
        b'{"claim":"C-1","hours_awarded":"0","approved_on":"2024-03-08"}',
    ],
)
def test_bytes_that_do_not_fit_their_type_are_refused_with_the_bytes(stored: bytes) -> None:
    with pytest.raises(IntegrityFailure) as caught:
        decode("credit-approved.v1", stored)
    assert caught.value.found == stored
    assert caught.value.expected == "credit-approved.v1"


def test_a_field_nobody_declared_is_refused() -> None:
    with pytest.raises(IntegrityFailure):
        decode("official-registered.v1", b'{"registered_on":"2016-11-07","name":"Eleanor"}')


def test_an_old_type_is_upcast_step_by_step_until_it_is_current() -> None:
    def from_first(fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "official-noted.v2", {"noted_on": fields["day"]}

    def from_second(fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "official-registered.v1", {"registered_on": fields["noted_on"]}

    upcasters = {"official-noted.v1": from_first, "official-noted.v2": from_second}
    event = decode("official-noted.v1", b'{"day":"2016-11-07"}', upcasters=upcasters)
    assert event == decode("official-registered.v1", b'{"registered_on":"2016-11-07"}')
    with pytest.raises(IntegrityFailure):
        decode("official-noted.v1", b'{"day":"2016-11-07"}', upcasters={"official-noted.v1": from_first})


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["type"]))
@pytest.mark.parametrize("personal", ["eleanor.whitfield@example.org", "Eleanor Whitfield"])
def test_no_field_but_a_text_of_the_authority_takes_an_email_or_a_name(
    line: dict[str, str], personal: str
) -> None:
    cls, stated = e.EVENT_TYPES[line["type"]], json.loads(line["stored"])
    for name in set(stated) - TEXTS:
        with pytest.raises(ValidationError):
            cls.model_validate_json(json.dumps({**stated, name: personal}))


def test_what_people_write_freely_is_a_commitment_in_every_event() -> None:
    free = [cls.model_fields[name] for cls in e.EVENT_TYPES.values() for name in ("reason", "contact")
            if name in cls.model_fields]  # fmt: skip
    assert len(free) == 22
    for field in free:
        assert "[0-9a-f]{64}" in repr(field)


def test_the_ordinary_precision_of_a_day_is_not_stored_and_the_month_is() -> None:
    award = e.DesignationAwarded(program="iimc-cmc", awarded_on=date(2008, 3, 1), basis="imported")
    assert award.precision == "day"
    assert b"precision" not in encode(award)
    assert b'"precision":"month"' in encode(award.model_copy(update={"precision": "month"}))
