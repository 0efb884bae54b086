"""The two dates of a question: what may be asked, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from ledger import Ledger
from ledger.commands import AnnounceStanding, AwardDesignation, RegisterOfficial
from ledger.errors import InvalidInput, NotFound
from ledger.rules.catalog import Catalog, shipped_files
from ledger.rules.files import load_text
from ledger.service import Request

MARCH = date(2024, 3, 31)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open("sqlite://") as found:
        tell(found)
        yield found


def tell(ledger: Ledger) -> None:
    """Register an official who holds Advanced since 2018 and was told in 2022 that it is inactive."""
    commands = [
        RegisterOfficial(official="K-2", registered_on=date(2015, 1, 1)),
        AwardDesignation(official="K-2", program="alm-basic", awarded_on=date(2016, 3, 1)),
        AwardDesignation(official="K-2", program="alm-advanced", awarded_on=date(2024, 3, 1)),
        AnnounceStanding(
            official="K-2",
            program="alm-advanced",
            status="inactive",
            announced_on=date(2024, 6, 10),
            effective_on=date(2024, 6, 1),
        ),
    ]
    requests = [Request(one, "test", f"k-{n}", importing=True) for n, one in enumerate(commands)]
    assert all(outcome.refusal is None for outcome in ledger.submit_many(requests))


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date(1899, 12, 31), date.max])
def test_a_day_at_the_edge_of_time_is_refused_in_words(ledger: Ledger, as_of: date) -> None:
    with pytest.raises(InvalidInput, match="from 1900-01-01 to 9998-12-31"):
        ledger.questions.standing("K-2", as_of=as_of)


@pytest.mark.parametrize("as_of", [date(1900, 1, 1), date(9998, 12, 31)])
def test_the_first_and_the_last_day_are_answered(ledger: Ledger, as_of: date) -> None:
    assert len(ledger.questions.window("K-2", as_of=as_of).programs) == 1
    assert len(ledger.questions.compliance("K-2", as_of=as_of).programs) == 1


def test_a_position_beyond_the_log_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InvalidInput, match="has 4 events"):
        ledger.questions.standing("K-2", as_of=MARCH, known_at=5)


def test_an_instant_without_its_offset_is_refused(ledger: Ledger) -> None:
    naive = datetime.fromisoformat("2024-04-15T12:00:00")
    with pytest.raises(InvalidInput, match="offset"):
        ledger.questions.standing("K-2", as_of=MARCH, known_at=naive)


def test_nobody_was_known_before_the_first_event(ledger: Ledger) -> None:
    first = ledger.store.recorded_at(1)
    with pytest.raises(NotFound):
        ledger.questions.standing("K-2", as_of=MARCH, known_at=first - timedelta(microseconds=1))
    assert ledger.questions.standing("K-2", as_of=MARCH, known_at=first).basis.position >= 1


def test_an_unknown_program_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="alm-basic"):
        ledger.questions.progress("K-2", as_of=MARCH, program="alm-expert")


def announced_stands() -> Catalog:
    """Return the rules under the other reading of A53."""
    texts = dict(shipped_files())
    texts["alm-advanced.toml"] = texts["alm-advanced.toml"].replace('"report_both"', '"announced_stands"')
    return Catalog(load_text(name, text) for name, text in texts.items())


def test_computed_and_announced_are_both_reported_a53(ledger: Ledger) -> None:
    found = ledger.questions.standing("K-2", as_of=date(2024, 7, 1), program="alm-advanced").programs[0]
    assert (found.status, found.computed_status, found.since) == ("active", "active", "2024-03-01")
    assert found.announced is not None
    assert (found.announced.status, found.announced.agrees) == ("inactive", False)


def test_where_an_announcement_stands_every_answer_says_so_a53(ledger: Ledger) -> None:
    other = Ledger(ledger.store, announced_stands())
    before = other.questions.standing("K-2", as_of=date(2024, 5, 31), program="alm-advanced").programs[0]
    assert (before.status, before.until) == ("active", "2024-06-01")
    found = other.questions.standing("K-2", as_of=date(2024, 7, 1), program="alm-advanced").programs[0]
    assert (found.status, found.computed_status, found.since) == ("inactive", "active", "2024-06-01")
    assert found.reason.code == "announced"
    other.catch_up()
    [row] = other.questions.population("alm-advanced", as_of=date(2024, 7, 1)).rows
    assert (row.status, row.since) == ("inactive", "2024-06-01")
    assert other.questions.changed("K-2", as_of=date(2024, 7, 1), since=3).differences
