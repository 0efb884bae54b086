"""Answers as compact tables: what `credit-ledger` prints where neither `--explain` nor `--json` is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.cli.dates import Dates
from ledger.cli.text import FIRM_SPACE, Heading, paragraph, table, thousands
from ledger.questions import answers as a
from ledger.values import INFINITY, ONE_DAY

NONE = "-"
_KIND_WORDS = {"compliance": "annual duty"}
_YES_OR_NO = {"deposit_paid": ("deposit paid", "deposit not paid")}


def basis_words(basis: a.Basis, dates: Dates) -> str:
    """Return both dates of an answer and its position as one phrase."""
    return f"{dates.as_of.words}, {known_words(basis, until_now=dates.known.until_now)}"


def known_words(basis: a.Basis, *, until_now: bool = False) -> str:
    """Return what an answer knew, as a phrase; `until_now` as `dates.Known`."""
    position = f"position {thousands(basis.position)}"
    if basis.known_at == "everything":
        return f"with everything known ({position})"
    if basis.known_at.isdigit():
        return f"as known at {position}"
    when = "today up to now," if until_now else "at"
    return f"as known {when} {basis.known_at} ({position})"


def title(answer: a.Answer, dates: Dates, subject: str, width: int) -> Iterator[str]:
    """Yield the first lines of an answer: what it is about, and the dates."""
    yield Heading(f"{subject}: {answer.question}")
    yield from paragraph(basis_words(answer.basis, dates), width=width, hanging="  ")


def official_answer(answer: a.OfficialAnswer, dates: Dates, width: int) -> Iterator[str]:
    """Yield the lines of an answer about one official."""
    yield from title(answer, dates, answer.official, width)
    match answer:
        case a.TranscriptAnswer():
            yield from _transcript(answer, width)
        case a.WindowAnswer():
            yield from _window(answer, width)
        case a.StandingAnswer():
            yield from _standing(answer, width)
        case a.ComplianceAnswer():
            yield from _compliance(answer, width)
        case a.ProgressAnswer():
            yield from _progress(answer, width)
        case a.RequirementsAnswer():
            yield from _requirements(answer, width)
        case a.DocumentsAnswer():
            yield from _documents(answer, width)
        case a.ReplayAnswer():
            yield from _replay(answer, width)
        case a.ChangedAnswer():
            yield from _changed(answer, width)
        case _:
            raise TypeError(f"no table shows {type(answer).__name__}")


def _transcript(answer: a.TranscriptAnswer, width: int) -> Iterator[str]:
    for program in answer.programs:
        yield ""
        yield Heading(f"{program.program}, {program.designation} ({program.unit}s)")
        if not program.lines:
            yield "  nothing on record"
            continue
        rows = [
            (line.completed_on, line.claim, _title(line), line.hours_claimed, line.hours_counted)
            for line in program.lines
        ]
        headings = ("completed", "claim", "title", "claimed", "counted")
        yield from table(headings, rows, width=width, right=(3, 4))
        parts = [
            f"{name} {hours}" for name, hours in program.totals.items() if name != "claimed" and hours != "0"
        ]
        yield from paragraph(
            f"claimed {program.totals['claimed']} = {' + '.join(parts) or '0'}", width=width, hanging="  "
        )


def _title(line: a.TranscriptLine) -> str:
    """Return the title and, on lines of their own, the hours that do not count and why."""
    lines = [line.title]
    for piece in line.pieces:
        if piece.place != "counted":
            why = "" if piece.reason.code == piece.place else f" ({piece.reason.code})"
            lines.append(f"{FIRM_SPACE * 2}{piece.hours} {piece.place}{why}")
    if line.status == "form-open":
        lines.append(f"{FIRM_SPACE * 2}credit form not in")
    return "\n".join(lines)


def _window(answer: a.WindowAnswer, width: int) -> Iterator[str]:
    for program in answer.programs:
        yield ""
        yield Heading(program.program)
        yield from paragraph(program.reason.text, width=width)
        required = f" of {program.required}" if program.required is not None else ""
        spans = (
            (
                "calendar years",
                program.calendar_from,
                program.calendar_until,
                program.calendar_hours,
                program.calendar,
            ),
            (
                "trailing",
                program.trailing_from,
                program.trailing_until,
                program.trailing_hours,
                program.trailing,
            ),
        )
        for name, start, last, hours, credits in spans:
            yield ""
            yield Heading(f"{name}, {start} to {last}: {hours}{required} hours")
            if credits:
                rows = [(one.credit_on, one.claim, one.hours, one.leaves_on) for one in credits]
                yield from table(("credit on", "claim", "hours", "leaves on"), rows, width=width, right=(2,))


def _standing(answer: a.StandingAnswer, width: int) -> Iterator[str]:
    yield ""
    rows = [
        (one.program, one.status, one.since or NONE, until_words(one.until), _why(one))
        for one in answer.programs
    ]
    yield from table(("program", "status", "since", "until", "why"), rows, width=width)
    for one in answer.programs:
        if words := authorisation_words(one):
            yield from paragraph(f"{one.program}: {words}", width=width, hanging="  ")
        if one.announced is not None and not one.announced.agrees:
            said = one.announced
            yield from paragraph(
                f"{one.program}: {said.status} was announced on {said.announced_on}; that differs.",
                width=width,
                hanging="  ",
            )


def authorisation_words(one: a.StandingProgram) -> str:
    """Return since when a letter authorises its use, or that none does yet; nothing where none is asked for."""
    if one.authorised_on:
        return f"a letter authorised its use on {one.authorised_on}."
    held = one.computed_status in ("active", "inactive", "not-in-good-standing")
    return "held, not yet authorised to use." if held and not one.letter_unasked else ""


def _why(one: a.StandingProgram) -> str:
    return one.reason.text.replace("Awarded.", f"Awarded on {one.designation_date or one.since}.")


def until_words(day: str) -> str:
    """Return the end of an interval; one that nothing known will end is `open`."""
    return "open" if day == INFINITY else day


def _compliance(answer: a.ComplianceAnswer, width: int) -> Iterator[str]:
    for program in answer.programs:
        yield ""
        yield Heading(f"{program.program}, {duty_words(program)}")
        if program.reason is not None:
            yield from paragraph(program.reason.text, width=width)
        for kind, what in (("year", "year"), ("cycle", "cycle from")):
            rows = [
                (y.year.removeprefix("cycle:"), y.status, y.hours, y.required, y.missing, y.last_day)
                for y in program.years
                if y.kind == kind
            ]
            if rows:
                headings = (what, "status", "hours", "required", "missing", "last day")
                yield from table(headings, rows, width=width, right=(2, 3, 4))
        for cycle in program.years:
            if cycle.kind == "cycle":
                yield from paragraph(cycle_words(cycle), width=width, hanging="  ")


def duty_words(program: a.ComplianceProgram) -> str:
    """Return what a program asks of its holders: the annual duty, or cycles."""
    return "cycles" if any(year.kind == "cycle" for year in program.years) else "annual duty"


def cycle_words(cycle: a.ComplianceYear) -> str:
    """Return what is told of a cycle beside its credit: what is verified, its log, and its documents."""
    log = "no log is handed in"
    if cycle.log_submitted_on is not None:
        accepted = f"accepted on {cycle.log_accepted_on}" if cycle.log_accepted_on else "not accepted yet"
        log = f"the log was handed in on {cycle.log_submitted_on}, {accepted}"
    kept = f"; documents are kept until {cycle.keep_documents_until}" if cycle.keep_documents_until else ""
    start = cycle.year.removeprefix("cycle:")
    return f"{start}: {cycle.claimed} claimed, {cycle.verified} of it verified; {log}{kept}."


def _documents(answer: a.DocumentsAnswer, width: int) -> Iterator[str]:
    if not answer.programs:
        yield ""
        yield "No program asks for documents by category."
    for program in answer.programs:
        yield ""
        yield Heading(f"{program.program}, {program.designation}")
        if not program.claims:
            yield "  nothing on record"
            continue
        rows = [
            (
                one.completed_on, one.claim, one.category or NONE, "\n".join(one.handed_in) or NONE,
                "\n".join(one.missing_if_audited) or NONE, one.keep_until or NONE,
            )
            for one in program.claims
        ]  # fmt: skip
        headings = ("completed", "claim", "category", "handed in", "lacking", "keep")
        yield from table(headings, rows, width=width)


def _progress(answer: a.ProgressAnswer, width: int) -> Iterator[str]:
    yield ""
    rows = [
        (
            one.program,
            one.counted if one.reason.code == "no-amount" else f"{one.counted} of {one.required}",
            one.missing,
            f"{one.outside_used} of {one.outside_cap}" if one.outside_cap is not None else one.outside_used,
            one.requirements_met_on or NONE,
            one.finish_by or NONE,
        )
        for one in answer.programs
    ]
    headings = ("program", "counted", "missing", "outside", "met on", "finish by")
    yield from table(headings, rows, width=width, right=(1, 2, 3))
    parts = [
        (one.program, category, f"{part.counted} of {part.required}", part.missing)
        for one in answer.programs
        for category, part in (one.by_category or {}).items()
    ]
    if parts:
        yield ""
        yield from table(("program", "category", "counted", "missing"), parts, width=width, right=(2, 3))


def _requirements(answer: a.RequirementsAnswer, width: int) -> Iterator[str]:
    for one in answer.programs:
        yield ""
        yield Heading(f"{one.program}, {one.designation}: {'all met' if one.met else 'not all met'}")
        rows = [
            (
                requirement_words(line.code), "met" if line.met else "not met", line.since or NONE,
                line.reason.text,
            )
            for line in one.requirements
        ]  # fmt: skip
        yield from table(("requirement", "is", "since", "why"), rows, width=width)
        if one.applications:
            yield ""
            sent = [
                (x.application, x.kind, x.stage, x.received_on, x.meeting or NONE, x.rate or NONE, x.band)
                for x in one.applications
            ]
            headings = ("application", "kind", "stage", "received", "meeting", "rate", "band")
            yield from table(headings, sent, width=width, right=(5,))
        if one.exemptions:
            yield ""
            exempt = [
                (x.name, "yes" if x.exempt else "no", x.by or NONE, x.state or NONE) for x in one.exemptions
            ]
            yield from table(("competency", "exempt", "by", "claim"), exempt, width=width)
        if one.fees is not None:
            yield ""
            yield from paragraph(f"Fees{money(one.fees)}: {one.fees.reason.text}", width=width, hanging="  ")


def requirement_words(code: str) -> str:
    """Return what a requirement is about: `application:submission` is `the application (submission)`."""
    sort, _, name = code.partition(":")
    if sort == "application":
        return f"the application ({name})"
    return f"the designation {name}" if sort == "designation" else code.replace("-", " ")


def money(fees: a.Fees) -> str:
    """Return the currency of fees, to stand after a word."""
    return f" ({fees.currency})" if fees.currency else ""


def _replay(answer: a.ReplayAnswer, width: int) -> Iterator[str]:
    yield ""
    rows = [(thousands(s.position), s.recorded_at[:10], s.says) for s in answer.steps]
    yield from table(("position", "recorded", "what"), rows, width=width, right=(0,))


def _changed(answer: a.ChangedAnswer, width: int) -> Iterator[str]:
    since = answer.since
    yield from paragraph(f"compared with the same day {known_words(since)}", width=width, hanging="  ")
    yield ""
    if not answer.differences:
        yield "Nothing differs."
        return
    rows = [(change_subject(change), *change_words(change)) for change in answer.differences]
    yield from table(("fact", "before", "after"), rows, width=width)
    if answer.steps:
        yield ""
        rows_of_steps = [(thousands(s.position), s.recorded_at[:10], s.says) for s in answer.steps]
        yield from table(("position", "recorded", "what did it"), rows_of_steps, width=width, right=(0,))


def change_subject(change: a.FactChange) -> str:
    """Return what a change is about: the kind of fact, its program and its key."""
    kind, key = _KIND_WORDS.get(change.kind, change.kind), change.key
    if change.kind == "requirements" and not key.startswith("competency:"):
        return f"requirement of {change.program}: {requirement_words(key)}"
    if key.startswith("cycle:"):
        return f"{change.program}, {_cycle_named(change)}"
    return " ".join(part for part in (kind, change.program, change.key) if part)


def _cycle_named(change: a.FactChange) -> str:
    """Return a cycle by its days, as far as the facts tell them."""
    content = change.after or change.before or {}
    start = change.key.removeprefix("cycle:").removesuffix("+")
    if "end" not in content:
        return f"the cycles from {start} on"
    return f"the cycle from {start} to {date.fromisoformat(str(content['end'])) - ONE_DAY}"


def change_words(change: a.FactChange) -> tuple[str, str]:
    """Return the fact before and after, each in a few words; only what differs where both are there."""
    before, after = change.before, change.after
    if before is None or after is None:
        return _fact_words(change.kind, before), _fact_words(change.kind, after)
    said_before, said_after = _fact_words(change.kind, before), _fact_words(change.kind, after)
    if said_before != said_after:
        return said_before, said_after
    names = [
        name for name in after if name not in ("positions", "position") and before.get(name) != after[name]
    ]
    return _listed(before, names), _listed(after, names)


def _listed(content: dict[str, Any], names: list[str]) -> str:
    return ", ".join(_named_words(name, content.get(name)) for name in names)


def _named_words(name: str, value: Any) -> str:
    """Return a particular of a fact in words: `in good standing`, `deposit not paid`, `meeting none`."""
    if name == "good_standing":
        return "in good standing" if value else "not in good standing"
    words = name.replace("_", " ")
    if isinstance(value, bool):
        return _YES_OR_NO.get(name, (words, f"not {words}"))[0 if value else 1]
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value)
    return f"{words} {'none' if value in (None, '') else value}"


def _fact_words(kind: str, content: dict[str, Any] | None) -> str:
    if content is None:
        return NONE
    match kind:
        case "standing" if "status" in content:
            return f"{content['status']} since {content['since']}"
        case "requirements":
            if "exempt" in content:
                return "exempt" if content["exempt"] else "not exempt"
            return "met" if content["met"] else "not met"
        case "application":
            return str(content["stage"])
        case "fees" | "standing":
            return _listed(content, [name for name in content if name not in ("position", "since")])
        case "window":
            return f"{content['hours']} hours of {content['credit_on']}"
        case "progress":
            of = "" if content["required"] == "0" else f" of {content['required']}"
            return f"{content['counted']}{of} counted"
        case "compliance":
            return f"{content.get('status', 'repeats')} {content.get('hours', '')}".strip()
        case _:
            pieces = [f"{hours} {code}" for _, code, hours in content.get("pieces", ())]
            return f"{content['status']}: {', '.join(pieces)}" if pieces else str(content["status"])
