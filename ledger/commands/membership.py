"""Registration, contact and membership."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.commands.base import Day, OfficialCommand, PrivateText
from ledger.values import Word


class RegisterOfficial(OfficialCommand):
    """Open a record for an official. The jurisdiction is a state or province, such as `al`."""

    FACT: ClassVar[str] = "official registered"
    DAY: ClassVar[str | None] = "registered_on"
    registered_on: Day | None = None
    jurisdiction: Word | None = None


class RecordContact(OfficialCommand):
    """Keep a name, an email and a postal address, outside the log."""

    FACT: ClassVar[str] = "contact recorded"
    DAY: ClassVar[str | None] = "recorded_on"
    recorded_on: Day | None = None
    given_name: PrivateText | None = None
    family_name: PrivateText | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)] | None = None
    address: PrivateText | None = None


class BeginMembership(OfficialCommand):
    """The official became a member of an organisation."""

    FACT: ClassVar[str] = "membership began"
    organisation: Word
    began_on: Day
    membership_class: Word | None = None


class ChangeMembershipClass(OfficialCommand):
    """The member moved to another class."""

    FACT: ClassVar[str] = "membership class changed"
    organisation: Word
    membership_class: Word
    changed_on: Day


class LapseMembership(OfficialCommand):
    """The membership ended; `lapsed_on` is the first day without it."""

    FACT: ClassVar[str] = "membership lapsed"
    organisation: Word
    lapsed_on: Day
