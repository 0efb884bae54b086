"""What keeps a designation: the annual duty, the window, and the cycles of several years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from ledger.rules.parameters.reading import (
    Parameter,
    Table,
    day,
    flag,
    number,
    one_of,
    or_none,
    table_of,
    text,
    whole,
)

DUTY: Final[Mapping[str, Parameter]] = {
    "annual_required": Parameter(or_none(number), "credit owed each year by holders"),
    "annual_first_day": Parameter(day, "first day that counts (A07)", date.min),
    "annual_year": Parameter(one_of("calendar", "term_year"), "what a year is (A07)", "calendar"),
    "annual_first_year": Parameter(
        one_of("first_full_year", "same_year_full", "pro_rata"),
        "the first year owed (A10)",
        "first_full_year",
    ),
    "annual_in_office": Parameter(
        one_of("on_31_december", "any_service", "not_tested"),
        "office that makes a year owed (A10)",
        "on_31_december",
    ),
    "annual_consequence": Parameter(
        one_of("finding_only", "inactivates_advanced", "inactivates"),
        "what a missed year does (A08)",
        "finding_only",
    ),
    "annual_carry_over": Parameter(or_none(number), "surplus of a year that the next may use; none: nothing"),
    # the window that keeps the designation active
    "window_required": Parameter(or_none(number), "credit a window needs"),
    "window_years": Parameter(or_none(whole), "length of the window in years"),
    "window_kind": Parameter(
        one_of("rolling_calendar_years", "fixed_block", "trailing_36_months"),
        "which window (A01)",
        "rolling_calendar_years",
    ),
    "window_first": Parameter(
        one_of("first_full_years", "first_window_includes_designation_year"),
        "the first window (A01)",
        "first_full_years",
    ),
    "window_return": Parameter(
        one_of("recorded_decision", "auto_when_20_in_current_window"),
        "how active comes back (A02)",
        "recorded_decision",
    ),
    "window_after_return": Parameter(
        one_of("fresh_first_window", "next_year_end"), "the next test after that (A16)", "fresh_first_window"
    ),
    "window_end": Parameter(
        one_of("inactive_stays", "amnesty"), "the inactive when the rule ends (A09)", "inactive_stays"
    ),
    "announced_status": Parameter(
        one_of("report_both", "announced_stands"), "announced against computed (A53)", "report_both"
    ),
    # the cycles of several years
    "cycle_required": Parameter(or_none(number), "credit a cycle needs (PDU-01)"),
    "cycle_years": Parameter(or_none(whole), "length of a cycle in years"),
    "cycle_start": Parameter(
        one_of("after_award_year", "anniversary", "grant_year_remainder_counts"),
        "when cycles begin (A30)",
        "after_award_year",
    ),
    "cycle_category_caps": Parameter(
        table_of(number, '{ volunteering = "25" }'), "credit a cycle may use, by category (A36)", Table()
    ),
    "cycle_carry_over": Parameter(or_none(number), "surplus of a cycle that the next may use (A36)"),
    "cycle_shortfall": Parameter(
        one_of("finding_only", "automatic_loss"), "what a cycle that is not met does (A31)", "finding_only"
    ),
    "cycle_log_required": Parameter(flag, "a log is handed in by the end of the cycle", False),
    "cycle_notice": Parameter(or_none(text), "notice sent in the last year of a cycle (PDU-04)"),
}
