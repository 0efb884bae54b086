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
        ("employment began", False, {"employment": "j1", "began_on": "2018-05-01", "management": True}),
        ("employment ended", False, {"employment": "j1", "ended_on": "2021-04-30"}),
        ("employment corrected", False,
         {"employment": "j1", "corrected_on": "2022-01-04", "open_ended": True, "reason": "Still there."}),
        ("employment reversed", False, {"employment": "j1", "reversed_on": "2022-02-01"}),
        ("jurisdiction recorded", False, {"jurisdiction": "on", "since": "2018-05-01"}),
        ("core duties recorded", False, {"duties": ["elections"], "since": "2015-01-01"}),
        ("credential recorded", False, {"credential": "degree", "obtained_in": "2008-03"}),
        ("credential reversed", False,
         {"credential": "degree", "obtained_in": "2008-03", "reversed_on": "2009-01-01"}),
        ("ethics affirmed", False, {"program": "alm-basic", "affirmed_on": "2015-01-05"}),
        ("self-assessment completed", False, {"program": "alm-basic", "completed_on": "2019-08-01"}),
        ("mentor assigned", False, {"program": "alm-basic", "mentor": "M-7", "assigned_on": "2019-09-02"}),
        ("application submitted", False,
         {"program": "alm-basic", "application": "A-1", "kind": "submission", "received_on": "2020-03-10",
          "documents": [{"kind": "agenda"}]}),
        ("application returned", False,
         {"application": "A-1", "returned_on": "2020-03-20", "reason": "Form B is missing."}),
        ("application resubmitted", False, {"application": "A-1", "received_on": "2020-03-24"}),
        ("application found complete", False, {"application": "A-1", "found_on": "2020-03-27"}),
        ("meeting assigned", False,
         {"application": "A-1", "meeting": "2020-06-12", "assigned_on": "2020-03-27"}),
        ("application assessed", False,
         {"application": "A-1", "reviewer": "R-1", "assessed_on": "2020-04-06", "rate": "84.9"}),
        ("approval rate recorded", False, {"application": "A-1", "rate": 84.9, "recorded_on": "2020-04-10"}),
        ("interview held", False, {"application": "A-1", "held_on": "2020-04-15"}),
        ("application recommended", False, {"application": "A-1", "recommended_on": "2020-04-20"}),
        ("grant withheld", False,
         {"application": "A-1", "meeting": "2020-06-12", "withheld_on": "2020-06-12"}),
        ("application withdrawn", False, {"application": "A-1", "withdrawn_on": "2020-07-01"}),
        ("application submitted", False,
         {"program": "alm-basic", "application": "A-2", "kind": "submission", "received_on": "2021-03-10"}),
        ("application found complete", False, {"application": "A-2", "found_on": "2021-03-27"}),
        ("application not recommended", False,
         {"application": "A-2", "decided_on": "2021-04-20", "reason": "Too little."}),
        ("exemption claimed", False,
         {"program": "alm-basic", "exemption": "cpa", "claimed_on": "2020-03-10",
          "documents": [{"kind": "letter"}]}),
        ("exemption confirmed", False,
         {"program": "alm-basic", "exemption": "cpa", "confirmed_on": "2020-04-01"}),
        ("exemption claimed", False,
         {"program": "alm-basic", "exemption": "chrl", "claimed_on": "2020-03-10"}),
        ("exemption refused", False,
         {"program": "alm-basic", "exemption": "chrl", "refused_on": "2020-04-01", "reason": "Lapsed."}),
        ("log submitted", False,
         {"program": "alm-basic", "cycle": "2018-01-01", "submitted_on": "2020-12-31", "claims": ["C-3"]}),
        ("log accepted", False,
         {"program": "alm-basic", "cycle": "2018-01-01", "accepted_on": "2021-01-15"}),
        ("notice sent", False, {"program": "alm-basic", "kind": "log-request", "sent_on": "2020-01-10"}),
        ("fee paid", False,
         {"program": "alm-basic", "payment": "p1", "amount": "50", "paid_on": "2015-01-05"}),
        ("fee refunded", False,
         {"program": "alm-basic", "payment": "r1", "amount": "10", "refunded_on": "2015-06-01",
          "reason": "Paid twice."}),
        ("fee option chosen", True, {"program": "alm-basic", "option": "plaque", "chosen_on": "2015-02-02"}),
        ("scholarship applied", False,
         {"program": "alm-basic", "scholarship": "s1", "applied_on": "2015-03-01"}),
        ("scholarship granted", False, {"scholarship": "s1", "amount": "400", "granted_on": "2015-04-01"}),
    )
)  # fmt: skip
