"""The two dates of a question, settled: `as_of`, and `known_at` as a position and an edition of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from ledger.errors import InvalidInput, NoRuleInForce
from ledger.rules.catalog import Catalog, Scheme, SchemeRules

#: Everything (None), that many events (int), all recorded by an instant (aware datetime), or by the end of a local day.
KnownAt = int | datetime | date | None


#: The days a question may be about: windows reach back from them, and the end of time is no day.
EARLIEST, LATEST = date(1900, 1, 1), date(9998, 12, 31)


class Recorded(Protocol):
    """An event as the log holds it."""

    @property
    def position(self) -> int:
        """Its place in the log."""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""

    @property
    def stream(self) -> str:
        """Its stream."""

    @property
    def type(self) -> str:
        """Its stored type."""

    @property
    def actor(self) -> str:
        """Who asked for it."""

    @property
    def imported(self) -> bool:
        """Whether its recorded time came from an import."""

    @property
    def data(self) -> bytes:
        """Its stored bytes."""

    @property
    def leaf(self) -> bytes:
        """Its leaf hash."""


class Log(Protocol):
    """What questions need of the log."""

    @property
    def ledger_id(self) -> str:
        """The identity of the ledger."""

    def last_position(self) -> int:
        """Return the number of events."""

    def position_at(self, instant: datetime) -> int:
        """Return how many events were recorded at or before an instant."""

    def recorded_at(self, position: int) -> datetime:
        """Return when an event was recorded."""

    def read_stream(self, stream: str, *, until_position: int | None = None) -> Sequence[Recorded]:
        """Return a stream's events up to a position."""

    def streams(self, prefix: str, *, after: str | None = None, limit: int | None = None) -> list[str]:
        """Return names of streams."""


class Moment(NamedTuple):
    """What was known when, settled once for all schemes: the first `position` events of the log.

    `instant` is the end of a day stated, the instant stated, or when the event at the position stated was recorded;
    None where everything is known, or nothing (position 0).
    """

    as_of: date
    stated: KnownAt
    position: int
    instant: datetime | None
    recorded_at: datetime | None


class Asked(NamedTuple):
    """A question's dates, settled for one scheme.

    `position` is the number of events seen; `edition` the publication day of the newest rules seen.
    """

    as_of: date
    stated: KnownAt
    position: int
    recorded_at: datetime | None
    edition: date
    scheme: Scheme

    @property
    def rules(self) -> SchemeRules:
        """The rules as published."""
        return self.scheme.rules(self.edition)


def settle(log: Log, catalog: Catalog, *, scheme: str, as_of: date, known_at: KnownAt) -> Asked:
    """Return the dates of a question about one scheme, settled.

    Raises:
        InvalidInput: the position is beyond the log, the instant has no offset, or `as_of` is no day to ask about.
        NoRuleInForce: nothing had been published by then.
    """
    found = catalog.scheme(scheme)
    return asked_in(found, settled(log, found, as_of=as_of, known_at=known_at))


def settled(log: Log, scheme: Scheme, *, as_of: date, known_at: KnownAt) -> Moment:
    """Return what was known; a day given as `known_at` ends in the zone of the scheme.

    Raises:
        InvalidInput: as `settle`.
    """
    if not EARLIEST <= as_of <= LATEST:
        raise InvalidInput(
            f"A question is about a day from {EARLIEST} to {LATEST}.",
            remedy="Check the year.",
            field="as_of",
            value=as_of.isoformat(),
        )
    last = log.last_position()
    if known_at is None:
        instant, position = None, last
    elif isinstance(known_at, int):
        position = _position(known_at, last)
        instant = log.recorded_at(position) if position else None
    else:
        instant = _instant(known_at, scheme)
        position = log.position_at(instant)
    recorded_at = log.recorded_at(position) if position else None
    return Moment(as_of, known_at, position, instant, recorded_at)


def asked_in(scheme: Scheme, moment: Moment) -> Asked:
    """Return the dates of a question for one scheme: it sees the rules published by its own local date.

    Raises:
        NoRuleInForce: nothing of the scheme had been published by then.
    """
    edition = scheme.editions[0] if moment.stated == 0 else scheme.edition_at(moment.instant)
    return Asked(moment.as_of, moment.stated, moment.position, moment.recorded_at, edition, scheme)


def asked_in_each(schemes: Sequence[Scheme], moment: Moment) -> tuple[Asked, ...]:
    """Return the dates for each scheme of which anything had been published by then.

    Raises:
        NoRuleInForce: nothing of any of them had been.
    """
    found, missing = [], None
    for scheme in schemes:
        try:
            found.append(asked_in(scheme, moment))
        except NoRuleInForce as error:
            missing = missing or error
    if missing is not None and not found:
        raise missing
    return tuple(found)


def _position(asked: int, last: int) -> int:
    if not 0 <= asked <= last:
        raise InvalidInput(
            f"The ledger has {last} events.",
            remedy=f"Ask for a position from 0 to {last}, or leave known_at out.",
            field="known_at",
            value=asked,
        )
    return asked


def _instant(asked: datetime | date, scheme: Scheme) -> datetime:
    if not isinstance(asked, datetime):
        return scheme.end_of(asked)
    if asked.tzinfo is None:
        raise InvalidInput(
            "An instant needs its offset.",
            remedy="Write it as 2024-04-15T12:00:00-05:00, or give a day or a position.",
            field="known_at",
            value=asked.isoformat(),
        )
    return asked.astimezone(UTC)
