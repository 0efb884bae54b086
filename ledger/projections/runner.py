"""Keeps the facts up with the log: reads new events, refolds their officials, writes only what changed.

Events are taken in stretches; within a stretch each official's events are worked one after another, so that what was
believed at every single position is kept, whatever the size of the stretch. Streams other than officials' carry
no facts of an official and are passed over: `offering/` (its facts are copied into each claim), `program/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Protocol

from ledger.errors import ProjectionStopped
from ledger.projections.crew import Crew
from ledger.projections.officials import Decode, Recorded, Task, worked
from ledger.projections.store import FORMAT, Batch, FactStore, Generation
from ledger.rules.catalog import Catalog

OFFICIAL = "official/"
STRETCH = 20_000
#: Fewer events than this are worked by one process: starting others would take longer.
WORTH_A_CREW = 5_000

Progress = Callable[[int], None]
Work = Callable[[Sequence[Task]], Batch]


class Log(Protocol):
    """What the runner needs of the log."""

    def last_position(self) -> int:
        """Return the number of events."""

    def read_all(self, *, after_position: int, until_position: int) -> Iterator[Recorded]:
        """Yield the events in `(after_position, until_position]`."""

    def read_stream(self, stream: str, *, until_position: int) -> Sequence[Recorded]:
        """Return a stream's events up to a position."""


class Runner:
    """Catches the facts up with the log, or builds them anew beside the serving ones.

    `workers` processes work officials side by side where there is enough to do; one keeps all in this process.
    """

    def __init__(
        self,
        log: Log,
        facts: FactStore,
        catalog: Catalog,
        *,
        decode: Decode,
        stretch: int = STRETCH,
        workers: int = 1,
    ) -> None:
        self.log = log
        self.facts = facts
        self.catalog = catalog
        self.workers = workers
        self._decode = decode
        self._stretch = stretch

    def lag(self) -> int:
        """Return how many events the facts that serve under these rule texts are behind."""
        serving = self.facts.serving(self.catalog.sha256)
        return self.log.last_position() - (serving.position if serving is not None else 0)

    def is_current(self, generation: Generation) -> bool:
        """Whether a generation was made by these rule texts and this version of the tables."""
        return generation.rules == self.catalog.sha256 and generation.format == FORMAT

    def catch_up(self, progress: Progress | None = None) -> Generation:
        """Bring the serving facts to the end of the log; build them where these rule texts have none yet.

        Raises:
            ProjectionStopped: an event cannot be projected; everything before it is in place.
        """
        self.facts.prepare()
        while True:
            serving = self.facts.serving(self.catalog.sha256)
            if serving is None or not self.is_current(serving):
                return self.rebuild(progress)
            reached = self._follow(serving.number, progress)
            if reached is not None:
                return reached

    def rebuild(self, progress: Progress | None = None) -> Generation:
        """Build a new generation beside the serving one and switch to it; an unfinished one is taken up.

        Where another process switches first, its generation is followed to the end instead.
        """
        self.facts.prepare()
        known = self.facts.generations()
        begun = [one for one in known if not one.serving and not one.retired and self.is_current(one)]
        fresh = begun[-1] if begun else self.facts.start(self.catalog.sha256)
        built = self._follow(fresh.number, progress)
        if built is None or not self.facts.switch(built.number):
            return self.catch_up(progress)
        return built._replace(serving=True)

    def _follow(self, number: int, progress: Progress | None) -> Generation | None:
        """Bring a generation to the end of the log; None if another process has dropped or retired it."""
        begun = self._state(number)
        if begun is None:
            return None
        with ExitStack() as stack:
            work = self._hands(stack, self.log.last_position() - begun.position)
            while (state := self._state(number)) is not None:
                until = min(self.log.last_position(), state.position + self._stretch)
                if until <= state.position:
                    return state
                self._advance(state, until, work)
                if progress is not None:
                    progress(until)
        return None

    def _hands(self, stack: ExitStack, events: int) -> Work:
        """Return what works tasks: this process, or a crew for as long as the stack is open."""
        if self.workers > 1 and events >= WORTH_A_CREW:
            crew = stack.enter_context(Crew(self.catalog, self._decode, workers=self.workers))
            return crew.worked
        return lambda tasks: worked(tasks, self.catalog, self._decode)

    def _advance(self, state: Generation, until: int, work: Work) -> None:
        """Write what the events up to `until` do; where one cannot be projected, those before it, and raise."""
        stopped: ProjectionStopped | None = None
        while until > state.position:
            try:
                batch = work(self._tasks(state.position, until))
            except ProjectionStopped as stop:
                stopped, until = stop, int(str(stop.values["position"])) - 1
            else:
                self.facts.write(state.number, batch, after=state.position, position=until)
                break
        if stopped is not None:
            raise stopped

    def _tasks(self, after: int, until: int) -> list[Task]:
        by_stream: dict[str, list[Recorded]] = {}
        for recorded in self.log.read_all(after_position=after, until_position=until):
            if recorded.stream.startswith(OFFICIAL):
                by_stream.setdefault(recorded.stream, []).append(recorded)
        return [
            Task(
                stream.removeprefix(OFFICIAL),
                self.log.read_stream(stream, until_position=after) if after else (),
                by_stream[stream],
            )
            for stream in sorted(by_stream)
        ]

    def _state(self, number: int) -> Generation | None:
        known = self.facts.generations()
        return next((one for one in known if one.number == number and not one.retired), None)
