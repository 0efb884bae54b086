"""`rules diff`, `rules simulate` and `rules adopted`: the rules as they change, and the texts that were adopted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli import dates
from ledger.cli.ask import AsOfText, KnownAtText
from ledger.cli.compact import NONE, title, until_words
from ledger.cli.output import progress, remark, show, show_json
from ledger.cli.population import Form, stream
from ledger.cli.rulebook import Adoption, adoptions_of, published_by
from ledger.cli.session import Settings, catalog_of, opened
from ledger.cli.text import Heading, counted, page_width, paragraph, table, thousands
from ledger.errors import InvalidInput, NotFound
from ledger.open import Ledger
from ledger.questions import answers as a
from ledger.questions.rules_over_time import days_compared, texts_compared
from ledger.rules.catalog import Catalog, ProgramRules
from ledger.rules.difference import changed_catalog
from ledger.rules.files import load_file


def diff(
    ctx: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROGRAM | OLD.toml NEW.toml]", help="One program, or two texts of one."),
    ] = None,
    *,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The earlier day.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The later day.")] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="WHEN", help="As published by this day or instant.")
    ] = None,
) -> None:
    """Which parameters differ between two days, or between two texts of a program, each with source and reading."""
    settings: Settings = ctx.obj
    named = what or []
    if from_ is None and until is None and known_at is None and len(named) == 2:
        found = texts_compared(load_file(Path(named[0])), load_file(Path(named[1])))
    elif from_ is not None and until is not None and len(named) <= 1:
        programs = _programs(catalog_of(settings), named, known_at)
        before, after = dates.day(from_, field="--from"), dates.day(until, field="--until")
        found = days_compared(programs, before=before, after=after)
    else:
        raise InvalidInput(
            "Two days of the rules are compared, or two files.",
            remedy="Write rules diff [PROGRAM] --from DATE --until DATE, or rules diff OLD.toml NEW.toml.",
        )
    if settings.json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        show(_diff_lines(found, page_width()))


def _programs(
    catalog: Catalog, named: list[str], known_at: str | None
) -> Iterator[tuple[date, ProgramRules]]:
    """Yield edition and rules of the program named, or of all, as published by then."""
    schemes = [catalog.scheme_of(named[0])] if named else list(catalog.schemes.values())
    for scheme in schemes:
        edition = scheme.editions[-1]
        if known_at is not None:
            day = published_by(scheme, known_at)
            if not named and day < scheme.editions[0]:
                continue
            edition = scheme.edition_on(day)
        rules = scheme.rules(edition)
        yield from ((edition, level) for level in rules.levels if not named or level.program.id == named[0])


def _diff_lines(found: a.RulesDiffAnswer, width: int) -> Iterator[str]:
    published = f", as published by {found.rules_published_by}" if found.rules_published_by else ""
    yield from paragraph(f"{found.before} compared with {found.after}{published}", width=width, hanging="  ")
    program = ""
    changes: list[a.HeadDifference | a.RuleDifference] = [*found.heads, *found.parameters]
    for one in changes:
        if one.program != program:
            program = one.program
            yield ""
            yield Heading(program)
        if isinstance(one, a.HeadDifference):
            yield from paragraph(
                f"program.{one.field}: {one.before or NONE} -> {one.after or NONE}", width=width
            )
            continue
        yield one.parameter
        for word, side in (("before", one.before), ("after", one.after)):
            text = f"{word}: {_side(side)}"
            yield from paragraph(text, width=width, indent="  ", hanging="    ")
    yield ""
    yield f"{counted(len(changes), 'difference')}."


def _side(rule: a.RuleUsed | None) -> str:
    if rule is None:
        return "not stated"
    until = f" until {rule.valid_until}" if rule.valid_until != "infinity" else ""
    reading = f"; reading {rule.reading}" if rule.reading else ""
    return f"{rule.value}, from {rule.valid_from}{until}, published {rule.published_on}; source {rule.source}{reading}"


def simulate(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="CHANGED.toml...", help="The changed rule files.")],
    *,
    program: Annotated[
        str | None, typer.Option("--program", metavar="PROGRAM", help="List this program only.")
    ] = None,
    as_of: AsOfText = None,
    form: Form = "table",
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes side by side; left out: one for each core."),
    ] = None,
) -> None:
    """Who would gain or lose which standing, when and why, if these texts were adopted. Nothing is written."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        changed = changed_catalog(ledger.catalog, files)
        if program is not None and program not in changed.programs:
            raise NotFound(
                f"There is no program {program!r}.",
                remedy=f"Ask about one of {', '.join(sorted(changed.programs))}.",
                program=program,
            )
        given = next(
            name for name, one in changed.programs.items() if ledger.catalog.programs.get(name) is not one
        )
        dated = dates.both(as_of, None, changed.scheme_of(program or given).time_zone)
        with progress("officials", total=None) as told:
            found = ledger.simulate(
                changed,
                as_of=dated.as_of.day,
                program=program,
                workers=workers or os.cpu_count() or 1,
                progress=told,
            )
    if settings.json or form == "json":
        if dated.as_of.zone:
            remark(dated.as_of.words)
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    elif form == "table":
        show(_simulation_lines(found, dated, page_width()))
    else:
        stream(found.standing, form, a.StandingTurn)


