"""`rules list`, `rules show`, `rules check` and `rules adopt`: the rules as the ledger takes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger import commands as c
from ledger.cli import dates, exits
from ledger.cli.compact import NONE
from ledger.cli.edge import raise_all
from ledger.cli.output import show, show_json
from ledger.cli.session import Settings, catalog_of, opened
from ledger.cli.text import Heading, counted, page_width, paragraph, table, thousands
from ledger.errors import InvalidInput
from ledger.log.codec import decode
from ledger.open import Ledger
from ledger.questions.answers import RuleUsed
from ledger.questions.reasons import rule_used
from ledger.record.program import Program as Adopted
from ledger.record.program import evolve
from ledger.rules.catalog import Catalog, Scheme
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
    day = dates.as_of(as_of, catalog, program)
    chosen = [catalog.program(program)] if program else list(_in_chain_order(catalog))
    found = {
        one.id: [rule_used(v) for v in one.versions]
        if every
        else list(_in_force(catalog, one, day.day, known_at))
        for one in chosen
    }
    if settings.json:
        show_json({name: [rule.model_dump() for rule in rules] for name, rules in found.items()})
        return
    for name, rules in found.items():
        show(_rule_lines(name, rules, "every version" if every else day.words))


def _in_force(catalog: Catalog, program: Program, day: date, known_at: str | None) -> Iterator[RuleUsed]:
    scheme = catalog.scheme_of(program.id)
    edition = scheme.edition_on(_published_by(catalog, scheme, known_at)) if known_at else scheme.editions[-1]
    rules = scheme.rules(edition).level(program.id).on(day)
    versions = {version.ref: version for version in program.versions}
    for ref in rules.refs.values():
        yield rule_used(versions[ref])


def _published_by(catalog: Catalog, scheme: Scheme, text: str) -> date:
    known = dates.known_at(text, catalog, next(iter(scheme.chain)).id).at
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


def adopt(ctx: typer.Context) -> None:
    """Adopt the loaded rule texts: the log then holds each text whole, and who adopted it when."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        adopted = adopt_loaded(ledger, settings.who())
    if settings.json:
        show_json(adopted)
    else:
        show(adoption_lines(adopted))


def adopt_loaded(ledger: Ledger, actor: str) -> list[dict[str, Any]]:
    """Adopt the text of every loaded program, in one transaction; return the positions of each, empty if it was so."""
    programs = list(_in_chain_order(ledger.catalog))
    requests = [
        Request(c.AdoptRules(program=program.id, text=program.text), actor, new_command_id())
        for program in programs
    ]
    outcomes = ledger.submit_many(requests)
    raise_all([one.refusal for one in outcomes if one.refusal is not None])
    return [
        {"program": program.id, "positions": list(outcome.positions)}
        for program, outcome in zip(programs, outcomes, strict=True)
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
        state = Adopted()
        for one in ledger.store.read_stream(f"program/{program}"):
            state = evolve(state, decode(one.type, one.data))
        found[program] = state.adoptions[-1].sha256 if state.adoptions else None
    return found
