"""Registration, contact and membership: who the official is to the authority."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ledger.events.base import Commitment, Event
from ledger.values import Word


class OfficialRegistered(Event):
    """The authority opened a record for an official."""

    TYPE: ClassVar[str] = "official-registered.v1"
    registered_on: date
    jurisdiction: Word | None = None


class ContactRecorded(Event):
    """The official gave a name, an email or a postal address; the text itself is in the vault (ALM-AN-26)."""

    TYPE: ClassVar[str] = "contact-recorded.v1"
    recorded_on: date
    parts: tuple[Word, ...]
    contact: Commitment


class MembershipBegan(Event):
    """The official became a member of an organisation, in a class such as `full` or `retired`."""

    TYPE: ClassVar[str] = "membership-began.v1"
    organisation: Word
    began_on: date
    membership_class: Word | None = None


class MembershipClassChanged(Event):
    """The member moved to another class."""

    TYPE: ClassVar[str] = "membership-class-changed.v1"
    organisation: Word
    membership_class: Word
    changed_on: date


class MembershipLapsed(Event):
    """The membership ended; `lapsed_on` is the first day without it."""

    TYPE: ClassVar[str] = "membership-lapsed.v1"
    organisation: Word
    lapsed_on: date
