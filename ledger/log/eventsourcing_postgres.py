"""The infrastructure factory for applications of the `eventsourcing` library on a PostgreSQL ledger.

Set PERSISTENCE_MODULE to `ledger.log.eventsourcing_postgres` and LEDGER_URL to the address of a ledger. The factory is
that of `ledger.log.eventsourcing_sqlite`: the address decides which database it is.
"""

from ledger.log.eventsourcing_sqlite import Factory

__all__ = ["Factory"]
