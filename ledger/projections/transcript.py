"""The transcript: each claim of an official, each hour in exactly one place, with its reason."""

from __future__ import annotations

from datetime import date

from ledger.projections.facts import Fact, fact, optional_day
from ledger.record.official import Claim
from ledger.rules.assess import Assessment
from ledger.rules.hours import Posting, Worked
from ledger.values import FOREVER, ZERO, amount_text

KIND = "transcript"


def line_facts(
    worked: Worked, from_: date, until: date, *, governing: date | None = None
) -> tuple[Fact, ...]:
    """Return the lines of one worked claim, one for each program it is posted to, within `[from_, until)`.

    `governing` is the day whose rules were used, where that is not the activity's own (A14).
    """
    start = max(worked.credit_on, from_)
    if start >= until:
        return ()
    return tuple(
        fact(
            KIND, posting.program, worked.claim.claim, (start, until), _line(worked.claim, posting, governing)
        )
        for posting in worked.postings
    )


def open_form_facts(assessment: Assessment) -> list[Fact]:
    """Return a line without hours for each form that was sent and not handed in (ALM-AO-08)."""
    program = assessment.rules.names[0]
    facts = []
    for claim in assessment.record.claims.values():
        if claim.status == "form-open" and claim.scheme == assessment.rules.scheme:
            posting = Posting(program, (), ZERO)
            span = (claim.activity.completed_on, FOREVER)
            facts.append(fact(KIND, program, claim.claim, span, _line(claim, posting, None)))
    return facts


def _line(claim: Claim, posting: Posting, governing: date | None) -> dict[str, object]:
    activity = claim.activity
    line: dict[str, object] = {
        "status": claim.status,
        "title": activity.title,
        "completed_on": activity.completed_on.isoformat(),
        "source": activity.source,
        "mode": activity.mode,
        "course": activity.course,
        "offering": activity.offering,
        "submitted_on": optional_day(claim.submitted_on),
        "decided_on": optional_day(claim.decided_on),
        "documents": claim.documents,
        "rules_of": optional_day(governing),
        "pieces": [[piece.place, piece.reason, amount_text(piece.hours)] for piece in posting.pieces],
        "toward": amount_text(posting.toward),
        "positions": claim.positions,
    }
    stated = {"category": activity.category, "competency": activity.competency}
    return line | {name: word for name, word in stated.items() if word is not None}
