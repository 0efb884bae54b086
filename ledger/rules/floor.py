"""The kind of rule that wants credit dated after every designation held before (MMC-07, A44).

A designation or credential dated D raises the floor from D on: as of an earlier day a claim stands as it did, so
such a day may turn what is believed (`turns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.record.dossier import Precision
from ledger.record.official import Record
from ledger.rules.catalog import SchemeRules
from ledger.rules.model import RuleSet
from ledger.values import add_months, next_day

#: The reason of credit that is dated before the floor.
BEFORE_FLOOR: Final = "before-floor"


class Prior(NamedTuple):
    """A designation awarded (`award`) or a credential obtained, by the name a rule may give in `floor_after`."""

    name: str
    on: date
    precision: Precision
    award: bool

    def first_day(self, boundary: str) -> date:
        """Return the first day on which credit is dated after it, by a reading of A44."""
        if self.precision == "day" and boundary != "month_rule_always":
            return next_day(self.on)
        month = self.on.replace(day=1)
        return add_months(month, 1) if boundary == "strict_month" else month


@lru_cache(maxsize=256)
def _named(rules: SchemeRules) -> frozenset[str]:
    """Return every name that a rule of the scheme gives in `floor_after`."""
    return frozenset(name for level in rules.levels for one in level.sets for name in one.floor_after)


def priors_of(record: Record, rules: SchemeRules) -> tuple[Prior, ...]:
    """Return the designations and credentials on record that raise a floor of the scheme, in order of their day."""
    named = _named(rules)
    if not named:
        return ()
    found = [
        Prior(name, step.on, step.precision, award=True)
        for name in named
        for step in record.steps.get(name, ())
        if step.kind == "awarded"
    ]
    for held in record.dossier.credentials:
        if held.credential in named:
            found.append(Prior(held.credential, held.obtained_on, held.precision, award=False))
    return tuple(sorted(found, key=lambda prior: (prior.on, prior.name, prior.precision, prior.award)))


def before_floor(day: date, rules: RuleSet, priors: Sequence[Prior], below: str | None) -> bool:
    """Whether credit dated `day` is before the floor of a level; `below` is the program before it in the chain."""
    return _lacks_award(day, rules, priors, below) or any(
        prior.name in rules.floor_after and day < prior.first_day(rules.floor_boundary) for prior in priors
    )


def _lacks_award(day: date, rules: RuleSet, priors: Sequence[Prior], below: str | None) -> bool:
    """Whether the level before, where the floor names it, had not been awarded by the day of the credit.

    Where the month always counts, an award is taken to be dated on the first day of its month.
    """
    if below is None or below not in rules.floor_after:
        return False
    by_month = rules.floor_boundary == "month_rule_always"
    awards = [prior.on for prior in priors if prior.award and prior.name == below]
    return not any((on.replace(day=1) if by_month else on) <= day for on in awards)


def turns(day: date, rules: RuleSet, priors: Sequence[Prior], below: str | None) -> bool:
    """Whether credit dated `day` is before the floor as of some days from then on, and not as of others."""
    later = [prior.on for prior in priors if prior.on > day]
    if not later or not rules.floor_after:
        return False
    seen = [[prior for prior in priors if prior.on <= as_of] for as_of in (day, *later)]
    return len({before_floor(day, rules, known, below) for known in seen}) > 1
