"""Several processes that work officials side by side; officials are independent, so the result is the same as one's."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from ledger.errors import ProjectionStopped
from ledger.projections.officials import Decode, Task, worked
from ledger.projections.store import Batch
from ledger.rules.catalog import Catalog
from ledger.rules.model import Program

#: Pieces of work a process gets from one stretch: enough that none waits long for the last.
_PIECES = 4

_catalog: Catalog
_decode: Decode


class Crew:
    """A pool of worker processes, started when first needed. They read nothing: events go in, rows come out."""

    def __init__(self, catalog: Catalog, decode: Decode, *, workers: int) -> None:
        self._programs = tuple(catalog.programs.values())
        self._decode = decode
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def worked(self, tasks: Sequence[Task]) -> Batch:
        """Return what `ledger.projections.officials.worked` returns, worked by all processes.

        Raises:
            ProjectionStopped: as there; of several, the one with the lowest position.
        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=get_context("spawn"),
                initializer=_begin,
                initargs=(self._programs, self._decode),
            )
        pieces = self._workers * _PIECES
        parts = [tasks[start::pieces] for start in range(pieces)]
        batch, stops = Batch(), []
        for part, stop in self._pool.map(_work, [part for part in parts if part]):
            if stop is not None:
                stops.append(stop)
            elif part is not None:
                batch.join(part)
        if stops:
            fact, remedy, values = min(stops, key=lambda one: int(one[2]["position"]))
            raise ProjectionStopped(fact, remedy=remedy, **values)
        return batch

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _begin(programs: tuple[Program, ...], decode: Decode) -> None:
    global _catalog, _decode
    _catalog, _decode = Catalog(programs), decode


def _work(tasks: Sequence[Task]) -> tuple[Batch | None, tuple[str, str, dict[str, Any]] | None]:
    """Return the batch, or why it stopped: an exception of ours would lose its particulars on the way."""
    try:
        return worked(tasks, _catalog, _decode), None
    except ProjectionStopped as stop:
        return None, (stop.fact, stop.remedy, stop.values)
