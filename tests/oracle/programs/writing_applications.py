"""The generator's memberships, employments, credentials and applications."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.history import ONE_DAY, add_years
from tests.oracle.programs.cases import CMC, CMO, MMC, TN
from tests.oracle.programs.sheets import CORE_DUTIES
from tests.oracle.programs.writing import LiveApplication, Writer
from tests.oracle.writing import FIRST_DAY

RATES = ("100", "90", "85", "84.9", "84.5", "84.999999", "80", "75", "74.9", "74.5", "60")
CREDENTIALS = {
    "amcto": ("map", "map-equivalent", "cpa"),
    "iimc": ("cmc-recertification", "cmc-prior-level"),
    "tn": ("cmfo-final-class",),
}
OUTPUTS = ((17, 20), (3, 4), (169, 200), (2, 3), (29, 30), (745, 1000))
CLASSES = ("full", "additional-full", "retired", "associate")
PAPERS = ("letter-of-employment", "supporting-documentation")
DAYS = {
    "application returned": "returned_on",
    "application resubmitted": "received_on",
    "application found complete": "found_on",
    "application assessed": "assessed_on",
    "approval rate recorded": "recorded_on",
    "interview held": "held_on",
    "application recommended": "recommended_on",
    "application not recommended": "decided_on",
    "application withdrawn": "withdrawn_on",
    "grant withheld": "withheld_on",
    "meeting assigned": "assigned_on",
}
#: What may follow each state of an application, and the state it leads to.
NEXT = {
    "submitted": (
        ("application found complete", "complete"), ("application found complete", "complete"),
        ("application returned", "returned"), ("application withdrawn", "closed"), ("meeting assigned", "submitted"),
    ),
    "returned": (("application resubmitted", "submitted"), ("application resubmitted", "submitted")),
    "complete": (
        ("application assessed", "complete"), ("application assessed", "complete"),
        ("application assessed", "complete"),
        ("approval rate recorded", "complete"), ("interview held", "complete"), ("meeting assigned", "complete"),
        ("application recommended", "recommended"), ("application recommended", "recommended"),
        ("application not recommended", "closed"), ("application withdrawn", "closed"),
    ),
    "recommended": (("grant withheld", "recommended"), ("meeting assigned", "recommended")),
    "closed": (),
}  # fmt: skip


class ApplicationWriter(Writer):
    """Writes what a candidate must be and do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Of each organisation, since when the official is a member (None: not now), and the last lapse.
        self.member_since: dict[str, date | None] = {}
        self.last_turn: dict[str, date] = {}
        self.jobs: dict[str, date | None] = {}
        self.exempt = ""

    def membership(self, scheme: str) -> None:
        """Join, change class, lapse or join again, at times on the day of the lapse."""
        floor = self.last_turn.get(scheme, self.today - timedelta(days=self.rng.choice((0, 200, 730, 1500))))
        if floor > self.today:
            return
        day = floor if self.rng.random() < 0.15 and scheme in self.last_turn else self.day(floor)
        word = self.rng.choice(CLASSES)
        if self.member_since.get(scheme) is None:
            self.member_since[scheme] = day
            self.add("membership began", organisation=scheme, began_on=day, membership_class=word)
        elif day <= floor:
            return
        elif self.rng.random() < 0.4 and self._class(scheme) != word:
            self.add("membership class changed", organisation=scheme, membership_class=word, changed_on=day)
        else:
            self.member_since[scheme] = None
            self.add("membership lapsed", organisation=scheme, lapsed_on=day)
        self.last_turn[scheme] = day
        self.turns.append(day)

    def _class(self, scheme: str) -> str | None:
        words = [
            fact["membership_class"] for fact in self.facts
            if fact.get("organisation") == scheme and fact.get("membership_class")
        ]  # fmt: skip
        return words[-1] if words else None

    def job(self) -> None:
        """Begin, end, correct or reverse an employment, overlapping others at will."""
        running = [name for name, ended in self.jobs.items() if ended is None]
        act = self.rng.choice(("begin", "begin", "end", "end", "correct", "reverse"))
        if act == "begin":
            name = self.new_name("E")
            began = self.day(
                max(
                    FIRST_DAY - 1500 * ONE_DAY,
                    self.today - self.rng.choice((0, 400, 1095, 1096, 1500)) * ONE_DAY,
                )
            )
            self.jobs[name] = None
            self.add("employment began", employment=name, began_on=began, management=self.rng.random() < 0.8)
            self.turns.append(began)
        elif act == "end" and running:
            name = self.rng.choice(running)
            self.jobs[name] = self.day(self._began(name))
            self.add("employment ended", employment=name, ended_on=self.jobs[name])
        elif act == "correct" and self.jobs:
            name = self.rng.choice(sorted(self.jobs))
            latest = self.jobs[name] or self.today
            began = self.day(add_years(latest, -4), latest)
            self.add(
                "employment corrected", employment=name, began_on=began, management=self.rng.random() < 0.8
            )
        elif act == "reverse" and self.jobs and self.rng.random() < 0.4:
            name = self.rng.choice(sorted(self.jobs))
            del self.jobs[name]
            self.add("employment reversed", employment=name)

    def _began(self, name: str) -> date:
        said = [
            fact["began_on"] for fact in self.facts if fact.get("employment") == name and "began_on" in fact
        ]
        return date.fromisoformat(said[-1])

    def credential(self, scheme: str) -> None:
        """Record an education or an earlier designation, known by its day or its month; or take it back."""
        words = CREDENTIALS[scheme]
        said = [fact for fact in self.facts if fact["fact"] == "credential recorded"]
        if said and self.rng.random() < 0.15:
            fact = self.rng.choice(said)
            if not any(one["fact"] == "credential reversed" for one in self.facts):
                same = {
                    name: fact[name] for name in ("credential", "obtained_on", "obtained_in") if name in fact
                }
                self.add("credential reversed", **same)
            return
        day = self.day(self.today - self.rng.choice((0, 100, 1500)) * ONE_DAY)
        month = self.rng.random() < 0.4
        word = self.rng.choice(words)
        if scheme == "tn":
            day = min([day, *(award.replace(day=1) for award in self.live(TN).awards)])
        if any(fact["credential"] == word for fact in said):
            return
        fields = {"obtained_in": f"{day:%Y-%m}"} if month else {"obtained_on": day}
        self.add("credential recorded", credential=word, **fields)
        self.turns.append(day)
        if scheme == "tn":
            self.passed_on = day

    def exemption(self) -> None:
        """Claim the exemption from the education, then have it confirmed or refused."""
        if not self.exempt:
            self.exempt = "claimed"
            self.add("exemption claimed", program=CMO, exemption="municipal-degree", claimed_on=self.recent())
        elif self.exempt == "claimed":
            self.exempt = self.rng.choice(("confirmed", "confirmed", "refused"))
            self.add(
                f"exemption {self.exempt}", program=CMO, exemption="municipal-degree",
                **{f"{self.exempt}_on": self.today},
            )  # fmt: skip

    def assess_oneself(self) -> None:
        """Complete the self-assessment."""
        self.add("self-assessment completed", program=CMO, completed_on=self.recent())

    def core_duties(self) -> None:
        """Say which core duties the clerk performs from a day on, three, four or five of them."""
        said = [fact["since"] for fact in self.facts if fact["fact"] == "core duties recorded"]
        since = self.day(
            max([self.today - 300 * ONE_DAY, *(date.fromisoformat(day) + ONE_DAY for day in said)])
        )
        if said and since.isoformat() <= said[-1]:
            return
        duties = self.rng.sample(CORE_DUTIES, self.rng.choice((3, 4, 4, 5)))
        self.add("core duties recorded", since=since, duties=duties)

    def submit(self, scheme: str) -> None:
        """Hand in an application, often on or after a deadline, with or without what it needs."""
        program = CMO if scheme == "amcto" else self.rng.choice((CMC, CMC, MMC))
        kind = "submission" if scheme == "amcto" else self.rng.choice(("admission", "designation"))
        received = self.recent((0, 30, 365))
        deadline = None
        if scheme == "amcto":
            deadlines = [date(received.year, *last) for last in ((3, 15), (7, 15), (9, 15), (12, 1))]
            if self.rng.random() < 0.5:
                received = min(self.rng.choice(deadlines) + self.rng.choice((0, 1)) * ONE_DAY, self.today)
            deadline = self.rng.choice((None, *deadlines))
        papers = [{"kind": word} for word in PAPERS if self.rng.random() < 0.7]
        name = self.new_name("A")
        self.applications.append(LiveApplication(name, program, kind, received))
        self.add(
            "application submitted", application=name, program=program, kind=kind, received_on=received,
            channel="email", format="pdf", deadline=deadline, documents=papers,
        )  # fmt: skip
        if self.rng.random() < 0.6 and scheme == "iimc":
            self.affirm(program, name, received)

    def affirm(self, program: str, name: str | None, day: date) -> None:
        """Affirm the code of ethics, with an application or by itself."""
        with_it = name if self.rng.random() < 0.5 else None
        self.add("ethics affirmed", program=program, application=with_it, affirmed_on=day)

    def affirm_alone(self) -> None:
        """Affirm the code of ethics some day."""
        self.affirm(self.rng.choice((CMC, MMC)), None, self.recent())

    def go_on(self) -> None:
        """Take an application one step further, its days never going back."""
        going = [one for one in self.applications if NEXT[one.state]]
        if not going:
            return
        live = self.rng.choice(going[-2:])
        fact, state = self.rng.choice(NEXT[live.state])
        if live.program != CMO and fact not in (
            "application returned", "application resubmitted", "application found complete", "application withdrawn",
        ):  # fmt: skip
            return
        if fact == "application assessed" and live.reviewers == 3:
            return
        if live.last > self.today:
            return
        live.last = self.day(live.last)
        more: dict[str, Any] = {"application": live.application, DAYS[fact]: live.last}
        if fact == "application assessed":
            live.reviewers += 1
            more |= {"reviewer": f"R-{live.reviewers}", **self._rate()}
        elif fact == "approval rate recorded":
            more["rate"] = Fraction(self.rng.choice(RATES))
        elif fact in ("meeting assigned", "grant withheld"):
            more["meeting"] = (
                live.last if fact == "grant withheld" else live.last + self.rng.choice((30, 60)) * ONE_DAY
            )
        elif fact == "application resubmitted" and self.rng.random() < 0.5:
            more["documents"] = [{"kind": word} for word in PAPERS]
        live.state = state
        self.add(fact, **more)

    def _rate(self) -> dict[str, Any]:
        if self.rng.random() < 0.25:
            approved, required = self.rng.choice(OUTPUTS)
            return {"outputs_approved": approved, "outputs_required": required}
        return {"rate": self.rng.choice(RATES)}
