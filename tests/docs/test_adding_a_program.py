"""docs/adding-a-program.md is followed to the letter: its blocks make the shipped file, its commands print the page."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.running import ROOT
from tests.docs.test_examples import examples, matches, run

PAGE = (ROOT / "docs" / "adding-a-program.md").read_text(encoding="utf-8")
STEPS, CASES = PAGE.split("## 6. Cases")
SHIPPED = ROOT / "ledger" / "rules" / "data" / "tn-cmfo.toml"


def fences(text: str) -> list[tuple[str, str]]:
    """Every fenced block with its kind, in order."""
    return re.findall(r"^```([a-z-]+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def test_the_blocks_of_the_page_are_the_shipped_file_word_for_word() -> None:
    blocks = [body.rstrip("\n") for kind, body in fences(STEPS) if kind == "toml"]
    assert "\n\n".join(blocks) + "\n" == SHIPPED.read_text(encoding="utf-8")


def test_every_command_of_the_page_prints_what_it_shows_at_its_step(tmp_path: Path) -> None:
    written, commands = "", 0
    for kind, body in fences(STEPS):
        if kind == "toml":
            written += body + "\n"
            (tmp_path / "tn-cmfo.toml").write_text(written, encoding="utf-8")
        elif kind == "ndjson":
            (tmp_path / "history.ndjson").write_text(body, encoding="utf-8")
        else:
            for example in examples(f"```console\n{body}```\n"):
                lines = [line.rstrip() for line in run(example.command, tmp_path).rstrip("\n").splitlines()]
                printed = "".join(f"{line}\n" for line in lines)
                assert matches(example.shown, printed), f"$ {example.command}\n--- printed\n{printed}"
                commands += 1
    assert commands >= 5


def test_the_cases_of_the_page_are_cases_of_the_program() -> None:
    shown = [body for kind, body in fences(CASES) if kind == "toml"]
    kept = (ROOT / "tests" / "rules" / "cases" / "tn-cmfo.toml").read_text(encoding="utf-8")
    assert shown
    assert [body for body in shown if body not in kept] == []
