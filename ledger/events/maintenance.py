"""Maintenance: the log of activities handed in for a cycle, and notices (PDU-02 to PDU-06, AMC-16)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import ClaimId, ProgramId, Word


class LogSubmitted(Event):
    """The log of activities of a cycle was handed in; `cycle` is the cycle's first day (PDU-03)."""

    TYPE: ClassVar[str] = "log-submitted.v1"
    program: ProgramId
    cycle: date
    submitted_on: date
    claims: tuple[ClaimId, ...] = ()


class LogAccepted(Event):
    """The authority accepted the newest log of a cycle."""

    TYPE: ClassVar[str] = "log-accepted.v1"
    program: ProgramId
    cycle: date
    accepted_on: date


class NoticeSent(Event):
    """A notice went to the official, such as the request for the log of a cycle (PDU-04, AMC-16, AMC-27).

    `concerning` is the first day of the cycle or year that it is about.
    """

    TYPE: ClassVar[str] = "notice-sent.v1"
    program: ProgramId
    kind: Word
    sent_on: date
    concerning: date | None = None
