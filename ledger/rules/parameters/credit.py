"""What credit is, for a whole scheme: stated by the first program of its chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.rules.parameters.reading import (
    Parameter,
    Table,
    flag,
    month_day,
    number,
    one_of,
    or_none,
    table_of,
    time_zone,
    whole,
    words,
)

CREDIT: Final[Mapping[str, Parameter]] = {
    "time_zone": Parameter(time_zone, "IANA zone of the authority's local dates (A51)"),
    "sources": Parameter(words, "sources of credit the scheme knows", ()),
    "modes": Parameter(words, "modes of training the scheme knows", ()),
    "offices": Parameter(words, "offices whose holders earn credit; empty: any", ()),
    "outside_sources": Parameter(words, "sources that are outside training (A04)", ()),
    "form_channels": Parameter(words, "channels by which a credit form is taken; empty: any", ()),
    "form_deadline_days": Parameter(or_none(whole), "days after the activity for the form (A12)"),
    "credit_date": Parameter(
        one_of("activity_date", "posted_date"), "day a credit belongs to (A12)", "activity_date"
    ),
    "rounding": Parameter(one_of("exact", "round_down_half"), "what happens to fractions (A15)", "exact"),
    "outside_documents": Parameter(words, "documents an outside claim needs before approval", ()),
    "outside_documents_optional": Parameter(words, "documents to hand in where they exist", ()),
    "outside_after_completion": Parameter(flag, "an outside claim follows the activity", False),
    "outside_annual_cap": Parameter(or_none(number), "outside credit usable in a calendar year (A04)"),
    "outside_annual_cap_use": Parameter(
        one_of("every_use", "cap_only_toward_40"), "uses the annual cap limits (A04)", "every_use"
    ),
    "duplicate_lookback_years": Parameter(or_none(whole), "years in which a course is not credited again"),
    "duplicate_scope": Parameter(
        one_of("everyone", "former_officials_only"), "whom the bar meets (A05)", "everyone"
    ),
    "duplicate_boundary": Parameter(
        one_of("anniversary_is_duplicate", "anniversary_is_free"),
        "whether the exact anniversary is barred (A05)",
        "anniversary_is_duplicate",
    ),
    "duplicate_basis": Parameter(
        one_of("credited", "completed_restarts_clock"), "what the bar looks back to (A05)", "credited"
    ),
    "correction_effect": Parameter(
        one_of("from_activity_date", "prospective"),
        "from when a correction works (A52)",
        "from_activity_date",
    ),
    "rule_selection": Parameter(
        one_of("by_date", "version_at_enrolment"), "which version governs (A14)", "by_date"
    ),
    "email_unique": Parameter(flag, "each official needs an email address of his own (ALM-AN-06)", False),
    "office_required": Parameter(
        flag, "only officials in office, or in the time after it, earn credit", False
    ),
    "categories": Parameter(words, "categories of credit the scheme knows; empty: any", ()),
    "competencies": Parameter(words, "codes of the competencies the scheme knows; empty: any", ()),
    "category_required": Parameter(flag, "a claim without a category does not count (PDU-32)", False),
    "competency_required": Parameter(flag, "a claim without a competency does not count (A37)", False),
    "claims_count": Parameter(
        one_of("when_approved", "when_claimed"),
        "whether a claim counts before it is approved",
        "when_approved",
    ),
    "rates": Parameter(
        table_of(number, '{ teaching = "2" }'),
        "credit for one hour, by category; where absent: 1 (A32)",
        Table(),
    ),
    "form_deadline_next_year": Parameter(
        or_none(month_day), "last day for the form, in the year after the activity"
    ),
    "category_fields": Parameter(
        table_of(words, '{ teaching = ["topic"] }'), "what a claim must say, by category", Table()
    ),
    "category_documents": Parameter(
        table_of(words, '{ teaching = ["agenda"] }'),
        "documents asked for by category; files are optional (C08)",
        Table(),
    ),
    "category_audit_documents": Parameter(
        table_of(words, '{ teaching = ["agenda"] }'),
        "documents needed besides if audited, by category",
        Table(),
    ),
    "audit_item_failure": Parameter(
        one_of("item_disallowed", "whole_log_fails"),
        "what an item that fails an audit does (A33)",
        "item_disallowed",
    ),
    "retention_months": Parameter(or_none(whole), "months to keep documents after a cycle closed (A34)"),
}
