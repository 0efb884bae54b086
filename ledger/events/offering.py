"""Offerings: events, webinars, online and outside courses."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import Identifier, PositiveAmount, Text, Word


class OfferingScheduled(Event):
    """A League event, webinar, online course or outside course that may earn credit."""

    TYPE: ClassVar[str] = "offering-scheduled.v1"
    scheme: Word
    title: Text
    starts_on: date
    ends_on: date
    mode: Word
    source: Word
    hours: PositiveAmount
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class OfferingCorrected(Event):
    """Particulars of an offering were wrong; what is given replaces what was said."""

    TYPE: ClassVar[str] = "offering-corrected.v1"
    corrects: int
    corrected_on: date
    title: Text | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    mode: Word | None = None
    source: Word | None = None
    hours: PositiveAmount | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class OfferingCancelled(Event):
    """The offering did not take place."""

    TYPE: ClassVar[str] = "offering-cancelled.v1"
    cancelled_on: date
