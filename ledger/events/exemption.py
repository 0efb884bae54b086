"""Exemptions: claimed with proof, then confirmed or refused by the authority (AMC-41 to AMC-49, AMC-70)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Document, Event
from ledger.values import ProgramId, Word


class ExemptionClaimed(Event):
    """The official claimed an exemption, or handed in more proof of one that waits (AMC-42, AMC-47)."""

    TYPE: ClassVar[str] = "exemption-claimed.v1"
    program: ProgramId
    exemption: Word
    claimed_on: date
    documents: tuple[Document, ...] = ()


class ExemptionConfirmed(Event):
    """The authority confirmed that the official is eligible for the exemption (AMC-42)."""

    TYPE: ClassVar[str] = "exemption-confirmed.v1"
    program: ProgramId
    exemption: Word
    confirmed_on: date


class ExemptionRefused(Event):
    """The authority did not confirm the exemption."""

    TYPE: ClassVar[str] = "exemption-refused.v1"
    program: ProgramId
    exemption: Word
    refused_on: date
    reason: Commitment | None = None
