"""What `--json` prints is what `schema` describes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.questions.answers import ANSWERS
from tests.cli.running import Cli
from tests.cli.test_answers_golden import LISTS, QUESTIONS, RULES, changed_window

ASKED = {arguments[0]: arguments for arguments in (*QUESTIONS.values(), *LISTS.values())}
ASKED |= {name: ("rules", name.removeprefix("rules-")) for name in ("rules-diff", "rules-simulate")}


@pytest.fixture
def asked(league: Cli, tmp_path: Path) -> Callable[[str], Any]:
    """Return what `--json` prints for a question."""

    def ask(question: str) -> Any:
        arguments = RULES.get(question, ASKED[question])
        if question == "rules-simulate":
            arguments = (*arguments, str(changed_window(tmp_path)), "--as-of", "2018-01-01", "--workers", "1")
        return league.good(*arguments, "--json").json

    return ask


def test_every_question_is_asked_here() -> None:
    assert set(ASKED) == set(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_fits_the_schema_of_its_question(
    league: Cli, asked: Callable[[str], Any], question: str
) -> None:
    schema = league.good("schema", question).json
    Draft202012Validator.check_schema(schema)
    answer = asked(question)
    Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_with_a_field_too_many_does_not_fit(
    league: Cli, asked: Callable[[str], Any], question: str
) -> None:
    schema = league.good("schema", question).json
    answer: dict[str, Any] = asked(question)
    assert not Draft202012Validator(schema).is_valid({**answer, "mood": "good"})
    assert not Draft202012Validator(schema).is_valid({**answer, "basis": {}})


def test_all_schemas_are_given_together(league: Cli) -> None:
    assert set(league.good("schema").json) == set(ANSWERS)


def test_the_schema_of_the_history_format_is_a_schema(league: Cli) -> None:
    Draft202012Validator.check_schema(league.good("schema", "--history").json)
