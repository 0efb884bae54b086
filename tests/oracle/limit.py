"""A limit on the time a question may take: an answer that never comes is a difference like any other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(Exception):
    """What ran inside `at_most` took longer than it may."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop what runs inside after so many seconds; only in the main thread of a process.

    Raises:
        TooLong: the time is up.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"no answer in {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
