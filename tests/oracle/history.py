"""Read history facts into plain records, as the oracle understands them; shares no code with the ledger.

Hours are fractions; days are local dates of America/Chicago (A51). A fact the oracle has never heard of is an
error, never ignored by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")
BASIC = "alm-basic"
ADVANCED = "alm-advanced"
LEVELS = (BASIC, ADVANCED)
ONE_DAY = timedelta(days=1)

#: Facts that change no answer of the oracle.
SILENT = {
    "attended",
    "contact recorded",
    "credit form issued",
    "documents attached",
    "graduate honoured",
    "letter sent",
    "membership began",
    "membership class changed",
    "membership lapsed",
    "official registered",
    "standing announced",
}

Fact = Mapping[str, Any]


@dataclass
class Claim:
    """One credit form, or one outcome posted by an older system, in the state the facts leave it."""

    claim: str
    position: int
    completed_on: date
    hours_claimed: Fraction
    source: str
    mode: str
    course: str | None
    submitted_on: date | None = None
    state: str = "pending"
    hours_awarded: Fraction = Fraction(0)
    approved_on: date | None = None
    #: Set once a change is left out because it works later: nothing after it is seen either.
    frozen: bool = False


@dataclass
class Term:
    """A term of office; `ended_on` is the last day in office."""

    began_on: date
    ended_on: date | None = None


@dataclass
class Decision:
    """A decision about one designation: awarded, inactivated, reinstated or withdrawn."""

    position: int
    program: str
    kind: str
    day: date


@dataclass
class Enrolment:
    """An enrolment or the end of one."""

    position: int
    program: str
    kind: str
    day: date


@dataclass
class History:
    """Everything the facts say about one official."""

    claims: dict[str, Claim] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    offerings: dict[str, Fact] = field(default_factory=dict)


def add_years(day: date, years: int, *, up: bool = False) -> date:
    """Return the same day in another year; 29 February becomes 28 February, or 1 March with `up`."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if up else date(day.year + years, 2, 28)


def read_day(text: str) -> date:
    """Read an ISO date, or an instant with its offset as the date in Chicago."""
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(CHICAGO).date()
    return date.fromisoformat(text)


def day_of(fact: Fact, name: str) -> date:
    """Return the named day of a fact, or the local day it was recorded on where it is left out."""
    return read_day(fact[name] if fact.get(name) is not None else fact["recorded_at"])


def hours(value: object) -> Fraction:
    """Read hours from text or a plain number, exactly."""
    return Fraction(str(value))


def read_history(facts: Iterable[Fact], *, as_of: date, prospective: bool) -> History:
    """Fold the facts in the order they were recorded.

    With `prospective` (A52), a claim's correction, rejection or reversal decided after `as_of` is left out.
    """
    history = History()
    for position, fact in enumerate(facts, start=1):
        kind = fact["fact"]
        if kind in SILENT:
            continue
        if kind == "offering scheduled":
            history.offerings[fact["offering"]] = fact
        elif kind.startswith("credit "):
            _credit(history, position, fact, as_of if prospective else date.max)
        elif kind.startswith("term "):
            _term(history, fact)
        elif kind.startswith("designation "):
            _designation(history, position, fact)
        elif kind in ("enrolled", "enrolment withdrawn"):
            name = "enrolled_on" if kind == "enrolled" else "withdrawn_on"
            history.enrolments.append(Enrolment(position, fact["program"], kind, day_of(fact, name)))
        else:
            raise ValueError(f"the oracle does not know the fact {kind!r}")
    return history


