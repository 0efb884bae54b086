"""An open ledger: the store, the rules, the service, the facts and the questions, put together once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ledger.commands import Command
from ledger.log.codec import decode
from ledger.log.instants import utc_now
from ledger.log.opening import open_store
from ledger.log.sqlite import SQLiteStore
from ledger.projections.runner import Runner
from ledger.projections.store import FactStore, Generation
from ledger.questions import Questions
from ledger.rules.catalog import Catalog, load_catalog
from ledger.service import Outcome, Request, Service
from ledger.vault import Vault

DEFAULT_URL = "sqlite:///ledger.db"


class Ledger:
    """One authority's ledger.

    >>> from ledger import Ledger
    >>> ledger = Ledger.open("sqlite://")
    >>> ledger.store.last_position()
    0

    `submit` asks for something, `questions` answers, `catch_up` brings the tables up to the log.
    """

    def __init__(
        self, store: SQLiteStore, catalog: Catalog, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.store = store
        self.catalog = catalog
        self.vault = Vault(store.session)
        self.service = Service(store, self.vault, catalog, clock=clock)
        self.facts = FactStore(store.session)
        self.runner = Runner(store, self.facts, catalog, decode=decode)
        self.questions = Questions(store, self.facts, catalog, decode=decode, private=self.vault.body)

    @classmethod
    def open(
        cls,
        url: str = DEFAULT_URL,
        *,
        create: bool = False,
        rules: Iterable[Path] = (),
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open the ledger at an address (`sqlite:///ledger.db`); with `create`, make it where there is none.

        `rules` are rule files or folders of them that replace or add to those shipped.

        Raises:
            InvalidInput: the address is of no known kind, or holds something else (`NotALedger`, `NewerLedger`).
            RuleFileInvalid: a rule file breaks the format.
        """
        catalog = load_catalog(rules)
        store = open_store(url, create=create, clock=clock)
        assert isinstance(store, SQLiteStore)
        return cls(store, catalog, clock=clock)

    def submit(self, command: Command, *, actor: str, command_id: str | None = None) -> Outcome:
        """Carry out one command; the same `command_id` again returns the first result.

        Raises:
            Rejected: the command is refused. Conflict: other writers were faster, five times in a row.
        """
        return self.service.execute(command, actor=actor, command_id=command_id)

    def submit_many(self, requests: Sequence[Request]) -> list[Outcome]:
        """Carry out commands in order, in one transaction; a refusal does not stop the rest."""
        return self.service.execute_many(requests)

    def catch_up(self, progress: Callable[[int], None] | None = None) -> Generation:
        """Bring the tables up to the end of the log."""
        return self.runner.catch_up(progress)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Self:
        """Return the open ledger."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the ledger."""
        self.close()
