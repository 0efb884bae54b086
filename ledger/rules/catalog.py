"""The rules in force: programs loaded from files, asked by day and by what was published.

A **scheme** is a currency of credit (`alm`): the chain of programs that draw on it, in order. A **knowledge** of a
scheme is what had been published by a day; it changes only on the scheme's publication days (`editions`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from importlib import resources
from pathlib import Path

from ledger.errors import NoRuleInForce, Rejected
from ledger.rules.files import load_file, load_text
from ledger.rules.model import Program, RuleSet, Version
from ledger.rules.parameters import PARAMETERS
from ledger.values import FOREVER, end_of_day, local_day


class ProgramRules:
    """The rules of one program as published by a day: one `RuleSet` for each stretch of valid time."""

    def __init__(self, program: Program, *, known_on: date) -> None:
        self.program = program
        known = [version for version in program.versions if version.published_on <= known_on]
        days = {version.valid_from for version in known}
        days |= {v.valid_until for v in known if v.valid_until != FOREVER and v.end_published_on <= known_on}
        self.starts = sorted(days)
        self.sets = [_rule_set(program.id, known, day, known_on) for day in self.starts]

    def on(self, day: date) -> RuleSet:
        """Return the rules that govern `day`.

        Raises:
            NoRuleInForce: `day` lies before the first version, as published.
        """
        index = bisect_right(self.starts, day) - 1
        if index < 0:
            raise NoRuleInForce(
                f"No rule of {self.program.id} governs {day}: the first version known"
                f" {f'begins on {self.starts[0]}' if self.starts else 'was not published yet'}.",
                remedy="Ask about a later day or a later known_at, or add a version to the rule file.",
                program=self.program.id,
                day=day,
            )
        return self.sets[index]


def _rule_set(program: str, known: list[Version], day: date, known_on: date) -> RuleSet:
    values = {name: parameter.absent for name, parameter in PARAMETERS.items()}
    chosen: dict[str, Version] = {}
    for version in known:
        if version.governs(day, known_on=known_on):
            standing = chosen.get(version.parameter)
            rank = (version.published_on, version.line)
            if standing is None or rank > (standing.published_on, standing.line):
                chosen[version.parameter] = version
    values |= {name: version.value for name, version in chosen.items()}
    return RuleSet(
        program,
        valid_from=day,
        values=values,
        refs={name: version.ref for name, version in chosen.items()},
        readings={name: version.reading for name, version in chosen.items() if version.reading},
    )


class SchemeRules:
    """The chain of programs of a scheme, as published by the edition's day."""

    def __init__(self, scheme: str, chain: Iterable[Program], *, known_on: date) -> None:
        self.scheme = scheme
        self.known_on = known_on
        self.levels = tuple(ProgramRules(program, known_on=known_on) for program in chain)
        self.root = self.levels[0]
        self.names = tuple(level.program.id for level in self.levels)

    def level(self, program: str) -> ProgramRules:
        """Return the rules of one program of the chain."""
        return self.levels[self.names.index(program)]


class Scheme:
    """A currency of credit: its chain of programs and its editions, one for each publication day."""

    def __init__(self, scheme: str, chain: tuple[Program, ...]) -> None:
        self.id = scheme
        self.chain = chain
        self.editions = tuple(sorted(set().union(*(program.publications for program in chain))))
        self._rules: dict[date, SchemeRules] = {}

    @cached_property
    def time_zone(self) -> str:
        """The IANA zone of the authority, from its newest version."""
        zones = [version for version in self.chain[0].versions if version.parameter == "time_zone"]
        return str(max(zones, key=lambda version: (version.published_on, version.valid_from)).value)

    def edition_on(self, day: date) -> date:
        """Return the newest publication day not after `day`.

        Raises:
            NoRuleInForce: nothing had been published by then.
        """
        index = bisect_right(self.editions, day) - 1
        if index < 0:
            raise NoRuleInForce(
                f"No rule of {self.id} had been published by {day}; the first was on {self.editions[0]}.",
                remedy="Ask with a later known_at.",
                scheme=self.id,
                day=day,
            )
        return self.editions[index]

    def edition_at(self, instant: datetime | None) -> date:
        """Return the edition known at an instant (by its local date); None means everything published."""
        return self.editions[-1] if instant is None else self.edition_on(local_day(instant, self.time_zone))

    def editions_from(self, instant: datetime) -> tuple[date, ...]:
        """Return the edition known at `instant` and every later one."""
        day = local_day(instant, self.time_zone)
        return self.editions[max(bisect_right(self.editions, day) - 1, 0) :]

    def rules(self, edition: date) -> SchemeRules:
        """Return the rules of one edition."""
        if edition not in self._rules:
            self._rules[edition] = SchemeRules(self.id, self.chain, known_on=edition)
        return self._rules[edition]

    def end_of(self, day: date) -> datetime:
        """Return the last microsecond of a local day of the authority."""
        return end_of_day(day, self.time_zone)


