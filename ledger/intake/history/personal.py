"""Personal data on their way through an import: kept from the vault until the events they belong to are appended.

Also the ids of facts that hold personal data. An id must be the same whenever the fact is imported again, and must tell
nothing about the data to who reads the log. So it is derived with a random key of the official, which lives in the
vault and goes with the official's other entries.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any

import orjson

from ledger.intake.history.staging import Stage
from ledger.vault import Entry, Vault

_KEY = "history-key"


class StagedVault(Vault):
    """The vault as an import sees it at one line: what is in it, and what the file said before."""

    def __init__(self, vault: Vault, stage: Stage) -> None:
        self._vault = vault
        self._stage = stage
        self._at, self._line = 0, 0
        self._entries: list[tuple[int, int, Entry]] = []
        self._bodies: dict[str, str] = {}

    def stand_at(self, at: int, line: int) -> None:
        """See and add everything from here on as of a line."""
        self._at, self._line = at, line

    def add(self, entry: Entry) -> None:
        """Keep an entry together with the events of the line."""
        self._entries.append((self._at, self._line, entry))
        self._bodies[entry.commitment] = entry.body

    def flush(self) -> None:
        """Do nothing: entries are written with their events, by `appending`."""

    def take(self) -> list[tuple[int, int, Entry]]:
        """Return the entries added since the last time, with their places, and forget them."""
        taken, self._entries, self._bodies = self._entries, [], {}
        return taken

    def added(self) -> int:
        """Return how many entries were added since the last `take`."""
        return len(self._entries)

    def rewind(self, added: int) -> None:
        """Forget the entries beyond that number."""
        for _, _, entry in self._entries[added:]:
            self._bodies.pop(entry.commitment, None)
        del self._entries[added:]

    def discard(self) -> None:
        """Forget what was added since the last `take`."""
        self._entries, self._bodies = [], {}

    def body(self, commitment: str | None) -> dict[str, Any] | None:
        """Return the text behind a commitment."""
        if commitment in self._bodies:
            return dict(orjson.loads(self._bodies[commitment]))
        return self._vault.body(commitment)

    def owner_of_email(self, email: str) -> str | None:
        """Return the official who has an address by then, in the file or in the vault."""
        folded = email.casefold()
        earlier = self._stage.earlier_email(folded, at=self._at, line=self._line)
        return earlier or self._vault.owner_of_email(folded)

    def key_of(self, official: str) -> bytes:
        """Return the official's key for ids, a new one where the vault has none."""
        name = hashlib.sha256(f"{_KEY}\n{official}".encode()).hexdigest()
        known = self.body(name)
        if known is None:
            known = {"key": os.urandom(32).hex()}
            self.add(Entry(name, official, _KEY, os.urandom(16), orjson.dumps(known).decode()))
        return bytes.fromhex(known["key"])


def digest(content: bytes, *, key: bytes | None) -> str:
    """Return the SHA-256 of a fact in hexadecimal, keyed where the fact holds personal data."""
    if key is None:
        return hashlib.sha256(content).hexdigest()
    return hmac.new(key, content, hashlib.sha256).hexdigest()
