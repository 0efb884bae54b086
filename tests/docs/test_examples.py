"""The examples of the documentation are run, and must print what they show.

A fence of the kind `console` holds commands after `$ ` and what they print, on both streams. A line `...` stands for
any lines, `...` within a line for any text. The commands of a page run in order in one folder, which holds `samples/`;
with `<!-- examples: sample league -->` on the page, also `ledger.db`, the sample league.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.running import ROOT, SAMPLES, SETTINGS, build_sample

PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if "```console" in page.read_text(encoding="utf-8")
]
SAMPLE = "<!-- examples: sample league -->"
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


class Example(NamedTuple):
    """A command and what it prints, with the line of the page it stands on."""

    line: int
    command: str
    shown: tuple[str, ...]


def examples(text: str) -> list[Example]:
    found: list[Example] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            found.append(Example(number, line.removeprefix("$ "), ()))
        elif inside and found and found[-1].command.endswith("\\") and line.startswith("> "):
            found[-1] = found[-1]._replace(command=found[-1].command + "\n" + line.removeprefix("> "))
        elif inside and found:
            found[-1] = found[-1]._replace(shown=(*found[-1].shown, line))
    return [example._replace(shown=_without_last_blanks(example.shown)) for example in found]


def _without_last_blanks(lines: tuple[str, ...]) -> tuple[str, ...]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Say whether the page shows what was printed."""
    pattern = ""
    for line in shown:
        if line == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += r"[^\n]*".join(re.escape(part) for part in line.split("...")) + r"\n"
    return re.fullmatch(pattern, printed) is not None


def programs(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def run(command: str, folder: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
        env={**clean, "PATH": path, "LOGNAME": "clerk", "HOME": str(folder)},
        timeout=120,
    )
    return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shutil.copytree(SAMPLES, tmp_path / "samples")
    if SAMPLE in text:
        build_sample(tmp_path / "ledger.db")
    for example in examples(text):
        lines = tuple(line.rstrip() for line in run(example.command, tmp_path).splitlines())
        printed = "".join(f"{line}\n" for line in _without_last_blanks(lines))
        shown = "\n".join(example.shown)
        assert matches(example.shown, printed), (
            f"{page.name}:{example.line}: $ {example.command}\n--- shown\n{shown}\n--- printed\n{printed}"
        )


def test_the_python_of_the_readme_prints_what_its_comments_say(tmp_path: Path) -> None:
    build_sample(tmp_path / "ledger.db")
    (program,) = programs((ROOT / "README.md").read_text(encoding="utf-8"))
    (tmp_path / "example.py").write_text(program, encoding="utf-8")
    said = [line.partition("  # ")[2] for line in program.splitlines() if "print(" in line]
    assert run("python example.py", tmp_path).splitlines() == said


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    broken = [
        target
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (page.parent / target).exists()
    ]
    assert broken == []


def test_a_page_is_read_into_commands_and_what_they_print() -> None:
    page = "Text\n```console\n$ one\na\n\n$ two \\\n> more\nb\n```\n```sh\n$ three\n```\n"
    assert examples(page) == [Example(3, "one", ("a",)), Example(6, "two \\\nmore", ("b",))]


@pytest.mark.parametrize(
    ("shown", "printed", "is_match"),
    [
        (("a", "b"), "a\nb\n", True),
        (("a",), "a\nb\n", False),
        (("a", "..."), "a\nb\nc\n", True),
        (("...", "c"), "a\nb\nc\n", True),
        (("at ... now",), "at noon now\n", True),
        (("at ... now",), "at noon then\n", False),
        ((), "", True),
        ((), "a\n", False),
    ],
)
def test_dots_stand_for_any_text(shown: tuple[str, ...], printed: str, is_match: bool) -> None:
    assert matches(shown, printed) is is_match
