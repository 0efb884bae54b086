"""The command line of the campaigns: `scripts/campaign --help`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.campaign import histories, kill_projector
from tests.log import kill_writer


def main() -> int:
    """Run one campaign; exit 1 where something differs or is lost."""
    parser = argparse.ArgumentParser(
        prog="scripts/campaign", description="Longer runs of what the tests prove."
    )
    which = parser.add_subparsers(dest="campaign", required=True)
    oracle = which.add_parser("oracle", help="compare answers with the independent evaluator")
    oracle.add_argument(
        "--seed", type=int, default=1, help="the first seed; go on with the `next seed` printed"
    )
    oracle.add_argument("--histories", type=int, default=1000)
    oracle.add_argument("--workers", type=int, default=2)
    oracle.add_argument("--readings", choices=("mixed", "default", "alternatives"), default="mixed")
    kill = which.add_parser("kill", help="kill writers and projectors at random moments")
    kill.add_argument("--count", type=int, default=200, help="kills of each kind")
    kill.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.campaign == "oracle":
        return histories.campaign(
            arguments.seed, arguments.histories, word=arguments.readings, workers=arguments.workers
        )
    return kills(arguments.count, arguments.seed)


def kills(count: int, seed: int) -> int:
    """Run both kill campaigns, the writers' and the projectors'; a loss ends it with its reason."""
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        try:
            print("writers:", kill_writer.campaign(Path(folder, "writer.db"), count=count, seed=seed))
            print("projectors:", kill_projector.campaign(Path(folder, "tables.db"), count=count, seed=seed))
        except AssertionError as error:
            print(f"seed {seed}: {error}")
            return 1
    return 0
