"""The generator's whole stories: a manager or a clerk who does nearly everything a designation needs."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.cases import CMC, CMO
from tests.oracle.programs.sheets import CORE_DUTIES
from tests.oracle.programs.writing import LiveApplication, LiveClaim
from tests.oracle.programs.writing_applications import PAPERS, RATES, ApplicationWriter
from tests.oracle.programs.writing_credit import CreditWriter
from tests.oracle.programs.writing_designations import DesignationWriter


class StoryWriter(CreditWriter, DesignationWriter, ApplicationWriter):
    """Writes openings of histories in which every requirement may come to be met."""

    def _sure(self) -> bool:
        return self.rng.random() < 0.93

    def _later(self, days: tuple[int, ...] = (0, 1, 5, 30)) -> None:
        self.now += timedelta(days=self.rng.choice(days))

    def manager(self) -> None:
        """Write a candidate of AMCTO up to the review, most of it in order."""
        received = self.day(self.today - 90 * ONE_DAY)
        begun = add_years(received, -3) + self.rng.choice((0, 1, 1, 2, -400)) * ONE_DAY
        joined = received - self.rng.choice((0, 300)) * ONE_DAY
        if self._sure():
            self.jobs["E-1"] = None
            self.add("employment began", employment="E-1", began_on=begun, management=True)
        if self._sure():
            self.member_since["amcto"] = self.last_turn["amcto"] = joined
            self.add("membership began", organisation="amcto", began_on=joined, membership_class="full")
        if self._sure():
            self.enrolled[CMO] = joined
            self.add("enrolled", program=CMO, enrolled_on=joined)
        if self._sure():
            self.add("self-assessment completed", program=CMO, completed_on=joined)
        if self._sure():
            self.add("credential recorded", credential="map-equivalent", obtained_on=joined)
        live = LiveApplication("A-1", CMO, "submission", received)
        self.applications.append(live)
        self.add(
            "application submitted", application="A-1", program=CMO, kind="submission", received_on=received,
            channel="email", format="pdf",
        )  # fmt: skip
        self._later()
        if self._sure():
            self._review(live)

    def _review(self, live: LiveApplication) -> None:
        """Write completeness, three assessments near the thresholds, and what follows from them."""
        live.state, live.last = "complete", self.day(live.last)
        self.add("application found complete", application=live.application, found_on=live.last)
        rate = self.rng.choice(RATES[2:10])
        for _ in range(3):
            self._later()
            live.reviewers, live.last = live.reviewers + 1, self.day(live.last)
            own = rate if self.rng.random() < 0.7 else self.rng.choice(RATES)
            self.add(
                "application assessed", application=live.application, assessed_on=live.last,
                reviewer=f"R-{live.reviewers}", rate=own,
            )  # fmt: skip
        if self.rng.random() < 0.4:
            self._later()
            live.last = self.day(live.last)
            self.add("interview held", application=live.application, held_on=live.last)
        if self.rng.random() < 0.8:
            self._later()
            live.state, live.last = "recommended", self.day(live.last)
            self.add("application recommended", application=live.application, recommended_on=live.last)

    def clerk(self) -> None:
        """Write a clerk up to the certification, most of it in order."""
        joined = add_years(self.today, -2) + self.rng.choice((-300, -30, 0, 1, 2, 40)) * ONE_DAY
        if self._sure():
            self.member_since["iimc"] = self.last_turn["iimc"] = joined
            word = self.rng.choice(("full", "full", "retired", "associate"))
            self.add("membership began", organisation="iimc", began_on=joined, membership_class=word)
        if self._sure():
            self.add(
                "core duties recorded", since=joined, duties=list(CORE_DUTIES[: self.rng.choice((3, 4, 5))])
            )
        self._admission(joined)
        for category, total in (("education", Fraction(60)), ("experience", Fraction(50))):
            first = self.rng.choice((total, total / 2, Fraction(1, 2)))
            amounts = [first, total - first - self.rng.choice((0, 0, 0, 0, Fraction(1, 2)))]
            for amount in amounts:
                if amount > 0:
                    self._point(category, amount, joined)
        self._later((0, 20, 100))
        sent = self.day(self.today - 60 * ONE_DAY)
        self._apply("A-2", "designation", sent, letter=self._sure())

    def _admission(self, joined: date) -> None:
        day = self.day(joined)
        self._apply("A-1", "admission", day, letter=False)
        if self._sure():
            self.enrolled[CMC] = day
            self.add("enrolled", program=CMC, enrolled_on=day)
        if self._sure():
            self.add("fee paid", program=CMC, payment="P-1", amount=Fraction(50), paid_on=day)

    def _apply(self, name: str, kind: str, day: date, *, letter: bool) -> None:
        self.applications.append(LiveApplication(name, CMC, kind, day))
        papers = [{"kind": word} for word in PAPERS] if letter else []
        self.add(
            "application submitted", application=name, program=CMC, kind=kind, received_on=day,
            channel="email", format="pdf", documents=papers,
        )  # fmt: skip
        if self._sure():
            self.affirm(CMC, name, day)

    def _point(self, category: str, amount: Fraction, joined: date) -> None:
        completed, claim = self.day(joined), self.new_name("C")
        self.claims.append(LiveClaim(claim, "iimc", completed, amount, self.today, self.today, "approved"))
        self.add(
            "credit posted", claim=claim, scheme="iimc", completed_on=completed, title="Course", category=category,
            hours_awarded=amount, posted_on=self.day(completed), imported_from="old",
        )  # fmt: skip
