"""The real system, asked as the oracle is: facts in, the oracle's answer shape out.

The facts go through the service into a ledger in memory; readings are edits of the shipped rule files. The ledger of
a history grows with the prefix asked about.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

from ledger.commands import FACTS
from ledger.log.opening import open_store
from ledger.open import Ledger
from ledger.questions import answers as a
from ledger.rules.catalog import Catalog, shipped_files
from ledger.rules.check import check_programs
from ledger.rules.files import load_text
from ledger.service import Request
from tests.oracle.readings import Readings

Fact = dict[str, Any]
Source = Literal["log", "tables"]

#: Reading, value -> edits: file, parameter, which of its versions, and the new text of `value`.
EDITS: dict[tuple[str, object], list[tuple[str, str, int, str]]] = {
    ("a01", "fixed_block"): [("alm-advanced", "window_kind", 0, '"fixed_block"')],
    ("a01", "trailing_36_months"): [("alm-advanced", "window_kind", 0, '"trailing_36_months"')],
    ("a01_first", "first_window_includes_designation_year"): [
        ("alm-advanced", "window_first", 0, '"first_window_includes_designation_year"')
    ],
    ("a02", "auto_when_20_in_current_window"): [
        ("alm-advanced", "window_return", 0, '"auto_when_20_in_current_window"')
    ],
    ("a03", "literal"): [
        ("alm-basic", "outside_total_cap", 0, '"none"'),
        ("alm-advanced", "outside_total_cap", 1, '"none"'),
    ],
    ("a04_nlc", "nlc_is_league_after_2025"): [("alm-basic", "outside_sources", 1, '["other"]')],
    ("a04_use", "cap_only_toward_40"): [("alm-basic", "outside_annual_cap_use", 0, '"cap_only_toward_40"')],
    ("a05_scope", "former_officials_only"): [("alm-basic", "duplicate_scope", 0, '"former_officials_only"')],
    ("a05_boundary", "anniversary_is_free"): [
        ("alm-basic", "duplicate_boundary", 0, '"anniversary_is_free"')
    ],
    ("a05_basis", "completed_restarts_clock"): [
        ("alm-basic", "duplicate_basis", 0, '"completed_restarts_clock"')
    ],
    ("a06", "365_days"): [
        ("alm-basic", "after_office_boundary", 0, '"365_days"'),
        ("alm-advanced", "after_office_boundary", 0, '"365_days"'),
    ],
    ("a06", "feb29_to_mar1"): [
        ("alm-basic", "after_office_boundary", 0, '"feb29_to_mar1"'),
        ("alm-advanced", "after_office_boundary", 0, '"feb29_to_mar1"'),
    ],
    ("a07_first_day", "strictly_after"): [("alm-basic", "annual_first_day", 0, "2025-01-02")],
    ("a07_year", "term_year"): [("alm-basic", "annual_year", 0, '"term_year"')],
    ("a08", "inactivates_advanced"): [("alm-basic", "annual_consequence", 0, '"inactivates_advanced"')],
    ("a09", "continues"): [("alm-advanced", "window_required", 1, '"20"')],
    ("a09", "amnesty"): [("alm-advanced", "window_end", 0, '"amnesty"')],
    ("a10_first", "same_year_full"): [("alm-basic", "annual_first_year", 0, '"same_year_full"')],
    ("a10_first", "pro_rata"): [("alm-basic", "annual_first_year", 0, '"pro_rata"')],
    ("a10_office", "any_service"): [("alm-basic", "annual_in_office", 0, '"any_service"')],
    ("a11", "strict"): [
        ("alm-advanced", "surplus", 0, '"strict"'),
        ("alm-advanced", "surplus", 1, '"strict"'),
    ],
    ("a12_basis", "posted_date"): [("alm-basic", "credit_date", 0, '"posted_date"')],
    ("a12_deadline_days", 30): [
        ("alm-basic", "form_deadline_days", 0, "30"),
        ("alm-basic", "form_deadline_days", 1, "30"),
    ],
    ("a12_deadline_days", 365): [
        ("alm-basic", "form_deadline_days", 0, "365"),
        ("alm-basic", "form_deadline_days", 1, "365"),
    ],
    ("a13", "fortieth_hour"): [
        ("alm-basic", "designation_date", 0, '"fortieth_hour"'),
        ("alm-advanced", "designation_date", 0, '"fortieth_hour"'),
    ],
    ("a15", "round_down_half"): [("alm-basic", "rounding", 0, '"round_down_half"')],
    ("a16", "next_year_end"): [("alm-advanced", "window_after_return", 0, '"next_year_end"')],
    ("a52", "prospective"): [("alm-basic", "correction_effect", 0, '"prospective"')],
}


def edited(text: str, parameter: str, index: int, value: str) -> str:
    """Return a rule file's text with one version's value replaced."""
    starts = [match.start() for match in re.finditer(rf"^\[\[{parameter}\.version\]\]", text, re.MULTILINE)]
    head, block = text[: starts[index]], text[starts[index] :]
    return head + re.sub(
        r"^(value\s*= ).*$", lambda m: m.group(1) + value, block, count=1, flags=re.MULTILINE
    )


@lru_cache(maxsize=64)
def catalog_for(readings: Readings) -> Catalog:
    """Return the shipped rules under other readings, as checked as any."""
    texts = {name.removesuffix(".toml"): text for name, text in shipped_files()}
    default = Readings()
    for field in Readings.__dataclass_fields__:
        value = getattr(readings, field)
        if field != "published" and value != getattr(default, field):
            for file, parameter, index, new in EDITS[field, value]:
                texts[file] = edited(texts[file], parameter, index, new)
    programs = [load_text(f"{name}.toml", text) for name, text in texts.items()]
    assert not check_programs(programs)
    return Catalog(programs)


#: The generator writes facts recorded after today.
LATE = datetime(2100, 1, 1, tzinfo=UTC)


class History:
    """A ledger in memory that holds the facts so far; `positions` is the log's length after each fact."""

    def __init__(self, readings: Readings) -> None:
        self.catalog = catalog_for(readings)
        self.ledger = Ledger(open_store("sqlite://", clock=lambda: LATE), self.catalog)  # type: ignore[arg-type]
        self.facts: list[Fact] = []
        self.positions: list[int] = []

    def grow(self, facts: list[Fact]) -> None:
        """Take in the facts that are not there yet; each must be accepted."""
        for fact in facts[len(self.facts) :]:
            fields = {key: value for key, value in fact.items() if key not in ("fact", "recorded_at")}
            command = FACTS[fact["fact"]].model_validate(fields, context={"time_zone": "America/Chicago"})
            recorded_at = datetime.fromisoformat(fact["recorded_at"])
            request = Request(command, "oracle", f"f-{len(self.facts)}", recorded_at, importing=True)
            outcome = self.ledger.submit_many([request])[0]
            if outcome.refusal is not None:
                raise outcome.refusal
            self.facts.append(fact)
            self.positions.append(self.ledger.store.last_position())


