"""The cycles of an award in their order, what each holds day by day, and what it carries into the next (A30, A36)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ledger.record.dossier import Log
from ledger.rules.cycle import Cycle, CycleFacts, CycleFinding, Cycles, CycleTail, Part, Said, kept_until
from ledger.rules.duty import surplus
from ledger.rules.model import RuleSet
from ledger.values import FOREVER, ONE_DAY, ZERO, add_years


def cycles(facts: CycleFacts, before: Cycles) -> Cycles:
    """Return every finding about the cycles; what `before` found of a cycle is kept where nothing changed."""
    last = _last_day_on_record(facts)
    parts: list[Part] = []
    tail: CycleTail | None = None
    known = {part.inputs[0]: part for part in before.parts}
    for spell in facts.held:
        course = _Course(facts, spell, last)
        parts += (course.part(index, known) for index in range(len(course.cycles)))
        tail = course.tail() or tail
    return Cycles(tuple(part for part in parts if part.findings), tail)


def _last_day_on_record(facts: CycleFacts) -> date:
    days = [*facts.rules.starts, *facts.root.starts]
    days += [day for spell in facts.held for day in spell]
    days += [day for holding in facts.credit for day in (holding.credit_on, holding.until)]
    days += [day for said in facts.said for day in (said.credit_on, said.until)]
    days += [
        day for log in facts.logs for day in (log.cycle, log.submitted_on, log.accepted_on) if day is not None
    ]
    return max(day for day in days if day != FOREVER)


class _Course:
    """The cycles of one award `[awarded, until)`, one after the other, and what each carries into the next.

    `beyond` is the first cycle of which nothing is on record, None where the designation was withdrawn before it.
    """

    def __init__(self, facts: CycleFacts, spell: tuple[date, date], last: date) -> None:
        self._facts = facts
        self._until = spell[1]
        self.cycles: list[Cycle] = []
        self.beyond: Cycle | None = None
        more = any(one.cycle_carry_over is not None for one in facts.rules.sets)
        for cycle in _in_order(facts, spell[0]):
            if cycle.start >= self._until:
                break
            if cycle.start > last and not more:
                self.beyond = cycle
                break
            more = more and cycle.start <= last
            self.cycles.append(cycle)
        self._own = [
            tuple(one for one in facts.credit if cycle.start <= one.credit_on < cycle.end)
            for cycle in self.cycles
        ]
        self._settled = all(holding.until == FOREVER for holding in facts.credit)
        self._known: dict[tuple[int, date], Decimal] = {}

    def part(self, index: int, known: Mapping[Cycle, Part]) -> Part:
        """Return the findings about one cycle; those known are kept where they depend on the same."""
        facts, cycle = self._facts, self.cycles[index]
        said = tuple(one for one in facts.said if cycle.start <= one.credit_on < cycle.end)
        logs = tuple(log for log in facts.logs if log.cycle == cycle.start)
        carried = self._carried(index, FOREVER) if self._settled else None
        inputs = (cycle, self._until, self._own[index], said, logs, carried, facts.governing)
        before = known.get(cycle)
        if before is not None and before.inputs == inputs and self._settled:
            return before
        rules = facts.on(cycle.last)
        if rules.cycle_required is None:
            return Part(inputs, ())
        return Part(inputs, tuple(self._findings(index, rules, said, logs)))

    def tail(self) -> CycleTail | None:
        """Return what repeats beyond the cycles on record; None where nothing does."""
        if self.beyond is None:
            return None
        start, last = self.beyond.start, self.beyond.last
        rules = self._facts.on(last)
        if rules.cycle_required is None:
            return None
        return CycleTail(
            start, self.beyond.end.year - start.year, rules.cycle_required, self._retention(last)
        )

    def _findings(
        self, index: int, rules: RuleSet, said: tuple[Said, ...], logs: tuple[Log, ...]
    ) -> Iterator[CycleFinding]:
        """Yield what holds of a cycle, stretch by stretch, up to a withdrawal within it."""
        cycle = self.cycles[index]
        stop = self._until if self._until < cycle.end else FOREVER
        merged: CycleFinding | None = None
        for day, until in pairwise([*sorted(self._turning_days(index, said, logs, stop)), stop]):
            finding = self._finding(index, rules, day, _said_on(day, said), _log_on(day, logs))
            if merged is not None and merged[3:] == finding[3:]:
                merged = merged._replace(until=until)
                continue
            if merged is not None:
                yield merged
            merged = finding._replace(until=until)
        if merged is not None:
            yield merged

    def _turning_days(
        self, index: int, said: tuple[Said, ...], logs: tuple[Log, ...], stop: date
    ) -> set[date]:
        cycle = self.cycles[index]
        days = {cycle.start, cycle.end}
        days |= {day for one in self._own[index] for day in (one.from_, one.until)}
        days |= {day for one in said for day in (one.from_, one.until)}
        for log in logs:
            days |= {log.submitted_on} | ({log.accepted_on} if log.accepted_on is not None else set())
        if not self._settled:
            days |= {one.until for own in self._own[:index] for one in own}
        return {day for day in days if cycle.start <= day < stop}

    def _finding(
        self, index: int, rules: RuleSet, day: date, said: tuple[Decimal, Decimal], log: Log | None
    ) -> CycleFinding:
        cycle = self.cycles[index]
        carried = self._carried(index, day)
        hours = self._hours(index, rules, day) + carried
        if hours >= rules.cycle_required:
            status = "met"
        else:
            status = "open" if day < cycle.end else "not-met"
        accepted = log.accepted_on if log is not None else None
        months = self._retention(cycle.last)
        return CycleFinding(
            cycle=cycle,
            from_=day,
            until=FOREVER,
            status=status,
            reason=None,
            required=rules.cycle_required,
            hours=hours,
            carried=carried,
            claimed=said[0],
            verified=said[1],
            log_submitted_on=log.submitted_on if log is not None else None,
            log_accepted_on=accepted if accepted is not None and accepted <= day else None,
            keep_documents_until=kept_until(cycle, months),
        )

    def _retention(self, last: date) -> int | None:
        root = self._facts.root
        months: int | None = root.on(max(self._facts.governing or last, root.starts[0])).retention_months
        return months

    def _hours(self, index: int, rules: RuleSet, day: date) -> Decimal:
        """Return the cycle's own hours up to `day`, each category up to its cap."""
        caps: Mapping[str | None, Decimal] = rules.cycle_category_caps
        total, capped = ZERO, dict.fromkeys(caps, ZERO)
        for one in self._own[index]:
            if one.credit_on <= day and one.from_ <= day < one.until:
                if one.category in capped:
                    capped[one.category] += one.hours
                else:
                    total += one.hours
        return sum((min(hours, caps[category]) for category, hours in capped.items()), total)

    def _carried(self, index: int, day: date) -> Decimal:
        """Return the hours carried into a cycle, as they stood on `day`."""
        limit: Decimal | None = self._facts.on(self.cycles[index].last).cycle_carry_over
        if limit is None or index == 0:
            return ZERO
        day = FOREVER - ONE_DAY if self._settled else day
        if (index, day) not in self._known:
            rules = self._facts.on(self.cycles[index - 1].last)
            left = ZERO
            if rules.cycle_required is not None:
                own, before = self._hours(index - 1, rules, day), self._carried(index - 1, day)
                left = surplus(own, Fraction(rules.cycle_required), before)
            self._known[index, day] = min(left, limit)
        return self._known[index, day]


