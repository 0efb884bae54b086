"""Read history facts into what one scheme knows of one official; shares no code with the ledger.

Facts of other schemes are passed over. Days are local dates of the scheme's authority.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.programs.sheets import CHAINS, ZONES

Fact = Mapping[str, Any]


@dataclass
class Claim:
    """A credit claim in the state the facts leave it; `form_on` is the day of the first submission."""

    claim: str
    position: int
    completed_on: date
    hours_claimed: Fraction
    category: str | None
    competency: str | None
    form_on: date | None = None
    state: str = "pending"
    hours_awarded: Fraction = Fraction(0)


@dataclass
class Step:
    """A decision about a designation, or an enrolment or its end (kinds `enrolled`, `enrolment withdrawn`)."""

    position: int
    program: str
    kind: str
    day: date
    precision: str = "day"


@dataclass
class Stage:
    """One step of an application: what happened, when, and what came with it."""

    position: int
    kind: str
    day: date
    fact: Fact


@dataclass
class Application:
    """An application and its steps, in the order recorded."""

    application: str
    program: str
    kind: str
    stages: list[Stage] = field(default_factory=list)


@dataclass
class Employment:
    """A spell of employment; `ended_on` is its last day."""

    management: bool
    began_on: date
    ended_on: date | None = None


@dataclass
class Membership:
    """A spell of membership; `lapsed_on` is the first day without it; `classes` from which day which class."""

    organisation: str
    began_on: date
    classes: list[tuple[date, str | None]]
    lapsed_on: date | None = None


@dataclass
class Log:
    """The log of a cycle."""

    program: str
    cycle: date
    submitted_on: date
    accepted_on: date | None = None


@dataclass
class Record:
    """Everything the facts say about one official, as one scheme sees it."""

    scheme: str
    claims: dict[str, Claim] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    enrolments: list[Step] = field(default_factory=list)
    applications: dict[str, Application] = field(default_factory=dict)
    employments: dict[str, Employment] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    credentials: list[tuple[str, date, str]] = field(default_factory=list)
    core_duties: list[tuple[date, tuple[str, ...]]] = field(default_factory=list)
    affirmations: list[tuple[str, date, str | None]] = field(default_factory=list)
    self_assessments: list[tuple[str, date]] = field(default_factory=list)
    #: Program, exemption and day of each one confirmed.
    exemptions: list[tuple[str, str, date]] = field(default_factory=list)
    letters: list[tuple[str, str, date]] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)
    #: Program, amount (below zero: paid back) and day.
    payments: list[tuple[str, Fraction, date]] = field(default_factory=list)
    options: list[tuple[str, str, date]] = field(default_factory=list)
    offerings: dict[str, Fact] = field(default_factory=dict)
    #: Of programs whose first award is computed (A13), the first day on which all requirements are met.
    met_first: dict[str, date] = field(default_factory=dict)


def day_in(zone: str, text: str) -> date:
    """Read an ISO date, or an instant with its offset as the date in a zone."""
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).date()
    return date.fromisoformat(text)


def read_record(facts: Sequence[Fact], scheme: str) -> Record:
    """Fold the facts in the order they were recorded, as one scheme sees them."""
    reader = Reader(Record(scheme), ZONES[scheme])
    for position, fact in enumerate(facts, start=1):
        reader.read(position, fact)
    return reader.record


class Reader:
    """Adds one fact after the other to a record."""

    def __init__(self, record: Record, zone: str) -> None:
        self.record = record
        self.zone = zone
        self.programs = CHAINS[record.scheme]

    def read(self, position: int, fact: Fact) -> None:
        """Take in one fact; one about another scheme, or one that decides nothing, changes nothing."""
        kind = str(fact["fact"])
        if kind == "offering scheduled":
            self.record.offerings[fact["offering"]] = fact
        elif kind.startswith("credit "):
            self._credit(position, fact, kind.removeprefix("credit "))
        elif kind.split(" ")[0] in ("employment", "membership", "credential"):
            getattr(self, f"_{kind.split(' ')[0]}")(fact, kind.split(" ", 1)[1])
        elif kind == "core duties recorded":
            self.record.core_duties.append((self.day(fact, "since"), tuple(fact["duties"])))
        elif fact.get("application") is not None and "affirmed_on" not in fact:
            self._application(position, fact, kind)
        elif fact.get("program") in self.programs:
            self._program(position, fact, kind)

    def day(self, fact: Fact, name: str) -> date:
        """Return the named day, or the local day of the record where it is left out."""
        return day_in(self.zone, fact[name] if fact.get(name) is not None else fact["recorded_at"])

    def _credit(self, position: int, fact: Fact, kind: str) -> None:
        record = self.record
        if kind in ("claimed", "posted"):
            offering = record.offerings.get(fact.get("offering") or "", {})
            if (fact.get("scheme") or offering.get("scheme")) == record.scheme:
                record.claims[fact["claim"]] = self._claim(position, fact, offering)
            return
        claim = record.claims.get(fact.get("claim") or "")
        if claim is None or kind == "form issued":
            return
        if kind == "approved":
            claim.state = "approved"
            claim.hours_awarded = Fraction(str(fact.get("hours_awarded") or claim.hours_claimed))
        elif kind == "corrected":
            self._correct(claim, fact)
        else:
            claim.state = {"resubmitted": "pending"}.get(kind, kind)

    def _claim(self, position: int, fact: Fact, offering: Fact) -> Claim:
        posted = fact["fact"] == "credit posted"
        said = {**offering, **{name: value for name, value in fact.items() if value is not None}}
        completed = said.get("completed_on") or said.get("ends_on") or said["starts_on"]
        awarded = said.get("hours_awarded") or said.get("hours")
        claimed = said.get("hours_claimed") or (awarded if posted else said.get("hours"))
        claim = Claim(
            fact["claim"], position, day_in(self.zone, completed), Fraction(str(claimed)),
            said.get("category"), said.get("competency"),
        )  # fmt: skip
        if posted:
            claim.state, claim.hours_awarded = "approved", Fraction(str(awarded))
        else:
            claim.form_on = self.day(fact, "submitted_on")
        return claim

    def _correct(self, claim: Claim, fact: Fact) -> None:
        if fact.get("completed_on"):
            claim.completed_on = day_in(self.zone, fact["completed_on"])
        if fact.get("hours_claimed"):
            claim.hours_claimed = Fraction(str(fact["hours_claimed"]))
        if fact.get("hours_awarded"):
            claim.hours_awarded = Fraction(str(fact["hours_awarded"]))
        claim.category = fact.get("category") or claim.category
        claim.competency = fact.get("competency") or claim.competency

    def _employment(self, fact: Fact, kind: str) -> None:
        known, name = self.record.employments, fact["employment"]
        if kind == "began":
            known[name] = Employment(fact["management"], day_in(self.zone, fact["began_on"]))
        elif kind == "ended":
            known[name].ended_on = day_in(self.zone, fact["ended_on"])
        elif kind == "reversed":
            del known[name]
        else:
            spell = known[name]
            if fact.get("management") is not None:
                spell.management = fact["management"]
            if fact.get("began_on"):
                spell.began_on = day_in(self.zone, fact["began_on"])
            if fact.get("ended_on"):
                spell.ended_on = day_in(self.zone, fact["ended_on"])
            if fact.get("open_ended"):
                spell.ended_on = None

    def _membership(self, fact: Fact, kind: str) -> None:
        spells = [one for one in self.record.memberships if one.organisation == fact["organisation"]]
        if kind == "began":
            began = day_in(self.zone, fact["began_on"])
            spell = Membership(fact["organisation"], began, [(began, fact.get("membership_class"))])
            self.record.memberships.append(spell)
        elif kind == "lapsed":
            spells[-1].lapsed_on = day_in(self.zone, fact["lapsed_on"])
        else:
            spells[-1].classes.append((day_in(self.zone, fact["changed_on"]), fact["membership_class"]))

    def _credential(self, fact: Fact, kind: str) -> None:
        if fact.get("obtained_in"):
            said = fact["credential"], date.fromisoformat(f"{fact['obtained_in']}-01"), "month"
        else:
            said = fact["credential"], day_in(self.zone, fact["obtained_on"]), fact.get("precision", "day")
        if kind == "recorded":
            self.record.credentials.append(said)
        else:
            self.record.credentials = [one for one in self.record.credentials if one[:2] != said[:2]]

    def _application(self, position: int, fact: Fact, kind: str) -> None:
        name = fact["application"]
        if kind == "application submitted":
            if fact["program"] not in self.programs:
                return
            self.record.applications[name] = Application(name, fact["program"], fact["kind"])
        if name in self.record.applications:
            word, day = STAGES[kind]
            stage = Stage(position, word, self.day(fact, day), fact)
            self.record.applications[name].stages.append(stage)

    def _program(self, position: int, fact: Fact, kind: str) -> None:
        record, program = self.record, fact["program"]
        if kind.startswith("designation "):
            self._designation(position, fact, kind.removeprefix("designation "))
        elif kind in ("enrolled", "enrolment withdrawn"):
            day = self.day(fact, "enrolled_on" if kind == "enrolled" else "withdrawn_on")
            record.enrolments.append(Step(position, program, kind, day))
        elif kind == "ethics affirmed":
            record.affirmations.append((program, self.day(fact, "affirmed_on"), fact.get("application")))
        elif kind == "self-assessment completed":
            record.self_assessments.append((program, self.day(fact, "completed_on")))
        elif kind == "exemption confirmed":
            record.exemptions.append((program, fact["exemption"], self.day(fact, "confirmed_on")))
        elif kind == "letter sent":
            record.letters.append((program, fact["kind"], self.day(fact, "sent_on")))
        elif kind == "log submitted":
            log = Log(program, day_in(self.zone, fact["cycle"]), self.day(fact, "submitted_on"))
            record.logs.append(log)
        elif kind == "log accepted":
            cycle = day_in(self.zone, fact["cycle"])
            [log] = [one for one in record.logs if (one.program, one.cycle) == (program, cycle)]
            log.accepted_on = self.day(fact, "accepted_on")
        elif kind == "fee paid":
            record.payments.append((program, Fraction(str(fact["amount"])), self.day(fact, "paid_on")))
        elif kind == "fee refunded":
            record.payments.append((program, -Fraction(str(fact["amount"])), self.day(fact, "refunded_on")))
        elif kind == "fee option chosen":
            record.options.append((program, fact["option"], self.day(fact, "chosen_on")))

    def _designation(self, position: int, fact: Fact, kind: str) -> None:
        steps, program = self.record.steps, fact["program"]
        if kind == "awarded" and fact.get("awarded_in"):
            day = date.fromisoformat(f"{fact['awarded_in']}-01")
            steps.append(Step(position, program, kind, day, "month"))
        elif kind in DECISION_DAYS:
            steps.append(Step(position, program, kind, self.day(fact, DECISION_DAYS[kind])))
        elif kind in ("date corrected", "award reversed"):
            latest = [one for one in steps if one.program == program and one.kind == "awarded"][-1]
            if kind == "award reversed":
                steps.remove(latest)
            else:
                latest.day, latest.precision = day_in(self.zone, fact["awarded_on"]), "day"


DECISION_DAYS = {
    "awarded": "awarded_on",
    "inactivated": "inactive_from",
    "reinstated": "reinstated_on",
    "withdrawn": "withdrawn_on",
}
#: Of each fact about an application: what it makes of it, and which of its fields is its day.
STAGES = {
    "application submitted": ("submitted", "received_on"),
    "application returned": ("returned", "returned_on"),
    "application resubmitted": ("resubmitted", "received_on"),
    "application found complete": ("complete", "found_on"),
    "meeting assigned": ("meeting", "assigned_on"),
    "application assessed": ("assessed", "assessed_on"),
    "approval rate recorded": ("rated", "recorded_on"),
    "interview held": ("interviewed", "held_on"),
    "application recommended": ("recommended", "recommended_on"),
    "application not recommended": ("not-recommended", "decided_on"),
    "application withdrawn": ("withdrawn", "withdrawn_on"),
    "grant withheld": ("withheld", "withheld_on"),
}
