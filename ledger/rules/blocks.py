"""Reads one dated version out of its block, and collects what is wrong with a rule file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from ledger.errors import RuleFileInvalid
from ledger.rules.model import Version
from ledger.rules.parameters import PARAMETERS, BadValue
from ledger.rules.places import Places
from ledger.values import FOREVER

#: The keys of a `[[name.version]]` block, in the order of the documentation.
VERSION_KEYS: Final = (
    "value",
    "valid_from",
    "valid_until",
    "published_on",
    "end_published_on",
    "source",
    "reading",
    "alternatives",
    "corrects",
    "note",
)
VERSION_REQUIRED: Final = ("value", "valid_from", "published_on", "source")

_SOURCE: Final = re.compile(r"[A-Z0-9][A-Za-z0-9.-]*(?:[ ,]+[A-Z0-9][A-Za-z0-9.-]*)*")
_READING: Final = re.compile(r"[AC][0-9]{2}")
_EXAMPLE: Final = {
    "value": 'value = "5"',
    "valid_from": "valid_from = 2025-01-01",
    "published_on": "published_on = 2024-05-03",
    "source": 'source = "ALM-AO-11"',
}


class Findings:
    """The problems found in one file; reading goes on after each."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.places = Places(text)
        self.problems: list[RuleFileInvalid] = []

    def refuse(
        self, fact: str, remedy: str, *, line: int, field: str | None = None, value: object = None
    ) -> None:
        """Note a problem at a line of the file."""
        self.problems.append(
            RuleFileInvalid(fact, remedy=remedy, file=self.file, line=line, field=field, value=value)
        )

    def unknown(self, key: str, known: Iterable[str], *, field: str, line: int) -> None:
        """Refuse a name that the format does not know, with the nearest one that it does."""
        self.refuse(f"There is no {key!r} here.", nearest(key, known), line=line, field=field)

    def check_source(self, source: str, *, field: str, line: int) -> None:
        """Refuse a source that is not a list of ids."""
        if not _SOURCE.fullmatch(source):
            self.refuse(
                "A source is one or more ids, divided by spaces or commas.",
                'Write it like "ALM-AO-11" or "ALM-AO-11, C04".',
                line=line,
                field=field,
                value=source,
            )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean "...?"`, or the list of what is known where nothing is near."""
    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else f"Known are: {', '.join(names)}."


def read_version(
    findings: Findings, name: str, index: int, row: Mapping[str, Any], *, program: str
) -> Version | None:
    """Return the version of the `index`-th block of a known parameter, or nothing where a problem was noted.

    Where the block does not say when its end became known, `end_published_on` is left at `FOREVER`.
    """
    return _Block(findings, name, index, row).version(program)


@dataclass
class _Block:
    """One `[[name.version]]` block."""

    findings: Findings
    name: str
    index: int
    row: Mapping[str, Any]

    def version(self, program: str) -> Version | None:
        """Return the version, or nothing where a problem was found in the block."""
        before = len(self.findings.problems)
        for key in self.row.keys() - set(VERSION_KEYS):
            self.findings.unknown(key, VERSION_KEYS, field=f"{self.name}.{key}", line=self._line(key))
        for key in VERSION_REQUIRED:
            if key not in self.row:
                self._refuse(
                    key, f"{key} is missing.", f"Add {_EXAMPLE[key]} (with your own value) to the block."
                )
        value = self._value()
        days = {key: self._day(key) for key in VERSION_KEYS if key.endswith(("_from", "_until", "_on"))}
        self._texts()
        self._order(days)
        valid_from, published_on = days["valid_from"], days["published_on"]
        if len(self.findings.problems) > before or valid_from is None or published_on is None:
            return None
        return Version(
            program=program,
            parameter=self.name,
            value=value,
            valid_from=valid_from,
            valid_until=days["valid_until"] or FOREVER,
            published_on=published_on,
            end_published_on=days["end_published_on"] or FOREVER,
            source=" ".join(re.split(r"[ ,]+", self.row["source"])),
            reading=self.row.get("reading"),
            corrects=self.row.get("corrects", False),
            file=self.findings.file,
            line=self._line(None),
        )

    def _line(self, key: str | None) -> int:
        path = (self.name, "version")
        places = self.findings.places
        return places.block(path, self.index) if key is None else places.key(path, self.index, key)

    def _refuse(self, key: str, fact: str, remedy: str) -> None:
        self.findings.refuse(
            fact, remedy, line=self._line(key), field=f"{self.name}.{key}", value=self.row.get(key)
        )

    def _value(self) -> Any:
        if "value" not in self.row:
            return None
        try:
            if isinstance(self.row["value"], datetime):
                raise BadValue("a date without a time of day")
            return PARAMETERS[self.name].parse(self.row["value"])
        except BadValue as bad:
            self._refuse("value", "The value does not fit the parameter.", f"Expected: {bad}.")
            return None

    def _day(self, key: str) -> date | None:
        raw = self.row.get(key)
        if raw is None:
            return None
        if not isinstance(raw, date) or isinstance(raw, datetime):
            self._refuse(
                key, "This is not a date.", f"Write {key} = 2025-01-01, without quotes and without a time."
            )
            return None
        if not date.min < raw < FOREVER:
            self._refuse(key, "The date is out of range.", f"Leave {key} out where there is no such day.")
            return None
        return raw

    def _texts(self) -> None:
        source, reading = self.row.get("source", "-"), self.row.get("reading", "A00")
        if not isinstance(source, str):
            self._refuse("source", "A source is a text in quotes.", f"Write {_EXAMPLE['source']}.")
        elif "source" in self.row:
            self.findings.check_source(source, field=f"{self.name}.source", line=self._line("source"))
        if not isinstance(reading, str) or not _READING.fullmatch(reading):
            self._refuse(
                "reading",
                "A reading is the id of one ambiguity or contradiction.",
                'Write it like "A04", or leave it out.',
            )
        if not isinstance(self.row.get("corrects", False), bool):
            self._refuse("corrects", "This is true or false.", "Write corrects = true, without quotes.")
        if not isinstance(self.row.get("note", ""), str):
            self._refuse("note", "A note is a text in quotes.", "Put it in quotes.")
        others = self.row.get("alternatives", [])
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            self._refuse("alternatives", "This is a list of texts.", 'Write it like ["cap_only_toward_40"].')

    def _order(self, days: Mapping[str, date | None]) -> None:
        begin, until = days["valid_from"], days["valid_until"]
        published, ending = days["published_on"], days["end_published_on"]
        if begin and until and until <= begin:
            self._refuse(
                "valid_until",
                f"The version ends before it begins on {begin}.",
                "valid_until is the first day that is no longer governed: set it later than valid_from.",
            )
        if ending and "valid_until" not in self.row:
            self._refuse(
                "end_published_on",
                "The end was published, but the version has no end.",
                "Add valid_until, or leave end_published_on out.",
            )
        if ending and published and ending < published:
            self._refuse(
                "end_published_on",
                f"The end was published before the version itself, on {published}.",
                "Set it to the day on which the end became known, or leave it out.",
            )
