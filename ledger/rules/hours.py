"""What working claims deals in: pieces of hours, postings, levels, and everything that decides about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ledger.record.official import Claim, Record
from ledger.rules.catalog import SchemeRules
from ledger.rules.floor import Prior, priors_of
from ledger.rules.model import RuleSet
from ledger.rules.office import Service, service
from ledger.values import ZERO

#: The places an hour may be in, in the order of the transcript's totals.
PLACES = ("pending", "returned", "rejected", "reversed", "duplicate", "over-cap", "counted")

_NOTHING: Final[Mapping[str, Decimal]] = MappingProxyType({})


class Piece(NamedTuple):
    """Hours of one claim in one place, for one reason (`docs/semantics.md`)."""

    place: str
    reason: str
    hours: Decimal


class Posting(NamedTuple):
    """What one claim is to one program: its pieces; `toward` is what counts toward the requirement."""

    program: str
    pieces: tuple[Piece, ...]
    toward: Decimal


class Level(NamedTuple):
    """How far a level is: counted and outside hours, the day it was completed, the first day anything counted.

    `by_category` is what counted of each category; claims without a category are in none.
    """

    counted: Decimal = ZERO
    outside: Decimal = ZERO
    complete_on: date | None = None
    first_on: date | None = None
    by_category: Mapping[str, Decimal] = _NOTHING


class Holding(NamedTuple):
    """Window credit of one claim, held on the days `[from_, until)` of the valid axis.

    `until` ends a holding that a later correction took away under the reading `prospective` (A52).
    """

    claim: str
    credit_on: date
    hours: Decimal
    from_: date
    until: date
    category: str | None = None


class Turn(NamedTuple):
    """How a level stands from a day on."""

    day: date
    level: Level


class Running(NamedTuple):
    """All that the working of the next claim depends on, and what has gathered so far.

    `turns` are, for each level, the days on which it moved; `posted_from` the first credit day posted to each.
    """

    levels: tuple[Level, ...]
    outside_by_year: dict[int, Decimal]
    credited: dict[str, tuple[date, ...]]
    turns: tuple[tuple[Turn, ...], ...]
    posted_from: tuple[date | None, ...]
    holdings: tuple[Holding, ...]


class Worked(NamedTuple):
    """One claim, worked: its postings, what it is worth in a window (None: nothing), and where things stand after."""

    claim: Claim
    credit_on: date
    postings: tuple[Posting, ...]
    holding: Holding | None
    after: Running


class Context(NamedTuple):
    """Everything but the claims that decides about them."""

    rules: SchemeRules
    service: Service
    #: For each level, the earliest award of it or of a later one: hours dated after it go further.
    passed_on: tuple[date | None, ...]
    #: For each level, its own earliest award.
    awarded_on: tuple[date | None, ...]
    enrolled_on: tuple[date | None, ...]
    #: The day whose rules govern everything, under the reading `version_at_enrolment` (A14).
    governing: date | None
    #: What raises a floor, in order of its day; empty where no rule of the scheme names a floor.
    priors: tuple[Prior, ...] = ()
    #: Whether every level asks for an amount of any credit and nothing else.
    plain: bool = True

    def known_before(self, day: date) -> Context:
        """Return what decides as of the days before `day`: later designations raise no floor yet."""
        seen = tuple(prior for prior in self.priors if prior.on < day)
        return self if len(seen) == len(self.priors) else self._replace(priors=seen)

    def below(self, index: int) -> str | None:
        """Return the program before a level in the chain."""
        return self.rules.names[index - 1] if index else None

    def root(self, day: date) -> RuleSet:
        """Return the scheme's rules for `day`."""
        return self.rules.root.on(self.governing or day)

    def level(self, index: int, day: date) -> RuleSet:
        """Return the rules of a level for `day`."""
        return self.rules.levels[index].on(self.governing or day)


class Credit(NamedTuple):
    """All claims of a scheme, worked. `kept` counts those at the beginning that an earlier result had worked."""

    context: Context
    worked: tuple[Worked, ...]
    kept: int

    @property
    def running(self) -> Running:
        """Where everything stands after the last claim."""
        return self.worked[-1].after if self.worked else start(self.context)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Where each level stands after everything."""
        return self.running.levels


def context_of(record: Record, rules: SchemeRules) -> Context:
    """Gather what decides about the claims of a scheme besides the claims."""
    own: list[date | None] = []
    for name in rules.names:
        own.append(min((s.on for s in record.steps.get(name, ()) if s.kind == "awarded"), default=None))
    passed = [min((day for day in own[i:] if day is not None), default=None) for i in range(len(own))]
    enrolled = [min((s.enrolled_on for s in record.enrolments.get(n, ())), default=None) for n in rules.names]
    newest = rules.root.sets[-1]
    governing = None
    if newest.rule_selection == "version_at_enrolment":
        governing = min((day for day in enrolled if day is not None), default=None)
    return Context(
        rules=rules,
        service=service(record.terms.values(), newest.offices),
        passed_on=tuple(passed),
        awarded_on=tuple(own),
        enrolled_on=tuple(enrolled),
        governing=governing,
        priors=priors_of(record, rules),
        plain=_plain(rules),
    )


@lru_cache(maxsize=256)
def _plain(rules: SchemeRules) -> bool:
    return not any(
        one.required_amount is None or one.required_by_category or one.category_caps or one.floor_after
        for level in rules.levels
        for one in level.sets
    )


def start(context: Context) -> Running:
    """Return where things stand before any claim."""
    count = len(context.rules.levels)
    return Running((Level(),) * count, {}, {}, ((),) * count, (None,) * count, ())
