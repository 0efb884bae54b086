"""Maintenance: the log of activities handed in for a cycle, and notices."""

from __future__ import annotations

from typing import ClassVar

from ledger.commands.base import Day, OfficialCommand
from ledger.values import ClaimId, ProgramId, Word


class SubmitLog(OfficialCommand):
    """The log of activities of a cycle is handed in; `cycle` is the cycle's first day, `claims` the rows."""

    FACT: ClassVar[str] = "log submitted"
    DAY: ClassVar[str | None] = "submitted_on"
    program: ProgramId
    cycle: Day
    submitted_on: Day | None = None
    claims: tuple[ClaimId, ...] = ()


class AcceptLog(OfficialCommand):
    """The authority accepts the newest log of a cycle."""

    FACT: ClassVar[str] = "log accepted"
    DAY: ClassVar[str | None] = "accepted_on"
    program: ProgramId
    cycle: Day
    accepted_on: Day | None = None


class SendNotice(OfficialCommand):
    """A notice went to the official; `concerning` is the first day of the cycle or year that it is about."""

    FACT: ClassVar[str] = "notice sent"
    DAY: ClassVar[str | None] = "sent_on"
    program: ProgramId
    kind: Word
    sent_on: Day | None = None
    concerning: Day | None = None
