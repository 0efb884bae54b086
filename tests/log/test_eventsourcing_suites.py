"""The base suites of the `eventsourcing` library on the ledger's recorders, and an application at work."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import DataError, IntegrityError, OperationalError, StoredEvent, Tracking
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    RecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.utils import Environment

from ledger.errors import LedgerMissing
from ledger.log import eventsourcing_recorders as recorders
from ledger.log.eventsourcing_sqlite import Factory
from ledger.log.opening import AnyStore, open_store
from ledger.log.sqlite import SQLiteStore
from tests.log.places import Place
from tests.log.samples import commit
from tests.log.samples import event as new_event

MODULE = "ledger.log.eventsourcing_sqlite"


class OnAFile:
    """Gives each case of a suite a ledger of its own, on a file."""

    recorder_class: type[recorders.LogRecorder]
    ids: recorders.IdKind = "uuid"

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = SQLiteStore.open(Path(self.folder.name) / "ledger.db", create=True)

    def tearDown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def create_recorder(self):
        recorder = self.recorder_class(self.store, name="suite", ids=self.ids)
        recorder.create_table()
        return recorder


class InMemory(OnAFile):
    """Gives each case of a suite a ledger of its own, in memory."""

    def setUp(self) -> None:
        self.store = SQLiteStore.open(":memory:", create=True)

    def tearDown(self) -> None:
        self.store.close()


@pytest.mark.usefixtures("_lent_address")
class OnPostgres(OnAFile):
    """Gives each case of a suite a ledger of its own, on PostgreSQL."""

    url: str

    @pytest.fixture
    def _lent_address(self, postgres_url: str) -> None:
        self.url = postgres_url

    def setUp(self) -> None:
        self.store = open_store(self.url)

    def tearDown(self) -> None:
        self.store.close()


class WithTextIds(RecorderTestCase):
    """Names aggregates by texts."""

    ids: recorders.IdKind = "text"

    def new_originator_id(self) -> str:
        return f"aggregate/{uuid4()}"


class TestAggregateRecorder(OnAFile, AggregateRecorderTestCase):
    recorder_class = recorders.LogAggregateRecorder


class TestAggregateRecorderInMemory(InMemory, AggregateRecorderTestCase):
    recorder_class = recorders.LogAggregateRecorder


class TestSnapshotRecorder(OnAFile, AggregateRecorderTestCase):
    recorder_class = recorders.SnapshotRecorder


class TestApplicationRecorder(OnAFile, ApplicationRecorderTestCase):
    recorder_class = recorders.LogApplicationRecorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestApplicationRecorderInMemory(InMemory, ApplicationRecorderTestCase):
    recorder_class = recorders.LogApplicationRecorder


class TestApplicationRecorderWithTextIds(WithTextIds, OnAFile, ApplicationRecorderTestCase):
    recorder_class = recorders.LogApplicationRecorder
    ids = "text"


class TestTrackingRecorder(OnAFile, TrackingRecorderTestCase):
    recorder_class = recorders.LogTrackingRecorder


class TestProcessRecorder(OnAFile, ProcessRecorderTestCase):
    recorder_class = recorders.LogProcessRecorder


class TestProcessRecorderInMemory(InMemory, ProcessRecorderTestCase):
    recorder_class = recorders.LogProcessRecorder


class TestAggregateRecorderOnPostgres(OnPostgres, AggregateRecorderTestCase):
    recorder_class = recorders.LogAggregateRecorder


class TestApplicationRecorderOnPostgres(OnPostgres, ApplicationRecorderTestCase):
    recorder_class = recorders.LogApplicationRecorder


class TestTrackingRecorderOnPostgres(OnPostgres, TrackingRecorderTestCase):
    recorder_class = recorders.LogTrackingRecorder


class TestProcessRecorderOnPostgres(OnPostgres, ProcessRecorderTestCase):
    recorder_class = recorders.LogProcessRecorder


class TestNonInterleavingNotificationIds(OnAFile, NonInterleavingNotificationIDsBaseCase):
    recorder_class = recorders.LogApplicationRecorder


class TestSnapshotRecorderOnPostgres(OnPostgres, AggregateRecorderTestCase):
    recorder_class = recorders.SnapshotRecorder


class TestApplicationRecorderWithTextIdsOnPostgres(WithTextIds, OnPostgres, ApplicationRecorderTestCase):
    recorder_class = recorders.LogApplicationRecorder
    ids = "text"


class TestNonInterleavingNotificationIdsOnPostgres(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    recorder_class = recorders.LogApplicationRecorder


class OurTrackingRecorder(recorders.LogTrackingRecorder):
    """A projection's own recorder."""


