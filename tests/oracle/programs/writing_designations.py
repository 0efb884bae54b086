"""The generator's enrolments, awards and decisions about designations, letters, logs and fees."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.cases import CMC, CMO, MMC
from tests.oracle.programs.writing import Writer

PROGRAMS = {"amcto": (CMO,), "iimc": (CMC, CMC, MMC), "tn": ("tn-cmfo",)}


class DesignationWriter(Writer):
    """Writes enrolments, awards, decisions, and what follows an award."""

    def enrol(self, scheme: str) -> None:
        """Enrol in a program, or leave it."""
        program = self.rng.choice(PROGRAMS[scheme])
        since = self.enrolled.get(program)
        if since is None:
            left = self.left.get(program, self.today - 400 * ONE_DAY)
            self.enrolled[program] = self.day(max(left, self.today - self.rng.choice((0, 400)) * ONE_DAY))
            self.add("enrolled", program=program, enrolled_on=self.enrolled[program])
        elif self.rng.random() < 0.3:
            self.enrolled[program] = None
            self.left[program] = self.day(since)
            self.add("enrolment withdrawn", program=program, withdrawn_on=self.left[program])

    def award(self, scheme: str) -> None:
        """Award a designation that is not held, as an import may; of some only the month is known."""
        program = self.rng.choice(PROGRAMS[scheme])
        live = self.live(program)
        if live.held() or (program == MMC and not self.live(CMC).awards and self.rng.random() < 0.8):
            return
        floor = self.today - timedelta(days=self.rng.choice((0, 0, 60, 900, 3000)))
        floor = max([floor, *(day + ONE_DAY for day in live.decided)])
        if self.passed_on is not None and scheme == "tn":
            floor = max(floor, self.passed_on)
        if floor > self.today:
            return
        awarded = self.day(floor)
        live.month_only = not live.decided and self.rng.random() < (0.35 if scheme == "iimc" else 0.0)
        live.awards.append(awarded.replace(day=1) if live.month_only else awarded)
        live.decided, live.withdrawn = [], False
        day, month = (None, f"{awarded:%Y-%m}") if live.month_only else (awarded, None)
        self.add(
            "designation awarded", program=program, awarded_on=day, awarded_in=month, imported_from="old"
        )
        self.turns.append(awarded)

    def amend_award(self, scheme: str) -> None:
        """Correct the day of the only award, or reverse it, before any decision that followed it."""
        program = self.rng.choice(PROGRAMS[scheme])
        live = self.live(program)
        if not live.held() or live.decided or len(live.awards) > 1 or live.month_only:
            return
        if self.rng.random() < 0.4:
            live.awards.pop()
            self.add("designation award reversed", program=program)
            return
        back = 0 if scheme == "tn" else self.rng.choice((1, 300, 800))
        live.awards[-1] = self.day(live.awards[-1] - timedelta(days=back))
        self.add("designation date corrected", program=program, awarded_on=live.awards[-1])

    def decide(self, scheme: str) -> None:
        """Inactivate, reinstate or withdraw, never twice on a day."""
        program = self.rng.choice(PROGRAMS[scheme])
        live = self.live(program)
        if not live.held():
            return
        verb = self.rng.choice(("inactivated", "reinstated", "withdrawn"))
        floor = max([live.awards[-1], *(day + ONE_DAY for day in live.decided)])
        day = self.day(max(floor, self.today - timedelta(days=700)))
        if day < floor:
            return
        live.decided.append(day)
        live.withdrawn = verb == "withdrawn"
        name = "inactive_from" if verb == "inactivated" else f"{verb}_on"
        self.add(f"designation {verb}", program=program, **{name: day})

    def letter(self, scheme: str) -> None:
        """Send a letter, often the one that authorises."""
        program = self.rng.choice(PROGRAMS[scheme])
        kind = self.rng.choice(("authorisation-letter", "authorisation-letter", "reminder"))
        self.add("letter sent", program=program, kind=kind, sent_on=self.recent())

    def log(self) -> None:
        """Hand in, or accept, the log of the cycle that contains a day."""
        live = self.live(CMO)
        if not live.held():
            return
        first = date(live.awards[-1].year + 1, 1, 1)
        if self.today < first:
            return
        cycle = date(first.year + (self.today.year - first.year) // 3 * 3, 1, 1)
        if self.rng.random() < 0.4 and cycle > first:
            cycle = add_years(cycle, -3)
        said = [
            fact
            for fact in self.facts
            if fact["fact"] == "log submitted" and fact["cycle"] == cycle.isoformat()
        ]
        accepted = any(
            fact["fact"] == "log accepted" and fact["cycle"] == cycle.isoformat() for fact in self.facts
        )
        if not said:
            mine = [one.claim for one in self.claims if one.scheme == "amcto" and one.completed_on >= cycle]
            self.add("log submitted", program=CMO, cycle=cycle, submitted_on=self.day(cycle), claims=mine)
        elif not accepted:
            submitted = date.fromisoformat(said[0]["submitted_on"][:10])
            self.add("log accepted", program=CMO, cycle=cycle, accepted_on=self.day(submitted))

    def fee(self) -> None:
        """Pay, refund, or choose the plaque; only the CMC has fees."""
        act = self.rng.choice(("pay", "pay", "pay", "refund", "plaque"))
        if act == "pay":
            amount = Fraction(self.rng.choice(("49.99", "50", "0.01", "90", "100", "140")))
            self.add(
                "fee paid", program=CMC, payment=self.new_name("P"), amount=amount, paid_on=self.recent()
            )
        elif act == "refund":
            paid = [fact for fact in self.facts if fact["fact"] == "fee paid"]
            back = [fact for fact in self.facts if fact["fact"] == "fee refunded"]
            left = sum((Fraction(fact["amount"]) for fact in paid), Fraction(0))
            left -= sum((Fraction(fact["amount"]) for fact in back), Fraction(0))
            amount = min(Fraction(self.rng.choice(("40", "50", "90"))), left)
            if amount > 0:
                self.add(
                    "fee refunded",
                    program=CMC,
                    payment=self.new_name("R"),
                    amount=amount,
                    refunded_on=self.today,
                )
        elif not any(fact["fact"] == "fee option chosen" for fact in self.facts):
            self.add("fee option chosen", program=CMC, option="plaque", chosen_on=self.recent())
