"""Answers about one official: transcript, window, standing, compliance, progress; each from the facts alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.projections.compliance import cycle_value, finding_value
from ledger.projections.facts import Fact
from ledger.projections.progress import categories_of
from ledger.projections.standing import AUTHORISED, COMPUTED, MEMBER
from ledger.projections.window import window_program
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import (
    COMPLIANCE,
    COMPLIANCE_PARAMETERS,
    CYCLE,
    CYCLE_PARAMETERS,
    STANDING,
    Citations,
    fraction,
    rules_on,
    shown,
    still_missing,
    transcript_reason,
)
from ledger.record.official import Announcement
from ledger.rules.cycle import CycleTail
from ledger.rules.cycle import repeated as repeated_cycles
from ledger.rules.duty import Tail, repeated
from ledger.rules.hours import PLACES, Level
from ledger.rules.levels import required_of
from ledger.rules.model import RuleSet
from ledger.rules.window import calendar_start
from ledger.values import FOREVER, ONE_DAY, ZERO, add_years, amount_text, day_from, day_text


def transcript(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> a.TranscriptProgram:
    """Return the transcript of one program: its lines by day, and the totals, which add up."""
    level = asked.rules.level(program)
    lines = [_line(fact, asked, program, cite) for fact in evidence.on("transcript", program, asked.as_of)]
    lines.sort(key=lambda line: (line.completed_on, line.positions, line.claim))
    totals = dict.fromkeys(("claimed", *PLACES), ZERO)
    for line in lines:
        for piece in line.pieces:
            totals["claimed"] += Decimal(piece.hours)
            totals[piece.place] += Decimal(piece.hours)
    return a.TranscriptProgram(
        program=program,
        designation=level.program.designation,
        unit=level.program.unit,
        lines=tuple(lines),
        totals={place: amount_text(hours) for place, hours in totals.items()},
    )


def _line(fact: Fact, asked: Asked, program: str, cite: Citations) -> a.TranscriptLine:
    content = fact.content
    pieces: list[list[str]] = content.pop("pieces")
    del content["toward"]
    governing = content.pop("rules_of")
    day = day_from(governing) if governing else date.fromisoformat(content["completed_on"])
    level, root = asked.rules.level(program).on(day), asked.rules.root.on(day)
    claimed = sum((Decimal(hours) for _, _, hours in pieces), start=ZERO)
    counted = sum((Decimal(hours) for place, _, hours in pieces if place == "counted"), start=ZERO)
    shown_pieces = []
    for place, code, hours in pieces:
        reason = transcript_reason(code, content, level, root, cite)
        shown_pieces.append(a.Piece(place=place, hours=hours, reason=reason))
    return a.TranscriptLine(
        claim=fact.key,
        hours_claimed=amount_text(claimed),
        hours_counted=amount_text(counted),
        pieces=tuple(shown_pieces),
        **content,
    )


def window(evidence: Evidence, asked: Asked, cite: Citations) -> a.WindowProgram:
    """Return what the windows hold on the day."""
    program, years = window_program(asked.rules)
    day = asked.as_of
    rules = rules_on(asked.rules.level(program), day)
    held: dict[str, list[a.WindowCredit]] = {"calendar": [], "trailing": []}
    for fact in evidence.on("window", program, day):
        which, _, claim = fact.key.partition(":")
        content = fact.content
        leaves = day_text(fact.valid_until)
        held[which].append(
            a.WindowCredit(
                claim=claim, credit_on=content["credit_on"], hours=content["hours"], leaves_on=leaves
            )
        )
    totals = {which: sum((Decimal(one.hours) for one in ones), start=ZERO) for which, ones in held.items()}
    required = rules.window_required
    refs = cite.cite(rules, ("window_required", "window_years", "window_kind"))
    text = (
        f"A window of {years} calendar years must hold {amount_text(required)} hours on its last day."
        if required is not None
        else f"No rule of {program} tests a window on {day}."
    )
    for ones in held.values():
        ones.sort(key=lambda one: (one.credit_on, one.claim))
    return a.WindowProgram(
        program=program,
        calendar_from=day_text(calendar_start(day, years)),
        calendar_until=day_text(date(day.year, 12, 31)),
        calendar_hours=amount_text(totals["calendar"]),
        calendar=tuple(held["calendar"]),
        trailing_from=day_text(add_years(day, -years) + ONE_DAY),
        trailing_until=day_text(day),
        trailing_hours=amount_text(totals["trailing"]),
        trailing=tuple(held["trailing"]),
        required=None if required is None else amount_text(required),
        reason=a.Reason(code="tested" if required is not None else "not-tested", text=text, rules=refs),
    )


def standing(
    evidence: Evidence,
    asked: Asked,
    program: str,
    announcements: tuple[Announcement, ...],
    cite: Citations,
) -> a.StandingProgram:
    """Return a designation's status on the day, and what was announced of it."""
    level = asked.rules.level(program)
    fact = evidence.one("standing", program, asked.as_of)
    if fact is None:
        rows = [f for f in evidence.facts if f[:3] == ("standing", program, "")]
        since = max((f.valid_until for f in rows if f.valid_until <= asked.as_of), default=None)
        until = min((f.valid_from for f in rows if f.valid_from > asked.as_of), default=FOREVER)
        content = dict[str, Any](status="not-started", reason="not-started", position=0)
    else:
        content, since, until = fact.content, fact.valid_from, fact.valid_until
    reason = _standing_reason(evidence, asked, program, (content, since), cite)
    beside = evidence.one("standing", program, asked.as_of, COMPUTED)
    computed = content["status"] if beside is None else beside.content["status"]
    said = _announced(announcements, program, asked.as_of, computed)
    authorised = evidence.one("standing", program, asked.as_of, AUTHORISED)
    member = evidence.one("standing", program, asked.as_of, MEMBER)
    return a.StandingProgram(
        program=program,
        designation=level.program.designation,
        status=content["status"],
        since=None if since is None else day_text(since),
        until=day_text(until),
        computed_status=computed,
        designation_date=_designation_date(evidence, program, asked.as_of),
        good_standing=None if member is None else member.content["good_standing"],
        reason=reason,
        announced=said,
        **_letter(authorised, rules_on(level, asked.as_of)),
    )


