"""The yardstick: a ledger of the same facts on the stock `eventsourcing` library, as its documentation shows it.

A mutable aggregate with `@event` methods, the SQLite persistence module, the JSON transcoder with a custom
transcoding for `date`; no snapshots, no cache, no compression, no cipher.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import JSONTranscoder, Tracking, Transcoding
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

#: What ours sets beyond durability; given to the stock connections with `--tune-stock`.
TUNING = ("wal_autocheckpoint = 4000", "cache_size = -8192")


class DateAsISO(Transcoding):
    """A day as ISO 8601."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        """Write the day."""
        return obj.isoformat()

    def decode(self, data: str) -> date:
        """Read the day."""
        return date.fromisoformat(data)


class Official(Aggregate):
    """An official's terms and claims."""

    @event("Registered")
    def __init__(self, official: str, registered_on: date, jurisdiction: str) -> None:
        self.official = official
        self.registered_on = registered_on
        self.jurisdiction = jurisdiction
        self.terms: dict[str, dict[str, Any]] = {}
        self.claims: dict[str, dict[str, Any]] = {}

    @event("TermBegun")
    def begin_term(self, term: str, office: str, began_on: date, municipality: str) -> None:
        """Note a term of office."""
        self.terms[term] = {"office": office, "began_on": began_on, "municipality": municipality}

    @event("CreditClaimed")
    def claim_credit(
        self, claim: str, scheme: str, title: str, completed_on: date, mode: str, source: str, course: str,
        provider: str, hours_claimed: Decimal, submitted_on: date, channel: str, documents: list[str],
    ) -> None:  # fmt: skip
        """Take in a form: the activity's fields lie flat beside the others."""
        if claim in self.claims:
            raise ValueError(f"{claim} is claimed already")
        self.claims[claim] = {
            "scheme": scheme, "title": title, "completed_on": completed_on, "mode": mode, "source": source,
            "course": course, "provider": provider, "hours_claimed": hours_claimed,
            "submitted_on": submitted_on, "channel": channel, "documents": documents, "status": "pending",
        }  # fmt: skip

    @event("CreditApproved")
    def approve_credit(
        self, claim: str, hours_awarded: Decimal, approved_on: date, decided_under: list[str]
    ) -> None:
        """Accept hours for a claim that waits."""
        known = self.claims[claim]
        if known["status"] != "pending" or hours_awarded > known["hours_claimed"]:
            raise ValueError(f"{claim} cannot be approved")
        known.update(
            status="approved",
            hours_awarded=hours_awarded,
            approved_on=approved_on,
            decided_under=decided_under,
        )


class Facts(Aggregate):
    """Any stream of ours, its events taken over as they are."""

    @event("Opened")
    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.last: tuple[str, dict[str, Any]] = ("", {})

    @event("FactTaken")
    def take(self, kind: str, particulars: dict[str, Any]) -> None:
        """Take one event over."""
        self.last = (kind, particulars)


class Register(Application[UUID]):
    """The application on the stock store."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        """Add the transcoding of days to those that are shipped."""
        super().register_transcodings(transcoder)
        transcoder.register(DateAsISO())


class Counters(SQLiteTrackingRecorder):
    """A trivial view: how many events each stream has; the position goes into the same transaction."""

    def __init__(self, datastore: SQLiteDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.create_table_statements.append(
            "CREATE TABLE IF NOT EXISTS counters (stream TEXT PRIMARY KEY, events INTEGER) WITHOUT ROWID"
        )

    def count(self, stream: str, tracking: Tracking) -> None:
        """Count one event, exactly once."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO counters VALUES (?, 1) ON CONFLICT (stream) DO UPDATE SET events = events + 1",
                (stream,),
            )


class Counting(Projection[Counters]):
    """The same view, fed by the stock runner."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Count one event."""
        self.view.count(domain_event.originator_id.hex, tracking)


def environment(path: Path) -> dict[str, str]:
    """Return the settings of an application on an SQLite file."""
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}


def opened(path: Path, *, tuned: bool = False) -> Register:
    """Return the application on a new file, as durable as ours."""
    app = Register(environment(path))
    settle_pragmas(cast(Any, app.recorder).datastore, tuned=tuned)
    return app


def settle_pragmas(datastore: SQLiteDatastore, *, tuned: bool = False) -> int:
    """Make a stock store fsync every commit, as ours does; return the level of `synchronous` that it came with.

    The pool gives a single thread the same connection again and again, so one connection is all there is.
    """
    with datastore.get_connection(commit=True) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous")
        shipped = int(cursor.fetchone()[0])
        for setting in ("synchronous = FULL", *(TUNING if tuned else ())):
            cursor.execute(f"PRAGMA {setting}")
    return shipped


def durability_as_shipped(path: Path) -> int:
    """Return the level of `synchronous` that a stock store has before it is set (2 is FULL)."""
    datastore = SQLiteDatastore(str(path))
    shipped = settle_pragmas(datastore)
    datastore.close()
    return shipped


def counters(path: Path, *, tuned: bool = False, durable: bool = True) -> Counters:
    """Return an empty view on a new file; without `durable`, its commits do not wait for the disk."""
    datastore = SQLiteDatastore(str(path))
    settle_pragmas(datastore, tuned=tuned)
    if not durable:
        with datastore.get_connection(commit=True) as connection:
            connection.cursor().execute("PRAGMA synchronous = OFF")
    view = Counters(datastore)
    view.create_table()
    return view


def count_in_a_loop(app: Register, view: Counters, *, page: int = 1_000) -> int:
    """Project every event, one transaction each, and return how many there were."""
    start, done = 1, 0
    while notifications := app.recorder.select_notifications(start, page):
        for notification in notifications:
            domain_event: Any = app.mapper.to_domain_event(notification)
            view.count(domain_event.originator_id.hex, Tracking(app.name, notification.id))
        done += len(notifications)
        start = notifications[-1].id + 1
    return done


def count_with_the_runner(path: Path, events: int) -> None:
    """Project the events of a file with the stock runner; raises NotImplementedError where it cannot subscribe."""
    runner = ProjectionRunner(
        application_class=Register,
        projection_class=Counting,
        view_class=Counters,
        env=environment(path),
    )
    with runner:
        runner.wait(events, timeout=600)
