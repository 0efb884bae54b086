"""Offerings, and the adoption of rules."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.commands.base import Command, Day, Hours
from ledger.values import Identifier, OfferingId, ProgramId, Text, Word


class ScheduleOffering(Command):
    """A League event, webinar, online course or outside course. `hours` is the credit of a full attendance."""

    FACT: ClassVar[str] = "offering scheduled"
    offering: OfferingId
    title: Text
    starts_on: Day
    mode: Word
    source: Word
    hours: Hours
    ends_on: Day | None = None
    scheme: Word | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class CorrectOffering(Command):
    """Particulars of an offering were wrong; claims made from it are corrected with it."""

    FACT: ClassVar[str] = "offering corrected"
    DAY: ClassVar[str | None] = "corrected_on"
    offering: OfferingId
    corrected_on: Day | None = None
    title: Text | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    mode: Word | None = None
    source: Word | None = None
    hours: Hours | None = None
    course: Identifier | None = None
    provider: Text | None = None
    category: Word | None = None


class CancelOffering(Command):
    """The offering does not take place."""

    FACT: ClassVar[str] = "offering cancelled"
    DAY: ClassVar[str | None] = "cancelled_on"
    offering: OfferingId
    cancelled_on: Day | None = None


class AdoptRules(Command):
    """The authority adopts a rule file, with its exact text."""

    FACT: ClassVar[str] = "rules adopted"
    DAY: ClassVar[str | None] = "adopted_on"
    program: ProgramId
    text: Annotated[str, Field(min_length=1)]
    adopted_on: Day | None = None
