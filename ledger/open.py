"""An open ledger: the store, the rules, the service, the facts and the questions, put together once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ledger.commands import Command
from ledger.log.codec import decode
from ledger.log.instants import utc_now
from ledger.log.opening import AnyStore, open_store
from ledger.log.sqlite import SQLiteStore
from ledger.projections.runner import Runner
from ledger.projections.store import FactStore, Generation
from ledger.projections.store_postgres import PostgresFactStore
from ledger.questions import Questions
from ledger.questions.answers import SimulationAnswer
from ledger.questions.rules_over_time import changed_rules, simulated
from ledger.questions.simulation import Simulation
from ledger.rules.catalog import Catalog, load_catalog
from ledger.service import Outcome, Request, Service
from ledger.vault import PostgresVault, Vault

DEFAULT_URL = "sqlite:///ledger.db"


def beside(store: AnyStore) -> tuple[Vault, FactStore]:
    """Return the vault and the tables of facts that are kept in the same database as a log."""
    if isinstance(store, SQLiteStore):
        return Vault(store.session), FactStore(store.session)
    return PostgresVault(store.session), PostgresFactStore(store.session)


class Ledger:
    """One authority's ledger.

    >>> from ledger import Ledger
    >>> ledger = Ledger.open("sqlite://")
    >>> ledger.store.last_position()
    0

    `submit` asks for something, `questions` answers, `catch_up` brings the tables up to the log.
    """

    def __init__(self, store: AnyStore, catalog: Catalog, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.store = store
        self.catalog = catalog
        self.vault, self.facts = beside(store)
        self.service = Service(store, self.vault, catalog, clock=clock)
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
        """Open the ledger at an address (`sqlite:///ledger.db`, `postgresql://user@host/database`).

        With `create`, it is made where there is none.

        `rules` are rule files or folders of them that replace or add to those shipped.

        Raises:
            InvalidInput: the address is of no known kind, or holds something else (`NotALedger`, `NewerLedger`).
            RuleFileInvalid: a rule file breaks the format.
        """
        catalog = load_catalog(rules)
        return cls(open_store(url, create=create, clock=clock), catalog, clock=clock)

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

    def simulate(
        self, changed: Catalog, *, as_of: date, program: str | None = None, workers: int = 1,
        progress: Callable[[int], None] = lambda _: None,
    ) -> SimulationAnswer:  # fmt: skip
        """Return whose standing, and which years, these rules would change from a day on; nothing is written.

        `changed` holds all programs, the changed ones among them (`ledger.rules.difference.changed_catalog`).
        `workers` processes look at the officials; `progress` is told how many are done.
        """
        rules = changed_rules(self.catalog, changed)
        known = [one.program for one in rules if one.sha256_before is not None]
        asked = self.questions.asked((known or list(self.catalog.programs))[0], as_of=as_of, known_at=None)
        simulation = Simulation(
            self.store, self.catalog, changed, decode=decode, as_of=as_of, workers=workers
        )
        return simulated(
            simulation.turns(progress), basis=self.questions.basis(asked), changed=rules, program=program
        )

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
