"""From a record to all its facts, and from one set of facts to the next.

`project` is a pure function of the record and the rules. Given the result before one more event it keeps what did not
change, and so costs what changed; a property test holds that the result is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ledger.projections import compliance, progress, standing
from ledger.projections.facts import Fact, merged
from ledger.projections.transcript import line_facts, open_form_facts
from ledger.projections.window import stay_facts, window_program
from ledger.record.official import Record
from ledger.rules.assess import Assessment, assess
from ledger.rules.catalog import SchemeRules
from ledger.rules.credit import Worked
from ledger.rules.window import Holding

#: The kinds of fact, in the order in which a reader meets them.
KINDS = ("transcript", "window", "standing", "compliance", "progress")

FactKey = tuple[str, str, str, date]


class Projected(NamedTuple):
    """All facts of one official in one scheme: those of each claim, and the rest by key."""

    assessment: Assessment
    by_claim: dict[str, tuple[Worked | None, tuple[Fact, ...]]]
    rest: dict[FactKey, Fact]

    def facts(self) -> Iterator[Fact]:
        """Yield every fact."""
        for _, facts in self.by_claim.values():
            yield from facts
        yield from self.rest.values()


class Change(NamedTuple):
    """What one event did to the facts: those that ceased to be believed, and those that began to be."""

    ceased: list[Fact]
    begun: list[Fact]


NO_FACTS = Change([], [])


def project(record: Record, rules: SchemeRules, before: Projected | None = None) -> Projected:
    """Return every fact of the record under the rules."""
    assessment = assess(record, rules, before.assessment if before is not None else None)
    program, years = window_program(rules)
    if len(assessment.beliefs) == 1:
        by_claim = _single(assessment, program, years, before)
    else:
        by_claim = _several(assessment, program, years)
    rest = {_key(fact): fact for fact in _rest(assessment)}
    return Projected(assessment, by_claim, rest)


def difference(before: Projected | None, after: Projected) -> Change:
    """Return what ceased and what began between two results for the same official and rules."""
    if before is None:
        return Change([], list(after.facts()))
    ceased: list[Fact] = []
    begun: list[Fact] = []
    for claim, entry in after.by_claim.items():
        old = before.by_claim.get(claim)
        if old is not entry:
            _compare(old[1] if old else (), entry[1], ceased, begun)
    for claim, (_, facts) in before.by_claim.items():
        if claim not in after.by_claim:
            ceased.extend(facts)
    for key, fact in after.rest.items():
        was = before.rest.get(key)
        if was != fact:
            begun.append(fact)
            if was is not None:
                ceased.append(was)
    ceased.extend(fact for key, fact in before.rest.items() if key not in after.rest)
    return Change(ceased, begun)


def _compare(old: tuple[Fact, ...], new: tuple[Fact, ...], ceased: list[Fact], begun: list[Fact]) -> None:
    ceased.extend(fact for fact in old if fact not in new)
    begun.extend(fact for fact in new if fact not in old)


def _key(fact: Fact) -> FactKey:
    return fact[:4]


def _single(
    assessment: Assessment, program: str, years: int, before: Projected | None
) -> dict[str, tuple[Worked | None, tuple[Fact, ...]]]:
    belief, governing = assessment.beliefs[0], assessment.context.governing
    known = before.by_claim if before is not None else {}
    found: dict[str, tuple[Worked | None, tuple[Fact, ...]]] = {}
    for worked in belief.credit.worked:
        name = worked.claim.claim
        entry = known.get(name)
        if entry is None or entry[0] is not worked:
            facts = line_facts(worked, belief.from_, belief.until, governing=governing)
            if worked.window_hours:
                start = worked.credit_on
                holding = Holding(name, start, worked.window_hours, start, belief.until)
                facts = (*facts, *stay_facts(holding, program, years))
            entry = (worked, facts)
        found[name] = entry
    return found


def _several(
    assessment: Assessment, program: str, years: int
) -> dict[str, tuple[Worked | None, tuple[Fact, ...]]]:
    by_claim: dict[str, list[Fact]] = {}
    for belief in assessment.beliefs:
        for worked in belief.credit.worked:
            governing = assessment.context.governing
            lines = line_facts(worked, belief.from_, belief.until, governing=governing)
            by_claim.setdefault(worked.claim.claim, []).extend(lines)
    for holding in assessment.credit:
        by_claim[holding.claim].extend(stay_facts(holding, program, years))
    return {
        claim: (None, tuple(merged(sorted(facts, key=lambda one: (*one[:3], one.valid_from)))))
        for claim, facts in by_claim.items()
    }


def _rest(assessment: Assessment) -> Iterator[Fact]:
    yield from open_form_facts(assessment)
    yield from standing.facts(assessment)
    yield from compliance.facts(assessment)
    yield from progress.facts(assessment)
