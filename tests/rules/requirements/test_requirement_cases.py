"""The cases of this folder: what small programs say of given facts, day by day, as data.

A file states its programs (`main`, and where needed its follower `second` and `other` of another scheme). A case is a
sentence, facts in the history format, changes of the rules of `main`, and what holds on days: under a day stand paths
into what is said of `main`, or of the program named first. A JSON null is written `none`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.rules.requirements.engine import answers, catalog, ledger_of

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    for file in sorted(CASES.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["case"]:
            facts = [*content.get("given", []), *case.get("facts", [])]
            yield f"{file.stem}: {case['says']}", {**case, "facts": facts, "programs": content["programs"]}


ALL = list(cases())


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


def expected_of(case: Case) -> dict[tuple[str, ...], Any]:
    found = {}
    for day, expect in case["expect"].items():
        for path, value in flat(expect):
            program = path[:1] if path[0] in case["programs"] else ("main",)
            found[(day, *program, *path[len(path[:1]) if path[0] in case["programs"] else 0 :])] = value
    return found


@pytest.mark.parametrize(("sentence", "case"), ALL, ids=[sentence for sentence, _ in ALL])
def test_case(sentence: str, case: Case) -> None:
    expected = expected_of(case)
    with ledger_of(catalog(case["programs"], case.get("rules")), case["facts"]) as ledger:
        found = {day: answers(ledger, date.fromisoformat(day)) for day in case["expect"]}
        assert {path: at(found, path) for path in expected} == expected, sentence
        ledger.catch_up()
        for day in case["expect"]:
            tables = answers(ledger, date.fromisoformat(day), "tables")
            assert tables == found[day], "the tables answer as the log does"


def test_every_case_expects_something_and_has_a_sentence_of_its_own() -> None:
    assert len({sentence for sentence, _ in ALL}) == len(ALL) >= 40
    assert [sentence for sentence, case in ALL if not case["expect"]] == []
