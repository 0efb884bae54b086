"""From a record to all its facts, and from one set of facts to the next.

`project` is a pure function of the record and the rules. Given the result before one more event it keeps every group
of facts whose inputs are the same, and so costs what changed; a property test holds that the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, cast

from ledger.projections import (
    application,
    compliance,
    fees,
    progress,
    requirements,
    residence,
    standing,
)
from ledger.projections.facts import Fact, Group, merged
from ledger.projections.transcript import line_facts, open_form_facts
from ledger.projections.window import stay_facts, window_program
from ledger.record.official import Claim, Record
from ledger.rules.assess import Assessment, LevelView, assess
from ledger.rules.catalog import SchemeRules
from ledger.rules.concern import programs_named
from ledger.rules.hours import Worked
from ledger.rules.office import asks_office
from ledger.rules.requirements import asks_more

#: The kinds of fact, in the order in which a reader meets them; the residence is kept beside them, for lists.
KINDS = (
    "transcript", "window", "standing", "compliance", "progress", "requirements", "application", "fees",
)  # fmt: skip

ByClaim = dict[str, tuple[Worked | None, tuple[Fact, ...]]]


class Projected(NamedTuple):
    """All facts of one official in one scheme: those of each claim, and the rest in groups.

    `record` is the record they were made from; its parts tell whether an event can have changed anything.
    `earns`: a claim is of the scheme. An official whom the scheme does not concern has no `assessment` and no facts.
    """

    record: Record
    assessment: Assessment | None
    by_claim: ByClaim
    groups: dict[str, Group]
    earns: bool

    def facts(self) -> Iterator[Fact]:
        """Yield every fact."""
        for _, facts in self.by_claim.values():
            yield from facts
        for group in self.groups.values():
            yield from group.facts


class Change(NamedTuple):
    """What one event did to the facts: those that ceased to be believed, and those that began to be."""

    ceased: list[Fact]
    begun: list[Fact]


def project(record: Record, rules: SchemeRules, before: Projected | None = None) -> Projected:
    """Return every fact of the record under the rules; `before` is an earlier result under the same rules."""
    return advance(record, rules, before)[0]


def advance(record: Record, rules: SchemeRules, before: Projected | None) -> tuple[Projected, Change]:
    """Return every fact of the record, and what that changes in the result before."""
    change = Change([], [])
    if before is not None and _same_inputs(record, before.record):
        return before, change
    earns = _earns(record, rules, before)
    if not earns and not _named(record, rules, before):
        if before is not None and before.assessment is not None:
            change.ceased.extend(before.facts())
        return Projected(record, None, {}, {}, earns), change
    assessment = assess(record, rules, before.assessment if before is not None else None)
    if len(assessment.beliefs) == 1:
        by_claim = _single(assessment, before, change)
    else:
        by_claim = _several(assessment)
        _compare_claims(before.by_claim if before is not None else {}, by_claim, change)
    groups = _groups(assessment, before)
    old_groups = before.groups if before is not None else {}
    for name, group in groups.items():
        was = old_groups.get(name)
        if was is not group:
            _compare(was.facts if was else (), group.facts, change)
    for name in old_groups.keys() - groups.keys():
        change.ceased.extend(old_groups[name].facts)
    return Projected(record, assessment, by_claim, groups, earns), change


def _earns(record: Record, rules: SchemeRules, before: Projected | None) -> bool:
    """Whether a claim is of the scheme; claims are never removed, so only those since `before` are looked at."""
    known = 0 if before is None else len(before.record.claims)
    if before is not None and before.earns:
        return True
    newest_first = reversed(cast(dict[str, Claim], record.claims).values())
    return any(claim.scheme == rules.scheme for claim in islice(newest_first, len(record.claims) - known))


def _named(record: Record, rules: SchemeRules, before: Projected | None) -> bool:
    """Whether anything on record beside a claim concerns the scheme: it names a program, or is the office asked for."""
    if before is not None and before.assessment is None and _same_beside_claims(record, before.record):
        return False
    if record.terms and asks_office(rules.root):
        return True
    if any(name in rules.names for name in programs_named(record)):
        return True
    return any(one.credential in _credentials(rules) for one in record.dossier.credentials)


@lru_cache(maxsize=256)
def _credentials(rules: SchemeRules) -> frozenset[str]:
    """Return the credentials that a program of the scheme may ask for."""
    return frozenset(word for level in rules.levels for one in level.sets for word in one.education_any_of)


def _same_inputs(record: Record, old: Record) -> bool:
    """Whether nothing that facts depend on has changed: attendance and contact are passed over."""
    return record.claims is old.claims and _same_beside_claims(record, old)


def _same_beside_claims(record: Record, old: Record) -> bool:
    return (
        record.terms is old.terms
        and record.steps is old.steps
        and record.enrolments is old.enrolments
        and record.announcements is old.announcements
        and record.memberships is old.memberships
        and record.dossier is old.dossier
        and record.honours is old.honours
        and record.jurisdiction is old.jurisdiction
    )


def _compare_claims(old: ByClaim, new: ByClaim, change: Change) -> None:
    for claim in old.keys() | new.keys():
        was, now = old.get(claim), new.get(claim)
        if was is not now:
            _compare(was[1] if was else (), now[1] if now else (), change)


def _compare(old: Iterable[Fact], new: Iterable[Fact], change: Change) -> None:
    was, now = set(old), set(new)
    change.ceased.extend(was - now)
    change.begun.extend(now - was)


def _single(assessment: Assessment, before: Projected | None, change: Change) -> ByClaim:
    """Return the facts of each claim; the claims worked as before keep theirs, and are not looked at."""
    belief, governing = assessment.beliefs[0], assessment.context.governing
    program, years = window_program(assessment.rules)
    known: ByClaim = before.by_claim if before is not None else {}
    found: ByClaim = dict(known)
    for worked in belief.credit.worked[belief.credit.kept :]:
        name = worked.claim.claim
        facts = line_facts(worked, belief.from_, belief.until, governing=governing)
        if worked.holding is not None:
            facts = (*facts, *stay_facts(worked.holding, program, years))
        was = known.get(name)
        if was is None or was[1] != facts:
            _compare(was[1] if was is not None else (), facts, change)
        found[name] = (worked, facts)
    return found


def _several(assessment: Assessment) -> ByClaim:
    """Return the facts of each claim where beliefs follow each other on the valid axis (A52 `prospective`)."""
    governing = assessment.context.governing
    program, years = window_program(assessment.rules)
    by_claim: dict[str, list[Fact]] = {}
    for belief in assessment.beliefs:
        for worked in belief.credit.worked:
            lines = line_facts(worked, belief.from_, belief.until, governing=governing)
            by_claim.setdefault(worked.claim.claim, []).extend(lines)
    for holding in assessment.credit:
        by_claim[holding.claim].extend(stay_facts(holding, program, years))
    return {
        claim: (None, tuple(merged(sorted(facts, key=lambda one: (*one[:3], one.valid_from)))))
        for claim, facts in by_claim.items()
    }


def _further(
    level: LevelView,
) -> Iterator[tuple[str, Callable[[Assessment, LevelView, Group | None], Group]]]:
    """Yield the kinds of fact that only some programs have, with what makes them."""
    case = level.found.case
    if asks_more(case.rules):
        yield requirements.KIND, requirements.group
    if case.dossier.applications:
        yield application.KIND, application.group
    if any(rules.fee_total is not None for rules in case.rules.sets):
        yield fees.KIND, fees.group


def _groups(assessment: Assessment, before: Projected | None) -> dict[str, Group]:
    known = before.groups if before is not None else {}
    found = {"forms": _forms(assessment, known.get("forms"))}
    first = assessment.rules.names[0]
    found["residence"] = residence.group(assessment.record, first, known.get("residence"))
    below: tuple[tuple[date, date], ...] = ((date.min, date.max),)
    for level in assessment.levels:
        name = f"progress {level.program}"
        found[name] = progress.group(assessment, level, below, known.get(name))
        name = f"standing {level.program}"
        found[name] = standing.group(assessment, level, known.get(name))
        name = f"compliance {level.program}"
        found[name] = compliance.group(level, known.get(name))
        for kind, group in _further(level):
            name = f"{kind} {level.program}"
            found[name] = group(assessment, level, known.get(name))
        below = level.held
    return found


def _forms(assessment: Assessment, before: Group | None) -> Group:
    facts = tuple(open_form_facts(assessment))
    return before if before is not None and before.facts == facts else Group((), facts)
