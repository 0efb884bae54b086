"""The status of a designation, day after day on which anything can turn: award, years, cycles, decisions, members."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tests.oracle.programs.credit import Placed
from tests.oracle.programs.duty import cycles, years
from tests.oracle.programs.holding import designation_steps, first_letter, has_lapsed, is_held
from tests.oracle.programs.needs import enrolled, requirements

PlacedOn = Callable[[date], Placed]


@dataclass(frozen=True)
class Stage:
    """How far a designation is at the end of a day: the phase that decisions and sums have led to."""

    phase: str | None = None
    not_met: int = 0
    revoked: bool = False


def next_stage(stage: Stage, placed: Placed, program: str, day: date) -> Stage:
    """Return the stage at the end of a day, from that at the end of the last day on which anything turned."""
    rules, record = placed.rules, placed.record
    not_met = _not_met(placed, program, day)
    if not_met > stage.not_met and stage.phase == "active":
        stage = replace(stage, phase="inactive")
    stage = replace(stage, not_met=not_met)
    for step in designation_steps(record, rules, program, day):
        if step.day == day:
            stage = _decide(stage, step.kind)
    if stage.phase in ("active", "inactive") and not stage.revoked:
        revokes = rules.at(program, "membership_after_award", day) == "revoked"
        stage = replace(stage, revoked=revokes and has_lapsed(record, rules, program, day))
    return stage


def _decide(stage: Stage, kind: str) -> Stage:
    if kind == "awarded":
        return Stage("active", stage.not_met)
    if kind == "withdrawn" and stage.phase is not None:
        return Stage("withdrawn", stage.not_met)
    if kind == "inactivated" and stage.phase == "active":
        return replace(stage, phase="inactive")
    if kind == "reinstated" and stage.phase == "inactive":
        return replace(stage, phase="active")
    return stage


def _not_met(placed: Placed, program: str, day: date) -> int:
    """Return how many years and cycles before a day were not met and cost the designation its activity."""
    rules = placed.rules
    lost = 0
    lost += sum(
        1
        for year, finding in years(placed, program, day).items()
        if finding["status"] == "not-met"
        and rules.at(program, "annual_consequence", date(int(year), 12, 31)) == "inactivates"
    )
    if rules.at(program, "cycle_shortfall", day) == "automatic_loss":
        lost += sum(finding["status"] == "not-met" for finding in cycles(placed, program, day).values())
    return lost


def status(stage: Stage, placed: Placed, program: str, day: date) -> str:
    """Return the word for a stage at the end of a day."""
    rules, record = placed.rules, placed.record
    if stage.revoked:
        return "withdrawn"
    if stage.phase == "active" and has_lapsed(record, rules, program, day):
        word = rules.at(program, "membership_after_award", day)
        return {"not_in_good_standing": "not-in-good-standing", "suspended": "inactive"}.get(word, "active")
    if stage.phase is not None:
        return stage.phase
    met = requirements(placed, program, day)
    if met and all(met.values()):
        return "requirements-met"
    if enrolled(record, program, day) or any(line.program == program for line in placed.lines):
        return "in-progress"
    return "not-started"


def authorised_on(placed: Placed, program: str, day: date) -> str | None:
    """Return the day of the first authorising letter on or after the latest award, while it is held (A26)."""
    awards = [
        step for step in placed.record.steps
        if step.program == program and step.kind == "awarded" and step.day <= day
    ]  # fmt: skip
    if not awards or not is_held(placed.record, placed.rules, program, day):
        return None
    latest = max(awards, key=lambda step: (step.day, step.position))
    sent = first_letter(placed.record, placed.rules, program, latest.day)
    return sent.isoformat() if sent is not None and sent <= day else None
