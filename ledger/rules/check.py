"""Checks what versions and programs can get wrong together: overlaps, gaps and broken chains.

The list of refusals, with an example of each, is in `docs/rule-files.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from ledger.errors import RuleFileInvalid
from ledger.rules.agreement import contradictions
from ledger.rules.blocks import nearest
from ledger.rules.catalog import shipped_files
from ledger.rules.files import load_text, problems_in, read_text
from ledger.rules.model import NONE, PARAMETERS, BadValue, Program, Version
from ledger.rules.places import Places
from ledger.values import FOREVER

_NAMES: Final = tuple(PARAMETERS)
#: The parameters that say what credit is; they belong to the first program of a scheme.
SCHEME_PARAMETERS: Final = frozenset(_NAMES[: _NAMES.index("email_unique") + 1])


def check_files(paths: Iterable[Path]) -> list[RuleFileInvalid]:
    """Return every problem of the files, and of what they make together with the shipped programs.

    A file given replaces the shipped program of the same id. A folder stands for the `*.toml` files in it.
    How programs fit together is looked at only once each file is right by itself.
    """
    problems: list[RuleFileInvalid] = []
    given: list[Program] = []
    for path in paths:
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            try:
                text = read_text(file)
            except RuleFileInvalid as unreadable:
                problems.append(unreadable)
                continue
            found = problems_in(str(file), text)
            problems += found
            if not found:
                given.append(load_text(str(file), text))
    if problems:
        return problems + [problem for program in given for problem in _versions(program)]
    replaced = {program.id for program in given}
    shipped = [load_text(*file) for file in shipped_files()]
    return check_programs([*(program for program in shipped if program.id not in replaced), *given])


def check_programs(programs: Iterable[Program]) -> list[RuleFileInvalid]:
    """Return the problems of programs that are each well formed, by file and line; none if all is well."""
    members = list(programs)
    by_id: dict[str, Program] = {}
    problems: list[RuleFileInvalid] = []
    for program in members:
        first = by_id.setdefault(program.id, program)
        if first is not program:
            problems.append(
                _about(
                    program,
                    "id",
                    f"The program is described by {first.file} too.",
                    "Give one of the two another id, or leave one of the files out.",
                )
            )
    problems += _chain_problems(by_id)
    for program in members:
        problems += _versions(program)
    if not problems:
        for program in members:
            problems += contradictions(_root(program, by_id), program)
    return sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0))


def _about(program: Program, key: str, fact: str, remedy: str) -> RuleFileInvalid:
    """Return a problem of a key of `[program]`."""
    line = Places(program.text).key(("program",), 0, key)
    value = getattr(program, key, None)
    return RuleFileInvalid(
        fact, remedy=remedy, file=program.file, line=line, field=f"program.{key}", value=value or None
    )


def _at(version: Version, fact: str, remedy: str, value: object = None) -> RuleFileInvalid:
    return RuleFileInvalid(
        fact, remedy=remedy, file=version.file, line=version.line, field=version.parameter, value=value
    )


# The versions of one program.


def _versions(program: Program) -> Iterator[RuleFileInvalid]:
    stated: dict[str, list[Version]] = {}
    for version in program.versions:
        stated.setdefault(version.parameter, []).append(version)
    for versions in stated.values():
        in_order = sorted(versions, key=lambda version: (version.valid_from, version.line))
        yield from _overlaps(in_order)
        yield from _gaps(in_order)
    if program.designation and "required_amount" not in stated:
        yield _about(
            program,
            "designation",
            "The program has a designation, but required_amount is missing.",
            'Add [[required_amount.version]] with the credit it needs, or "none".',
        )
    if program.follows is None and "time_zone" not in stated:
        yield _about(
            program,
            "scheme",
            "time_zone is missing in the first program of the scheme.",
            "Add [[time_zone.version]] with an IANA zone, such as America/Chicago.",
        )
    if program.follows is not None:
        for name in sorted(SCHEME_PARAMETERS & stated.keys()):
            yield _at(
                stated[name][0],
                f"The parameter belongs to the scheme, but {program.id} follows {program.follows}.",
                f"State it in the first program of the scheme {program.scheme}.",
            )


def _overlaps(versions: list[Version]) -> Iterator[RuleFileInvalid]:
    """Find two versions of the same days; `versions` are in the order of `valid_from`."""
    for one, other in combinations(versions, 2):
        if other.valid_from >= one.valid_until:
            continue
        first, last = sorted((one, other), key=lambda version: (version.published_on, version.corrects))
        if last.corrects and first.published_on < last.published_on:
            continue
        if last.corrects:
            remedy = f"A correction is published later than what it corrects, after {first.published_on}."
        else:
            remedy = (
                f"End the version at line {one.line} with valid_until = {other.valid_from},"
                " or mark the later publication with corrects = true."
            )
        yield _at(other, f"Two versions govern {other.valid_from}: this one and line {one.line}.", remedy)


def _gaps(versions: list[Version]) -> Iterator[RuleFileInvalid]:
    """Find days between versions, and after the last, that no version governs."""
    reached = versions[0]
    for version in versions[1:]:
        if version.valid_from > reached.valid_until:
            yield _at(
                version,
                f"No version governs the days from {reached.valid_until} until {version.valid_from}.",
                f"Set valid_until of line {reached.line} to {version.valid_from}, or add a version between.",
            )
        reached = max(reached, version, key=lambda one: one.valid_until)
    if reached.valid_until != FOREVER:
        yield _at(
            reached,
            f"The last version ends on {reached.valid_until} and none follows.",
            f"Add a version from {reached.valid_until}{_off(reached.parameter)}, or leave valid_until out.",
        )


def _off(parameter: str) -> str:
    """Say how a version switches the parameter off, where a value does that."""
    for raw, shown in ((NONE, '"none"'), ([], "[]"), (False, "false")):
        try:
            if not PARAMETERS[parameter].parse(raw):
                return f" (value = {shown} where the rule ends)"
        except BadValue:
            continue
    return ""


# The chain of a scheme.


def _chain_problems(programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    roots: dict[str, Program] = {}
    followers: dict[str, Program] = {}
    for program in programs.values():
        if program.follows is None:
            first = roots.setdefault(program.scheme, program)
            if first is not program:
                yield _about(
                    program,
                    "scheme",
                    f"The scheme has a first program already: {first.id}.",
                    'Add follows = "..." to one of the two, or give it a scheme of its own.',
                )
            continue
        yield from _step(program, programs)
        first = followers.setdefault(program.follows, program)
        if first is not program:
            yield _about(
                program,
                "follows",
                f"{first.id} follows the same program: a chain does not fork.",
                f"Let one of them follow the other, such as {first.id}.",
            )
    yield from _circles(programs)


def _step(program: Program, programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    before = programs.get(program.follows or "")
    if before is None:
        others = sorted(programs.keys() - {program.id})
        remedy = (
            nearest(program.follows or "", others) if others else "Load the rule file of that program too."
        )
        yield _about(program, "follows", "There is no such program.", remedy)
    elif before.scheme != program.scheme:
        yield _about(
            program,
            "follows",
            f"The program draws on the scheme {before.scheme}, this one on {program.scheme}.",
            "A program follows one of the same scheme: correct scheme or follows.",
        )


def _circles(programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    seen: set[str] = set()
    for program in programs.values():
        walk: list[str] = []
        step: str | None = program.id
        while step is not None and step in programs and step not in walk and step not in seen:
            walk.append(step)
            step = programs[step].follows
        if step in walk:
            circle = [*walk[walk.index(step) :], step]
            yield _about(
                programs[step],
                "follows",
                f"The programs follow each other in a circle, so none is the first: {' -> '.join(circle)}.",
                "Remove follows from the program that comes first.",
            )
        seen.update(walk)


def _root(program: Program, programs: Mapping[str, Program]) -> Program:
    while program.follows is not None:
        program = programs[program.follows]
    return program
