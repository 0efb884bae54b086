"""Ledgers on real files, a clock that is moved by hand, and one command of every kind in a workable order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.commands import FACTS, Command
from ledger.events import Event
from ledger.log.codec import decode
from ledger.open import Ledger
from ledger.service import Request


class Clock:
    """The mocked clock: stands still until it is set."""

    def __init__(self, now: str = "2026-06-01T12:00:00Z") -> None:
        self.now = datetime.fromisoformat(now)

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def set(self, now: str) -> None:
        self.now = datetime.fromisoformat(now)


@contextmanager
def opened(path: Path, clock: Clock | None = None) -> Iterator[Ledger]:
    """Open the ledger of a folder, made where there is none."""
    with Ledger.open(f"sqlite:///{path / 'ledger.db'}", create=True, clock=clock or Clock()) as ledger:
        yield ledger


def asked(fact: str, **fields: Any) -> Command:
    """Return the command of a fact; the official is AL-1 unless said."""
    kind = FACTS[fact]
    if "official" in kind.model_fields:
        fields = {"official": "AL-1", **fields}
    return kind.model_validate(fields)


def events(ledger: Ledger, stream: str = "official/AL-1") -> list[Event]:
    """The stream's events, from their stored bytes."""
    return [decode(one.type, one.data) for one in ledger.store.read_stream(stream)]


def request(command: Command, command_id: str, **more: Any) -> Request:
    return Request(command, "clerk", command_id, **more)


OUTSIDE = {
    "completed_on": "2024-03-10", "title": "City Summit", "mode": "in-person", "source": "nlc",
    "hours_claimed": "4",
}  # fmt: skip
SCHEDULED = asked(
    "offering scheduled", offering="summer", title="Summer Training", starts_on="2023-06-14",
    mode="in-person", source="league", hours="4.5",
)  # fmt: skip
REGISTERED = asked("official registered", registered_on="2016-11-07")
CLAIMED = asked("credit claimed", claim="C-1", offering="summer", submitted_on="2023-06-20")
APPROVED = asked("credit approved", claim="C-1", approved_on="2023-07-01")

#: One command of every kind, each accepted after those before it; the first of each kind adds events.
EVERY_KIND: tuple[tuple[Command, bool], ...] = tuple(
    (asked(fact, **fields), importing)
    for fact, importing, fields in (
        ("rules adopted", False, {"program": "alm-basic", "text": "# rules\n", "adopted_on": "2016-01-01"}),
        ("official registered", False, {"registered_on": "2016-11-07"}),
        ("contact recorded", False, {"recorded_on": "2016-11-07", "email": "e@example.org"}),
        ("membership began", False, {"organisation": "alm", "began_on": "2016-12-01"}),
        ("membership class changed", False,
         {"organisation": "alm", "membership_class": "full", "changed_on": "2018-01-01"}),
        ("membership lapsed", False, {"organisation": "alm", "lapsed_on": "2021-01-01"}),
        ("term began", False, {"term": "t1", "office": "mayor", "began_on": "2016-11-07"}),
        ("term ended", False, {"term": "t1", "ended_on": "2020-11-02", "reason": "Did not stand."}),
        ("term corrected", False, {"term": "t1", "corrected_on": "2021-01-04", "open_ended": True}),
        ("term began", False, {"term": "t2", "office": "mayor", "began_on": "2016-11-07"}),
        ("term reversed", False, {"term": "t2", "reversed_on": "2017-01-01"}),
        ("enrolled", False, {"program": "alm-basic", "enrolled_on": "2016-12-05"}),
        ("enrolment withdrawn", False, {"program": "alm-basic", "withdrawn_on": "2018-06-30"}),
        ("offering scheduled", False, SCHEDULED.model_dump(exclude_none=True)),
        ("attended", False, {"offering": "summer", "minutes": 270}),
        ("credit form issued", False, {"claim": "C-1", "offering": "summer", "issued_on": "2023-06-16"}),
        ("credit claimed", False, {"claim": "C-1", "offering": "summer", "submitted_on": "2023-06-20"}),
        ("credit approved", False, {"claim": "C-1", "approved_on": "2023-07-01"}),
        ("offering corrected", False, {"offering": "summer", "corrected_on": "2023-07-10", "hours": "4"}),
        ("credit corrected", False, {"claim": "C-1", "corrected_on": "2023-07-11", "hours_awarded": "3"}),
        ("credit reversed", False, {"claim": "C-1", "reversed_on": "2023-07-12", "reason": "In error."}),
        ("offering cancelled", False, {"offering": "summer", "cancelled_on": "2023-07-13"}),
        ("credit claimed", False, {"claim": "C-2", "submitted_on": "2024-03-20", **OUTSIDE}),
        ("documents attached", False,
         {"claim": "C-2", "attached_on": "2024-03-22", "documents": [{"kind": "agenda"}]}),
        ("credit returned", False, {"claim": "C-2", "returned_on": "2024-03-25", "reason": "Incomplete."}),
        ("credit resubmitted", False, {"claim": "C-2", "resubmitted_on": "2024-03-28"}),
        ("credit rejected", False, {"claim": "C-2", "rejected_on": "2024-04-02", "reason": "No training."}),
        ("credit posted", True,
         {"claim": "C-3", "completed_on": "2018-03-01", "posted_on": "2018-03-02", "hours_awarded": "40",
          "source": "league"}),
        ("designation awarded", False, {"program": "alm-basic", "awarded_on": "2018-06-01"}),
        ("designation date corrected", False,
         {"program": "alm-basic", "awarded_on": "2018-05-31", "corrected_on": "2018-07-01"}),
        ("designation inactivated", False, {"program": "alm-basic", "inactive_from": "2019-01-01"}),
        ("designation reinstated", False, {"program": "alm-basic", "reinstated_on": "2019-06-01"}),
        ("standing announced", False,
         {"program": "alm-basic", "status": "active", "announced_on": "2019-06-02"}),
        ("letter sent", False, {"program": "alm-basic", "kind": "award-letter", "sent_on": "2018-06-10"}),
        ("graduate honoured", False, {"program": "alm-basic", "honoured_on": "2018-11-14"}),
        ("designation withdrawn", False, {"program": "alm-basic", "withdrawn_on": "2020-01-01"}),
        ("designation awarded", False, {"program": "alm-basic", "awarded_on": "2020-02-29"}),
        ("designation award reversed", False, {"program": "alm-basic", "reversed_on": "2020-03-01"}),
    )
)  # fmt: skip
