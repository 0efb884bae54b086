"""What must hold of credit, years and cycles under any rules: made-up programs and histories, every turning day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from ledger.log.codec import decode
from ledger.open import Ledger
from ledger.projections.facts import Fact
from ledger.projections.fold import Projected, project
from ledger.record.official import Record, evolve
from ledger.rules.catalog import Catalog, SchemeRules
from ledger.rules.credit import work
from ledger.rules.hours import context_of
from ledger.values import FOREVER, ZERO
from tests.oracle.adapter import League, official_of
from tests.oracle.generate import generate
from tests.oracle.readings import Readings
from tests.rules.requirements.engine import OFFICIAL, catalog, ledger_of, record

CATEGORIES = ["education", "experience", "advanced"]
SEEDS = range(700, 740)
#: What a made-up program may state, each with the values to choose from; None leaves it out.
CHOICES: dict[str, list[Any]] = {
    "rates": [None, {"education": "2", "advanced": "0.5"}],
    "claims_count": [None, "when_claimed"],
    "competency_required": [None, True],
    "rounding": [None, "round_down_half"],
    "correction_effect": [None, "prospective"],
    "duplicate_lookback_years": [None, 2],
    "outside_sources": [["other"]],
    "outside_annual_cap": [None, "5"],
    "outside_annual_cap_use": [None, "cap_only_toward_40"],
}
LEVEL_CHOICES: dict[str, list[Any]] = {
    "required_amount": ["none", "30", "60"],
    "required_by_category": [None, {"education": "20", "experience": "10"}, {"advanced": "15"}],
    "category_caps": [None, {"education": "25"}],
    "outside_total_cap": [None, "8"],
    "floor_after": [None, ["main", "recertification"], ["recertification"]],
    "floor_boundary": ["day_or_month", "month_rule_always", "strict_month"],
    "annual_required": [None, "12"],
    "annual_carry_over": [None, "8"],
    "annual_in_office": ["not_tested"],
    "annual_consequence": [None, "inactivates"],
    "cycle_required": ["none", "30"],
    "cycle_years": [2, 3],
    "cycle_start": ["after_award_year", "anniversary", "grant_year_remainder_counts"],
    "cycle_category_caps": [None, {"education": "10"}],
    "cycle_carry_over": [None, "9"],
    "cycle_shortfall": [None, "automatic_loss"],
}


def chosen(choices: dict[str, list[Any]], random: Random) -> dict[str, Any]:
    picked = {name: random.choice(values) for name, values in choices.items()}
    if "annual_required" in picked and picked["annual_required"] is None:
        # a rule file that carries, or punishes, where nothing is owed is refused
        picked |= {"annual_carry_over": None, "annual_consequence": None}
    if picked.get("cycle_required") == "none":
        picked |= {"cycle_carry_over": None, "cycle_category_caps": None, "cycle_shortfall": None}
    return {name: value for name, value in picked.items() if value is not None}


def rules_of(random: Random) -> Catalog:
    scheme_wide = {"sources": ["league", "other"], "categories": CATEGORIES, "competencies": ["leadership"]}
    main = {**scheme_wide, **chosen(CHOICES, random), **chosen(LEVEL_CHOICES, random)}
    return catalog({"main": main, "second": chosen(LEVEL_CHOICES, random), "other": {}})


def history(random: Random) -> Iterator[dict[str, Any]]:
    """Yield facts of some years: claims in every state, awards, withdrawals, credentials, logs."""

    def day(first: int = 2008, last: int = 2014) -> str:
        return (date(first, 1, 1) + timedelta(days=random.randrange(365 * (last - first + 1)))).isoformat()

    yield {"fact": "designation awarded", "program": "main", "awarded_on": day(2008, 2009)}
    for number in range(random.randrange(8, 22)):
        claim, on = f"c{number}", day()
        activity = {
            "claim": claim,
            "scheme": "scheme",
            "title": claim,
            "mode": "in-person",
            "completed_on": on,
        }
        activity |= {"category": random.choice(CATEGORIES)} if random.random() < 0.9 else {}
        activity |= {"competency": "leadership"} if random.random() < 0.8 else {}
        activity |= {"course": random.choice("kl")} if random.random() < 0.3 else {}
        hours = f"{random.randrange(2, 60) / 4}"
        said = {**activity, "source": random.choice(["league", "league", "other"]), "hours_claimed": hours}
        yield {"fact": "credit claimed", **said, "submitted_on": on}
        match random.randrange(6):
            case 0:
                yield {"fact": "credit rejected", "claim": claim, "rejected_on": on, "reason": "x"}
            case 1:
                pass
            case _:
                part = f"{float(hours) / 2}" if random.random() < 0.2 else hours
                yield {"fact": "credit approved", "claim": claim, "hours_awarded": part, "approved_on": on}
                if random.random() < 0.1:
                    yield {"fact": "credit reversed", "claim": claim, "reversed_on": day(2014), "reason": "x"}
        match random.randrange(14):
            case 0:
                yield {"fact": "designation awarded", "program": "second", "awarded_on": day(2010, 2012)}
            case 1:
                yield {"fact": "credential recorded", "credential": "recertification", "obtained_on": day()}
            case 2:
                yield {
                    "fact": "designation withdrawn",
                    "program": "main",
                    "withdrawn_on": day(2012),
                    "reason": "x",
                }
            case 3:
                yield {
                    "fact": "log submitted",
                    "program": "main",
                    "cycle": "2010-01-01",
                    "submitted_on": day(2012),
                }
            case 4:
                yield {"fact": "designation awarded", "program": "main", "awarded_on": day(2013)}


def made_up(seed: int) -> Ledger:
    random = Random(seed)
    ledger = ledger_of(rules_of(random), ())
    for fact in history(random):
        record(ledger, fact, importing=True)  # what does not fit the history so far is refused
    return ledger


def followed(ledger: Ledger, rules: SchemeRules) -> Projected:
    """Return the facts as they follow event by event, each time equal to those of a fresh start."""
    known, before = Record(), None
    for one in ledger.store.read_stream(f"official/{OFFICIAL}"):
        known = evolve(known, decode(one.type, one.data), one.position)
        before = project(known, rules, before)
        assert sorted(before.facts()) == sorted(project(known, rules).facts()), f"at version {known.version}"
    assert before is not None
    return before


def turning_days(facts: list[Fact]) -> list[date]:
    days = {day for fact in facts for day in (fact.valid_from, fact.valid_until) if day != FOREVER}
    return sorted(days | {day - timedelta(days=1) for day in days})


@pytest.mark.parametrize("seed", SEEDS)
def test_under_any_rules_facts_that_follow_equal_a_fresh_start_and_no_credit_is_lost(seed: int) -> None:
    with made_up(seed) as ledger:
        scheme = ledger.catalog.schemes["scheme"]
        rules = scheme.rules(scheme.editions[-1])
        projected = followed(ledger, rules)
        facts = list(projected.facts())
        lines = [fact for fact in facts if fact.kind == "transcript"]
        for claim in projected.record.claims.values():
            root = rules.root.on(claim.activity.completed_on)
            own = [(line, placed(line)) for line in lines if line.key == claim.claim]
            for day in turning_days([line for line, _ in own]):
                if day >= claim.activity.completed_on:
                    now = sum(
                        (hours for line, hours in own if line.valid_from <= day < line.valid_until), ZERO
                    )
                    assert now == claim.hours_claimed * root.rates.get(claim.activity.category, 1)


def placed(line: Fact) -> Decimal:
    return sum((Decimal(hours) for _, _, hours in line.content["pieces"]), ZERO)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cycle_holds_the_credit_of_the_transcript_within_its_caps_and_what_was_carried_in(
    seed: int,
) -> None:
    with made_up(seed) as ledger:
        scheme = ledger.catalog.schemes["scheme"]
        rules = scheme.rules(scheme.editions[-1])
        facts = list(followed(ledger, rules).facts())
        for program in rules.names:
            values = rules.level(program).sets[-1]
            cycles = [f for f in facts if f.kind == "compliance" and f.program == program and is_cycle(f)]
            for day in turning_days(cycles):
                now = sorted(
                    (f.content for f in cycles if f.valid_from <= day < f.valid_until), key=first_day
                )
                for value in now:
                    caps = values.cycle_category_caps
                    by_kind = in_cycle(facts, value, day, rules)
                    own = sum((min(hours, caps.get(kind, hours)) for kind, hours in by_kind.items()), ZERO)
                    assert Decimal(value["hours"]) == own + Decimal(value["carried"])
                    before = next((one for one in now if one["end"] == value["start"]), None)
                    left = ZERO if before is None else surplus(before)
                    assert Decimal(value["carried"]) == min(left, values.cycle_carry_over or ZERO)
                    met = Decimal(value["hours"]) >= values.cycle_required
                    over = day.isoformat() >= value["end"]
                    assert value["status"] == ("met" if met else "not-met" if over else "open")


def is_cycle(fact: Fact) -> bool:
    return fact.key.startswith("cycle:") and not fact.key.endswith("+")


def first_day(value: dict[str, Any]) -> str:
    return str(value["start"])


def surplus(value: dict[str, Any]) -> Decimal:
    own = Decimal(value["hours"]) - Decimal(value["carried"])
    return max(own - max(Decimal(value["required"]) - Decimal(value["carried"]), ZERO), ZERO)


def in_cycle(
    facts: list[Fact], value: dict[str, Any], day: date, rules: SchemeRules
) -> dict[str | None, Decimal]:
    """Return the credit of a cycle by category as the transcript tells it on a day."""
    capped = rules.root.sets[-1].outside_annual_cap_use == "every_use"
    total: dict[str | None, Decimal] = {}
    for line in facts:
        if line.kind == "transcript" and line.valid_from <= day < line.valid_until:
            content = line.content
            if value["start"] <= content["completed_on"] < value["end"]:
                kind = content.get("category")
                for place, reason, hours in content["pieces"]:
                    if place == "counted" or (
                        place == "over-cap" and not (capped and reason == "annual-outside-cap")
                    ):
                        total[kind] = total.get(kind, ZERO) + Decimal(hours)
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_as_of_a_day_only_the_designations_and_credentials_of_that_day_raise_a_floor(seed: int) -> None:
    with made_up(seed) as ledger:
        scheme = ledger.catalog.schemes["scheme"]
        rules = scheme.rules(scheme.editions[-1])
        if rules.root.sets[-1].correction_effect == "prospective":
            return
        projected = followed(ledger, rules)
        lines = [fact for fact in projected.facts() if fact.kind == "transcript"]
        context = context_of(projected.record, rules)
        for prior in context.priors:
            for day in (prior.on - timedelta(days=1), prior.on):
                worked = work(projected.record.claims.values(), context.known_before(day + timedelta(days=1)))
                expected = {
                    (one.claim.claim, posting.program, piece.place, piece.reason, piece.hours)
                    for one in worked.worked
                    if one.credit_on <= day
                    for posting in one.postings
                    for piece in posting.pieces
                }
                told = {
                    (line.key, line.program, place, reason, Decimal(hours))
                    for line in lines
                    if line.valid_from <= day < line.valid_until
                    for place, reason, hours in line.content["pieces"]
                }
                assert told == expected, day


@pytest.mark.parametrize("seed", range(500, 520))
def test_levels_worked_as_if_they_named_categories_come_to_the_same_where_none_does(seed: int) -> None:
    league = League(Readings())
    facts = generate(seed)
    league.grow(facts)
    scheme = league.catalog.schemes["alm"]
    for edition in scheme.editions:
        rules, known = scheme.rules(edition), Record()
        for one in league.ledger.store.read_stream(f"official/{official_of(facts)}"):
            known = evolve(known, decode(one.type, one.data), one.position)
        context = context_of(known, rules)
        assert context.plain
        claims = list(known.claims.values())
        plain, general = work(claims, context), work(claims, context._replace(plain=False))
        assert [one.postings for one in plain.worked] == [one.postings for one in general.worked]
        assert plain.levels == general.levels


def test_an_official_whom_a_scheme_does_not_concern_is_not_assessed_there() -> None:
    with made_up(SEEDS[0]) as ledger:
        scheme = ledger.catalog.schemes["other"]
        projected = followed(ledger, scheme.rules(scheme.editions[-1]))
        assert projected.assessment is None
        assert list(projected.facts()) == []


def test_a_term_taken_back_takes_back_what_only_office_told() -> None:
    rules = catalog({"main": {"office_required": True, "after_office_years": 1, "required_amount": "40"}})
    began = {"fact": "term began", "term": "t1", "office": "mayor", "began_on": "2010-01-01"}
    ended = {"fact": "term ended", "term": "t1", "ended_on": "2011-01-01"}
    with ledger_of(rules, (began, ended)) as ledger:
        scheme = rules.schemes["scheme"]
        assert list(followed(ledger, scheme.rules(scheme.editions[-1])).facts())
        ledger.catch_up()
        reversed_ = {"fact": "term reversed", "term": "t1", "reversed_on": "2012-01-01", "reason": "x"}
        assert record(ledger, reversed_, importing=True).events
        assert list(followed(ledger, scheme.rules(scheme.editions[-1])).facts()) == []
        generation, position = ledger.catch_up().number, ledger.store.last_position()
        edition = scheme.editions[-1].isoformat()
        assert not ledger.facts.facts(generation, ["progress"], ["main"], edition=edition, position=position)
