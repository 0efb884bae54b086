"""Count what the generated histories reach: places, reasons, statuses and findings.

`python -m tests.oracle.coverage` prints the counts, and fails where something expected is never reached.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable

from tests.oracle.evaluate import Answer, Oracle
from tests.oracle.generate import boundaries, generate
from tests.oracle.history import LEVELS
from tests.oracle.placing import PLACE_OF_REASON
from tests.oracle.readings import Readings

#: What the default readings must reach; the two others need a reading that is not the default.
EXPECTED = {
    *(
        f"reason {reason}"
        for reason in PLACE_OF_REASON
        if reason not in ("rounded-down", "form-late", "surplus-not-carried")
    ),
    *(
        f"{LEVELS[0]} {status}"
        for status in ("not-started", "in-progress", "requirements-met", "active", "withdrawn")
    ),
    *(
        f"{LEVELS[1]} {status}"
        for status in ("not-started", "in-progress", "requirements-met", "active", "withdrawn")
    ),
    f"{LEVELS[1]} inactive",
    *(
        f"duty {status}"
        for status in ("met", "open", "not-met", "not-owed first-year", "not-owed out-of-office")
    ),
    "prerequisite held",
    "prerequisite missing",
    "finish by",
    "active until a day",
}


def reached(answer: Answer) -> Iterable[str]:
    """Yield the name of everything one answer shows."""
    for program in LEVELS:
        part = answer[program]
        for line in part["transcript"]["lines"]:
            yield from (f"reason {reason}" for reason in line["reasons"])
        yield f"{program} {part['standing']['status']}"
        if part["standing"]["until"] != "infinity":
            yield f"{part['standing']['status']} until a day"
        if part["progress"]["finish_by"]:
            yield "finish by"
        if part["progress"]["prerequisite"]:
            yield f"prerequisite {part['progress']['prerequisite']}"
    for finding in answer["compliance"].values():
        yield f"duty {finding['status']} {finding['reason'] or ''}".rstrip()


def count(seeds: range, *, dates: int, readings: Readings) -> Counter[str]:
    """Return how often each outcome is seen, over these histories at a sample of their days."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        facts = generate(seed)
        oracle = Oracle(facts, readings)
        days = boundaries(facts)
        rng = random.Random(seed)
        for day in rng.sample(days, min(dates, len(days))):
            seen.update(reached(oracle.answer(day)))
    return seen


def main() -> int:
    """Print the counts, rarest last, and what was never reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--dates", type=int, default=6)
    arguments = parser.parse_args()
    seen = count(range(arguments.histories), dates=arguments.dates, readings=Readings())
    for name, times in seen.most_common():
        print(f"{times:8}  {name}")
    missing = sorted(EXPECTED - set(seen))
    print("never reached:", ", ".join(missing) or "nothing")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
