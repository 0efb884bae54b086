"""Work lists: who is told to do what."""

from __future__ import annotations

from datetime import date

from ledger import Ledger
from ledger.commands import (
    AwardDesignation,
    BeginTerm,
    Command,
    EndTerm,
    EnrolOfficial,
    PostCredit,
    RegisterOfficial,
)
from ledger.service import Request

LEFT = date(2023, 6, 30)
AFTERWARDS = date(2023, 9, 1)


def told(*more: Command) -> set[str]:
    """Return what somebody is told who held Basic, enrolled in Advanced and left office in June 2023."""
    who = "W-1"
    commands: list[Command] = [
        RegisterOfficial(official=who, registered_on=date(2015, 1, 1)),
        BeginTerm(official=who, term="2016", office="mayor", began_on=date(2016, 11, 7)),
        AwardDesignation(official=who, program="alm-basic", awarded_on=date(2020, 3, 1)),
        EnrolOfficial(official=who, program="alm-advanced", enrolled_on=date(2020, 4, 1)),
        *more,
        EndTerm(official=who, term="2016", ended_on=LEFT),
    ]
    with Ledger.open("sqlite://") as ledger:
        requests = [Request(one, "test", f"w-{n}", importing=True) for n, one in enumerate(commands)]
        assert all(outcome.refusal is None for outcome in ledger.submit_many(requests))
        return {item.what for item in ledger.questions.due(as_of=AFTERWARDS).items}


def test_who_took_part_in_office_is_told_to_finish_within_the_year_alm_ao_21() -> None:
    credit = PostCredit(
        official="W-1",
        completed_on=date(2021, 5, 1),
        hours_awarded="4",
        source="league",
        posted_on=date(2021, 5, 9),
    )
    assert "complete-level" in told(credit)


def test_who_never_took_part_is_not_told_to_finish_what_cannot_count_alm_ao_21() -> None:
    assert "complete-level" not in told()
