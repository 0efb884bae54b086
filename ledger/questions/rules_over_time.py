"""Answers about rules as they change: what differs between two days or two texts, and what a change would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ledger.questions import answers as a
from ledger.questions.reasons import rule_used
from ledger.questions.simulation import Turn, Turns, YearTurn
from ledger.rules.catalog import Catalog, ProgramRules
from ledger.rules.difference import Difference, between_days, between_heads, between_texts
from ledger.rules.model import Program, Version
from ledger.values import day_text


def days_compared(
    programs: Iterable[tuple[date, ProgramRules]], *, before: date, after: date
) -> a.RulesDiffAnswer:
    """Return which parameters of some programs, each as of an edition, differ between two days."""
    members = tuple(programs)
    found = [one for _, rules in members for one in between_days(rules, before=before, after=after)]
    return a.RulesDiffAnswer(
        before=day_text(before),
        after=day_text(after),
        rules_published_by=day_text(max(edition for edition, _ in members)) if members else None,
        parameters=tuple(_shown(one) for one in found),
        heads=(),
    )


def texts_compared(old: Program, new: Program) -> a.RulesDiffAnswer:
    """Return which versions two texts of one program state differently.

    Raises:
        InvalidInput: the texts are of two programs.
    """
    return a.RulesDiffAnswer(
        before=old.file,
        after=new.file,
        rules_published_by=None,
        parameters=tuple(_shown(one) for one in between_texts(old, new)),
        heads=tuple(a.HeadDifference(**one._asdict()) for one in between_heads(old, new)),
    )


def _shown(one: Difference) -> a.RuleDifference:
    def used(version: Version | None) -> a.RuleUsed | None:
        return None if version is None else rule_used(version)

    return a.RuleDifference(
        program=one.program, parameter=one.parameter, before=used(one.before), after=used(one.after)
    )


def changed_rules(present: Catalog, changed: Catalog) -> tuple[a.ChangedRules, ...]:
    """Return the programs whose text differs between two catalogs, by id."""
    found = []
    for name in sorted(changed.programs):
        known, new = present.programs.get(name), changed.programs[name]
        if known is None or known.sha256 != new.sha256:
            sha256 = None if known is None else known.sha256
            found.append(
                a.ChangedRules(program=name, file=new.file, sha256_before=sha256, sha256_after=new.sha256)
            )
    return tuple(found)


def simulated(
    turns: Turns, *, basis: a.Basis, changed: Sequence[a.ChangedRules], program: str | None
) -> a.SimulationAnswer:
    """Return what a change would do, all programs or one."""
    standing = [one for one in turns.standing if program in (None, one.program)]
    years = [one for one in turns.years if program in (None, one.program)]
    return a.SimulationAnswer(
        question="rules-simulate",
        basis=basis,
        program=program,
        changed=tuple(changed),
        officials=turns.officials,
        affected=len({one.official for one in standing} | {one.official for one in years}),
        totals=_totals(f"{one.program}: {one.before} -> {one.after}" for one in standing),
        year_totals=_totals(f"{one.program}: {_status(one.before)} -> {_status(one.after)}" for one in years),
        standing=tuple(_standing_turn(one) for one in standing),
        years=tuple(_year_turn(one) for one in years),
    )


def _totals(kinds: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(kinds).items()))


def _status(year: dict[str, Any] | None) -> str:
    return "none" if year is None else str(year["status"])


def _standing_turn(one: Turn) -> a.StandingTurn:
    return a.StandingTurn(
        official=one.official,
        program=one.program,
        since=day_text(one.since),
        until=day_text(one.until),
        before=one.before,
        after=one.after,
        reason_before=one.reason_before,
        reason_after=one.reason_after,
    )


def _year_turn(one: YearTurn) -> a.YearTurn:
    before, after = one.before or {}, one.after or {}
    return a.YearTurn(
        official=one.official,
        program=one.program,
        year=one.year,
        last_day=day_text(one.last_day),
        before=before.get("status"),
        after=after.get("status"),
        required_before=before.get("required"),
        required_after=after.get("required"),
        hours_before=before.get("hours"),
        hours_after=after.get("hours"),
    )
