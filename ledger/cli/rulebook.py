"""`rules list`, `rules show`, `rules check` and `rules adopt`: the rules as the ledger takes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ledger import commands as c
from ledger.cli import dates, exits
from ledger.cli.compact import NONE
from ledger.cli.edge import raise_all
from ledger.cli.output import show, show_json
from ledger.cli.session import Settings, catalog_of, opened
from ledger.cli.text import Heading, counted, page_width, paragraph, table, thousands
from ledger.errors import InvalidInput, NoRuleInForce
from ledger.events import RulesAdopted
from ledger.log.codec import decode
from ledger.log.envelope import RecordedEvent
from ledger.open import Ledger
from ledger.questions.answers import RuleUsed
from ledger.questions.reasons import rule_used
from ledger.rules.catalog import Catalog, Scheme
from ledger.rules.difference import changed_catalog
from ledger.rules.model import Program
from ledger.service import Request, new_command_id
from ledger.values import INFINITY, local_day


def list_rules(ctx: typer.Context) -> None:
    """The programs whose rules are loaded."""
    settings: Settings = ctx.obj
    catalog = catalog_of(settings)
    rows = [_program_row(program) for program in _in_chain_order(catalog)]
    if settings.json:
        names = ("program", "designation", "scheme", "follows", "versions", "file", "sha256")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    cells = [(p, d or NONE, s, str(v), f, sha[:12]) for p, d, s, _, v, f, sha in rows]
    headings = ("program", "designation", "scheme", "versions", "file", "sha256")
    show(table(headings, cells, width=page_width(), right=(3,)))


def _in_chain_order(catalog: Catalog) -> Iterator[Program]:
    for scheme in catalog.schemes.values():
        yield from scheme.chain


def _program_row(program: Program) -> tuple[Any, ...]:
    return (
        program.id, program.designation, program.scheme, program.follows, len(program.versions), program.file,
        program.sha256,
    )  # fmt: skip


def show_rules(
    ctx: typer.Context,
    program: Annotated[str | None, typer.Argument(metavar="PROGRAM", help="One program; else all.")] = None,
    *,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The rules that govern this day; else today."),
    ] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="WHEN", help="As published by this day or instant.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every version, whatever its dates.")] = False,
) -> None:
    """The parameters in force on a day, as published by a day, each with its source and reading."""
    settings: Settings = ctx.obj
    catalog = catalog_of(settings)
    chosen = [catalog.program(program)] if program else list(_in_chain_order(catalog))
    days = {one.id: dates.as_of(as_of, catalog.scheme_of(one.id).time_zone) for one in chosen}
    found = {
        one.id: [rule_used(v) for v in one.versions]
        if every
        else _in_force(catalog, one, days[one.id].day, known_at, named=program is not None)
        for one in chosen
    }
    if settings.json:
        show_json({name: [rule.model_dump() for rule in rules] for name, rules in found.items()})
        return
    for name, rules in found.items():
        show(_rule_lines(name, rules, "every version" if every else days[name].words))


def _in_force(
    catalog: Catalog, program: Program, day: date, known_at: str | None, *, named: bool
) -> list[RuleUsed]:
    """Return the rules in force; nothing where none are, unless the program was named, which is then an error."""
    scheme = catalog.scheme_of(program.id)
    try:
        edition = scheme.editions[-1]
        if known_at is not None:
            edition = scheme.edition_on(published_by(scheme, known_at))
        rules = scheme.rules(edition).level(program.id).on(day)
    except NoRuleInForce:
        if named:
            raise
        return []
    versions = {version.ref: version for version in program.versions}
    return [rule_used(versions[ref]) for ref in rules.refs.values()]


def published_by(scheme: Scheme, text: str) -> date:
    """Read `--known-at` of a question about rules alone: a day, or the local date of an instant.

    Raises:
        InvalidInput: it is a position, or lies in the future.
    """
    known = dates.known_at(text, scheme.time_zone).at
    if isinstance(known, datetime):
        return local_day(known, scheme.time_zone)
    if isinstance(known, date):
        return known
    raise InvalidInput(
        "Rules are published on days; a position says nothing about them.",
        remedy="Give a day, such as 2024-05-03.",
        field="--known-at",
        value=text,
    )


def _rule_lines(program: str, rules: list[RuleUsed], words: str) -> Iterator[str]:
    yield Heading(f"{program}, {words}")
    if not rules:
        yield "nothing in force"
    for rule in rules:
        name = rule.ref.partition(".")[2].partition("@")[0]
        yield from paragraph(f"{name}: {rule.value}", width=page_width(), hanging="  ")
        until = f" until {rule.valid_until}" if rule.valid_until != INFINITY else ""
        reading = f"; reading {rule.reading}" if rule.reading else ""
        detail = f"from {rule.valid_from}{until}; source {rule.source}{reading}"
        yield from paragraph(detail, width=page_width(), indent="    ", hanging="      ")
    yield ""


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Rule files or folders; else those of --rules."),
    ] = None,
) -> None:
    """Check rule files, together with the shipped ones; every problem is told with its file and line."""
    from ledger.rules.check import check_files

    settings: Settings = ctx.obj
    given = list(paths or settings.rules)
    problems = check_files(given)
    if settings.json:
        show_json({"problems": [problem.as_dict() for problem in problems]})
    elif problems:
        show(str(problem) for problem in problems)
    else:
        what = counted(len(given), "path") + " and the shipped programs" if given else "the shipped programs"
        show([f"No problem in {what}."])
    if problems:
        raise typer.Exit(exits.REFUSED)


def adopt(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Adopt these files alone; else every text that is loaded."),
    ] = None,
) -> None:
    """Adopt rule texts: the log then holds each text whole, and who adopted it when.

    A file that breaks the format, alone or together with the other programs, is refused, and nothing is adopted.
    """
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        programs = _given(ledger.catalog, paths) if paths else None
        adopted = adopt_loaded(ledger, settings.who(), programs)
    if settings.json:
        show_json(adopted)
    else:
        show(adoption_lines(adopted))


def _given(present: Catalog, paths: list[Path]) -> list[Program]:
    """Return the programs of some files, checked together with all others."""
    changed = changed_catalog(present, paths)
    return [one for one in _in_chain_order(changed) if present.programs.get(one.id) is not one]


def adopt_loaded(ledger: Ledger, actor: str, programs: list[Program] | None = None) -> list[dict[str, Any]]:
    """Adopt the texts of some programs, or all loaded, in one transaction; return the positions of each.

    There are none where the text was adopted last already.
    """
    chosen = list(_in_chain_order(ledger.catalog)) if programs is None else programs
    requests = [
        Request(c.AdoptRules(program=program.id, text=program.text), actor, new_command_id())
        for program in chosen
    ]
    outcomes = ledger.submit_many(requests)
    raise_all([one.refusal for one in outcomes if one.refusal is not None])
    return [
        {"program": program.id, "positions": list(outcome.positions)}
        for program, outcome in zip(chosen, outcomes, strict=True)
    ]


def adoption_lines(adopted: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what became of each program's text."""
    for one in adopted:
        where = (
            f"adopted at position {thousands(one['positions'][0])}" if one["positions"] else "adopted already"
        )
        yield f"{one['program']}: {where}"


def adopted_texts(ledger: Ledger) -> dict[str, str | None]:
    """Return the SHA-256 of the text adopted last for each loaded program, None where none was."""
    found: dict[str, str | None] = {}
    for program in ledger.catalog.programs:
        adoptions = adoptions_of(ledger, program)
        found[program] = adoptions[-1].event.sha256 if adoptions else None
    return found


class Adoption(NamedTuple):
    """A rule text that was adopted, and where the log says so."""

    program: str
    recorded: RecordedEvent
    event: RulesAdopted


def adoptions_of(ledger: Ledger, program: str, *, until: int | None = None) -> list[Adoption]:
    """Return the texts adopted for a program up to a position, oldest first."""
    found = []
    for one in ledger.store.read_stream(f"program/{program}", until_position=until):
        event = decode(one.type, one.data)
        if isinstance(event, RulesAdopted):
            found.append(Adoption(program, one, event))
    return found
