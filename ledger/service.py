"""Load, decide, append: the way of every command into the log; the only clock and the only source of ids.

A batch of commands sees its own earlier events and is appended in one transaction. A repeated `command_id` is answered
with its first result. Where another writer was faster, the batch is decided again from the new state.
"""

from __future__ import annotations

import hashlib
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.decide import OFFERING, PROGRAM, decide_official
from ledger.aggregates.offering import claim_changes
from ledger.aggregates.situation import Situation
from ledger.errors import Conflict, LedgerError, Rejected
from ledger.log.codec import decode_all, new_event
from ledger.log.envelope import Appended, Commit, NewEvent
from ledger.log.instants import utc_now
from ledger.log.store import EventStore
from ledger.record import official as official_record
from ledger.record.stream import OFFERINGS as OFFERINGS
from ledger.record.stream import OFFICIAL as OFFICIAL
from ledger.record.stream import PROGRAMS as PROGRAMS
from ledger.record.stream import Evolve, folding_of
from ledger.rules.catalog import Catalog
from ledger.rules.concern import Named, scheme_about
from ledger.values import local_day
from ledger.vault import Entry, Vault, commit_to

_ATTEMPTS = 5
_PAUSE = 0.005  #: seconds, at most, before a batch is decided again; twice as long each time
_REASONED = frozenset(cls for cls in c.FACTS.values() if "reason" in cls.model_fields)
_STATES_KEPT = 5_000
_ZONED = ("official", "offering", *Named._fields)
_FIELDS = {command: frozenset(command.model_fields) for command in c.FACTS.values()}


def new_command_id() -> str:
    """Return a fresh id for a command that nobody will repeat."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Request:
    """A command, who asks, and under which id a repetition is known. An import brings its recorded time."""

    command: c.Command
    actor: str
    command_id: str
    recorded_at: datetime | None = None
    importing: bool = False


class Outcome(NamedTuple):
    """What became of a command.

    `positions` are those of its events, empty where what it asks for is done already (`events` is empty too, unless
    `repeated`). Those of a corrected offering go on with the corrections of its claims, which `events` leaves out.
    `refusal` is the expected "no".
    """

    request: Request
    positions: range = range(0)
    events: tuple[e.Event, ...] = ()
    repeated: bool = False
    refusal: LedgerError | None = None


@dataclass(slots=True)
class _Stream:
    state: Any
    version: int
    evolve: Evolve

    def take(self, name: str, event: e.Event) -> NewEvent:
        """Go on by an event that was decided, and return it as the log takes it; `name` is the stream's."""
        self.state = self.evolve(self.state, event, 0)
        self.version += 1
        return new_event(name, self.version, event)


