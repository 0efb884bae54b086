"""Batches and writers side by side: own events are seen, refusals do not stop the rest, conflicts are retried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Conflict, Rejected
from ledger.events import CreditApproved, CreditClaimed, CreditCorrected
from ledger.open import Ledger
from tests.service.making import (
    APPROVED,
    CLAIMED,
    REGISTERED,
    SCHEDULED,
    Clock,
    asked,
    events,
    opened,
    request,
)


def test_a_batch_sees_its_own_events(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        batch = [SCHEDULED, REGISTERED, CLAIMED, APPROVED]
        outcomes = ledger.submit_many([request(one, f"c-{n}") for n, one in enumerate(batch)])
        assert [one.refusal for one in outcomes] == [None] * 4
        assert [list(one.positions) for one in outcomes] == [[1], [2], [3], [4]]


def test_a_refusal_in_a_batch_does_not_stop_the_rest(tmp_path: Path) -> None:
    paper = asked(
        "credit claimed", claim="C-9", offering="summer", channel="paper", submitted_on="2023-06-20"
    )
    with opened(tmp_path) as ledger:
        batch = [SCHEDULED, REGISTERED, paper, CLAIMED, asked("credit approved", claim="C-9"), APPROVED]
        outcomes = ledger.submit_many([request(one, f"c-{n}") for n, one in enumerate(batch)])
        reasons = [one.refusal.reason if isinstance(one.refusal, Rejected) else None for one in outcomes]
        assert reasons == [None, None, "paper-form", None, "claim-unknown", None]
        assert ledger.store.last_position() == 4


def test_what_was_refused_may_be_asked_again_under_the_same_id(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.submit(SCHEDULED, actor="clerk")
        with pytest.raises(Rejected, match="not registered"):
            ledger.submit(CLAIMED, actor="clerk", command_id="c-1")
        ledger.submit(REGISTERED, actor="clerk")
        assert len(ledger.submit(CLAIMED, actor="clerk", command_id="c-1").events) == 1


def test_a_batch_corrects_the_claims_made_earlier_in_it(tmp_path: Path) -> None:
    fewer = asked("offering corrected", offering="summer", corrected_on="2023-07-10", hours="4")
    with opened(tmp_path) as ledger:
        batch = [SCHEDULED, REGISTERED, CLAIMED, APPROVED, fewer]
        ledger.submit_many([request(one, f"c-{n}") for n, one in enumerate(batch)])
        assert [type(one).__name__ for one in events(ledger)][-1] == "CreditCorrected"


def test_two_writers_on_one_file_are_decided_from_what_the_other_wrote(tmp_path: Path) -> None:
    """Both have the stream loaded; the slower one is refused by the log, loads again and decides anew."""
    with opened(tmp_path) as first, opened(tmp_path) as second:
        first.submit(SCHEDULED, actor="clerk")
        first.submit(REGISTERED, actor="clerk")
        assert second.service.record("AL-1").version == 1
        first.submit(CLAIMED, actor="clerk")
        assert first.service.record("AL-1").version == 2
        second.submit(APPROVED, actor="registrar")
        assert [type(one) for one in events(first)][1:] == [CreditClaimed, CreditApproved]
        first.submit(asked("credit reversed", claim="C-1", reversed_on="2023-08-01"), actor="clerk")
        with pytest.raises(Rejected, match="reversed"):
            second.submit(
                asked("credit approved", claim="C-1", hours_awarded="4", approved_on="2023-08-02"),
                actor="registrar",
            )


def test_a_stale_writer_whose_command_still_fits_is_recorded_after_the_other(tmp_path: Path) -> None:
    with opened(tmp_path) as first, opened(tmp_path) as second:
        first.submit(REGISTERED, actor="clerk")
        second.service.record("AL-1")
        first.submit(asked("term began", term="t1", office="mayor", began_on="2016-11-07"), actor="clerk")
        second.submit(asked("enrolled", program="alm-basic", enrolled_on="2016-12-05"), actor="clerk")
        versions = [one.version for one in first.store.read_stream("official/AL-1")]
        assert versions == [1, 2, 3]


def test_a_stale_writer_whose_command_was_done_by_the_other_adds_nothing(tmp_path: Path) -> None:
    enrol = asked("enrolled", program="alm-basic", enrolled_on="2016-12-05")
    with opened(tmp_path) as first, opened(tmp_path) as second:
        first.submit(REGISTERED, actor="clerk")
        second.service.record("AL-1")
        first.submit(enrol, actor="clerk")
        assert second.submit(enrol, actor="clerk").events == ()
        assert first.store.last_position() == 2


class Meddler(Clock):
    """A clock that lets another writer in whenever the time is asked for."""

    def __init__(self, other: Ledger, times: int) -> None:
        super().__init__()
        self.other, self.left, self.count = other, times, 0

    def __call__(self):  # type: ignore[no-untyped-def]
        if self.left:
            self.left, self.count = self.left - 1, self.count + 1
            day = f"2019-01-{self.count:02}"
            letter = asked("letter sent", program="alm-basic", kind="notice", sent_on=day)
            self.other.submit(letter, actor="other")
        return super().__call__()


@pytest.mark.parametrize(("times", "given_up"), [(4, False), (5, True)])
def test_a_writer_gives_up_after_five_conflicts_in_a_row(tmp_path: Path, times: int, given_up: bool) -> None:
    """The first command loads the stream, the second asks the clock, and the other writes in between."""
    term = asked("term began", term="t1", office="mayor", began_on="2016-11-07")
    enrol = asked("enrolled", program="alm-basic")
    with opened(tmp_path) as other:
        other.submit(REGISTERED, actor="clerk")
        with opened(tmp_path) as ledger:
            ledger.service._clock = Meddler(other, times)
            batch = [request(term, "c-1"), request(enrol, "c-2")]
            if given_up:
                with pytest.raises(Conflict):
                    ledger.submit_many(batch)
                assert ledger.store.last_position() == 1 + times
            else:
                ledger.submit_many(batch)
                assert ledger.store.last_position() == 1 + times + 2


# --- offerings and the claims made from them --------------------------------------------------------------


def test_a_correction_of_an_offering_corrects_the_claims_that_said_what_it_said(tmp_path: Path) -> None:
    def claim(official: str, **more: object):  # type: ignore[no-untyped-def]
        return asked("credit claimed", official=official, claim="C-1", offering="summer",
                     submitted_on="2023-06-20", **more)  # fmt: skip

    names = ["AL-1", "AL-2", "AL-3", "AL-4"]
    with opened(tmp_path) as ledger:
        ledger.submit(SCHEDULED, actor="clerk")
        for name in names:
            ledger.submit(
                asked("official registered", official=name, registered_on="2016-11-07"), actor="clerk"
            )
        ledger.submit(claim("AL-1"), actor="clerk")
        ledger.submit(APPROVED, actor="clerk")
        ledger.submit(claim("AL-2", hours_claimed="2"), actor="clerk")
        ledger.submit(claim("AL-3", hours_claimed="4.25"), actor="clerk")
        ledger.submit(
            asked(
                "credit form issued", official="AL-4", claim="C-1", offering="summer", issued_on="2023-06-16"
            ),
            actor="clerk",
        )
        before = ledger.store.last_position()
        correction = asked("offering corrected", offering="summer", corrected_on="2023-07-10", hours="4")
        outcome = ledger.submit(correction, actor="clerk")
        assert list(outcome.positions) == [before + 1, before + 2, before + 3]
        (_, _, _, corrected) = events(ledger)
        assert isinstance(corrected, CreditCorrected)
        assert (str(corrected.hours_awarded), str(corrected.hours_claimed), corrected.corrects) == (
            "4",
            "4",
            3,
        )
        assert len(events(ledger, "official/AL-2")) == 2, "it claimed fewer hours of its own"
        assert str(events(ledger, "official/AL-3")[-1].hours_claimed) == "4", "no more than the offering"  # type: ignore[attr-defined]
        assert len(events(ledger, "official/AL-4")) == 2, (
            "a form that waits reads the offering when it is used"
        )


def test_a_moved_offering_moves_the_day_of_its_claims(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for command in (SCHEDULED, REGISTERED, CLAIMED):
            ledger.submit(command, actor="clerk")
        ledger.submit(
            asked("offering corrected", offering="summer", corrected_on="2023-07-10", ends_on="2023-06-15"),
            actor="clerk",
        )
        assert str(events(ledger)[-1].completed_on) == "2023-06-15"  # type: ignore[attr-defined]


def test_an_offering_that_turns_out_longer_lifts_what_was_claimed_with_what_is_awarded(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as ledger:
        more = asked("credit corrected", claim="C-1", corrected_on="2023-07-05", hours_claimed="6")
        longer = asked("offering corrected", offering="summer", corrected_on="2023-07-10", hours="9")
        for command in (SCHEDULED, REGISTERED, CLAIMED, APPROVED, more, longer):
            ledger.submit(command, actor="clerk")
        corrected: Any = events(ledger)[-1]
        assert (str(corrected.hours_awarded), str(corrected.hours_claimed)) == ("9", "9")
