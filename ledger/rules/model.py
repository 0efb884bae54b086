"""The dated versions of parameters, the programs made of them, and the set of values in force on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledger.values import FOREVER


@dataclass(frozen=True, slots=True)
class Version:
    """One dated value of one parameter of one program.

    It governs days in `[valid_from, valid_until)` and was known from `published_on`; that it ends was known from
    `end_published_on`. `corrects` lets it overrule earlier publications on its days.
    """

    program: str
    parameter: str
    value: Any
    valid_from: date
    valid_until: date
    published_on: date
    end_published_on: date
    source: str
    reading: str | None
    corrects: bool
    file: str
    line: int

    @property
    def ref(self) -> str:
        """The name by which answers cite the version: `alm-basic.outside_annual_cap@1994-01-01`.

        A correction is cited with its publication: `...@1994-01-01+2025-06-01`.
        """
        cite = f"{self.program}.{self.parameter}@{self.valid_from.isoformat()}"
        return f"{cite}+{self.published_on.isoformat()}" if self.corrects else cite

    def governs(self, day: date, *, known_on: date) -> bool:
        """Whether the version, as published by `known_on`, reaches `day`."""
        if self.published_on > known_on or day < self.valid_from:
            return False
        return day < self.valid_until or self.end_published_on > known_on


@dataclass(frozen=True)
class Program:
    """One rule file: who offers what, and every dated version of its parameters."""

    id: str
    name: str
    designation: str
    authority: str
    unit: str
    scheme: str
    follows: str | None
    versions: tuple[Version, ...]
    file: str
    text: str = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the UTF-8 bytes of the file, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def publications(self) -> frozenset[date]:
        """The days on which anything of the file became known."""
        days = {version.published_on for version in self.versions}
        return frozenset(days | {v.end_published_on for v in self.versions if v.valid_until != FOREVER})


class RuleSet:
    """All parameters of one program in force on a day, each an attribute; not to be changed.

    `values` holds them by name, `refs` which version gave each, `readings` the ambiguity it settles.
    """

    def __init__(
        self,
        program: str,
        *,
        valid_from: date,
        values: Mapping[str, Any],
        refs: Mapping[str, str],
        readings: Mapping[str, str],
    ) -> None:
        self.program = program
        self.valid_from = valid_from
        self.values = values
        self.refs = refs
        self.readings = readings
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the value of a parameter."""
