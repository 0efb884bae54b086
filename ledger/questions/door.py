"""The door to every question: settle the dates, fetch the evidence, build the answer, cite the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Literal

from ledger.errors import NotFound
from ledger.events import Event
from ledger.projections.fold import KINDS
from ledger.projections.store import FactStore
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions import history, population, work
from ledger.questions.asking import Asked, KnownAt, Log, settle
from ledger.questions.evidence import OFFICIAL, Evidence, FromLog, FromTables, Source, unknown_official
from ledger.questions.reasons import Citations
from ledger.record.official import Announcement, Record
from ledger.rules.catalog import Catalog
from ledger.values import day_text

Kept = Literal["log", "tables"]


class Questions:
    """Answers from one ledger. `private` returns the text behind a commitment, or None.

    Every question takes `as_of` (a local date) and `known_at` (`KnownAt`). Questions about one official are folded
    from the log, or with `source="tables"` looked up; both give the same answer.
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
        asked, evidence, cite = self._about(official, as_of, known_at, program, source)
        found = tuple(
            about.transcript(evidence, asked, name, cite) for name in self._programs(asked, program)
        )
        return a.TranscriptAnswer(
            question="transcript", basis=self.basis(asked, official), rules=cite.used(),
            official=official, programs=found,
        )  # fmt: skip

    def window(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.WindowAnswer:  # fmt: skip
        """Return the credit in the rolling calendar years and in the trailing window (ALM-AO-19)."""
        asked, evidence, cite = self._about(official, as_of, known_at, program, source)
        found = about.window(evidence, asked, cite)
        return a.WindowAnswer(
            question="window", basis=self.basis(asked, official), rules=cite.used(),
            official=official, programs=(found,),
        )  # fmt: skip

    def standing(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.StandingAnswer:  # fmt: skip
        """Return each designation's status, since when, and until when as things stand (ALM-AO-20)."""
        asked, evidence, cite = self._about(official, as_of, known_at, program, source)
        said = self._announcements(official, asked)
        found = tuple(
            about.standing(evidence, asked, name, said, cite) for name in self._programs(asked, program)
        )
        return a.StandingAnswer(
            question="standing", basis=self.basis(asked, official), rules=cite.used(),
            official=official, programs=found,
        )  # fmt: skip

    def compliance(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.ComplianceAnswer:  # fmt: skip
        """Return the annual duty, year by year (ALM-AN-02, ALM-AN-27)."""
        asked, evidence, cite = self._about(official, as_of, known_at, program, source)
        names = [
            level.program.id
            for level in asked.rules.levels
            if any(rules.annual_required is not None for rules in level.sets)
        ]
        names = [program] if program in names else names
        found = tuple(about.compliance(evidence, asked, name, cite) for name in names)
        return a.ComplianceAnswer(
            question="compliance", basis=self.basis(asked, official), rules=cite.used(),
            official=official, programs=found,
        )  # fmt: skip

    def progress(
        self, official: str, *, as_of: date, known_at: KnownAt = None,
        program: str | None = None, source: Kept = "log",
    ) -> a.ProgressAnswer:  # fmt: skip
        """Return how far each designation is (ALM-B-03, ALM-AO-02, ALM-AN-03)."""
        asked, evidence, cite = self._about(official, as_of, known_at, program, source)
        found = tuple(about.progress(evidence, asked, name, cite) for name in self._programs(asked, program))
        return a.ProgressAnswer(
            question="progress", basis=self.basis(asked, official), rules=cite.used(),
            official=official, programs=found,
        )  # fmt: skip

    def replay(
        self, official: str, *, as_of: date, known_at: KnownAt = None, program: str | None = None
    ) -> a.ReplayAnswer:
        """Return the history of an official, event by event, with what each changed on the day."""
        asked = self._asked(as_of, known_at, program)
        steps = tuple(history.steps(self._from_log.seen(official, asked), asked, self._private))
        if not steps:
            raise unknown_official(official, asked)
        return a.ReplayAnswer(
            question="replay", basis=self.basis(asked, official), official=official, steps=steps
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
        earlier = self._asked(as_of, since, program)
        later = self._asked(as_of, known_at, program)
        known = self._from_log.record(official, later)
        before = history.view_on(self._record_or_empty(official, earlier), earlier.rules, as_of)
        after = history.view_on(known, later.rules, as_of)
        steps = tuple(
            step
            for step in history.steps(self._from_log.seen(official, later), later, self._private)
            if step.position > earlier.position and step.changes
        )
        return a.ChangedAnswer(
            question="changed", basis=self.basis(later, official), since=self.basis(earlier, official),
            official=official, differences=history.differences(before, after), steps=steps,
        )  # fmt: skip

    # --- many officials -------------------------------------------------------------------------------------

    def population(
        self, program: str, *, as_of: date, known_at: KnownAt = None, names: bool = False
    ) -> a.PopulationAnswer:
        """Return every official who has a standing in a program on the day; needs the tables caught up."""
        asked = self._asked(as_of, known_at, program)
        found = tuple(self.population_rows(asked, program, names=names))
        totals = dict(sorted(Counter(row.status for row in found).items()))
        return a.PopulationAnswer(
            question="population", basis=self.basis(asked), program=program, rows=found, totals=totals
        )

    def population_rows(
        self, asked: Asked, program: str, *, names: bool = False
    ) -> Iterator[a.PopulationRow]:
        """Yield the rows of `population`, by official."""
        serving = self._from_tables.serving(asked)
        held = self._facts.facts(
            serving.number,
            population.KINDS,
            asked.rules.names,
            edition=asked.edition.isoformat(),
            position=asked.position,
            as_of=asked.as_of,
        )
        return population.rows(held, asked, program, self._name_of(asked) if names else lambda _: None)

    def due(
        self, *, as_of: date, known_at: KnownAt = None, program: str | None = None,
        official: str | None = None, source: Kept = "log",
    ) -> a.DueAnswer:  # fmt: skip
        """Return who must do what by when: all officials, or one; ordered by day, then by official."""
        asked = self._asked(as_of, known_at, program)
        cite = Citations(asked)
        items = [
            item
            for evidence in self._everybody(asked, official, source)
            for item in work.due(evidence, asked, cite)
            if program in (None, item.program)
        ]
        items.sort(key=lambda item: (item.by or "infinity", item.official, item.what, item.program))
        return a.DueAnswer(
            question="due", basis=self.basis(asked), rules=cite.used(), program=program, items=tuple(items)
        )

    # --- what all share -------------------------------------------------------------------------------------

    def asked(self, program: str | None, *, as_of: date, known_at: KnownAt) -> Asked:
        """Return the settled dates of a question."""
        return self._asked(as_of, known_at, program)

    def _asked(self, as_of: date, known_at: KnownAt, program: str | None) -> Asked:
        if program is not None and program not in self._catalog.programs:
            raise NotFound(
                f"There is no program {program!r}.",
                remedy=f"Ask about one of {', '.join(sorted(self._catalog.programs))}.",
                program=program,
            )
        scheme = self._catalog.scheme_of(program).id if program else self._catalog.scheme(None).id
        return settle(self._log, self._catalog, scheme=scheme, as_of=as_of, known_at=known_at)

    def _about(
        self, official: str, as_of: date, known_at: KnownAt, program: str | None, source: Kept
    ) -> tuple[Asked, Evidence, Citations]:
        asked = self._asked(as_of, known_at, program)
        where: Source = self._from_log if source == "log" else self._from_tables
        return asked, where.evidence(official, asked, KINDS), Citations(asked)

    def _programs(self, asked: Asked, program: str | None) -> tuple[str, ...]:
        return (program,) if program else asked.rules.names

    def _announcements(self, official: str, asked: Asked) -> tuple[Announcement, ...]:
        return self._from_log.record(official, asked).announcements

    def _record_or_empty(self, official: str, asked: Asked) -> Record:
        return self._from_log.record(official, asked) if self._from_log.seen(official, asked) else Record()

    def _everybody(self, asked: Asked, official: str | None, source: Kept) -> Iterator[Evidence]:
        where: Source = self._from_log if source == "log" else self._from_tables
        if official is not None:
            yield where.evidence(official, asked, KINDS)
            return
        last: str | None = None
        while page := self._log.streams(OFFICIAL, after=last, limit=500):
            last = page[-1]
            for stream in page:
                if self._log.read_stream(stream, until_position=asked.position):
                    yield where.evidence(stream.removeprefix(OFFICIAL), asked, KINDS)

    def _name_of(self, asked: Asked) -> Callable[[str], str | None]:
        def name(official: str) -> str | None:
            contact = self._private(self._from_log.record(official, asked).contact) or {}
            words = [str(contact[part]) for part in ("given_name", "family_name") if part in contact]
            return " ".join(words) or None

        return name

    def basis(self, asked: Asked, official: str | None = None) -> a.Basis:
        """Return what an answer stands on."""
        stated = asked.stated
        known = (
            "everything"
            if stated is None
            else stated.isoformat()
            if isinstance(stated, date)
            else str(stated)
        )
        leaf = self._leaf_of(official, asked) if official else None
        at: datetime | None = asked.recorded_at
        return a.Basis(
            as_of=day_text(asked.as_of),
            known_at=known,
            position=asked.position,
            recorded_at=None if at is None else at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            last_leaf=leaf,
            rules_published_by=day_text(asked.edition),
            ledger=self._log.ledger_id,
            time_zone=asked.scheme.time_zone,
        )

    def _leaf_of(self, official: str, asked: Asked) -> str | None:
        seen = self._from_log.seen(official, asked)
        return seen[-1].recorded.leaf.hex() if seen else None
