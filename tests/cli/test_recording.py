"""Facts recorded from the command line: what is said, what is stored, and that repeating adds nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ledger.cli.app import EVERYWHERE, hoisted
from ledger.cli.facts import VERBS
from ledger.commands import FACTS
from tests.cli.running import BEGUN, Cli

ONLY_ELSEWHERE = {"credit posted", "rules adopted"}  # an import's outcome; `init` and `rules adopt`


def registered(cli: Cli) -> None:
    cli.good("official", "register", "AL-1", "--registered-on", "2020-11-09")
    cli.good("enrol", "AL-1", "--program", "alm-basic", "--enrolled-on", "2020-11-09")
    cli.good(
        "term", "begin", "AL-1", "--term", "2020", "--office", "mayor", "--began-on", "2020-11-02",
        "--municipality", "Troy",
    )  # fmt: skip


def claimed(cli: Cli) -> None:
    registered(cli)
    cli.good(
        "credit", "claim", "AL-1", "--claim", "c-1", "--title", "Finance", "--completed-on", "2021-05-03",
        "--source", "league", "--mode", "in-person", "--hours-claimed", "4.5", "--submitted-on", "2021-05-04",
    )  # fmt: skip


def test_every_fact_has_its_command() -> None:
    assert {verb.command.FACT for verb in VERBS} == set(FACTS) - ONLY_ELSEWHERE


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: f"{verb.group} {verb.name}".strip())
def test_every_command_has_help_from_its_class(fresh: Cli, verb: object) -> None:
    assert isinstance(verb, tuple)
    found = fresh.good(*(part for part in verb[:2] if part), "--help")
    first = (verb[2].__doc__ or "").split(".")[0].split()
    assert " ".join(first) in " ".join(found.out.split())
    assert "--db" in found.out


def test_a_credit_goes_from_claim_to_transcript(fresh: Cli) -> None:
    claimed(fresh)
    said = fresh.good(
        "credit", "approve", "AL-1", "--claim", "c-1", "--hours-awarded", "4", "--approved-on", "2021-05-10"
    )
    assert (
        said.out
        == f"recorded at position {BEGUN + 5}: Credit approved: claim c-1, hours awarded 4, approved on 2021-05-10\n"
    )
    transcript = fresh.good("transcript", "AL-1", "--as-of", "2021-12-31", "--json").json
    assert transcript["programs"][0]["totals"]["counted"] == "4"


def test_what_is_so_already_is_said_and_not_recorded(fresh: Cli) -> None:
    registered(fresh)
    again = fresh.good("official", "register", "AL-1", "--registered-on", "2020-11-09")
    assert again.out == "already so: nothing recorded\n"
    assert (
        fresh.good("official", "register", "AL-1", "--registered-on", "2020-11-09", "--json").json["recorded"]
        is False
    )
    assert fresh.good("status", "--json").json["position"] == BEGUN + 3


def test_a_repeated_command_id_is_answered_with_its_first_result(fresh: Cli) -> None:
    claimed(fresh)
    command = (
        "credit",
        "approve",
        "AL-1",
        "--claim",
        "c-1",
        "--approved-on",
        "2021-05-10",
        "--command-id",
        "k-1",
    )
    first, second = fresh.good(*command), fresh.good(*command)
    assert first.out.startswith(f"recorded at position {BEGUN + 5}: ")
    assert second.out.startswith(f"recorded before, under the same command id, at position {BEGUN + 5}: ")
    assert fresh.good(*command, "--json").json["repeated"] is True
    assert fresh.good("status", "--json").json["position"] == BEGUN + 5


def test_a_refusal_says_why_and_records_nothing(fresh: Cli) -> None:
    claimed(fresh)
    found = fresh("credit", "approve", "AL-1", "--claim", "c-1", "--hours-awarded", "9")
    assert found.status == 1
    assert found.out == ""
    assert "4.5" in found.err
    assert fresh("credit", "approve", "AL-1", "--claim", "c-1", "--hours-awarded", "9", "--json").errors[0][
        "reason"
    ]
    assert fresh.good("status", "--json").json["position"] == BEGUN + 4


def test_a_document_is_kept_by_its_hash(fresh: Cli, tmp_path: Path) -> None:
    claimed(fresh)
    agenda = tmp_path / "agenda.pdf"
    agenda.write_bytes(b"%PDF-1.4 agenda")
    fresh.good(
        "credit", "attach", "AL-1", "--claim", "c-1", "--document", f"agenda={agenda}", "--document",
        "registration-confirmation",
    )  # fmt: skip
    event = fresh.good("replay", "AL-1", "--json", "--as-of", "2021-12-31").json["steps"][-1]["event"]
    assert event["documents"] == [
        {"kind": "agenda", "sha256": hashlib.sha256(b"%PDF-1.4 agenda").hexdigest()},
        {"kind": "registration-confirmation"},
    ]


def test_names_and_reasons_stay_out_of_the_log(fresh: Cli) -> None:
    claimed(fresh)
    fresh.good("official", "contact", "AL-1", "--given-name", "Ada", "--family-name", "Quillfeather")
    fresh.good("credit", "return", "AL-1", "--claim", "c-1", "--reason", "Agenda unreadable")
    exported = fresh.good("log", "show", "--json").out
    assert "Quillfeather" not in exported
    assert "unreadable" not in exported
    assert "unreadable" in fresh.good("replay", "AL-1", "--explain", "--as-of", "2021-12-31").out


def test_an_instant_is_taken_as_the_authoritys_local_day(fresh: Cli) -> None:
    registered(fresh)
    fresh.good("term", "end", "AL-1", "--term", "2020", "--ended-on", "2025-01-01T05:30:00Z")
    assert "ended on 2024-12-31" in fresh.good("replay", "AL-1", "--as-of", "2025-06-01").out.replace(
        "\n" + " " * 22, " "
    )


def test_who_acts_is_recorded(fresh: Cli) -> None:
    fresh.good("official", "register", "AL-2", "--actor", "Registrar")
    assert '"actor":"Registrar"' in fresh.good("log", "show", "--json", "--official", "AL-2").out


def test_approvals_in_bulk_give_a_result_a_line(fresh: Cli, tmp_path: Path) -> None:
    claimed(fresh)
    table = tmp_path / "approvals.csv"
    table.write_text(
        "official,claim,hours_awarded,approved_on\nAL-1,c-1,4.5,2021-05-10\nAL-1,c-9,,\nAL-7,c-1,,\n"
    )
    tried = fresh("credit", "approve-many", table, "--dry-run")
    assert (tried.status, tried.out.count("refused: "), "would be approved" in tried.out) == (1, 2, True)
    assert fresh.good("status", "--json").json["position"] == BEGUN + 4
    found = fresh("credit", "approve-many", table)
    assert found.status == 1
    assert f"approved at position {BEGUN + 5}" in found.out
    assert "1 approved, 0 so already, 2 refused." in found.err
    again = fresh("credit", "approve-many", table, "--json")
    assert [line["repeated"] for line in again.json] == [True, False, False]
    assert fresh.good("status", "--json").json["position"] == BEGUN + 5


def test_a_table_of_approvals_is_read_whole_before_anything_is_recorded(fresh: Cli, tmp_path: Path) -> None:
    claimed(fresh)
    table = tmp_path / "approvals.csv"
    table.write_text("official,claim,hours_awarded\nAL-1,c-1,4.5\nAL-1,c-1,many\nAL-1,,1\n")
    found = fresh("credit", "approve-many", table)
    assert found.status == 3
    assert "approvals.csv:3: hours_awarded" in found.err
    assert "approvals.csv:4: claim" in found.err
    assert fresh.good("status", "--json").json["position"] == BEGUN + 4
    table.write_text("member;claim\n")
    assert "official,claim,hours_awarded,approved_on" in fresh("credit", "approve-many", table).err


def test_options_of_every_command_may_stand_anywhere() -> None:
    line = ["standing", "AL-1", "--json", "--db", "sqlite:///a.db", "--as-of", "2022-01-01", "--rules=r.toml"]
    assert hoisted(line) == [
        "--json", "--db", "sqlite:///a.db", "--rules=r.toml", "standing", "AL-1", "--as-of", "2022-01-01",
    ]  # fmt: skip
    assert hoisted(["a", "--", "--json"]) == ["a", "--", "--json"]
    assert hoisted(["a", "--db"]) == ["--db", "a"]


def test_no_fact_has_a_field_with_the_name_of_an_option_of_every_command() -> None:
    names = {f"--{name.replace('_', '-')}" for verb in VERBS for name in verb.command.model_fields}
    assert not names & set(EVERYWHERE)


def test_settings_come_from_the_environment_too(fresh: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_LEDGER_ACTOR", "Night shift")
    fresh.good("official", "register", "AL-3")
    assert '"actor":"Night shift"' in fresh.good("log", "show", "--json", "--official", "AL-3").out
    monkeypatch.setenv("CREDIT_LEDGER_RULES", "none.toml")
    assert fresh("status").status == 3


def test_a_misspelt_kind_of_letter_is_refused_with_those_there_are(fresh: Cli) -> None:
    fresh.good("official", "register", "M-1", "--registered-on", "2015-01-01")
    for program, wrong, known in (
        ("amcto-cmo", "authorization-letter", "Use one of authorisation-letter"),
        ("iimc-cmc", "certificat", "Use one of certificate, lapel-pin, plaque"),
    ):
        refused = fresh(
            "letter", "send", "M-1", "--program", program, "--kind", wrong, "--sent-on", "2020-01-01"
        )
        assert refused.status != 0
        assert known in " ".join(refused.err.split())
    fresh.good(
        "letter",
        "send",
        "M-1",
        "--program",
        "alm-basic",
        "--kind",
        "annual-hours-reminder",
        "--sent-on",
        "2020-01-01",
    )
    fresh.good(
        "letter", "send", "M-1", "--program", "iimc-cmc", "--kind", "welcome", "--sent-on", "2020-01-01"
    )
