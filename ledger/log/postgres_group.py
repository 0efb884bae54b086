"""Threads that append at the same moment share a transaction, and each gets its own answer.

The first to get its turn writes for all who wait, in the order in which they came; the next turn belongs to those who
came meanwhile. One thread alone notices nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ledger.errors import InvalidInput, LedgerError
from ledger.log.envelope import Appended, Commit

#: So many events at most are written in one transaction for several threads; an append of its own may have more.
MOST_EVENTS = 5_000

Answer = tuple[Appended, ...] | LedgerError


@dataclass(slots=True, eq=False)
class Waiting:
    """One append that waits for its answer, or for its turn to write for all who wait."""

    commits: Sequence[Commit]
    answer: Answer | None = None
    leads: bool = False
    woken: threading.Event = field(default_factory=threading.Event)

    def answered(self) -> tuple[Appended, ...]:
        """Return what was appended, or raise why it was not."""
        assert self.answer is not None
        if isinstance(self.answer, LedgerError):
            raise self.answer
        return self.answer


class Group:
    """The appends of one store. `write` answers several of them in one transaction, or raises for all."""

    def __init__(self, write: Callable[[Sequence[Sequence[Commit]]], list[Answer]]) -> None:
        self._write = write
        self._door = threading.Lock()
        self._waiting: list[Waiting] = []
        self._led = False

    def append(self, commits: Sequence[Commit]) -> tuple[Appended, ...]:
        """Append, alone or together with others; raises what this append is refused for."""
        mine = Waiting(commits)
        with self._door:
            self._waiting.append(mine)
            mine.leads, self._led = not self._led, True
        if not mine.leads:
            try:
                mine.woken.wait()
            except BaseException:  # this thread is interrupted; the others go on without it
                self._leave(mine)
                raise
        if mine.leads:
            self._lead(mine)
        return mine.answered()

    def _lead(self, mine: Waiting) -> None:
        """Write for those who wait, this append among them, and hand the turn to the next."""
        group: list[Waiting] = []
        try:
            while mine.answer is None:
                group = self._next()
                self._answer(group)
        finally:
            with self._door:
                self._waiting[:0] = [one for one in group if one is not mine and one.answer is None]
                self._hand_over()
            for one in group:
                if one.answer is not None:
                    one.woken.set()

    def _leave(self, mine: Waiting) -> None:
        with self._door:
            if mine in self._waiting:
                self._waiting.remove(mine)
            if mine.leads:
                self._hand_over()

    def _hand_over(self) -> None:
        """Wake the next leader, under the door's lock."""
        self._led = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            self._waiting[0].woken.set()

    def _next(self) -> list[Waiting]:
        """Take the next appends in order, as many as fit."""
        with self._door:
            taken, events = 0, 0
            for one in self._waiting:
                events += sum(len(commit.events) for commit in one.commits)
                if taken and events > MOST_EVENTS:
                    break
                taken += 1
            group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return group

    def _answer(self, group: Sequence[Waiting]) -> None:
        """Write a group. Where the database refuses a row, each is written alone: only one of them is at fault."""
        try:
            answers = self._write([one.commits for one in group])
        except LedgerError as error:
            if len(group) > 1 and _blames_a_row(error):
                for one in group:
                    self._answer([one])
                return
            answers = [error] * len(group)
        for one, answer in zip(group, answers, strict=True):
            one.answer = answer


def _blames_a_row(error: LedgerError) -> bool:
    """Say whether the database refused what it was given, and not for its own state."""
    return isinstance(error, InvalidInput) or str(error.values.get("sqlstate")).startswith(("22", "23", "54"))
