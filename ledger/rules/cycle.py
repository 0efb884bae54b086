"""The kind of rule that asks for credit every few years: the cycles of those who hold the designation (A30, A31, A36).

Cycles follow each other from an award until the designation is withdrawn. Beyond the last cycle in which anything is on
record they repeat unchanged: `CycleTail`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.record.dossier import Log
from ledger.rules.catalog import ProgramRules
from ledger.rules.hours import Holding, Worked
from ledger.rules.model import RuleSet
from ledger.rules.spells import Spells
from ledger.values import FOREVER, ONE_DAY, ZERO, add_months, add_years

#: Where the hours of a claim are that was claimed and not refused; those of them that an approval gives.
_CLAIMED = frozenset(("pending", "returned", "over-cap", "counted"))
_GIVEN = frozenset(("over-cap", "counted"))


class Cycle(NamedTuple):
    """A cycle `[start, end)`."""

    start: date
    end: date

    @property
    def key(self) -> str:
        """Its name among the facts: `cycle:2020-01-01`."""
        return f"cycle:{self.start.isoformat()}"

    @property
    def last(self) -> date:
        """Its last day; the rules in force on it decide."""
        return self.end - ONE_DAY


class CycleFinding(NamedTuple):
    """What holds of a cycle in `[from_, until)`. `hours` includes what was `carried` in from the cycle before.

    `claimed` is the credit claimed and not refused, `verified` the part of it that was approved.
    """

    cycle: Cycle
    from_: date
    until: date
    status: str
    reason: str | None
    required: Decimal
    hours: Decimal
    carried: Decimal
    claimed: Decimal
    verified: Decimal
    log_submitted_on: date | None
    log_accepted_on: date | None
    keep_documents_until: date | None


class CycleTail(NamedTuple):
    """From `start` on cycles of so many years follow each other, all alike: nothing is on record in them."""

    start: date
    years: int
    required: Decimal
    retention_months: int | None


class Part(NamedTuple):
    """The findings about one cycle, and all that they depend on."""

    inputs: tuple[Any, ...]
    findings: tuple[CycleFinding, ...]


class Cycles(NamedTuple):
    """The findings about each cycle on record, in order, and what repeats after them."""

    parts: tuple[Part, ...] = ()
    tail: CycleTail | None = None

    @property
    def findings(self) -> Iterator[CycleFinding]:
        """Every finding."""
        return (finding for part in self.parts for finding in part.findings)


class Said(NamedTuple):
    """The credit one claim claims, and what of it was approved, as held on the days `[from_, until)`."""

    credit_on: date
    from_: date
    until: date
    claimed: Decimal
    verified: Decimal


class CycleFacts(NamedTuple):
    """All that the cycles depend on. `root` are the rules of the scheme, `held` the spells the designation is held."""

    rules: ProgramRules
    root: ProgramRules
    held: Spells
    credit: tuple[Holding, ...]
    said: tuple[Said, ...]
    logs: tuple[Log, ...]
    governing: date | None

    def on(self, day: date) -> RuleSet:
        """Return the rules for `day`; before the first version, the first."""
        return self.rules.on(max(self.governing or day, self.rules.starts[0]))


@lru_cache(maxsize=256)
def states_cycles(rules: ProgramRules) -> bool:
    """Whether any rule of the program asks for credit in cycles."""
    return any(one.cycle_years and one.cycle_required is not None for one in rules.sets)


def said_by(worked: Iterable[Worked], from_: date, until: date) -> Iterator[Said]:
    """Yield what claims say in one stretch of belief `[from_, until)`."""
    for one in worked:
        if one.credit_on < until:
            pieces = [piece for posting in one.postings for piece in posting.pieces]
            claimed = sum((piece.hours for piece in pieces if piece.place in _CLAIMED), ZERO)
            verified = ZERO
            if one.claim.status == "approved":
                verified = sum((piece.hours for piece in pieces if piece.place in _GIVEN), ZERO)
            if claimed:
                yield Said(one.credit_on, max(from_, one.credit_on), until, claimed, verified)


def kept_until(cycle: Cycle, months: int | None) -> date | None:
    """Return the last day on which documents of a cycle are kept (A34)."""
    return None if months is None else add_months(cycle.last, months)


def failed(found: Cycles, facts: CycleFacts, after: date) -> date | None:
    """Return the first day on or after `after` on which a cycle that was not met takes the designation (A31)."""

    def loses(last: date) -> bool:
        return bool(facts.on(last).cycle_shortfall == "automatic_loss")

    days = [
        f.cycle.end
        for f in found.findings
        if f.status == "not-met" and f.until == FOREVER and f.cycle.end >= after and loses(f.cycle.last)
    ]
    if days:
        return min(days)
    tail = found.tail
    if tail is None or not tail.required or not loses(tail.start):
        return None
    return next(end for end in _ends(tail) if end >= after)


def _ends(tail: CycleTail) -> Iterator[date]:
    years = tail.years
    while True:
        yield add_years(tail.start, years)
        years += tail.years


def repeated(tail: CycleTail, as_of: date) -> Iterator[CycleFinding]:
    """Yield what holds on `as_of` of each cycle that the tail stands for."""
    start = tail.start
    for end in _ends(tail):
        if start > as_of:
            return
        cycle = Cycle(start, end)
        status = "met" if not tail.required else "open" if as_of < end else "not-met"
        kept = kept_until(cycle, tail.retention_months)
        yield CycleFinding(
            cycle, start, FOREVER, status, None, tail.required, ZERO, ZERO, ZERO, ZERO, None, None, kept
        )
        start = end
