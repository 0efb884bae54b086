"""Work lists of those who hold a designation: letters after the award, notices, logs and the credit of a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.work import ADMINISTRATOR, OFFICIAL, Desk
from ledger.record.official import Step
from ledger.values import add_years, day_text

#: The decisions that settle a cycle that was not met.
_DECISIONS = ("withdrawn", "inactivated", "reinstated")


def due(desk: Desk) -> Iterator[a.DueItem]:
    """Yield what waits after the award, of the official or of the administrator."""
    for program in desk.asked.rules.names:
        rules = desk.rules(program)
        if rules.authorising_letter is not None or rules.award_mailing:
            yield from _letters(desk, program)
        cycles = [
            year
            for year in about.compliance(desk.evidence, desk.asked, program, desk.cite).years
            if year.kind == "cycle"
        ]
        gone = any(
            fact.key == "" and fact.content["status"] == "withdrawn" for fact in desk.on("standing", program)
        )
        for number, cycle in enumerate([] if gone else cycles, start=1):
            yield from _cycle(desk, program, cycle, newest=number == len(cycles))
            yield from _shortfall(desk, program, cycle, newest=number == len(cycles))


def _letters(desk: Desk, program: str) -> Iterator[a.DueItem]:
    """Yield what is to be sent after the award, unless the award was taken over from an older system."""
    held = [fact for fact in desk.on("standing", program) if fact.key == ""]
    if not held or held[0].content["status"] in ("in-progress", "requirements-met", "withdrawn"):
        return
    award = _award(desk, program)
    if (
        award is None
        or award.imported
        or any(one.content["balance"] != "0" for one in desk.on("fees", program))
    ):
        return
    rules, since, until = desk.rules(program), award.on, desk.asked.as_of
    sent = [one for one in desk.record().honours if one.program == program and since <= one.on <= until]
    letter = rules.authorising_letter
    if letter is not None and all(one.kind != letter for one in sent):
        text = f"Awarded on {since}; the letter {letter}, which allows its use, is not sent."
        reason = desk.reason("letter-not-sent", text, program, ("authorising_letter",), (award.position,))
        yield desk.item(program, "send-authorising-letter", ADMINISTRATOR, reason)
    inside = {content for one in sent for content in (one.kind, *one.contents)}
    missing = [content for content in rules.award_mailing if content not in inside]
    if missing:
        text = f"Awarded on {since}; {', '.join(missing)} not sent."
        reason = desk.reason("mailing-not-sent", text, program, ("award_mailing",), (award.position,))
        yield desk.item(program, "send-award-mailing", ADMINISTRATOR, reason)


def _award(desk: Desk, program: str) -> Step | None:
    """Return the latest award by the day asked about."""
    steps = [
        step
        for step in desk.record().steps.get(program, ())
        if step.kind == "awarded" and step.on <= desk.asked.as_of
    ]
    return max(steps, key=lambda step: (step.on, step.version), default=None)


def _cycle(desk: Desk, program: str, cycle: a.ComplianceYear, *, newest: bool) -> Iterator[a.DueItem]:
    """Yield what a cycle asks for: in its last year, and the log of the newest even after it."""
    day = desk.asked.as_of
    start, last_day = date.fromisoformat(cycle.start), date.fromisoformat(cycle.last_day)
    in_last_year = add_years(last_day, -1) < day <= last_day
    rules = desk.rules(program)
    if cycle.status == "open" and in_last_year:
        yield desk.item(
            program, "earn-cycle-credit", OFFICIAL, cycle.reason, by=cycle.last_day, amount=cycle.missing
        )  # fmt: skip
    if in_last_year and rules.cycle_notice is not None and not _noticed(desk, program, start):
        text = f"The cycle ends on {cycle.last_day}, and the notice {rules.cycle_notice} is not sent."
        reason = desk.reason("notice-not-sent", text, program, ("cycle_notice",))
        yield desk.item(program, "send-notice", ADMINISTRATOR, reason, by=cycle.last_day)
    if cycle.log_submitted_on is not None and cycle.log_accepted_on is None:
        text = f"The log of the cycle from {cycle.start} was handed in on {cycle.log_submitted_on}."
        reason = desk.reason("log-submitted", text, program, ("cycle_log_required",))
        yield desk.item(program, "accept-log", ADMINISTRATOR, reason)
    elif (
        cycle.log_submitted_on is None
        and rules.cycle_log_required
        and (in_last_year or _latest_ended(cycle, day, newest=newest))
    ):
        text = f"The log of the cycle from {cycle.start} to {cycle.last_day} is not handed in."
        reason = desk.reason("log-missing", text, program, ("cycle_log_required", "cycle_required"))
        yield desk.item(program, "submit-log", OFFICIAL, reason, by=cycle.last_day)


def _shortfall(desk: Desk, program: str, cycle: a.ComplianceYear, *, newest: bool) -> Iterator[a.DueItem]:
    """Yield a cycle that is not met until something is decided about it: a removal is a recorded decision (A31)."""
    last_day, day = date.fromisoformat(cycle.last_day), desk.asked.as_of
    if cycle.status != "not-met" or not _latest_ended(cycle, day, newest=newest):
        return
    if desk.rules(program).cycle_shortfall == "automatic_loss" or any(
        step.kind in _DECISIONS and last_day < step.on <= day for step in desk.record().steps.get(program, ())
    ):
        return
    text = (
        f"The cycle from {cycle.start} to {cycle.last_day} ended with {cycle.hours} of {cycle.required};"
        " what follows is to be decided."
    )
    parameters = ("cycle_required", "cycle_shortfall")
    reason = desk.reason("cycle-not-met", text, program, parameters, cycle.reason.positions)
    yield desk.item(program, "decide-shortfall", ADMINISTRATOR, reason, amount=cycle.missing)


def _latest_ended(cycle: a.ComplianceYear, day: date, *, newest: bool) -> bool:
    """Whether a cycle is the last that has ended; no log is asked for of those before it."""
    ended = cycle.last_day < day_text(day)
    return ended and (newest or add_years(date.fromisoformat(cycle.last_day), _length(cycle)) >= day)


def _length(cycle: a.ComplianceYear) -> int:
    return max(date.fromisoformat(cycle.last_day).year - date.fromisoformat(cycle.start).year + 1, 1)


def _noticed(desk: Desk, program: str, start: date) -> bool:
    """Whether a notice about the cycle was sent by the day asked about."""
    return any(
        one.program == program and one.concerning == start and one.sent_on <= desk.asked.as_of
        for one in desk.record().dossier.notices
    )
