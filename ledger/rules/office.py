"""Kinds of rule about office: who is in office on a day, and how long one may finish a level after it.

With no term on record at all, office is presumed: older systems often kept the credits and not the terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from ledger.record.official import Term
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import RuleSet
from ledger.values import add_years


class Service(NamedTuple):
    """The terms that count as office, in order of their beginning; `presumed` if none is on record."""

    terms: tuple[Term, ...]
    presumed: bool

    def holds_on(self, day: date) -> bool:
        """Whether the official is in office on `day`; the last day of a term is in office."""
        if self.presumed:
            return True
        return any(
            term.began_on <= day and (term.ended_on is None or day <= term.ended_on) for term in self.terms
        )

    def has_begun_by(self, day: date) -> bool:
        """Whether a term began on or before `day`."""
        return self.presumed or any(term.began_on <= day for term in self.terms)

    def left_before(self, day: date) -> date | None:
        """Return the latest last day in office before `day`."""
        ends = [term.ended_on for term in self.terms if term.ended_on is not None and term.ended_on < day]
        return max(ends, default=None)

    def expected_on(self, last: date, *, as_of: date) -> bool:
        """Whether, as things stand on `as_of`, the official will be (or was) in office on `last`.

        A term that has not ended by `as_of` is taken to go on; one that begins later is not seen.
        """
        if self.presumed:
            return True
        return any(
            term.began_on <= min(as_of, last)
            and (term.ended_on is None or term.ended_on > as_of or term.ended_on >= last)
            for term in self.terms
        )

    def served_between(self, first: date, last: date) -> bool:
        """Whether any day of `[first, last]` was in office."""
        if self.presumed:
            return True
        return any(
            term.began_on <= last and (term.ended_on is None or term.ended_on >= first) for term in self.terms
        )


def service(terms: Iterable[Term], offices: tuple[str, ...]) -> Service:
    """Return the terms of the offices that count (ALM-B-01); an empty list of offices means all."""
    known = tuple(terms)
    if not known:
        return Service((), presumed=True)
    counted = [term for term in known if not offices or term.office in offices]
    return Service(tuple(sorted(counted, key=lambda term: (term.began_on, term.term))), presumed=False)


@lru_cache(maxsize=256)
def asks_office(root: ProgramRules) -> bool:
    """Whether any rule of a scheme (of its first program) lets only officials in office earn credit."""
    return any(one.office_required for one in root.sets)


def last_day_of_grace(left: date, rules: RuleSet) -> date | None:
    """Return the last day on which a level may be completed after office ended on `left` (A06).

    The anniversary is inclusive; None where the program gives no such time.
    """
    years = rules.after_office_years
    if years is None:
        return None
    if rules.after_office_boundary == "365_days":
        return left + timedelta(days=365 * years)
    leap = "up" if rules.after_office_boundary == "feb29_to_mar1" else "down"
    return add_years(left, years, leap=leap)  # type: ignore[arg-type]
