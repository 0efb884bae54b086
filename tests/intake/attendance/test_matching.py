"""Matching: found by what both sides state, otherwise unmatched with the candidates named."""

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.intake.attendance import Attendee, Matches, Person, Stay, match

ADA = Person(
    official_id="A-1",
    given_name="Ada",
    family_name="Okafor",
    email="ada@auburn.example",
    municipality="Auburn",
)
JOSE = Person(official_id="A-2", given_name="José", family_name="O'Brien", municipality="Prattville")
LEE = Person(
    official_id="A-3", given_name="Sam", family_name="Lee", email="hall@town.example", municipality="Dothan"
)
LEE_TOO = Person(official_id="A-4", given_name="Sam", family_name="Lee", municipality="Opelika")
REED = Person(official_id="A-5", given_name="Jo", family_name="Reed", email="hall@town.example")
PEOPLE = (ADA, JOSE, LEE, LEE_TOO, REED)
DAY = date(2024, 5, 13)


def someone(line: int = 2, **stated: Any) -> Attendee:
    return Attendee(line=line, lines=(line,), attended_on=DAY, **stated)


def found(matches: Matches) -> list[tuple[str, str]]:
    assert not matches.unmatched
    return [(one.official_id, one.how) for one in matches.matched]


def not_found(matches: Matches) -> tuple[str, list[str]]:
    assert not matches.matched
    (one,) = matches.unmatched
    return one.reason, [person.official_id for person in one.suggestions]


def test_an_official_id_decides_first() -> None:
    assert found(match([someone(official_id="a-1", full_name="A. Okafor")], PEOPLE)) == [
        ("A-1", "official ID")
    ]


def test_an_unknown_official_id_is_not_replaced_by_a_name() -> None:
    reason, suggested = not_found(match([someone(official_id="X-9", full_name="Ada Okafor")], PEOPLE))
    assert (reason, suggested) == ("no official has the ID 'X-9'", ["A-1"])


def test_an_email_decides_next_whatever_its_case_and_a_differing_name_is_noted() -> None:
    matches = match([someone(full_name="Addie Okafor", email="ADA@auburn.example")], PEOPLE)
    assert found(matches) == [("A-1", "email")]
    assert [str(note) for note in matches.notes] == ["the name differs from the official's on record: line 2"]


def test_officials_who_share_an_address_are_told_apart_by_name_or_not_at_all() -> None:
    assert found(match([someone(full_name="Jo Reed", email="hall@town.example")], PEOPLE)) == [
        ("A-5", "email and name")
    ]
    reason, suggested = not_found(match([someone(email="hall@town.example")], PEOPLE))
    assert (reason, suggested) == ("2 officials share the email 'hall@town.example'", ["A-3", "A-5"])


def test_an_email_of_one_official_with_the_name_of_another_is_unmatched() -> None:
    reason, suggested = not_found(
        match([someone(full_name="Jose OBrien", email="ada@auburn.example")], PEOPLE)
    )
    assert (reason, suggested) == ("the email and the name belong to different officials", ["A-1", "A-2"])


def test_an_id_of_one_official_with_the_email_or_name_of_another_is_unmatched() -> None:
    by_email = not_found(match([someone(official_id="A-2", email="ada@auburn.example")], PEOPLE))
    by_name = not_found(match([someone(official_id="A-2", full_name="Ada Okafor")], PEOPLE))
    assert by_email == ("the official ID and the email belong to different officials", ["A-2", "A-1"])
    assert by_name == ("the official ID and the name belong to different officials", ["A-2", "A-1"])


def test_accents_case_spaces_and_apostrophes_do_not_keep_a_name_apart() -> None:
    assert found(match([someone(full_name="JOSE  O’BRIEN")], PEOPLE)) == [("A-2", "name")]


def test_two_officials_of_one_name_are_told_apart_by_municipality_or_not_at_all() -> None:
    assert found(match([someone(full_name="Sam Lee", municipality="opelika")], PEOPLE)) == [
        ("A-4", "name and municipality")
    ]
    reason, suggested = not_found(match([someone(full_name="Sam Lee")], PEOPLE))
    assert (reason, suggested) == ("2 officials have the name 'Sam Lee'", ["A-3", "A-4"])


def test_a_name_known_in_another_municipality_only_is_unmatched() -> None:
    reason, suggested = not_found(match([someone(full_name="Ada Okafor", municipality="Dothan")], PEOPLE))
    assert (reason, suggested) == ("no official of this name is on record in 'Dothan'", ["A-1"])


def test_a_near_name_or_one_turned_round_is_suggested_and_never_taken() -> None:
    assert not_found(match([someone(full_name="Ada Okaforr")], PEOPLE))[1] == ["A-1"]
    assert not_found(match([someone(full_name="Okafor Ada")], PEOPLE))[1] == ["A-1"]
    assert not_found(match([someone(full_name="Zed Quux")], PEOPLE))[1] == []


def test_two_rows_that_are_one_official_are_joined_without_counting_a_minute_twice() -> None:
    rows = [
        someone(3, full_name="Ada Okafor", minutes=60, stays=(Stay(36_000, 39_600),)),
        someone(7, email="ada@auburn.example", minutes=60, stays=(Stay(37_800, 41_400),), hours=Decimal(2)),
    ]
    matches = match(rows, PEOPLE)
    (one,) = matches.matched
    assert (one.attendee.lines, one.attendee.minutes, one.attendee.hours) == ((3, 7), 90, Decimal(2))
    assert "A-1 is named more than once and counted once: lines 3, 7" in map(str, matches.notes)


def test_two_rows_of_one_official_that_cannot_be_added_up_are_unmatched() -> None:
    rows = [
        someone(3, full_name="Ada Okafor", minutes=60),
        someone(7, email="ada@auburn.example", minutes=90),
    ]
    matches = match(rows, PEOPLE)
    assert not matches.matched
    assert [one.attendee.line for one in matches.unmatched] == [3, 7]
    assert "state 60 and 90 minutes" in matches.unmatched[0].reason


def test_two_rows_with_one_official_id_are_joined_though_their_names_differ() -> None:
    rows = [
        someone(3, official_id="A-1", full_name="Ada Okafor", minutes=60),
        someone(7, official_id="A-1", full_name="A. Okafor", minutes=60),
    ]
    matches = match(rows, PEOPLE)
    assert [one.attendee.lines for one in matches.matched] == [(3, 7)]
    assert "the name differs from the official's on record: line 7" in map(str, matches.notes)
