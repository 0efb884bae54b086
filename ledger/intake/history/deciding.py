"""Deciding an import: one program, offering or official after the other, through the same deciders as everything else.

All of a subject's facts are decided in their order, on the state the log has of it. Nothing is written to the ledger:
accepted events wait in the working file. Only one official is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from ledger import commands as c
from ledger import events as e
from ledger.errors import InvalidInput, NoRuleInForce, NotFound, Rejected
from ledger.intake.history.checking import Fault
from ledger.intake.history.facts import NAMING, Fact, Facts, request_of
from ledger.intake.history.offerings import Offerings, Turn
from ledger.intake.history.personal import StagedVault
from ledger.intake.history.reading import OFFERING, OFFICIAL, PROGRAM
from ledger.intake.history.refusing import fault_of, undated
from ledger.intake.history.report import Progress, Refusal, refusal_of
from ledger.intake.history.resuming import said_before
from ledger.intake.history.staging import MARK, Stage, StagedEvent, StagedLine, Step
from ledger.log.instants import instant_text, to_microseconds
from ledger.record.official import Record
from ledger.service import OFFERINGS, PROGRAMS, Request, Service
from ledger.service import OFFICIAL as OFFICIALS

_STREAMS = {PROGRAM: PROGRAMS, OFFERING: OFFERINGS, OFFICIAL: OFFICIALS}
_TOLD_EVERY = 1_000
#: Reasons that a line carries in itself, whatever is on record.
OWN_FAULTS = frozenset({"field", "recorded-time"})


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be imported; see `import_history`."""

    file: str
    actor: str
    only_clean: bool = False
    recorded_now: bool = False


@dataclass(slots=True)
class Tally:
    """What the decisions come to. `left_out` names subjects with a refused line."""

    refusals: list[Refusal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)
    imported: int = 0
    already_there: int = 0
    said_before: int = 0
    events: int = 0
    officials: int = 0


@dataclass(slots=True)
class _Subject:
    """The work on one program, offering or official. `faulty` is the place of its first refused line."""

    kind: int
    name: str
    stream: str
    events: list[StagedEvent] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    faulty: tuple[int, int] | None = None
    already_there: int = 0
    said_before: int = 0


