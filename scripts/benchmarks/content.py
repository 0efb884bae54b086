"""The facts that both contenders record: the same officials, claims and approvals, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ledger import Ledger, Request
from ledger.commands import ApproveCredit, BeginTerm, ClaimCredit, Command, RegisterOfficial
from ledger.events import CreditApproved, Document

REGISTERED_ON = date(2019, 1, 7)
BEGAN_ON = date(2020, 11, 2)
COMPLETED_ON, SUBMITTED_ON, APPROVED_ON = date(2021, 3, 4), date(2021, 3, 10), date(2021, 4, 1)
HOURS = Decimal("4.5")
DOCUMENTS = ("agenda", "registration-confirmation")
ACTOR = "benchmark"
MUNICIPALITY = "Opelika"


class Claimed(NamedTuple):
    """A claim's official and number."""

    official: str
    number: int

    @property
    def claim(self) -> str:
        """The claim's id."""
        return f"{self.official}-{self.number}"

    @property
    def particulars(self) -> dict[str, Any]:
        """What both contenders say of the activity, apart from the documents."""
        return {
            "claim": self.claim,
            "scheme": "alm",
            "title": f"Municipal Finance, part {self.number}",
            "completed_on": COMPLETED_ON,
            "mode": "in-person",
            "source": "other",
            "course": f"finance-{self.number}",
            "provider": "Alabama Municipal Institute",
            "hours_claimed": HOURS,
            "submitted_on": SUBMITTED_ON,
            "channel": "online-form",
        }


def officials(count: int, *, group: str) -> list[str]:
    """Return ids of officials that no other group has."""
    return [f"AL-{group}-{number:04}" for number in range(count)]


def claims(names: list[str], count: int) -> list[Claimed]:
    """Return so many claims, dealt out to the officials in turn."""
    return [Claimed(names[number % len(names)], number // len(names)) for number in range(count)]


def registrations(names: Iterable[str]) -> Iterator[Request]:
    """Yield the commands that register officials."""
    for name in names:
        yield _request(
            RegisterOfficial(official=name, registered_on=REGISTERED_ON, jurisdiction="al"),
            f"register {name}",
        )


def term(name: str) -> Request:
    """Return the command that begins an official's term."""
    begun = BeginTerm(
        official=name, term="2020", office="mayor", began_on=BEGAN_ON, municipality=MUNICIPALITY
    )
    return _request(begun, f"term {name}")


def claiming(wanted: Iterable[Claimed]) -> list[Request]:
    """Return the commands that submit claims."""
    documents = tuple(Document(kind=kind) for kind in DOCUMENTS)
    return [
        _request(
            ClaimCredit(official=one.official, documents=documents, **one.particulars), f"claim {one.claim}"
        )
        for one in wanted
    ]


def approving(wanted: Iterable[Claimed]) -> list[Request]:
    """Return the commands that approve claims."""
    return [
        _request(
            ApproveCredit(
                official=one.official, claim=one.claim, hours_awarded=HOURS, approved_on=APPROVED_ON
            ),
            f"approve {one.claim}",
        )
        for one in wanted
    ]


def submitted(ledger: Ledger, requests: Iterable[Request]) -> None:
    """Carry out commands of which none may be refused."""
    refused = [outcome.refusal for outcome in ledger.submit_many(list(requests)) if outcome.refusal]
    if refused:
        raise AssertionError(f"a benchmark's command was refused: {refused[0]}")


def rules_of_an_approval(ledger: Ledger) -> list[str]:
    """Return the rule versions that an approval names, so that the stock store can hold the same list."""
    (name,) = officials(1, group="rules")
    wanted = claims([name], 1)
    submitted(ledger, [*registrations([name]), *claiming(wanted)])
    (outcome,) = ledger.submit_many(approving(wanted))
    (event,) = outcome.events
    assert isinstance(event, CreditApproved)
    return list(event.decided_under)


def _request(command: Command, command_id: str) -> Request:
    return Request(command, ACTOR, command_id)
