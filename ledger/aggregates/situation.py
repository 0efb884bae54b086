"""What a decider may look at besides its own state: the rules, the offering named, whether it is an import."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.errors import NoRuleInForce, Rejected
from ledger.record.offering import Offering
from ledger.rules.catalog import Catalog, SchemeRules
from ledger.rules.model import RuleSet


class Situation(NamedTuple):
    """The surroundings of a decision.

    `importing` is true for a migration: outcomes are taken as what they are, without the steps before them.
    `new_claim` is the id a new claim gets if the command brings none.
    """

    catalog: Catalog
    offering: Offering | None = None
    importing: bool = False
    new_claim: str = ""

    def rules(self, scheme: str) -> SchemeRules:
        """Return the rules of a scheme, with everything published."""
        found = self.catalog.scheme(scheme)
        return found.rules(found.editions[-1])

    def credit_rules(self, scheme: str, day: date) -> RuleSet:
        """Return the rules about credit on `day`; raise `Rejected` where none is in force."""
        try:
            return self.rules(scheme).root.on(day)
        except NoRuleInForce as error:
            raise Rejected("date-order", error.fact, remedy="Check the date.", day=day) from error

    def rules_of(self, program: str, day: date) -> RuleSet | None:
        """Return the rules of a program on `day`; None where none is in force."""
        try:
            return self.rules(self.catalog.program(program).scheme).level(program).on(day)
        except NoRuleInForce:
            return None

    def program_rules(self, program: str, day: date) -> RuleSet | None:
        """Return the rules of a program on `day`; None for an imported fact that is older than they are.

        Raises:
            Rejected: (`date-order`) none is in force, and it is no import.
        """
        found = self.rules_of(program, day)
        require(
            found is not None or self.importing,
            "date-order",
            f"No rule of {program} governs {day}.",
            remedy="Check the date.",
            day=day,
        )
        return found


def require(condition: bool, reason: str, fact: str, *, remedy: str, **values: object) -> None:
    """Refuse the command with a `Rejected` unless the condition holds."""
    if not condition:
        raise Rejected(reason, fact, remedy=remedy, **values)