class Deciding:
    """Decides everything in a working file."""

    def __init__(self, service: Service, stage: Stage, plan: Plan) -> None:
        self._stage = stage
        self._plan = plan
        self._vault = StagedVault(service.vault, stage)
        self._service = Service(service.store, self._vault, service.catalog, clock=service.now)
        self._store = service.store
        self._facts = Facts(service.catalog, self._vault, service.store)
        self._offerings = Offerings(stage, service.store, by_time=stage.in_time and not plan.recorded_now)
        last = service.store.last_position()
        self._log_is_empty = last == 0
        self._newest_us = to_microseconds(service.store.recorded_at(last)) if last else 0
        self._now_us = to_microseconds(service.now())
        self.tally = Tally()

    def run(self, progress: Progress, total: int) -> None:
        """Decide programs, then offerings, then officials."""
        done = 0
        for kind in (PROGRAM, OFFERING, OFFICIAL):
            for name, group in groupby(self._stage.lines(kind), key=attrgetter("subject")):
                lines = list(group)
                before, done = done, done + sum(line.faulty != MARK for line in lines)
                self._decide_subject(kind, name, lines)
                if before // _TOLD_EVERY != done // _TOLD_EVERY:
                    progress("decide", done, total)
        progress("decide", done, total)

    def _decide_subject(self, kind: int, name: str, lines: Sequence[StagedLine]) -> None:
        own = [line for line in lines if line.faulty != MARK]
        marks = [line for line in lines if line.faulty == MARK]
        subject = _Subject(kind, name, _STREAMS[kind] + name)
        self._work_on(subject, own, marks)
        if subject.faulty is not None:
            self.tally.refusals += subject.refusals
            self.tally.left_out.append(name)
            self.tally.already_there += subject.already_there
            self._vault.discard()
            if not marks:
                return
            subject = _Subject(kind, name, subject.stream)
            self._work_on(subject, (), marks)  # claims on record follow their offering all the same
        self._keep(subject)

    def _keep(self, subject: _Subject) -> None:
        tally = self.tally
        tally.imported += len(subject.facts)
        for fact in subject.facts:
            tally.facts[fact] = tally.facts.get(fact, 0) + 1
        tally.already_there += subject.already_there
        tally.said_before += subject.said_before
        tally.events += len(subject.events)
        tally.officials += subject.kind == OFFICIAL and bool(subject.facts)
        self._stage.keep(subject.events, self._vault.take())
        if subject.kind == OFFERING:
            self._keep_steps(subject)

    def _keep_steps(self, subject: _Subject) -> None:
        self._stage.keep_steps(
            Step(subject.name, one.at, one.line, one.version, one.command_id, one.type, one.data)
            for one in subject.events
        )
        if self._log_is_empty:
            return
        for turn in self._offerings.corrections(subject.name):
            for stream in {stream for stream, _ in self._store.find(subject.name)}:
                official = stream.removeprefix(OFFICIALS)
                self._stage.add_mark(official, at=turn.at, line=turn.line, offering=subject.name)

    # --- one subject ----------------------------------------------------------------------------------------

    def _work_on(self, subject: _Subject, own: Sequence[StagedLine], marks: Sequence[StagedLine]) -> None:
        subject.faulty = next(((line.at, line.line) for line in own if line.faulty), None)
        facts: list[Fact] = []
        for read in self._facts.read(own):
            if isinstance(read, Fact):
                facts.append(read)
            else:
                staged, name, faults = read
                for fault in faults:
                    self._refuse(subject, staged, fault, name)  # its form is wrong whatever came before
        known = self._facts.recorded(facts)
        subject.already_there = len(known)
        said = said_before(self._service, self._vault, subject.stream, facts, known) if known else set()
        subject.said_before = len(said)
        fresh = [fact for fact in facts if fact.command_id not in known | said]
        if self._log_is_empty and subject.kind == OFFICIAL:
            self._service.assume(subject.stream, Record(), 0)
        for one in _in_order(fresh, self._corrections(subject, fresh, marks)):
            if isinstance(one, Fact):
                self._decide(subject, one)
            else:
                self._correct_claims(subject, one)
        self._service.forget(subject.stream)

    def _corrections(
        self, subject: _Subject, fresh: Sequence[Fact], marks: Sequence[StagedLine]
    ) -> list[Turn]:
        """Return the corrections of all offerings that the official's claims, old and new, are made from."""
        if subject.kind != OFFICIAL:
            return []
        named = {mark.content.decode() for mark in marks}
        named |= {fact.command.offering for fact in fresh if type(fact.command) in NAMING}
        named.discard(None)
        return [turn for name in sorted(named) for turn in self._offerings.corrections(name)]

    # --- one decision ---------------------------------------------------------------------------------------

    def _decide(self, subject: _Subject, fact: Fact) -> None:
        staged, command = fact.staged, fact.command
        day = type(command).DAY
        if day is not None and staged.recorded_us is None and getattr(command, day) is None:
            self._refuse(subject, staged, undated(day), fact.name)
            return
        self._vault.stand_at(staged.at, staged.line)
        added = self._vault.added()
        named = command.offering if type(command) in NAMING else None
        if named is not None:
            offering = self._offerings.at(named, at=staged.at, line=staged.line)
            self._service.assume(OFFERINGS + named, offering, offering.version)
        try:
            commit, events = self._service.decide_apart(request_of(fact, self._service, self._plan.actor))
        except (Rejected, NoRuleInForce, NotFound, InvalidInput) as refusal:
            scheduled = self._offerings.scheduled(named) if named is not None else None
            fault = self._wrong_time(staged.recorded_us) or fault_of(fact, refusal, scheduled)
            self._refuse(subject, staged, fault, fact.name, follows=fault.reason not in OWN_FAULTS)
            return
        if not events:
            self._vault.rewind(added)
            subject.said_before += 1
            return
        if (wrong := self._wrong_time(staged.recorded_us)) is not None:
            self._refuse(subject, staged, wrong, fact.name)
            return
        subject.facts.append(fact.name)
        recorded_us = None if self._plan.recorded_now else staged.recorded_us
        subject.events += [
            StagedEvent(
                staged.at, staged.line, 0, one.stream, one.version, recorded_us,
                fact.command_id, one.type, one.reference, one.data,
            )
            for one in commit.events
        ]  # fmt: skip

    def _correct_claims(self, subject: _Subject, turn: Turn) -> None:
        """Let the official's claims follow the correction of an offering, within its commit."""
        event = turn.event
        assert isinstance(event, e.OfferingCorrected)
        self._vault.stand_at(turn.at, turn.line)
        asked = c.CorrectOffering(
            offering=turn.offering, corrected_on=event.corrected_on, imported_from=event.imported_from
        )
        request = Request(asked, self._plan.actor, turn.command_id, importing=True)
        subject.events += [
            StagedEvent(
                turn.at, turn.line, 1, one.stream, one.version, None,
                turn.command_id, one.type, one.reference, one.data,
            )
            for one in self._service.correct_claims(subject.stream, turn.was.known, event, request)
        ]  # fmt: skip

    def _wrong_time(self, recorded_us: int | None) -> Fault | None:
        """Return what is wrong with the recorded time of a fact that adds something."""
        if recorded_us is None or self._newest_us <= recorded_us <= self._now_us:
            return None
        if recorded_us > self._now_us:
            what = f"The recorded time lies in the future: it is {instant_text(self._now_us)} now."
            remedy = "Check the time and this machine's clock."
        elif self._plan.recorded_now:
            return None
        else:
            newest = instant_text(self._newest_us)
            what = f"The ledger's newest event was recorded at {newest}, later than this fact."
            remedy = (
                "Import into a ledger made with `init --empty`, or with --recorded-now to stamp its own time."
            )
        return Fault("recorded-time", what, remedy, "recorded_at", instant_text(recorded_us))

    def _refuse(
        self, subject: _Subject, staged: StagedLine, fault: Fault, name: str, *, follows: bool = False
    ) -> None:
        """Note a refusal; one that `follows` from the record may follow from an earlier refused line."""
        place = (staged.at, staged.line)
        first = subject.faulty
        after = first[1] if follows and first is not None and first < place else None
        subject.faulty = place if first is None else min(first, place)
        subject.refusals.append(
            refusal_of(self._plan.file, staged.line, fault, fact=name, subject=subject.name, after=after)
        )


def _in_order(facts: Sequence[Fact], turns: Sequence[Turn]) -> Sequence[Fact | Turn]:
    """Merge facts, which stand in their order, with corrections."""
    if not turns:
        return facts
    placed: list[tuple[int, int, Fact | Turn]] = [(fact.staged.at, fact.staged.line, fact) for fact in facts]
    placed += [(turn.at, turn.line, turn) for turn in turns]
    return [one for *_, one in sorted(placed, key=lambda item: item[:2])]
