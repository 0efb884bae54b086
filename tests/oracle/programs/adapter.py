"""The real system, asked about one program as the oracle is: its answers in the oracle's shape."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.questions.asking import KnownAt
from ledger.questions.door import Questions
from tests.oracle.adapter import Source, transcript_shape

#: What a cycle tells beside its hours.
CYCLE = ("claimed", "verified", "start", "log_submitted_on", "log_accepted_on", "keep_documents_until")
ASKED = ("transcript", "progress", "standing", "window", "compliance", "requirements")


def told(questions: Questions, official: str, as_of: date, known_at: KnownAt, source: Source) -> str:
    """Return every answer about every scheme byte for byte as it is given."""
    return "\n".join(
        getattr(questions, name)(official, as_of=as_of, known_at=known_at, source=source).model_dump_json()
        for name in ASKED
    )


def ask(
    questions: Questions,
    official: str,
    program: str,
    *,
    as_of: date,
    known_at: KnownAt,
    source: Source = "log",
) -> dict[str, Any]:
    """Return every answer about one program in the oracle's shape."""

    def about(name: str) -> Any:
        answer = getattr(questions, name)(
            official, as_of=as_of, known_at=known_at, program=program, source=source
        )
        return next((one for one in answer.programs if one.program == program), None)

    far, status = about("progress"), about("standing")
    held = questions.window(
        official, as_of=as_of, known_at=known_at, program=program, source=source
    ).programs[0]
    duty, needs = about("compliance"), about("requirements")
    return {
        "transcript": transcript_shape(about("transcript")),
        "progress": {"counted": far.counted, "complete_on": far.complete_on, "by_category": _by_category(far)},
        "standing": {
            "status": status.status, "since": status.since, "until": status.until,
            "authorised_on": status.authorised_on,
        },
        "window": {"calendar": held.calendar_hours, "trailing": held.trailing_hours},
        "compliance": {} if duty is None else _duty(duty),
        "requirements": {} if needs is None else {one.code: one.met for one in needs.requirements},
        "applications": {} if needs is None else {one.application: _application(one) for one in needs.applications},
        "fees": None if needs is None or needs.fees is None else _fees(needs.fees),
    }  # fmt: skip


def _by_category(far: Any) -> dict[str, Any]:
    return {
        name: {"required": one.required, "counted": one.counted, "missing": one.missing}
        for name, one in (far.by_category or {}).items()
    }


def _duty(program: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for year in program.years:
        told = {name: getattr(year, name) for name in ("status", "required", "hours", "carried")}
        if year.kind == "cycle":
            told |= {name: getattr(year, name) for name in CYCLE} | {"end": year.last_day}
        else:
            told["reason"] = year.reason.code if year.status == "not-owed" else None
        found[year.year] = told
    return found


def _application(one: Any) -> dict[str, Any]:
    names = ("kind", "stage", "received_on", "deadline", "meeting", "held", "rate", "band")
    return {name: getattr(one, name) for name in names}


def _fees(fees: Any) -> dict[str, Any]:
    return {name: getattr(fees, name) for name in ("total", "paid", "balance", "deposit_paid")}
