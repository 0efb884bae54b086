"""The kinds of rule about membership: of what class, for how many years, and what a lapse does after the award.

The day of a lapse is the first day without membership. A change of class leaves the membership unbroken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ledger.record.official import Membership, Step
from ledger.rules.catalog import ProgramRules
from ledger.rules.designation import Stretch
from ledger.rules.model import RuleSet
from ledger.rules.spells import Spells, days_before, holds, joined
from ledger.values import FOREVER, add_years

Memberships = Mapping[str, tuple[Membership, ...]]


def member_spells(memberships: Memberships, organisation: str, classes: tuple[str, ...] = ()) -> Spells:
    """Return when one is a member of the organisation, in one of the classes (empty: any)."""
    return joined(
        (one.began_on, one.lapsed_on or FOREVER)
        for one in memberships.get(organisation, ())
        if (not classes or one.membership_class in classes) and one.began_on < (one.lapsed_on or FOREVER)
    )


def has_years(spells: Spells, rules: RuleSet, day: date) -> bool:
    """Whether the membership has lasted `membership_years` by `day`, the anniversary included (A40)."""
    years: int = rules.membership_years
    if rules.membership_counting == "cumulative":
        return bool(spells) and days_before(spells, day) >= _days_needed(spells, years)
    return any(start <= day < until and day >= add_years(start, years) for start, until in spells)


def years_turns(spells: Spells, rules: RuleSet) -> set[date]:
    """Return the days on which `has_years` may turn, besides the ends of the spells."""
    if rules.membership_years is None or not spells:
        return set()
    if rules.membership_counting == "continuous":
        return {add_years(start, rules.membership_years) for start, _ in spells}
    needed = _days_needed(spells, rules.membership_years)
    reached = (
        start.toordinal() + needed - days_before(spells, start)
        for start, until in spells
        if days_before(spells, start) < needed <= days_before(spells, until)
    )
    return {date.fromordinal(min(ordinal, FOREVER.toordinal())) for ordinal in reached}


def _days_needed(spells: Spells, years: int) -> int:
    """Return the days from the first day of membership to its anniversary."""
    return (add_years(spells[0][0], years) - spells[0][0]).days


# --- after the award ----------------------------------------------------------------------------------------


class Lapses(NamedTuple):
    """When a lapse of membership stands against a designation, and the events behind each change.

    `ruled` are stretches of valid time with the rules of each.
    """

    ruled: tuple[tuple[date, date, RuleSet], ...]
    memberships: Memberships

    def effect(self, day: date, rules: RuleSet) -> str | None:
        """Return what the lapse does on `day`; None where there is none, or the rules say nothing."""
        if rules.membership_after_award == "not_stated" or good_standing(self.memberships, rules, day):
            return None
        return str(rules.membership_after_award)

    def pieces(self, start: date, until: date) -> Iterator[tuple[date, date, str | None]]:
        """Yield stretches of `[start, until)` with the effect in each."""
        for from_, end, rules in self.ruled:
            first, last = max(from_, start), min(end, until)
            if first >= last:
                continue
            turns = sorted({first, *(d for d in turning_days(self.memberships, rules) if first < d < last)})
            for day, after in zip(turns, [*turns[1:], last], strict=True):
                yield day, after, self.effect(day, rules)

    def in_good_standing(self, start: date, until: date) -> Iterator[tuple[date, date, bool]]:
        """Yield stretches of `[start, until)` whose rules name an organisation, and whether one is a member."""
        for from_, end, rules in self.ruled:
            first, last = max(from_, start), min(end, until)
            if first >= last or rules.membership_organisation is None:
                continue
            turns = sorted({first, *(d for d in turning_days(self.memberships, rules) if first < d < last)})
            for day, after in zip(turns, [*turns[1:], last], strict=True):
                yield day, after, good_standing(self.memberships, rules, day)

    def position(self, day: date) -> int:
        """Return the event by which membership changed on `day`; 0 if none did."""
        found = 0
        for from_, end, rules in self.ruled:
            if from_ <= day < end:
                for one in self.memberships.get(rules.membership_organisation or "", ()):
                    if one.began_on == day:
                        found = max(found, one.positions[0])
                    if one.lapsed_on == day:
                        found = max(found, one.positions[-1])
        return found


def lapses_of(rules: ProgramRules, governing: date | None, memberships: Memberships) -> Lapses | None:
    """Return what membership does to a designation; None where no rules of the program ask for membership."""
    if all(one.membership_organisation is None for one in rules.sets):
        return None
    if governing is not None:
        return Lapses(((date.min, FOREVER, rules.on(max(governing, rules.starts[0]))),), memberships)
    starts = [date.min, *rules.starts[1:]]
    return Lapses(tuple(zip(starts, [*starts[1:], FOREVER], rules.sets, strict=True)), memberships)


def turning_days(memberships: Memberships, rules: RuleSet) -> set[date]:
    """Return the days on which membership under these rules may begin or end."""
    spells = memberships.get(rules.membership_organisation or "", ())
    return {one.began_on for one in spells} | {one.lapsed_on for one in spells if one.lapsed_on is not None}


def good_standing(memberships: Memberships, rules: RuleSet, day: date) -> bool:
    """Whether one is a member in good standing on `day`; presumed with no membership on record at all (A43).

    Any class will do: continued membership is the only maintenance requirement (CMC-25).
    """
    organisation = rules.membership_organisation
    if organisation is None or not memberships.get(organisation):
        return True
    return holds(member_spells(memberships, organisation), day)


def revocations(steps: Iterable[Step], lapses: Lapses) -> tuple[Step, ...]:
    """Return a withdrawal at the first lapse after each award, where the rules revoke (A43 `revoked`)."""
    ordered = sorted(steps, key=lambda step: (step.on, step.version))
    found: list[Step] = []
    for index, step in enumerate(ordered):
        if step.kind != "awarded":
            continue
        ends = [later.on for later in ordered[index + 1 :] if later.kind in ("awarded", "withdrawn")]
        for day, _, effect in lapses.pieces(step.on, min(ends, default=FOREVER)):
            if effect == "revoked":
                found.append(Step("withdrawn", day, step.version, lapses.position(day), imported=False))
                break
    return tuple(found)


def with_membership(stretches: Iterable[Stretch], lapses: Lapses) -> Iterator[Stretch]:
    """Yield the statuses, an active one only while membership does not stand against it (A27, A43)."""
    for stretch in stretches:
        if stretch.status != "active":
            yield stretch._replace(reason="membership-lapsed") if _revoked(stretch, lapses) else stretch
            continue
        lapsed = False
        for day, until, effect in lapses.pieces(stretch.from_, stretch.until):
            if effect is None:
                turned = lapsed and day > stretch.from_
                reason = "membership-resumed" if turned else stretch.reason
                position = lapses.position(day) if turned else stretch.position
                yield Stretch(day, until, "active", reason, position)
            else:
                status = "not-in-good-standing" if effect == "not_in_good_standing" else "inactive"
                yield Stretch(day, until, status, "membership-lapsed", lapses.position(day))
            lapsed = effect is not None


def _revoked(stretch: Stretch, lapses: Lapses) -> bool:
    """Whether a withdrawal was made by a lapse and not by a decision."""
    if stretch.status != "withdrawn" or stretch.position != lapses.position(stretch.from_):
        return False
    return next(lapses.pieces(stretch.from_, stretch.until))[2] == "revoked"
