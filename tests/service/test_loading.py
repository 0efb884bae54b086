"""A record loaded in one go is the record that its events make one by one, and the one the service went on to."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ledger.events import EVENT_TYPES, OfficialRegistered
from ledger.log.codec import decode, decode_all
from ledger.record.claim import CLAIM_STEPS
from ledger.record.official import Record, evolve, fold
from tests.oracle.adapter import League, official_of
from tests.oracle.generate import generate
from tests.oracle.readings import Readings
from tests.service.making import EVERY_KIND, opened, request


@pytest.mark.parametrize("seed", range(500, 530))
def test_loading_a_generated_history_gives_what_its_events_give_one_by_one(seed: int) -> None:
    found, facts = League(Readings()), generate(seed)
    found.grow(facts)
    official = official_of(facts) or ""
    history = found.ledger.store.history_of(f"official/{official}")
    record = Record()
    for count, (position, kind, data) in enumerate(history, start=1):
        record = evolve(record, decode(kind, data), position)
        assert fold(decode_all(history[:count])) == record
    found.ledger.service.forget()
    assert found.ledger.service.record(official) == record
    assert list(record.claims) == list(found.ledger.service.record(official).claims)


def test_a_stream_with_an_event_of_every_kind_is_loaded_as_it_was_left(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.submit_many([request(one, f"c-{n}", importing=imp) for n, (one, imp) in enumerate(EVERY_KIND)])
        history = ledger.store.history_of("official/AL-1")
        assert {EVENT_TYPES[kind] for _, kind, _ in history} >= set(CLAIM_STEPS)
        record = Record()
        for position, kind, data in history:
            record = evolve(record, decode(kind, data), position)
        assert fold(decode_all(history)) == record
        assert record.version == len(history) == ledger.store.last_version("official/AL-1")


def test_a_record_handed_out_is_not_changed_by_what_comes_after(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        records = []
        for number, (one, importing) in enumerate(EVERY_KIND):
            ledger.submit_many([request(one, f"c-{number}", importing=importing)])
            record = ledger.service.record("AL-1")
            records.append((record, dict(record.claims)))
        assert all(record.claims == claims for record, claims in records)
        assert any(earlier[1] != later[1] for earlier, later in pairwise(records))


def test_an_empty_stream_is_loaded_as_an_empty_record() -> None:
    assert fold(()) == Record()


def test_an_event_of_another_stream_has_no_place_in_an_officials_record() -> None:
    stray = decode("rules-adopted.v1", b'{"adopted_on":"2016-01-01","sha256":"%b","text":"x"}' % (b"0" * 64))
    registered = decode(OfficialRegistered.TYPE, b'{"registered_on":"2016-11-07"}')
    with pytest.raises(KeyError):
        fold([(registered, 1), (stray, 2)])
