"""The cases of this folder: what small programs make of credit, years and cycles, day by day, as data.

A file states its programs: `main`, and where needed its follower `second` and `other` of another scheme. A case is a
sentence, facts, changes of the rules (`rules` of `main`, `second` of its follower), and what holds on days. A claim
that was approved whole may be written `["c1", "2010-05-01", "4", "teaching", "leadership"]` (`claims`), and an award
of `main` as its day (`awards`). Under a day stand paths into the facts of `main`, or of the program named first:
`lines.CLAIM.pieces.REASON`, `progress.FIELD`, `standing.FIELD`, `years.KEY.FIELD` and `cycles.FIRST-DAY.FIELD`.
A JSON null is written `none`, and a part that must not be there `absent`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ledger.log.codec import decode
from ledger.open import Ledger
from ledger.projections.compliance import cycle_value
from ledger.projections.facts import Fact
from ledger.projections.fold import KINDS, Projected, project
from ledger.record.official import Record, evolve
from ledger.rules import cycle, duty
from ledger.rules.catalog import Scheme
from ledger.values import ZERO
from tests.rules.requirements.engine import OFFICIAL, catalog, ledger_of

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    for file in sorted(CASES.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["case"]:
            programs = dict(content["programs"])
            for name, changes in (("main", "rules"), ("second", "second")):
                if changes in case:
                    programs[name] = {**programs[name], **case[changes]}
            yield f"{file.stem}: {case['says']}", {**case, "programs": programs}


ALL = list(cases())


def facts_of(case: Case) -> list[dict[str, Any]]:
    facts = [
        {"fact": "designation awarded", "program": "main", "awarded_on": day}
        for day in case.get("awards", [])
    ]
    for claim, day, hours, *kind in case.get("claims", []):
        said = dict(zip(("category", "competency"), kind, strict=False))
        posted = {
            "fact": "credit posted",
            "claim": claim,
            "scheme": "scheme",
            "completed_on": day,
            "posted_on": day,
        }
        stated = {"hours_claimed": hours, "title": claim, "mode": "in-person", "source": "unrecorded"}
        facts.append({**posted, **stated, **said})
    return [*facts, *case.get("facts", [])]


def records(ledger: Ledger) -> Iterator[Record]:
    """Yield the official's record after each event."""
    record = Record()
    for recorded in ledger.store.read_stream(f"official/{OFFICIAL}"):
        record = evolve(record, decode(recorded.type, recorded.data), recorded.position)
        yield record


def followed(ledger: Ledger, scheme: Scheme) -> Projected:
    """Return the facts as they follow event by event, each time equal to those of a fresh start."""
    rules, before = scheme.rules(scheme.editions[-1]), None
    for record in records(ledger):
        before = project(record, rules, before)
        assert sorted(before.facts()) == sorted(project(record, rules).facts()), (
            f"at version {record.version}"
        )
    assert before is not None
    return before


def told(facts: list[Fact], day: date) -> dict[str, Any]:
    """Return what facts of one program say of a day, under short names."""
    found: dict[str, Any] = {"lines": {}, "years": {}, "cycles": {}}
    for fact in facts:
        if not fact.valid_from <= day < fact.valid_until:
            continue
        value = fact.content
        if fact.kind == "transcript":
            pieces = {reason: hours for _, reason, hours in value["pieces"]}
            places = {place: reason for place, reason, _ in value["pieces"]}
            found["lines"][fact.key] = {**value, "pieces": pieces, "places": places}
        elif fact.kind == "compliance":
            found["cycles" if fact.key.startswith("cycle:") else "years"] |= of_compliance(fact, value, day)
        elif fact.kind in ("progress", "standing") and not fact.key:
            found[fact.kind] = value
    return found


def of_compliance(fact: Fact, value: dict[str, Any], day: date) -> dict[str, Any]:
    if "repeats" not in value:
        return {fact.key.removeprefix("cycle:"): value}
    if fact.key.startswith("cycle:"):
        required = Decimal(value["required"])
        beyond = cycle.CycleTail(fact.valid_from, value["years"], required, value["retention_months"])
        return {one.cycle.start.isoformat(): cycle_value(one) for one in cycle.repeated(beyond, day)}
    tail = duty.Tail(fact.valid_from, value["owed"], Fraction(value["required"]), value["by_term"])
    return {one.year.key: {"status": one.status, "reason": one.reason} for one in duty.repeated(tail, day)}


def flat(expect: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in expect.items():
        if isinstance(value, dict):
            yield from flat(value, (*path, key))
        else:
            yield (*path, key), value


def at(found: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(found, dict) or step not in found:
            return "absent"
        found = found[step]
    return "none" if found is None else found


def kept_whole(ledger: Ledger, facts: list[Fact], day: date) -> None:
    """Each claim's credit is in its places, no more and no less, on every day from its credit date on."""
    *_, record = records(ledger)
    for claim in record.claims.values():
        scheme = ledger.catalog.schemes[claim.scheme]
        if claim.activity.completed_on > day:
            continue
        root = scheme.rules(scheme.editions[-1]).root.on(claim.activity.completed_on)
        lines = [f for f in facts if f.kind == "transcript" and f.key == claim.claim]
        now = [f.content for f in lines if f.valid_from <= day < f.valid_until]
        placed = sum((Decimal(hours) for line in now for _, _, hours in line["pieces"]), ZERO)
        assert placed == claim.hours_claimed * root.rates.get(claim.activity.category, 1), claim.claim


@pytest.mark.parametrize(("sentence", "case"), ALL, ids=[sentence for sentence, _ in ALL])
def test_case(sentence: str, case: Case) -> None:
    with ledger_of(catalog(case["programs"]), facts_of(case)) as ledger:
        facts = [f for scheme in ledger.catalog.schemes.values() for f in followed(ledger, scheme).facts()]
        expected, found = {}, {}
        for day, expect in case["expect"].items():
            kept_whole(ledger, facts, date.fromisoformat(day))
            for path, value in flat(expect):
                program, rest = (path[0], path[1:]) if path[0] in case["programs"] else ("main", path)
                own = [fact for fact in facts if fact.program == program]
                expected[day, *path] = value
                found[day, *path] = at(told(own, date.fromisoformat(day)), rest)
        assert found == expected, sentence
        assert sorted(in_tables(ledger)) == sorted(facts), "the tables hold what the log says"


def in_tables(ledger: Ledger) -> list[Fact]:
    """Return the facts of the tables, caught up."""
    number, position = ledger.catch_up().number, ledger.store.last_position()
    facts: list[Fact] = []
    for scheme in ledger.catalog.schemes.values():
        names = [program.id for program in scheme.chain]
        edition = scheme.editions[-1].isoformat()
        held = ledger.facts.facts(number, KINDS, names, edition=edition, position=position)
        facts += [one.fact for one in held if one.official == OFFICIAL]
    return facts


def test_every_case_expects_something_and_has_a_sentence_of_its_own() -> None:
    assert len({sentence for sentence, _ in ALL}) == len(ALL) >= 40
    assert [sentence for sentence, case in ALL if not case["expect"]] == []
    assert json.dumps([case["expect"] for _, case in ALL]), "every expected value is plain"
