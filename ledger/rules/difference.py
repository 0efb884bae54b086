"""What differs between rules: between two days under one set of files, or between two texts of one program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ledger.errors import InvalidInput, NoRuleInForce
from ledger.rules.catalog import Catalog, ProgramRules
from ledger.rules.check import check_programs
from ledger.rules.files import load_file
from ledger.rules.model import Program, Version
from ledger.rules.parameters import PARAMETERS

_HEAD = ("name", "designation", "authority", "unit", "scheme", "follows")


class Difference(NamedTuple):
    """A parameter of a program, and the version that states it before and after; None where none does."""

    program: str
    parameter: str
    before: Version | None
    after: Version | None


class HeadDifference(NamedTuple):
    """A field of `[program]` that two texts of the program state differently; empty where it is left out."""

    program: str
    field: str
    before: str
    after: str


def between_days(rules: ProgramRules, *, before: date, after: date) -> Iterator[Difference]:
    """Yield the parameters that one program states differently on two days, in the order of the documentation.

    A version that says the same with the same source and reading makes no difference.
    """
    was, now = _in_force(rules, before), _in_force(rules, after)
    for name in PARAMETERS:
        if _said(was.get(name)) != _said(now.get(name)):
            yield Difference(rules.program.id, name, was.get(name), now.get(name))


def between_texts(old: Program, new: Program) -> Iterator[Difference]:
    """Yield the versions that two texts of a program state differently, by parameter and first day.

    Raises:
        InvalidInput: the texts are of two programs.
    """
    if old.id != new.id:
        raise InvalidInput(
            f"The files are of two programs: {old.id} and {new.id}.",
            remedy="Compare two texts of one program.",
            file=new.file,
        )
    was, now = _by_place(old), _by_place(new)
    order = {name: place for place, name in enumerate(PARAMETERS)}
    for place in sorted(was.keys() | now.keys(), key=lambda key: (order[key[0]], *key[1:])):
        before, after = was.get(place), now.get(place)
        if _whole(before) != _whole(after):
            yield Difference(new.id, place[0], before, after)


def between_heads(old: Program, new: Program) -> Iterator[HeadDifference]:
    """Yield the fields of `[program]` that two texts state differently."""
    for field in _HEAD:
        before, after = getattr(old, field) or "", getattr(new, field) or ""
        if before != after:
            yield HeadDifference(new.id, field, before, after)


def changed_catalog(present: Catalog, paths: Iterable[Path]) -> Catalog:
    """Return the present programs with those of these files in their place, or beside them.

    Raises:
        RuleFileInvalid: a file breaks the format, alone or together with the other programs; with file and line.
    """
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    given = [load_file(file) for file in files]
    replaced = {program.id for program in given}
    programs = [*(program for program in present.programs.values() if program.id not in replaced), *given]
    problems = check_programs(programs)
    if problems:
        raise problems[0]
    return Catalog(programs)


def _in_force(rules: ProgramRules, day: date) -> dict[str, Version]:
    """Return the versions in force on a day, by parameter; none before the first."""
    try:
        refs = rules.on(day).refs
    except NoRuleInForce:
        return {}
    versions = {version.ref: version for version in rules.program.versions}
    return {name: versions[ref] for name, ref in refs.items()}


def _said(version: Version | None) -> tuple[object, ...] | None:
    return None if version is None else (version.value, version.source, version.reading)


def _whole(version: Version | None) -> tuple[object, ...] | None:
    """Return all that a version says; where it stands in the file is no part of it."""
    if version is None:
        return None
    said = (version.value, version.source, version.reading)
    return (*said, version.valid_until, version.end_published_on, version.corrects)


def _by_place(program: Program) -> dict[tuple[str, date, date], Version]:
    return {(one.parameter, one.valid_from, one.published_on): one for one in program.versions}
