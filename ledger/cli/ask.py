"""The questions about one official: those of `QUESTIONS`, and `replay` and `changed`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal

import typer

from ledger.cli import dates
from ledger.cli.compact import official_answer
from ledger.cli.output import remark, show
from ledger.cli.prose import Explanation, moment
from ledger.cli.session import Settings, catch_up, opened
from ledger.cli.text import page_width
from ledger.log.codec import decode
from ledger.open import Ledger
from ledger.questions import answers as a
from ledger.questions.history import says

Official = Annotated[str, typer.Argument(metavar="OFFICIAL", help="Id of the official, such as AL-000123.")]
Program = Annotated[str | None, typer.Option("--program", metavar="PROGRAM", help="Only this program.")]
AsOfText = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day asked about; today, in the authority's time zone."),
]
KnownAtText = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="WHEN",
        help="What the ledger knew by then: a day (to its end), an instant with offset, or a position.",
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="Prose: every reason with its rules and events.")]
Kept = Annotated[
    Literal["log", "tables"],
    typer.Option("--from", help="Fold the log afresh, or look up the tables; both answer the same."),
]

#: Question -> its help.
QUESTIONS = {
    "transcript": "Each hour of an official in exactly one place, with the reason.",
    "window": "The credit in the rolling calendar years and in the trailing window.",
    "standing": "Each designation's status, since when, and until when as things stand.",
    "compliance": "The annual duty, year by year.",
    "progress": "How far each designation is.",
    "requirements": "What each designation needs: requirements, applications, exemptions and fees.",
    "documents": "The documents of each claim: asked for, handed in, and what an audit would ask for besides.",
}


def question_command(name: str) -> Callable[..., None]:
    """Return the command for one of `QUESTIONS`."""

    def ask(
        ctx: typer.Context,
        official: Official,
        *,
        program: Program = None,
        as_of: AsOfText = None,
        known_at: KnownAtText = None,
        explain: Explain = False,
        source: Kept = "log",
    ) -> None:
        settings: Settings = ctx.obj
        with opened(settings) as ledger:
            asked = dates.both(as_of, known_at, zone_of(ledger, official, program))
            if source == "tables":
                catch_up(ledger)
            found: Any = getattr(ledger.questions, name)(
                official, as_of=asked.as_of.day, known_at=asked.known.at, program=program, source=source
            )
            tell(ledger, settings, found, asked, explain=explain)

    ask.__name__ = name
    ask.__doc__ = QUESTIONS[name]
    return ask


def replay(
    ctx: typer.Context,
    official: Official,
    *,
    program: Program = None,
    as_of: AsOfText = None,
    known_at: KnownAtText = None,
    explain: Explain = False,
) -> None:
    """An official's history, event by event; with --explain, what each event changed on the day asked about."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        asked = dates.both(as_of, known_at, zone_of(ledger, official, program))
        found = ledger.questions.replay(
            official, as_of=asked.as_of.day, known_at=asked.known.at, program=program
        )
        tell(ledger, settings, found, asked, explain=explain)


def changed(
    ctx: typer.Context,
    official: Official,
    *,
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="WHEN", help="The earlier knowledge: a day, an instant or a position."
        ),
    ],
    program: Program = None,
    as_of: AsOfText = None,
    known_at: KnownAtText = None,
    explain: Explain = False,
) -> None:
    """What differs between two knowledges of the same day, and which events did it."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        zone = zone_of(ledger, official, program)
        asked = dates.both(as_of, known_at, zone)
        found = ledger.questions.changed(
            official,
            as_of=asked.as_of.day,
            since=dates.known_at(since, zone, field="--since").at,
            known_at=asked.known.at,
            program=program,
        )
        tell(ledger, settings, found, asked, explain=explain)


def zone_of(ledger: Ledger, official: str | None, program: str | None) -> str:
    """Return the zone whose today is meant where a day is left out: see `Questions.time_zone`."""
    return ledger.questions.time_zone(official=official, program=program)


def tell(
    ledger: Ledger, settings: Settings, answer: a.OfficialAnswer, asked: dates.Dates, *, explain: bool
) -> None:
    """Print an answer: JSON, prose or a table."""
    if settings.json:
        remark_present(asked, answer.basis)
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    elif explain:
        sentence = _sentences(ledger, answer.official)
        show(Explanation(answer, dates=asked, says=sentence, width=page_width()).lines())
    else:
        show(official_answer(answer, asked, page_width()))


def remark_present(asked: dates.Dates, basis: a.Basis) -> None:
    """Say on standard error which day and instant the present gave, beside data that hold the rows alone."""
    if asked.as_of.zone:
        remark(asked.as_of.words)
    if asked.known.until_now:
        remark(f"as known today up to now, {basis.known_at}")


def _sentences(ledger: Ledger, official: str) -> Callable[[int], str]:
    """Return a function from a position to that event of the official, as a sentence."""

    @cache
    def by_position() -> dict[int, str]:
        recorded = ledger.store.read_stream(f"official/{official}")
        return {
            one.position: f"{moment(one.recorded_at.isoformat())}: {says(decode(one.type, one.data))}"
            for one in recorded
        }

    return lambda position: by_position()[position]
