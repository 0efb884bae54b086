"""What an award needs on its day, and how each refusal is worded."""

from __future__ import annotations

from datetime import date

from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.official import Record
from ledger.rules.assess import Assessment, LevelView, assess
from ledger.rules.requirements import asks_more, unmet_on


def require_met(record: Record, program: str, on: date, situation: Situation) -> None:
    """Refuse an award on a day on which a requirement is not met; all that are not are named.

    Raises:
        Rejected: `requirements-not-met`; `prerequisite` where only the designation before is wanting;
            `grant-withheld` where only membership is (A27).
    """
    rules = situation.rules(situation.catalog.program(program).scheme)
    view = assess(record, rules)
    level = view.levels[rules.names.index(program)]
    wanting = unmet_on(level.requirements, on)
    below = level.found.case.below
    if "credit" in wanting and not asks_more(level.found.case.rules):
        _refuse_credit(view, level, on)
    if wanting == (f"designation:{below}",):
        raise Rejected(
            "prerequisite", f"{below} is not held on {on}.", remedy=f"Award {below} first.", unmet=wanting[0]
        )
    if wanting == ("membership",):
        _refuse_membership(level, on)
    require(
        not wanting,
        "requirements-not-met",
        f"On {on} the requirements of {program} are not met: {', '.join(wanting)}.",
        remedy="See `credit-ledger requirements` for what is missing.",
        unmet=", ".join(wanting),
    )


def _refuse_credit(view: Assessment, level: LevelView, on: date) -> None:
    counted = view.belief_on(on).credit.levels[level.rank].counted
    raise Rejected(
        "requirements-not-met",
        f"On {on} the requirements of {level.program} are not met: {counted} hours count.",
        remedy="See `credit-ledger progress` for what is missing.",
        counted=counted,
    )


def _refuse_membership(level: LevelView, on: date) -> None:
    rules = level.found.case.on(on)
    later = (
        "Record the fact 'grant withheld'; that closes the application, and a new one may follow."
        if rules.membership_before_award == "refused"
        else "Record the fact 'grant withheld', or grant it at a later meeting, once membership is in good standing."
    )
    raise Rejected(
        "grant-withheld",
        f"On {on} the official is no member in good standing of {rules.membership_organisation}.",
        remedy=later,
        unmet="membership",
    )
