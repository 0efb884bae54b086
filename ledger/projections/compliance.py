"""Compliance: the annual hours of those who hold the designation, year by year (Act 2024-194, ALM-AN-02)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.projections.facts import Fact, Group, fact
from ledger.rules.assess import LevelView
from ledger.rules.duty import Finding, Tail, required_text
from ledger.values import FOREVER, amount_text

KIND = "compliance"


def group(level: LevelView, before: Group | None) -> Group:
    """Return the finding of each year on record, and one fact for all years after them (`repeats`)."""
    inputs = (level.duty,)
    if before is not None and before.inputs == inputs:
        return before
    return Group(inputs, tuple(_facts(level)))


def _facts(level: LevelView) -> Iterator[Fact]:
    for finding in level.duty.findings:
        yield fact(KIND, level.program, finding.year.key, (finding.from_, finding.until), _finding(finding))
    tail = level.duty.tail
    if tail is not None:
        yield fact(KIND, level.program, f"{tail.start.isoformat()}+", (tail.start, FOREVER), _tail(tail))


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "status": finding.status,
        "reason": finding.reason,
        "required": required_text(finding.required),
        "hours": amount_text(finding.hours),
        "start": finding.year.start.isoformat(),
        "end": finding.year.end.isoformat(),
    }


def _tail(tail: Tail) -> dict[str, object]:
    return {
        "repeats": True,
        "owed": tail.owed,
        "required": required_text(tail.required),
        "by_term": tail.by_term,
    }
