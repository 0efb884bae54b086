"""The commands on PostgreSQL: `migrate`, `copy`, and the others with an address instead of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.cli import main
from tests.postgres_server import Server


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs one command line with --json; it returns exit status, data and errors."""
    monkeypatch.delenv("CREDIT_LEDGER_DB", raising=False)

    def command(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--json", "--actor", "clerk", *arguments])
        seen = capsys.readouterr()
        return int(left.value.code or 0), json.loads(seen.out) if seen.out else None, seen.err

    return command


def test_a_ledger_is_migrated_used_and_copied_by_command(
    run: Any, postgres: Server, empty_database: str, tmp_path: Path
) -> None:
    url, copy = postgres.url(empty_database), f"{tmp_path}/copy.db"
    status, made, _ = run("migrate", url, "--ledger-id", "league-1")
    assert (status, made["ledger"], made["schema_before"], made["schema"]) == (0, "league-1", 0, 1)
    assert run("--db", url, "migrate")[1]["schema_before"] == 1
    assert run("--db", url, "init")[0] == 0
    assert run("--db", url, "official", "register", "AL-1", "--registered-on", "2016-11-07")[0] == 0
    state = run("--db", url, "status")[1]
    last = state["position"]
    assert state["ledger"] == "league-1"
    assert last > 1
    assert run("--db", url, "standing", "AL-1", "--as-of", "2024-01-01")[0] == 0

    status, copied, _ = run("copy", url, copy)
    assert (status, copied["ledger"], copied["new"], copied["position"]) == (0, "league-1", last, last)
    assert run("copy", copy, url)[1]["new"] == 0
    verified = [run("--db", db, "log", "verify")[1] for db in (url, copy)]
    assert verified[0] == verified[1]
    digests = [run("--db", db, "project", "--digest")[1]["digest"] for db in (url, copy)]
    assert digests[0] == digests[1]


def test_the_address_may_come_from_the_environment(
    run: Any, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDIT_LEDGER_DB", postgres_url)
    assert run("status")[1]["position"] == 0


def test_a_password_in_the_address_is_not_shown(run: Any, postgres_url: str) -> None:
    status, state, _ = run("--db", postgres_url.replace("owner@", "owner:s3cret@"), "status")
    assert status == 0
    assert "owner@" in state["db"]
    assert "s3cret" not in json.dumps(state)


def test_what_cannot_be_migrated_or_copied_is_told_with_its_exit_status(
    run: Any, postgres: Server, postgres_url: str, tmp_path: Path
) -> None:
    file = f"{tmp_path}/one.db"
    assert run("--db", file, "init", "--ledger-id", "0123abcd")[0] == 0
    for arguments, status, said in (
        (("migrate", file), 3, "made by `credit-ledger init`"),
        (("migrate", postgres.url("no_such_database")), 4, "createdb"),
        (("copy", file, postgres_url), 3, "another one"),
        (("copy", f"{tmp_path}/none.db", postgres_url), 4, "no ledger at this address"),
        (("--db", postgres.url("postgres"), "status"), 4, "credit-ledger migrate"),
    ):
        found, _, errors = run(*arguments)
        assert (found, said in errors) == (status, True), errors
