"""Small programs, facts and answers: what the cases and tests of this folder have in common.

A program is its parameters by name. A parameter is one value, in force from 2000 on, or a list of versions
(`{ value, valid_from }`). The text of a rule file is made of them: a case states only the rules it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ledger.commands import FACTS
from ledger.log.opening import open_store
from ledger.open import Ledger
from ledger.rules.catalog import Catalog
from ledger.rules.check import check_programs
from ledger.rules.files import load_text
from ledger.rules.model import RuleSet
from ledger.service import Outcome, Request

OFFICIAL = "X-1"
REGISTERED = {"fact": "official registered", "registered_on": "2000-01-03"}
LATE = datetime(2100, 1, 1, tzinfo=UTC)
FIRST = date(2000, 1, 1)
Facts = Iterable[Mapping[str, Any]]

ABOUT = """\
[program]
id = "{id}"
name = "Program {id}"
designation = "Designation {id}"
authority = "An Association"
unit = "point"
scheme = "{scheme}"
source = "AMC-01"
"""


def toml_of(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{key}" = {toml_of(part)}' for key, part in value.items()) + " }"
    return "[" + ", ".join(map(toml_of, value)) + "]"


def program_text(name: str, parameters: Mapping[str, Any], *, scheme: str, follows: str | None = None) -> str:
    """Return the rule file of a program."""
    text = ABOUT.format(id=name, scheme=scheme) + (f'follows = "{follows}"\n' if follows else "")
    for parameter, stated in parameters.items():
        versions = stated if _is_versions(stated) else [{"value": stated}]
        starts = [version.get("valid_from", FIRST) for version in versions]
        for version, start, end in zip(versions, starts, [*starts[1:], None], strict=True):
            text += f"\n[[{parameter}.version]]\nvalue = {toml_of(version['value'])}\nvalid_from = {start}\n"
            text += f"valid_until = {end}\n" if end else ""
            text += f'published_on = {FIRST}\nsource = "AMC-01"\n'
    return text


def _is_versions(stated: Any) -> bool:
    return isinstance(stated, list) and bool(stated) and isinstance(stated[0], dict) and "value" in stated[0]


def catalog(programs: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Any] | None = None) -> Catalog:
    """Return `main`, its follower `second` and, in a scheme of its own, `other`, as far as they are given."""
    made = []
    for name, parameters in programs.items():
        scheme_wide = {} if name == "second" else {"time_zone": "America/Toronto"}
        stated = {**scheme_wide, "required_amount": "none", **parameters}
        stated |= (changes or {}) if name == "main" else {}
        follows = "main" if name == "second" else None
        text = program_text(name, stated, scheme="other" if name == "other" else "scheme", follows=follows)
        made.append(load_text(f"{name}.toml", text))
    assert check_programs(made) == []
    return Catalog(made)


def rule_set(day: date = FIRST, **parameters: Any) -> RuleSet:
    """Return the rules of a program that states these parameters."""
    scheme = catalog({"main": parameters}).schemes["scheme"]
    return scheme.rules(scheme.editions[-1]).level("main").on(day)


def ledger_of(rules: Catalog, facts: Facts) -> Ledger:
    """Return a ledger in memory that has taken the facts in from elsewhere."""
    ledger = Ledger(open_store("sqlite://", clock=lambda: LATE), rules, clock=lambda: LATE)
    for one in (REGISTERED, *facts):
        outcome = record(ledger, one, importing=True)
        assert outcome.refusal is None, f"{one}: {outcome.refusal}"
        assert outcome.events, f"{one} added nothing"
    return ledger


def record(ledger: Ledger, fact: Mapping[str, Any], *, importing: bool = False) -> Outcome:
    """Record one fact, decided afresh or taken in from elsewhere."""
    fields = {key: value for key, value in fact.items() if key != "fact"}
    command = FACTS[fact["fact"]].model_validate(
        {"official": OFFICIAL, **fields}, context={"time_zone": "America/Toronto"}
    )
    number = f"f-{ledger.store.last_position()}"
    (outcome,) = ledger.submit_many([Request(command, "case", number, None, importing=importing)])
    return outcome


def answers(ledger: Ledger, day: date, source: Any = "log") -> dict[str, Any]:
    """Return what standing and requirements say of each program on a day, under short names."""
    found: dict[str, Any] = {}
    for program in ledger.catalog.programs:
        standing = ledger.questions.standing(OFFICIAL, as_of=day, program=program, source=source)
        needs = ledger.questions.requirements(OFFICIAL, as_of=day, program=program, source=source)
        status = standing.model_dump(mode="json")["programs"][0]
        needed = needs.model_dump(mode="json")["programs"][0]
        found[program] = {
            "authorised_on": None,
            "good_standing": None,
            **status,
            "reason": status["reason"]["code"],
            "met": needed["met"],
            "unmet": [one["code"] for one in needed["requirements"] if not one["met"]],
            "needs": {one["code"]: {**one, **one["detail"]} for one in needed["requirements"]},
            "applications": {one["application"]: one for one in needed["applications"]},
            "competencies": {one["competency"]: one for one in needed["exemptions"]},
            "fees": needed["fees"],
        }
    return found
