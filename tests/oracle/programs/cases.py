"""Short builders of facts for hand-computed cases of managers, clerks and finance officers."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.cases import fact
from tests.oracle.programs.evaluate import Answer, SchemeOracle
from tests.oracle.programs.sheets import SCHEME_OF, Edit, Rules
from tests.oracle.writing import JsonFact

DEFAULT = Rules()
CMO, CMC, MMC, TN = "amcto-cmo", "iimc-cmc", "iimc-mmc", "tn-cmfo"
ORGANISATIONS = {"amcto": "amcto", "iimc": "iimc"}


def since(day: str, program: str, parameter: str, value: Any) -> Rules:
    """Return the rules with one value replaced: that of the version which begins on a day."""
    return Rules((Edit(program, parameter, date.fromisoformat(day), value),))


def posted(
    program: str, claim: str, day: str, amount: str, category: str | None = None, **more: Any
) -> JsonFact:
    """Return an outcome: so much credit in a category, recorded on its day; a PDU has a competency."""
    if program == CMO:
        more = {"competency": "leadership", **more}
    more = {name: value for name, value in more.items() if value is not None}
    scheme = SCHEME_OF[program]
    return fact(
        "credit posted", day, claim=claim, scheme=scheme, completed_on=day, posted_on=day, hours_awarded=amount,
        title="Course", **({"category": category} if category else {}), **more,
    )  # fmt: skip


def claimed(program: str, claim: str, day: str, amount: str, on: str, **more: Any) -> JsonFact:
    """Return a form handed in on a day for an activity of another."""
    return fact(
        "credit claimed", on, claim=claim, scheme=SCHEME_OF[program], completed_on=day, submitted_on=on,
        hours_claimed=amount, title="Course", **more,
    )  # fmt: skip


def decided(verb: str, claim: str, day: str, **more: Any) -> JsonFact:
    """Return a decision about a claim."""
    return fact(f"credit {verb}", day, claim=claim, **{f"{verb}_on": day}, **more)


def awarded(program: str, day: str) -> JsonFact:
    """Return an award; a month such as 2008-03 is an award of which only the month is known."""
    if len(day) == 7:
        return fact("designation awarded", f"{day}-28", program=program, awarded_in=day)
    return fact("designation awarded", day, program=program, awarded_on=day)


def designated(verb: str, day: str, program: str) -> JsonFact:
    """Return a decision about a designation."""
    name = "inactive_from" if verb == "inactivated" else f"{verb}_on"
    return fact(f"designation {verb}", day, program=program, **{name: day})


def member(organisation: str, began: str, word: str = "full") -> JsonFact:
    """Return the beginning of a membership."""
    return fact("membership began", began, organisation=organisation, began_on=began, membership_class=word)


def lapsed(organisation: str, day: str) -> JsonFact:
    """Return the lapse of a membership: the first day without it."""
    return fact("membership lapsed", day, organisation=organisation, lapsed_on=day)


def submitted(program: str, kind: str, day: str, *documents: str, **more: Any) -> JsonFact:
    """Return the reception of an application, named by its kind."""
    return fact(
        "application submitted", day, application=kind, program=program, kind=kind, received_on=day,
        documents=[{"kind": word} for word in documents], **more,
    )  # fmt: skip


def stage(kind: str, name: str, day: str, /, **more: Any) -> JsonFact:
    """Return a later step of the application `submission`; `name` is the field that holds its day."""
    return fact(kind, day, **{"application": "submission", name: day, **more})


def complete(day: str) -> JsonFact:
    """Return the finding that the submission is complete."""
    return stage("application found complete", "found_on", day)


def assessed(day: str, *rates: str) -> list[JsonFact]:
    """Return the assessments of one reviewer after the other, all of one day."""
    return [
        stage("application assessed", "assessed_on", day, reviewer=f"R-{number}", rate=rate)
        for number, rate in enumerate(rates)
    ]


def recommended(day: str) -> JsonFact:
    """Return the recommendation."""
    return stage("application recommended", "recommended_on", day)


def affirmed(program: str, day: str, application: str | None = None) -> JsonFact:
    """Return the affirmation of the code of ethics."""
    more = {"application": application} if application else {}
    return fact("ethics affirmed", day, program=program, affirmed_on=day, **more)


def employed(name: str, began: str, ended: str | None = None, *, management: bool = True) -> list[JsonFact]:
    """Return a spell of employment; its end is its last day."""
    facts = [fact("employment began", began, employment=name, began_on=began, management=management)]
    return [*facts, fact("employment ended", ended, employment=name, ended_on=ended)] if ended else facts


def paid(amount: str, day: str, name: str = "P-1") -> JsonFact:
    """Return a payment toward the CMC."""
    return fact("fee paid", day, program=CMC, payment=name, amount=amount, paid_on=day)


def ask(facts: list[JsonFact], program: str, day: str, rules: Rules = DEFAULT) -> Answer:
    """Return the oracle's answer about one program as of a day."""
    answer: Answer = SchemeOracle(facts, SCHEME_OF[program], rules).answer(date.fromisoformat(day))[program]
    return answer


def reasons(answer: Answer, claim: str) -> dict[str, str]:
    """Return what became of a claim in a program: reason and amount."""
    lines = [line for line in answer["transcript"]["lines"] if line["claim"] == claim]
    return {reason: str(amount) for line in lines for reason, amount in line["reasons"].items()}


def standing(answer: Answer) -> tuple[str, str | None, str]:
    """Return status, since and until."""
    part = answer["standing"]
    return part["status"], part["since"], part["until"]


def duty(answer: Answer, key: str) -> tuple[str, str, str]:
    """Return status, hours and what was carried of a year or cycle."""
    part = answer["compliance"][key]
    return part["status"], str(part["hours"]), str(part["carried"])


def met(facts: list[JsonFact], program: str, day: str, code: str, rules: Rules = DEFAULT) -> bool:
    """Return whether a requirement is met on a day."""
    return bool(ask(facts, program, day, rules)["requirements"][code])
