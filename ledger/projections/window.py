"""The window: which credit is held in the rolling calendar years and in the trailing window, on any day.

A fact is one credit's stay in one window; what a window holds is their sum. It is kept whether or not a rule tests
it, for the program of the chain that states the window's length (three years where none does).
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.projections.facts import Fact, fact
from ledger.rules.catalog import SchemeRules
from ledger.rules.hours import Holding
from ledger.rules.window import calendar_exit, trailing_exit
from ledger.values import amount_text

KIND = "window"
DEFAULT_YEARS = 3


def window_program(rules: SchemeRules) -> tuple[str, int]:
    """Return the program whose window it is, and the window's length in years."""
    for level in reversed(rules.levels):
        for rule_set in reversed(level.sets):
            if rule_set.window_years is not None:
                return level.program.id, rule_set.window_years
    return rules.names[-1], DEFAULT_YEARS


def stay_facts(holding: Holding, program: str, years: int) -> Iterator[Fact]:
    """Yield the stays of one credit in the calendar and the trailing window."""
    value = {"hours": amount_text(holding.hours), "credit_on": holding.credit_on.isoformat()}
    exits = (
        ("calendar", calendar_exit(holding.credit_on, years)),
        ("trailing", trailing_exit(holding.credit_on, years)),
    )
    for window, leaves in exits:
        span = (holding.from_, min(leaves, holding.until))
        if span[0] < span[1]:
            yield fact(KIND, program, f"{window}:{holding.claim}", span, value)
