"""Programs: the rule texts adopted."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event


class RulesAdopted(Event):
    """The authority adopted a rule file: its exact text and the SHA-256 of its UTF-8 bytes."""

    TYPE: ClassVar[str] = "rules-adopted.v1"
    adopted_on: date
    sha256: Commitment
    text: str
