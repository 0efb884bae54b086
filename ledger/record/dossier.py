"""What an official's stream says beside office, credit and designations: employment, credentials, applications, fees.

Each entry keeps its day and the position of its event; what holds on a day is worked out from the days by the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

#: How exactly a day is known: with `month`, the day kept is the first of the month.
Precision = Literal["day", "month"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Employment(NamedTuple):
    """A spell of employment; `ended_on` is its last day, None while it lasts. `management` makes it experience."""

    employment: str
    employer: str | None
    sector: str
    management: bool
    began_on: date
    ended_on: date | None
    positions: tuple[int, ...]


class Credential(NamedTuple):
    """A qualification obtained elsewhere or before: a degree, a CPA, an earlier recertification."""

    credential: str
    obtained_on: date
    precision: Precision
    position: int


class Residence(NamedTuple):
    """The state or province an official belongs to from a day on."""

    jurisdiction: str
    since: date
    position: int


class CoreDuties(NamedTuple):
    """The core duties an official performs from a day on."""

    duties: tuple[str, ...]
    since: date
    position: int


class Affirmation(NamedTuple):
    """The code of ethics was affirmed, by itself (`application` None) or with an application."""

    program: str
    affirmed_on: date
    application: str | None
    position: int


class Mentor(NamedTuple):
    """A mentor was assigned to a candidate."""

    program: str
    mentor: str
    assigned_on: date
    position: int


class SelfAssessment(NamedTuple):
    """The self-assessment was completed."""

    program: str
    completed_on: date
    position: int


StageKind = Literal[
    "submitted", "returned", "resubmitted", "found-complete", "meeting-assigned", "assessed", "rate-recorded",
    "interviewed", "recommended", "not-recommended", "withheld", "withdrawn",
]  # fmt: skip


class Stage(NamedTuple):
    """One step of an application, in the order recorded.

    `rate` is a percentage (assessed, rate-recorded); `word` the reviewer, the facilitator, the cause of a return or the
    basis of a recommendation; `day` the meeting assigned, at which a grant was withheld, or the deadline aimed at
    (submitted). `modified` says that forms were not as prescribed (submitted, resubmitted).
    """

    kind: StageKind
    on: date
    position: int
    rate: Fraction | None = None
    word: str | None = None
    day: date | None = None
    forms: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    modified: bool = False


class Application(NamedTuple):
    """An application for a program: its kind in the program's words, and its steps so far."""

    application: str
    program: str
    kind: str
    channel: str
    format: str
    stages: tuple[Stage, ...]


class Exemption(NamedTuple):
    """A claim to be exempt: from a competency, or from the education a program asks for.

    `outcome` is None while it waits; `documents` are the kinds of proof handed in.
    """

    program: str
    exemption: str
    claimed_on: date
    documents: tuple[str, ...]
    outcome: Literal["confirmed", "refused"] | None
    decided_on: date | None
    positions: tuple[int, ...]


class Log(NamedTuple):
    """A log of activities handed in for the cycle that began on `cycle`; `accepted_on` None while it waits."""

    program: str
    cycle: date
    submitted_on: date
    claims: tuple[str, ...]
    accepted_on: date | None
    positions: tuple[int, ...]


class Notice(NamedTuple):
    """A notice was sent; `concerning` is the first day of the cycle or year it is about."""

    program: str
    kind: str
    sent_on: date
    concerning: date | None
    position: int


class Payment(NamedTuple):
    """Money in the program's currency; a refund has an amount below zero. `source` says who paid."""

    program: str
    payment: str
    amount: Decimal
    on: date
    source: str
    position: int


class FeeOption(NamedTuple):
    """Something bought beside the certificate, such as a plaque."""

    program: str
    option: str
    chosen_on: date
    position: int


class Scholarship(NamedTuple):
    """A scholarship applied for, and what was granted (None while it waits)."""

    program: str
    scholarship: str
    applied_on: date
    granted: Decimal | None
    granted_on: date | None
    positions: tuple[int, ...]


class Dossier(NamedTuple):
    """Everything of an official's record that only some programs ask for.

    `taken_back` names what was recorded in error, reversed and not recorded again since: its kind and its id, such as
    `("term", "2012-again")`. Nothing is computed from it; it tells that a reversal was said before.
    """

    employments: Mapping[str, Employment] = _NOTHING
    credentials: tuple[Credential, ...] = ()
    residences: tuple[Residence, ...] = ()
    core_duties: tuple[CoreDuties, ...] = ()
    affirmations: tuple[Affirmation, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    self_assessments: tuple[SelfAssessment, ...] = ()
    applications: Mapping[str, Application] = _NOTHING
    exemptions: tuple[Exemption, ...] = ()
    logs: tuple[Log, ...] = ()
    notices: tuple[Notice, ...] = ()
    payments: tuple[Payment, ...] = ()
    fee_options: tuple[FeeOption, ...] = ()
    scholarships: tuple[Scholarship, ...] = ()
    taken_back: frozenset[tuple[str, str]] = frozenset()
