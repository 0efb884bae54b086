"""Checks what versions and programs can get wrong together: overlaps and gaps here, the rest by its neighbours.

The list of refusals, with an example of each, is in `docs/rule-files.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from ledger.errors import RuleFileInvalid
from ledger.rules.agreement import contradictions
from ledger.rules.catalog import shipped_files
from ledger.rules.chains import about_program, at_version, chain_problems, root_of
from ledger.rules.files import load_text, problems_in, read_text
from ledger.rules.model import Program, Version
from ledger.rules.parameters import NONE, PARAMETERS, SCHEME_PARAMETERS, BadValue
from ledger.values import FOREVER


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
                about_program(
                    program,
                    "id",
                    f"The program is described by {first.file} too.",
                    "Give one of the two another id, or leave one of the files out.",
                )
            )
    problems += chain_problems(by_id)
    for program in members:
        problems += _versions(program)
    if not problems:
        for program in members:
            problems += contradictions(root_of(program, by_id), program)
    return sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0))


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
        yield about_program(
            program,
            "designation",
            "The program has a designation, but required_amount is missing.",
            'Add [[required_amount.version]] with the credit it needs, or "none".',
        )
    if program.follows is None and "time_zone" not in stated:
        yield about_program(
            program,
            "scheme",
            "time_zone is missing in the first program of the scheme.",
            "Add [[time_zone.version]] with an IANA zone, such as America/Chicago.",
        )
    if program.follows is not None:
        for name in sorted(SCHEME_PARAMETERS & stated.keys()):
            yield at_version(
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
        yield at_version(
            other, f"Two versions govern {other.valid_from}: this one and line {one.line}.", remedy
        )


def _gaps(versions: list[Version]) -> Iterator[RuleFileInvalid]:
    """Find days between versions, and after the last, that no version governs."""
    reached = versions[0]
    for version in versions[1:]:
        if version.valid_from > reached.valid_until:
            yield at_version(
                version,
                f"No version governs the days from {reached.valid_until} until {version.valid_from}.",
                f"Set valid_until of line {reached.line} to {version.valid_from}, or add a version between.",
            )
        reached = max(reached, version, key=lambda one: one.valid_until)
    if reached.valid_until != FOREVER:
        yield at_version(
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
