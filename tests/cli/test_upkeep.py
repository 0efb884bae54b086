"""Making, restoring, verifying and projecting a ledger; history in; rules shown, checked and adopted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.rules.catalog import shipped_files
from tests.cli.running import BEGUN, ROOT, SAMPLES, Cli, process


def test_init_adopts_the_shipped_rules_once(fresh: Cli) -> None:
    status = fresh.good("status", "--json").json
    assert status["position"] == BEGUN
    assert all(rule["adopted"] for rule in status["rules"])
    assert "adopted already" in fresh.good("init").out
    assert fresh.good("status", "--json").json["position"] == BEGUN


def test_a_ledger_is_restored_from_its_export_byte_for_byte(league: Cli, tmp_path: Path) -> None:
    exported = tmp_path / "log.ndjson"
    found = league.good("log", "export", exported)
    assert found.out == ""
    assert "4,964 lines of the ledger sample" in found.err
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    restored = league.good("--db", copy, "log", "import", exported, "--ledger-id", "sample")
    assert "4,964 new events" in restored.out
    assert "0 new events" in league.good("--db", copy, "log", "import", exported).out
    again = process("--db", copy, "log", "export")
    assert again.out.encode() == exported.read_bytes()
    with Ledger.open(copy) as there, Ledger.open(f"sqlite:///{league.db}") as here:
        assert there.store.find("2022-convention") == here.store.find("2022-convention") != []
    asked = ("standing", "AL-000001", "--as-of", "2022-03-31", "--json")
    assert league.good("--db", copy, *asked).out == league.good(*asked).out


def test_part_of_a_log_is_exported_and_continued(league: Cli, tmp_path: Path) -> None:
    whole, first, rest = tmp_path / "whole", tmp_path / "first", tmp_path / "rest"
    league.good("log", "export", whole)
    league.good("log", "export", first, "--until", "1000")
    league.good("log", "export", rest, "--from", "1001")
    assert first.read_bytes() + rest.read_bytes() == whole.read_bytes()
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    league.good("--db", copy, "log", "import", first)
    assert league.good("--db", copy, "log", "import", rest, "--json").json["new"] == 3964


def test_an_export_never_overwrites_a_file(league: Cli, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("kept")
    assert league("log", "export", kept).status == 3
    assert kept.read_text() == "kept"


def test_the_log_verifies(league: Cli) -> None:
    found = league.good("log", "verify", "--json").json
    assert (found["verified"], found["events"], found["ledger"]) == (True, 4964, "sample")
    assert len(found["last_leaf"]) == 64


def test_the_log_is_shown_as_sentences_or_as_lines(league: Cli) -> None:
    shown = league.good("log", "show", "--from", "2708", "--until", "2708").out
    assert "Credit approved: claim C-000001-005" in " ".join(shown.split())
    line = json.loads(league.good("log", "show", "--from", "2708", "--until", "2708", "--json").out)
    assert (line["position"], line["type"]) == (2708, "credit-approved.v1")
    own = league.good("log", "show", "--official", "AL-000001", "--json").out.splitlines()
    assert {json.loads(one)["stream"] for one in own} == {"official/AL-000001"}


def test_rebuilt_tables_have_the_digest_of_those_that_followed_the_log(league: Cli) -> None:
    followed = league.good("project", "--digest", "--json").json
    rebuilt = league.good("project", "--rebuild", "--digest", "--json").json
    assert rebuilt == followed
    assert followed["lag"] == 0


def test_tables_follow_before_a_question_about_many_officials(fresh: Cli) -> None:
    fresh.good("official", "register", "AL-1", "--registered-on", "2020-11-09")
    fresh.good("enrol", "AL-1", "--program", "alm-basic", "--enrolled-on", "2020-11-09")
    asked = ("population", "alm-basic", "--as-of", "2021-01-01", "--json")
    assert fresh.good(*asked).json["totals"] == {"in-progress": 1}
    fresh.good("official", "register", "AL-2", "--registered-on", "2020-11-09")
    fresh.good("enrol", "AL-2", "--program", "alm-basic", "--enrolled-on", "2020-11-09")
    assert fresh.good(*asked).json["totals"] == {"in-progress": 2}


@pytest.fixture
def other_rules(tmp_path: Path) -> Path:
    text = dict(shipped_files())["alm-basic.toml"]
    path = tmp_path / "alm-basic.toml"
    path.write_text(text + "\n# A remark.\n", encoding="utf-8")
    return path


def test_changed_rule_files_are_noticed(league: Cli, other_rules: Path) -> None:
    found = league.good(
        "population", "alm-basic", "--totals", "--as-of", "2021-12-31", "--rules", other_rules
    )
    assert "rule files have changed" in found.err
    status = league.good("status", "--json", "--rules", other_rules).json
    assert status["tables"]["current_rules"] is True
    assert league.good("status", "--json").json["tables"]["current_rules"] is False
    assert "to be built anew" in league.good("status").out


def test_rules_are_checked_with_all_their_problems(fresh: Cli, other_rules: Path) -> None:
    assert fresh.good("rules", "check", other_rules).out.startswith("No problem")
    other_rules.write_text(other_rules.read_text().replace("published_on", "publised_on"))
    found = fresh("rules", "check", other_rules)
    assert found.status == 1
    assert found.out.count(f"{other_rules}:") > 10
    assert len(fresh("rules", "check", other_rules, "--json").json["problems"]) == found.out.count(
        f"{other_rules}:"
    )


def test_rules_are_shown_as_of_a_day_and_as_published_by_a_day(fresh: Cli) -> None:
    def required(*dates: str) -> str:
        rules = fresh.good("rules", "show", "alm-basic", "--json", *dates).json["alm-basic"]
        return next(str(rule["value"]) for rule in rules if ".annual_required@" in rule["ref"])

    assert required("--as-of", "2025-06-01") == "5"
    assert required("--as-of", "2024-06-01") == "none"
    assert required("--as-of", "2025-06-01", "--known-at", "2020-01-01") == "none"
    assert "annual_required: 5" in fresh.good("rules", "show", "--all").out
    assert fresh("rules", "show", "alm-masters").status == 1
    assert fresh("rules", "show", "alm-basic", "--known-at", "17").status == 3


def test_rules_are_listed_in_the_order_of_their_chain(fresh: Cli) -> None:
    assert [rule["program"] for rule in fresh.good("rules", "list", "--json").json] == [
        "alm-basic",
        "alm-advanced",
        "amcto-cmo",
        "iimc-cmc",
        "iimc-mmc",
        "tn-cmfo",
    ]


def test_refused_history_lists_every_line_and_records_nothing(fresh: Cli, tmp_path: Path) -> None:
    file = tmp_path / "old.ndjson"
    file.write_text(
        '{"fact": "official registered", "official": "AL-1", "registered_on": "2020-01-01"}\n'
        '{"fact": "offical registered", "official": "AL-2"}\n'
        '{"fact": "enrolled", "official": "AL-9", "program": "alm-masters", "enrolled_on": "2020-01-01"}\n'
    )
    found = fresh("import", "history", file)
    assert found.status == 1
    assert "old.ndjson:2" in found.out
    assert "old.ndjson:3" in found.out
    assert "--skip-refused" in found.err
    assert fresh.good("status", "--json").json["position"] == BEGUN
    some = fresh("import", "history", file, "--skip-refused", "--json")
    assert (some.status, some.json["imported"] <= 1) == (1, True)


def test_the_same_history_again_adds_nothing(league: Cli) -> None:
    again = league.good(
        "--actor", "older-system", "import", "history", SAMPLES / "league-small.ndjson", "--json"
    )
    assert again.json["imported"] == 0
    assert league.good("status", "--json").json["position"] == 4964


def test_piped_output_is_plain_and_progress_is_not_in_it(league: Cli) -> None:
    found = process("--db", f"sqlite:///{league.db}", "population", "alm-basic", "--as-of", "2021-12-31")
    assert "\x1b" not in found.out
    assert found.err == ""


def test_the_version_is_said() -> None:
    assert process("--version").out == "credit-ledger 0.1.0\n"


def test_quickstart_runs_from_anywhere_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    import subprocess

    script = (ROOT / "scripts/quickstart").read_text(encoding="utf-8")
    project = tmp_path / "a project"
    (project / "scripts").mkdir(parents=True)
    (project / "scripts/quickstart").write_text(script)
    (project / "scripts/env").write_text("#!/bin/sh\nexit 0\n")
    for name in ("quickstart", "env"):
        (project / "scripts" / name).chmod(0o755)
    (project / ".venv").symlink_to(ROOT / ".venv")
    shutil.copytree(SAMPLES, project / "samples")

    def tour() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [project / "scripts/quickstart"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            timeout=120,
        )

    earlier = f"sqlite:///{project / 'quickstart.db'}"
    assert process("--db", earlier, "init", "--ledger-id", "quickstart").status == 0
    first = tour()
    assert first.returncode == 0, first.stderr
    assert "$ credit-ledger standing AL-000001 --as-of 2022-03-31 --known-at 2022-04-15" in first.stdout
    assert "inactive  2022-01-01" in first.stdout
    assert f"{4964 + BEGUN:,} events in {372 + BEGUN} streams verified" in first.stdout
    (project / "quickstart.db").write_text("mine")
    refused = tour()
    assert refused.returncode == 1
    assert "move it away first" in refused.stderr
    assert (project / "quickstart.db").read_text() == "mine"
