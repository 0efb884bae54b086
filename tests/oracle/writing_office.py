"""The generator's terms of office, enrolments and designations."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.history import ADVANCED, BASIC, ONE_DAY
from tests.oracle.writing import FIRST_DAY, LiveTerm, Writer


class OfficeWriter(Writer):
    """Writes what happens to the official rather than to their credit."""

    def begin_term(self) -> None:
        """Begin a term after the last one, often on the day after it or after a gap."""
        if any(term.ended_on is None for term in self.terms):
            return
        last = max((term.ended_on for term in self.terms if term.ended_on), default=None)
        earliest = (
            last + ONE_DAY if last else self.today - timedelta(days=self.rng.choice((0, 30, 400, 1500)))
        )
        if earliest > self.today:
            return
        began = earliest if self.rng.random() < 0.4 else self.day(earliest)
        name = f"T{len(self.facts)}"
        self.terms.append(LiveTerm(name, began))
        self.add("term began", term=name, office=self.rng.choice(("mayor", "councilmember")), began_on=began)

    def end_term(self) -> None:
        """End the term that is open."""
        for term in self.terms:
            if term.ended_on is None:
                leap = date(2024, 2, 29) if self.rng.random() < 0.1 else self.day(term.began_on)
                term.ended_on = leap if term.began_on <= leap <= self.today else self.day(term.began_on)
                self.add("term ended", term=term.term, ended_on=term.ended_on)

    def correct_term(self) -> None:
        """Correct one side of the latest term, without touching the one before."""
        if not self.terms:
            return
        term = max(self.terms, key=lambda item: item.began_on)
        before = max(
            (item.ended_on for item in self.terms if item is not term and item.ended_on), default=None
        )
        what = self.rng.choice(("began", "ended", "open"))
        if what == "began":
            floor = before + ONE_DAY if before else max(FIRST_DAY, term.began_on - timedelta(days=500))
            term.began_on = self.day(floor, term.ended_on or self.today)
            self.add("term corrected", term=term.term, began_on=term.began_on)
        elif term.ended_on and what == "ended":
            term.ended_on = self.day(term.began_on)
            self.add("term corrected", term=term.term, ended_on=term.ended_on)
        elif term.ended_on:
            term.ended_on = None
            self.add("term corrected", term=term.term, open_ended=True)

    def reverse_term(self) -> None:
        """Take a term off the record."""
        if self.terms:
            term = self.terms.pop(self.rng.randrange(len(self.terms)))
            self.add("term reversed", term=term.term)

    def enrol(self) -> None:
        """Enrol in a program that the official is not enrolled in."""
        program = self.rng.choice((BASIC, ADVANCED))
        if self.enrolled[program] is None:
            earliest = self.today - timedelta(days=self.rng.choice((0, 400)))
            day = self.day(max(earliest, self.left_program.get(program, earliest)))
            self.enrolled[program] = day
            self.add("enrolled", program=program, enrolled_on=day)

    def leave_program(self) -> None:
        """Withdraw an enrolment."""
        for program, since in self.enrolled.items():
            if since is not None:
                self.enrolled[program] = None
                self.left_program[program] = self.day(since)
                self.add("enrolment withdrawn", program=program, withdrawn_on=self.left_program[program])
                return

    def award(self, program: str) -> None:
        """Award a designation that is not held, as an import may, with or without the hours."""
        live = self.designations[program]
        if live.held():
            return
        lone = program == ADVANCED and not self.designations[BASIC].held()
        if lone and self.rng.random() < 0.8:
            return
        floor = self.today - timedelta(days=self.rng.choice((0, 0, 60, 900)))
        for day in live.decided:
            floor = max(floor, day + ONE_DAY)
        if floor > self.today:
            return
        awarded = self.day(floor)
        live.awards.append(awarded)
        live.decided, live.withdrawn = [], False
        self.add(
            "designation awarded", program=program, awarded_on=awarded, imported_from=f"old-{len(self.facts)}"
        )

    def amend_award(self) -> None:
        """Correct the day of the latest award, or reverse it, before any decision that followed it."""
        program = self.rng.choice((BASIC, ADVANCED))
        live = self.designations[program]
        if not live.held():
            return
        if self.rng.random() < 0.4 and not live.decided and len(live.awards) == 1:
            live.awards.pop()
            self.add("designation award reversed", program=program)
            return
        floor = live.awards[-1] - timedelta(days=self.rng.choice((1, 300, 800)))
        if len(live.awards) > 1:
            return
        live.awards[-1] = self.day(floor, min([*live.decided, self.today]))
        self.add("designation date corrected", program=program, awarded_on=live.awards[-1])

    def decide_designation(self) -> None:
        """Inactivate, reinstate or withdraw; the advanced level mostly."""
        program = ADVANCED if self.rng.random() < 0.9 else BASIC
        live = self.designations[program]
        if not live.held():
            return
        verbs = ("withdrawn",) if program == BASIC else ("inactivated", "reinstated") * 3 + ("withdrawn",)
        verb = self.rng.choice(verbs)
        floor = max([live.awards[-1], *live.decided])
        day = self.day(max(floor, self.today - timedelta(days=400)))
        if day < floor or (program, verb, day) in self.said:
            return
        self.said.add((program, verb, day))
        live.decided.append(day)
        live.withdrawn = verb == "withdrawn"
        name = "inactive_from" if verb == "inactivated" else f"{verb}_on"
        self.add(f"designation {verb}", program=program, **{name: day})
