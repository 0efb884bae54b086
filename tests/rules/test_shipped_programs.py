"""What the shipped rule files say, where no answer depends on it or a table is to be whole; each by its statement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.rules.catalog import load_catalog
from ledger.rules.model import RuleSet

CATALOG = load_catalog()
FAR = date(2100, 1, 1)


def rules(program: str, day: str, known: date = FAR) -> RuleSet:
    """The rules of a program in force on a day, as published by another."""
    scheme = CATALOG.scheme_of(program)
    return scheme.rules(scheme.edition_on(known)).level(program).on(date.fromisoformat(day))


CMO = rules("amcto-cmo", "2016-01-01")


def test_the_schemes_and_their_units_are_those_of_their_authorities() -> None:
    told = {program.id: (program.scheme, program.unit) for program in CATALOG.programs.values()}
    assert told == {
        "alm-basic": ("alm", "credit hour"),
        "alm-advanced": ("alm", "credit hour"),
        "amcto-cmo": ("amcto", "PDU"),
        "iimc-cmc": ("iimc", "point"),
        "iimc-mmc": ("iimc", "point"),
        "tn-cmfo": ("tn", "CPE hour"),
    }
    zones = {scheme.id: scheme.time_zone for scheme in CATALOG.schemes.values()}
    assert zones == {
        "alm": "America/Chicago",
        "amcto": "America/Toronto",
        "iimc": "America/Los_Angeles",
        "tn": "America/Chicago",
    }


def test_every_category_of_the_chart_has_its_fields_and_its_documents_for_an_audit() -> None:
    """PDU-10 to PDU-30: seven categories; a file with the log is asked for in two of them only (C08)."""
    assert len(CMO.categories) == 7
    assert set(CMO.category_fields) == set(CMO.category_audit_documents) == set(CMO.categories)
    assert all(CMO.category_fields.values())
    assert all(CMO.category_audit_documents.values())
    assert set(CMO.category_documents) == {"continuing-education", "sharing-knowledge"}


@pytest.mark.parametrize(
    ("category", "documents"),
    [
        ("continuing-education", ("registration-receipt", "syllabus")),
        ("self-directed-learning", ("evidence", "description", "purpose", "sample-notes")),
        ("teaching", ("agenda", "schedule", "lesson-plan")),
        ("designing-courses", ("agenda", "schedule", "brochure", "table-of-contents")),
        ("professional-writing", ("copy-of-article", "table-of-contents", "published-material")),
        ("community-involvement", ("letter-from-organisation",)),
        ("sharing-knowledge", ("letter-from-organisation",)),
    ],
)
def test_an_audit_asks_for_the_documents_of_the_category(category: str, documents: tuple[str, ...]) -> None:
    """PDU-12, PDU-15, PDU-18, PDU-21, PDU-24, PDU-27, PDU-30."""
    assert CMO.category_audit_documents[category] == documents


def test_eight_competencies_have_names_and_twenty_eight_parts() -> None:
    """AMC-07, AMC-50 to AMC-57, PDU-36."""
    assert len(CMO.competencies) == 8
    assert set(CMO.competency_names) == set(CMO.sub_competencies) == set(CMO.competencies)
    parts = {name: len(words) for name, words in CMO.sub_competencies.items()}
    assert parts == {
        "strategic-management": 5,
        "municipal-operations": 2,
        "government-relations": 2,
        "human-resources": 4,
        "leadership": 5,
        "service-delivery": 2,
        "communication": 3,
        "financial-management": 5,
    }


def test_three_designations_exempt_from_one_competency_each() -> None:
    """AMC-44, AMC-45, AMC-46."""
    assert CMO.exemptions == {
        "amct": "municipal-operations",
        "chrl": "human-resources",
        "cpa": "financial-management",
    }


def test_the_thresholds_begin_on_the_first_of_june_2015() -> None:
    """AMC-30 to AMC-32."""
    before, after = rules("amcto-cmo", "2015-05-31"), rules("amcto-cmo", "2015-06-01")
    assert (before.approval_recommended, before.approval_interview) == (None, None)
    assert (after.approval_recommended, after.approval_interview) == (Decimal(85), Decimal(75))


def test_there_are_eight_core_duties_and_four_of_them_are_asked_for_until_april_2021() -> None:
    """CMC-13, CMC-14."""
    before, after = rules("iimc-cmc", "2021-03-31"), rules("iimc-cmc", "2021-04-01")
    assert (len(before.core_duties), before.core_duties_required) == (8, 4)
    assert after.core_duties_required is None


def test_the_page_of_2021_was_not_known_the_day_before() -> None:
    """CMC-01, CMC-08, CMC-10."""
    seen = rules("iimc-cmc", "2021-06-01", date(2021, 3, 31))
    assert (seen.membership_classes, seen.core_duties_required) == ((), 4)
    known = rules("iimc-cmc", "2021-06-01", date(2021, 4, 1))
    assert known.membership_classes == ("full", "additional-full", "retired")
    assert known.application_documents == {"designation": ("letter-of-employment",)}


def test_recertification_kept_the_cmc_until_2010_and_membership_keeps_it_since() -> None:
    """CMC-22, CMC-24, CMC-25."""
    assert rules("iimc-cmc", "2009-12-31").maintenance.startswith("recertification")
    assert rules("iimc-cmc", "2010-01-01").maintenance == "continued membership"
    assert rules("iimc-mmc", "2010-01-01").maintenance == "continued membership"


@pytest.mark.parametrize(
    ("day", "total", "deposit"), [("2014-12-31", None, None), ("2015-01-01", Decimal(100), Decimal(50))]
)
def test_fees_are_known_from_2015_on(day: str, total: Any, deposit: Any) -> None:
    """FEE-01, FEE-04."""
    found = rules("iimc-cmc", day)
    assert (found.fee_total, found.fee_deposit) == (total, deposit)


def test_the_scholarships_of_2015_close_nothing_in_2016() -> None:
    """FEE-07, FEE-11."""
    assert rules("iimc-cmc", "2015-12-31").scholarship_last_day == date(2015, 3, 1)
    assert rules("iimc-cmc", "2016-01-01").scholarship_last_day is None


def test_the_alabama_programs_alone_are_for_those_in_office() -> None:
    """ALM-B-01."""
    roots = {scheme.id: scheme.chain[0].id for scheme in CATALOG.schemes.values()}
    asked = {name: rules(root, "2024-01-01").office_required for name, root in roots.items()}
    assert asked == {"alm": True, "amcto": False, "iimc": False, "tn": False}
