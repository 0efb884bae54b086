"""`init`, `status`, `project` and `schema`: making a ledger, its state, its tables, and the shapes of answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from ledger.cli.output import show, show_json
from ledger.cli.prose import moment
from ledger.cli.rulebook import adopt_loaded, adopted_texts, adoption_lines
from ledger.cli.session import Settings, catch_up, opened
from ledger.cli.text import page_width, table, thousands
from ledger.errors import NotFound
from ledger.log.instants import instant_text, to_microseconds
from ledger.log.opening import without_password
from ledger.open import Ledger
from ledger.questions.answers import ANSWERS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def init(
    ctx: typer.Context,
    *,
    ledger_id: Annotated[
        str | None,
        typer.Option("--ledger-id", metavar="ID", help="The identity of the ledger; else a random one."),
    ] = None,
    empty: Annotated[
        bool,
        typer.Option(
            "--empty",
            help="Adopt no rule texts yet, so that history with earlier recorded times can come in first.",
        ),
    ] = False,
) -> None:
    """Make a ledger and adopt the rule texts that are loaded; what is there already stays as it is."""
    settings: Settings = ctx.obj
    with opened(settings, create=True, ledger_id=ledger_id) as ledger:
        adopted = [] if empty else adopt_loaded(ledger, settings.who())
        identity = ledger.store.ledger_id
    if settings.json:
        show_json({"ledger": identity, "db": without_password(settings.db), "adopted": adopted})
    else:
        show([f"The ledger {identity} is at {without_password(settings.db)}.", *adoption_lines(adopted)])


def status(ctx: typer.Context) -> None:
    """The ledger's identity and position, its tables, and its rules: loaded, and adopted."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        body = _state(ledger, settings)
    if settings.json:
        show_json(body)
    else:
        show(_status_lines(body))


def _state(ledger: Ledger, settings: Settings) -> dict[str, Any]:
    last = ledger.store.last_position()
    recorded = instant_text(to_microseconds(ledger.store.recorded_at(last))) if last else None
    serving = ledger.facts.serving()
    tables = None
    if serving is not None:
        current = ledger.runner.is_current(serving)
        tables = {"position": serving.position, "lag": last - serving.position, "current_rules": current}
    adopted = adopted_texts(ledger)
    rules = [
        {
            "program": program.id,
            "file": program.file,
            "sha256": program.sha256,
            "adopted_sha256": adopted[program.id],
            "adopted": adopted[program.id] == program.sha256,
        }
        for scheme in ledger.catalog.schemes.values()
        for program in scheme.chain
    ]
    return {
        "ledger": ledger.store.ledger_id,
        "db": without_password(settings.db),
        "position": last,
        "recorded_at": recorded,
        "tables": tables,
        "rules": rules,
    }


def _status_lines(body: dict[str, Any]) -> Iterator[str]:
    yield f"ledger    {body['ledger']}"
    yield f"address   {body['db']}"
    recorded = f", last recorded at {moment(body['recorded_at'])}" if body["recorded_at"] else ""
    yield f"position  {thousands(body['position'])}{recorded}"
    yield f"tables    {_tables_words(body['tables'])}"
    yield ""
    rows = [(r["program"], r["file"], r["sha256"][:12], _adopted_words(r)) for r in body["rules"]]
    yield from table(("rules of", "file", "sha256", "adopted"), rows, width=page_width())


def _tables_words(tables: dict[str, Any] | None) -> str:
    if tables is None:
        return "not built yet; the first question about many officials builds them"
    lag = f"{thousands(tables['lag'])} behind" if tables["lag"] else "up to date"
    rules = "" if tables["current_rules"] else "; built with other rule files, to be built anew"
    return f"at position {thousands(tables['position'])}, {lag}{rules}"


def _adopted_words(rule: dict[str, Any]) -> str:
    if rule["adopted_sha256"] is None:
        return "no text adopted"
    return "this text" if rule["adopted"] else f"another text ({rule['adopted_sha256'][:12]})"


def project(
    ctx: typer.Context,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build new tables beside the old ones, then switch.")
    ] = False,
    digest: Annotated[
        bool,
        typer.Option(
            "--digest", help="SHA-256 over all facts: equal for equal facts, however they came about."
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes side by side; left out: one for each core."),
    ] = None,
) -> None:
    """Bring the tables up to the log; questions do this by themselves."""
    settings: Settings = ctx.obj
    with opened(settings) as ledger:
        ledger.runner.workers = workers or ledger.runner.workers
        catch_up(ledger, rebuild=rebuild)
        ledger.catch_up()
        serving = ledger.facts.serving()
        assert serving is not None
        body: dict[str, Any] = {"position": serving.position, "lag": ledger.runner.lag()}
        if digest:
            body["digest"] = ledger.facts.digest(serving.number)
    if settings.json:
        show_json(body)
        return
    show(
        [
            f"The tables stand at position {thousands(body['position'])}, {thousands(body['lag'])} behind the log."
        ]
    )
    if digest:
        show([f"digest  {body['digest']}"])


def schema(
    ctx: typer.Context,
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="One question; else all.")
    ] = None,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="The schema of a line of the history format.")
    ] = False,
) -> None:
    """The JSON Schema (2020-12) of the answers."""
    del ctx
    if history:
        from ledger.intake.history import history_schema

        show_json(history_schema())
    elif question is None:
        show_json({name: answer_schema(name) for name in ANSWERS})
    else:
        show_json(answer_schema(question))


def answer_schema(question: str) -> dict[str, Any]:
    """Return the JSON Schema of the answer to a question.

    Raises:
        NotFound: there is no such question.
    """
    if question not in ANSWERS:
        raise NotFound(
            f"There is no question {question!r}.",
            remedy=f"Ask for one of {', '.join(ANSWERS)}.",
            question=question,
        )
    return {"$schema": _DIALECT, **ANSWERS[question].model_json_schema(mode="serialization")}
