"""From staged lines to facts: fields read, faults noted, and the id under which the log knows each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ledger import commands as c
from ledger.intake.history.checking import Fault, Reader
from ledger.intake.history.personal import StagedVault, digest
from ledger.intake.history.reading import fields_of
from ledger.intake.history.staging import StagedLine
from ledger.log.instants import from_microseconds
from ledger.log.store import EventStore
from ledger.rules.catalog import Catalog
from ledger.service import Request, Service
from ledger.values import local_day

#: How a line is marked in the working file: its faults were noted, and its fields cannot be read at all.
FAULTY, UNREADABLE = 1, 2
#: What `imported_from` says where a line does not.
IMPORTED_FROM = "history-import"
_PRIVATE = ("given_name", "family_name", "email", "address", "reason")
_PRIVATE_OF = {cls: tuple(name for name in _PRIVATE if name in cls.model_fields) for cls in c.FACTS.values()}
_IDS_AT_ONCE = 500
#: Facts about an official that name an offering.
NAMING = frozenset(
    cls for cls in c.FACTS.values() if issubclass(cls, c.OfficialCommand) and "offering" in cls.model_fields
)


class Fact(NamedTuple):
    """A line whose fields are in order, and the id under which the log knows it."""

    staged: StagedLine
    name: str
    command: Any
    command_id: str


class Facts:
    """Reads the lines of one subject at a time."""

    def __init__(self, catalog: Catalog, vault: StagedVault, store: EventStore) -> None:
        self._reader = Reader(catalog)
        self._vault = vault
        self._store = store
        self._log_is_empty = store.last_position() == 0

    def read(self, lines: Sequence[StagedLine]) -> Iterator[Fact | tuple[StagedLine, str, list[Fault]]]:
        """Yield a fact, or the name and faults of one, for each line that can be read.

        The id is the same whatever the file, the place in it and the spelling (6 and "6", one instant at any offset);
        the second of two equal facts has another.
        """
        times: dict[str, int] = {}
        for staged in lines:
            if staged.faulty == UNREADABLE:
                continue
            name, fields = fields_of(staged.content)
            cls = c.FACTS[name]
            if fields.get("imported_from") is None:
                fields["imported_from"] = IMPORTED_FROM
            command = self._reader.command(cls, fields)
            if isinstance(command, list):
                yield staged, name, command
            elif not staged.faulty:
                self._vault.stand_at(staged.at, staged.line)
                content = digest(_content(name, staged, command), key=self._key(cls, command))
                times[content] = nth = times.get(content, 0) + 1
                yield Fact(staged, name, command, f"h-{content}" if nth == 1 else f"h-{content}.{nth}")

    def recorded(self, facts: Sequence[Fact]) -> set[str]:
        """Return the ids of those facts that the log has already."""
        if self._log_is_empty:
            return set()
        ids = [fact.command_id for fact in facts]
        known: set[str] = set()
        for start in range(0, len(ids), _IDS_AT_ONCE):
            known |= self._store.commits_of(ids[start : start + _IDS_AT_ONCE])
        return known

    def _key(self, cls: type[c.Command], command: Any) -> bytes | None:
        for name in _PRIVATE_OF[cls]:
            if getattr(command, name) is not None:
                return self._vault.key_of(command.official)
        return None


def _content(name: str, staged: StagedLine, command: c.Command) -> bytes:
    """Return the bytes a fact is known by."""
    recorded = "" if staged.recorded_us is None else str(staged.recorded_us)
    body = command.__pydantic_serializer__.to_json(command, exclude_none=True)
    return b"%b\n%b\n%b" % (name.encode(), recorded.encode(), body)


def request_of(fact: Fact, service: Service, actor: str) -> Request:
    """Return the request, its command completed with its day, from the recorded time, where it states none."""
    command, recorded_us = fact.command, fact.staged.recorded_us
    day = type(command).DAY
    if recorded_us is not None and day is not None and getattr(command, day) is None:
        command = c.with_day(command, local_day(from_microseconds(recorded_us), service.time_zone(command)))
    return Request(command, actor, fact.command_id, importing=True)
