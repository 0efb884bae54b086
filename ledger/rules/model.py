"""The parameters a rule file may set, their dated versions, and the set of them in force on a day.

A parameter that a program does not state is absent: that kind of rule does not exist for it. The readings of the
ambiguities (`A01` ...) are values of parameters; each parameter lists the values the code supports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfoNotFoundError

from ledger.values import FOREVER, zone

NONE: Final = "none"


class BadValue(ValueError):
    """The value does not fit its parameter; the text says what would."""


def _number(raw: object) -> Decimal:
    if not isinstance(raw, str):
        raise BadValue('an amount is written as text, such as "5" or "2.5"')
    try:
        amount = Decimal(raw)
    except InvalidOperation as error:
        raise BadValue('an amount is plain digits, such as "5" or "2.5"') from error
    if not amount.is_finite() or amount < 0:
        raise BadValue("an amount is 0 or more")
    return amount


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise BadValue("a whole number of 0 or more, without quotes")
    return raw


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise BadValue("true or false, without quotes")
    return raw


def _day(raw: object) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise BadValue("a date without quotes, such as 2025-01-01")
    return raw


def _words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) and word for word in raw):
        raise BadValue('a list of words, such as ["nlc", "other"]')
    return tuple(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw:
        raise BadValue("a text in quotes")
    return raw


def _time_zone(raw: object) -> str:
    name = _text(raw)
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadValue("an IANA time zone, such as America/Chicago") from error
    return name


def _or_none(parse: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda raw: None if raw == NONE else parse(raw)


def _one_of(*choices: str) -> Callable[[object], str]:
    def parse(raw: object) -> str:
        if raw not in choices:
            raise BadValue(f"one of {', '.join(choices)}")
        return str(raw)

    return parse


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a rule file may set: how its value is read, and what its absence means."""

    parse: Callable[[object], Any]
    says: str
    absent: Any = None


