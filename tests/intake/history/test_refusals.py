"""What cannot be imported is refused: all of it at once, each with line, field, value and remedy."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ledger.commands import FACTS
from ledger.intake.history import HistoryRefused, Refusal
from ledger.intake.wording import PATTERNS
from tests.intake.history.making import OFFERED, POSTED, REGISTERED, events, imported, opened, recorded


def refusals(folder: Path, *facts: dict[str, Any] | str, **options: Any) -> tuple[Refusal, ...]:
    return imported(folder, facts, dry_run=True, **options).refusals


WRONG: list[tuple[str, dict[str, Any] | str, str, str | None, object, str]] = [
    ("a wrong day", POSTED | {"completed_on": "02.03.2017"}, "field", "completed_on", "02.03.2017", "2024-05-03"),
    ("a day that is none", POSTED | {"completed_on": "2017-02-29"}, "field", "completed_on", "2017-02-29", "2024-"),
    ("a day as a number", POSTED | {"completed_on": "1488412800"}, "field", "completed_on", "1488412800", "2024-"),
    ("hours with a comma", POSTED | {"hours_awarded": "4,5"}, "field", "hours_awarded", "4,5", "point"),
    ("no hours", POSTED | {"hours_awarded": 0}, "field", "hours_awarded", 0, "Write the hours"),
    ("a wrong column", POSTED | {"hours_award": "6"}, "field", "hours_award", "6", "'hours_awarded'"),
    ("an unknown fact", POSTED | {"fact": "credits posted"}, "fact", "fact", "credits posted", "'credit posted'"),
    ("an unknown official", POSTED | {"official": "AL-9"}, "official-unknown", "official", "AL-9", "registered"),
    ("an unknown offering", POSTED | {"offering": "2099"}, "offering-unknown", "offering", "2099", "scheduled"),
    ("an unknown source", POSTED | {"scheme": "alm", "source": "moon"}, "vocabulary", "source", "moon", "league"),
    ("no source", POSTED | {"scheme": "alm", "source": None}, "vocabulary", "source", None, "State source"),
    ("no day", {k: v for k, v in POSTED.items() if k != "posted_on"}, "field", "posted_on", None, "State"),
    ("a name as id", POSTED | {"official": "Eleanor Whitfield"}, "field", "official", "Eleanor Whitfield", "Letters"),
    ("no official", {k: v for k, v in POSTED.items() if k != "official"}, "field", "official", None, "State it"),
    ("a repeated key", '{"fact": "enrolled", "official": "AL-1", "program": "alm-basic", "enrolled_on": "2017-01-01",'
     ' "enrolled_on": "2018-01-01"}', "json", "enrolled_on", ["2017-01-01", "2018-01-01"], "once"),
    ("a time without offset", POSTED | {"recorded_at": "2017-03-20 10:00"}, "recorded-time", "recorded_at",
     "2017-03-20 10:00", "offset"),
    ("no JSON", '{"fact": "enrolled"', "json", None, '{"fact": "enrolled"', "one object"),
    ("a list", '[{"fact": "enrolled"}]', "json", None, [{"fact": "enrolled"}], "one object"),
    ("text for a number", {"fact": "attended", "official": "AL-1", "offering": "2018-summer", "minutes": "59"},
     "field", "minutes", "59", "whole number"),
    ("an email that is none", {"fact": "contact recorded", "official": "AL-1", "recorded_on": "2017-01-01",
     "email": "nobody"}, "field", "email", "nobody", "name@example.org"),
    ("a claim nobody made", {"fact": "credit approved", "official": "AL-1", "claim": "C-9",
     "approved_on": "2018-01-01"}, "claim-unknown", "claim", "C-9", "claim id"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[0])
def test_a_refusal_names_line_field_value_and_remedy(tmp_path: Path, wrong: tuple[Any, ...]) -> None:
    _, fact, reason, field, value, remedy = wrong
    found = refusals(tmp_path, OFFERED, REGISTERED, "", fact)
    assert (found[0].line, found[0].reason, found[0].field, found[0].value) == (4, reason, field, value)
    assert remedy in found[0].remedy
    assert str(found[0]).startswith(f"{tmp_path / 'history.ndjson'}:4: ")


def test_all_refusals_are_listed_and_nothing_is_imported(tmp_path: Path) -> None:
    facts = [
        REGISTERED,
        POSTED | {"hours_awarded": "-1", "completed_on": "soon", "colour": "red"},
        POSTED | {"official": "AL-2"},
        "not json",
        POSTED | {"posted_on": None},
    ]
    with pytest.raises(HistoryRefused) as refused:
        imported(tmp_path, facts)
    found = refused.value.refusals
    assert [one.line for one in found] == [2, 2, 2, 3, 4, 5]
    assert {one.field for one in found[:3]} == {"hours_awarded", "completed_on", "colour"}
    assert refused.value.report.refused_lines == 4
    assert refused.value.report.left_out_lines == 1
    assert events(tmp_path / "ledger.db") == []


def test_a_refusal_that_may_follow_from_another_names_its_line(tmp_path: Path) -> None:
    claimed = {
        "fact": "credit claimed",
        "official": "AL-1",
        "claim": "C-1",
        "source": "league",
        "hours_claimed": "-1",
    }
    approved = {"fact": "credit approved", "official": "AL-1", "claim": "C-1", "approved_on": "2018-01-01"}
    found = refusals(tmp_path, REGISTERED, claimed, approved)
    assert [(one.line, one.after) for one in found] == [(2, None), (3, 2)]


def test_who_has_a_refused_line_can_be_left_out_as_a_whole(tmp_path: Path) -> None:
    other = [REGISTERED | {"official": "AL-2"}, POSTED | {"official": "AL-2", "hours_awarded": "-6"}]
    report = imported(tmp_path, [REGISTERED, POSTED, *other], only_clean=True)
    assert (report.imported, report.refused_lines, report.left_out_lines) == (2, 1, 1)
    assert report.left_out == ("AL-2",)
    assert {event["stream"] for event in events(tmp_path / "ledger.db")} == {"official/AL-1"}


def test_an_offering_left_out_takes_along_who_uses_it(tmp_path: Path) -> None:
    claim = {
        "fact": "credit posted",
        "official": "AL-1",
        "offering": "2018-summer",
        "posted_on": "2018-07-01",
    }
    other = REGISTERED | {"official": "AL-2"}
    report = imported(tmp_path, [OFFERED | {"mode": "dream"}, REGISTERED, claim, other], only_clean=True)
    assert report.left_out == ("2018-summer", "AL-1")
    assert [event["stream"] for event in events(tmp_path / "ledger.db")] == ["official/AL-2"]


def test_a_line_that_tells_nobody_refuses_the_file_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(HistoryRefused):
        imported(tmp_path, [REGISTERED, "not json"], only_clean=True)
    assert events(tmp_path / "ledger.db") == []


def test_recorded_times_in_some_lines_only_are_refused(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, recorded(REGISTERED, "2017-01-01T00:00:00Z"), POSTED)
    assert (found.line, found.reason) == (2, "recorded-time")
    assert "line 1" in found.message
    imported(tmp_path, [recorded(REGISTERED, "2017-01-01T00:00:00Z"), POSTED], recorded_now=True)
    assert len(events(tmp_path / "ledger.db")) == 2


def test_a_recorded_time_before_the_newest_event_is_refused_with_both_instants(tmp_path: Path) -> None:
    imported(tmp_path, [recorded(REGISTERED, "2020-01-01T00:00:00Z")])
    late = recorded(POSTED, "2019-05-05T00:00:00Z")
    (found,) = refusals(tmp_path, late)
    assert (found.reason, found.field, found.value) == (
        "recorded-time",
        "recorded_at",
        "2019-05-05T00:00:00.000000Z",
    )
    assert "2020-01-01T00:00:00.000000Z" in found.message
    assert "--recorded-now" in found.remedy
    assert imported(tmp_path, [late], recorded_now=True).imported == 1


def test_a_recorded_time_in_the_future_is_refused(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, recorded(REGISTERED, "2031-01-01T00:00:00Z"))
    assert "future" in found.message


def test_two_officials_with_one_email_address_are_refused_from_2025(tmp_path: Path) -> None:
    contact = {"fact": "contact recorded", "recorded_on": "2025-03-01", "email": "mayor@example.org"}
    other = REGISTERED | {"official": "AL-0"}
    facts = [
        REGISTERED,
        other,
        contact | {"official": "AL-1"},
        contact | {"official": "AL-0", "email": "Mayor@example.org"},
    ]
    (found,) = refusals(tmp_path, *facts)
    assert (found.line, found.reason, found.field) == (4, "email-taken", "email")


def test_an_email_address_on_record_is_refused_too(tmp_path: Path) -> None:
    contact = {"fact": "contact recorded", "recorded_on": "2025-03-01", "email": "mayor@example.org"}
    imported(tmp_path, [REGISTERED, contact | {"official": "AL-1"}])
    (found,) = refusals(tmp_path, REGISTERED | {"official": "AL-0"}, contact | {"official": "AL-0"})
    assert found.reason == "email-taken"


def test_of_two_lines_with_one_email_address_the_one_recorded_later_is_refused(tmp_path: Path) -> None:
    contact = {"fact": "contact recorded", "recorded_on": "2025-03-01", "email": "mayor@example.org"}
    found = refusals(
        tmp_path,
        recorded(contact | {"official": "AL-0"}, "2025-03-03T00:00:00Z"),
        recorded(contact | {"official": "AL-1"}, "2025-03-02T00:00:00Z"),
        recorded(REGISTERED | {"official": "AL-0"}, "2025-01-01T00:00:00Z"),
        recorded(REGISTERED, "2025-01-01T00:00:00Z"),
    )
    assert [(one.line, one.reason) for one in found] == [(1, "email-taken")]


def test_nothing_of_who_is_left_out_reaches_the_vault(tmp_path: Path) -> None:
    contact = {
        "fact": "contact recorded",
        "recorded_on": "2017-01-01",
        "official": "AL-0",
        "email": "a@b.org",
    }
    left_out = [
        REGISTERED | {"official": "AL-0"},
        contact,
        POSTED | {"official": "AL-0", "hours_awarded": "-1"},
    ]
    imported(
        tmp_path, [*left_out, REGISTERED, contact | {"official": "AL-1", "email": "c@d.org"}], only_clean=True
    )
    with opened(tmp_path / "ledger.db") as service:
        assert {official for official, _, _ in service.vault.contacts()} == {"AL-1"}
        assert service.vault.owner_of_email("a@b.org") is None


SAID: list[tuple[dict[str, Any], str, str]] = [
    (POSTED | {"completed_on": "2017-02-30"}, "There is no such day.", "2024-05-03"),
    (POSTED | {"completed_on": "2017-13-01T10:00:00Z"}, "There is no such day.", "2024-05-03"),
    (POSTED | {"completed_on": "2017-03-02Tnoon"}, "This is not an instant.", "offset"),
    (POSTED | {"completed_on": "2017-03-02T10:00:00"}, "An instant needs its offset", "offset"),
    (POSTED | {"source": "The League"}, "not of the right form", "small letters, digits and -"),
    (POSTED | {"claim": "C 1"}, "not of the right form", "Letters, digits and . _ : -"),
    (POSTED | {"hours_awarded": 0}, "It must be more than 0.", "Write the hours"),
    (POSTED | {"hours_awarded": "many"}, "This is not a number.", "point"),
    (POSTED | {"hours_awarded": ["6"]}, "This is not a number.", "text or a number"),
    (POSTED | {"hours_awarded": "0.0000001"}, "more than 6 decimal places", "Round it to 6"),
    (POSTED | {"hours_awarded": "10001"}, "It must be at most 10000.", "Write the hours"),
    (POSTED | {"title": ""}, "It is empty.", "at least one character"),
    (POSTED | {"title": "x" * 501}, "It has more than 500 characters.", "Shorten it"),
    (POSTED | {"title": 7}, "This is not text.", "quotation marks"),
    ({"fact": "attended", "official": "AL-1", "offering": "x", "minutes": -1}, "It must be at least 0.", "whole"),
    ({"fact": "documents attached", "official": "AL-1", "claim": "C-1", "documents": "agenda"},
     "This is not a list.", "square brackets"),
    ({"fact": "documents attached", "official": "AL-1", "claim": "C-1", "documents": ["agenda"]},
     "This is not an object.", "braces"),
    ({"fact": "documents attached", "official": "AL-1", "claim": "C-1", "documents": []},
     "It is empty.", "Name at least one"),
    ({"fact": "approval rate recorded", "official": "AL-1", "application": "x", "rate": "high"},
     "This is not a number.", "percentage"),
    ({"fact": "fee paid", "official": "AL-1", "program": "iimc-cmc", "payment": "p", "amount": "much",
      "paid_on": "2018-01-01"}, "This is not a number.", "amount"),
    ({"fact": "contact recorded", "official": "AL-1", "email": "nobody"}, "This is no email address.", "name@"),
]  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=lambda said: str(said[1]))
def test_a_fault_is_said_in_words_of_this_program(
    tmp_path: Path, said: tuple[dict[str, Any], str, str]
) -> None:
    fact, message, remedy = said
    found = refusals(tmp_path, REGISTERED, fact)
    assert message in found[0].message
    assert remedy in found[0].remedy
    assert "format of the field" not in found[0].remedy
    for word in ("Input should", "should match", "valid string", "[A-Z", "tring should"):
        assert word not in str(found[0])


def test_every_pattern_of_a_field_has_its_rule_in_words() -> None:
    schemas = json.dumps([cls.model_json_schema() for cls in FACTS.values()])
    patterns = {json.loads(text) for text in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', schemas)}
    assert patterns == set(PATTERNS)


def test_a_fault_of_form_follows_from_nothing(tmp_path: Path) -> None:
    unknown = {"fact": "credit approved", "official": "AL-1", "claim": "C-9", "approved_on": "2018-01-01"}
    found = refusals(
        tmp_path, REGISTERED, unknown, POSTED | {"hours_awarded": "x"}, POSTED | {"source": 3}, unknown
    )
    assert [(one.line, one.after) for one in found] == [(2, None), (3, None), (4, None), (5, 2)]
