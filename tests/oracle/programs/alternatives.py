"""The readings that differ from the default, each as the values it replaces in the sheets and in the rule files."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.rules.catalog import Catalog, shipped_files
from ledger.rules.check import check_programs
from ledger.rules.files import load_text
from tests.oracle.programs.sheet_files import literal
from tests.oracle.programs.sheets import (
    AMCTO_FROM,
    CLASSES,
    IIMC_FROM,
    PAGE_2021,
    THRESHOLDS_FROM,
    TN_CHANGE,
    TN_FROM,
    Edit,
)

CMO, CMC, MMC, TN = "amcto-cmo", "iimc-cmc", "iimc-mmc", "tn-cmfo"


def _cmo(parameter: str, value: Any) -> tuple[Edit, ...]:
    return (Edit(CMO, parameter, AMCTO_FROM, value),)


def _clerks(parameter: str, value: Any) -> tuple[Edit, ...]:
    return tuple(Edit(program, parameter, IIMC_FROM, value) for program in (CMC, MMC))


#: By name, the values of each alternative reading.
ALTERNATIVES: dict[str, tuple[Edit, ...]] = {
    "A20 at_registration": _cmo("experience_measured", "at_registration"),
    "A21 keeps_date": _cmo("application_returned", "keeps_date"),
    "A23 rounded": (Edit(CMO, "approval_rounding", THRESHOLDS_FROM, "rounded"),),
    "A24 mean": (Edit(CMO, "approval_aggregation", THRESHOLDS_FROM, "mean"),),
    "A24 minimum": (Edit(CMO, "approval_aggregation", THRESHOLDS_FROM, "minimum"),),
    "A26 letter_only": _cmo("effective_date", "letter_only"),
    "A27 refused": _cmo("membership_before_award", "refused"),
    "A27 ongoing_condition": _cmo("membership_after_award", "suspended"),
    "A30 anniversary": _cmo("cycle_start", "anniversary"),
    "A30 grant_year_remainder_counts": _cmo("cycle_start", "grant_year_remainder_counts"),
    "A31 automatic_loss": _cmo("cycle_shortfall", "automatic_loss"),
    "A34 five_years": _cmo("retention_months", 60),
    "A40 cumulative": (Edit(CMC, "membership_counting", IIMC_FROM, "cumulative"),),
    "A42 both_always": (
        Edit(CMC, "core_duties_required", PAGE_2021, 4),
        *_clerks("membership_classes", CLASSES),
    ),
    "A43 revoked": _clerks("membership_after_award", "revoked"),
    "A44 month_rule_always": (Edit(MMC, "floor_boundary", IIMC_FROM, "month_rule_always"),),
    "A44 strict_month": (Edit(MMC, "floor_boundary", IIMC_FROM, "strict_month"),),
    "approved only": _cmo("claims_count", "when_approved"),
    "years inactivate": (Edit(TN, "annual_consequence", TN_FROM, "inactivates"),),
    "first year in full": (Edit(TN, "annual_first_year", TN_FROM, "same_year_full"),),
    "first year by months": (Edit(TN, "annual_first_year", TN_FROM, "pro_rata"),),
    "years carry eight": (Edit(TN, "annual_carry_over", TN_CHANGE, Fraction(8)),),
    "cycles carry and are capped": (
        *_cmo("cycle_carry_over", Fraction(20)),
        *_cmo("cycle_category_caps", {"teaching": Fraction(25), "professional-writing": Fraction(7)}),
        *_cmo("rates", {"teaching": Fraction(2), "community-involvement": Fraction(1, 2)}),
    ),
    "surplus flows on": (
        Edit(CMC, "required_amount", IIMC_FROM, Fraction(115)),
        Edit(
            MMC,
            "required_by_category",
            IIMC_FROM,
            {"education": Fraction(20), "advanced-education": Fraction(40)},
        ),
        Edit(MMC, "category_caps", IIMC_FROM, {"advanced-education": Fraction(50)}),
    ),
}


def edited(text: str, edit: Edit) -> str:
    """Return a rule file's text with one version's value replaced, or the version added where there is none."""
    blocks = re.split(r"(?m)^(?=\[)", text)
    for number, block in enumerate(blocks):
        if block.startswith(f"[[{edit.parameter}.version]]") and _begins(block) == edit.valid_from:
            pattern = r"(?ms)^value\s*=.*?(?=^[a-z_]+\s*=)"
            blocks[number] = re.sub(
                pattern, lambda _: f"value = {literal(edit.value, edit.parameter)}\n", block, count=1
            )
            return "".join(blocks)
    day, value = edit.valid_from, literal(edit.value, edit.parameter)
    dates = f"valid_from = {day}\npublished_on = {day}"
    return f'{text}\n[[{edit.parameter}.version]]\nvalue = {value}\n{dates}\nsource = "A14"\n'


def _begins(block: str) -> date | None:
    found = re.search(r"(?m)^valid_from\s*=\s*([0-9-]+)", block)
    return date.fromisoformat(found.group(1)) if found else None


_catalogs: dict[str, Catalog] = {}


def catalog_for(edits: tuple[Edit, ...]) -> Catalog:
    """Return the shipped rules with some values replaced, as checked as any."""
    if repr(edits) not in _catalogs:
        _catalogs[repr(edits)] = _catalog(edits)
    return _catalogs[repr(edits)]


def _catalog(edits: tuple[Edit, ...]) -> Catalog:
    texts = {name.removesuffix(".toml"): text for name, text in shipped_files()}
    for edit in edits:
        texts[edit.program] = edited(texts[edit.program], edit)
    programs = [load_text(f"{name}.toml", text) for name, text in texts.items()]
    faults = check_programs(programs)
    assert not faults, faults
    return Catalog(programs)