#: Every parameter, in the order of the documentation. The key is the name in the rule file.
PARAMETERS: Final[Mapping[str, Parameter]] = {
    # what credit is, for the whole scheme: stated by the first program of the chain
    "time_zone": Parameter(_time_zone, "IANA zone of the authority's local dates (A51)"),
    "sources": Parameter(_words, "sources of credit the scheme knows", ()),
    "modes": Parameter(_words, "modes of training the scheme knows", ()),
    "offices": Parameter(_words, "offices whose holders earn credit; empty: any", ()),
    "outside_sources": Parameter(_words, "sources that are outside training (A04)", ()),
    "form_channels": Parameter(_words, "channels by which a credit form is taken; empty: any", ()),
    "form_deadline_days": Parameter(_or_none(_whole), "days after the activity for the form (A12)"),
    "credit_date": Parameter(
        _one_of("activity_date", "posted_date"), "day a credit belongs to (A12)", "activity_date"
    ),
    "rounding": Parameter(_one_of("exact", "round_down_half"), "what happens to fractions (A15)", "exact"),
    "outside_documents": Parameter(_words, "documents an outside claim needs before approval", ()),
    "outside_documents_optional": Parameter(_words, "documents to hand in where they exist", ()),
    "outside_after_completion": Parameter(_flag, "an outside claim follows the activity", False),
    "outside_annual_cap": Parameter(_or_none(_number), "outside credit usable in a calendar year (A04)"),
    "outside_annual_cap_use": Parameter(
        _one_of("every_use", "cap_only_toward_40"), "uses the annual cap limits (A04)", "every_use"
    ),
    "duplicate_lookback_years": Parameter(_or_none(_whole), "years in which a course is not credited again"),
    "duplicate_scope": Parameter(_one_of("everyone", "former_officials_only"), "whom the bar meets (A05)", "everyone"),
    "duplicate_boundary": Parameter(
        _one_of("anniversary_is_duplicate", "anniversary_is_free"),
        "whether the exact anniversary is barred (A05)",
        "anniversary_is_duplicate",
    ),
    "duplicate_basis": Parameter(
        _one_of("credited", "completed_restarts_clock"), "what the bar looks back to (A05)", "credited"
    ),
    "correction_effect": Parameter(
        _one_of("from_activity_date", "prospective"), "from when a correction works (A52)", "from_activity_date"
    ),
    "rule_selection": Parameter(
        _one_of("by_date", "version_at_enrolment"), "which version governs (A14)", "by_date"
    ),
    "email_unique": Parameter(_flag, "each official needs an email address of his own (ALM-AN-06)", False),
    # the level: what its designation needs
    "required_amount": Parameter(_or_none(_number), "credit the designation needs"),
    "outside_total_cap": Parameter(_or_none(_number), "outside credit usable toward the requirement (A03)"),
    "surplus": Parameter(
        _one_of("from_reaching", "strict"), "from when hours go to this level (A11)", "from_reaching"
    ),
    "designation_date": Parameter(_one_of("award", "fortieth_hour"), "the day of the designation (A13)", "award"),
    "after_office_years": Parameter(_or_none(_whole), "years to complete the level after office (A06)"),
    "after_office_boundary": Parameter(
        _one_of("inclusive_anniversary", "365_days", "feb29_to_mar1"), "last day of them (A06)", "inclusive_anniversary"
    ),
    "after_office_modes": Parameter(_words, "modes that count after office; empty: all (C04)", ()),
    "after_office_enrolment": Parameter(_flag, "enrolment in office needed for them (C12)", False),
    "after_office_participation": Parameter(_flag, "participation in office needed for them", False),
    # the annual duty
    "annual_required": Parameter(_or_none(_number), "credit owed each year by holders"),
    "annual_first_day": Parameter(_day, "first day that counts (A07)", date.min),
    "annual_year": Parameter(_one_of("calendar", "term_year"), "what a year is (A07)", "calendar"),
    "annual_first_year": Parameter(
        _one_of("first_full_year", "same_year_full", "pro_rata"), "the first year owed (A10)", "first_full_year"
    ),
    "annual_in_office": Parameter(
        _one_of("on_31_december", "any_service"), "office that makes a year owed (A10)", "on_31_december"
    ),
    "annual_consequence": Parameter(
        _one_of("finding_only", "inactivates_advanced"), "what a missed year does (A08)", "finding_only"
    ),
    # the window that keeps the designation active
    "window_required": Parameter(_or_none(_number), "credit a window needs"),
    "window_years": Parameter(_or_none(_whole), "length of the window in years"),
    "window_kind": Parameter(
        _one_of("rolling_calendar_years", "fixed_block", "trailing_36_months"), "which window (A01)",
        "rolling_calendar_years",
    ),
    "window_first": Parameter(
        _one_of("first_full_years", "first_window_includes_designation_year"), "the first window (A01)",
        "first_full_years",
    ),
    "window_return": Parameter(
        _one_of("recorded_decision", "auto_when_20_in_current_window"), "how active comes back (A02)",
        "recorded_decision",
    ),
    "window_after_return": Parameter(
        _one_of("fresh_first_window", "next_year_end"), "the next test after that (A16)", "fresh_first_window"
    ),
    "window_end": Parameter(
        _one_of("inactive_stays", "amnesty"), "the inactive when the rule ends (A09)", "inactive_stays"
    ),
    "announced_status": Parameter(
        _one_of("report_both", "announced_stands"), "announced against computed (A53)", "report_both"
    ),
    # texts and people, dated like everything else
    "participation": Parameter(_one_of("voluntary", "mandatory"), "whether the law asks for it (C01)"),
    "transcript_access": Parameter(_words, "who may fetch the transcript (C14)", ()),
    "award_mailing": Parameter(_words, "what is mailed with the award (C11)", ()),
    "graduate_gifts": Parameter(_words, "what graduates receive", ()),
    "contact": Parameter(_text, "whom to ask"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One dated value of one parameter of one program.

    It governs days in `[valid_from, valid_until)` and was known from `published_on`; that it ends was known from
    `end_published_on`. `corrects` lets it overrule earlier publications on its days.
    """

    program: str
    parameter: str
    value: Any
    valid_from: date
    valid_until: date
    published_on: date
    end_published_on: date
    source: str
    reading: str | None
    corrects: bool
    file: str
    line: int

    @property
    def ref(self) -> str:
        """The name by which answers cite the version: `alm-basic.outside_annual_cap@1994-01-01`.

        A correction is cited with its publication: `...@1994-01-01+2025-06-01`.
        """
        cite = f"{self.program}.{self.parameter}@{self.valid_from.isoformat()}"
        return f"{cite}+{self.published_on.isoformat()}" if self.corrects else cite

    def governs(self, day: date, *, known_on: date) -> bool:
        """Whether the version, as published by `known_on`, reaches `day`."""
        if self.published_on > known_on or day < self.valid_from:
            return False
        return day < self.valid_until or self.end_published_on > known_on


@dataclass(frozen=True)
class Program:
    """One rule file: who offers what, and every dated version of its parameters."""

    id: str
    name: str
    designation: str
    authority: str
    unit: str
    scheme: str
    follows: str | None
    versions: tuple[Version, ...]
    file: str
    text: str = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the UTF-8 bytes of the file, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def publications(self) -> frozenset[date]:
        """The days on which anything of the file became known."""
        days = {version.published_on for version in self.versions}
        return frozenset(days | {v.end_published_on for v in self.versions if v.valid_until != FOREVER})


class RuleSet:
    """All parameters of one program in force on a day, each an attribute; not to be changed.

    `values` holds them by name, `refs` which version gave each, `readings` the ambiguity it settles.
    """

    def __init__(
        self,
        program: str,
        *,
        valid_from: date,
        values: Mapping[str, Any],
        refs: Mapping[str, str],
        readings: Mapping[str, str],
    ) -> None:
        self.program = program
        self.valid_from = valid_from
        self.values = values
        self.refs = refs
        self.readings = readings
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the value of a parameter."""
