"""The real system, asked as the oracle is: facts in, the oracle's answer shape out.

The facts go through the service into a ledger in memory; readings are edits of the shipped rule files. A ledger grows
with the facts asked about, and may hold the histories of many officials, merged by their recorded time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Literal

from ledger.commands import FACTS
from ledger.log.codec import decode
from ledger.log.opening import open_store
from ledger.open import Ledger
from ledger.projections.runner import STRETCH, Runner
from ledger.questions import answers as a
from ledger.questions.asking import KnownAt
from ledger.rules.catalog import Catalog
from ledger.service import Request
from tests.oracle.history import LEVELS
from tests.oracle.programs.sheets import SCHEME_OF, ZONES
from tests.oracle.readings import Readings
from tests.oracle.rule_edits import catalog_for

Fact = dict[str, Any]
Source = Literal["log", "tables"]
#: The generator writes facts recorded after today.
LATE = datetime(2100, 1, 1, tzinfo=UTC)
ASKED = ("transcript", "progress", "standing", "window", "compliance")


class League:
    """A ledger (in memory unless said otherwise) of the facts so far; `positions` is the log's length after each."""

    def __init__(
        self, readings: Readings | Catalog, *, stretch: int = STRETCH, url: str = "sqlite://"
    ) -> None:
        self.catalog = readings if isinstance(readings, Catalog) else catalog_for(readings)
        store = open_store(url, create=True, clock=lambda: LATE)
        self.ledger = Ledger(store, self.catalog)
        self.ledger.runner = Runner(
            self.ledger.store, self.ledger.facts, self.catalog, decode=decode, stretch=stretch
        )
        self.facts: list[Fact] = []
        self.positions: list[int] = []

    def grow(self, facts: Sequence[Fact]) -> None:
        """Take in further facts, in one transaction; each must be accepted."""
        first = len(self.facts)
        requests = [_request(fact, number) for number, fact in enumerate(facts, start=first)]
        for outcome in self.ledger.submit_many(requests):
            if outcome.refusal is not None:
                raise outcome.refusal
            last = self.positions[-1] if self.positions else 0
            self.positions.append(outcome.positions[-1] if outcome.positions else last)
        self.facts.extend(facts)

    def ask(
        self, official: str, as_of: date, known_at: KnownAt = None, source: Source = "log"
    ) -> dict[str, Any]:
        """Return every answer as a user asks for it, in the oracle's shape."""
        return shape(self.ledger.questions, official, as_of, source, known_at)

    def told(self, official: str, as_of: date, known_at: KnownAt = None, source: Source = "log") -> str:
        """Return every answer byte for byte as it is given."""
        questions = self.ledger.questions
        return "\n".join(
            getattr(questions, name)(
                official, as_of=as_of, known_at=known_at, source=source
            ).model_dump_json()
            for name in ASKED
        )


def _request(fact: Fact, number: int) -> Request:
    fields = {key: value for key, value in fact.items() if key not in ("fact", "recorded_at")}
    scheme = fact.get("scheme") or SCHEME_OF.get(fact.get("program", ""), "alm")
    zone = ZONES.get(scheme, "America/Chicago")
    command = FACTS[fact["fact"]].model_validate(fields, context={"time_zone": zone})
    recorded_at = datetime.fromisoformat(fact["recorded_at"])
    return Request(command, "oracle", f"f-{number}", recorded_at, importing=True)


_leagues: dict[Readings, League] = {}


def league_of(facts: list[Fact], readings: Readings) -> League:
    """Return a ledger that holds at least these facts, growing the last one asked about if it can."""
    known = _leagues.get(readings)
    if known is None or known.facts[: len(facts)] != facts[: len(known.facts)]:
        _leagues.clear()
        known = _leagues[readings] = League(readings)
    known.grow(facts[len(known.facts) :])
    return known


def official_of(facts: Sequence[Fact]) -> str | None:
    """Return the official the facts are about, if one is named."""
    return next((fact["official"] for fact in facts if "official" in fact), None)


def answers(facts: list[Fact], readings: Readings, as_of: date, source: Source = "log") -> dict[str, Any]:
    """Return every answer as of a day, from these facts, under these readings."""
    official = official_of(facts)
    if official is None:
        raise LookupError("no fact names an official")
    league = league_of(facts, Readings(**{**readings.__dict__, "published": None}))
    position = league.positions[len(facts) - 1]
    return _asked(league, official, as_of, position, readings.published, source)


def _asked(
    league: League, official: str, as_of: date, position: int, published: date | None, source: Source
) -> dict[str, Any]:
    """Ask at a position, with the rules published by a day: both axes of what is known, set apart."""
    scheme = league.catalog.schemes["alm"]
    edition = scheme.editions[-1] if published is None else scheme.edition_on(published)
    questions = league.ledger.questions
    settled = questions.asked(LEVELS[0], as_of=as_of, known_at=position)._replace(edition=edition)
    questions._asked_about = lambda *_: (settled,)  # type: ignore[method-assign]
    try:
        return shape(questions, official, as_of, source)
    finally:
        del questions._asked_about


def shape(
    questions: Any, official: str, as_of: date, source: Source, known_at: KnownAt = None
) -> dict[str, Any]:
    """Return every answer about the Alabama programs, each asked by itself, in the oracle's shape."""
    ask = {"as_of": as_of, "known_at": known_at, "source": source}
    window: a.WindowAnswer = questions.window(official, program=LEVELS[0], **ask)
    compliance: a.ComplianceAnswer = questions.compliance(official, program=LEVELS[0], **ask)
    shaped: dict[str, Any] = {}
    for program in LEVELS:
        [lines] = questions.transcript(official, program=program, **ask).programs
        [far] = questions.progress(official, program=program, **ask).programs
        [status] = questions.standing(official, program=program, **ask).programs
        shaped[program] = {
            "transcript": transcript_shape(lines),
            "progress": {
                name: getattr(far, name)
                for name in (
                    "counted", "outside_used", "missing", "complete_on",
                    "requirements_met_on", "prerequisite", "finish_by",
                )
            },
            "standing": {"status": status.status, "since": status.since, "until": status.until},
        }  # fmt: skip
    held = window.programs[0]
    shaped["window"] = {"calendar": held.calendar_hours, "trailing": held.trailing_hours}
    shaped["compliance"] = {
        year.year: {
            "status": year.status,
            "reason": year.reason.code if year.status == "not-owed" else None,
            "required": year.required,
            "hours": year.hours,
        }
        for program in compliance.programs
        for year in program.years
    }
    return shaped


def transcript_shape(program: a.TranscriptProgram) -> dict[str, Any]:
    """Return a transcript as the oracle tells it: of each line, places and reasons with their amounts."""
    lines = []
    for line in program.lines:
        places: dict[str, Any] = {}
        reasons: dict[str, Any] = {}
        for piece in line.pieces:
            _add(places, piece.place, piece.hours)
            _add(reasons, piece.reason.code, piece.hours)
        if line.pieces:
            lines.append(
                {
                    "claim": line.claim,
                    "program": program.program,
                    "completed_on": line.completed_on,
                    "places": places,
                    "reasons": reasons,
                }
            )
    return {"lines": lines, "totals": program.totals}


def _add(sums: dict[str, Any], name: str, hours: str) -> None:
    sums[name] = Fraction(hours) + sums.get(name, 0)
