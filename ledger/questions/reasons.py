"""The reasons of answers in words, each with the rule versions it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ledger.questions.answers import Reason, RuleUsed
from ledger.questions.asking import Asked
from ledger.rules.catalog import ProgramRules
from ledger.rules.duty import required_text
from ledger.rules.model import RuleSet, Version
from ledger.values import amount_text, day_text

#: Reason -> what it says, and the parameters it rests on. `{cap}` and the like are filled in.
TRANSCRIPT: dict[str, tuple[str, tuple[str, ...]]] = {
    "awaiting-decision": ("The form is in; the authority has not decided yet.", ()),
    "returned": ("The claim went back to the official to be completed.", ()),
    "rejected": ("The authority refused the claim.", ()),
    "reversed": ("The approval was taken back.", ()),
    "not-awarded": ("The authority awarded fewer hours than were claimed.", ()),
    "rounded-down": ("Hours are rounded down to the half hour.", ("rounding",)),
    "form-late": (
        "The form came later than {form_deadline_days} days after the activity.",
        ("form_deadline_days",),
    ),
    "duplicate": (
        "The course {course} was credited in the {duplicate_lookback_years} years before {completed_on}.",
        ("duplicate_lookback_years", "duplicate_scope", "duplicate_boundary", "duplicate_basis"),
    ),
    "not-in-office": ("The official was not in office yet on {completed_on}.", ("offices",)),
    "grace-over": (
        "The official had left office more than {after_office_years} year before {completed_on}.",
        ("after_office_years", "after_office_boundary"),
    ),
    "not-enrolled-in-office": (
        "After office, hours count only for those who took part in the program while in office.",
        ("after_office_enrolment", "after_office_participation"),
    ),
    "mode-not-allowed": (
        "After office, training by {mode} does not count, only {after_office_modes}.",
        ("after_office_modes",),
    ),
    "annual-outside-cap": (
        "Only {outside_annual_cap} outside hours of a calendar year may be used.",
        ("outside_annual_cap", "outside_annual_cap_use", "outside_sources"),
    ),
    "outside-total-cap": (
        "Only {outside_total_cap} outside hours may be used toward the {required_amount}.",
        ("outside_total_cap", "outside_sources"),
    ),
    "surplus-not-carried": (
        "Hours beyond the {required_amount}, dated before the award, do not go to the next level.",
        ("surplus", "required_amount"),
    ),
    "no-category": ("The activity is put under no category.", ("category_required",)),
    "no-competency": ("The activity is put under no competency.", ("competency_required",)),
    "category-not-taken": (
        "No designation of the program asks for credit of the category {category}.",
        ("required_by_category",),
    ),
    "category-cap": (
        "Only so much of a category may be used: {category_caps}.",
        ("category_caps", "required_by_category"),
    ),
    "before-floor": (
        "It is dated before what it must follow: {floor_after}.",
        ("floor_after", "floor_boundary"),
    ),
    "counted": ("Counted toward the {required_amount}.", ("required_amount",)),
    "continuing": ("Counted as continuing credit: the requirement is complete.", ("required_amount",)),
}

STANDING: dict[str, tuple[str, tuple[str, ...]]] = {
    "not-started": ("Nothing is on record for this program yet.", ()),
    "enrolled": ("Enrolled.", ()),
    "hours-claimed": ("Credit was claimed toward it.", ()),
    "hours-complete": (
        "The requirements are met; the award is a decision that has not been taken.",
        ("required_amount",),
    ),
    "requirements-met": ("The requirements are met; the award is a decision that has not been taken.", ()),
    "membership-lapsed": (
        "Membership is not in good standing.",
        ("membership_organisation", "membership_classes", "membership_after_award"),
    ),
    "membership-resumed": (
        "Membership is in good standing again.",
        ("membership_organisation", "membership_classes", "membership_after_award"),
    ),
    "awarded": ("Awarded.", ("designation_date",)),
    "window-failed": (
        "The window of {window_years} years that ended on {tested_on} held {held} of {window_required} hours.",
        ("window_required", "window_years", "window_kind", "window_first"),
    ),
    "annual-missed": ("The annual hours of the year before were missed.", ()),
    "cycle-failed": (
        "The cycle that ended before it did not hold what it asks for.",
        ("cycle_required", "cycle_years", "cycle_shortfall"),
    ),
    "decision": ("By decision of the authority.", ()),
    "reinstated": ("Reinstated by decision of the authority.", ("window_return",)),
    "window-reached": ("The window reached its hours again.", ("window_return", "window_required")),
    "announced": (
        "Announced, and an announcement stands until the status next changes.",
        ("announced_status",),
    ),
    "amnesty": ("The window rule ended, and the inactive became active.", ("window_end",)),
}

COMPLIANCE: dict[str, str] = {
    "first-year": "The duty begins with the first full year after the award.",
    "out-of-office": "Not in office on the day that decides.",
    "waived": "Nothing is asked for in this year.",
    "met": "{hours} of {required} hours.",
    "open": "{hours} of {required} hours; {missing} to go by {last_day}.",
    "not-met": "{hours} of {required} hours; the year is over and stays as it is.",
}
COMPLIANCE_PARAMETERS = (
    "annual_required",
    "annual_first_day",
    "annual_year",
    "annual_first_year",
    "annual_in_office",
    "annual_consequence",
)

#: What is said of a cycle in other words than of a year.
CYCLE: dict[str, str] = {
    "not-met": "{hours} of {required}; the cycle is over and stays as it is.",
    "met": "{hours} of {required}.",
    "open": "{hours} of {required}; {missing} to go by {last_day}.",
}
CYCLE_PARAMETERS = (
    "cycle_required", "cycle_years", "cycle_start", "cycle_category_caps", "cycle_carry_over", "cycle_shortfall",
    "retention_months",
)  # fmt: skip


#: Code of a requirement -> what it says where it is met, where it is not, and the parameters it rests on.
REQUIREMENTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "credit": (
        "The credit is complete.",
        "The credit is not complete; `credit-ledger progress` tells what is missing.",
        ("required_amount", "required_by_category"),
    ),
    "designation": ("{name} is held.", "{name} is not held.", ("prerequisites",)),
    "enrolment": ("Enrolled.", "Not enrolled.", ("enrolment_required",)),
    "self-assessment": (
        "The self-assessment is completed.",
        "The self-assessment is not completed.",
        ("self_assessment_required",),
    ),
    "application": (
        "The application {application} has passed.",
        "No application of the kind {name} has passed.",
        ("application_kinds", "application_passes", "application_forms", "application_documents"),
    ),
    "ethics": (
        "The code of ethics is affirmed.",
        "The code of ethics is not affirmed with each application.",
        ("ethics_required",),
    ),
    "education": (
        "Met by {by}.",
        "None of the credentials asked for is on record: {education_any_of}.",
        ("education_any_of", "education_exemption", "education_exemption_years"),
    ),
    "experience": (
        "{days} of {days_needed} days of management experience up to {measured_on}.",
        "{days} of {days_needed} days of management experience up to {measured_on}.",
        ("experience_years", "experience_measured", "experience_employed", "experience_sectors"),
    ),
    "membership": (
        "A member of {membership_organisation}, class {class}.",
        "No member of {membership_organisation} in a class that qualifies; the class is {class}.",
        ("membership_organisation", "membership_classes", "membership_before_award"),
    ),
    "membership-years": (
        "{membership_years} years of membership are complete; the present one began on {member_since}.",
        "{membership_years} years of membership are not complete; the present one began on {member_since}.",
        ("membership_years", "membership_counting"),
    ),
    "core-duties": (
        "{performed} of the {required} core duties needed.",
        "{performed} of the {required} core duties needed.",
        ("core_duties", "core_duties_required"),
    ),
    "deposit": ("{paid} paid of the deposit of {required}.",) * 2 + (("fee_deposit",),),
}


class Citations:
    """Collects the rule versions an answer used."""

    def __init__(self, asked: Asked) -> None:
        self._rules = asked.rules
        self._used: dict[str, Version] = {}
        self._known = {v.ref: v for program in asked.scheme.chain for v in program.versions}

    def cite(self, rules: RuleSet, parameters: Iterable[str]) -> tuple[str, ...]:
        """Return the refs of the parameters in a rule set, and remember them."""
        refs = tuple(rules.refs[name] for name in parameters if name in rules.refs)
        for ref in refs:
            self._used[ref] = self._known[ref]
        return refs

    def used(self) -> tuple[RuleUsed, ...]:
        """Return every version cited, in order of ref."""
        return tuple(rule_used(self._used[ref]) for ref in sorted(self._used))


def rule_used(version: Version) -> RuleUsed:
    """Return a version as an answer shows it."""
    return RuleUsed(
        ref=version.ref,
        value=shown(version.value),
        valid_from=day_text(version.valid_from),
        valid_until=day_text(version.valid_until),
        published_on=day_text(version.published_on),
        source=version.source,
        reading=version.reading,
    )


def shown(value: object) -> str:
    """Write a parameter's value as the rule file does, without quotes."""
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {shown(part)}" for key, part in value.items()) or "(empty)"
    if isinstance(value, tuple):
        return _tuple_shown(value)
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _tuple_shown(value: tuple[Any, ...]) -> str:
    """Write a list of words, a day of any year as `03-15`, or last days with the months of their meetings."""
    if value and all(isinstance(part, int) for part in value):
        return "-".join(f"{part:02}" for part in value)
    if value and isinstance(value[0], tuple):
        return ", ".join(f"{shown(day)} = {month}" for day, month in value)
    return ", ".join(value) or "(empty)"


