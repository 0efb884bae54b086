"""The cases of `tests/rules/cases`: what the rule book says of given facts, as data.

A file names a rule or an ambiguity. A case is a sentence, facts in the history format, the day asked about, what was
known, and what must be answered. The official and a registration are filled in; `given` holds facts that all cases of
a file share. A reading is named as in `docs/readings.md` (`A01 fixed_block`), and made by the edits of that page.
Facts are imported; one with `live = true` is stated as today, and one with `refused` must be refused for that reason.

An expected value stands under a path into the answers: `standing.<program>.<field>`, `progress.<program>.<field>`,
`transcript.<program>.totals.<place>`, `transcript.<program>.lines.<claim>.pieces.<reason>.hours`, `window.<field>`,
`compliance.<year>.<field>`, `cycles.<first day>.<field>`, `requirements.<program>.<code>.<field>`,
`application.<id>.<field>`, `exemptions.<program>.<competency>.<field>` and `fees.<program>.<field>`.
A JSON null is written `none`, and a part that must not be there `absent`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ledger.commands import FACTS
from ledger.errors import Rejected
from ledger.log.opening import open_store
from ledger.open import Ledger
from ledger.rules.catalog import Catalog
from ledger.rules.files import load_text
from ledger.service import Request
from tests.rules.test_readings_table import OTHERS, edited, shipped

CASES = Path(__file__).parent / "cases"
OFFICIAL = "AL-1"
REGISTERED = {"fact": "official registered", "registered_on": "1994-01-03"}
#: How the name of a cycle begins; its first day follows.
CYCLE = "cycle:"
LATE = datetime(2100, 1, 1, tzinfo=UTC)
QUESTIONS = ("standing", "transcript", "progress", "window", "compliance", "requirements")
ABOUT_OFFERINGS = {"offering scheduled", "offering corrected", "offering cancelled"}
#: What a fact of a case says to the test, and not to the ledger.
TO_THE_TEST = {"fact", "recorded_at", "live", "refused"}
#: Readings on which no answer depends yet: audits are not recorded, and no rule asks what a log covers.
WITHOUT_EFFECT = {"A28 competency_not_needed_in_log", "A33 whole_log_fails"}
Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    for file in sorted(CASES.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["case"]:
            yield (
                f"{file.stem}: {case['says']}",
                {**case, "facts": [*content.get("given", []), *case.get("facts", [])]},
            )


ALL = list(cases())


@cache
def catalog(readings: tuple[str, ...]) -> Catalog:
    if not readings:
        return Catalog(shipped())
    (reading,) = readings
    section, name = reading.split()
    return Catalog([load_text(*file) for file in edited(section, name)])


def ledger_of(case: Case) -> Ledger:
    """A ledger in memory that holds the facts of a case, each of which must be accepted."""
    rules = catalog(tuple(case.get("readings", ())))
    ledger = Ledger(open_store("sqlite://", clock=lambda: LATE), rules, clock=lambda: LATE)
    facts: list[dict[str, Any]] = case["facts"]
    if facts[:1] == [] or facts[0]["fact"] != "official registered":
        facts = [REGISTERED, *facts]
    for number, fact in enumerate(facts):
        state(ledger, fact, f"f-{number}")
    return ledger


def state(ledger: Ledger, fact: dict[str, Any], name: str) -> None:
    """State one fact, which must be accepted, or refused for the reason it names."""
    fields = {key: value for key, value in fact.items() if key not in TO_THE_TEST}
    if fact["fact"] not in ABOUT_OFFERINGS:
        fields["official"] = OFFICIAL
    command = FACTS[fact["fact"]].model_validate(fields, context={"time_zone": zone_of(ledger, fact)})
    said, refused = fact.get("recorded_at"), fact.get("refused")
    at = datetime.fromisoformat(said) if said else None
    importing = not fact.get("live", refused is not None)
    (outcome,) = ledger.submit_many([Request(command, "case", name, at, importing=importing)])
    if refused is not None:
        assert isinstance(outcome.refusal, Rejected), f"{fact} was accepted"
        assert outcome.refusal.reason == refused, f"{fact}: {outcome.refusal}"
        return
    assert outcome.refusal is None, f"{fact}: {outcome.refusal}"
    assert outcome.events, f"{fact} added nothing"


def zone_of(ledger: Ledger, fact: dict[str, Any]) -> str:
    program = ledger.catalog.programs.get(fact.get("program", ""))
    scheme = program.scheme if program else fact.get("scheme", "alm")
    return ledger.catalog.schemes[scheme].time_zone


def answers(ledger: Ledger, case: Case, source: str) -> dict[str, Any]:
    """Every answer about the official, as its JSON, with lists keyed by what names their members."""
    known = case.get("known_at")
    known_at = datetime.fromisoformat(known) if isinstance(known, str) else known
    found: dict[str, Any] = {}
    for question in QUESTIONS:
        ask = getattr(ledger.questions, question)
        answer = ask(OFFICIAL, as_of=case["as_of"], known_at=known_at, source=source)
        found[question] = keyed(answer.model_dump(mode="json")["programs"])
    needed = found["requirements"]
    found["requirements"] = {name: part["requirements"] for name, part in needed.items()}
    found["exemptions"] = {name: part["exemptions"] for name, part in needed.items()}
    found["fees"] = {name: part["fees"] for name, part in needed.items()}
    found["application"] = {id: one for part in needed.values() for id, one in part["applications"].items()}
    found["window"] = next(iter(found["window"].values()))
    duties = list(found["compliance"].values())
    years = {year: one for part in duties for year, one in part["years"].items()}
    found["compliance"] = {year: one for year, one in years.items() if not year.startswith(CYCLE)}
    found["cycles"] = {year.removeprefix(CYCLE): one for year, one in years.items() if year.startswith(CYCLE)}
    return found


def keyed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keyed(part) for key, part in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {name_of(part): keyed(part) for part in value}
    return value if value != [] else {}


def name_of(part: dict[str, Any]) -> str:
    if "code" in part:
        return str(part["code"])
    for name in ("program", "year", "start", "claim", "application", "competency"):
        if name in part:
            return str(part[name])
    return str(part["reason"]["code"])


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


@pytest.mark.parametrize(("sentence", "case"), ALL, ids=[sentence for sentence, _ in ALL])
def test_case(sentence: str, case: Case) -> None:
    with ledger_of(case) as ledger:
        expected = dict(flat(case["expect"]))
        found = answers(ledger, case, "log")
        assert {path: at(found, path) for path in expected} == expected, sentence
        ledger.catch_up()
        assert answers(ledger, case, "tables") == found, "the tables answer as the log does"


def test_every_case_expects_something_and_has_a_sentence_of_its_own() -> None:
    assert len({sentence for sentence, _ in ALL}) == len(ALL) >= 500
    assert [sentence for sentence, case in ALL if not case["expect"]] == []
    assert [sentence for sentence, case in ALL if not isinstance(case["as_of"], date)] == []


def test_every_reading_that_the_code_supports_has_a_case() -> None:
    tried = {reading for _, case in ALL for reading in case.get("readings", ())}
    assert tried == {f"{section} {reading}" for section, reading in OTHERS} - WITHOUT_EFFECT
