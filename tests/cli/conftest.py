"""The sample ledger, built once, and a fresh copy of it for tests that write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import SETTINGS, Cli, build_sample, copy_ledger


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample league, never to be written to."""
    db = tmp_path_factory.mktemp("sample") / "sample.db"
    build_sample(db)
    return db


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def league(sample_db: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """A copy of the sample league to ask and to write to."""
    return Cli(capsys, copy_ledger(sample_db, tmp_path / "league.db"))


@pytest.fixture
def fresh(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """A new ledger with its rules adopted."""
    cli = Cli(capsys, tmp_path / "fresh.db")
    cli.good("init")
    return cli