class TestFactory(InfrastructureFactoryTestCase[Factory]):
    module = MODULE
    url = "sqlite://"

    def setUp(self) -> None:
        self.env = Environment("suite", {"PERSISTENCE_MODULE": self.module, "LEDGER_URL": self.url})
        super().setUp()

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self):
        return recorders.LogAggregateRecorder

    def expected_application_recorder_class(self):
        return recorders.LogApplicationRecorder

    def expected_tracking_recorder_class(self):
        return recorders.LogTrackingRecorder

    def tracking_recorder_subclass(self):
        return OurTrackingRecorder

    def expected_process_recorder_class(self):
        return recorders.LogProcessRecorder


@pytest.mark.usefixtures("_lent_address")
class TestFactoryOnPostgres(TestFactory):
    module = "ledger.log.eventsourcing_postgres"

    @pytest.fixture
    def _lent_address(self, postgres_url: str) -> None:
        self.url = postgres_url


# The library's suites end here: the base classes above must not be collected on their own.
del (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    RecorderTestCase,
    TrackingRecorderTestCase,
    WithTextIds,
)


class Enrolment(Aggregate):
    """A foreign application's aggregate."""

    @event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name
        self.hours = 0

    @staticmethod
    def create_id(name: str) -> UUID:
        return uuid5(NAMESPACE_URL, name)

    @event("HoursAdded")
    def add(self, hours: int) -> None:
        self.hours += hours


class Enrolments(Application[UUID]):
    """A foreign application."""

    is_snapshotting_enabled = True


@pytest.fixture
def env(place: Place) -> dict[str, str]:
    return {"PERSISTENCE_MODULE": MODULE, "LEDGER_URL": place.url}


@pytest.fixture
def app(env: dict[str, str]) -> Iterator[Enrolments]:
    opened = Enrolments(env)
    yield opened
    opened.close()


def test_an_application_of_the_library_works_on_a_ledger(app: Enrolments, place: Place) -> None:
    enrolment = Enrolment("Zoë")
    enrolment.add(5)
    app.save(enrolment)
    app.take_snapshot(enrolment.id)
    enrolment.add(7)
    app.save(enrolment)

    assert app.repository.get(enrolment.id).hours == 12
    assert app.repository.get(enrolment.id, version=2).hours == 5
    assert [n.id for n in app.notification_log.select(start=1, limit=10)] == [1, 2, 3]
    with place.open() as store:
        events = list(store.read_all())
        assert [e.stream for e in events] == [str(enrolment.id)] * 3
        assert [e.version for e in events] == [1, 2, 3]
        assert {e.actor for e in events} == {"Enrolments"}
        assert len({e.command_id for e in events}) == 2
        assert [e.leaf for e in events] == list(store.read_leaves())


def test_a_stale_aggregate_of_the_library_is_an_integrity_error(app: Enrolments) -> None:
    enrolment = Enrolment("Ann")
    app.save(enrolment)
    one, two = app.repository.get(enrolment.id), app.repository.get(enrolment.id)
    one.add(1)
    two.add(2)
    app.save(one)
    with pytest.raises(IntegrityError, match="is at version 2, not 1"):
        app.save(two)
    assert app.repository.get(enrolment.id).hours == 1


