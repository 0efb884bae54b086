"""What a projection returns: dated facts, half-open on the valid axis, with a value that is plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import orjson

from ledger.values import day_text


class Fact(NamedTuple):
    """`key` of a kind, in a program, has `value` (JSON bytes) on the days `[valid_from, valid_until)`."""

    kind: str
    program: str
    key: str
    valid_from: date
    valid_until: date
    value: bytes

    @property
    def content(self) -> Any:
        """The value as plain data."""
        return orjson.loads(self.value)


class Group(NamedTuple):
    """Facts that depend on the same inputs; equal inputs mean equal facts."""

    inputs: tuple[Any, ...]
    facts: tuple[Fact, ...]


def fact(kind: str, program: str, key: str, span: tuple[date, date], value: dict[str, Any]) -> Fact:
    """Return a fact; days and amounts in `value` are text already."""
    return Fact(kind, program, key, span[0], span[1], orjson.dumps(value))


def optional_day(day: date | None) -> str | None:
    """Write a day that may be absent."""
    return None if day is None else day_text(day)


def merged(facts: Iterable[Fact]) -> list[Fact]:
    """Join neighbours of one key that say the same; `facts` are in order of key and `valid_from`."""
    result: list[Fact] = []
    for one in facts:
        last = result[-1] if result else None
        if (
            last is not None
            and last[:3] == one[:3]
            and last.valid_until == one.valid_from
            and last.value == one.value
        ):
            result[-1] = last._replace(valid_until=one.valid_until)
        elif one.valid_from < one.valid_until:
            result.append(one)
    return result
