"""Credentials obtained elsewhere or before, and the code of ethics."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, Month, OfficialCommand, PrivateText
from ledger.values import Identifier, ProgramId, Word


class RecordCredential(OfficialCommand):
    """A qualification was obtained elsewhere or before; `obtained_in` gives the month where the day is not known."""

    FACT: ClassVar[str] = "credential recorded"
    MONTH: ClassVar[tuple[str, str] | None] = ("obtained_on", "obtained_in")
    credential: Word
    obtained_on: Day
    obtained_in: Month | None = None


class ReverseCredential(OfficialCommand):
    """The credential of that day or month was recorded in error."""

    FACT: ClassVar[str] = "credential reversed"
    DAY: ClassVar[str | None] = "reversed_on"
    MONTH: ClassVar[tuple[str, str] | None] = ("obtained_on", "obtained_in")
    credential: Word
    obtained_on: Day
    obtained_in: Month | None = None
    reversed_on: Day | None = None
    reason: PrivateText | None = None


class AffirmEthics(OfficialCommand):
    """The code of ethics was affirmed, by itself or with an application."""

    FACT: ClassVar[str] = "ethics affirmed"
    DAY: ClassVar[str | None] = "affirmed_on"
    program: ProgramId
    affirmed_on: Day | None = None
    application: Identifier | None = None
