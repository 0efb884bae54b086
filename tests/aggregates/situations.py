"""Given events, when a command, then events: the deciders alone, with every event passed through its stored bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.decide import OFFERING, PROGRAM, decide_official
from ledger.aggregates.situation import Situation
from ledger.errors import Rejected
from ledger.log.codec import decode, encode
from ledger.record import offering as offerings
from ledger.record import official as officials
from ledger.record import program as programs
from ledger.rules.catalog import Catalog, load_catalog

CATALOG = load_catalog()
#: Programs that the tests own: one applies for them, and pays for them.
TOWNS = load_catalog([Path(__file__).parent / "rules"])


def stored(event: e.Event) -> e.Event:
    """Return the event as it comes back from its stored bytes."""
    again = decode(event.TYPE, encode(event))
    assert again == event
    return again


class Given(NamedTuple):
    """What has happened on the stream, and on that of the offering a command names."""

    events: tuple[e.Event, ...]
    offering: tuple[e.Event, ...] = ()
    importing: bool = False
    catalog: Catalog = CATALOG

    def at(self, *events: e.Event) -> Given:
        """Add what happened to the offering."""
        return self._replace(offering=(*self.offering, *events))

    def imported(self) -> Given:
        """Take the command as part of a migration."""
        return self._replace(importing=True)

    def when(self, command: c.Command) -> When:
        """Decide the command."""
        try:
            return When(self, command, self._decided(command, self.events), None)
        except Rejected as refusal:
            return When(self, command, (), refusal)

    def _decided(self, command: Any, events: Iterable[e.Event]) -> tuple[e.Event, ...]:
        named = folded(offerings.Offering(), offerings.evolve, self.offering)
        situation = Situation(self.catalog, named, importing=self.importing, new_claim="c-new")
        if isinstance(command, c.ScheduleOffering | c.CorrectOffering | c.CancelOffering):
            own = folded(offerings.Offering(), offerings.evolve, events)
            return OFFERING[type(command)](own, command, Situation(self.catalog, importing=self.importing))
        if isinstance(command, c.AdoptRules):
            return PROGRAM[type(command)](
                folded(programs.Program(), programs.evolve, events), command, situation
            )
        record = folded(officials.Record(), officials.evolve, events)
        if not hasattr(command, "offering") or command.offering is None:
            situation = situation._replace(offering=None)
        return decide_official(record, command, situation)


class When(NamedTuple):
    """What became of the command."""

    given: Given
    command: Any
    events: tuple[e.Event, ...]
    refusal: Rejected | None

    def then(self, *expected: e.Event) -> None:
        """Expect exactly these events, in order, byte for byte; and nothing more when it is asked for again."""
        assert self.refusal is None, self.refusal
        assert [(one.TYPE, encode(one)) for one in self.events] == [(x.TYPE, encode(x)) for x in expected]
        again = self.given._replace(events=(*self.given.events, *self.events)).when(self.command)
        assert again.refusal is None, again.refusal
        assert again.events == ()

    def nothing(self) -> None:
        """Expect that what is asked for is done already."""
        self.then()

    def refused(self, reason: str) -> None:
        """Expect a refusal for exactly this reason."""
        assert self.refusal is not None, f"accepted: {self.events}"
        assert self.refusal.reason == reason, self.refusal
        assert self.refusal.fact.endswith(".")
        assert self.refusal.remedy


def folded(state: Any, evolve: Any, events: Iterable[e.Event]) -> Any:
    for position, event in enumerate(events, start=1):
        state = evolve(state, stored(event), position)
    return state


def given(*events: e.Event) -> Given:
    """What has happened on a stream."""
    return Given(events)


def in_town(*events: e.Event) -> Given:
    """What has happened on the stream of a registered official, under the rules of the towns."""
    return Given((REGISTERED, *events), catalog=TOWNS)


def on(text: str) -> date:
    return date.fromisoformat(text)


def hours(text: str) -> Decimal:
    return Decimal(text)


# --- facts that many situations begin with ------------------------------------------------------------------

OFFICIAL = "AL-1"
REGISTERED = e.OfficialRegistered(registered_on=on("2016-11-07"))
SUMMER = e.OfferingScheduled(
    scheme="alm", title="Summer Training", starts_on=on("2023-06-14"), ends_on=on("2023-06-15"),
    mode="in-person", source="league", hours=hours("4.5"), course="SUM-1",
)  # fmt: skip
CANCELLED = e.OfferingCancelled(cancelled_on=on("2023-06-01"))
AT_SUMMER = e.Activity(
    title="Summer Training", completed_on=on("2023-06-15"), mode="in-person", source="league",
    offering="summer", course="SUM-1",
)  # fmt: skip
OUTSIDE = e.Activity(title="City Summit", completed_on=on("2024-11-15"), mode="in-person", source="nlc")
AGENDA = e.Document(kind="agenda")
CONFIRMATION = e.Document(kind="registration-confirmation")
CERTIFICATE = e.Document(kind="certificate")


def claimed(activity: e.Activity = AT_SUMMER, *, claim: str = "C-1", **stated: Any) -> e.CreditClaimed:
    fields: dict[str, Any] = {"hours_claimed": hours("4.5"), "submitted_on": on("2023-06-20")}
    return e.CreditClaimed(
        claim=claim, scheme="alm", activity=activity, channel="online-form", **{**fields, **stated}
    )


def posted(claim: str, completed_on: str, awarded: str) -> e.CreditPosted:
    activity = e.Activity(title="A course", completed_on=on(completed_on), mode="webinar", source="league")
    return e.CreditPosted(
        claim=claim, scheme="alm", activity=activity, hours_claimed=hours(awarded),
        hours_awarded=hours(awarded), posted_on=on(completed_on),
    )  # fmt: skip


def awarded(program: str, day: str) -> e.DesignationAwarded:
    return e.DesignationAwarded(program=program, awarded_on=on(day), basis="requirements-met")
