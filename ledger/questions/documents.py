"""Documents: what each claim is asked for, what is handed in, what an audit would ask for (PDU-05 to PDU-08, C08)."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.projections.facts import Fact
from ledger.questions import about_official as about
from ledger.questions import answers as a
from ledger.questions.asking import Asked
from ledger.questions.evidence import Evidence
from ledger.questions.reasons import Citations, rules_on
from ledger.rules.catalog import SchemeRules

_PARAMETERS = ("category_fields", "category_documents", "category_audit_documents", "retention_months")
#: Claims of which nothing has to be kept: they are not claimed, or were refused.
_CLOSED = ("form-open", "rejected", "reversed")


def asks_for_documents(rules: SchemeRules) -> bool:
    """Whether a scheme ever asks for documents by category."""
    return any(one.category_documents or one.category_audit_documents for one in rules.root.sets)


def documents(evidence: Evidence, asked: Asked, program: str, cite: Citations) -> a.DocumentsProgram:
    """Return the documents of each claim of one program, by day; rules are those of the day of submission (A14).

    A claim that goes toward several programs is listed under the first of them.
    """
    earlier = asked.rules.names[: asked.rules.names.index(program)]
    listed = {
        fact.key for name in earlier for fact in evidence.on("transcript", name, asked.as_of)
    }  # fmt: skip
    apart = Citations(asked)  # the cycles are looked at for their days alone
    cycles = [
        (date.fromisoformat(year.start), date.fromisoformat(year.last_day), year.keep_documents_until)
        for name in asked.rules.names
        for year in about.compliance(evidence, asked, name, apart).years
        if year.kind == "cycle"
    ]
    claims = [
        _claim(fact, asked, cycles, cite)
        for fact in evidence.on("transcript", program, asked.as_of)
        if fact.key not in listed
    ]
    claims.sort(key=lambda claim: (claim.completed_on, claim.claim))
    return a.DocumentsProgram(
        program=program, designation=asked.rules.level(program).program.designation, claims=tuple(claims)
    )


def _claim(
    fact: Fact, asked: Asked, cycles: list[tuple[date, date, str | None]], cite: Citations
) -> a.DocumentsClaim:
    line: dict[str, Any] = fact.content
    done = date.fromisoformat(line["completed_on"])
    root = rules_on(asked.rules.root, date.fromisoformat(line["submitted_on"] or line["completed_on"]))
    category = line.get("category")
    handed_in = tuple(dict.fromkeys(line["documents"]))
    asked_for: tuple[str, ...] = root.category_documents.get(category, ())
    if_audited = tuple(dict.fromkeys((*asked_for, *root.category_audit_documents.get(category, ()))))
    kept = [until for start, last, until in cycles if start <= done <= last]
    missing = tuple(kind for kind in if_audited if kind not in handed_in)
    closed = line["status"] in _CLOSED
    return a.DocumentsClaim(
        claim=fact.key,
        title=line["title"],
        completed_on=line["completed_on"],
        status=line["status"],
        category=category,
        fields=root.category_fields.get(category, ()),
        asked_for=asked_for,
        handed_in=handed_in,
        needed_if_audited=if_audited,
        missing_if_audited=() if closed else missing,
        keep_until=next((until for until in kept if until is not None), None),
        reason=_reason(line, missing, closed=closed, rules=cite.cite(root, _PARAMETERS)),
    )


def _reason(
    line: dict[str, Any], missing: tuple[str, ...], *, closed: bool, rules: tuple[str, ...]
) -> a.Reason:
    if closed:
        code, text = "nothing-to-show", "The claim earns nothing, so nothing has to be shown."
    elif line.get("category") is None:
        code, text = "no-category", "The claim is put under no category, so no documents are named."
    elif missing:
        code, text = "missing-if-audited", f"An audit would ask for {', '.join(missing)} besides."
    else:
        code, text = "complete", "All that an audit would ask for is handed in."
    return a.Reason(code=code, text=text, rules=rules, positions=tuple(line["positions"]))
