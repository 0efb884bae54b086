"""Reads a rule file: TOML text in, a `Program` with its dated versions out, or every problem with its line.

What one file alone can get wrong is refused here; what versions and programs can get wrong together is
refused in `ledger.rules.check`. The format is described in `docs/rule-files.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ledger.errors import RuleFileInvalid
from ledger.rules.blocks import Findings, read_version
from ledger.rules.model import Program, Version
from ledger.rules.parameters import PARAMETERS
from ledger.values import FOREVER

#: The keys of `[program]`, in the order of the documentation.
PROGRAM_KEYS: Final = ("id", "name", "designation", "authority", "unit", "scheme", "follows", "source")
PROGRAM_OPTIONAL: Final = frozenset({"designation", "follows"})

_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_SYNTAX_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


def load_text(name: str, text: str) -> Program:
    """Return the program that a rule file describes; `name` stands for the file in errors.

    Raises:
        RuleFileInvalid: the first problem of the file, with its line.
    """
    reading = _Reading(name, text)
    program = reading.program()
    if reading.problems or program is None:
        raise reading.in_order()[0]
    return program


def load_file(path: Path) -> Program:
    """Read one rule file of UTF-8 text.

    Raises:
        RuleFileInvalid: the file cannot be read, or the first problem in it.
    """
    return load_text(str(path), read_text(path))


def read_text(path: Path) -> str:
    """Return the text of a rule file exactly as it is on disk; raise `RuleFileInvalid` where that fails."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RuleFileInvalid(
            f"The file cannot be read: {error.strerror}.", remedy="Check the path.", file=str(path)
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleFileInvalid(
            "The file is not UTF-8 text.", remedy="Save it as UTF-8.", file=str(path), line=line
        ) from error


def problems_in(name: str, text: str) -> list[RuleFileInvalid]:
    """Return every problem that the file has by itself, in the order of its lines."""
    reading = _Reading(name, text)
    reading.program()
    return reading.in_order()


class _Reading(Findings):
    """One pass through one file."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(file, text)
        self.text = text

    def in_order(self) -> list[RuleFileInvalid]:
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def program(self) -> Program | None:
        """Return the program as far as it can be read; it is whole where there are no problems."""
        tables = self._tables()
        if tables is None:
            return None
        about = self._about(tables.pop("program", None))
        versions: list[Version] = []
        for name, table in tables.items():
            versions += self._parameter(name, table, about["id"])
        follows = about.pop("follows", None) or None
        return Program(
            **about, follows=follows, versions=tuple(_with_ends(versions)), file=self.file, text=self.text
        )

    def _tables(self) -> dict[str, Any] | None:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_LINE.search(str(error))
            line = int(found[1]) if found else self.text.rstrip("\n").count("\n") + 1
            fact = _SYNTAX_LINE.sub("", str(error)).replace("(at end of document)", "").strip()
            self.refuse(
                f"The file is not valid TOML: {fact}.",
                "Correct the line: texts stand in quotes, dates do not, a block begins [[name.version]].",
                line=line,
            )
            return None

    def _about(self, table: object) -> dict[str, str]:
        """Return the fields of `[program]`; what is missing is refused and left empty."""
        if not isinstance(table, dict):
            self.refuse(
                "The table [program] is missing.", "Begin the file with [program].", line=1, field="program"
            )
            return dict.fromkeys(set(PROGRAM_KEYS) - {"source"}, "")
        for key in table.keys() - set(PROGRAM_KEYS):
            self.unknown(key, PROGRAM_KEYS, field=f"program.{key}", line=self._program_line(key))
        fields = {key: self._program_text(key, table) for key in PROGRAM_KEYS}
        for key in ("id", "scheme", "follows"):
            if fields[key] and not _WORD.fullmatch(fields[key]):
                self.refuse(
                    "An id is small letters, digits and hyphens.",
                    'Write it like "alm-basic".',
                    line=self._program_line(key),
                    field=f"program.{key}",
                    value=fields[key],
                )
        if source := fields.pop("source"):
            self.check_source(source, field="program.source", line=self._program_line("source"))
        return fields

    def _program_text(self, key: str, table: Mapping[str, object]) -> str:
        raw = table.get(key)
        if raw is None:
            if key not in PROGRAM_OPTIONAL:
                self.refuse(
                    f"{key} is missing.",
                    f'Add {key} = "..." to [program].',
                    line=self.places.block(("program",)),
                    field=f"program.{key}",
                )
            return ""
        if isinstance(raw, str) and raw:
            return raw
        self.refuse(
            "This is a text in quotes, and not empty.",
            f'Write {key} = "..."' + (", or leave it out." if key in PROGRAM_OPTIONAL else "."),
            line=self._program_line(key),
            field=f"program.{key}",
            value=raw,
        )
        return ""

    def _program_line(self, key: str) -> int:
        return self.places.key(("program",), 0, key)

    def _parameter(self, name: str, table: object, program: str) -> list[Version]:
        line = self.places.block((name, "version"))
        if name not in PARAMETERS:
            self.unknown(name, ("program", *PARAMETERS), field=name, line=line)
            return []
        inside: dict[str, Any] = table if isinstance(table, dict) else {}
        rows = inside.get("version")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            self.refuse(
                "A parameter is a list of dated versions.",
                f"Write each as a block that begins with [[{name}.version]].",
                line=self.places.block((name,)),
                field=name,
            )
            return []
        for key in inside.keys() - {"version"}:
            self.unknown(key, ("version",), field=f"{name}.{key}", line=self.places.block((name, key)))
        read = [read_version(self, name, index, row, program=program) for index, row in enumerate(rows)]
        return [version for version in read if version is not None]


def _with_ends(versions: list[Version]) -> list[Version]:
    """Fill in when each end became known: with the successor's publication, or with the version's own."""
    return [
        version
        if version.end_published_on != FOREVER
        else replace(version, end_published_on=_end_known(version, versions))
        for version in versions
    ]


def _end_known(version: Version, versions: list[Version]) -> date:
    following = [
        other.published_on
        for other in versions
        if other.parameter == version.parameter and other.valid_from == version.valid_until
    ]
    return max(version.published_on, min(following, default=version.published_on))
