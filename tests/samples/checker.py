"""What a ledger would refuse in a file of history facts, written from the documents alone.

It shares nothing with the generator and nothing with the ledger's own deciders; `problems` yields one
sentence for each fault. The requirement of 40 hours is folded naively from `docs/semantics.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

ALABAMA = ZoneInfo("America/Chicago")
Facts = dict[str, Any]
LEVELS = ("alm-basic", "alm-advanced")
DECIDED_FROM = {
    "credit approved": "pending",
    "credit rejected": "pending",
    "credit returned": "pending",
    "credit resubmitted": "returned",
    "credit corrected": "approved",
    "credit reversed": "approved",
    "documents attached": "pending",
}
LEADS_TO = {
    "credit approved": "approved",
    "credit rejected": "rejected",
    "credit returned": "returned",
    "credit resubmitted": "pending",
    "credit reversed": "reversed",
}


class Fault(Exception):
    """One fact that a ledger would refuse."""


@dataclass
class Person:
    email: str | None = None
    terms: dict[str, list[date | None]] = field(default_factory=dict)
    claims: dict[str, Facts] = field(default_factory=dict)
    enrolled: set[str] = field(default_factory=set)
    awards: dict[str, date] = field(default_factory=dict)


def day(text: str) -> date:
    return date.fromisoformat(text)


def two_years_before(when: date) -> date:
    try:
        return when.replace(year=when.year - 2)
    except ValueError:
        return when.replace(year=when.year - 2, day=28)


def require(condition: object, what: str) -> None:
    if not condition:
        raise Fault(what)


def problems(lines: Iterable[str], *, recorded: bool = True) -> Iterator[str]:
    """Yield `line N: what is wrong` for every fault; `recorded` says that each line must tell when."""
    checker = Checker()
    for number, line in enumerate(lines, start=1):
        fact = json.loads(line)
        try:
            if recorded:
                checker.check_time(fact)
            checker.check(fact)
        except (Fault, KeyError) as fault:
            yield f"line {number}: {fault!r}: {line.strip()}"


class Checker:
    def __init__(self) -> None:
        self.last = ""
        self.people: dict[str, Person] = {}
        self.emails: dict[str, str] = {}
        self.claims: set[str] = set()
        self.offerings: dict[str, Facts] = {}
        self.cancelled: set[str] = set()

    def check_time(self, fact: Facts) -> None:
        stamp = fact["recorded_at"]
        require(stamp >= self.last, "recorded before the line above")
        self.last = stamp
        local = datetime.fromisoformat(stamp).astimezone(ALABAMA).date()
        for name, value in fact.items():
            if name.endswith("_on") and not (fact["fact"] == "offering scheduled" and name != "corrected_on"):
                require(day(value) <= local, f"{name} is after the local day {local}")

    def check(self, fact: Facts) -> None:
        kind = fact["fact"]
        if kind == "offering scheduled":
            require(fact["offering"] not in self.offerings, "offering known")
            require(fact["starts_on"] <= fact["ends_on"], "ends before it starts")
            self.offerings[fact["offering"]] = fact
        elif kind == "offering cancelled":
            require(fact["offering"] in self.offerings, "offering unknown")
            self.cancelled.add(fact["offering"])
        elif kind == "official registered":
            require(fact["official"] not in self.people, "official known")
            self.people[fact["official"]] = Person()
        else:
            self.check_person(self.people[fact["official"]], fact)

    def check_person(self, person: Person, fact: Facts) -> None:
        kind = fact["fact"]
        if kind == "contact recorded":
            holder = self.emails.setdefault(fact["email"], fact["official"])
            require(holder == fact["official"], "email taken")
        elif kind in ("term began", "term ended"):
            self.check_term(person, fact)
        elif kind == "enrolled":
            require(fact["program"] == LEVELS[0] or LEVELS[0] in person.awards, "prerequisite")
            require(fact["program"] not in person.enrolled, "enrolled twice")
            person.enrolled.add(fact["program"])
        elif kind == "designation awarded":
            self.check_award(person, fact)
        elif kind in ("graduate honoured", "designation reinstated", "standing announced"):
            require(fact["program"] in person.awards, "not held")
        elif kind in DECIDED_FROM:
            self.check_decision(person.claims[fact["claim"]], fact)
        elif kind != "letter sent":
            self.check_activity(person, fact)

    def check_term(self, person: Person, fact: Facts) -> None:
        terms = person.terms
        if fact["fact"] == "term ended":
            began, ended = terms[fact["term"]]
            require(ended is None, "ended twice")
            require(began is not None and day(fact["ended_on"]) >= began, "ended before it began")
            terms[fact["term"]][1] = day(fact["ended_on"])
            return
        require(fact["term"] not in terms, "term known")
        for _, ended in terms.values():
            require(ended is not None and ended < day(fact["began_on"]), "terms overlap")
        terms[fact["term"]] = [day(fact["began_on"]), None]

    def check_activity(self, person: Person, fact: Facts) -> None:
        kind, offering = fact["fact"], fact.get("offering")
        if offering is not None:
            scheduled = self.offerings[offering]
            require(offering not in self.cancelled, "offering cancelled")
            when = fact.get("attended_on") or fact["completed_on"]
            require(scheduled["starts_on"] <= when <= scheduled["ends_on"], "not a day of the offering")
        if kind == "attended":
            return
        claims, claim = person.claims, fact["claim"]
        if kind == "credit claimed" and claims.get(claim, {}).get("state") == "form":
            require(claims[claim]["offering"] == offering, "claim known, for another offering")
        else:
            require(claim not in self.claims, "claim known")
            others = [each for each in claims.values() if each["state"] not in ("rejected", "reversed")]
            require(
                offering is None or all(each["offering"] != offering for each in others), "already claimed"
            )
            self.claims.add(claim)
        claims[claim] = self.opened(fact, offering)

    def opened(self, fact: Facts, offering: str | None) -> Facts:
        kind = fact["fact"]
        about = {**self.offerings.get(offering or "", {}), **fact}
        claim = {
            "offering": offering, "state": "form", "completed": day(fact["completed_on"]),
            "source": about["source"], "course": about["course"], "mode": about["mode"],
        }  # fmt: skip
        if kind == "credit posted":
            require(fact["completed_on"] < "2018-01-01" and fact["imported_from"], "posted by the new system")
            require(fact["posted_on"] >= fact["completed_on"], "posted before it was completed")
            claim.update(state="approved", claimed=Decimal(fact["hours_awarded"]))
            claim.update(awarded=claim["claimed"])
        elif kind == "credit claimed":
            require(fact["submitted_on"] >= fact["completed_on"], "submitted before it was completed")
            claim.update(state="pending", claimed=Decimal(fact["hours_claimed"]))
            require(claim["claimed"] <= Decimal(about.get("hours", 8)), "more hours than the offering has")
            given = {document["kind"] for document in fact.get("documents", ())}
            wanted = {"agenda", "registration-confirmation"} if about["source"] != "league" else set()
            require(wanted <= given, "documents missing")
        else:
            require(kind == "credit form issued", f"unknown fact {kind}")
        return claim

    def check_decision(self, claim: Facts, fact: Facts) -> None:
        kind = fact["fact"]
        require(claim["state"] == DECIDED_FROM[kind], f"{kind}, but the claim is {claim['state']}")
        claim["state"] = LEADS_TO.get(kind, claim["state"])
        if kind == "credit approved":
            claim["awarded"] = Decimal(fact.get("hours_awarded", claim["claimed"]))
        if kind == "credit corrected":
            claim["awarded"] = Decimal(fact.get("hours_awarded", claim["awarded"]))
            claim["completed"] = day(fact.get("completed_on", claim["completed"].isoformat()))
            scheduled = self.offerings[claim["offering"]]
            when = claim["completed"].isoformat()
            require(scheduled["starts_on"] <= when <= scheduled["ends_on"], "corrected to another day")
        require(claim.get("awarded", 0) <= claim["claimed"], "more awarded than claimed")

    def check_award(self, person: Person, fact: Facts) -> None:
        program = fact["program"]
        require(program not in person.awards, "awarded twice")
        require(program == LEVELS[0] or LEVELS[0] in person.awards, "prerequisite")
        if "imported_from" not in fact:
            counted = counted_hours(person)[LEVELS.index(program)]
            require(counted >= 40, f"requirements not met: {counted}")
        person.awards[program] = day(fact["awarded_on"])


def counted_hours(person: Person) -> tuple[Decimal, Decimal]:
    """Fold the approved claims toward the two levels, in the order of their days; only hours in office."""
    credited: dict[str, list[date]] = {}
    annual: dict[int, Decimal] = {}
    counted, outside = [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
    approved = [claim for claim in person.claims.values() if claim["state"] == "approved"]
    for claim in sorted(approved, key=lambda each: each["completed"]):
        when, earlier = claim["completed"], credited.setdefault(claim["course"], [])
        if any(two_years_before(when) <= each < when for each in earlier):
            continue
        earlier.append(when)
        if not any(a and a <= when <= (b or date.max) for a, b in person.terms.values()):
            continue
        hours = claim["awarded"]
        if claim["source"] != "league":
            used = annual.get(when.year, Decimal(0))
            hours = min(hours, 5 - used)
            annual[when.year] = used + hours
        for level, program in enumerate(LEVELS):
            if program in person.awards and when > person.awards[program]:
                continue
            part = min(hours, 40 - counted[level])
            if claim["source"] != "league":
                part = min(part, 10 - outside[level])
                outside[level] += part
            counted[level] += part
            hours -= part
            if counted[level] < 40:
                break
    return counted[0], counted[1]
