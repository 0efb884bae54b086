"""The readings of the settled ambiguities: one field each, with the default reading, and every alternative.

`ALTERNATIVES` names each field's other values, so that a comparison can try them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NEW_PAGE_FROM = date(2025, 1, 1)
NEW_PAGE_PUBLISHED = date(2024, 5, 3)


@dataclass(frozen=True)
class Readings:
    """One field per ambiguity (A01 to A16, A52), and the day up to which published rules are known."""

    a01: str = "rolling_calendar_years"
    a01_first: str = "first_full_years"
    a02: str = "recorded_decision"
    a03: str = "ten_toward_each"
    a04_nlc: str = "nlc_is_outside"
    a04_use: str = "every_use"
    a05_scope: str = "everyone"
    a05_boundary: str = "anniversary_is_duplicate"
    a05_basis: str = "credited"
    a06: str = "inclusive_anniversary"
    a07_first_day: str = "inclusive"
    a07_year: str = "calendar_year"
    a08: str = "finding_only"
    a09: str = "ends"
    a10_first: str = "first_full_year"
    a10_office: str = "on_31_december"
    a11: str = "surplus_counts"
    a12_basis: str = "activity_date"
    a12_deadline_days: int | None = None
    a13: str = "award_decision"
    a15: str = "exact"
    a16: str = "fresh_first_window"
    a52: str = "from_activity_date"
    published: date | None = None

    def new_page_known(self) -> bool:
        """Return whether the rules that hold from 2025-01-01 on were published by `published`."""
        return self.published is None or self.published >= NEW_PAGE_PUBLISHED

    def new_page(self, day: date) -> bool:
        """Return whether the new page (Act 2024-194) governs this day, as far as it was published."""
        return day >= NEW_PAGE_FROM and self.new_page_known()


ALTERNATIVES: dict[str, tuple[object, ...]] = {
    "a01": ("fixed_block", "trailing_36_months"),
    "a01_first": ("first_window_includes_designation_year",),
    "a02": ("auto_when_20_in_current_window",),
    "a03": ("literal",),
    "a04_nlc": ("nlc_is_league_after_2025",),
    "a04_use": ("cap_only_toward_40",),
    "a05_scope": ("former_officials_only",),
    "a05_boundary": ("anniversary_is_free",),
    "a05_basis": ("completed_restarts_clock",),
    "a06": ("365_days", "feb29_to_mar1"),
    "a07_first_day": ("strictly_after",),
    "a07_year": ("term_year",),
    "a08": ("inactivates_advanced",),
    "a09": ("continues", "amnesty"),
    "a10_first": ("same_year_full", "pro_rata"),
    "a10_office": ("any_service",),
    "a11": ("strict",),
    "a12_basis": ("posted_date",),
    "a12_deadline_days": (30, 365),
    "a13": ("fortieth_hour",),
    "a15": ("round_down_half",),
    "a16": ("next_year_end",),
    "a52": ("prospective",),
    "published": (date(2024, 5, 2), date(2024, 5, 3)),
}