_histories: dict[Readings, History] = {}


def history_of(facts: list[Fact], readings: Readings) -> History:
    """Return a ledger that holds at least these facts, growing the last one asked about if it can."""
    known = _histories.get(readings)
    if known is None or known.facts[: len(facts)] != facts[: len(known.facts)]:
        _histories.clear()
        known = _histories[readings] = History(readings)
    known.grow(facts)
    return known


def answers(facts: list[Fact], readings: Readings, as_of: date, source: Source = "log") -> dict[str, Any]:
    """Return every answer as of a day, from these facts, under these readings."""
    official = next(fact["official"] for fact in facts if "official" in fact) if facts else None
    if official is None:
        raise LookupError("no fact names an official")
    known_by = readings.published
    base = Readings(**{**readings.__dict__, "published": None})
    history = history_of(facts, base)
    position = history.positions[len(facts) - 1]
    return _asked(history, official, as_of, position, known_by, source)


def _asked(
    history: History, official: str, as_of: date, position: int, published: date | None, source: Source
) -> dict[str, Any]:
    """Ask at a position, with the rules published by a day: both axes of what is known, set apart."""
    scheme = history.catalog.schemes["alm"]
    edition = scheme.editions[-1] if published is None else scheme.edition_on(published)
    questions = history.ledger.questions
    settled = questions._asked(as_of, position, None)._replace(edition=edition)
    questions._asked = lambda *_: settled  # type: ignore[method-assign]
    try:
        return _shape(questions, official, as_of, source)
    finally:
        del questions._asked  # type: ignore[method-assign]


def ask_known_at(
    facts: list[Fact], readings: Readings, as_of: date, known_at: int | datetime | date, source: Source
) -> dict[str, Any]:
    """Return every answer as a user asks for it, with `known_at`."""
    official = next(fact["official"] for fact in facts if "official" in fact)
    history = history_of(facts, readings)
    return _shape(history.ledger.questions, official, as_of, source, known_at)


def _shape(
    questions: Any, official: str, as_of: date, source: Source, known_at: Any = None
) -> dict[str, Any]:
    ask = {"as_of": as_of, "known_at": known_at, "source": source}
    transcript: a.TranscriptAnswer = questions.transcript(official, **ask)
    progress: a.ProgressAnswer = questions.progress(official, **ask)
    standing: a.StandingAnswer = questions.standing(official, **ask)
    window: a.WindowAnswer = questions.window(official, **ask)
    compliance: a.ComplianceAnswer = questions.compliance(official, **ask)
    shaped: dict[str, Any] = {}
    for lines, far, status in zip(transcript.programs, progress.programs, standing.programs, strict=True):
        shaped[lines.program] = {
            "transcript": _transcript(lines),
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


def _transcript(program: a.TranscriptProgram) -> dict[str, Any]:
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
    from fractions import Fraction

    sums[name] = Fraction(hours) + sums.get(name, 0)
