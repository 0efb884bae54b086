"""The requirements of a designation, each met or not on any day; and the competencies one is exempt from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from ledger.projections.facts import Fact, Group, fact, merged
from ledger.record.dossier import Exemption
from ledger.rules.assess import Assessment, LevelView
from ledger.rules.requirements import Case, first_day
from ledger.values import FOREVER

KIND = "requirements"


def group(assessment: Assessment, level: LevelView, before: Group | None) -> Group:
    """Return each requirement of one program from the first day anything about it is on record."""
    inputs = (level.found, assessment.rules)
    if before is not None and before.inputs[0] is level.found and before.inputs[1] is assessment.rules:
        return before
    case = level.found.case
    first = first_day(case)
    if first is None:
        return Group(inputs, ())
    facts = [
        fact(
            KIND,
            level.program,
            one.code,
            (max(row.from_, first), row.until),
            {"met": row.met, **dict(row.detail)},
        )
        for one in level.requirements
        for row in one.rows
        if row.until > first
    ]
    return Group(inputs, (*merged(facts), *_competencies(case, assessment, first)))


def _competencies(case: Case, assessment: Assessment, first: date) -> Iterator[Fact]:
    """Yield, for each competency that must be shown, whether one is exempt from it (AMC-41 to AMC-47)."""
    if not any(rules.exemptions for rules in case.rules.sets):
        return
    own = [one for one in case.dossier.exemptions if one.program == case.program]
    days = {first, FOREVER} | {day for day in case.rules.starts if day > first}
    days |= {one.claimed_on for one in own}
    days |= {one.decided_on for one in own if one.decided_on is not None}
    rows: dict[str, list[Fact]] = {}
    for day, until in pairwise(sorted(day for day in days if first <= day)):
        exempting = case.on(day).exemptions
        root = assessment.rules.root
        known = root.on(max(case.governing or day, root.starts[0])).competencies
        for code in dict.fromkeys((*known, *exempting.values())) if exempting else ():
            words = [word for word, competency in exempting.items() if competency == code]
            value = _exempt([one for one in own if one.exemption in words], day)
            key = f"competency:{code}"
            rows.setdefault(key, []).append(fact(KIND, case.program, key, (day, until), value))
    for facts in rows.values():
        yield from merged(facts)


def _exempt(claims: Iterable[Exemption], day: date) -> dict[str, object]:
    """Return whether one of the exemptions was confirmed by a day, and else how far the newest has come."""
    found: dict[str, object] = {"exempt": False, "by": None, "state": None}
    for one in claims:
        if one.claimed_on > day or found["exempt"]:
            continue
        decided = one.decided_on is not None and one.decided_on <= day
        state = one.outcome if decided and one.outcome is not None else "claimed"
        found = {"exempt": state == "confirmed", "by": one.exemption, "state": state}
    return found
