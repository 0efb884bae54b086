"""The generator's credit: points, PDU and hours, as forms and as outcomes; decisions, corrections, reversals."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.history import add_years
from tests.oracle.programs.writing import LiveClaim, Writer

HALF = Fraction(1, 2)
CATEGORIES = {
    "amcto": (
        "continuing-education", "self-directed-learning", "teaching", "designing-courses", "professional-writing",
        "community-involvement", "sharing-knowledge",
    ),
    "iimc": ("education", "experience", "advanced-education", "professional-contribution"),
    "tn": (None,),
}  # fmt: skip
COMPETENCIES = ("leadership", "communication", "financial-management", "service-delivery")
AMOUNTS = {
    "amcto": ("0.5", "1", "3.5", "7", "10", "20", "29.5", "30", "59.5", "60"),
    "iimc": ("0.5", "2", "6", "10", "20", "40", "49.5", "50", "59.5", "60", "70"),
    "tn": ("0.5", "0.9", "1.25", "4", "8", "12", "15.9", "16", "23.5", "24", "30", "48"),
}
#: Totals that rules ask for.
TARGETS = {"amcto": (60, 120), "iimc": (40, 50, 60), "tn": (16, 24, 48)}


class CreditWriter(Writer):
    """Writes what happens to the official's credit."""

    def _amount(self, scheme: str) -> Fraction:
        """Return an amount, often one that brings a total to a target, or a half beside it."""
        if self.rng.random() < 0.35:
            year = self.today.year - self.rng.choice((0, 0, 1, 2))
            total = sum(
                (
                    one.claimed
                    for one in self.claims
                    if one.scheme == scheme and one.completed_on.year >= year
                ),
                Fraction(0),
            )
            gap = self.rng.choice(TARGETS[scheme]) - total + self.rng.choice((0, 0, -HALF, HALF))
            if 0 < gap <= 70:
                return Fraction(gap)
        return Fraction(self.rng.choice(AMOUNTS[scheme]))

    def _activity(self, scheme: str) -> dict[str, Any]:
        lag = self.rng.choice((0, 0, 10, 100, 400, 1000))
        category = self.rng.choice(CATEGORIES[scheme])
        competency = self.rng.choice(COMPETENCIES) if scheme == "amcto" and self.rng.random() < 0.93 else None
        return {
            "claim": self.new_name("C"),
            "scheme": scheme,
            "completed_on": self.day(self.today - timedelta(days=lag)),
            "title": "Course",
            "category": category,
            "competency": competency,
        }

    def claim(self, scheme: str) -> None:
        """Hand in a form, decided at once or later; Tennessee's often around the first of March."""
        activity = self._activity(scheme)
        amount = self._amount(scheme)
        completed = activity["completed_on"]
        submitted = self.day(completed)
        march = date(completed.year + 1, 3, self.rng.choice((1, 2)))
        if self.rng.random() < 0.4 and march <= self.today:
            submitted = march
        live = LiveClaim(activity["claim"], scheme, completed, amount, submitted, submitted)
        self.claims.append(live)
        self.add("credit claimed", **activity, hours_claimed=amount, submitted_on=submitted)
        if self.rng.random() < 0.6:
            self._approve(live)

    def post(self, scheme: str) -> None:
        """Post an outcome of an older system."""
        activity = self._activity(scheme)
        amount = self._amount(scheme)
        posted = self.day(activity["completed_on"])
        live = LiveClaim(
            activity["claim"], scheme, activity["completed_on"], amount, posted, posted, "approved"
        )
        self.claims.append(live)
        self.add("credit posted", **activity, hours_awarded=amount, posted_on=posted, imported_from="old")

    def _approve(self, live: LiveClaim) -> None:
        awarded = live.claimed - HALF if live.claimed > HALF and self.rng.random() < 0.15 else None
        live.state = "approved"
        self._decided(live, "approved", hours_awarded=awarded)

    def _decided(self, live: LiveClaim, verb: str, **fields: Any) -> None:
        day = self.decided_day(live.decided_on)
        self.add(f"credit {verb}", claim=live.claim, **{f"{verb}_on": day}, **fields)
        live.decided_on = day or self.today

    def decide_claim(self) -> None:
        """Approve, reject, return or resubmit an open claim; now and then reject or reverse an approved one."""
        if self.rng.random() < 0.2:
            approved = [claim for claim in self.claims if claim.state == "approved"]
            if approved:
                live = self.rng.choice(approved)
                live.state = self.rng.choice(("rejected", "reversed"))
                self._decided(live, live.state)
            return
        waiting = [claim for claim in self.claims if claim.state in ("pending", "returned", "rejected")]
        if not waiting:
            return
        live = self.rng.choice(waiting)
        verb = self.rng.choice(("approved", "approved", "rejected", "returned", "resubmitted"))
        if verb == "approved":
            self._approve(live)
        elif verb == "resubmitted" and live.state == "returned":
            live.state = "pending"
            self._decided(live, "resubmitted")
        elif verb in ("rejected", "returned") and live.state == "pending":
            live.state = verb
            self._decided(live, verb)

    def correct_claim(self) -> None:
        """Correct the day (often over a year's end), the amount or the category of a claim."""
        live_claims = [claim for claim in self.claims if claim.state != "reversed"]
        if not live_claims:
            return
        live = self.rng.choice(live_claims)
        what = self.rng.choice(("day", "day", "amount", "category", "competency"))
        if what == "day":
            turn = date(live.completed_on.year, *self.rng.choice(((1, 1), (12, 31))))
            fits = turn <= min(live.submitted_on, self.today)
            live.completed_on = (
                turn if fits else self.day(add_years(live.submitted_on, -1), live.submitted_on)
            )
            self._decided(live, "corrected", completed_on=live.completed_on)
        elif what == "amount" and live.state == "approved" and live.claimed > 1:
            self._decided(live, "corrected", hours_awarded=live.claimed - self.rng.choice((0, HALF, 1)))
        elif what == "category" and live.scheme != "tn":
            self._decided(live, "corrected", category=self.rng.choice(CATEGORIES[live.scheme]))
        elif what == "competency" and live.scheme == "amcto":
            self._decided(live, "corrected", competency=self.rng.choice(COMPETENCIES))
