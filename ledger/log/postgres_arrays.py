"""Columns of values in PostgreSQL's binary array format: the fastest way for many rows to travel."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

#: Object identifiers of the elements' types, the same in every database.
_BOOL, _BYTEA, _INT8, _TEXT = 16, 17, 20, 25
_HEADER = struct.Struct("!iiIii")
_INT8_ITEM = struct.Struct("!iq")
_LENGTH = struct.Struct("!i")


class BinaryArray:
    """One column's values, already in PostgreSQL's binary format for an array without nulls."""

    __slots__ = ("buffer",)

    def __init__(self, element_oid: int, count: int, body: bytes) -> None:
        head = (
            _HEADER.pack(1, 0, element_oid, count, 1) if count else _HEADER.pack(0, 0, element_oid, 0, 0)[:12]
        )
        self.buffer = head + body


class _ArrayDumper(Dumper):
    """Hands a `BinaryArray` to the driver as it is."""

    format = Format.BINARY

    def dump(self, obj: BinaryArray) -> Buffer:
        """Return the bytes."""
        return obj.buffer


def integers(values: Sequence[int]) -> BinaryArray:
    """Return a column of 64-bit whole numbers."""
    pack = _INT8_ITEM.pack
    return BinaryArray(_INT8, len(values), b"".join([pack(8, value) for value in values]))


def truths(values: Sequence[int]) -> BinaryArray:
    """Return a column of truth values."""
    items = (b"\x00\x00\x00\x01\x00", b"\x00\x00\x00\x01\x01")
    return BinaryArray(_BOOL, len(values), b"".join([items[bool(value)] for value in values]))


def octets(values: Sequence[bytes]) -> BinaryArray:
    """Return a column of byte strings."""
    return BinaryArray(_BYTEA, len(values), _with_lengths(values))


def texts(values: Iterable[str]) -> BinaryArray:
    """Return a column of texts; one with U+0000 is refused by the database."""
    encoded = [value.encode() for value in values]
    return BinaryArray(_TEXT, len(encoded), _with_lengths(encoded))


def _with_lengths(values: Sequence[bytes]) -> bytes:
    pack = _LENGTH.pack
    return b"".join(chain.from_iterable([(pack(len(value)), value) for value in values]))


ARRAYS: dict[str, Callable[[Sequence[Any]], BinaryArray]] = {
    "int8": integers, "text": texts, "bytea": octets,
}  # fmt: skip

psycopg.adapters.register_dumper(BinaryArray, _ArrayDumper)
