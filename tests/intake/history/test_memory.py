"""Memory does not grow with the number of facts."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.intake.history.making import OFFERED, POSTED, REGISTERED

FEW, MANY, FACTS_EACH = 20_000, 120_000, 40
START = datetime(2005, 1, 1, tzinfo=UTC)


def peak_kib(folder: Path, facts: int) -> int:
    """Import that many facts, of officials whose lines are far apart, and return the peak."""
    officials = facts // FACTS_EACH
    file = folder / f"{facts}.ndjson"
    with file.open("w", encoding="utf-8") as out:
        for number in range(facts):
            official = f"AL-{number % officials}"
            instant = (START + timedelta(minutes=number)).isoformat()
            if number < officials:
                fact = REGISTERED | {"official": official}
            elif number % FACTS_EACH == 0:
                fact = OFFERED | {"offering": f"O-{number}"}
            else:
                fact = POSTED | {"official": official, "title": f"Course {number}"}
            out.write(json.dumps(fact | {"recorded_at": instant}) + "\n")
    program = [sys.executable, "-m", "tests.intake.history.importer", str(folder / f"{facts}.db"), str(file)]
    done = subprocess.run(program, cwd=Path(__file__).parents[3], capture_output=True, check=True)
    return int(done.stdout)


def test_six_times_as_many_facts_take_no_more_memory(tmp_path: Path) -> None:
    few, many = peak_kib(tmp_path, FEW), peak_kib(tmp_path, MANY)
    assert many < 1.25 * few, (few, many)