def rules_on(level: ProgramRules, day: date) -> RuleSet:
    """Return a program's rules for a day; before its first version, the first."""
    return level.on(max(day, level.starts[0]))


def transcript_reason(
    code: str, line: dict[str, Any], level: RuleSet, root: RuleSet, citations: Citations
) -> Reason:
    """Return why hours of a transcript line are where they are."""
    template, parameters = TRANSCRIPT[code]
    values = {**root.values, **{name: value for name, value in level.values.items() if value is not None}}
    values["category"] = "(none stated)"
    text = template.format_map({name: shown(value) for name, value in {**values, **line}.items()})
    refs = citations.cite(level, [name for name in parameters if name in level.refs])
    refs += citations.cite(
        root, [name for name in parameters if name in root.refs and name not in level.refs]
    )
    return Reason(code=code, text=text, rules=tuple(sorted(set(refs))), positions=tuple(line["positions"]))


def fraction(text: str) -> Fraction:
    """Read what `required_text` writes, or a decimal."""
    return Fraction(text)


def still_missing(required: str, hours: str) -> str:
    """Return how many hours are missing, exactly."""
    rest = max(fraction(required) - fraction(hours), Fraction(0))
    return required_text(rest)


def band_words(band: str, rules: RuleSet) -> str:
    """Return where an approval rate lies in words, with the threshold that says so (A23)."""
    interview, recommended = shown(rules.approval_interview), shown(rules.approval_recommended)
    if band == "below":
        if rules.approval_interview is None:
            return f"below the threshold for a recommendation ({recommended} per cent)"
        return f"below the threshold for an interview ({interview} per cent)"
    if band == "interview":
        return f"at or above the threshold for an interview ({interview} per cent)"
    if rules.approval_recommended is None:
        return "and no threshold is stated"
    return f"at or above the threshold for a recommendation ({recommended} per cent)"


def requirement_reason(
    code: str, met: bool, detail: dict[str, Any], level: RuleSet, citations: Citations
) -> Reason:
    """Return why a requirement is met or is not."""
    sort, _, name = code.partition(":")
    good, bad, parameters = REQUIREMENTS[sort]
    known: dict[str, str] = defaultdict(lambda: "none")
    known |= {key: shown(value) for key, value in {**level.values, **detail, "name": name}.items()}
    template = good if met else bad
    if sort == "experience" and detail.get("measured_on") is None:
        template = "Nothing is measured yet: there is no day to count the experience to."
    elif sort == "experience" and not met and not detail["employed"]:
        template += " Not employed on that day." if level.experience_employed else ""
    positions = tuple(detail.get("positions", ()))
    refs = citations.cite(level, parameters)
    return Reason(code=code, text=template.format_map(known), rules=refs, positions=positions)
