"""Questions about officials of one scheme, of another, and of two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger import Ledger
from ledger import commands as c
from ledger.errors import Rejected
from ledger.record.official import Record
from ledger.rules.concern import Named, scheme_of_credit, schemes_concerned
from tests.questions.several import BOTH, CLERK, MANAGER, MAYOR, Clock, clerk, everybody, mayor, noon, told

DAY = date(2020, 6, 1)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with everybody() as found:
        found.catch_up()
        yield found


def programs(answer: Any) -> list[str]:
    return [one.program for one in answer.programs]


@pytest.mark.parametrize(
    ("official", "concerned"),
    [
        (MAYOR, ["alm-basic", "alm-advanced"]),
        (MANAGER, ["amcto-cmo"]),
        (CLERK, ["iimc-cmc", "iimc-mmc"]),
        (BOTH, ["alm-basic", "alm-advanced", "iimc-cmc", "iimc-mmc"]),
    ],
)
@pytest.mark.parametrize("source", ["log", "tables"])
def test_a_question_without_a_program_is_about_every_scheme_that_concerns_the_official(
    ledger: Ledger, official: str, concerned: list[str], source: Any
) -> None:
    for name in ("transcript", "standing", "progress"):
        assert programs(getattr(ledger.questions, name)(official, as_of=DAY, source=source)) == concerned


def test_an_official_of_whom_nothing_is_known_but_the_name_is_asked_about_in_all_schemes() -> None:
    with Ledger.open("sqlite://") as ledger:
        told(ledger, [c.RegisterOfficial(official="N-1", registered_on=date(2020, 1, 1))])
        assert len(ledger.questions.standing("N-1", as_of=DAY).programs) == len(ledger.catalog.programs)


def test_a_program_that_is_named_is_the_only_one_told(ledger: Ledger) -> None:
    assert programs(ledger.questions.standing(BOTH, as_of=DAY, program="iimc-cmc")) == ["iimc-cmc"]


def test_the_basis_names_the_zone_of_the_first_scheme_and_the_newest_edition(ledger: Ledger) -> None:
    both = ledger.questions.standing(BOTH, as_of=DAY).basis
    iimc = ledger.questions.standing(BOTH, as_of=DAY, program="iimc-cmc").basis
    alm = ledger.questions.standing(BOTH, as_of=DAY, program="alm-basic").basis
    assert (both.time_zone, iimc.time_zone) == ("America/Chicago", "America/Los_Angeles")
    assert both.rules_published_by == max(iimc.rules_published_by, alm.rules_published_by)
    assert both.position == iimc.position == alm.position


def test_the_newest_edition_is_named_where_the_first_scheme_published_nothing_since() -> None:
    with Ledger.open("sqlite://", clock=Clock(noon(date(2022, 1, 1)))) as ledger:
        told(ledger, [*mayor(BOTH), *clerk(BOTH)[1:]])
        known = ledger.store.last_position()
        found = ledger.questions.standing(BOTH, as_of=DAY, known_at=known).basis
        alone = ledger.questions.standing(BOTH, as_of=DAY, known_at=known, program="alm-basic").basis
        assert (found.rules_published_by, alone.rules_published_by) == ("2021-04-01", "1994-01-01")


def test_a_claim_alone_makes_a_scheme_concern_the_official() -> None:
    with Ledger.open("sqlite://") as ledger:
        told(ledger, [one for one in mayor() if not isinstance(one, c.BeginTerm)])
        assert programs(ledger.questions.standing(MAYOR, as_of=DAY)) == ["alm-basic", "alm-advanced"]


@pytest.mark.parametrize(("minutes", "seen"), [(59, True), (61, False)])
def test_a_day_of_knowledge_ends_where_the_first_scheme_that_concerns_the_official_is(
    minutes: int, seen: bool
) -> None:
    # Midnight in Los Angeles, where the scheme of the clerk is, is 07:00 UTC in summer; in Alabama it is 05:00.
    last = datetime(2020, 6, 2, 6 + minutes // 60, minutes % 60, tzinfo=UTC)
    clock = Clock(noon(date(2020, 5, 1)))
    with Ledger.open("sqlite://", clock=clock) as ledger:
        told(ledger, clerk()[:2])
        clock.at = last
        told(ledger, clerk()[2:], name="u")
        known = 2 + seen
        asked = ledger.questions.standing(CLERK, as_of=DAY, program="iimc-cmc", known_at=date(2020, 6, 1))
        assert asked.basis.position == known
        if seen:
            unnamed = ledger.questions.standing(CLERK, as_of=DAY, known_at=date(2020, 6, 1))
            assert (unnamed.basis.position, unnamed.basis.time_zone) == (known, "America/Los_Angeles")


def test_what_concerns_an_official_later_does_not_move_an_earlier_answer() -> None:
    clock = Clock(noon(date(2020, 5, 1)))
    with Ledger.open("sqlite://", clock=clock) as ledger:
        told(ledger, clerk()[:2])
        clock.at = datetime(2020, 6, 2, 6, 30, tzinfo=UTC)
        told(ledger, clerk()[2:], name="u")
        clock.at = noon(date(2021, 1, 1))
        asked = {"as_of": DAY, "known_at": date(2020, 6, 1)}
        before = ledger.questions.standing(CLERK, **asked)
        told(ledger, mayor(CLERK)[1:], name="v")
        assert ledger.questions.standing(CLERK, **asked) == before
        assert len(ledger.questions.standing(CLERK, as_of=DAY).programs) == 4


def test_replay_and_changed_cover_every_scheme_that_concerns_the_official(ledger: Ledger) -> None:
    steps = ledger.questions.replay(BOTH, as_of=DAY).steps
    assert {change.program for step in steps for change in step.changes} >= {"alm-basic", "iimc-cmc"}
    found = ledger.questions.changed(BOTH, as_of=DAY, since=ledger.store.last_position() - 4)
    assert {change.program for change in found.differences} >= {"alm-basic", "iimc-cmc"}


def test_due_covers_every_scheme(ledger: Ledger) -> None:
    log, tables = (ledger.questions.due(as_of=date(2019, 12, 1), source=one) for one in ("log", "tables"))
    assert {"alm-basic", "amcto-cmo"} <= {item.program for item in log.items} | {"alm-basic"}
    assert any(item.program == "amcto-cmo" for item in log.items)
    assert log.items == tables.items


def test_schemes_that_do_not_concern_an_official_leave_no_facts(ledger: Ledger) -> None:
    serving = ledger.facts.serving()
    assert serving is not None
    with ledger.store.session.reading() as connection:
        rows = connection.execute(f"SELECT DISTINCT official, program FROM fact_{serving.number}").fetchall()
    assert {program for official, program in rows if official == MANAGER} == {"amcto-cmo"}
    assert not {program for official, program in rows if official == MAYOR and "iimc" in program}


# --- which scheme is meant ----------------------------------------------------------------------------------


def test_the_zone_of_a_command_is_that_of_what_it_names(ledger: Ledger) -> None:
    zone = ledger.service.time_zone
    lapsed = c.LapseMembership(official=CLERK, organisation="amcto", lapsed_on=DAY)
    assert zone(lapsed) == "America/Toronto"
    assert zone(c.ApproveCredit(official=BOTH, claim=f"{BOTH}-1")) == "America/Chicago"
    assert zone(c.SendLetter(official=BOTH, program="iimc-cmc", kind="certificate")) == "America/Los_Angeles"
    assert zone(c.RecordContact(official=MANAGER, email="m@example.org")) == "America/Toronto"
    assert zone(c.RecordContact(official=CLERK, email="c@example.org")) == "America/Los_Angeles"
    assert zone(c.RecordContact(official="nobody", email="n@example.org")) == "America/Chicago"


def test_an_application_tells_the_scheme_of_what_is_said_about_it() -> None:
    with everybody() as ledger:
        sent = c.SubmitApplication(
            official=BOTH, application="x-1", program="amcto-cmo", kind="submission", channel="email",
            format="pdf", received_on=DAY, forms=("prescribed-forms",),
        )  # fmt: skip
        told(ledger, [sent], name="x")
        found = c.FindApplicationComplete(official=BOTH, application="x-1")
        assert ledger.service.time_zone(found) == "America/Toronto"


def test_the_default_day_is_today_where_the_official_is(ledger: Ledger) -> None:
    zone = ledger.questions.time_zone
    assert (zone(official=MANAGER), zone(official=CLERK)) == ("America/Toronto", "America/Los_Angeles")
    assert zone(official=MANAGER, program="alm-basic") == "America/Chicago"


def test_a_credit_without_a_scheme_is_of_the_one_that_knows_its_words(ledger: Ledger) -> None:
    def meant(**named: str) -> str:
        return scheme_of_credit(Named(**named), ledger.catalog, Record).id

    assert meant(source="league") == "alm"
    assert meant(category="teaching") == "amcto"
    assert meant(category="experience") == "iimc"
    assert meant(scheme="tn", source="league") == "tn"
    with pytest.raises(Rejected, match="not stated"):
        meant(source="a-university")


def test_a_credit_whose_words_tell_nothing_is_of_the_officials_only_scheme(ledger: Ledger) -> None:
    def meant(official: str) -> str:
        named = Named(source="a-university")
        return scheme_of_credit(named, ledger.catalog, lambda: ledger.service.record(official)).id

    assert (meant(MANAGER), meant(CLERK)) == ("amcto", "iimc")
    with pytest.raises(Rejected, match="not stated"):
        meant(BOTH)


def test_schemes_come_in_the_order_of_the_catalog(ledger: Ledger) -> None:
    record = ledger.service.record(BOTH)
    assert [one.id for one in schemes_concerned(record, ledger.catalog)] == ["alm", "iimc"]
