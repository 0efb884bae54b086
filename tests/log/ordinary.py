"""Doing something as an ordinary user.

Permissions do not bind the superuser, so a forked process gives that privilege up first.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
from collections.abc import Callable
from typing import Any

from ledger.cli import main
from ledger.rules.catalog import load_catalog

NOBODY = 65534


def as_ordinary(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the function returns in a process without privileges.

    What Python loads late is loaded before: the process may not be allowed to read it.
    """
    load_catalog(())
    context = multiprocessing.get_context("fork")
    answers, sent = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sent, function, arguments))
    child.start()
    sent.close()
    try:
        return answers.recv()
    finally:
        child.join()


def command_line(*arguments: str) -> tuple[int, bytes, str]:
    """Run one command line in this process; return its exit status, its data and its diagnostics."""
    before = sys.stdout, sys.stderr
    data = io.BytesIO()
    out, err = io.TextIOWrapper(data, encoding="utf-8", write_through=True), io.StringIO()
    sys.stdout, sys.stderr = out, err
    try:
        main(list(arguments))
    except SystemExit as left:
        out.flush()
        return int(left.code or 0), data.getvalue(), err.getvalue()
    finally:
        sys.stdout, sys.stderr = before
    raise AssertionError("a command line ends with an exit status")


def _child(sent: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    sent.send(function(*arguments))
