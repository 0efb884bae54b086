"""Where the lines go: straight to a file, or first to a scratch database that groups them by official."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from sample.diary import Write

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


@contextmanager
def lines_to(out: IO[str], *, recorded_at: bool, by_official: bool, seed: int) -> Iterator[Write]:
    """Yield a function that writes facts as lines of `out`; what is grouped appears when the block ends.

    Grouped, the offerings come first, then the officials in an order drawn from the seed; each keeps the
    order of its own facts. The scratch database is on disk, so memory stays flat.
    """

    def line_of(fact: dict[str, Any]) -> str:
        if not recorded_at:
            del fact["recorded_at"]
        return _encode(fact) + "\n"

    if not by_official:
        yield lambda fact: _discard(out.write(line_of(fact)))
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "lines")) as database,
    ):
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE line (place BLOB, number INTEGER PRIMARY KEY, text TEXT)")

        def keep(fact: dict[str, Any]) -> None:
            about = fact.get("official")
            place = b"" if about is None else hashlib.sha256(f"{seed} {about}".encode()).digest()[:8]
            database.execute("INSERT INTO line (place, text) VALUES (?, ?)", (place, line_of(fact)))

        yield keep
        database.execute("CREATE INDEX by_place ON line (place, number)")
        out.writelines(text for (text,) in database.execute("SELECT text FROM line ORDER BY place, number"))


def _discard(_: int) -> None:
    """Drop the number of characters written."""
