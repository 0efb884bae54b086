"""A ledger of several schemes: a mayor in Alabama, a manager in Ontario, a clerk in Colorado, and one who is two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from ledger import Ledger
from ledger import commands as c
from ledger.service import Request

MAYOR, MANAGER, CLERK, BOTH = "A-1", "M-1", "K-1", "B-1"


def told(ledger: Ledger, commands: Iterable[c.Command], *, name: str = "t") -> None:
    """Take these facts over; each must be accepted."""
    requests = [Request(one, "test", f"{name}-{n}", importing=True) for n, one in enumerate(commands)]
    refused = [outcome.refusal for outcome in ledger.submit_many(requests) if outcome.refusal is not None]
    assert refused == []


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


def noon(day: date) -> datetime:
    """Return noon in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def mayor(official: str = MAYOR) -> list[c.Command]:
    """A mayor with a term and one claim."""
    return [
        c.RegisterOfficial(official=official, registered_on=date(2015, 1, 1), jurisdiction="al"),
        c.BeginTerm(official=official, term="t", office="mayor", began_on=date(2016, 11, 7)),
        c.PostCredit(
            official=official, claim=f"{official}-1", completed_on=date(2020, 5, 1), hours_awarded="4",
            source="league", posted_on=date(2020, 5, 9),
        ),
    ]  # fmt: skip


def manager(official: str = MANAGER) -> list[c.Command]:
    """A manager who was granted the designation in 2016 and claims two activities in the first cycle."""
    claim = {"official": official, "scheme": "amcto", "submitted_on": date(2019, 11, 1)}
    return [
        c.RegisterOfficial(official=official, registered_on=date(2015, 1, 1), jurisdiction="on"),
        c.BeginMembership(official=official, organisation="amcto", began_on=date(2014, 1, 1)),
        c.EnrolOfficial(official=official, program="amcto-cmo", enrolled_on=date(2015, 2, 1)),
        c.AwardDesignation(official=official, program="amcto-cmo", awarded_on=date(2016, 6, 10)),
        c.ClaimCredit(
            **claim, claim="p-1", completed_on=date(2018, 3, 1), hours_claimed="40", title="Budgeting",
            source="amcto", category="continuing-education", competency="financial-management",
            documents=({"kind": "certificate-of-completion"},),
        ),
        c.ClaimCredit(
            **claim, claim="p-2", completed_on=date(2019, 3, 1), hours_claimed="15", title="A talk",
            source="amcto", category="teaching", competency="leadership",
        ),
    ]  # fmt: skip


def clerk(official: str = CLERK, *, jurisdiction: str = "co") -> list[c.Command]:
    """A clerk who holds the CMC since March 2018."""
    return [
        c.RegisterOfficial(official=official, registered_on=date(2015, 1, 1), jurisdiction=jurisdiction),
        c.BeginMembership(
            official=official, organisation="iimc", membership_class="full", began_on=date(2014, 1, 1)
        ),
        c.AwardDesignation(official=official, program="iimc-cmc", awarded_on=date(2018, 3, 5)),
    ]


def everybody() -> Ledger:
    """A ledger of all four."""
    ledger = Ledger.open("sqlite://")
    told(ledger, [*mayor(), *manager(), *clerk(), *mayor(BOTH), *clerk(BOTH)[1:]])
    return ledger