def _letter(found: Fact | None, rules: RuleSet) -> dict[str, Any]:
    """Return the day of the letter that authorises the use, None before it; nothing where none is asked for."""
    if found is not None:
        return {"authorised_on": found.content["authorised_on"]}
    return {} if rules.authorising_letter is None else {"authorised_on": None}


def _standing_reason(
    evidence: Evidence, asked: Asked, program: str, found: tuple[dict[str, Any], date | None], cite: Citations
) -> a.Reason:
    content, since = found
    template, parameters = STANDING[content["reason"]]
    tested_on = (since or asked.as_of) - ONE_DAY
    rules = rules_on(asked.rules.level(program), tested_on)
    if content["reason"] == "window-failed":
        which = "trailing" if rules.window_kind == "trailing_36_months" else "calendar"
        stays = [f for f in evidence.on("window", program, tested_on) if f.key.startswith(which + ":")]
        held = sum((Decimal(f.content["hours"]) for f in stays), start=ZERO)
        values = {**rules.values, "tested_on": tested_on, "held": held}
        template = template.format_map({name: shown(value) for name, value in values.items()})
    positions = (content["position"],) if content["position"] else ()
    return a.Reason(
        code=content["reason"], text=template, rules=cite.cite(rules, parameters), positions=positions
    )


def _designation_date(evidence: Evidence, program: str, as_of: date) -> str | None:
    """Return the day of the award that the present status rests on."""
    rows = [f for f in evidence.facts if f[:2] == ("standing", program) and f.valid_from <= as_of]
    awarded = [f.valid_from for f in rows if f.content.get("reason") == "awarded"]
    awarded += [date.fromisoformat(f.content["awarded_on"]) for f in rows if f.key == MEMBER]
    return day_text(max(awarded)) if awarded else None


def _announced(
    announcements: tuple[Announcement, ...], program: str, as_of: date, computed: str
) -> a.Announced | None:
    said = [one for one in announcements if one.program == program and one.effective_on <= as_of]
    if not said:
        return None
    last = max(said, key=lambda one: (one.effective_on, one.announced_on, one.position))
    return a.Announced(
        status=last.status,
        announced_on=day_text(last.announced_on),
        effective_on=day_text(last.effective_on),
        agrees=last.status == computed,
        position=last.position,
    )


