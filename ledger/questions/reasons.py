"""The reasons of answers in words, each with the rule versions it rests on."""

from __future__ import annotations

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
    "awarded": ("Awarded.", ("designation_date",)),
    "window-failed": (
        "The window of {window_years} years that ended on {tested_on} held {held} of {window_required} hours.",
        ("window_required", "window_years", "window_kind", "window_first"),
    ),
    "annual-missed": ("The annual hours of the year before were missed.", ()),
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
    if isinstance(value, tuple):
        return ", ".join(value) or "(empty)"
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def rules_on(level: ProgramRules, day: date) -> RuleSet:
    """Return a program's rules for a day; before its first version, the first."""
    return level.on(max(day, level.starts[0]))


def transcript_reason(
    code: str, line: dict[str, Any], level: RuleSet, root: RuleSet, citations: Citations
) -> Reason:
    """Return why hours of a transcript line are where they are."""
    template, parameters = TRANSCRIPT[code]
    values = {**root.values, **{name: value for name, value in level.values.items() if value is not None}}
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
