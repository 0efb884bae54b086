"""The tree of commands, and the options that every command takes, wherever they stand on the line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from ledger.cli import (
    approvals,
    ask,
    copying,
    facts,
    imports,
    logs,
    migrating,
    population,
    rulebook,
    rules_over_time,
    upkeep,
)
from ledger.cli.edge import edged, tell
from ledger.cli.output import OutputFailed, discard_stdout, guard_stdout
from ledger.cli.session import Settings, address, rule_paths
from ledger.open import DEFAULT_URL

#: Options of every command, and whether they take a value.
EVERYWHERE: Final = {"--db": True, "--rules": True, "--actor": True, "--json": False, "--debug": False}
_EPILOG: Final = (
    "Every command also takes --db, --rules, --actor, --json and --debug; see credit-ledger --help."
)
_CONTEXT: Final[dict[Any, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

#: What the list of commands says of those whose first sentence is too long for it.
SHORT: Final = {
    "init": "Make a ledger and adopt the rule texts.",
    "status": "Identity, position, tables and rules of a ledger.",
    "transcript": "Each hour in exactly one place, with the reason.",
    "window": "The credit in the rolling windows.",
    "standing": "Each designation's status, since and until when.",
    "documents": "The documents of each claim.",
    "requirements": "What each designation needs, and what is met.",
    "replay": "An official's history, event by event.",
    "changed": "What differs between two knowledges, and why.",
    "population": "Everybody's standing in a program on a day.",
    "due": "Who must do what by when.",
    "project": "Bring the tables up to the log.",
    "migrate": "Make or renew a schema on PostgreSQL.",
    "copy": "Copy a ledger to another database.",
    "approve-many": "Approve a table of claims.",
    "diff": "What differs between two days or two texts.",
    "simulate": "What a change of the rules would do.",
    "adopted": "The rule texts that were adopted.",
}

#: Group -> what it is about.
GROUPS: Final = {
    "official": "Register officials; their contacts, place and duties.",
    "membership": "Membership of an organisation.",
    "term": "Terms of office.",
    "employment": "Employment, and what counts as experience.",
    "credential": "Qualifications obtained elsewhere.",
    "ethics": "The code of ethics.",
    "enrolment": "Enrolment in a program (see also enrol).",
    "offering": "Events, webinars and courses.",
    "credit": "Attendance, credit forms and decisions.",
    "application": "Applications and their review.",
    "exemption": "Exemptions claimed and decided.",
    "designation": "Awards and decisions about them.",
    "activity-log": "Logs of activities, handed in for a cycle.",
    "notice": "Notices to officials.",
    "fee": "Payments, refunds and what is ordered.",
    "scholarship": "Scholarships applied for and granted.",
    "letter": "Letters and parcels.",
    "graduate": "The yearly graduation.",
    "import": "Take in history and sign-in sheets.",
    "log": "Show, export, import and verify the log.",
    "rules": "The rules in force, and rule files.",
}


#: Group, name and function of the commands that are no facts.
COMMANDS: Final[tuple[tuple[str, str, Callable[..., None]], ...]] = (
    ("credit", "approve-many", approvals.approve_many),
    ("import", "history", imports.history),
    ("import", "attendance", imports.attendance),
    ("log", "show", logs.show_log),
    ("log", "export", logs.export),
    ("log", "import", logs.import_log),
    ("log", "verify", logs.verify),
    ("rules", "list", rulebook.list_rules),
    ("rules", "show", rulebook.show_rules),
    ("rules", "check", rulebook.check),
    ("rules", "adopt", rulebook.adopt),
    ("rules", "adopted", rules_over_time.adopted),
    ("rules", "diff", rules_over_time.diff),
    ("rules", "simulate", rules_over_time.simulate),
)


def build() -> typer.Typer:
    """Return the whole tree."""
    app = _tree(
        "An audit-grade ledger of continuing-education credit: every answer as of a day, as known at a time."
    )
    app.callback(epilog="Exit statuses and examples are in docs/commands.md.")(_everywhere)
    groups = {name: _tree(text) for name, text in GROUPS.items()}
    _add(app, "init", upkeep.init)
    _add(app, "status", upkeep.status)
    for name in ask.QUESTIONS:
        _add(app, name, ask.question_command(name))
    for question in (ask.replay, ask.changed, population.population, population.due):
        _add(app, question.__name__, question)
    for verb in facts.VERBS:
        _add(groups[verb.group] if verb.group else app, verb.name, facts.fact_command(verb))
    for within, name, command in COMMANDS:
        _add(groups[within], name, command)
    _add(app, "project", upkeep.project)
    _add(app, "migrate", migrating.migrate)
    _add(app, "copy", copying.copy)
    _add(app, "schema", upkeep.schema)
    for name, group in groups.items():
        app.add_typer(group, name=name)
    return app


def _tree(text: str) -> typer.Typer:
    return typer.Typer(
        help=text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_CONTEXT,
    )


def _add(tree: typer.Typer, name: str, command: Callable[..., None]) -> None:
    tree.command(name, short_help=SHORT.get(name), epilog=_EPILOG, context_settings=_CONTEXT)(edged(command))


def _say_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"credit-ledger {version('credit-ledger')}\n")
        raise typer.Exit


def _everywhere(
    ctx: typer.Context,
    *,
    db: Annotated[
        str,
        typer.Option(
            "--db", envvar="CREDIT_LEDGER_DB", metavar="URL", help="The ledger's address, or its file."
        ),
    ] = DEFAULT_URL,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH",
            help="A rule file or folder beside the shipped ones; may be repeated. [env var: CREDIT_LEDGER_RULES]",
        ),
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option(
            "--actor", envvar="CREDIT_LEDGER_ACTOR", metavar="NAME", help="Who acts; else the login name."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON; errors too, on standard error.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where a defect lies.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and leave."),
    ] = False,
) -> None:
    ctx.obj = Settings(db=address(db), rules=rule_paths(rules), actor=actor, json=as_json, debug=debug)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the options of every command in front, where the parser looks for them."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif name not in EVERYWHERE or (equals and not EVERYWHERE[name]):
            rest.append(argument)
        else:
            front.append(argument)
            if EVERYWHERE[name] and not equals:
                front += [value for value in (next(waiting, None),) if value is not None]
    return front + rest


def run(arguments: Sequence[str]) -> None:
    """Run one command line; ends with `SystemExit`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    guard_stdout()
    try:
        try:
            build()(hoisted(arguments), prog_name="credit-ledger")
        finally:
            sys.stdout.flush()
    except OutputFailed as error:  # of the help and the version; what commands write is told by `edged`
        discard_stdout()
        sys.exit(tell([error], as_json=False))
