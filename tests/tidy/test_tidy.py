"""The source keeps its own rules, and each rule is seen to find what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tidy import checks

ROOT = Path(__file__).resolve().parents[2]

Check = Callable[[Path], list[str]]

CHECKS: tuple[Check, ...] = (
    checks.wrong_imports,
    checks.oversized_modules,
    checks.oversized_functions,
    checks.long_functions_in_general,
    checks.crowded_parameters,
    checks.missing_docstrings,
    checks.hidden_clocks,
    checks.inexact_numbers,
    checks.swallowed_exceptions,
    checks.error_codes,
    checks.unfinished_work,
    checks.machine_paths,
    checks.registry_hosts,
)


def named(check: Check) -> str:
    return check.__name__.replace("_", " ")


@pytest.mark.parametrize("check", CHECKS, ids=named)
def test_the_source_is_free_of(check: Check) -> None:
    found = check(ROOT)
    assert not found, "\n" + "\n".join(found)


def body(lines: int) -> str:
    """A function of so many lines."""
    return "def counted():\n" + "    x = 1\n" * (lines - 1)


# check, file, content, what the finding says: every content breaks the rule once, in line `line`.
BREACHES: tuple[tuple[Check, str, str, int, str], ...] = (
    (checks.wrong_imports, "ledger/rules/model.py", "import ledger.log.store\n", 1, "rules imports log"),
    (checks.wrong_imports, "ledger/log/a.py", "\nfrom ledger import projections\n", 2, "imports projections"),
    (checks.wrong_imports, "ledger/log/a.py", "from ..aggregates import official\n", 1, "imports aggregates"),
    (checks.wrong_imports, "ledger/aggregates/a.py", "from ledger.vault import Vault\n", 1, "imports vault"),
    (checks.wrong_imports, "ledger/service.py", "from ledger.projections import runner\n", 1, "projections"),
    (
        checks.wrong_imports,
        "ledger/questions.py",
        "from ledger.aggregates import x\n",
        1,
        "imports aggregates",
    ),
    (checks.wrong_imports, "ledger/service.py", "from .questions import x\n", 1, "imports questions"),
    (checks.wrong_imports, "ledger/questions.py", "from ledger import Ledger\n", 1, "imports ledger"),
    (checks.wrong_imports, "ledger/errors.py", "def f():\n    from . import values\n", 2, "imports values"),
    (checks.wrong_imports, "ledger/events.py", "from ledger.commands import x\n", 1, "imports commands"),
    (checks.wrong_imports, "ledger/record.py", "from ledger.rules import x\n", 1, "imports rules"),
    (checks.wrong_imports, "ledger/annex.py", "", 1, "'annex' has no place"),
    (checks.oversized_modules, "ledger/values.py", "x = 1\n" * 421, 421, "421 lines"),
    (checks.oversized_functions, "ledger/values.py", "\n" + body(71), 2, "71 lines"),
    (checks.long_functions_in_general, "ledger/values.py", body(2) * 18 + body(45) * 2, 37, "45 lines"),
    (checks.crowded_parameters, "ledger/values.py", "def f(a, b, c, d, e, g): ...\n", 1, "6 positional"),
    (checks.missing_docstrings, "ledger/values.py", "x = 1\n", 1, "the module has no docstring"),
    (
        checks.missing_docstrings,
        "ledger/values.py",
        '"""A."""\nclass C:\n    x = 1\n',
        2,
        "C has no docstring",
    ),
    (checks.missing_docstrings, "ledger/values.py", '"""A."""\n' + body(9), 2, "counted has no docstring"),
    (checks.hidden_clocks, "ledger/rules/a.py", "x = datetime.now(UTC)\n", 1, "datetime.now reads"),
    (checks.hidden_clocks, "ledger/log/a.py", "def f(x=datetime.date.today): ...\n", 1, "date.today reads"),
    (checks.hidden_clocks, "ledger/log/a.py", "x = time.time_ns()\n", 1, "time.time_ns reads"),
    (checks.inexact_numbers, "ledger/events.py", "class A:\n    hours: float | None\n", 2, "not exact"),
    (checks.inexact_numbers, "ledger/rules/a.py", "def f(x: list[float]): ...\n", 1, "not exact"),
    (checks.inexact_numbers, "ledger/values.py", "def f() -> float: ...\n", 1, "not exact"),
    (checks.inexact_numbers, "ledger/record.py", "x = float(y)\n", 1, "not exact"),
    (
        checks.swallowed_exceptions,
        "ledger/a.py",
        "try:\n    f()\nexcept OSError:\n    pass\n",
        3,
        "swallowed",
    ),
    (checks.swallowed_exceptions, "ledger/a.py", "try:\n    f()\nexcept OSError:\n    ...\n", 3, "swallowed"),
    (checks.error_codes, "ledger/errors.py", "class A(Exception):\n    x = 1\n", 1, "A has no code"),
    (
        checks.error_codes,
        "ledger/errors.py",
        "class A(Exception):\n    code: str = 'a'\nclass B(A):\n    code = 'a'\n",
        3,
        "B has the code 'a' of A",
    ),
    (checks.unfinished_work, "docs/a.md", "Well.\nTO" + "DO: more\n", 2, "finish it"),
    (checks.unfinished_work, "scripts/a", "# FIX" + "ME\n", 1, "finish it"),
    (checks.machine_paths, "docs/a.md", "Look into /ho" + "me/me/ledger.db\n", 1, "relative"),
    (checks.machine_paths, "a.lock", "# from '/wo" + "rk/x'\n", 1, "relative"),
    (checks.registry_hosts, "requirements.lock", "--index-url https://py" + "pi.org/simple\n", 1, "alone"),
)


def planted(root: Path, name: str, content: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return root


@pytest.mark.parametrize(("check", "name", "content", "line", "words"), BREACHES)
def test_a_breach_is_found_with_its_file_its_line_and_a_remedy(
    tmp_path: Path, check: Check, name: str, content: str, line: int, words: str
) -> None:
    found = check(planted(tmp_path, name, content))
    assert found
    assert found[0].startswith(f"{name}:{line}: ")
    assert words in found[0]
    assert found[0].endswith(".")


ALLOWED: tuple[tuple[Check, str, str], ...] = (
    (checks.wrong_imports, "ledger/__init__.py", "from ledger.service import Ledger\n"),
    (checks.wrong_imports, "ledger/__main__.py", "from ledger.cli import main\n"),
    (checks.wrong_imports, "ledger/cli.py", "from ledger import Ledger, questions\nimport ledger.errors\n"),
    (
        checks.wrong_imports,
        "ledger/service.py",
        "from ledger.log import open_store\nfrom . import aggregates\n",
    ),
    (checks.wrong_imports, "ledger/log/a.py", "from .store import x\nfrom ..errors import Conflict\n"),
    (checks.wrong_imports, "ledger/values.py", "from ledger.errors import InvalidInput\nimport ledgers\n"),
    (checks.oversized_modules, "ledger/values.py", "x = 1\n" * 420),
    (checks.oversized_functions, "ledger/values.py", body(70)),
    (checks.long_functions_in_general, "ledger/values.py", body(2) * 19 + body(60)),
    (checks.long_functions_in_general, "ledger/values.py", body(44) * 20),
    (checks.crowded_parameters, "ledger/a.py", "class A:\n    def f(self, a, b, c, d, e, *, g, h): ...\n"),
    (checks.missing_docstrings, "ledger/a.py", '"""A."""\nclass _B: ...\n' + body(8)),
    (checks.missing_docstrings, "ledger/a.py", '"""A."""\n@typing.override\n' + body(9)),
    (checks.hidden_clocks, "ledger/service.py", "x = datetime.now(UTC)\n"),
    (checks.hidden_clocks, "ledger/log/instants.py", "x = time.time_ns()\n"),
    (checks.hidden_clocks, "ledger/cli/main.py", "x = datetime.now(UTC)\n"),
    (checks.inexact_numbers, "ledger/values.py", "x = isinstance(y, float)\n"),
    (checks.inexact_numbers, "ledger/log/a.py", "def wait(seconds: float): ...\n"),
    (checks.swallowed_exceptions, "ledger/a.py", "try:\n    f()\nexcept KeyError:\n    x = 1\n"),
    (
        checks.error_codes,
        "ledger/errors.py",
        "class A(Exception):\n    code = 'a'\nclass B(A):\n    code = 'b'\n",
    ),
    (checks.machine_paths, "docs/a.md", "See the course/wo" + "rk/plan and https://example.org/ho" + "me/\n"),
)


@pytest.mark.parametrize(("check", "name", "content"), ALLOWED)
def test_what_the_rules_allow_is_not_found(tmp_path: Path, check: Check, name: str, content: str) -> None:
    assert check(planted(tmp_path, name, content)) == []


@pytest.mark.parametrize("check", CHECKS, ids=named)
def test_a_tree_without_files_has_no_findings(tmp_path: Path, check: Check) -> None:
    assert check(tmp_path) == []


def test_every_rule_has_a_breach_that_it_finds() -> None:
    assert {breach[0] for breach in BREACHES} == set(CHECKS)
