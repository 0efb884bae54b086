"""The generator's credit: forms, outcomes, decisions, corrections and reversals."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.history import add_years
from tests.oracle.profiles import CUTS, FINE_CUTS, FINE_HOURS, HOURS, OUTSIDE_HOURS
from tests.oracle.writing import FIRST_DAY, LiveClaim, Writer

OUTSIDE_DOCUMENTS = ("agenda", "registration-confirmation")


class CreditWriter(Writer):
    """Writes what happens to the official's credit."""

    def _amount(self, source: str) -> Fraction:
        """Return an amount, often one that brings a total to 5, 10, 20, 40 or 80, or a half beside it."""
        outside = source != "league"
        if self.rng.random() < 0.3:
            same = [item for item in self.claims if (item.source != "league") == outside or not outside]
            total = sum((item.awarded for item in same if item.state == "approved"), Fraction(0))
            for target in (5, 10) if outside else (20, 40, 80):
                gap = (
                    target
                    - total
                    + self.rng.choice((Fraction(0), Fraction(0), Fraction(-1, 2), Fraction(1, 2)))
                )
                if 0 < gap <= 40:
                    return gap
        if self.profile.fine_hours and self.rng.random() < 0.15:
            return Fraction(self.rng.choice(FINE_HOURS))
        return Fraction(self.rng.choice(OUTSIDE_HOURS if outside else HOURS))

    def _activity(self) -> dict[str, Any]:
        source = self.rng.choices(("league", "nlc", "other"), self.profile.sources)[0]
        lag = self.rng.choice((0, 0, 10, 40, 400, 800))
        course = self.rng.choice(self.courses) if self.rng.random() < 0.6 else None
        completed = self.day(max(FIRST_DAY - timedelta(days=700), self.today - timedelta(days=lag)))
        earlier = [claim for claim in self.claims if claim.course and claim.state == "approved"]
        if earlier and self.rng.random() < 0.25:
            first = self.rng.choice(earlier)
            again = add_years(first.completed_on, 2) + timedelta(days=self.rng.choice((-1, 0, 1)))
            if again <= self.today:
                completed, course = again, first.course
        return {
            "claim": f"{self.official}-{len(self.facts)}",
            "completed_on": completed,
            "title": "Municipal training",
            "mode": self.rng.choice(("in-person", "webinar", "online-course", "online-course")),
            "source": source,
            "course": course,
        }

    def claim(self) -> None:
        """Hand in a form, often decided at once."""
        activity = self._activity()
        amount = self._amount(activity["source"])
        documents = [{"kind": kind} for kind in OUTSIDE_DOCUMENTS] if activity["source"] != "league" else []
        if documents and self.rng.random() < 0.5:
            documents.append({"kind": "certificate"})
        submitted = self.day(activity["completed_on"])
        live = LiveClaim(
            activity["claim"],
            activity["completed_on"],
            activity["course"],
            activity["source"],
            amount,
            submitted,
            submitted,
        )
        self.claims.append(live)
        explicit = submitted if self.rng.random() < 0.7 else None
        self.add(
            "credit claimed",
            **activity,
            hours_claimed=amount,
            submitted_on=explicit,
            channel="online-form",
            documents=documents or None,
        )
        if explicit is None:
            live.submitted_on = live.decided_on = self.today
        if self.rng.random() < self.profile.approved_at_once:
            self._approve(live)

    def claim_offering(self) -> None:
        """Schedule an offering and hand in its form, which takes everything from the offering."""
        self.offerings += 1
        name = f"{self.official}-O{self.offerings}"
        held = self.day(self.today - timedelta(days=200))
        amount = Fraction(str(self.rng.choice(HOURS)))
        course = self.rng.choice((None, *self.courses))
        self.add(
            "offering scheduled",
            offering=name,
            title="Convention",
            starts_on=held,
            mode="in-person",
            source="league",
            hours=amount,
            course=course,
        )
        del self.facts[-1]["official"]
        claim = f"{self.official}-{len(self.facts)}"
        if self.rng.random() < 0.5:
            self.add("credit form issued", offering=name, claim=claim)
        self.add("credit claimed", claim=claim, offering=name, submitted_on=self.today)
        live = LiveClaim(claim, held, course, "league", amount, self.today, self.today)
        self.claims.append(live)
        if self.rng.random() < 0.7:
            self._approve(live)

    def post(self) -> None:
        """Post an outcome of an older system."""
        activity = self._activity()
        amount = self._amount(activity["source"])
        posted = self.day(activity["completed_on"])
        live = LiveClaim(
            activity["claim"],
            activity["completed_on"],
            activity["course"],
            activity["source"],
            amount,
            posted,
            posted,
        )
        live.awarded, live.state = amount, "approved"
        claimed = None
        if self.rng.random() < 0.15:
            claimed = live.claimed = amount + 1
        self.claims.append(live)
        self.add(
            "credit posted",
            **activity,
            hours_awarded=amount,
            hours_claimed=claimed,
            posted_on=posted,
            imported_from=f"old-{len(self.facts)}",
        )

    def _approve(self, live: LiveClaim) -> None:
        live.awarded, awarded = live.claimed, None
        if self.rng.random() < 0.2:
            cut = Fraction(str(self.rng.choice(FINE_CUTS if self.profile.fine_hours else CUTS)))
            if cut < live.claimed:
                live.awarded = awarded = live.claimed - cut
        live.state = "approved"
        self._decided(live, "approved", hours_awarded=awarded)

    def _decided(self, live: LiveClaim, verb: str, **fields: Any) -> None:
        day = self.decided_day(live.decided_on)
        self.add(f"credit {verb}", claim=live.claim, **{f"{verb}_on": day}, **fields)
        live.decided_on = day or self.today

    def decide_claim(self) -> None:
        """Approve, reject, return or resubmit an open claim; sometimes approve after a rejection."""
        if self.rng.random() < 0.1:
            self._reject_approved()
            return
        open_claims = [claim for claim in self.claims if claim.state in ("pending", "returned", "rejected")]
        if not open_claims:
            return
        live = self.rng.choice(open_claims)
        verb = self.rng.choice(("approved", "approved", "rejected", "returned", "resubmitted", "documents"))
        if verb == "documents" and live.state == "pending":
            self.add("documents attached", claim=live.claim, documents=[{"kind": "certificate"}])
        elif verb == "approved":
            self._approve(live)
        elif verb == "resubmitted" and live.state == "returned":
            live.state = "pending"
            self._decided(live, "resubmitted")
        elif verb in ("rejected", "returned") and live.state == "pending":
            live.state = verb
            self._decided(live, verb)

    def _reject_approved(self) -> None:
        approved = [claim for claim in self.claims if claim.state == "approved"]
        if approved:
            live = self.rng.choice(approved)
            live.state = "rejected"
            self._decided(live, "rejected")

    def correct_claim(self) -> None:
        """Correct the day (often over a year's end), hours, source, mode or course of a claim."""
        live_claims = [claim for claim in self.claims if claim.state != "reversed"]
        if not live_claims:
            return
        live = self.rng.choice(live_claims)
        what = self.rng.choice(("day", "day", "hours", "source", "mode", "course"))
        fields: dict[str, Any] = {}
        if what == "day":
            turn = date(live.completed_on.year, self.rng.choice((1, 12)), self.rng.choice((1, 31)))
            fits = turn <= min(live.submitted_on, self.today)
            live.completed_on = (
                turn if fits else self.day(add_years(live.submitted_on, -1), live.submitted_on)
            )
            fields["completed_on"] = live.completed_on
        elif what == "hours":
            fields = self._corrected_hours(live)
        elif what == "source" and live.source != "league":
            live.source = fields["source"] = self.rng.choice(("league", "nlc", "other"))
        elif what == "mode":
            fields["mode"] = self.rng.choice(("in-person", "online-course"))
        elif what == "course":
            live.course = fields["course"] = self.rng.choice(self.courses)
        if fields:
            self._decided(live, "corrected", **fields)

    def _corrected_hours(self, live: LiveClaim) -> dict[str, Any]:
        if live.state != "approved":
            if live.awarded or live.claimed <= 1:
                return {}
            live.claimed -= Fraction(1, 2)
            return {"hours_claimed": live.claimed}
        live.awarded = Fraction(str(self.rng.choice(HOURS)))
        if live.awarded <= live.claimed:
            return {"hours_awarded": live.awarded}
        live.claimed = live.awarded
        return {"hours_awarded": live.awarded, "hours_claimed": live.claimed}

    def reverse_claim(self) -> None:
        """Take an approval back."""
        approved = [claim for claim in self.claims if claim.state == "approved"]
        if approved:
            live = self.rng.choice(approved)
            live.state = "reversed"
            self._decided(live, "reversed")
