"""No name, address, email or reason of an imported register stands anywhere in the log."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from ledger.intake.history import import_history
from ledger.open import Ledger

SAMPLE = Path(__file__).parents[2] / "samples" / "league-small.ndjson"
PRIVATE = ("given_name", "family_name", "email", "address", "reason")


def private_texts(lines: list[str]) -> set[str]:
    facts = [json.loads(line) for line in lines]
    return {fact[name] for fact in facts for name in PRIVATE if name in fact}


def test_an_imported_register_leaves_no_personal_data_in_the_exported_log(tmp_path: Path) -> None:
    now = datetime(2026, 6, 2, 12, tzinfo=UTC)
    texts = private_texts(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert len(texts) > 100
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", create=True, clock=lambda: now) as ledger:
        import_history(ledger.service, SAMPLE, actor="test")
        out = io.BytesIO()
        ledger.store.export(out)
        kept = {text for _, _, body in ledger.vault.contacts() for text in body.values()}
    exported = out.getvalue().decode()
    assert len(exported.splitlines()) > 1000
    words = set(re.findall(r"[^\s\"\\,:{}\[\]]+", exported))
    found = {text for text in texts if (text in words if " " not in text else text in exported)}
    assert found == set()
    assert re.search(r"@[\w-]+\.[a-z]", exported) is None
    assert kept <= texts
    assert len(kept) > 100