def _simulation_lines(found: a.SimulationAnswer, dated: dates.Dates, width: int) -> Iterator[str]:
    yield from title(found, dated, found.program or "all programs", width)
    for one in found.changed:
        was = "no text" if one.sha256_before is None else one.sha256_before[:12]
        yield from paragraph(
            f"{one.program}: {was} -> {one.sha256_after[:12]} ({one.file})", width=width, hanging="  "
        )
    yield ""
    yield f"{counted(found.officials, 'official')} looked at; something would change for {thousands(found.affected)}."
    for name, totals in (("standing", found.totals), ("years and cycles", found.year_totals)):
        if totals:
            yield ""
            rows = [(kind, thousands(number)) for kind, number in totals.items()]
            yield from table((name, "number"), rows, width=width, right=(1,))
    if found.standing:
        yield ""
        turns = [
            (
                one.official, one.program, one.since, until_words(one.until), f"{one.before} -> {one.after}",
                f"{one.reason_before} -> {one.reason_after}",
            )
            for one in found.standing
        ]  # fmt: skip
        yield from table(("official", "program", "since", "until", "status", "reason"), turns, width=width)
    if found.years:
        yield ""
        years = [
            (
                one.official, one.program, one.year, f"{one.before or 'none'} -> {one.after or 'none'}",
                f"{_of(one.hours_before, one.required_before)} -> {_of(one.hours_after, one.required_after)}",
            )
            for one in found.years
        ]  # fmt: skip
        yield from table(("official", "program", "year", "status", "hours"), years, width=width)


def _of(hours: str | None, required: str | None) -> str:
    return NONE if hours is None else f"{hours} of {required}"


def adopted(
    ctx: typer.Context,
    program: Annotated[
        str | None,
        typer.Argument(metavar="[PROGRAM]", help="Print the text adopted; else list all adoptions."),
    ] = None,
    *,
    known_at: KnownAtText = None,
) -> None:
    """The rule texts adopted: all of them, or the last text of a program, byte for byte as it was adopted."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        until = _position(ledger, program, known_at)
        names = [program] if program else _with_adoptions(ledger)
        found = [one for name in names for one in adoptions_of(ledger, name, until=until)]
    if program is not None and not found:
        raise NotFound(
            f"No text of {program} had been adopted.",
            remedy="`credit-ledger rules adopted` lists what was; `rules adopt` adopts the texts loaded.",
            program=program,
        )
    if settings.json:
        chosen = found[-1:] if program else found
        show_json([_as_json(one, whole=program is not None) for one in chosen])
    elif program is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(found[-1].event.text.encode())
        sys.stdout.buffer.flush()
    else:
        show(_adopted_table(found))


def _position(ledger: Ledger, program: str | None, text: str | None) -> int | None:
    """Return the position up to which adoptions are seen; None for all."""
    known = ledger.catalog.programs.get(program or "")
    scheme = (
        next(iter(ledger.catalog.schemes.values())) if known is None else ledger.catalog.schemes[known.scheme]
    )
    at = dates.known_at(text, scheme.time_zone).at
    if at is None:
        return None
    asked = ledger.questions.asked(scheme.chain[0].id, as_of=scheme.editions[-1], known_at=at)
    return asked.position


def _with_adoptions(ledger: Ledger) -> list[str]:
    return [name.removeprefix("program/") for name in ledger.store.streams("program/")]


def _as_json(one: Adoption, *, whole: bool) -> dict[str, Any]:
    about = {
        "program": one.program,
        "position": one.recorded.position,
        "adopted_on": one.event.adopted_on.isoformat(),
        "actor": one.recorded.actor,
        "sha256": one.event.sha256,
    }
    return {**about, "text": one.event.text} if whole else about


def _adopted_table(found: list[Adoption]) -> Iterator[str]:
    if not found:
        yield "No text was adopted."
        return
    rows = [
        (
            thousands(one.recorded.position), one.program, one.event.adopted_on.isoformat(), one.recorded.actor,
            one.event.sha256[:12],
        )
        for one in found
    ]  # fmt: skip
    yield from table(
        ("position", "program", "adopted on", "by", "sha256"), rows, width=page_width(), right=(0,)
    )
