"""Short builders of history facts for hand-computed cases: one function a fact, recorded at noon UTC."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.evaluate import Answer, evaluate
from tests.oracle.history import ADVANCED, BASIC
from tests.oracle.readings import Readings
from tests.oracle.writing import JsonFact

DEFAULT = Readings()


def fact(kind: str, recorded: str, /, **fields: Any) -> JsonFact:
    """Return one fact recorded at noon UTC of a day."""
    return {"fact": kind, "official": "AL-1", **fields, "recorded_at": f"{recorded}T12:00:00Z"}


def posted(claim: str, day: str, amount: str, *, on: str | None = None, **fields: Any) -> JsonFact:
    """Return an outcome: so many hours of League training in person, unless said otherwise."""
    activity = {"source": "league", "mode": "in-person", "title": "Training", **fields}
    return fact(
        "credit posted",
        on or day,
        claim=claim,
        completed_on=day,
        posted_on=on or day,
        hours_awarded=amount,
        **activity,
    )


def claimed(claim: str, day: str, amount: str, *, on: str | None = None, **fields: Any) -> JsonFact:
    """Return a form handed in, by default on the day of the activity."""
    activity = {"source": "league", "mode": "in-person", "title": "Training", **fields}
    return fact(
        "credit claimed",
        on or day,
        claim=claim,
        completed_on=day,
        submitted_on=on or day,
        hours_claimed=amount,
        **activity,
    )


def decided(verb: str, claim: str, day: str, **fields: Any) -> JsonFact:
    """Return a decision about a claim, recorded on its day."""
    return fact(f"credit {verb}", day, claim=claim, **{f"{verb}_on": day}, **fields)


def awarded(program: str, day: str) -> JsonFact:
    """Return the award of a designation."""
    return fact("designation awarded", day, program=program, awarded_on=day)


def designated(verb: str, day: str, program: str = ADVANCED) -> JsonFact:
    """Return a decision about a designation."""
    name = "inactive_from" if verb == "inactivated" else f"{verb}_on"
    return fact(f"designation {verb}", day, program=program, **{name: day})


def term(name: str, began: str, ended: str | None = None) -> list[JsonFact]:
    """Return a term of office, with its end where there is one."""
    facts = [fact("term began", began, term=name, office="mayor", began_on=began)]
    if ended:
        facts.append(fact("term ended", ended, term=name, ended_on=ended))
    return facts


def holder(day: str) -> list[JsonFact]:
    """Return the awards of somebody who received both designations on one day, hours not kept."""
    return [awarded(BASIC, day), awarded(ADVANCED, day)]


def ask(facts: list[JsonFact], day: str, readings: Readings = DEFAULT) -> Answer:
    """Return the oracle's answer as of a day."""
    return evaluate(facts, readings, date.fromisoformat(day))


def counted(answer: Answer, program: str = BASIC) -> Fraction:
    """Return the hours counted toward a program's forty."""
    amount: Fraction = answer[program]["progress"]["counted"]
    return amount


def reasons(answer: Answer, claim: str) -> dict[str, dict[str, str]]:
    """Return what became of a claim: program, then reason, then hours as text."""
    found = {}
    for program in (BASIC, ADVANCED):
        for line in answer[program]["transcript"]["lines"]:
            if line["claim"] == claim:
                found[program] = {reason: str(amount) for reason, amount in line["reasons"].items()}
    return found


def standing(answer: Answer, program: str = ADVANCED) -> tuple[str, str | None, str]:
    """Return status, since and until of a program."""
    part = answer[program]["standing"]
    return part["status"], part["since"], part["until"]


def duty(answer: Answer, period: str) -> tuple[str, str | None, str, str]:
    """Return status, reason, required and hours of a period of the annual duty."""
    part = answer["compliance"][period]
    return part["status"], part["reason"], str(part["required"]), str(part["hours"])
