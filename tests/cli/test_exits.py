"""Every error has an exit status, and the table is the documented one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import ledger.intake.history  # noqa: F401 - its errors are part of the tree
from ledger import errors
from ledger.cli import exits
from ledger.cli.exits import EXITS, exit_status
from tests.cli.running import ROOT


def tree(cls: type[errors.LedgerError]) -> Iterator[type[errors.LedgerError]]:
    yield cls
    for below in cls.__subclasses__():
        yield from tree(below)


def test_every_class_of_the_error_tree_is_in_the_table() -> None:
    assert {cls for cls in tree(errors.LedgerError) if cls.__module__ == "ledger.errors"} == set(EXITS)


@pytest.mark.parametrize("cls", sorted(set(tree(errors.LedgerError)), key=lambda one: one.__name__))
def test_no_foreseen_error_looks_like_success_or_like_a_usage_error(cls: type[errors.LedgerError]) -> None:
    status = next(EXITS[above] for above in cls.__mro__ if above in EXITS)
    assert status not in (exits.OK, exits.USAGE)


def test_an_error_of_a_class_below_has_the_status_of_the_class_above() -> None:
    class Finer(errors.NotFound):
        code = "finer-test"

    assert exit_status(Finer("A fact.")) == EXITS[errors.NotFound]


def test_the_documentation_names_the_status_of_every_class() -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    documented = {
        name: int(row[0])
        for row in re.findall(r"^\| (\d+) \|[^|]*\|([^|]*)\|$", text, flags=re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row[1])
    }
    assert documented == {cls.__name__: status for cls, status in EXITS.items()}
