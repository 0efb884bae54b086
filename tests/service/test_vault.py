"""Names, email, addresses and reasons go to the vault; the log has commitments; an email belongs to one official."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Rejected
from ledger.open import Ledger
from ledger.service import Outcome
from tests.service.making import CLAIMED, REGISTERED, SCHEDULED, asked, events, opened, request

EMAIL = "eleanor@example.org"


def register(ledger: Ledger, *officials: str) -> None:
    for name in officials:
        ledger.submit(asked("official registered", official=name, registered_on="2016-11-07"), actor="clerk")


def contact(ledger: Ledger, official: str, day: str, **data: Any) -> Outcome:
    return ledger.submit(asked("contact recorded", official=official, recorded_on=day, **data), actor="clerk")


def rows(ledger: Ledger, table: str) -> list[tuple[Any, ...]]:
    return ledger.vault._select(f"SELECT * FROM {table}")


def test_the_log_holds_a_commitment_that_the_vault_can_open(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1")
        contact(ledger, "AL-1", "2020-01-01", given_name="Eleanor", email=EMAIL)
        event: Any = events(ledger)[-1]
        assert event.parts == ("email", "given-name")
        assert ledger.vault.body(event.contact) == {"given_name": "Eleanor", "email": EMAIL}
        ((commitment, official, kind, salt, body),) = rows(ledger, "vault")
        assert (commitment, official, kind) == (event.contact, "AL-1", "contact")
        assert hashlib.sha256(salt + body.encode()).hexdigest() == commitment
        assert len(salt) == 16


def test_the_same_text_of_two_officials_has_two_commitments(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1", "AL-2")
        contact(ledger, "AL-1", "2020-01-01", given_name="Eleanor")
        contact(ledger, "AL-2", "2020-01-01", given_name="Eleanor")
        assert events(ledger)[-1].contact != events(ledger, "official/AL-2")[-1].contact  # type: ignore[attr-defined]


def test_a_contact_adds_to_what_is_known_and_the_same_again_adds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1")
        contact(ledger, "AL-1", "2020-01-01", given_name="Eleanor", email=EMAIL)
        contact(ledger, "AL-1", "2020-02-01", address="1 Town Square")
        event: Any = events(ledger)[-1]
        assert ledger.vault.body(event.contact) == {
            "given_name": "Eleanor", "email": EMAIL, "address": "1 Town Square",
        }  # fmt: skip
        assert contact(ledger, "AL-1", "2020-03-01", email=EMAIL).events == ()
        assert len(rows(ledger, "vault")) == 2


def test_a_reason_is_kept_in_the_vault(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for command in (SCHEDULED, REGISTERED, CLAIMED):
            ledger.submit(command, actor="clerk")
        ledger.submit(asked("credit rejected", claim="C-1", reason="She was ill."), actor="clerk")
        event: Any = events(ledger)[-1]
        assert ledger.vault.body(event.reason) == {"reason": "She was ill."}
        exported = b"".join(one.line for one in ledger.store.read_all())
        assert b"ill" not in exported


def test_a_refused_command_leaves_nothing_in_the_vault(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        batch = [
            asked("contact recorded", official="AL-9", recorded_on="2025-01-01", email=EMAIL),
            asked("credit rejected", official="AL-9", claim="C-1", reason="She was ill."),
            REGISTERED,
            asked("contact recorded", recorded_on="2025-01-01", given_name="Eleanor"),
        ]
        outcomes = ledger.submit_many([request(one, f"c-{n}") for n, one in enumerate(batch)])
        assert [one.refusal is None for one in outcomes] == [False, False, True, True]
        assert [row[1] for row in rows(ledger, "vault")] == ["AL-1"]
        assert rows(ledger, "vault_email") == []


def test_a_command_that_adds_nothing_leaves_nothing_in_the_vault(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for command in (SCHEDULED, REGISTERED, CLAIMED):
            ledger.submit(command, actor="clerk")
        for reason in ("No training.", "Not a training."):
            ledger.submit(asked("credit rejected", claim="C-1", reason=reason), actor="clerk")
        assert [row[4] for row in rows(ledger, "vault")] == ['{"reason":"No training."}']


def test_from_2025_an_email_belongs_to_one_official(tmp_path: Path) -> None:
    """ALM-AN-06, C13."""
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1", "AL-2")
        contact(ledger, "AL-1", "2024-12-31", email=EMAIL)
        with pytest.raises(Rejected) as caught:
            contact(ledger, "AL-2", "2025-01-01", email=EMAIL)
        assert caught.value.reason == "email-taken"
        assert EMAIL not in str(caught.value)
        assert ledger.vault.owner_of_email(EMAIL) == "AL-1"


def test_until_2024_two_officials_may_share_an_email(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1", "AL-2")
        contact(ledger, "AL-1", "2024-12-31", email=EMAIL)
        assert len(contact(ledger, "AL-2", "2024-12-31", email=EMAIL).events) == 1


def test_an_email_is_compared_without_case(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1", "AL-2")
        contact(ledger, "AL-1", "2025-01-01", email=EMAIL)
        with pytest.raises(Rejected, match="has this email address"):
            contact(ledger, "AL-2", "2025-01-01", email=EMAIL.upper())


def test_an_official_may_state_the_own_email_again(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1")
        contact(ledger, "AL-1", "2025-01-01", email=EMAIL)
        assert contact(ledger, "AL-1", "2025-02-01", email=EMAIL).events == ()
        assert len(contact(ledger, "AL-1", "2025-02-01", email=EMAIL, given_name="Eleanor").events) == 1


def test_an_email_is_taken_within_one_batch(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1", "AL-2")
        batch = [
            asked("contact recorded", official=name, recorded_on="2025-01-01", email=EMAIL)
            for name in ("AL-1", "AL-2")
        ]
        outcomes = ledger.submit_many([request(one, f"c-{n}") for n, one in enumerate(batch)])
        assert [getattr(one.refusal, "reason", None) for one in outcomes] == [None, "email-taken"]


def test_an_unknown_official_is_refused_before_a_taken_email(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        register(ledger, "AL-1")
        contact(ledger, "AL-1", "2025-01-01", email=EMAIL)
        with pytest.raises(Rejected) as caught:
            contact(ledger, "AL-9", "2025-01-01", email=EMAIL)
        assert caught.value.reason == "official-unknown"
