"""Ledgers on disk and files of history for these tests."""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.intake.history import HistoryReport, import_history
from ledger.log import open_store
from ledger.rules.catalog import load_catalog
from ledger.service import Service
from ledger.vault import Vault

CATALOG = load_catalog()
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

REGISTERED = {"fact": "official registered", "official": "AL-1", "registered_on": "2016-11-07"}
POSTED = {
    "fact": "credit posted",
    "official": "AL-1",
    "completed_on": "2017-03-02",
    "posted_on": "2017-03-20",
    "hours_awarded": "6",
    "source": "league",
}
OFFERED = {
    "fact": "offering scheduled",
    "offering": "2018-summer",
    "title": "Summer Training",
    "starts_on": "2018-06-14",
    "mode": "in-person",
    "source": "league",
    "hours": "4.5",
}


@contextmanager
def opened(path: Path) -> Iterator[Service]:
    """Open the ledger at `path`, made where there is none."""
    with open_store(f"sqlite:///{path}", create=True, clock=lambda: NOW, ledger_id="test") as store:
        yield Service(store, Vault(store.session), CATALOG, clock=lambda: NOW)  # type: ignore[attr-defined]


def write(path: Path, facts: Iterable[dict[str, Any] | str]) -> Path:
    """Write facts, one a line; texts stand as they are."""
    lines = (fact if isinstance(fact, str) else json.dumps(fact) for fact in facts)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def recorded(fact: dict[str, Any], instant: str) -> dict[str, Any]:
    return fact | {"recorded_at": instant}


def imported(folder: Path, facts: Iterable[dict[str, Any] | str], **options: Any) -> HistoryReport:
    """Import facts into the ledger of a folder."""
    file = write(folder / "history.ndjson", facts)
    with opened(folder / "ledger.db") as service:
        return import_history(service, file, actor="tester", **options)


def exported(ledger: Path) -> bytes:
    """Return the canonical lines of a ledger."""
    out = io.BytesIO()
    with opened(ledger) as service:
        service.store.export(out)
    return out.getvalue()


def events(ledger: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(ledger).splitlines()]
