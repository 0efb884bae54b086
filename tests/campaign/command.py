"""The command line of the campaigns: `scripts/campaign --help`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ledger.log.postgres_migrate import migrate
from tests.campaign import histories, kill_postgres, kill_projector
from tests.log import kill_writer
from tests.postgres_server import running


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
    oracle.add_argument(
        "--programs", choices=("alm", "all"), default="alm", help="officials of Alabama, or of any programs"
    )
    kill = which.add_parser("kill", help="kill writers and projectors at random moments")
    kill.add_argument("--count", type=int, default=200, help="kills of each kind")
    kill.add_argument("--seed", type=int, default=1)
    server = which.add_parser("kill-postgres", help="kill writers on PostgreSQL, and stop the server at once")
    server.add_argument("--count", type=int, default=200, help="kills and stops together")
    server.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.campaign == "oracle":
        return histories.campaign(
            arguments.seed, arguments.histories, word=arguments.readings, workers=arguments.workers,
            programs=arguments.programs,
        )  # fmt: skip
    if arguments.campaign == "kill-postgres":
        return kills_on_postgres(arguments.count, arguments.seed)
    return kills(arguments.count, arguments.seed)


def kills_on_postgres(count: int, seed: int) -> int:
    """Run the campaign on a server of its own, which writes to the disk as it does in earnest."""
    with running(fsync="on") as server:
        url = server.url(server.database())
        migrate(url)
        try:
            print("postgresql:", kill_postgres.campaign(server, url, count=count, seed=seed))
        except AssertionError as error:
            print(f"seed {seed}: {error}")
            return 1
    return 0


def kills(count: int, seed: int) -> int:
    """Run both kill campaigns, the writers' and the projectors'; a loss ends it with its reason."""
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        try:
            print("writers:", kill_writer.campaign(f"sqlite:///{folder}/writer.db", count=count, seed=seed))
            print("projectors:", kill_projector.campaign(Path(folder, "tables.db"), count=count, seed=seed))
        except AssertionError as error:
            print(f"seed {seed}: {error}")
            return 1
    return 0
