"""Every command may be sent again: under its id, from another process, in one batch, or with a new id."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.commands import FACTS
from ledger.open import Ledger
from ledger.service import Request
from tests.service.making import EVERY_KIND, Clock, opened, request


def test_the_script_has_a_command_of_every_kind() -> None:
    assert {type(command) for command, _ in EVERY_KIND} == set(FACTS.values())


def test_every_command_under_its_id_again_is_answered_with_its_first_result(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for number, (command, importing) in enumerate(EVERY_KIND):
            one = request(command, f"c-{number}", importing=importing)
            (first,) = ledger.submit_many([one])
            assert first.refusal is None, (command, first.refusal)
            assert len(first.positions) >= len(first.events) > 0, command
            length = ledger.store.last_position()
            (again,) = ledger.submit_many([one])
            assert (again.repeated, again.positions) == (True, first.positions)
            assert ledger.store.last_position() == length


def test_every_command_again_from_another_connection_adds_nothing(tmp_path: Path) -> None:
    requests = [request(command, f"c-{n}", importing=imp) for n, (command, imp) in enumerate(EVERY_KIND)]
    with opened(tmp_path) as ledger:
        first = ledger.submit_many(requests)
        length = ledger.store.last_position()
    with opened(tmp_path) as ledger:
        again = ledger.submit_many(requests)
        assert [one.positions for one in again] == [one.positions for one in first]
        assert all(one.repeated for one in again)
        assert ledger.store.last_position() == length


def test_every_command_immediately_again_under_a_new_id_adds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for number, (command, importing) in enumerate(EVERY_KIND):
            ledger.submit_many([request(command, f"c-{number}", importing=importing)])
            length = ledger.store.last_position()
            (again,) = ledger.submit_many([request(command, f"again-{number}", importing=importing)])
            assert again.events == ()
            assert ledger.store.last_position() == length
            assert again.refusal is None or command.FACT == "attended"


def test_a_command_twice_in_one_batch_is_recorded_once(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        for number, (command, importing) in enumerate(EVERY_KIND):
            one = request(command, f"c-{number}", importing=importing)
            before = ledger.store.last_position()
            first, _ = ledger.submit_many([one, one])
            assert ledger.store.last_position() == before + len(first.positions)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(range(len(EVERY_KIND))), min_size=1, max_size=40))
def test_in_whatever_order_commands_come_each_adds_nothing_when_repeated(order: list[int]) -> None:
    with Ledger.open("sqlite://", clock=Clock()) as ledger:
        for turn, number in enumerate([0, 1, 13, *order]):
            command, importing = EVERY_KIND[number]
            ledger.submit_many([Request(command, "clerk", f"{turn}-first", importing=importing)])
            length = ledger.store.last_position()
            ledger.submit_many([Request(command, "clerk", f"{turn}-again", importing=importing)])
            assert ledger.store.last_position() == length, command
