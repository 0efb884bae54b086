"""When a designation is held, and whether its holder is a member: spells over the facts as of a day."""

from __future__ import annotations

from datetime import date

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.record import Membership, Record, Step
from tests.oracle.programs.sheets import Rules

Spell = tuple[date, date]


def designation_steps(record: Record, rules: Rules, program: str, as_of: date) -> list[Step]:
    """Return the decisions that work by a day, in order; under `letter_only` an award works from its letter (A26).

    A computed first award takes the place of the first on record (A13).
    """
    found = []
    for step in record.steps:
        if step.program != program:
            continue
        day: date | None = step.day
        if step.kind == "awarded" and rules.at(program, "effective_date", step.day) == "letter_only":
            day = first_letter(record, rules, program, step.day)
        if day is not None and day <= as_of:
            found.append(Step(step.position, program, step.kind, day, step.precision))
    found.sort(key=lambda step: (step.day, step.position))
    met = record.met_first.get(program)
    if met is not None and met <= as_of:
        recorded = next((step for step in found if step.kind == "awarded"), None)
        met = met if recorded is None else min(met, recorded.day)
        found = [Step(0, program, "awarded", met), *(step for step in found if step is not recorded)]
        found.sort(key=lambda step: (step.day, step.position))
    return found


def first_letter(record: Record, rules: Rules, program: str, awarded_on: date) -> date | None:
    """Return the day of the first authorising letter on or after an award."""
    kind = rules.at(program, "authorising_letter", awarded_on)
    days = [
        sent for name, word, sent in record.letters if (name, word) == (program, kind) and sent >= awarded_on
    ]
    return min(days, default=None)


def held_spells(record: Record, rules: Rules, program: str, as_of: date) -> list[Spell]:
    """Return the spells `[from, until)` in which a designation is held, from decisions dated by `as_of`."""
    spells: list[Spell] = []
    since: date | None = None
    for step in designation_steps(record, rules, program, as_of):
        if step.kind == "awarded" and since is None:
            since = step.day
        elif step.kind == "withdrawn" and since is not None:
            spells.append((since, step.day))
            since = None
    if since is not None:
        spells.append((since, date.max))
    return [_until_lapse(record, rules, program, spell, as_of) for spell in spells]


def _until_lapse(record: Record, rules: Rules, program: str, spell: Spell, as_of: date) -> Spell:
    """Return a spell ended by the first lapse in it, where a lapse revokes the designation (A43)."""
    day = spell[0]
    while day < min(spell[1], as_of + ONE_DAY):
        if rules.at(program, "membership_after_award", day) == "revoked" and has_lapsed(
            record, rules, program, day
        ):
            return spell[0], day
        later = [one for one in membership_days(record, rules, program) if one > day]
        if not later:
            break
        day = min(later)
    return spell


def membership_days(record: Record, rules: Rules, program: str) -> set[date]:
    """Return the days on which being a member, or the rule about it, may turn."""
    days = rules.turning_days(program)
    for spell in record.memberships:
        days |= {spell.began_on, *(day for day, _ in spell.classes)}
        days |= {spell.lapsed_on} if spell.lapsed_on else set()
    return days


def is_held(record: Record, rules: Rules, program: str, day: date) -> bool:
    """Return whether a designation is held on a day, as of that day."""
    return any(since <= day < until for since, until in held_spells(record, rules, program, day))


def spells_of(record: Record, organisation: str) -> list[Membership]:
    """Return the spells of membership of an organisation."""
    return [spell for spell in record.memberships if spell.organisation == organisation]


def covers(spell: Membership, day: date) -> bool:
    """Return whether a spell of membership covers a day; the day of lapse is the first without."""
    return spell.began_on <= day and (spell.lapsed_on is None or day < spell.lapsed_on)


def is_member(record: Record, rules: Rules, program: str, day: date) -> bool:
    """Return whether the official is a member on a day, in a class that qualifies where classes are stated."""
    classes = rules.at(program, "membership_classes", day)
    for spell in spells_of(record, rules.at(program, "membership_organisation", day)):
        if covers(spell, day):
            present = [name for since, name in spell.classes if since <= day][-1]
            return not classes or present in classes
    return False


def has_lapsed(record: Record, rules: Rules, program: str, day: date) -> bool:
    """Return whether a member has lapsed; with no membership on record at all, whatever its days, none has.

    Any class will do: continued membership is all that maintenance asks for (CMC-25).
    """
    organisation = rules.at(program, "membership_organisation", day)
    if organisation is None:
        return False
    spells = spells_of(record, organisation)
    return bool(spells) and not any(covers(spell, day) for spell in spells)


def membership_years_reached(record: Record, rules: Rules, program: str, day: date) -> bool:
    """Return whether the years of membership before the award are complete on a day (A40)."""
    years = rules.at(program, "membership_years", day)
    spells = spells_of(record, rules.at(program, "membership_organisation", day))
    if rules.at(program, "membership_counting", day) == "cumulative":
        begun = [spell for spell in spells if spell.began_on <= day]
        if not begun:
            return False
        first = min(spell.began_on for spell in begun)
        days = sum((min(spell.lapsed_on or date.max, day) - spell.began_on).days for spell in begun)
        return days >= (add_years(first, years) - first).days
    present = [spell for spell in spells if covers(spell, day)]
    if not present:
        return False
    began = present[0].began_on
    while before := [spell for spell in spells if spell.lapsed_on == began]:
        began = before[0].began_on
    return day >= add_years(began, years)
