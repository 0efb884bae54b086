"""The door to every question: settle the dates, fetch the evidence, build the answer, cite the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from ledger.errors import NotFound
from ledger.events import Event
from ledger.projections.fold import KINDS
from ledger.projections.store import FactStore
from ledger.questions import about_official as about
from ledger.questions import about_requirements as needed
from ledger.questions import answers as a
from ledger.questions import documents as papers
from ledger.questions import history, population, work, work_after_award, work_in_process
from ledger.questions.asking import Asked, KnownAt, Log, asked_in_each, settle, settled
from ledger.questions.evidence import OFFICIAL, Evidence, FromLog, FromTables, Source, unknown_official
from ledger.questions.population import EVERYBODY, Wanted
from ledger.questions.reasons import Citations
from ledger.rules.catalog import Catalog, ProgramRules, Scheme
from ledger.rules.concern import concerns, schemes_concerned
from ledger.values import day_text

Kept = Literal["log", "tables"]


class Part(NamedTuple):
    """What a question about an official sees of one scheme; `programs` are those asked about."""

    asked: Asked
    evidence: Evidence
    cite: Citations
    programs: tuple[str, ...]


class Questions:
    """Answers from one ledger. `private` returns the text behind a commitment, or None.

    Every question takes `as_of` (a local date) and `known_at` (`KnownAt`). Questions about one official are folded
    from the log, or with `source="tables"` looked up; both give the same answer. Where no program is named, they are
    about every scheme that concerns the official.
    """

    def __init__(
        self,
        log: Log,
        facts: FactStore,
        catalog: Catalog,
        *,
        decode: Callable[[str, bytes], Event],
        private: Callable[[str | None], dict[str, object] | None] = lambda _: None,
    ) -> None:
        self._log = log
        self._facts = facts
        self._catalog = catalog
        self._private = private
        self._from_log = FromLog(log, decode)
        self._from_tables = FromTables(facts, log, catalog.sha256)

    # --- one official ---------------------------------------------------------------------------------------

    def transcript(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.TranscriptAnswer:  # fmt: skip
        """Return each hour of an official in exactly one place, with its reason (ALM-AO-15, ALM-AN-12)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = tuple(
            about.transcript(part.evidence, part.asked, name, part.cite)
            for part in parts
            for name in part.programs
        )
        return a.TranscriptAnswer(
            question="transcript", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def window(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.WindowAnswer:  # fmt: skip
        """Return the credit in the rolling calendar years and in the trailing window (ALM-AO-19)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = tuple(about.window(part.evidence, part.asked, part.cite) for part in parts)
        return a.WindowAnswer(
            question="window", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def standing(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.StandingAnswer:  # fmt: skip
        """Return each designation's status, since when, and until when as things stand (ALM-AO-20)."""
        parts = self._about(official, as_of, known_at, program, source)
        said = self._from_log.record(official, parts[0].asked).announcements
        found = tuple(
            about.standing(part.evidence, part.asked, name, said, part.cite)
            for part in parts
            for name in part.programs
        )
        return a.StandingAnswer(
            question="standing", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def compliance(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.ComplianceAnswer:  # fmt: skip
        """Return the annual duty year by year, and the cycles (ALM-AN-02, ALM-AN-27, PDU-01)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = []
        for part in parts:
            names = [level.program.id for level in part.asked.rules.levels if _asks_for_credit(level)]
            names = [program] if program in names else names
            found += [about.compliance(part.evidence, part.asked, name, part.cite) for name in names]
        return a.ComplianceAnswer(
            question="compliance", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=tuple(found),
        )  # fmt: skip

    def progress(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.ProgressAnswer:  # fmt: skip
        """Return how far each designation is (ALM-B-03, ALM-AO-02, ALM-AN-03)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = tuple(
            about.progress(part.evidence, part.asked, name, part.cite)
            for part in parts
            for name in part.programs
        )
        return a.ProgressAnswer(
            question="progress", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def requirements(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.RequirementsAnswer:  # fmt: skip
        """Return what each designation needs: requirements, applications, exemptions, fees (AMC-03, CMC-01, FEE-01)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = tuple(
            needed.requirements(part.evidence, part.asked, name, part.cite)
            for part in parts
            for name in part.programs
        )
        return a.RequirementsAnswer(
            question="requirements", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def documents(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.DocumentsAnswer:  # fmt: skip
        """Return the documents of each claim, where a scheme asks for them by category (PDU-05, PDU-08, C08)."""
        parts = self._about(official, as_of, known_at, program, source)
        found = tuple(
            papers.documents(part.evidence, part.asked, name, part.cite)
            for part in parts
            if program is not None or papers.asks_for_documents(part.asked.rules)
            for name in part.programs
        )
        return a.DocumentsAnswer(
            question="documents", basis=self._basis_of(parts, official), rules=_used(parts),
            official=official, programs=found,
        )  # fmt: skip

    def replay(
        self, official: str, *, as_of: date, known_at: KnownAt = None, program: str | None = None
    ) -> a.ReplayAnswer:
        """Return the history of an official, event by event, with what each changed on the day."""
        asked = self._asked_about(official, as_of, known_at, program)
        seen = self._from_log.seen(official, asked[0].position)
        steps = tuple(history.steps(seen, asked, self._private))
        if not steps:
            raise unknown_official(official, asked[0])
        return a.ReplayAnswer(
            question="replay", basis=self.basis(*asked, official=official), official=official, steps=steps
        )

    def changed(
        self,
        official: str,
        *,
        as_of: date,
        since: KnownAt,
        known_at: KnownAt = None,
        program: str | None = None,
    ) -> a.ChangedAnswer:
        """Return what differs on the day between two knowledges, and which events did it.

        Where rules were published in between, they make a difference too; no event is named for that.
        """
        earlier = self._asked_about(official, as_of, since, program)
        later = self._asked_about(official, as_of, known_at, program)
        known = self._from_log.record(official, later[0])
        before = history.view_on(self._from_log.record_at(official, earlier[0].position), earlier)
        after = history.view_on(known, later)
        steps = tuple(
            step
            for step in history.steps(self._from_log.seen(official, later[0].position), later, self._private)
            if step.position > earlier[0].position and step.changes
        )
        return a.ChangedAnswer(
            question="changed", basis=self.basis(*later, official=official),
            since=self.basis(*earlier, official=official),
            official=official, differences=history.differences(before, after), steps=steps,
        )  # fmt: skip

    # --- many officials -------------------------------------------------------------------------------------

    def population(
        self, program: str, *, as_of: date, known_at: KnownAt = None, names: bool = False,
        wanted: Wanted = EVERYBODY,
    ) -> a.PopulationAnswer:  # fmt: skip
        """Return every official who has a standing in a program on the day; needs the tables caught up."""
        asked = self.asked(program, as_of=as_of, known_at=known_at)
        found = tuple(self.population_rows(asked, program, names=names, wanted=wanted))
        return population.answer(found, basis=self.basis(asked), program=program, wanted=wanted)

    def population_rows(
        self, asked: Asked, program: str, *, names: bool = False, wanted: Wanted = EVERYBODY
    ) -> Iterator[a.PopulationRow]:
        """Yield the rows of `population`, by official, as they are looked up."""
        serving = self._from_tables.serving(asked)
        name_of = self._name_of(asked) if names else lambda _: None
        found = population.rows(self._facts, serving.number, asked, program, name_of)
        return (row for row in found if wanted.takes(row))

    def due(
        self, *, as_of: date, known_at: KnownAt = None, program: str | None = None,
        official: str | None = None, source: Kept = "log",
    ) -> a.DueAnswer:  # fmt: skip
        """Return who must do what by when: all officials, or one; ordered by day, then by official."""
        if official is not None:
            asked = self._asked_about(official, as_of, known_at, program)
        else:
            asked = self._asked_of_all(as_of, known_at, program)
        cites = [Citations(one) for one in asked]
        items = [
            item
            for index, evidence in self._everybody(asked, official, source)
            for item in self._work(evidence, asked[index], cites[index])
            if program in (None, item.program)
        ]
        items.sort(key=lambda item: (item.by or "infinity", item.official, item.what, item.program))
        return a.DueAnswer(
            question="due", basis=self.basis(*asked), rules=_all_used(cites), program=program,
            items=tuple(items),
        )  # fmt: skip

    # --- what all share -------------------------------------------------------------------------------------

    def asked(self, program: str, *, as_of: date, known_at: KnownAt) -> Asked:
        """Return the settled dates of a question about one program.

        Raises:
            NotFound: there is no such program.
        """
        return settle(
            self._log, self._catalog, scheme=self._scheme_of(program).id, as_of=as_of, known_at=known_at
        )

    def time_zone(self, *, official: str | None = None, program: str | None = None) -> str:
        """Return the zone whose days a question is about: of the program, else of the first scheme that concerns
        the official, else of the first scheme there is.
        """
        if program is not None:
            return self._scheme_of(program).time_zone
        if official is None:
            return next(iter(self._catalog.schemes.values())).time_zone
        record = self._from_log.record_at(official, self._log.last_position())
        return schemes_concerned(record, self._catalog)[0].time_zone

    def _scheme_of(self, program: str) -> Scheme:
        if program not in self._catalog.programs:
            raise NotFound(
                f"There is no program {program!r}.",
                remedy=f"Ask about one of {', '.join(sorted(self._catalog.programs))}.",
                program=program,
            )
        return self._catalog.scheme_of(program)

    def _asked_about(
        self, official: str, as_of: date, known_at: KnownAt, program: str | None
    ) -> tuple[Asked, ...]:
        """Return the settled dates for the program's scheme, or for every scheme that concerned the official by then.

        A day given as `known_at` ends in the zone of the first of them.
        """
        if program is not None:
            return (self.asked(program, as_of=as_of, known_at=known_at),)
        schemes = tuple(self._catalog.schemes.values())
        moment = settled(self._log, schemes[0], as_of=as_of, known_at=known_at)
        record = self._from_log.record_at(official, moment.position)
        if isinstance(known_at, date) and not isinstance(known_at, datetime):
            for scheme in schemes:
                here = settled(self._log, scheme, as_of=as_of, known_at=known_at)
                known = self._from_log.record_at(official, here.position)
                if concerns(known, scheme):
                    moment, record = here, known
                    break
        return asked_in_each(schemes_concerned(record, self._catalog), moment)

    def _asked_of_all(self, as_of: date, known_at: KnownAt, program: str | None) -> tuple[Asked, ...]:
        """Return the settled dates for the program's scheme, or for every scheme; days end where the first is."""
        if program is not None:
            return (self.asked(program, as_of=as_of, known_at=known_at),)
        schemes = tuple(self._catalog.schemes.values())
        return asked_in_each(schemes, settled(self._log, schemes[0], as_of=as_of, known_at=known_at))

    def _about(
        self, official: str, as_of: date, known_at: KnownAt, program: str | None, source: Kept
    ) -> tuple[Part, ...]:
        """Return the evidence of each scheme that a question about an official is about."""
        where: Source = self._from_log if source == "log" else self._from_tables
        return tuple(
            Part(
                asked,
                where.evidence(official, asked, KINDS),
                Citations(asked),
                (program,) if program else asked.rules.names,
            )
            for asked in self._asked_about(official, as_of, known_at, program)
        )

    def _everybody(
        self, asked: tuple[Asked, ...], official: str | None, source: Kept
    ) -> Iterator[tuple[int, Evidence]]:
        """Yield the evidence of one official, or of all who were known by then, with the index of its scheme."""
        where: Source = self._from_log if source == "log" else self._from_tables
        if official is not None:
            yield from ((index, where.evidence(official, one, KINDS)) for index, one in enumerate(asked))
            return
        last: str | None = None
        while page := self._log.streams(OFFICIAL, after=last, limit=500):
            last = page[-1]
            names = [stream.removeprefix(OFFICIAL) for stream in page]
            if source == "tables":
                for index, one in enumerate(asked):
                    yield from ((index, found) for found in self._from_tables.page(names, one, KINDS))
                continue
            for name in names:
                if self._from_log.record_at(name, asked[0].position).version:
                    yield from ((index, where.evidence(name, one, KINDS)) for index, one in enumerate(asked))

    def _work(self, evidence: Evidence, asked: Asked, cite: Citations) -> Iterator[a.DueItem]:
        """Yield what waits for an official in one scheme; nothing where it does not concern him."""
        if evidence.facts:
            official, position = evidence.official, asked.position
            desk = work.Desk(evidence, asked, cite, lambda: self._from_log.record_at(official, position))
            yield from work.due(desk)
            yield from work_in_process.due(desk)
            yield from work_after_award.due(desk)

    def _name_of(self, asked: Asked) -> Callable[[str], str | None]:
        def name(official: str) -> str | None:
            contact = self._private(self._from_log.record(official, asked).contact) or {}
            words = [str(contact[part]) for part in ("given_name", "family_name") if part in contact]
            return " ".join(words) or None

        return name

    def _basis_of(self, parts: tuple[Part, ...], official: str) -> a.Basis:
        return self.basis(*(part.asked for part in parts), official=official)

    def basis(self, *asked: Asked, official: str | None = None) -> a.Basis:
        """Return what an answer stands on: the zone of the first scheme, the newest edition of any."""
        first = asked[0]
        seen = self._from_log.seen(official, first.position) if official else []
        return a.Basis(
            as_of=day_text(first.as_of),
            known_at=_stated(first.stated),
            position=first.position,
            recorded_at=None
            if first.recorded_at is None
            else _utc(first.recorded_at.isoformat(timespec="microseconds")),
            last_leaf=seen[-1].recorded.leaf.hex() if seen else None,
            rules_published_by=day_text(max(one.edition for one in asked)),
            ledger=self._log.ledger_id,
            time_zone=first.scheme.time_zone,
        )


def _stated(known_at: KnownAt) -> str:
    """Write `known_at` as it was asked."""
    if known_at is None:
        return "everything"
    return _utc(known_at.isoformat()) if isinstance(known_at, date) else str(known_at)


def _utc(instant: str) -> str:
    return instant.removesuffix("+00:00") + "Z" if instant.endswith("+00:00") else instant


def _asks_for_credit(level: ProgramRules) -> bool:
    """Whether a program ever asks its holders for credit, by the year or by the cycle."""
    return any(rules.annual_required is not None or rules.cycle_required is not None for rules in level.sets)


def _used(parts: tuple[Part, ...]) -> tuple[a.RuleUsed, ...]:
    return _all_used([part.cite for part in parts])


def _all_used(cites: Iterable[Citations]) -> tuple[a.RuleUsed, ...]:
    """Return every version cited, in order of ref."""
    return tuple(sorted((rule for cite in cites for rule in cite.used()), key=lambda rule: rule.ref))
