"""Where errors leave the program: one line each on standard error, and an exit status for the shell."""

from __future__ import annotations

import functools
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import typer

from ledger.cli import exits
from ledger.cli.output import OutputFailed, discard_stdout
from ledger.cli.session import Settings
from ledger.errors import LedgerError


class SeveralErrors(Exception):
    """More than one thing is wrong; all are told. The exit status is that of the first."""

    def __init__(self, errors: Sequence[LedgerError]) -> None:
        self.errors = tuple(errors)
        super().__init__(f"{len(self.errors)} errors")


def raise_all(errors: Sequence[LedgerError]) -> None:
    """Raise what there is to raise; return where there is nothing."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SeveralErrors(errors)


def edged(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with its errors told and turned into exit statuses; it takes the context as `ctx`."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        settings: Settings = kwargs["ctx"].obj
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except OutputFailed as error:
            discard_stdout()
            raise typer.Exit(tell([error], as_json=settings.json)) from error
        except LedgerError as error:
            raise typer.Exit(tell([error], as_json=settings.json)) from error
        except SeveralErrors as several:
            raise typer.Exit(tell(several.errors, as_json=settings.json)) from several
        except BrokenPipeError as closed:
            discard_stdout()
            raise typer.Exit(exits.PIPE_CLOSED) from closed
        except KeyboardInterrupt as stop:
            sys.stderr.write(f"interrupted{': ' if stop.args else ''}{stop}\n")
            raise typer.Exit(exits.INTERRUPTED) from stop
        except typer.Exit:
            raise
        except Exception as defect:  # the last net: a defect of this program
            raise typer.Exit(_tell_defect(defect, settings)) from defect

    return run


def tell(errors: Sequence[LedgerError], *, as_json: bool) -> int:
    """Write errors to standard error, one a line or as one JSON object, and return the exit status."""
    if as_json:
        body = [error.as_dict() for error in errors]
        sys.stderr.write(json.dumps({"errors": body}, indent=2, ensure_ascii=False, default=str) + "\n")
    else:
        for error in errors:
            sys.stderr.write(f"error: {' '.join(str(error).split())}\n")
    return exits.exit_status(errors[0])


def _tell_defect(defect: Exception, settings: Settings) -> int:
    if settings.debug:
        traceback.print_exception(defect)
    if settings.json:
        body = {
            "code": "defect",
            "fact": f"{type(defect).__name__}: {defect}",
            "remedy": "Run it with --debug.",
        }
        sys.stderr.write(json.dumps({"errors": [body]}, indent=2) + "\n")
        return exits.DEFECT
    hint = "" if settings.debug else " Run it again with --debug to see where."
    sys.stderr.write(
        f"error: This is a defect of credit-ledger, not of what you gave: {type(defect).__name__}: {defect}."
        f"{hint} What was acknowledged before stays recorded.\n"
    )
    return exits.DEFECT
