"""Compliance: the hours of those who hold the designation, year by year and cycle by cycle.

Years are those of the annual duty (Act 2024-194, ALM-AN-02), cycles those of several years (PDU-01, A30).
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.projections.facts import Fact, Group, fact, optional_day
from ledger.rules.assess import LevelView
from ledger.rules.cycle import CycleFinding, CycleTail
from ledger.rules.duty import Finding, Tail, required_text
from ledger.values import FOREVER, amount_text

KIND = "compliance"


def group(level: LevelView, before: Group | None) -> Group:
    """Return the finding of each year and cycle on record, and one fact for all after them (`repeats`)."""
    inputs = (level.duty, level.cycles)
    if before is not None and before.inputs == inputs:
        return before
    return Group(inputs, tuple(_facts(level)))


def _facts(level: LevelView) -> Iterator[Fact]:
    for finding in level.duty.findings:
        yield fact(
            KIND, level.program, finding.year.key, (finding.from_, finding.until), finding_value(finding)
        )
    tail = level.duty.tail
    if tail is not None:
        yield fact(KIND, level.program, f"{tail.start.isoformat()}+", (tail.start, FOREVER), _tail(tail))
    for found in level.cycles.findings:
        yield fact(KIND, level.program, found.cycle.key, (found.from_, found.until), cycle_value(found))
    beyond = level.cycles.tail
    if beyond is not None:
        key = f"cycle:{beyond.start.isoformat()}+"
        yield fact(KIND, level.program, key, (beyond.start, FOREVER), _cycle_tail(beyond))


def finding_value(finding: Finding) -> dict[str, object]:
    """Return what is told of a year; `end` is the first day after it."""
    return {
        "status": finding.status,
        "reason": finding.reason,
        "required": required_text(finding.required),
        "hours": amount_text(finding.hours),
        "carried": amount_text(finding.carried),
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


def cycle_value(finding: CycleFinding) -> dict[str, object]:
    """Return what is told of a cycle; `end` is the first day after it."""
    return {
        "kind": "cycle",
        "status": finding.status,
        "reason": finding.reason,
        "required": amount_text(finding.required),
        "hours": amount_text(finding.hours),
        "carried": amount_text(finding.carried),
        "claimed": amount_text(finding.claimed),
        "verified": amount_text(finding.verified),
        "start": finding.cycle.start.isoformat(),
        "end": finding.cycle.end.isoformat(),
        "log_submitted_on": optional_day(finding.log_submitted_on),
        "log_accepted_on": optional_day(finding.log_accepted_on),
        "keep_documents_until": optional_day(finding.keep_documents_until),
    }


def _cycle_tail(tail: CycleTail) -> dict[str, object]:
    return {
        "kind": "cycle",
        "repeats": True,
        "years": tail.years,
        "required": amount_text(tail.required),
        "retention_months": tail.retention_months,
    }
