"""Checks how programs refer to each other: the chain of a scheme, its unit, prerequisites and floors.

The list of refusals, with an example of each, is in `docs/rule-files.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from ledger.errors import RuleFileInvalid
from ledger.rules.blocks import nearest
from ledger.rules.model import Program, Version
from ledger.rules.places import Places

#: A word such as a credential's; the ids of programs have the same form.
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
#: From this likeness on, a word that names no program is taken for a program's id misspelt.
_MISSPELT: Final = 0.85


def about_program(program: Program, key: str, fact: str, remedy: str) -> RuleFileInvalid:
    """Return a problem of a key of `[program]`."""
    line = Places(program.text).key(("program",), 0, key)
    value = getattr(program, key, None)
    return RuleFileInvalid(
        fact, remedy=remedy, file=program.file, line=line, field=f"program.{key}", value=value or None
    )


def at_version(version: Version, fact: str, remedy: str, value: object = None) -> RuleFileInvalid:
    """Return a problem of a version, at the line of its block."""
    return RuleFileInvalid(
        fact, remedy=remedy, file=version.file, line=version.line, field=version.parameter, value=value
    )


def root_of(program: Program, programs: Mapping[str, Program]) -> Program:
    """Return the first program of the chain; it must have one, so ask only where `chain_problems` found none."""
    while program.follows is not None:
        program = programs[program.follows]
    return program


def chain_problems(programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    """Yield what keeps programs that are each well formed from standing together."""
    roots: dict[str, Program] = {}
    followers: dict[str, Program] = {}
    for program in programs.values():
        if program.follows is None:
            first = roots.setdefault(program.scheme, program)
            if first is not program:
                yield about_program(
                    program,
                    "scheme",
                    f"The scheme has a first program already: {first.id}.",
                    'Add follows = "..." to one of the two, or give it a scheme of its own.',
                )
            continue
        yield from _step(program, programs)
        first = followers.setdefault(program.follows, program)
        if first is not program:
            yield about_program(
                program,
                "follows",
                f"{first.id} follows the same program: a chain does not fork.",
                f"Let one of them follow the other, such as {first.id}.",
            )
    yield from _circles(programs)
    yield from _units(programs, roots)
    for program in programs.values():
        yield from _prerequisites(program, programs)
        yield from _floors(program, programs)
    yield from _circles_of_prerequisites(programs)


def _step(program: Program, programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    before = programs.get(program.follows or "")
    if before is None:
        others = sorted(programs.keys() - {program.id})
        remedy = (
            nearest(program.follows or "", others) if others else "Load the rule file of that program too."
        )
        yield about_program(program, "follows", "There is no such program.", remedy)
    elif before.scheme != program.scheme:
        yield about_program(
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
            yield about_program(
                programs[step],
                "follows",
                f"The programs follow each other in a circle, so none is the first: {' -> '.join(circle)}.",
                "Remove follows from the program that comes first.",
            )
        seen.update(walk)


def _units(programs: Mapping[str, Program], roots: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    """Find programs of a scheme that count in another unit than its first program."""
    for program in programs.values():
        first = roots.get(program.scheme)
        if first is not None and first.unit != program.unit:
            yield about_program(
                program,
                "unit",
                f"{first.id}, of the same scheme, counts in {first.unit!r}: one currency has one unit.",
                f'Write unit = "{first.unit}", or give the program a scheme of its own.',
            )


# What a program asks of others.


def _words_of(program: Program, parameter: str) -> Iterator[tuple[Version, str]]:
    for version in program.versions:
        if version.parameter == parameter:
            yield from ((version, word) for word in version.value)


def _prerequisites(program: Program, programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    for version, needed in _words_of(program, "prerequisites"):
        if needed not in programs:
            others = sorted(programs.keys() - {program.id})
            yield at_version(
                version,
                f"The prerequisite {needed} is no program.",
                nearest(needed, others) if others else "Load the rule file of that program too.",
                needed,
            )
        elif not programs[needed].designation:
            yield at_version(
                version,
                f"The prerequisite {needed} awards no designation, so nobody can hold it.",
                "Name a program with a designation, or state the designation in that file.",
                needed,
            )


def _floors(program: Program, programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    """Find names after which credit is to be dated that can be neither a program nor a credential."""
    for version, name in _words_of(program, "floor_after"):
        if name in programs:
            continue
        close = get_close_matches(name, programs, n=1, cutoff=_MISSPELT)
        if not _WORD.fullmatch(name):
            yield at_version(
                version,
                f"{name!r} is neither a program nor the word of a credential.",
                "Write an id in small letters, digits and hyphens.",
                name,
            )
        elif close:
            yield at_version(
                version,
                f"{name} is no program, and as a credential it could be taken for one.",
                f'Did you mean "{close[0]}"? A credential needs a word of its own.',
                name,
            )


def _circles_of_prerequisites(programs: Mapping[str, Program]) -> Iterator[RuleFileInvalid]:
    """Find designations that cannot be earned, as each in a circle is needed for the next."""
    found: set[frozenset[str]] = set()
    for program in programs.values():
        for version, needed in _words_of(program, "prerequisites"):
            way = _way(needed, program.id, programs)
            if way is not None and frozenset(way) not in found:
                found.add(frozenset(way))
                yield at_version(
                    version,
                    f"Each designation needs the next, so none can be the first: {' -> '.join([program.id, *way])}.",
                    "Remove the prerequisite from the program that is earned first.",
                    needed,
                )


def _way(start: str, end: str, programs: Mapping[str, Program]) -> list[str] | None:
    """Return a way from one program to another by what each needs, by prerequisite or by chain."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end:
            return way
        program = programs.get(way[-1])
        if program is None:
            continue
        needed = [word for _, word in _words_of(program, "prerequisites")]
        for step in (*([program.follows] if program.follows else []), *needed):
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return None
