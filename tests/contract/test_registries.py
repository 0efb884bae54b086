"""Every command has a decider and a fact, every event a place in the fold: nothing is forgotten."""

from __future__ import annotations

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.decide import OFFERING, OFFICIAL, PROGRAM
from ledger.errors import REJECTIONS
from ledger.record.official import EVOLVE
from tests.contract.test_events import below

OF_OFFERINGS = {e.OfferingScheduled, e.OfferingCorrected, e.OfferingCancelled}
OF_PROGRAMS = {e.RulesAdopted}


def test_every_event_of_an_official_has_an_evolver() -> None:
    assert set(EVOLVE) == set(e.EVENT_TYPES.values()) - OF_OFFERINGS - OF_PROGRAMS


def test_every_command_has_one_decider() -> None:
    """A contact reaches its decider as the event that holds a commitment."""
    deciders = [*OFFICIAL, *OFFERING, *PROGRAM]
    assert len(set(deciders)) == len(deciders)
    asked = {c.RecordContact if kind is e.ContactRecorded else kind for kind in deciders}
    assert asked == set(c.FACTS.values())


def test_every_command_has_a_fact_of_its_own() -> None:
    concrete = [cls for cls in below(c.Command) if "FACT" in cls.__dict__]
    assert len({cls.FACT for cls in concrete}) == len(concrete) == len(c.FACTS)
    assert all(name == name.lower() for name in c.FACTS)


def test_every_command_and_event_is_documented() -> None:
    for cls in [*c.FACTS.values(), *e.EVENT_TYPES.values()]:
        assert cls.__doc__, cls
        assert cls.__doc__.strip().endswith("."), cls


def test_a_day_that_may_be_left_out_is_a_field_of_its_command() -> None:
    for cls in c.FACTS.values():
        if cls.DAY is not None:
            assert not cls.model_fields[cls.DAY].is_required(), cls


def test_unknown_things_are_refused_first_and_the_email_last() -> None:
    """The order is the documented precedence; the situations in tests/aggregates hold the deciders to it."""
    order = list(REJECTIONS)
    assert next(reason for reason in order if reason.endswith("-unknown")) == order[0]
    assert order.index("program-unknown") < order.index("vocabulary") < order.index("wrong-state")
    assert order.index("paper-form") < order.index("already-claimed") < order.index("date-order")
    assert order.index("not-completed") < order.index("documents-missing") < order.index("hours")
    assert order.index("requirements-not-met") < order.index("prerequisite")
    assert order[-1] == "email-taken"