def test_an_aggregate_can_be_read_back_in_another_process_of_the_application(
    app: Enrolments, env: dict[str, str]
) -> None:
    enrolment = Enrolment("Bea")
    app.save(enrolment)
    again = Enrolments(env)
    assert again.repository.get(enrolment.id).name == "Bea"
    again.close()


def test_two_projections_of_one_application_keep_their_own_positions(store: AnyStore) -> None:
    one, two = (recorders.LogTrackingRecorder(store, name=name) for name in ("one", "two"))
    one.create_table()
    one.insert_tracking(Tracking("app", 7))
    assert (one.max_tracking_id("app"), two.max_tracking_id("app")) == (7, None)
    two.insert_tracking(Tracking("app", 3))
    assert (one.max_tracking_id("app"), two.max_tracking_id("app")) == (7, 3)


def test_events_and_tracking_are_written_together_or_not_at_all(store: AnyStore) -> None:
    recorder = recorders.LogProcessRecorder(store, name="process")
    recorder.create_table()
    recorder.insert_tracking(Tracking("app", 5))
    with pytest.raises(IntegrityError, match="already processed app up to position 5"):
        recorder.insert_events([StoredEvent(uuid4(), 1, "topic", b"{}")], tracking=Tracking("app", 5))
    assert store.last_position() == 0


def test_streams_of_the_ledger_keep_their_names_in_notifications(store: AnyStore) -> None:
    store.append([commit("c-1", new_event("official/AL-1"))])
    recorder = recorders.LogApplicationRecorder(store, name="app")
    assert [n.originator_id for n in recorder.select_notifications(1, 10)] == ["official/AL-1"]


def test_a_subscription_that_waits_in_one_thread_sees_what_another_writes(store: AnyStore) -> None:
    recorder = recorders.LogApplicationRecorder(store, name="app", ids="text")
    seen: list[int] = []

    def follow() -> None:
        with recorder.subscribe(gt=0) as subscription:
            for notification in subscription:
                seen.append(notification.id)
                if len(seen) == 3:
                    return

    thread = threading.Thread(target=follow)
    thread.start()
    for n in range(3):
        recorder.insert_events([StoredEvent(f"s-{n}", 1, "topic", b"{}")])
    thread.join(timeout=10)
    assert seen == [1, 2, 3]


def test_a_waiting_subscription_can_be_stopped_from_another_thread(store: AnyStore) -> None:
    subscription = recorders.LogApplicationRecorder(store, name="app").subscribe()
    threading.Timer(0.1, subscription.stop).start()
    assert list(subscription) == []


def test_errors_of_the_ledger_become_errors_of_the_library(store: AnyStore) -> None:
    recorder = recorders.LogApplicationRecorder(store, name="app", ids="text")
    with pytest.raises(DataError):
        recorder.insert_events([StoredEvent("", 1, "topic", b"{}")])
    store.close()
    with pytest.raises(OperationalError):
        recorder.max_notification_id()
    with pytest.raises(OperationalError):
        recorder.select_events("a")


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("LEDGER_URL", "", "set .*LEDGER_URL"),
        ("ORIGINATOR_ID_TYPE", "number", "set it to 'uuid' or 'text'"),
        ("APPLICATION_RECORDER_TOPIC", "tests.log.samples:Clock", "must name a subclass"),
    ],
)
def test_a_wrong_variable_is_named(env: dict[str, str], variable: str, value: str, reason: str) -> None:
    with pytest.raises(OSError, match=reason):
        Enrolments(env | {variable: value})


def test_a_factory_that_may_create_nothing_opens_only_what_exists(path: Path) -> None:
    env = {"PERSISTENCE_MODULE": MODULE, "LEDGER_URL": f"sqlite:///{path}", "CREATE_TABLE": "no"}
    with pytest.raises(LedgerMissing):
        Enrolments(env)
    assert not path.exists()
