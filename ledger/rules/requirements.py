"""What a designation needs on a day beside being awarded: each requirement, and the days on which it is met.

A requirement exists on the days whose rules state it. All that a level's requirements depend on is a `Case`; between
two neighbouring turning days nothing changes, so each stretch is judged once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from ledger.record.dossier import Application, Dossier
from ledger.record.official import Enrolment, Membership
from ledger.rules import application as applications
from ledger.rules import experience, fees, membership
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import RuleSet
from ledger.rules.spells import Spells, holds, joined
from ledger.values import FOREVER, amount_text, day_text

#: What a judgement tells beside yes or no: names and plain values; `positions` are the events it stands on.
Detail = tuple[tuple[str, Any], ...]


class Case(NamedTuple):
    """All that the requirements of one program depend on.

    `complete` holds, for each stretch of the valid axis, the day its credit was complete; `held` the spells of each
    designation that is asked for. `governing` is the day whose rules govern everything (A14), if there is one.
    """

    rules: ProgramRules
    governing: date | None
    below: str | None
    complete: tuple[tuple[date, date, date | None], ...]
    held: tuple[tuple[str, Spells], ...]
    enrolments: tuple[Enrolment, ...]
    memberships: Mapping[str, tuple[Membership, ...]]
    dossier: Dossier

    @property
    def program(self) -> str:
        """The program whose requirements they are."""
        return self.rules.program.id

    def on(self, day: date) -> RuleSet:
        """Return the rules for `day`; before the first version, the first."""
        return self.rules.on(max(self.governing or day, self.rules.starts[0]))

    def of_kind(self, kind: str | None = None) -> list[Application]:
        """Return the applications for the program, of one kind or of all."""
        return [
            one
            for one in self.dossier.applications.values()
            if one.program == self.program and kind in (None, one.kind)
        ]


class Row(NamedTuple):
    """What holds of a requirement in `[from_, until)`."""

    from_: date
    until: date
    met: bool
    detail: Detail


class Requirement(NamedTuple):
    """A requirement by its code: the days on which it is met, and the stretches in which it exists."""

    code: str
    met: Spells
    rows: tuple[Row, ...]


class Found(NamedTuple):
    """The requirements of a case, and the days on which there are any and all are met."""

    case: Case
    each: tuple[Requirement, ...]
    met: Spells


def requirements(case: Case) -> tuple[Requirement, ...]:
    """Return every requirement that the rules state on some day, in the order of the documentation."""
    rows: dict[str, list[Row]] = {}
    days = [date.min, *sorted(day for day in _turning_days(case) if date.min < day < FOREVER)]
    for day, until in zip(days, [*days[1:], FOREVER], strict=True):
        for code, judge in stated(case.on(day), case.below):
            met, detail = judge(case, day)
            known = rows.setdefault(code, [])
            if known and known[-1][1:] == (day, met, detail):
                known[-1] = known[-1]._replace(until=until)
            else:
                known.append(Row(day, until, met, detail))
    return tuple(
        Requirement(code, joined((row.from_, row.until) for row in known if row.met), tuple(known))
        for code, known in sorted(rows.items(), key=lambda one: _ORDER.index(one[0].partition(":")[0]))
    )


def met_together(each: Iterable[Requirement]) -> Spells:
    """Return the days on which some requirement exists and every one that exists is met."""
    exist: Counter[date] = Counter()
    unmet: Counter[date] = Counter()
    for row in (row for requirement in each for row in requirement.rows):
        for turned in (exist,) if row.met else (exist, unmet):
            turned[row.from_] += 1
            turned[row.until] -= 1
    spells = []
    existing = wanting = 0
    for day, until in pairwise(sorted(exist)):
        existing, wanting = existing + exist[day], wanting + unmet[day]
        if existing and not wanting:
            spells.append((day, until))
    return joined(spells)


def found(case: Case) -> Found:
    """Return the requirements of a case and when they are met."""
    each = requirements(case)
    return Found(case, each, met_together(each))


def unmet_on(each: Iterable[Requirement], day: date) -> tuple[str, ...]:
    """Return the codes of the requirements that exist on a day and are not met."""
    return tuple(
        one.code for one in each if any(row.from_ <= day < row.until and not row.met for row in one.rows)
    )


@lru_cache(maxsize=512)
def asks_more(rules: ProgramRules) -> bool:
    """Whether the program states more, on some day, than credit and the designation before it."""
    return any(code != "credit" for one in rules.sets for code, _ in stated(one, None))


# --- each requirement ---------------------------------------------------------------------------------------

Judge = Callable[[Case, date], tuple[bool, Detail]]


def stated(rules: RuleSet, below: str | None) -> list[tuple[str, Judge]]:
    """Return the requirements that a set of rules states, each with what judges it on a day.

    `below` is the level before in the chain, which is asked for whatever the rules say.
    """
    return list(_stated(rules, below))


def _stated(rules: RuleSet, below: str | None) -> Iterator[tuple[str, Judge]]:
    if rules.required_amount is not None or rules.required_by_category:
        yield "credit", _credit
    for name in dict.fromkeys(((below,) if below else ()) + rules.prerequisites):
        yield f"designation:{name}", _designation(name)
    for kind in rules.application_kinds:
        yield f"application:{kind}", _application(kind)
    for name, code, judge in _ONE_BY_ONE:
        if rules.values[name] not in (None, False, ()):
            yield code, judge


def _credit(case: Case, day: date) -> tuple[bool, Detail]:
    complete = next((on for from_, until, on in case.complete if from_ <= day < until), None)
    return complete is not None and complete <= day, ()


def _designation(name: str) -> Judge:
    def judge(case: Case, day: date) -> tuple[bool, Detail]:
        return holds(dict(case.held).get(name, ()), day), ()

    return judge


def _enrolment(case: Case, day: date) -> tuple[bool, Detail]:
    begun = [one for one in case.enrolments if one.enrolled_on <= day]
    open_ones = [one for one in begun if one.withdrawn_on is None or day < one.withdrawn_on]
    if open_ones:
        return True, _stands_on(open_ones[-1].positions[:1])
    return False, _stands_on(begun[-1].positions if begun else ())


def _stands_on(positions: Iterable[int]) -> Detail:
    return (("positions", tuple(sorted(set(positions)))),)


def _self_assessment(case: Case, day: date) -> tuple[bool, Detail]:
    known = [
        one
        for one in case.dossier.self_assessments
        if one.program == case.program and one.completed_on <= day
    ]
    return bool(known), _stands_on(one.position for one in known)


def _application(kind: str) -> Judge:
    def judge(case: Case, day: date) -> tuple[bool, Detail]:
        sent = [one for one in case.of_kind(kind) if applications.handed_in(one, day)]
        passing = [one for one in sent if applications.passed(one, case.on, day)]
        named = passing[-1].application if passing else None
        stages = [stage for one in (passing or sent)[-1:] for stage in applications.stages_by(one, day)]
        return bool(passing), (("application", named), *_stands_on(stage.position for stage in stages))

    return judge


def _ethics(case: Case, day: date) -> tuple[bool, Detail]:
    kinds: tuple[str, ...] = case.on(day).application_kinds
    said = [a for a in case.dossier.affirmations if a.program == case.program and a.affirmed_on <= day]
    stands_on = _stands_on(one.position for one in said)
    if not kinds:
        return bool(said), stands_on
    wanting = []
    for kind in kinds:
        newest = applications.latest(case.of_kind(kind), case.on, day)
        if newest is None or not any(
            one.application == newest[0].application or one.affirmed_on >= newest[1] for one in said
        ):
            wanting.append(kind)
    return not wanting, (("missing", tuple(wanting)), *stands_on)


def _education(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    for one in case.dossier.credentials:
        if one.credential in rules.education_any_of and one.obtained_on <= day:
            return True, (("by", one.credential), *_stands_on((one.position,)))
    confirmed = [
        one.positions
        for one in case.dossier.exemptions
        if one.program == case.program
        and one.exemption == rules.education_exemption
        and one.outcome == "confirmed"
        and one.decided_on is not None
        and one.decided_on <= day
    ]
    by = rules.education_exemption if confirmed else None
    return bool(confirmed), (("by", by), *_stands_on(confirmed[0] if confirmed else ()))


def _experience(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    measured = _measured_on(case, rules, day)
    if measured is None:
        return False, (("measured_on", None),)
    employments = experience.qualifying(case.dossier.employments.values(), rules.experience_sectors)
    enough = experience.has_experience(employments, rules.experience_years, measured)
    employed = not rules.experience_employed or experience.employed_on(employments, measured)
    return enough and employed, (
        ("measured_on", day_text(measured)),
        ("days", experience.days_of_experience(employments, measured)),
        ("days_needed", experience.days_needed(rules.experience_years, measured)),
        ("employed", experience.employed_on(employments, measured)),
        *_stands_on(
            [
                *_positions_measured(case, rules, day, measured),
                *(place for one in employments if one.began_on <= measured for place in one.positions),
            ]
        ),
    )


def _measured_on(case: Case, rules: RuleSet, day: date) -> date | None:
    if rules.experience_measured == "at_registration":
        return max((one.enrolled_on for one in case.enrolments if one.enrolled_on <= day), default=None)
    newest = applications.latest(case.of_kind(), case.on, day)
    return None if newest is None else newest[1]


def _positions_measured(case: Case, rules: RuleSet, day: date, measured: date) -> tuple[int, ...]:
    """Return the events that set the day to which experience is counted."""
    if rules.experience_measured == "at_registration":
        return tuple(one.positions[0] for one in case.enrolments if one.enrolled_on == measured)
    newest = applications.latest(case.of_kind(), case.on, day)
    return tuple(stage.position for stage in applications.handed_in(newest[0], day)) if newest else ()


def _membership(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    organisation = rules.membership_organisation
    begun = [one for one in case.memberships.get(organisation, ()) if one.began_on <= day]
    running = [one for one in begun if one.lapsed_on is None or day < one.lapsed_on]
    now = running[0].membership_class if running else None
    positions = running[0].positions[:1] if running else begun[-1].positions if begun else ()
    spells = membership.member_spells(case.memberships, organisation, rules.membership_classes)
    told = (("organisation", organisation), ("class", now), *_stands_on(positions))
    return holds(spells, day), told


def _membership_years(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    spells = membership.member_spells(case.memberships, rules.membership_organisation or "")
    since = next((start for start, until in spells if start <= day < until), None)
    known = case.memberships.get(rules.membership_organisation or "", ())
    return membership.has_years(spells, rules, day), (
        ("member_since", None if since is None else day_text(since)),
        *_stands_on(one.positions[0] for one in known if one.began_on <= day),
    )


def _core_duties(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    known = [one for one in case.dossier.core_duties if one.since <= day]
    newest = sorted(known, key=lambda one: one.since)[-1:]
    performed = len({duty for one in newest for duty in one.duties} & set(rules.core_duties))
    return performed >= rules.core_duties_required, (
        ("performed", performed),
        ("required", rules.core_duties_required),
        *_stands_on(one.position for one in newest),
    )


def _deposit(case: Case, day: date) -> tuple[bool, Detail]:
    rules = case.on(day)
    paid = fees.paid_by(case.dossier.payments, case.program, day)
    known = [one for one in case.dossier.payments if one.program == case.program and one.on <= day]
    return paid >= rules.fee_deposit, (
        ("paid", amount_text(paid)),
        ("required", amount_text(rules.fee_deposit)),
        *_stands_on(one.position for one in known),
    )


#: Parameter, code and judge of each requirement that one parameter states.
_ONE_BY_ONE: tuple[tuple[str, str, Judge], ...] = (
    ("enrolment_required", "enrolment", _enrolment),
    ("self_assessment_required", "self-assessment", _self_assessment),
    ("ethics_required", "ethics", _ethics),
    ("education_any_of", "education", _education),
    ("experience_years", "experience", _experience),
    ("membership_organisation", "membership", _membership),
    ("membership_years", "membership-years", _membership_years),
    ("core_duties_required", "core-duties", _core_duties),
    ("fee_deposit", "deposit", _deposit),
)
#: The order of the documentation.
_ORDER = (
    "credit",
    "designation",
    "enrolment",
    "self-assessment",
    "application",
    *(code for _, code, _ in _ONE_BY_ONE[2:]),
)


# --- when anything may turn ---------------------------------------------------------------------------------


def _turning_days(case: Case) -> set[date]:
    return _days_on_record(case) | (set(case.rules.starts) if case.governing is None else set())


def first_day(case: Case) -> date | None:
    """Return the first day on which anything about the requirements is on record; None where nothing is."""
    return min((day for day in _days_on_record(case) if date.min < day < FOREVER), default=None)


def _days_on_record(case: Case) -> set[date]:
    days = set()
    for from_, until, on in case.complete:
        days |= {from_, until} | ({on} if on is not None else set())
    days |= {day for _, spells in case.held for spell in spells for day in spell}
    if asks_more(case.rules):
        days |= (
            set(_days_of_enrolments(case.enrolments)) | set(_days_of_dossier(case)) | _membership_turns(case)
        )
    return days


def _days_of_enrolments(enrolments: Iterable[Enrolment]) -> Iterator[date]:
    for one in enrolments:
        yield one.enrolled_on
        if one.withdrawn_on is not None:
            yield one.withdrawn_on


def _days_of_dossier(case: Case) -> Iterator[date]:
    dossier, program = case.dossier, case.program
    for application in case.of_kind():
        yield from applications.turning_days(application)
    yield from (one.affirmed_on for one in dossier.affirmations if one.program == program)
    yield from (one.completed_on for one in dossier.self_assessments if one.program == program)
    yield from (one.obtained_on for one in dossier.credentials)
    yield from (one.since for one in dossier.core_duties)
    yield from (one.on for one in dossier.payments if one.program == program)
    for one in dossier.exemptions:
        if one.program == program:
            yield from (one.claimed_on, one.decided_on or one.claimed_on)


def _membership_turns(case: Case) -> set[date]:
    days: set[date] = set()
    for rules in case.rules.sets:
        if rules.membership_organisation is not None:
            days |= membership.turning_days(case.memberships, rules)
            spells = membership.member_spells(case.memberships, rules.membership_organisation)
            days |= membership.years_turns(spells, rules)
    return days
