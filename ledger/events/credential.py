"""Credentials obtained elsewhere or before, and the code of ethics."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event, Precision
from ledger.values import Identifier, ProgramId, Word


class CredentialRecorded(Event):
    """A qualification obtained elsewhere or before: a course of study, a degree, a recertification (AMC-05, MMC-07).

    Of some only the month is known (`precision`, MMC-08).
    """

    TYPE: ClassVar[str] = "credential-recorded.v1"
    credential: Word
    obtained_on: date
    precision: Precision = "day"


class CredentialReversed(Event):
    """The credential of that day was recorded in error and never was."""

    TYPE: ClassVar[str] = "credential-reversed.v1"
    credential: Word
    obtained_on: date
    reversed_on: date
    reason: Commitment | None = None


class EthicsAffirmed(Event):
    """The code of ethics was affirmed, by itself or with an application (CMC-04, CMC-17, MMC-03)."""

    TYPE: ClassVar[str] = "ethics-affirmed.v1"
    program: ProgramId
    affirmed_on: date
    application: Identifier | None = None
