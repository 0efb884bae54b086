"""An application to become a town manager, step by step, and the commands that ask for the steps."""

from __future__ import annotations

from typing import Any

from ledger import commands as c
from ledger import events as e
from tests.aggregates.situations import OFFICIAL, Given, in_town, on

MANAGER = "town-manager"
ME = {"official": OFFICIAL}
PROOF = e.Document(kind="proof-of-study")
DESIGNATION = e.Document(kind="proof-of-designation")
SUBMITTED = e.ApplicationSubmitted(
    application="A-1", program=MANAGER, kind="submission", received_on=on("2020-03-10"), channel="email",
    format="pdf", forms=("form-a", "form-b"), documents=(PROOF,), deadline=on("2020-03-15"),
)  # fmt: skip
RETURNED = e.ApplicationReturned(application="A-1", returned_on=on("2020-03-20"), cause="incomplete")
RESUBMITTED = e.ApplicationResubmitted(application="A-1", received_on=on("2020-04-01"), forms=("form-b",))
COMPLETE = e.ApplicationFoundComplete(application="A-1", found_on=on("2020-03-20"))
UNDER_REVIEW = (SUBMITTED, COMPLETE)


def submit(**changed: Any) -> c.SubmitApplication:
    stated = SUBMITTED.model_dump(exclude={"imported_from"})
    return c.SubmitApplication.model_validate({**ME, **stated, **changed})


def step(command: type[Any], day: str, **stated: Any) -> Any:
    """A command about the application A-1, on a day."""
    return command.model_validate({**ME, "application": "A-1", command.DAY: day, **stated})


def rated(rate: str, day: str = "2020-04-10") -> e.ApprovalRateRecorded:
    return e.ApprovalRateRecorded.model_validate({"application": "A-1", "rate": rate, "recorded_on": on(day)})


def reviewed(*events: e.Event) -> Given:
    """An application that was found complete, and what happened then."""
    return in_town(*UNDER_REVIEW, *events)
