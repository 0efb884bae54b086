"""Answers about what a designation needs: requirements, applications, exemptions, fees; each from the facts alone."""

from __future__ import annotations

from typing import Any

from ledger.projections.facts import Fact
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations, band_words, requirement_reason, rules_on
from ledger.rules.model import RuleSet
from ledger.rules.requirements import asks_more, stated
from ledger.values import FOREVER, day_text

_COMPETENCY = "competency:"
_REVIEW = (
    "application_meetings",
    "application_late",
    "application_returned",
    "reviewers",
    "approval_recommended",
    "approval_interview",
    "approval_rounding",
    "approval_aggregation",
)


def requirements(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> a.RequirementsProgram:
    """Return all that one program asks for on the day."""
    level = asked.rules.level(program)
    rules = rules_on(level, asked.as_of)
    index = asked.rules.names.index(program)
    below = asked.rules.names[index - 1] if index else None
    found = {fact.key: fact for fact in evidence.on("requirements", program, asked.as_of)}
    codes = [code for code, _ in stated(rules, below)]
    lines = tuple(_line(evidence, asked, program, code, cite) for code in codes)
    return a.RequirementsProgram(
        program=program,
        designation=level.program.designation,
        met=bool(lines) and all(line.met for line in lines),
        requirements=lines,
        applications=tuple(
            _application(fact, rules, cite) for fact in evidence.on("application", program, asked.as_of)
        ),
        exemptions=tuple(
            _exemption(fact, rules) for key, fact in found.items() if key.startswith(_COMPETENCY)
        ),
        fees=_fees(evidence.one("fees", program, asked.as_of), rules, cite),
    )


def _line(evidence: Evidence, asked: Asked, program: str, code: str, cite: Citations) -> a.RequirementLine:
    """Return one requirement; where nothing about it is on record by the day, it is not met."""
    level = asked.rules.level(program)
    if not asks_more(level):
        return _from_progress(evidence, asked, program, code, cite)
    fact = evidence.one("requirements", program, asked.as_of, code)
    rows = [one for one in evidence.facts if one[:3] == ("requirements", program, code)]
    detail: dict[str, Any] = {} if fact is None else fact.content
    met = bool(detail.pop("met", False))
    positions = detail.pop("positions", ()) or _positions_elsewhere(evidence, asked, program, code)
    since = None if fact is None else fact.valid_from
    for row in sorted(rows, key=lambda one: one.valid_from, reverse=True):
        if row.valid_until == since and row.content["met"] == met:
            since = row.valid_from
    if not met and since == min((row.valid_from for row in rows), default=None):
        since = None
    changes = [row.valid_from for row in rows if row.valid_from > asked.as_of and row.content["met"] != met]
    rules = rules_on(level, asked.as_of)
    return a.RequirementLine(
        code=code,
        met=met,
        since=None if since is None else day_text(since),
        until=day_text(min(changes, default=FOREVER)),
        detail=detail,
        reason=requirement_reason(code, met, {**detail, "positions": positions}, rules, cite),
    )


def _from_progress(
    evidence: Evidence, asked: Asked, program: str, code: str, cite: Citations
) -> a.RequirementLine:
    """Return a requirement of a program that asks for credit and the designation before it, and for nothing else."""
    fact = evidence.one("progress", program, asked.as_of)
    content: dict[str, Any] = {} if fact is None else fact.content
    complete_on = content.get("complete_on")
    met = content.get("prerequisite") == "held" if code != "credit" else complete_on is not None
    rules = rules_on(asked.rules.level(program), asked.as_of)
    positions = _positions_elsewhere(evidence, asked, program, code)
    return a.RequirementLine(
        code=code,
        met=met,
        since=complete_on if code == "credit" else None,
        until=day_text(FOREVER),
        detail={},
        reason=requirement_reason(code, met, {"positions": positions}, rules, cite),
    )


def _positions_elsewhere(evidence: Evidence, asked: Asked, program: str, code: str) -> tuple[int, ...]:
    """Return the events behind credit, which the transcript tells, and behind a designation, as its standing does."""
    sort, _, name = code.partition(":")
    if sort == "credit":
        lines = [fact.content for fact in evidence.on("transcript", program, asked.as_of)]
        counted = [line for line in lines if any(place == "counted" for place, _, _ in line["pieces"])]
        return tuple(sorted({position for line in counted for position in line["positions"]}))
    if sort != "designation":
        return ()
    rows = [fact for fact in evidence.facts if fact[:3] == ("standing", name, "")]
    begun = [fact.content["position"] for fact in rows if fact.valid_from <= asked.as_of]
    return tuple(sorted({position for position in begun if position})[-1:])


def _application(fact: Fact, rules: RuleSet, cite: Citations) -> a.ApplicationLine:
    content = fact.content
    positions = tuple(content.pop("positions"))
    parts = [f"Received on {content['received_on']}"]
    if content["deadline"]:
        parts.append(f"for the deadline of {content['deadline']}")
    if content["meeting"]:
        parts.append(f"and the meeting of {content['meeting']}")
    text = " ".join(parts) + "."
    if content["stage"] == "returned" and not content["deadline"]:
        text += " It came back and has no place until it is handed in again."
    if content["rate"]:
        text += f" The approval rate is {content['rate']} per cent, {band_words(content['band'], rules)}."
    if content["held"]:
        text += " It came after the deadline aimed at, and was held."
    if content["missing"]:
        text += f" Missing: {', '.join(content['missing'])}."
    reason = a.Reason(code=content["stage"], text=text, rules=cite.cite(rules, _REVIEW), positions=positions)
    return a.ApplicationLine(application=fact.key, reason=reason, **content)


def _exemption(fact: Fact, rules: RuleSet) -> a.ExemptionLine:
    competency = fact.key.removeprefix(_COMPETENCY)
    name = rules.competency_names.get(competency, competency)
    return a.ExemptionLine(competency=competency, name=name, **fact.content)


def _fees(fact: Fact | None, rules: RuleSet, cite: Citations) -> a.Fees | None:
    if fact is None:
        return None
    content = fact.content
    text = f"{content['paid']} of {content['total']} paid; {content['balance']} owed."
    held = ", ".join(rules.fee_holds)
    if content["balance"] != "0" and held:
        text += f" Held until all is paid: {held}."
    refs = cite.cite(rules, ("fee_total", "fee_deposit", "fee_options", "fee_holds"))
    return a.Fees(
        currency=rules.fee_currency, reason=a.Reason(code="balance", text=text, rules=refs), **content
    )
