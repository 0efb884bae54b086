"""What a designation needs: credit by amount and category, and everything beside credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.rules.parameters.reading import (
    Parameter,
    Table,
    flag,
    number,
    one_of,
    or_none,
    table_of,
    text,
    whole,
    words,
)

DESIGNATION: Final[Mapping[str, Parameter]] = {
    "required_amount": Parameter(or_none(number), "credit the designation needs"),
    "outside_total_cap": Parameter(or_none(number), "outside credit usable toward the requirement (A03)"),
    "surplus": Parameter(
        one_of("from_reaching", "strict"), "from when hours go to this level (A11)", "from_reaching"
    ),
    "designation_date": Parameter(
        one_of("award", "fortieth_hour", "requirements_met"), "the day of the designation (A13)", "award"
    ),
    "after_office_years": Parameter(or_none(whole), "years to complete the level after office (A06)"),
    "after_office_boundary": Parameter(
        one_of("inclusive_anniversary", "365_days", "feb29_to_mar1"),
        "last day of them (A06)",
        "inclusive_anniversary",
    ),
    "after_office_modes": Parameter(words, "modes that count after office; empty: all (C04)", ()),
    "after_office_enrolment": Parameter(flag, "enrolment in office needed for them (C12)", False),
    "after_office_participation": Parameter(flag, "participation in office needed for them", False),
    "required_by_category": Parameter(
        table_of(number, '{ education = "60" }'),
        "credit the designation needs, by category; no other category counts toward it",
        Table(),
    ),
    "category_caps": Parameter(
        table_of(number, '{ volunteering = "25" }'),
        "credit usable toward the requirement, by category",
        Table(),
    ),
    "floor_after": Parameter(
        words, "designations and credentials after which credit must be dated (MMC-07)", ()
    ),
    "floor_boundary": Parameter(
        one_of("day_or_month", "month_rule_always", "strict_month"),
        "the day or month of them itself (A44)",
        "day_or_month",
    ),
    "prerequisites": Parameter(
        words, "designations of any program that must be held; of another scheme: by an award on record", ()
    ),
    "enrolment_required": Parameter(flag, "the designation needs an enrolment", False),
    "self_assessment_required": Parameter(flag, "the designation needs a self-assessment (AMC-11)", False),
    "education_any_of": Parameter(words, "credentials of which one is needed (AMC-05)", ()),
    "education_exemption": Parameter(
        or_none(text), "exemption that takes their place once confirmed (AMC-48)"
    ),
    "education_exemption_credential": Parameter(or_none(text), "credential the exemption rests on (A29)"),
    "education_exemption_years": Parameter(or_none(whole), "how old that credential may be (A29)"),
    "experience_years": Parameter(or_none(whole), "years of management experience needed (A20)"),
    "experience_measured": Parameter(
        one_of("at_submission", "at_registration"), "the day they are counted to (A20)", "at_submission"
    ),
    "experience_employed": Parameter(flag, "employment needed on that day (AMC-04)", False),
    "experience_sectors": Parameter(words, "sectors whose employment qualifies; empty: any (AMC-04)", ()),
    "membership_organisation": Parameter(or_none(text), "organisation of which one must be a member"),
    "membership_classes": Parameter(words, "classes of membership that qualify; empty: any", ()),
    "membership_years": Parameter(or_none(whole), "years of membership before the award (A40)"),
    "membership_counting": Parameter(
        one_of("continuous", "cumulative"), "whether a gap begins them anew (A40)", "continuous"
    ),
    "membership_before_award": Parameter(
        one_of("withheld", "refused"), "what a lapse on the day of the grant does (A27)", "withheld"
    ),
    "membership_after_award": Parameter(
        one_of("not_stated", "not_in_good_standing", "suspended", "revoked"),
        "what a later lapse does (A27, A43)",
        "not_stated",
    ),
    "ethics_required": Parameter(flag, "the code of ethics is affirmed with each application", False),
    "core_duties": Parameter(words, "the core duties there are", ()),
    "core_duties_required": Parameter(or_none(whole), "how many of them one must perform (A42)"),
}