def _in_order(facts: CycleFacts, awarded: date) -> Iterator[Cycle]:
    """Yield the cycles of an award, without end (A30)."""
    kind = _stating(facts, awarded).cycle_start
    base = awarded if kind == "anniversary" else date(awarded.year + 1, 1, 1)
    passed = 0
    while True:
        start = add_years(base, passed)
        passed += _length(facts, base, passed)
        opens = awarded if start == base and kind == "grant_year_remainder_counts" else start
        yield Cycle(opens, add_years(base, passed))


def _length(facts: CycleFacts, base: date, passed: int) -> int:
    """Return the years of the cycle that begins so many years after `base`, by the rules of its last day."""
    lengths = {one.cycle_years for one in facts.rules.sets if one.cycle_years}
    for years in sorted(lengths):
        if facts.on(add_years(base, passed + years) - ONE_DAY).cycle_years == years:
            return int(years)
    return int(_stating(facts, add_years(base, passed)).cycle_years)


def _stating(facts: CycleFacts, day: date) -> RuleSet:
    """Return the rules for `day`; where they state no cycles, the next that do, else the last."""
    rules = facts.on(day)
    if rules.cycle_years:
        return rules
    stating = [one for one in facts.rules.sets if one.cycle_years]
    return next((one for one in stating if one.valid_from > day), stating[-1])


def _said_on(day: date, said: Iterable[Said]) -> tuple[Decimal, Decimal]:
    """Return what is claimed and what is verified on a day."""
    now = [one for one in said if one.credit_on <= day and one.from_ <= day < one.until]
    return sum((one.claimed for one in now), ZERO), sum((one.verified for one in now), ZERO)


def _log_on(day: date, logs: Iterable[Log]) -> Log | None:
    """Return the log handed in last by a day."""
    handed_in = [log for log in logs if log.submitted_on <= day]
    return max(handed_in, key=lambda log: (log.submitted_on, log.positions), default=None)