class Catalog:
    """Every program that is loaded. `sha256` identifies the texts together, whatever order they came in."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self.programs: Mapping[str, Program] = {program.id: program for program in programs}
        self.schemes: Mapping[str, Scheme] = {
            scheme: Scheme(scheme, chain) for scheme, chain in _chains(self.programs.values()).items()
        }

    @cached_property
    def sha256(self) -> str:
        """SHA-256 over the sorted `program sha256` lines, in hexadecimal."""
        lines = sorted(f"{program.id} {program.sha256}\n" for program in self.programs.values())
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def program(self, program: str) -> Program:
        """Return a program by id; raise `Rejected` (`program-unknown`)."""
        if program not in self.programs:
            raise Rejected(
                "program-unknown",
                f"There is no program {program!r}.",
                remedy=f"Use one of {', '.join(sorted(self.programs))}, or load its rule file with --rules.",
                program=program,
            )
        return self.programs[program]

    def scheme(self, scheme: str | None) -> Scheme:
        """Return a scheme by id, or the only one there is; raise `Rejected` (`program-unknown`)."""
        if scheme is None and len(self.schemes) == 1:
            return next(iter(self.schemes.values()))
        if scheme is None or scheme not in self.schemes:
            raise Rejected(
                "program-unknown",
                f"There is no scheme of credit {scheme!r}."
                if scheme
                else "The scheme of credit is not stated.",
                remedy=f"State one of {', '.join(sorted(self.schemes))}.",
                scheme=scheme,
            )
        return self.schemes[scheme]

    def scheme_of(self, program: str) -> Scheme:
        """Return the scheme a program draws on."""
        return self.schemes[self.program(program).scheme]


def _chains(programs: Iterable[Program]) -> dict[str, tuple[Program, ...]]:
    chains: dict[str, list[Program]] = {}
    for program in sorted(programs, key=lambda one: one.id):
        chains.setdefault(program.scheme, []).append(program)
    return {scheme: _in_order(members) for scheme, members in chains.items()}


def _in_order(members: list[Program]) -> tuple[Program, ...]:
    """Order a scheme's programs by what each follows; `ledger.rules.check` has refused forks and circles."""
    after = {program.follows: program for program in members}
    ordered: list[Program] = []
    step: str | None = None
    while step in after and len(ordered) < len(members):
        ordered.append(after[step])
        step = after[step].id
    return tuple(ordered)


def shipped_files() -> list[tuple[str, str]]:
    """Return name and text of every rule file that comes with the package."""
    folder = resources.files("ledger.rules") / "data"
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return [(entry.name, entry.read_bytes().decode()) for entry in sorted(files, key=lambda one: one.name)]


def load_catalog(paths: Iterable[Path] = ()) -> Catalog:
    """Load the shipped programs; a file or folder of files given replaces the shipped program of the same id.

    Raises:
        RuleFileInvalid: a file breaks the format; the first problem found, with file and line.
    """
    from ledger.rules.check import check_programs

    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    given = [load_file(file) for file in files]
    replaced = {program.id for program in given}
    shipped = [load_text(*file) for file in shipped_files()]
    programs = [*(program for program in shipped if program.id not in replaced), *given]
    problems = check_programs(programs)
    if problems:
        raise problems[0]
    return Catalog(programs)
