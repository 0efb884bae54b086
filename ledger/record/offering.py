"""The record of an offering: a League event, webinar, online course or outside course."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger import events as e


class Offering(NamedTuple):
    """An offering as last stated. Dates are inclusive local days; `hours` is the credit a full attendance earns.

    `version` counts the stream's events, 0 is an empty stream; `said` is the version that last stated the facts.
    """

    version: int = 0
    said: int = 0
    scheduled: e.OfferingScheduled | None = None
    cancelled_on: date | None = None

    @property
    def known(self) -> e.OfferingScheduled:
        """The particulars; only to be asked for once scheduled."""
        if self.scheduled is None:
            raise ValueError("the offering is not scheduled")
        return self.scheduled

    @property
    def hours(self) -> Decimal:
        """Credit hours of a full attendance."""
        return self.known.hours


def evolve(offering: Offering, event: e.Event, _position: int = 0) -> Offering:
    """Return the offering after one more event."""
    version = offering.version + 1
    match event:
        case e.OfferingScheduled():
            return Offering(version, version, event, None)
        case e.OfferingCorrected():
            named = set(event.model_fields_set) & set(e.OfferingScheduled.model_fields) - {"imported_from"}
            changes = {name: value for name in named if (value := getattr(event, name)) is not None}
            return offering._replace(
                version=version, said=version, scheduled=offering.known.model_copy(update=changes)
            )
        case e.OfferingCancelled():
            return offering._replace(version=version, cancelled_on=event.cancelled_on)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to an offering's stream")
