"""What an append will write, planned commit by commit under the log's lock, whichever database holds the log.

Planning reads the end of the log through the hooks of its subclass and writes nothing: a refusal leaves no trace.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime

from ledger.errors import Conflict, InvalidInput, RecordedTimeInvalid
from ledger.log.envelope import Appended, Commit
from ledger.log.instants import instant_text, to_microseconds
from ledger.log.lines import CommitPieces, leaf_of, render_line

#: Position, recorded microseconds, stream, version, type, actor, command, imported, opens, leaf, data.
EventRow = tuple[int, int, str, int, str, str, str, int, int, bytes, bytes]


class Planning(ABC):
    """One append call: takes commits in order and collects the rows to insert.

    `last` is position and recorded microseconds of the newest event, `now` the clock's reading under the lock; `known`
    holds, of the commands to be taken, those that may have been appended before. With `counts_from_zero`, a new stream
    may also begin with version 0, as some foreign applications do.
    """

    def __init__(
        self,
        last: tuple[int, int],
        now: datetime,
        *,
        known: Collection[str],
        counts_from_zero: bool = False,
    ) -> None:
        self._known = known
        self._counts_from_zero = counts_from_zero
        self._position, self._recorded_us = last
        self._clock_us = max(to_microseconds(now), self._recorded_us)
        self._versions: dict[str, int | None] = {}
        self._commands: dict[str, range] = {}
        self._rows: list[EventRow] = []
        self._references: list[tuple[str, int]] = []

    @abstractmethod
    def positions_of(self, command_id: str) -> range | None:
        """Return the positions of a known command's events in the log."""

    @abstractmethod
    def last_version(self, stream: str) -> int | None:
        """Return the version of a stream's newest event in the log, None for a stream without events."""

    def take_all(self, commits: Sequence[Commit]) -> tuple[Appended, ...]:
        """Plan the commits of one append, or none of them where one is refused; raises as `take`."""
        position, recorded_us, rows, references = (
            *(self._position, self._recorded_us),
            *(len(self._rows), len(self._references)),
        )
        versions, commands = self._versions.copy(), self._commands.copy()
        try:
            return tuple(self.take(commit) for commit in commits)
        except BaseException:
            self._position, self._recorded_us = position, recorded_us
            self._versions, self._commands = versions, commands
            del self._rows[rows:], self._references[references:]
            raise

    def take(self, commit: Commit) -> Appended:
        """Plan one commit.

        In order of precedence: a repeated command is answered with its first result; a recorded time that
        does not fit, and then a version that does not follow, is refused.

        Raises:
            RecordedTimeInvalid: the commit's own recorded time lies before the newest event or in the future.
            Conflict: an event's version is not the next of its stream.
        """
        command_id, first = commit.command_id, self._position + 1
        earlier = self._commands.get(command_id)
        if earlier is None and command_id in self._known:
            earlier = self.positions_of(command_id)
        if earlier is not None:
            return Appended(command_id, earlier, True)
        positions = range(first, first + len(commit.events))
        if positions:
            self._plan(commit, self._recorded_time(commit))
            self._commands[command_id] = positions
        return Appended(command_id, positions, False)

    def _plan(self, commit: Commit, recorded_us: int) -> None:
        """Number, hash and collect the events of one commit."""
        command_id, actor, events, own_time = commit
        imported = int(own_time is not None)
        pieces = CommitPieces.of(actor, command_id, recorded_us=recorded_us, imported=imported == 1)
        opens, position = 1, self._position
        for event in events:
            position += 1
            stream, version, kind, data, reference, plain = event
            self._advance(stream, version)
            leaf = leaf_of(render_line(position, pieces, event, plain=plain))
            self._rows.append(
                (position, recorded_us, stream, version, kind, actor, command_id, imported, opens, leaf, data)
            )
            if reference is not None:
                self._references.append((reference, position))
            opens = 0
        self._position, self._recorded_us = position, recorded_us

    def _recorded_time(self, commit: Commit) -> int:
        """Return the commit's recorded time in microseconds: the clock's, or its own when that fits."""
        if commit.recorded_at is None:
            return self._clock_us
        given = to_microseconds(commit.recorded_at)
        if given < self._recorded_us:
            raise RecordedTimeInvalid(
                "Recorded time would run backwards: the newest event was recorded at"
                f" {instant_text(self._recorded_us)}.",
                remedy="Import history in the order in which it was recorded, before anything newer.",
                field="recorded_at",
                value=instant_text(given),
            )
        if given > self._clock_us:
            raise RecordedTimeInvalid(
                f"The recorded time lies in the future: it is {instant_text(self._clock_us)} now.",
                remedy="Check the imported time and this machine's clock.",
                field="recorded_at",
                value=instant_text(given),
            )
        return given

    def _advance(self, stream: str, version: int) -> None:
        """Move a stream on to its next version, or refuse."""
        actual = self._versions[stream] if stream in self._versions else self.last_version(stream)
        follows = (actual or 0) + 1
        if version != (0 if actual is None and version == 0 and self._counts_from_zero else follows):
            raise Conflict(
                f"The stream {stream} is at version {actual or 0}, not {version - 1}; nothing was written.",
                remedy="Load the stream again and retry.",
                stream=stream,
                expected=version - 1,
                actual=actual or 0,
            )
        self._versions[stream] = version


def check_names(commit: Commit) -> None:
    """Refuse empty names and texts that have no UTF-8 form, before anything is read for the commit."""
    texts = [commit.command_id, commit.actor]
    for event in commit.events:
        texts += (event.stream, event.type)
    if all(texts) and "".join(texts).isascii():
        return
    names = [("command_id", commit.command_id), ("actor", commit.actor)]
    for event in commit.events:
        names += (("stream", event.stream), ("type", event.type))
    for field, value in names:
        if not value:
            raise InvalidInput(
                "It is empty.", remedy="Give every event a full envelope.", field=field, value=value
            )
        if not value.isascii():
            _check_utf8(field, value)


def _check_utf8(field: str, value: str) -> None:
    """Refuse lone surrogates, which no canonical line can hold."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput(
            "The text has no UTF-8 form.", remedy="Correct the text's encoding.", field=field, value=value
        ) from error
