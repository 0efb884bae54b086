"""Work lists: who must do what by when, as of a day: claims, awards, and the credit that keeps a designation.

What the processes of an application and of a cycle wait for is in `work_in_process` and `work_after_award`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.projections.facts import Fact
from ledger.projections.window import window_program
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations, rules_on
from ledger.record.official import Record
from ledger.rules.model import RuleSet
from ledger.rules.window import calendar_start
from ledger.values import ZERO, amount_text, day_text

OFFICIAL, ADMINISTRATOR = "official", "program-administrator"


class Desk(NamedTuple):
    """What a work list is made from: an official's facts in one scheme, and the dates.

    The record is read only where a program asks for something that no fact tells.
    """

    evidence: Evidence
    asked: Asked
    cite: Citations
    record: Callable[[], Record]

    def rules(self, program: str) -> RuleSet:
        """Return a program's rules on the day asked about."""
        return rules_on(self.asked.rules.level(program), self.asked.as_of)

    def on(self, kind: str, program: str) -> list[Fact]:
        """Return the facts of a kind that hold on the day asked about."""
        return self.evidence.on(kind, program, self.asked.as_of)

    def item(
        self, program: str, what: str, who: str, reason: a.Reason,
        *, by: str | None = None, amount: str | None = None, currency: str | None = None,
    ) -> a.DueItem:  # fmt: skip
        """Return an item; an amount is credit in the program's unit, unless a currency is named."""
        unit = currency or self.asked.rules.level(program).program.unit
        return a.DueItem(
            official=self.evidence.official, program=program, what=what, who=who, by=by, amount=amount,
            unit=None if amount is None else unit, reason=reason,
        )  # fmt: skip

    def reason(
        self,
        code: str,
        text: str,
        program: str,
        parameters: tuple[str, ...] = (),
        positions: Iterable[int] = (),
    ) -> a.Reason:
        """Return a reason that rests on rules of the day and on events."""
        refs = self.cite.cite(self.rules(program), parameters)
        return a.Reason(code=code, text=text, rules=refs, positions=tuple(positions))


def due(desk: Desk) -> Iterator[a.DueItem]:
    """Yield what waits of claims, awards, years and windows, of the official or of the administrator."""
    for program in desk.asked.rules.names:
        yield from _claims(desk, program)
        yield from _designation(desk, program)
        yield from _annual(desk, program)
    yield from _window(desk)


def _claims(desk: Desk, program: str) -> Iterator[a.DueItem]:
    evidence, asked, cite = desk.evidence, desk.asked, desk.cite
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
            yield desk.item(program, "submit-credit-form", OFFICIAL, reason)
        elif line.status == "pending":
            yield from _pending(desk, program, line)
        else:
            reason = a.Reason(
                code="returned",
                text=f"The claim {named} came back to be completed.",
                positions=line.positions,
            )
            yield desk.item(program, "complete-claim", OFFICIAL, reason, amount=hours)


def _pending(desk: Desk, program: str, line: a.TranscriptLine) -> Iterator[a.DueItem]:
    """Yield what a claim waits for once its form is in; where a claim counts as claimed, nobody need decide it."""
    named = f"{line.claim} “{line.title}” of {line.completed_on}"
    submitted = date.fromisoformat(line.submitted_on or line.completed_on)
    if desk.asked.as_of < submitted:
        return
    root = rules_on(desk.asked.rules.root, submitted)
    missing = [kind for kind in root.outside_documents if kind not in line.documents]
    if line.source in root.outside_sources and missing:
        reason = a.Reason(
            code="documents-missing",
            text=f"The outside claim {named} lacks {', '.join(missing)}.",
            rules=desk.cite.cite(root, ("outside_documents",)),
            positions=line.positions,
        )
        yield desk.item(program, "hand-in-documents", OFFICIAL, reason, amount=line.hours_claimed)
    elif root.claims_count == "when_approved":
        reason = a.Reason(
            code="pending",
            text=f"The claim {named} waits for a decision.",
            rules=desk.cite.cite(root, ("claims_count",)),
            positions=line.positions,
        )
        yield desk.item(program, "decide-claim", ADMINISTRATOR, reason, amount=line.hours_claimed)


def _designation(desk: Desk, program: str) -> Iterator[a.DueItem]:
    evidence, asked, cite = desk.evidence, desk.asked, desk.cite
    standing = about.standing(evidence, asked, program, (), cite)
    recommended = any(fact.content["stage"] == "recommended" for fact in desk.on("application", program))
    if standing.computed_status == "requirements-met" and not recommended:
        yield desk.item(program, "award-designation", ADMINISTRATOR, standing.reason)
    if standing.computed_status == "inactive":
        yield desk.item(program, "satisfy-reinstatement", OFFICIAL, standing.reason)
    progress = about.progress(evidence, asked, program, cite)
    open_still = progress.finish_by is not None and progress.finish_by >= day_text(asked.as_of)
    rules = rules_on(asked.rules.level(program), asked.as_of)
    may_finish = progress.counted != "0" or not rules.after_office_participation
    if open_still and may_finish and standing.computed_status == "in-progress":
        yield desk.item(
            program, "complete-level", OFFICIAL, progress.reason,
            by=progress.finish_by, amount=progress.missing,
        )  # fmt: skip


def _annual(desk: Desk, program: str) -> Iterator[a.DueItem]:
    for year in about.compliance(desk.evidence, desk.asked, program, desk.cite).years:
        if year.status == "open" and year.kind == "year":
            yield desk.item(
                program, "earn-annual-hours", OFFICIAL, year.reason,
                by=year.last_day, amount=year.missing,
            )  # fmt: skip


def _window(desk: Desk) -> Iterator[a.DueItem]:
    """Yield the window that ends this year with too few hours, where this year's end is a test."""
    evidence, asked, cite = desk.evidence, desk.asked, desk.cite
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
    yield desk.item(
        program, "earn-window-hours", OFFICIAL, reason,
        by=day_text(last), amount=amount_text(missing),
    )  # fmt: skip
