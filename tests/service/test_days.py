"""The day a command leaves out is the local day of its recorded time in Alabama (A51); the clock is mocked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.service.making import REGISTERED, Clock, asked, events, opened, request


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2024-12-31T23:30:00-06:00", "2024-12-31"),
        ("2025-01-01T05:59:59.999999+00:00", "2024-12-31"),
        ("2025-01-01T06:00:00+00:00", "2025-01-01"),
        ("2024-03-01T05:30:00+00:00", "2024-02-29"),
        ("2023-03-01T05:30:00+00:00", "2023-02-28"),
        ("2024-07-01T04:59:59+00:00", "2024-06-30"),
        ("2024-07-01T05:00:00+00:00", "2024-07-01"),
    ],
)
def test_the_day_left_out_is_the_local_day_of_the_clock(tmp_path: Path, now: str, day: str) -> None:
    with opened(tmp_path, Clock(now)) as ledger:
        ledger.submit(asked("official registered"), actor="clerk")
        assert str(events(ledger)[0].registered_on) == day  # type: ignore[attr-defined]


def test_the_day_left_out_of_an_import_is_the_local_day_of_its_recorded_time(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2018-01-01T05:30:00Z")
    with opened(tmp_path) as ledger:
        ledger.submit_many([request(asked("official registered"), "c-1", recorded_at=at, importing=True)])
        assert str(events(ledger)[0].registered_on) == "2017-12-31"  # type: ignore[attr-defined]


def test_a_day_that_is_stated_is_kept_whatever_the_clock_says(tmp_path: Path) -> None:
    with opened(tmp_path, Clock("2025-01-01T05:30:00Z")) as ledger:
        ledger.submit(REGISTERED, actor="clerk")
        assert str(events(ledger)[0].registered_on) == "2016-11-07"  # type: ignore[attr-defined]


def test_a_form_of_new_years_eve_goes_by_the_documents_of_the_old_page(tmp_path: Path) -> None:
    """Submitted before the event and half an hour before midnight: the old page takes it, the new one does not."""
    early = asked(
        "credit claimed", claim="C-1", title="Summit", completed_on="2025-01-15", source="nlc", mode="webinar",
        hours_claimed="2",
    )  # fmt: skip
    clock = Clock("2024-12-31T23:30:00-06:00")
    with opened(tmp_path, clock) as ledger:
        ledger.submit(REGISTERED, actor="clerk")
        assert len(ledger.submit(early, actor="clerk").events) == 1
        clock.set("2025-01-01T00:00:00-06:00")
        late = early.model_copy(update={"claim": "C-2"})
        (outcome,) = ledger.submit_many([request(late, "c-2")])
        assert getattr(outcome.refusal, "reason", None) == "not-completed"


def test_an_unknown_program_without_a_day_is_refused_after_an_unknown_official(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        (outcome,) = ledger.submit_many([request(asked("enrolled", program="amcto-cmo"), "c-1")])
        assert getattr(outcome.refusal, "reason", None) == "official-unknown"
