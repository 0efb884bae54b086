"""Exemptions: claimed with proof, then confirmed or refused."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, OfficialCommand, PrivateText
from ledger.events import Document
from ledger.values import ProgramId, Word


class ClaimExemption(OfficialCommand):
    """The official claims an exemption, or hands in more proof of one that waits."""

    FACT: ClassVar[str] = "exemption claimed"
    DAY: ClassVar[str | None] = "claimed_on"
    program: ProgramId
    exemption: Word
    claimed_on: Day | None = None
    documents: tuple[Document, ...] = ()


class ConfirmExemption(OfficialCommand):
    """The authority confirms an exemption that waits."""

    FACT: ClassVar[str] = "exemption confirmed"
    DAY: ClassVar[str | None] = "confirmed_on"
    program: ProgramId
    exemption: Word
    confirmed_on: Day | None = None


class RefuseExemption(OfficialCommand):
    """The authority refuses an exemption that waits."""

    FACT: ClassVar[str] = "exemption refused"
    DAY: ClassVar[str | None] = "refused_on"
    program: ProgramId
    exemption: Word
    refused_on: Day | None = None
    reason: PrivateText | None = None
