"""What each program asks, as the rule book says it: dated values, written down by hand and not read from any rule file.

A value holds from its day until the next value of the same parameter; it is known from the day it was published. A
reading other than the default replaces values; the same edit is made to the rule files by `rule_edits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

#: The programs of each scheme, in the order in which credit passes through them.
CHAINS: dict[str, tuple[str, ...]] = {
    "amcto": ("amcto-cmo",),
    "iimc": ("iimc-cmc", "iimc-mmc"),
    "tn": ("tn-cmfo",),
}
#: Dates are local dates of the authority (A51).
ZONES = {"amcto": "America/Toronto", "iimc": "America/Los_Angeles", "tn": "America/Chicago"}
SCHEME_OF = {program: scheme for scheme, programs in CHAINS.items() for program in programs}

AMCTO_FROM = date(1998, 1, 1)
THRESHOLDS_FROM = date(2015, 6, 1)
IIMC_FROM = date(1970, 1, 1)
PAGE_2021 = date(2021, 4, 1)
FEES_FROM = date(2015, 1, 1)
TN_FROM = date(2007, 1, 1)
TN_CHANGE = date(2022, 1, 1)
WAIVED_ON = date(2020, 4, 27)

CORE_DUTIES = (
    "official-seal", "general-management", "records-management", "elections", "meeting-administration",
    "by-laws-and-ordinances", "human-resources-management", "financial-management",
)  # fmt: skip
CLASSES = ("full", "additional-full", "retired")
#: Last day of submission (month, day), and the month of the meeting (AMC-21 to AMC-25).
MEETINGS = (((3, 15), 6), ((7, 15), 9), ((9, 15), 11), ((12, 1), 2))
SIXTY, FIFTY, FORTY = Fraction(60), Fraction(50), Fraction(40)

#: What is true of a program that says nothing.
ABSENT: dict[str, Any] = {
    "credit_date": "activity_date",
    "rounding": "exact",
    "claims_count": "when_approved",
    "category_required": False,
    "competency_required": False,
    "rates": {},
    "form_deadline_next_year": None,
    "retention_months": None,
    "required_amount": None,
    "required_by_category": {},
    "category_caps": {},
    "floor_after": (),
    "floor_boundary": "day_or_month",
    "prerequisites": (),
    "enrolment_required": False,
    "self_assessment_required": False,
    "education_any_of": (),
    "education_exemption": None,
    "experience_years": None,
    "experience_measured": "at_submission",
    "experience_employed": False,
    "membership_organisation": None,
    "membership_classes": (),
    "membership_years": None,
    "membership_counting": "continuous",
    "membership_before_award": "withheld",
    "membership_after_award": "not_stated",
    "ethics_required": False,
    "core_duties": (),
    "core_duties_required": None,
    "designation_date": "award",
    "annual_required": None,
    "annual_first_year": "first_full_year",
    "annual_in_office": "on_31_december",
    "annual_consequence": "finding_only",
    "annual_carry_over": None,
    "cycle_required": None,
    "cycle_years": None,
    "cycle_start": "after_award_year",
    "cycle_category_caps": {},
    "cycle_carry_over": None,
    "cycle_shortfall": "finding_only",
    "application_kinds": (),
    "application_passes": "received",
    "application_forms": {},
    "application_documents": {},
    "application_meetings": None,
    "application_returned": "new_date",
    "application_returned_days": None,
    "reviewers": None,
    "approval_recommended": None,
    "approval_interview": None,
    "approval_rounding": "exact",
    "approval_aggregation": "median",
    "effective_date": "grant",
    "authorising_letter": None,
    "fee_total": None,
    "fee_deposit": None,
    "fee_options": {},
}


class Version(NamedTuple):
    """A value, the first day it holds, and the day it was published (the same, unless said)."""

    valid_from: date
    value: Any
    published_on: date


Sheet = Mapping[str, tuple[Version, ...]]


def _since(day: date, **values: Any) -> dict[str, tuple[Version, ...]]:
    return {name: (Version(day, value, day),) for name, value in values.items()}


def _dated(*versions: tuple[date, Any]) -> tuple[Version, ...]:
    return tuple(Version(day, value, day) for day, value in versions)


AMCTO: Sheet = {
    **_since(
        AMCTO_FROM,
        category_required=True,
        competency_required=True,
        claims_count="when_claimed",
        retention_months=12,
        enrolment_required=True,
        self_assessment_required=True,
        education_any_of=("map", "map-equivalent"),
        education_exemption="municipal-degree",
        experience_years=3,
        experience_employed=True,
        membership_organisation="amcto",
        cycle_required=SIXTY,
        cycle_years=3,
        application_kinds=("submission",),
        application_passes="recommended",
        application_meetings=MEETINGS,
        reviewers=3,
        authorising_letter="authorisation-letter",
        application_forms={"submission": ("prescribed-forms",)},
        application_documents={"submission": ("proof-of-prerequisites",)},
    ),
    "approval_recommended": _dated((THRESHOLDS_FROM, Fraction(85))),
    "approval_interview": _dated((THRESHOLDS_FROM, Fraction(75))),
}

_IIMC = {
    "membership_organisation": _dated((IIMC_FROM, "iimc")),
    "membership_classes": _dated((IIMC_FROM, ()), (PAGE_2021, CLASSES)),
    "membership_after_award": _dated((IIMC_FROM, "not_in_good_standing")),
    "ethics_required": _dated((IIMC_FROM, True)),
    "application_kinds": _dated((IIMC_FROM, ("admission", "designation"))),
}

CMC: Sheet = {
    **_IIMC,
    **_since(
        IIMC_FROM,
        required_by_category={"education": SIXTY, "experience": FIFTY},
        membership_years=2,
    ),
    **_since(FEES_FROM, fee_total=Fraction(100), fee_deposit=FIFTY, fee_options={"plaque": FORTY}),
    "core_duties": _dated((IIMC_FROM, CORE_DUTIES)),
    "core_duties_required": _dated((IIMC_FROM, 4), (PAGE_2021, None)),
    "application_documents": _dated(
        (IIMC_FROM, {"designation": ("supporting-documentation",)}),
        (PAGE_2021, {"designation": ("letter-of-employment",)}),
    ),
}

MMC: Sheet = {
    **_IIMC,
    **_since(
        IIMC_FROM,
        required_by_category={"advanced-education": SIXTY, "professional-contribution": FORTY},
        floor_after=("iimc-cmc", "cmc-recertification", "cmc-prior-level"),
    ),
}

#: The change to 16 hours without a carry-over is dated nowhere; 2020 was waived in its course (TN-CMFO).
TN: Sheet = {
    **_since(
        TN_FROM,
        form_deadline_next_year=(3, 1),
        rounding="round_down_half",
        annual_in_office="not_tested",
        education_any_of=("cmfo-final-class",),
        designation_date="requirements_met",
    ),
    "annual_required": (
        *_dated((TN_FROM, Fraction(24))),
        Version(date(2020, 1, 1), Fraction(0), WAIVED_ON),
        Version(date(2021, 1, 1), Fraction(24), WAIVED_ON),
        *_dated((TN_CHANGE, Fraction(16))),
    ),
    "annual_carry_over": _dated((TN_FROM, Fraction(24)), (TN_CHANGE, None)),
}

SHEETS: dict[str, Sheet] = {"amcto-cmo": AMCTO, "iimc-cmc": CMC, "iimc-mmc": MMC, "tn-cmfo": TN}


class Edit(NamedTuple):
    """One value of a program replaced: the version that begins on a day, and its new value."""

    program: str
    parameter: str
    valid_from: date
    value: Any


@dataclass(frozen=True)
class Rules:
    """All sheets under a choice of readings, as far as they were published by a day (None: all of them)."""

    edits: tuple[Edit, ...] = ()
    published: date | None = None
    _known: dict[tuple[str, str], tuple[Version, ...]] = field(
        default_factory=dict, compare=False, hash=False
    )

    def versions(self, program: str, parameter: str) -> tuple[Version, ...]:
        """Return the versions known of a parameter, in order of their first day."""
        key = program, parameter
        if key not in self._known:
            found = [
                version._replace(value=self._edited(program, parameter, version))
                for version in SHEETS[program].get(parameter, ())
                if self.published is None or version.published_on <= self.published
            ]
            added = [
                Version(edit.valid_from, edit.value, edit.valid_from)
                for edit in self.edits
                if (edit.program, edit.parameter) == key
                and (self.published is None or edit.valid_from <= self.published)
                and not any(
                    version.valid_from == edit.valid_from for version in SHEETS[program].get(parameter, ())
                )
            ]
            self._known[key] = tuple(sorted([*found, *added], key=lambda version: version.valid_from))
        return self._known[key]

    def _edited(self, program: str, parameter: str, version: Version) -> Any:
        for edit in self.edits:
            if (edit.program, edit.parameter, edit.valid_from) == (program, parameter, version.valid_from):
                return edit.value
        return version.value

    def at(self, program: str, parameter: str, day: date) -> Any:
        """Return the value in force on a day, or what is true of a program that says nothing."""
        value = ABSENT[parameter]
        for version in self.versions(program, parameter):
            if version.valid_from <= day:
                value = version.value
        return value

    def turning_days(self, program: str) -> set[date]:
        """Return the days on which any value of a program begins to hold."""
        names = {*SHEETS[program], *(edit.parameter for edit in self.edits if edit.program == program)}
        return {version.valid_from for name in names for version in self.versions(program, name)}
