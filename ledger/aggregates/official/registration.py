"""Registration, contact and membership: who the official is to the authority."""

from __future__ import annotations

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.situation import Situation, require
from ledger.record.official import Record


def register(record: Record, command: c.RegisterOfficial, _: Situation) -> tuple[e.Event, ...]:
    """Open the record; the same registration again adds nothing."""
    assert command.registered_on is not None
    if record.registered_on is not None:
        same = record.registered_on == command.registered_on and record.jurisdiction == command.jurisdiction
        require(
            same,
            "official-known",
            f"{command.official} was registered on {record.registered_on} already.",
            remedy="Use another id, or leave the registration out.",
        )
        return ()
    event = e.OfficialRegistered(
        registered_on=command.registered_on,
        jurisdiction=command.jurisdiction,
        imported_from=command.imported_from,
    )
    return (event,)


def record_contact(record: Record, command: e.ContactRecorded, _: Situation) -> tuple[e.Event, ...]:
    """Note that contact data changed; the service has put a commitment in the place of the data."""
    return () if record.contact == command.contact else (command,)


def begin_membership(record: Record, command: c.BeginMembership, _: Situation) -> tuple[e.Event, ...]:
    """Begin a spell of membership; one may not begin while another goes on."""
    spells = record.memberships.get(command.organisation, ())
    if any(s.began_on == command.began_on and s.membership_class == command.membership_class for s in spells):
        return ()
    going_on = bool(spells) and spells[-1].lapsed_on is None
    require(
        not going_on,
        "wrong-state",
        f"The membership of {command.organisation} goes on since {spells[-1].began_on if spells else ''}.",
        remedy="Record its lapse first, or a change of class.",
    )
    event = e.MembershipBegan(
        organisation=command.organisation,
        began_on=command.began_on,
        membership_class=command.membership_class,
        imported_from=command.imported_from,
    )
    return (event,)


def change_class(record: Record, command: c.ChangeMembershipClass, _: Situation) -> tuple[e.Event, ...]:
    """Move a member to another class."""
    spells = record.memberships.get(command.organisation, ())
    _require_member(bool(spells), command.organisation)
    if spells[-1].membership_class == command.membership_class:
        return ()
    require(
        spells[-1].lapsed_on is None and command.changed_on >= spells[-1].began_on,
        "date-order",
        f"On {command.changed_on} the membership of {command.organisation} does not go on.",
        remedy="Check the date, or begin a new membership.",
    )
    event = e.MembershipClassChanged(
        organisation=command.organisation,
        membership_class=command.membership_class,
        changed_on=command.changed_on,
        imported_from=command.imported_from,
    )
    return (event,)


def lapse_membership(record: Record, command: c.LapseMembership, _: Situation) -> tuple[e.Event, ...]:
    """End a membership."""
    spells = record.memberships.get(command.organisation, ())
    if spells and spells[-1].lapsed_on == command.lapsed_on:
        return ()
    _require_member(bool(spells), command.organisation)
    require(
        spells[-1].lapsed_on is None,
        "wrong-state",
        f"The membership of {command.organisation} lapsed on {spells[-1].lapsed_on} already.",
        remedy="Begin a new membership first.",
    )
    require(
        command.lapsed_on > spells[-1].began_on,
        "date-order",
        f"The membership began on {spells[-1].began_on}, after {command.lapsed_on}.",
        remedy="Check the dates; the day of lapse is the first day without membership.",
    )
    event = e.MembershipLapsed(
        organisation=command.organisation, lapsed_on=command.lapsed_on, imported_from=command.imported_from
    )
    return (event,)


def _require_member(known: bool, organisation: str) -> None:
    require(
        known,
        "membership-unknown",
        f"No membership of {organisation} is on record.",
        remedy="Record the fact 'membership began' first.",
    )
