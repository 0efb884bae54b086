"""Work lists: who must do what by when, as of a day, from the facts alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ledger.projections.window import window_program
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations, rules_on
from ledger.rules.window import calendar_start
from ledger.values import ZERO, amount_text, day_text

OFFICIAL, ADMINISTRATOR = "official", "program-administrator"


def due(evidence: Evidence, asked: Asked, cite: Citations) -> Iterator[a.DueItem]:
    """Yield everything that waits, of the official or of the administrator."""
    for program in asked.rules.names:
        yield from _claims(evidence, asked, program, cite)
        yield from _designation(evidence, asked, program, cite)
        yield from _annual(evidence, asked, program, cite)
    yield from _window(evidence, asked, cite)


def _item(
    evidence: Evidence, program: str, what: str, who: str, reason: a.Reason,
    *, by: str | None = None, amount: str | None = None,
) -> a.DueItem:  # fmt: skip
    return a.DueItem(
        official=evidence.official, program=program, what=what, who=who, by=by, amount=amount, reason=reason
    )


def _claims(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> Iterator[a.DueItem]:
    waiting = {"form-open", "pending", "returned"}
    for line in about.transcript(evidence, asked, program, cite).lines:
        if line.status not in waiting:
            continue
        named = f"{line.claim} “{line.title}” of {line.completed_on}"
        hours = line.hours_claimed
        if line.status == "form-open":
            root = rules_on(asked.rules.root, asked.as_of)
            reason = a.Reason(
                code="form-open",
                text=f"Attendance alone earns nothing; the credit form {named} is not in.",
                rules=cite.cite(root, ("form_channels", "form_deadline_days")),
                positions=line.positions,
            )
            yield _item(evidence, program, "submit-credit-form", OFFICIAL, reason)
        elif line.status == "pending":
            yield _pending(evidence, asked, program, line, cite)
        else:
            reason = a.Reason(
                code="returned",
                text=f"The claim {named} came back to be completed.",
                positions=line.positions,
            )
            yield _item(evidence, program, "complete-claim", OFFICIAL, reason, amount=hours)


def _pending(
    evidence: Evidence, asked: Asked, program: str, line: a.TranscriptLine, cite: Citations
) -> a.DueItem:
    named = f"{line.claim} “{line.title}” of {line.completed_on}"
    submitted = date.fromisoformat(line.submitted_on or line.completed_on)
    root = rules_on(asked.rules.root, submitted)
    missing = [kind for kind in root.outside_documents if kind not in line.documents]
    if line.source in root.outside_sources and missing:
        reason = a.Reason(
            code="documents-missing",
            text=f"The outside claim {named} lacks {', '.join(missing)}.",
            rules=cite.cite(root, ("outside_documents",)),
            positions=line.positions,
        )
        return _item(evidence, program, "hand-in-documents", OFFICIAL, reason, amount=line.hours_claimed)
    reason = a.Reason(
        code="pending", text=f"The claim {named} waits for a decision.", positions=line.positions
    )
    return _item(evidence, program, "decide-claim", ADMINISTRATOR, reason, amount=line.hours_claimed)


def _designation(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> Iterator[a.DueItem]:
    standing = about.standing(evidence, asked, program, (), cite)
    if standing.computed_status == "requirements-met":
        yield _item(evidence, program, "award-designation", ADMINISTRATOR, standing.reason)
    if standing.computed_status == "inactive":
        yield _item(evidence, program, "satisfy-reinstatement", OFFICIAL, standing.reason)
    progress = about.progress(evidence, asked, program, cite)
    open_still = progress.finish_by is not None and progress.finish_by >= day_text(asked.as_of)
    rules = rules_on(asked.rules.level(program), asked.as_of)
    may_finish = progress.counted != "0" or not rules.after_office_participation
    if open_still and may_finish and standing.computed_status == "in-progress":
        yield _item(
            evidence, program, "complete-level", OFFICIAL, progress.reason,
            by=progress.finish_by, amount=progress.missing,
        )  # fmt: skip


def _annual(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> Iterator[a.DueItem]:
    for year in about.compliance(evidence, asked, program, cite).years:
        if year.status == "open":
            yield _item(
                evidence, program, "earn-annual-hours", OFFICIAL, year.reason,
                by=year.last_day, amount=year.missing,
            )  # fmt: skip


def _window(evidence: Evidence, asked: Asked, cite: Citations) -> Iterator[a.DueItem]:
    """Yield the window that ends this year with too few hours, where this year's end is a test."""
    program, years = window_program(asked.rules)
    standing = about.standing(evidence, asked, program, (), cite)
    last = date(asked.as_of.year, 12, 31)
    rules = rules_on(asked.rules.level(program), last)
    if standing.computed_status != "active" or rules.window_required is None:
        return
    if standing.until != day_text(date(last.year + 1, 1, 1)) or rules.window_kind == "trailing_36_months":
        return
    stays = [fact for fact in evidence.on("window", program, asked.as_of) if fact.key.startswith("calendar:")]
    held = sum((Decimal(fact.content["hours"]) for fact in stays), start=ZERO)
    missing = rules.window_required - held
    if missing <= 0:
        return
    reason = a.Reason(
        code="window-short",
        text=f"The window {calendar_start(last, years)} to {last} holds {amount_text(held)}"
        f" of {amount_text(rules.window_required)} hours.",
        rules=cite.cite(rules, ("window_required", "window_years", "window_kind")),
    )
    yield _item(
        evidence, program, "earn-window-hours", OFFICIAL, reason,
        by=day_text(last), amount=amount_text(missing),
    )  # fmt: skip
