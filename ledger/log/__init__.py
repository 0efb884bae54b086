"""The log: every event once, in order, for ever.

`envelope` says what is recorded, `store` what a store offers, `sqlite` is the embedded store and `opening`
finds the store for an address. `lines` and `parsing` own the canonical line, `transfer` moves logs about
as such lines.
"""

from ledger.log.envelope import Appended, Commit, NewEvent, RecordedEvent
from ledger.log.opening import open_store
from ledger.log.store import EventStore

__all__ = ["Appended", "Commit", "EventStore", "NewEvent", "RecordedEvent", "open_store"]