def _new_claim(history: History, position: int, fact: Fact) -> Claim:
    offering = history.offerings.get(fact.get("offering") or "", {})
    completed = fact.get("completed_on") or offering.get("ends_on") or offering["starts_on"]
    posted = fact["fact"] == "credit posted"
    full = fact.get("hours_awarded") if posted else None
    claimed = fact.get("hours_claimed") or full or offering.get("hours")
    claim = Claim(
        claim=fact["claim"],
        position=position,
        completed_on=read_day(completed),
        hours_claimed=hours(claimed),
        source=fact.get("source") or offering["source"],
        mode=fact.get("mode") or offering["mode"],
        course=fact.get("course") or offering.get("course"),
    )
    if posted:
        claim.state = "approved"
        claim.hours_awarded = hours(full or offering["hours"])
        claim.approved_on = day_of(fact, "posted_on")
    else:
        claim.submitted_on = day_of(fact, "submitted_on")
    return claim


def _credit(history: History, position: int, fact: Fact, hide_after: date) -> None:
    kind = fact["fact"].removeprefix("credit ")
    if kind in ("claimed", "posted"):
        history.claims[fact["claim"]] = _new_claim(history, position, fact)
        return
    claim = history.claims[fact["claim"]]
    if claim.frozen or _works_later(claim, kind, fact, hide_after):
        claim.frozen = True
        return
    if kind == "approved":
        claim.state = "approved"
        claim.hours_awarded = hours(fact.get("hours_awarded") or claim.hours_claimed)
        claim.approved_on = day_of(fact, "approved_on")
    elif kind == "returned":
        claim.state = "returned"
    elif kind == "resubmitted":
        claim.state = "pending"
    elif kind in ("rejected", "reversed"):
        claim.state = kind
    elif kind == "corrected":
        _correct_claim(claim, fact)
    else:
        raise ValueError(f"the oracle does not know the fact {fact['fact']!r}")


def _works_later(claim: Claim, kind: str, fact: Fact, hide_after: date) -> bool:
    """Return whether an approved claim is changed by something that works only after `hide_after` (A52)."""
    changes = kind in ("corrected", "rejected", "reversed") and claim.state == "approved"
    return changes and day_of(fact, f"{kind}_on") > hide_after


def _correct_claim(claim: Claim, fact: Fact) -> None:
    if fact.get("completed_on"):
        claim.completed_on = read_day(fact["completed_on"])
    if fact.get("hours_claimed"):
        claim.hours_claimed = hours(fact["hours_claimed"])
    if fact.get("hours_awarded"):
        claim.hours_awarded = hours(fact["hours_awarded"])
    claim.source = fact.get("source") or claim.source
    claim.mode = fact.get("mode") or claim.mode
    claim.course = fact.get("course") or claim.course


def _term(history: History, fact: Fact) -> None:
    kind, name = fact["fact"].removeprefix("term "), fact["term"]
    if kind == "began":
        history.terms[name] = Term(read_day(fact["began_on"]))
    elif kind == "ended":
        history.terms[name].ended_on = read_day(fact["ended_on"])
    elif kind == "reversed":
        del history.terms[name]
    elif kind == "corrected":
        term = history.terms[name]
        if fact.get("began_on"):
            term.began_on = read_day(fact["began_on"])
        if fact.get("ended_on"):
            term.ended_on = read_day(fact["ended_on"])
        if fact.get("open_ended"):
            term.ended_on = None
    else:
        raise ValueError(f"the oracle does not know the fact {fact['fact']!r}")


DECISION_DAYS = {
    "awarded": "awarded_on",
    "inactivated": "inactive_from",
    "reinstated": "reinstated_on",
    "withdrawn": "withdrawn_on",
}


def _designation(history: History, position: int, fact: Fact) -> None:
    kind, program = fact["fact"].removeprefix("designation "), fact["program"]
    if kind in DECISION_DAYS:
        day = day_of(fact, DECISION_DAYS[kind])
        history.decisions.append(Decision(position, program, kind, day))
        return
    latest = [item for item in history.decisions if item.program == program and item.kind == "awarded"][-1]
    if kind == "date corrected":
        latest.day = read_day(fact["awarded_on"])
    elif kind == "award reversed":
        history.decisions.remove(latest)
    else:
        raise ValueError(f"the oracle does not know the fact {fact['fact']!r}")
