"""Checks that the rules in force on the same day agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ledger.errors import NoRuleInForce, RuleFileInvalid
from ledger.rules.award import COMPUTED
from ledger.rules.blocks import nearest
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import Program, Version
from ledger.rules.parameters import PARAMETERS, SCHEME_PARAMETERS


def contradictions(root: Program, program: Program) -> list[RuleFileInvalid]:
    """Return where the rules of a program contradict each other or its scheme, whatever had been published.

    `root` is the first program of the scheme; each contradiction is reported once, at its version.
    """
    found: dict[tuple[str, str], RuleFileInvalid] = {}
    for known_on in sorted(root.publications | program.publications):
        scheme, level = ProgramRules(root, known_on=known_on), ProgramRules(program, known_on=known_on)
        for day in sorted({*scheme.starts, *level.starts}):
            values = _on(level, day)
            disagreements = _disagreements(_on(scheme, day), values, day)
            for name, fact, remedy in (*disagreements, *_awards(values, day, follows=program.follows)):
                version = _giving(program, name, day, known_on)
                problem = RuleFileInvalid(
                    fact, remedy=remedy, file=version.file, line=version.line, field=name
                )
                found.setdefault((version.ref, name), problem)
    return list(found.values())


def _on(rules: ProgramRules, day: date) -> Mapping[str, Any]:
    try:
        return rules.on(day).values
    except NoRuleInForce:
        return {name: parameter.absent for name, parameter in PARAMETERS.items()}


def _giving(program: Program, name: str, day: date, known_on: date) -> Version:
    """Return the version that gives a program the value of a parameter."""
    ref = ProgramRules(program, known_on=known_on).on(day).refs[name]
    return next(version for version in program.versions if version.ref == ref)


Values = Mapping[str, Any]
#: A rate of all there is, in percent.
_WHOLE: Final = Decimal(100)
#: Parameter, fact and remedy of a contradiction.
Finding = tuple[str, str, str]

#: Parameters that mean nothing without another one: what is stated, what it needs, and what is then missing.
_NEEDS: Final = (
    ("window_required", "window_years", "A window needs credit on {day}, but window_years says no length."),
    ("cycle_required", "cycle_years", "A cycle needs credit on {day}, but cycle_years says no length."),
    ("annual_carry_over", "annual_required", "A surplus is carried over on {day}, but no year is owed."),
    ("cycle_category_caps", "cycle_required", "Credit of a cycle is capped on {day}, but no cycle is owed."),
    ("cycle_carry_over", "cycle_required", "A surplus is carried over on {day}, but no cycle is owed."),
    ("education_exemption", "education_any_of", "On {day} an exemption takes the place of no education."),
    ("education_exemption_credential", "education_exemption", "On {day} a credential serves no exemption."),
    (
        "education_exemption_years",
        "education_exemption_credential",
        "On {day} the age of a credential is limited, but no credential is named.",
    ),
    ("experience_employed", "experience_years", "On {day} employment is needed, but no years of experience."),
    ("membership_classes", "membership_organisation", "On {day} classes are named, but no organisation."),
    ("membership_years", "membership_organisation", "On {day} years are asked of no membership."),
    (
        "approval_interview",
        "approval_recommended",
        "On {day} a rate leads to an interview, but none further.",
    ),
    ("fee_options", "fee_total", "On {day} something may be bought beside the fee, but there is no fee."),
)

#: Parameters that each ask for something before a designation may be held.
_REQUIRING: Final = (
    "required_amount", "required_by_category", "prerequisites", "enrolment_required", "self_assessment_required",
    "application_kinds", "ethics_required", "education_any_of", "experience_years", "membership_organisation",
    "core_duties_required", "fee_deposit",
)  # fmt: skip

#: Parameters whose words must be in another list: in their list, their keys, or their values.
_VOCABULARIES: Final = (
    ("outside_sources", "sources", tuple),
    ("after_office_modes", "modes", tuple),
    ("rates", "categories", tuple),
    ("category_fields", "categories", tuple),
    ("category_documents", "categories", tuple),
    ("category_audit_documents", "categories", tuple),
    ("required_by_category", "categories", tuple),
    ("category_caps", "categories", tuple),
    ("cycle_category_caps", "categories", tuple),
    ("exemptions", "competencies", lambda table: tuple(table.values())),
    ("competency_names", "competencies", tuple),
    ("sub_competencies", "competencies", tuple),
    ("application_forms", "application_kinds", tuple),
    ("application_documents", "application_kinds", tuple),
)
#: Lists that leave every word open while they are empty.
_OPEN: Final = frozenset({"categories", "competencies"})


def _disagreements(scheme: Values, level: Values, day: date) -> Iterator[Finding]:
    """Yield each contradiction between the values of one day, of the scheme and of one of its programs."""
    for stated, needed, fact in _NEEDS:
        if not _missing(level[stated]) and _missing(level[needed]):
            remedy = f"Add a version of {needed} that governs {day}."
            yield stated, fact.format(day=day), remedy
    for name in ("outside_annual_cap", "outside_total_cap"):
        if level[name] is not None and not scheme["outside_sources"]:
            yield (
                name,
                f"Outside credit is capped on {day}, but outside_sources names none.",
                f'State outside_sources for {day} in the first program, or set the cap to "none".',
            )
    yield from _unknown_words(scheme, level, day)
    yield from _amounts(level, day)
    yield from _reviews(level, day)
    yield from _consequences(level, day)


def _missing(value: object) -> bool:
    """Say whether a value asks for nothing; an amount of 0 is an amount."""
    return not value and not isinstance(value, Decimal)


def _unknown_words(scheme: Values, level: Values, day: date) -> Iterator[Finding]:
    """Find words that the list they are to come from does not have."""
    for name, whole, words_of in _VOCABULARIES:
        known = scheme[whole] if whole in SCHEME_PARAMETERS else level[whole]
        if not known and whole in _OPEN:
            continue
        unknown = [word for word in words_of(level[name]) if word not in known]
        if not unknown:
            continue
        remedy = (
            f"State {whole}{' in the first program of the scheme' if whole in SCHEME_PARAMETERS else ''}."
        )
        if known:
            remedy = f"{nearest(unknown[0], known)} Or add it to {whole}."
        yield name, f"{', '.join(unknown)} is not in {whole} on {day}.", remedy


def _amounts(level: Values, day: date) -> Iterator[Finding]:
    """Find amounts that no one can reach, and a deposit above the whole."""
    for category, needed in level["required_by_category"].items():
        cap = level["category_caps"].get(category)
        if cap is not None and cap < needed:
            yield (
                "category_caps",
                f"On {day} {needed} of {category} are needed, but only {cap} are used.",
                "Raise the cap, or lower what required_by_category asks for.",
            )
    duties, least = level["core_duties"], level["core_duties_required"]
    if least is not None and least > len(duties):
        yield (
            "core_duties_required",
            f"On {day} {least} core duties are needed, but core_duties names {len(duties)}.",
            "Name the core duties there are, or ask for fewer.",
        )
    total, deposit = level["fee_total"], level["fee_deposit"]
    if total is not None and deposit is not None and deposit > total:
        yield (
            "fee_deposit",
            f"On {day} the deposit of {deposit} is more than the total of {total}.",
            "The deposit is a part of fee_total: correct one of the two.",
        )


def _awards(level: Values, day: date, *, follows: str | None) -> Iterator[Finding]:
    """Find a designation dated by requirements that there are not, or by a letter that is not named."""
    dated = level["designation_date"]
    if dated in COMPUTED and follows is None and all(_missing(level[name]) for name in _REQUIRING):
        yield (
            "designation_date",
            f"On {day} the designation is dated by its requirements, but nothing is required.",
            'State what it needs, such as education_any_of or enrolment_required, or write "award".',
        )
    if level["effective_date"] == "letter_only" and level["authorising_letter"] is None:
        yield (
            "effective_date",
            f"On {day} the designation is held from a letter, but no letter is named.",
            f"Add a version of authorising_letter that governs {day}.",
        )


def _consequences(level: Values, day: date) -> Iterator[Finding]:
    """Find a consequence of missing what nobody owes."""
    for name, serious, owed in (
        ("annual_consequence", level["annual_consequence"] != "finding_only", "annual_required"),
        ("cycle_shortfall", level["cycle_shortfall"] != "finding_only", "cycle_required"),
    ):
        if serious and level[owed] is None:
            yield (
                name,
                f"On {day} a shortfall is to have a consequence, but {owed} asks for nothing.",
                f"Add a version of {owed} that governs {day}, or let {name} begin where it does.",
            )


def _reviews(level: Values, day: date) -> Iterator[Finding]:
    """Find thresholds out of order, and a review by nobody."""
    recommended, interview = level["approval_recommended"], level["approval_interview"]
    if recommended is not None and interview is not None and interview > recommended:
        yield (
            "approval_interview",
            f"On {day} the interview begins at {interview}, above the recommendation at {recommended}.",
            "Set approval_interview to approval_recommended or below it.",
        )
    for name in ("approval_recommended", "approval_interview"):
        if level[name] is not None and level[name] > _WHOLE:
            yield (
                name,
                f"On {day} a rate of {level[name]} is asked for, above the whole.",
                "It is a percentage.",
            )
    if level["reviewers"] == 0:
        yield (
            "reviewers",
            f"On {day} an application is assessed by nobody.",
            'State at least 1, or "none" where there is no assessment.',
        )
