"""The description of the format and its schema say what the import does."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ledger.commands import FACTS
from ledger.intake.history import history_schema, import_history, schema_text
from tests.intake.history.making import POSTED, REGISTERED, opened

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "history-format.md").read_text("utf-8")
BLOCKS = re.findall(r"^### ([^\n]+)\n\n([^\n]+)\n\n```ndjson\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE)
VALIDATOR = Draft202012Validator(history_schema())
REJECTED_BY_BOTH = [
    {"fact": "credit posted"},
    {"fact": "credits posted", "official": "AL-1"},
    POSTED | {"hours_awarded": -1},
    POSTED | {"hours_awarded": True},
    POSTED | {"colour": "red"},
    POSTED | {"official": "Eleanor Whitfield"},
    {key: value for key, value in POSTED.items() if key != "posted_on"},
    {"fact": "attended", "official": "AL-1", "offering": "x", "minutes": "59"},
    {
        "fact": "term began",
        "official": "AL-1",
        "term": "1",
        "office": "mayor",
        "began_on": "2016-11-07",
        "elected": "yes",
    },
]


def test_the_schema_in_the_documentation_is_the_present_one() -> None:
    assert (DOCS / "history.schema.json").read_text("utf-8") == schema_text(), (
        "write the text of ledger.intake.history.schema_text() to docs/history.schema.json"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(history_schema())


def test_every_fact_is_described_with_an_example_of_its_own() -> None:
    assert sorted(fact for fact, _, _ in BLOCKS) == sorted(FACTS)
    for fact, _, lines in BLOCKS:
        assert {json.loads(line)["fact"] for line in lines.splitlines()} == {fact}


@pytest.mark.parametrize(("fact", "said"), [(fact, said) for fact, said, _ in BLOCKS])
def test_every_field_of_a_fact_is_described(fact: str, said: str) -> None:
    for name, field in FACTS[fact].model_fields.items():
        if name != "imported_from":
            assert f"`{name}`" in said
            assert (f"**`{name}`**" in said) is field.is_required()
    day = FACTS[fact].DAY
    assert set(re.findall(r"`(\w+)`†", said)) == ({day} if day else set())


@pytest.mark.parametrize("line", [line for _, _, lines in BLOCKS for line in lines.splitlines()])
def test_every_example_fits_the_schema(line: str) -> None:
    VALIDATOR.validate(json.loads(line))


def test_all_examples_together_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "examples.ndjson"
    file.write_text("".join(lines for _, _, lines in BLOCKS), "utf-8")
    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, file, actor="tester")
    assert set(report.facts) == set(FACTS)
    assert report.imported == report.lines


@pytest.mark.parametrize("fact", REJECTED_BY_BOTH, ids=str)
def test_what_the_schema_refuses_the_import_refuses_too(tmp_path: Path, fact: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(fact)
    file = tmp_path / "history"
    file.write_text(f"{json.dumps(REGISTERED)}\n{json.dumps(fact)}\n", "utf-8")
    with opened(tmp_path / "ledger.db") as service:
        report = import_history(service, file, actor="tester", dry_run=True)
    assert {refusal.line for refusal in report.refusals} == {2}


def test_the_sample_fits_the_schema() -> None:
    sample = DOCS.parent / "samples" / "league-small.ndjson"
    for line in sample.read_text("utf-8").splitlines()[::60]:
        VALIDATOR.validate(json.loads(line))
