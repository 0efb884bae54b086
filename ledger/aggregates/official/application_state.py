"""Where an application stands: its present round, what was handed in, whether it is decided; and who asks too early.

A round begins when the application is handed in, first or again; what was found in an earlier round is past (A21).
"""

from __future__ import annotations

from datetime import date

from ledger.aggregates.situation import require
from ledger.errors import Rejected
from ledger.record.dossier import Application, Stage, StageKind
from ledger.record.official import Record

#: The stages that close an application. A recommended one still goes to its meeting.
CLOSING: tuple[StageKind, ...] = ("recommended", "not-recommended", "withdrawn")


def application_of(record: Record, name: str) -> Application:
    """Return an application on record; raise `Rejected` (`application-unknown`)."""
    known = record.dossier.applications.get(name)
    if known is None:
        names = ", ".join(sorted(record.dossier.applications))
        raise Rejected(
            "application-unknown",
            f"The application {name} is not on record.",
            remedy=f"Use one of {names}." if names else "Record the fact 'application submitted' first.",
            application=name,
        )
    return known


def present_round(application: Application) -> tuple[Stage, ...]:
    """Return the stages since the application was last handed in, that one first."""
    stages = application.stages
    begun = max(at for at, stage in enumerate(stages) if stage.kind in ("submitted", "resubmitted"))
    return stages[begun:]


def newest(application: Application, *kinds: StageKind) -> Stage | None:
    """Return the newest stage of the kinds in the present round."""
    found = [stage for stage in present_round(application) if stage.kind in kinds]
    return found[-1] if found else None


def said_before(application: Application, stage: Stage) -> bool:
    """Whether the present round has this very stage, wherever it was recorded."""
    return any(known._replace(position=0) == stage for known in present_round(application))


def documents_in(application: Application) -> frozenset[str]:
    """Return the kinds of documents handed in so far."""
    return frozenset(kind for stage in application.stages for kind in stage.documents)


def require_open(application: Application) -> None:
    """Refuse a step after the application was decided or withdrawn."""
    closed = newest(application, *CLOSING)
    require(
        closed is None,
        "wrong-state",
        f"The application {application.application} is {closed.kind if closed else ''}"
        f" since {closed.on if closed else ''}.",
        remedy="Look at its history with `credit-ledger replay`, or submit a new application.",
    )


def require_handed_in(application: Application) -> None:
    """Refuse a step while the application waits to be handed in again (AMC-19, AMC-27)."""
    returned = newest(application, "returned")
    require(
        returned is None,
        "application-returned",
        f"The application {application.application} was returned on {returned.on if returned else ''}.",
        remedy="Record the fact 'application resubmitted' first.",
    )


def require_complete(application: Application, *, importing: bool) -> None:
    """Refuse a review before the application was found complete (AMC-19, C05); imports leave steps out."""
    require(
        importing or newest(application, "found-complete") is not None,
        "wrong-state",
        f"The application {application.application} was not found complete; there is no review before that.",
        remedy="Record the fact 'application found complete' first.",
    )


def require_since(application: Application, day: date, *, importing: bool) -> None:
    """Refuse a day before the application was handed in; an older system's dates are taken as they are."""
    begun = present_round(application)[0].on
    require(
        importing or begun <= day,
        "date-order",
        f"{day} lies before {begun}, when the application {application.application} was handed in.",
        remedy="Check the date.",
    )