def compliance(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> a.ComplianceProgram:
    """Return the annual duty of every year, and every cycle, that has begun by the day."""
    level = asked.rules.level(program)
    years = []
    for fact in evidence.on("compliance", program, asked.as_of):
        content = fact.content
        if not content.get("repeats"):
            years.append({**content, "year": fact.key})
        elif content.get("kind") == "cycle":
            beyond = CycleTail(
                fact.valid_from, content["years"], Decimal(content["required"]), content["retention_months"]
            )
            years += [
                {**cycle_value(one), "year": one.cycle.key} for one in repeated_cycles(beyond, asked.as_of)
            ]
        else:
            tail = Tail(fact.valid_from, content["owed"], fraction(content["required"]), content["by_term"])
            years += [{**finding_value(one), "year": one.year.key} for one in repeated(tail, asked.as_of)]
    years.sort(key=lambda year: (year["start"], year["year"]))
    found = tuple(_year(year, rules_on(level, _last_day(year)), cite) for year in years)
    reason = None
    if not found:
        rules = rules_on(level, asked.as_of)
        refs = cite.cite(rules, COMPLIANCE_PARAMETERS if rules.cycle_required is None else CYCLE_PARAMETERS)
        text = f"No year is owed by {asked.as_of}: the duty is of those who received {level.program.designation}."
        if rules.cycle_required is not None:
            text = f"No cycle has begun by {asked.as_of}: they begin with the award."
        reason = a.Reason(code="nothing-owed", text=text, rules=refs)
    return a.ComplianceProgram(program=program, years=found, reason=reason)


def _last_day(year: dict[str, Any]) -> date:
    return date.fromisoformat(year["end"]) - ONE_DAY


def _year(year: dict[str, Any], rules: Any, cite: Citations) -> a.ComplianceYear:
    last_day = day_text(_last_day(year))
    of_cycle = year.get("kind") == "cycle"
    owed = year["status"] != "not-owed"
    missing = still_missing(year["required"], year["hours"]) if owed else "0"
    code = year["reason"] or year["status"]
    template = (CYCLE if of_cycle and code in CYCLE else COMPLIANCE)[code]
    text = template.format(hours=year["hours"], required=year["required"], missing=missing, last_day=last_day)
    if year["carried"] != "0":
        text += f" {year['carried']} of them were carried in."
    told = ("claimed", "verified", "log_submitted_on", "log_accepted_on", "keep_documents_until")
    return a.ComplianceYear(
        year=year["year"],
        kind="cycle" if of_cycle else "year",
        start=year["start"],
        last_day=last_day,
        status=year["status"],
        required=year["required"],
        hours=year["hours"],
        carried=year["carried"],
        missing=missing,
        **{name: year.get(name) for name in told},
        reason=a.Reason(
            code=code,
            text=text,
            rules=cite.cite(rules, CYCLE_PARAMETERS if of_cycle else COMPLIANCE_PARAMETERS),
        ),
    )


def progress(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> a.ProgressProgram:
    """Return how far the designation is on the day."""
    level = asked.rules.level(program)
    rules = rules_on(level, asked.as_of)
    fact = evidence.one("progress", program, asked.as_of)
    required = required_of(rules)
    content = fact.content if fact is not None else _no_progress(asked, program, required, rules)
    cap = rules.outside_total_cap
    parameters = ["required_amount", "outside_total_cap", "surplus"]
    if content["finish_by"]:
        parameters += ["after_office_years", "after_office_boundary", "after_office_modes"]
    refs = cite.cite(rules, parameters)
    if content["required"] == "0" and not rules.required_by_category:
        code, text = "no-amount", f"{content['counted']} {level.program.unit} counted; {_NO_AMOUNT}."
    elif content["requirements_met_on"]:
        code, text = "met", f"The requirements are met since {content['requirements_met_on']}."
    elif content["complete_on"]:
        code, text = "prerequisite", f"The hours are complete; {asked.rules.names[0]} is not awarded."
    else:
        code, text = (
            "missing",
            f"{content['counted']} of {content['required']} hours; {content['missing']} missing.",
        )
    if content["finish_by"]:
        text += f" Out of office: to be completed by {content['finish_by']}."
    return a.ProgressProgram(
        program=program,
        designation=level.program.designation,
        outside_cap=None if cap is None else amount_text(cap),
        reason=a.Reason(code=code, text=text, rules=refs),
        **content,
    )


#: What is said instead of how much is missing, where a designation asks for no amount of credit.
_NO_AMOUNT = "no amount is required for the designation"


def _no_progress(asked: Asked, program: str, required: Decimal, rules: RuleSet) -> dict[str, Any]:
    first = asked.rules.names[0] == program
    by_category = categories_of(rules, Level())
    found = {
        "required": amount_text(required),
        "counted": "0",
        "outside_used": "0",
        "missing": amount_text(required),
        "complete_on": None,
        "prerequisite": None if first else "missing",
        "requirements_met_on": None,
        "finish_by": None,
    }
    return found | {"by_category": by_category} if by_category else found
