"""What every command shares: the settings of the command line, the open ledger, and tables that are up to date."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ledger.cli.output import progress, remark
from ledger.cli.text import thousands
from ledger.errors import InvalidInput
from ledger.log.opening import open_store
from ledger.open import DEFAULT_URL, Ledger
from ledger.rules.catalog import Catalog, load_catalog

_SHOW_FROM = 2_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options that every command takes."""

    db: str = DEFAULT_URL
    rules: tuple[Path, ...] = ()
    actor: str | None = None
    json: bool = False
    debug: bool = False

    def who(self) -> str:
        """Return who acts: `--actor`, or else the login name.

        Raises:
            InvalidInput: neither is known.
        """
        if self.actor:
            return self.actor
        try:
            return getpass.getuser()
        except (KeyError, OSError) as error:
            raise InvalidInput(
                "Nobody is named as the author of this, and the system has no login name.",
                remedy="Give --actor NAME, or set CREDIT_LEDGER_ACTOR.",
                field="--actor",
            ) from error


def address(text: str) -> str:
    """Return the address of a ledger given as one, or as the plain path of its file: `a.db` is `sqlite:///a.db`."""
    return text if not text or _SCHEME.match(text) else f"sqlite:///{quote(text)}"


def rule_paths(given: list[Path] | None) -> tuple[Path, ...]:
    """Return the rule files of the command line, or else those of `CREDIT_LEDGER_RULES` (separated as in `PATH`)."""
    if given:
        return tuple(given)
    stated = os.environ.get("CREDIT_LEDGER_RULES", "")
    return tuple(Path(part) for part in stated.split(os.pathsep) if part)


def catalog_of(settings: Settings) -> Catalog:
    """Load the rules; see `load_catalog`."""
    return load_catalog(settings.rules)


@contextmanager
def opened(settings: Settings, *, create: bool = False, ledger_id: str | None = None) -> Iterator[Ledger]:
    """Open the ledger of the settings, and close it afterwards."""
    catalog = catalog_of(settings)
    try:
        store = open_store(settings.db, create=create, ledger_id=ledger_id)
    except InvalidInput as error:
        if error.field != "url":
            raise
        fact = error.fact.removeprefix("url: ").removesuffix(f" (given: {error.value!r})")
        raise InvalidInput(fact, remedy=error.remedy, field="--db", value=error.value) from error
    with Ledger(store, catalog) as ledger:
        ledger.runner.workers = os.cpu_count() or 1
        yield ledger


def catch_up(ledger: Ledger, *, rebuild: bool = False) -> None:
    """Bring the tables up to the log; say on standard error when they are built anew, and why."""
    serving = ledger.facts.serving()
    last = ledger.store.last_position()
    if serving is not None and ledger.runner.is_current(serving) and serving.position == last and not rebuild:
        return
    if serving is not None and not ledger.runner.is_current(serving):
        remark("The rule files have changed since the tables were built; building them anew.")
    elif serving is None and last >= _SHOW_FROM:
        remark(f"Building the tables from {thousands(last)} events; later questions find them ready.")
    with progress("tables", total=last) as show:
        ledger.runner.rebuild(show) if rebuild else ledger.catch_up(show)
