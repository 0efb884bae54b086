"""What will happen and what has been recorded: one queue in time order, one chance, one output.

Only what is still to come is held, so memory grows with the number of officials and not with the facts.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sample.days import SECONDS, day_text, instant_text, ordinal_of, working_day

T = TypeVar("T")
Write = Callable[[dict[str, Any]], None]

#: Before this day an older system kept the records, and only outcomes are left of them.
LIVE = ordinal_of(2018, 1, 1)


class Diary:
    """Runs what is due in the order of time; `record` writes a fact at the present moment."""

    def __init__(self, *, seed: int, since: int, until: int, limit: int | None, write: Write) -> None:
        self.since, self.until = since, until
        self.now = since * SECONDS
        self.facts: Counter[str] = Counter()
        self.written = 0
        self._limit = limit
        self._write = write
        # Only `random()` is drawn from: its sequence for a seed is the same in every Python.
        self._draw = random.Random(seed).random
        self._due: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._sequence = 0

    @property
    def today(self) -> int:
        """The ordinal of the present day."""
        return self.now // SECONDS

    def chance(self, probability: float) -> bool:
        """Draw once: true with this probability."""
        return self._draw() < probability

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """Draw one of the choices."""
        return choices[int(self._draw() * len(choices))]

    def at(self, tick: int, action: Callable[..., None], *arguments: Any) -> None:
        """Let something happen at a tick, or now where that has passed."""
        self._sequence += 1
        heapq.heappush(self._due, (max(tick, self.now), self._sequence, action, arguments))

    def on(self, ordinal: int, action: Callable[..., None], *arguments: Any) -> None:
        """Let something happen at the office: between 08:00 and 17:00 of the day or the next working day."""
        day = working_day(max(ordinal, self.today))
        tick = day * SECONDS + self.between(8 * 3600, 17 * 3600)
        if tick < self.now:
            tick = working_day(day + 1) * SECONDS + self.between(8 * 3600, 17 * 3600)
        self.at(tick, action, *arguments)

    def online(self, ordinal: int, action: Callable[..., None], *arguments: Any) -> None:
        """Let something happen at home: between 06:00 and 22:59 of a day after today."""
        tick = max(ordinal, self.today + 1) * SECONDS + self.between(6 * 3600, 23 * 3600 - 60)
        self.at(tick, action, *arguments)

    def run(self) -> None:
        """Do what is due until the last day, or until the wanted number of facts is written."""
        end = self.until * SECONDS
        while self._due and not self._full:
            tick, _, action, arguments = heapq.heappop(self._due)
            if tick >= end:
                return
            self.now = tick
            action(*arguments)

    def record(self, fact: str, *, imported: bool | None = None, **fields: Any) -> None:
        """Write a fact at the present moment; fields that are None are left out.

        Facts of the time before `LIVE` are marked as imported, unless `imported` says otherwise.
        """
        if self._full:
            return
        self.written += 1
        self.facts[fact] += 1
        line = {"fact": fact, **{name: value for name, value in fields.items() if value is not None}}
        if imported if imported is not None else self.today < LIVE:
            line["imported_from"] = f"register-2009:{self.written}"
        line["recorded_at"] = instant_text(self.now)
        self._write(line)

    def today_text(self) -> str:
        """The present day as text."""
        return day_text(self.today)

    @property
    def _full(self) -> bool:
        return self._limit is not None and self.written >= self._limit