class Service:
    """Commands in, events out. One object may be used by one thread at a time."""

    def __init__(
        self,
        store: EventStore,
        vault: Vault,
        catalog: Catalog,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.store = store
        self.vault = vault
        self.catalog = catalog
        self._clock = clock
        self._streams: dict[str, _Stream] = {}
        self._position = 0  # the log's length when the loaded states were known to be its newest

    def execute(self, command: c.Command, *, actor: str, command_id: str | None = None) -> Outcome:
        """Carry out one command.

        Raises:
            Rejected: the command is refused. Conflict: other writers were faster, five times in a row.
        """
        outcome = self.execute_many([Request(command, actor, command_id or new_command_id())])[0]
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome

    def execute_many(self, requests: Sequence[Request]) -> list[Outcome]:
        """Carry out commands in order; what is accepted is recorded in one transaction.

        A refusal is an outcome like any other and does not stop the rest.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return self._attempt(requests)
            except Conflict:
                self._streams.clear()
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0, _PAUSE * 2**attempt))
            finally:
                self.vault.discard()
        raise AssertionError("unreachable")

    def decide_many(
        self, requests: Iterable[Request], *, known: Collection[str] | None = None
    ) -> Iterator[tuple[Outcome, Commit | None]]:
        """Decide without writing: outcomes, and the commits to append. Later requests see the earlier ones.

        `known` holds, of the requests' command ids, those that were appended before; left out, each is looked up.
        """
        for request in requests:
            found = self._outcome_or_commit(request, known)
            if isinstance(found, Outcome):
                yield found, None
            else:
                commit, events = found
                yield Outcome(request, events=events), commit

    def decide_apart(self, request: Request) -> tuple[Commit, tuple[e.Event, ...]]:
        """Decide one command on its own stream: without writing, and without asking whether it was recorded before.

        The correction of an offering leaves the claims made from it to `correct_claims`.

        Raises:
            Rejected: the command is refused.
        """
        return self._decide(request, claims=False)

    def assume(self, stream: str, state: Any, version: int) -> None:
        """Decide from here on as if the stream were at this state, whatever the log says."""
        self._streams[stream] = _Stream(state, version, folding_of(stream).evolve)

    def forget(self, stream: str | None = None) -> None:
        """Drop one loaded state, or all with what waits for the vault: what was not appended never was."""
        if stream is not None:
            self._streams.pop(stream, None)
            return
        self._streams.clear()
        self.vault.discard()

    def now(self) -> datetime:
        """Return the present instant, by the service's clock."""
        return self._clock()

    def record(self, official: str) -> official_record.Record:
        """Return an official's record as the service sees it now."""
        state: official_record.Record = self._stream(OFFICIAL + official).state
        return state

    def _attempt(self, requests: Sequence[Request]) -> list[Outcome]:
        self._refresh()
        known = self.store.commits_of([request.command_id for request in requests])
        decided = [self._outcome_or_commit(request, known) for request in requests]
        commits = [found[0] for found in decided if not isinstance(found, Outcome) and found[0].events]
        self.vault.flush()
        try:
            appended = iter(self.store.append(commits) if commits else ())
        except BaseException:
            self._streams.clear()
            raise
        outcomes: list[Outcome] = []
        for request, found in zip(requests, decided, strict=True):
            if isinstance(found, Outcome):
                outcomes.append(found)
                continue
            commit, events = found
            done = next(appended) if commit.events else Appended(commit.command_id, range(0), False)
            outcomes.append(Outcome(request, done.positions, events, done.repeated))
            if done.repeated:
                self._streams.clear()
            else:
                self._position += len(done.positions)
        return outcomes

    def _refresh(self) -> None:
        """Drop the loaded states if anybody else wrote: a refusal must not stand on what was true before."""
        position = self.store.last_position()
        if position != self._position:
            self._streams.clear()
            self._position = position

    # --- deciding -------------------------------------------------------------------------------------------

    def _outcome_or_commit(
        self, request: Request, known: Collection[str] | None
    ) -> Outcome | tuple[Commit, tuple[e.Event, ...]]:
        """Return what became of a request that was recorded before or is refused; else its commit and its events."""
        if known is None or request.command_id in known:
            done = self.store.commit_of(request.command_id)
            if done is not None:
                return Outcome(request, done.positions, repeated=True)
        try:
            return self._decide(request)
        except Rejected as refusal:
            return Outcome(request, refusal=refusal)

    def _decide(self, request: Request, *, claims: bool = True) -> tuple[Commit, tuple[e.Event, ...]]:
        command = self._completed(request)
        if type(command) in OFFERING:
            new, events = self._decide_offering(command, request, claims=claims)
        elif type(command) in PROGRAM:
            new, events = self._decide_program(command, request)
        else:
            new, events = self._decide_official(command, request)
        commit = Commit(request.command_id, request.actor, tuple(new), request.recorded_at)
        return commit, events

    def _completed(self, request: Request) -> Any:
        """Fill in the command's own day from the recorded time, in the authority's time zone (A51)."""
        command = request.command
        day = type(command).DAY
        if day is None or getattr(command, day) is not None:
            return command
        instant = request.recorded_at or self._clock()
        return c.with_day(command, local_day(instant, self.time_zone(command)))

    def time_zone(self, command: c.Command) -> str:
        """Return the time zone of the authority that a command concerns; see `zone_of`."""
        return self.zone_of({name: getattr(command, name, None) for name in _ZONED})

    def zone_of(self, fields: Mapping[str, Any]) -> str:
        """Return the time zone of what these fields of a command name: a program, scheme, offering, claim and so on.

        Where they name none of them, it is that of the official's newest enrolment, claim or award, else the first's.
        """
        schemes = self.catalog.schemes
        offering, official = fields.get("offering"), fields.get("official")
        if len(schemes) > 1 and offering is not None:
            scheduled = self._stream(OFFERINGS + offering).state.scheduled
            if scheduled is not None and scheduled.scheme in schemes:
                return schemes[scheduled.scheme].time_zone

        def record() -> official_record.Record:
            return official_record.Record() if official is None else self.record(official)

        named = Named(**{name: fields.get(name) for name in Named._fields})
        return scheme_about(named, self.catalog, record).time_zone

    def _decide_official(self, command: Any, request: Request) -> tuple[list[NewEvent], tuple[e.Event, ...]]:
        official, fields = command.official, _FIELDS[type(command)]
        named = command.offering if "offering" in fields else None
        situation = Situation(
            self.catalog,
            self._stream(OFFERINGS + named).state if named else None,
            request.importing,
            _new_claim(request) if "claim" in fields and command.claim is None else "",
        )
        name = OFFICIAL + official
        stream = self._stream(name)
        record = stream.state
        entry: Entry | None = None
        if isinstance(command, c.RecordContact):
            command, entry = self._sealed_contact(command, record)
        elif "reason" in fields and command.reason is not None:
            command, entry = _sealed(command)
        events = decide_official(record, command, situation)
        if entry is not None and events:
            self._keep(entry, events)
        return [stream.take(name, event) for event in events], events

    def _decide_offering(
        self, command: Any, request: Request, *, claims: bool
    ) -> tuple[list[NewEvent], tuple[e.Event, ...]]:
        name = OFFERINGS + command.offering
        stream = self._stream(name)
        before = stream.state
        situation = Situation(self.catalog, importing=request.importing)
        events = OFFERING[type(command)](before, command, situation)
        new = [stream.take(name, event) for event in events]
        for event in events:
            if claims and isinstance(event, e.OfferingCorrected):
                for claimant in sorted(self._claimants(command.offering)):
                    new += self.correct_claims(claimant, before.known, event, request)
        return new, events

    def _decide_program(self, command: Any, request: Request) -> tuple[list[NewEvent], tuple[e.Event, ...]]:
        name = PROGRAMS + command.program
        stream = self._stream(name)
        situation = Situation(self.catalog, importing=request.importing)
        events = PROGRAM[type(command)](stream.state, command, situation)
        return [stream.take(name, event) for event in events], events

    def _claimants(self, offering: str) -> set[str]:
        """Return the officials' streams that name an offering: in the log, and earlier in this batch."""
        here = {
            name
            for name, stream in self._streams.items()
            if name.startswith(OFFICIAL)
            and any(claim.activity.offering == offering for claim in stream.state.claims.values())
        }
        return here | {name for name, _ in self.store.find(offering)}

    def correct_claims(
        self, stream: str, was: e.OfferingScheduled, event: e.OfferingCorrected, request: Request
    ) -> list[NewEvent]:
        """Correct an official's claims that were made from an offering, where they said what the offering said.

        `request` asks for the correction of the offering, which said `was` before.
        """
        new: list[NewEvent] = []
        asked: Any = request.command
        record: official_record.Record = self._stream(stream).state
        for claim in list(record.claims.values()):
            if claim.activity.offering != asked.offering or claim.status == "form-open":
                continue
            changes = claim_changes(claim, was, event)
            if changes:
                correction = c.CorrectCredit(
                    official=stream.removeprefix(OFFICIAL),
                    claim=claim.claim,
                    corrected_on=event.corrected_on,
                    imported_from=asked.imported_from,
                    **changes,
                )
                new += self._decide_official(correction, request)[0]
        return new

    def _sealed_contact(
        self, command: c.RecordContact, record: official_record.Record
    ) -> tuple[e.ContactRecorded, Entry | None]:
        """Return the fact with a commitment in the place of the data, and the entry if the data are new."""
        parts = ("given_name", "family_name", "email", "address")
        stated = {part: getattr(command, part) for part in parts if getattr(command, part) is not None}
        known = self.vault.body(record.contact) or {}
        body = {**known, **stated}
        new = body != known or record.contact is None
        entry = commit_to(command.official, "contact", body) if new else None
        commitment = entry.commitment if entry is not None else record.contact
        assert command.recorded_on is not None
        assert commitment is not None
        sealed = e.ContactRecorded(
            recorded_on=command.recorded_on,
            parts=tuple(sorted(part.replace("_", "-") for part in stated)),
            contact=commitment,
            imported_from=command.imported_from,
        )
        return sealed, entry

    def _keep(self, entry: Entry, events: tuple[e.Event, ...]) -> None:
        """Keep what an accepted command sealed; a refused one leaves nothing behind."""
        for event in events:
            if isinstance(event, e.ContactRecorded):
                self._require_own_email(entry, event.recorded_on)
        self.vault.add(entry)

    def _require_own_email(self, entry: Entry, day: date) -> None:
        """Refuse an address another official has, where the rules of the day want one each (ALM-AN-06, C13)."""
        email = entry.email
        if email is None:
            return
        schemes = self.catalog.schemes.values()
        wanted = any(s.rules(s.editions[-1]).root.on(day).email_unique for s in schemes)
        owner = self.vault.owner_of_email(email)
        if wanted and owner not in (None, entry.official):
            raise Rejected(
                "email-taken",
                f"{owner} has this email address already.",
                remedy="Each official needs an address of his or her own; correct one of the two.",
                owner=owner,
            )

    # --- states ---------------------------------------------------------------------------------------------

    def _stream(self, name: str) -> _Stream:
        known = self._streams.get(name)
        if known is None:
            if len(self._streams) >= _STATES_KEPT:
                self._streams.pop(next(iter(self._streams)))
            known = self._streams[name] = self._load(name)
        return known

    def _load(self, name: str) -> _Stream:
        history = self.store.history_of(name)
        evolve, fold = folding_of(name)
        return _Stream(fold(decode_all(history)), len(history), evolve)


def _new_claim(request: Request) -> str:
    """Return the id of a claim that brings none: the same for every repetition of the command."""
    return "c-" + hashlib.sha256(request.command_id.encode()).hexdigest()[:16]


def _sealed(command: Any) -> tuple[Any, Entry]:
    """Return the command with a commitment in the place of its reason, and what the vault is to keep."""
    entry = commit_to(command.official, "reason", {"reason": command.reason})
    return command.model_copy(update={"reason": entry.commitment}), entry
