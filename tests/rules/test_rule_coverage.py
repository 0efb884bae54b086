"""Every statement of the rule book is held by something, and the documents that say so are up to date."""

from __future__ import annotations

import re
from datetime import date
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from ledger.rules.catalog import ProgramRules
from ledger.rules.check import check_programs
from ledger.rules.files import load_text

ROOT = Path(__file__).parents[2]


def _script() -> ModuleType:
    loader = SourceFileLoader("rule_coverage", str(ROOT / "scripts" / "rule-coverage"))
    spec = spec_from_loader("rule_coverage", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


script = _script()
MANUAL = (ROOT / "docs" / "rule-files.md").read_text(encoding="utf-8")
EXAMPLES = [
    text for text in re.findall(r"```toml\n(.*?)```", MANUAL, re.DOTALL) if text.startswith("[program]")
]
WORKED = re.findall(r"^\| ([\d-]+) \| ([\d-]+) \| (\d+) \| `([^`]+)` \|$", MANUAL, re.MULTILINE)


def test_the_rule_book_has_all_its_statements_once() -> None:
    rows = script.statements(ROOT)
    names = [row["id"] for row in rows]
    assert len(names) == len(set(names)) == 224
    assert all(script.ID.fullmatch(name) for name in names)
    assert all(row["kind"] and row["statement"] and None not in row.values() for row in rows)


def test_every_statement_of_the_shipped_programs_has_a_holder() -> None:
    held = script.holders(ROOT)
    assert len(held) == 224
    assert [name for name, holders in held.items() if not holders] == []


def test_the_page_of_coverage_is_up_to_date() -> None:
    page = (ROOT / "docs" / "rule-coverage.md").read_text(encoding="utf-8")
    assert page == script.coverage(ROOT), "run scripts/rule-coverage"


def test_the_table_of_parameters_is_up_to_date() -> None:
    assert script.with_table(MANUAL) == MANUAL, "run scripts/rule-coverage"


def test_only_statements_of_the_rule_book_are_cited_as_descriptive() -> None:
    assert script.descriptive(ROOT).keys() <= {row["id"] for row in script.statements(ROOT)}


def test_no_version_cites_a_statement_that_the_rule_book_does_not_have() -> None:
    known = {row["id"] for row in script.statements(ROOT)}
    assert script.from_rule_files(ROOT).keys() <= known
    assert script.from_code(ROOT).keys() <= known
    assert script.from_tests(ROOT).keys() <= known


def test_a_statement_without_a_holder_is_noticed(tmp_path: Path) -> None:
    for part in ("docs", "ledger", "tests"):
        (tmp_path / part).mkdir()
    (tmp_path / "docs" / "rule-book.tsv").write_text(
        "id\tkind\tstatement\tnote\tsee\nALM-B-98\tfact\tA\t\t\nALM-B-99\tfact\tB\t\t\nXYZ-01\tduty\tC\t\t\n",
        "utf-8",
    )
    (tmp_path / "docs" / "rule-coverage.toml").write_text("[descriptive]\n", "utf-8")
    (tmp_path / "ledger" / "events.py").write_text('class Seen:\n    """Seen (ALM-B-98)."""\n', "utf-8")
    (tmp_path / "tests" / "test_one.py").write_text("def test_alm_b_99_holds(): ...\n", "utf-8")
    assert script.holders(tmp_path) == {"ALM-B-98": ["event `ledger.events.Seen`"], "ALM-B-99": []}
    assert script.from_tests(tmp_path) == {"ALM-B-99": ["`tests/test_one.py`"]}


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_of_the_manual_is_a_clean_rule_file(text: str) -> None:
    assert check_programs([load_text("manual.toml", text)]) == []


@pytest.mark.parametrize(("on", "known", "cap", "ref"), WORKED)
def test_the_worked_example_of_a_correction_holds(on: str, known: str, cap: str, ref: str) -> None:
    program = next(load_text("manual.toml", text) for text in EXAMPLES if 'id = "example"' in text)
    rules = ProgramRules(program, known_on=date.fromisoformat(known)).on(date.fromisoformat(on))
    assert (str(rules.outside_annual_cap), rules.refs["outside_annual_cap"]) == (cap, ref)


def test_the_manual_has_its_examples() -> None:
    assert len(EXAMPLES) == 2
    assert len(WORKED) == 6
