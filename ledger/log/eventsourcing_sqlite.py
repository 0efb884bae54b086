"""The infrastructure factory for applications of the `eventsourcing` library.

Set PERSISTENCE_MODULE to `ledger.log.eventsourcing_sqlite` and LEDGER_URL to a ledger's address, and an
`Application` writes its events into the log, with everything the log promises: gap-free positions, recorded
time, leaf hashes. One ledger is one log: each application on it is notified of every event in it.
"""

from __future__ import annotations

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from ledger.log.eventsourcing_recorders import (
    AnyRecorder,
    IdKind,
    LogAggregateRecorder,
    LogApplicationRecorder,
    LogProcessRecorder,
    LogTrackingRecorder,
    SnapshotRecorder,
)
from ledger.log.opening import open_store


class Factory(InfrastructureFactory[LogTrackingRecorder]):
    """Makes an application's recorders from LEDGER_URL, ORIGINATOR_ID_TYPE and CREATE_TABLE."""

    LEDGER_URL = "LEDGER_URL"
    ORIGINATOR_ID_TYPE = "ORIGINATOR_ID_TYPE"
    CREATE_TABLE = "CREATE_TABLE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Open the ledger; raises OSError, as the library does, where a variable is missing or wrong."""
        super().__init__(env)
        url = self.env.get(self.LEDGER_URL)
        if not url:
            keys = ", ".join(self.env.create_keys(self.LEDGER_URL))
            raise OSError(
                f"No ledger address in the environment; set {keys}, to sqlite:///name.db for example."
            )
        ids = (self.env.get(self.ORIGINATOR_ID_TYPE) or "uuid").lower()
        if ids not in ("uuid", "text"):
            raise OSError(f"{self.ORIGINATOR_ID_TYPE} is {ids!r}; set it to 'uuid' or 'text'.")
        self.ids: IdKind = "text" if ids == "text" else "uuid"
        self.store = open_store(url, create=self._creates())

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Return a recorder for events in the log or, for any other purpose, for snapshots beside it."""
        return self._recorder(LogAggregateRecorder if purpose == "events" else SnapshotRecorder)

    def application_recorder(self) -> ApplicationRecorder:
        """Return an application recorder, of the class that APPLICATION_RECORDER_TOPIC names if it is set."""
        return self._recorder(self._named(self.APPLICATION_RECORDER_TOPIC, LogApplicationRecorder))

    def tracking_recorder(
        self, tracking_recorder_class: type[LogTrackingRecorder] | None = None
    ) -> LogTrackingRecorder:
        """Return a tracking recorder of the class given, or named by TRACKING_RECORDER_TOPIC."""
        named = tracking_recorder_class or self._named(self.TRACKING_RECORDER_TOPIC, LogTrackingRecorder)
        return self._recorder(named)

    def process_recorder(self) -> ProcessRecorder:
        """Return a process recorder, of the class that PROCESS_RECORDER_TOPIC names if it is set."""
        return self._recorder(self._named(self.PROCESS_RECORDER_TOPIC, LogProcessRecorder))

    def close(self) -> None:
        """Close the ledger."""
        self.store.close()

    def _creates(self) -> bool:
        """Say whether missing tables and files are to be made."""
        return bool(strtobool(self.env.get(self.CREATE_TABLE) or "yes"))

    def _named(self, variable: str, base: type[AnyRecorder]) -> type[AnyRecorder]:
        """Return the recorder class that a variable names, or the usual one."""
        topic = self.env.get(variable)
        if not topic:
            return base
        named = resolve_topic(topic)
        if not (isinstance(named, type) and issubclass(named, base)):
            raise OSError(f"{variable} is {topic!r}; it must name a subclass of {base.__name__}.")
        return named

    def _recorder(self, cls: type[AnyRecorder]) -> AnyRecorder:
        """Return a recorder of the class, with its tables in place."""
        recorder = cls(self.store, name=self.env.name or "application", ids=self.ids)
        if self._creates():
            recorder.create_table()
        return recorder
