"""The requirements of a designation on one day, each met or not, from what happened by that day."""

from __future__ import annotations

from datetime import date

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.applications import has_passed, latest, received_on
from tests.oracle.programs.credit import Placed
from tests.oracle.programs.fees import paid_by
from tests.oracle.programs.holding import is_held, is_member, membership_years_reached
from tests.oracle.programs.record import Record, Step
from tests.oracle.programs.sheets import CHAINS, SCHEME_OF, Rules


def requirements(placed: Placed, program: str, day: date) -> dict[str, bool]:
    """Return each requirement the rules of a day state, and whether it is met on that day; `placed` is as of it."""
    record, rules = placed.record, placed.rules

    def asks(name: str) -> bool:
        return bool(rules.at(program, name, day))

    met: dict[str, bool] = {}
    if asks("required_amount") or asks("required_by_category"):
        met["credit"] = placed.complete_on[program] is not None
    chain = CHAINS[SCHEME_OF[program]]
    for other in (*chain[: chain.index(program)][-1:], *rules.at(program, "prerequisites", day)):
        met[f"designation:{other}"] = is_held(record, rules, other, day)
    if asks("enrolment_required"):
        met["enrolment"] = enrolled(record, program, day) is not None
    if asks("self_assessment_required"):
        met["self-assessment"] = any(one == program and on <= day for one, on in record.self_assessments)
    kinds = rules.at(program, "application_kinds", day)
    for kind in kinds:
        met[f"application:{kind}"] = any(
            has_passed(one, rules, day)
            for one in record.applications.values()
            if (one.program, one.kind) == (program, kind)
        )
    if asks("ethics_required"):
        met["ethics"] = all(_affirmed(record, rules, program, kind, day) for kind in kinds or (None,))
    if asks("education_any_of"):
        met["education"] = _educated(record, rules, program, day)
    if asks("experience_years"):
        met["experience"] = _experienced(record, rules, program, day)
    if asks("membership_organisation"):
        met["membership"] = is_member(record, rules, program, day)
    if asks("membership_years"):
        met["membership-years"] = membership_years_reached(record, rules, program, day)
    if asks("core_duties_required"):
        met["core-duties"] = _duties(record, rules, program, day) >= rules.at(
            program, "core_duties_required", day
        )
    if asks("fee_deposit"):
        met["deposit"] = paid_by(record, program, day) >= rules.at(program, "fee_deposit", day)
    return met


def enrolled(record: Record, program: str, day: date) -> Step | None:
    """Return the enrolment that stands on a day."""
    steps = [step for step in record.enrolments if step.program == program and step.day <= day]
    last = max(steps, key=lambda step: (step.day, step.position), default=None)
    return last if last and last.kind == "enrolled" else None


def _affirmed(record: Record, rules: Rules, program: str, kind: str | None, day: date) -> bool:
    said = [(on, name) for one, on, name in record.affirmations if one == program and on <= day]
    if kind is None:
        return bool(said)
    application = latest(record, rules, program, kind, day)
    if application is None:
        return False
    received = received_on(application, rules, day)
    return any(name == application.application or (received and on >= received) for on, name in said)


def _educated(record: Record, rules: Rules, program: str, day: date) -> bool:
    names = rules.at(program, "education_any_of", day)
    exemption = rules.at(program, "education_exemption", day)
    return any(
        credential in names and obtained <= day for credential, obtained, _ in record.credentials
    ) or any(
        (one, word) == (program, exemption) and confirmed <= day for one, word, confirmed in record.exemptions
    )


def measuring_day(record: Record, rules: Rules, program: str, day: date) -> date | None:
    """Return the day to which experience is counted, as known by `day` (A20)."""
    if rules.at(program, "experience_measured", day) == "at_registration":
        days = [step.day for step in record.enrolments if step.program == program and step.kind == "enrolled"]
        return max((one for one in days if one <= day), default=None)
    application = latest(record, rules, program, None, day)
    return None if application is None else received_on(application, rules, day)


def _experienced(record: Record, rules: Rules, program: str, day: date) -> bool:
    measured = measuring_day(record, rules, program, day)
    if measured is None:
        return False
    spells = [spell for spell in record.employments.values() if spell.began_on <= measured]
    eve = measured - ONE_DAY
    served = {
        one
        for spell in spells
        if spell.management
        for one in range(spell.began_on.toordinal(), min(spell.ended_on or eve, eve).toordinal() + 1)
    }
    employed = any(spell.ended_on is None or spell.ended_on >= measured for spell in spells)
    if rules.at(program, "experience_employed", day) and not employed:
        return False
    first = add_years(measured, -rules.at(program, "experience_years", day))
    return len(served) >= (measured - first) // ONE_DAY


def _duties(record: Record, rules: Rules, program: str, day: date) -> int:
    said = [
        (since, number, duties) for number, (since, duties) in enumerate(record.core_duties) if since <= day
    ]
    if not said:
        return 0
    return len(set(max(said)[2]) & set(rules.at(program, "core_duties", day)))
