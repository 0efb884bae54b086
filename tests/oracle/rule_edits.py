"""The alternative readings as edits of the shipped rule files, checked as any rule file is."""

from __future__ import annotations

import re
from functools import lru_cache

from ledger.rules.catalog import Catalog, shipped_files
from ledger.rules.check import check_programs
from ledger.rules.files import load_text
from tests.oracle.readings import Readings

#: Reading, value -> edits: file, parameter, which of its versions, and the new text of `value`.
EDITS: dict[tuple[str, object], list[tuple[str, str, int, str]]] = {
    ("a01", "fixed_block"): [("alm-advanced", "window_kind", 0, '"fixed_block"')],
    ("a01", "trailing_36_months"): [("alm-advanced", "window_kind", 0, '"trailing_36_months"')],
    ("a01_first", "first_window_includes_designation_year"): [
        ("alm-advanced", "window_first", 0, '"first_window_includes_designation_year"')
    ],
    ("a02", "auto_when_20_in_current_window"): [
        ("alm-advanced", "window_return", 0, '"auto_when_20_in_current_window"')
    ],
    ("a03", "literal"): [
        ("alm-basic", "outside_total_cap", 0, '"none"'),
        ("alm-advanced", "outside_total_cap", 1, '"none"'),
    ],
    ("a04_nlc", "nlc_is_league_after_2025"): [("alm-basic", "outside_sources", 1, '["other"]')],
    ("a04_use", "cap_only_toward_40"): [("alm-basic", "outside_annual_cap_use", 0, '"cap_only_toward_40"')],
    ("a05_scope", "former_officials_only"): [("alm-basic", "duplicate_scope", 0, '"former_officials_only"')],
    ("a05_boundary", "anniversary_is_free"): [
        ("alm-basic", "duplicate_boundary", 0, '"anniversary_is_free"')
    ],
    ("a05_basis", "completed_restarts_clock"): [
        ("alm-basic", "duplicate_basis", 0, '"completed_restarts_clock"')
    ],
    ("a06", "365_days"): [
        ("alm-basic", "after_office_boundary", 0, '"365_days"'),
        ("alm-advanced", "after_office_boundary", 0, '"365_days"'),
    ],
    ("a06", "feb29_to_mar1"): [
        ("alm-basic", "after_office_boundary", 0, '"feb29_to_mar1"'),
        ("alm-advanced", "after_office_boundary", 0, '"feb29_to_mar1"'),
    ],
    ("a07_first_day", "strictly_after"): [("alm-basic", "annual_first_day", 0, "2025-01-02")],
    ("a07_year", "term_year"): [("alm-basic", "annual_year", 0, '"term_year"')],
    ("a08", "inactivates_advanced"): [("alm-basic", "annual_consequence", 0, '"inactivates_advanced"')],
    ("a09", "continues"): [("alm-advanced", "window_required", 1, '"20"')],
    ("a09", "amnesty"): [("alm-advanced", "window_end", 0, '"amnesty"')],
    ("a10_first", "same_year_full"): [("alm-basic", "annual_first_year", 0, '"same_year_full"')],
    ("a10_first", "pro_rata"): [("alm-basic", "annual_first_year", 0, '"pro_rata"')],
    ("a10_office", "any_service"): [("alm-basic", "annual_in_office", 0, '"any_service"')],
    ("a11", "strict"): [
        ("alm-advanced", "surplus", 0, '"strict"'),
        ("alm-advanced", "surplus", 1, '"strict"'),
    ],
    ("a12_basis", "posted_date"): [("alm-basic", "credit_date", 0, '"posted_date"')],
    ("a12_deadline_days", 30): [
        ("alm-basic", "form_deadline_days", 0, "30"),
        ("alm-basic", "form_deadline_days", 1, "30"),
    ],
    ("a12_deadline_days", 365): [
        ("alm-basic", "form_deadline_days", 0, "365"),
        ("alm-basic", "form_deadline_days", 1, "365"),
    ],
    ("a13", "fortieth_hour"): [
        ("alm-basic", "designation_date", 0, '"fortieth_hour"'),
        ("alm-advanced", "designation_date", 0, '"fortieth_hour"'),
    ],
    ("a15", "round_down_half"): [("alm-basic", "rounding", 0, '"round_down_half"')],
    ("a16", "next_year_end"): [("alm-advanced", "window_after_return", 0, '"next_year_end"')],
    ("a52", "prospective"): [("alm-basic", "correction_effect", 0, '"prospective"')],
}


def edited(text: str, parameter: str, index: int, value: str) -> str:
    """Return a rule file's text with one version's value replaced."""
    starts = [match.start() for match in re.finditer(rf"^\[\[{parameter}\.version\]\]", text, re.MULTILINE)]
    head, block = text[: starts[index]], text[starts[index] :]
    return head + re.sub(
        r"^(value\s*= ).*$", lambda m: m.group(1) + value, block, count=1, flags=re.MULTILINE
    )


@lru_cache(maxsize=64)
def catalog_for(readings: Readings) -> Catalog:
    """Return the shipped rules under other readings, as checked as any."""
    texts = {name.removesuffix(".toml"): text for name, text in shipped_files()}
    default = Readings()
    for field in Readings.__dataclass_fields__:
        value = getattr(readings, field)
        if field != "published" and value != getattr(default, field):
            for file, parameter, index, new in EDITS[field, value]:
                texts[file] = edited(texts[file], parameter, index, new)
    programs = [load_text(f"{name}.toml", text) for name, text in texts.items()]
    assert not check_programs(programs)
    return Catalog(programs)
