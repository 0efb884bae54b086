"""Where a ledger may be: the same tests run on every kind of database."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from ledger.log.opening import AnyStore, is_postgres
from ledger.log.postgres import PostgresStore
from ledger.log.postgres_session import APPEND_LOCK
from ledger.log.sqlite import SQLiteStore


@dataclass(frozen=True)
class Place:
    """The address of one ledger. `another` makes places of the same kind."""

    url: str
    another: Callable[[], Place]

    def open(self, **options: Any) -> AnyStore:
        """Open the ledger there."""
        return open_place(self.url, **options)

    @contextlib.contextmanager
    def locked(self) -> Iterator[Callable[[], None]]:
        """Keep the log's lock, until the function is called that is lent."""
        if is_postgres(self.url):
            keeper: Any = psycopg.connect(self.url, autocommit=True)
            keeper.execute("BEGIN")
            keeper.execute(APPEND_LOCK)
        else:
            keeper = sqlite3.connect(path_of(self.url), isolation_level=None, check_same_thread=False)
            keeper.execute("BEGIN IMMEDIATE")
        with contextlib.closing(keeper):
            yield lambda: keeper.execute("ROLLBACK") and None


def open_place(url: str, **options: Any) -> AnyStore:
    """Open the ledger at an address, with the options of its store."""
    return (
        PostgresStore.open(url, **options) if is_postgres(url) else SQLiteStore.open(path_of(url), **options)
    )


def path_of(url: str) -> Path:
    """Return the file of an SQLite address."""
    return Path(url.removeprefix("sqlite:///"))
