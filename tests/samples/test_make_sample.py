"""The generator of sample leagues, run as the program it is, and the small sample that is shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.commands import FACTS
from ledger.intake.attendance import Person, match, read_attendance
from tests.samples.checker import Checker, counted_hours, problems

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "scripts" / "make-sample"
SMALL = ROOT / "samples" / "league-small.ndjson"
SMALL_ARGUMENTS = (
    "--seed", "7", "--municipalities", "12", "--officials", "60", "--from", "2014", "--until", "2026-06-01",
    "--stories",
)  # fmt: skip


def make(out: Path, *arguments: str) -> list[str]:
    subprocess.run([sys.executable, PROGRAM, *arguments, "--out", out], check=True, capture_output=True)
    return out.read_text(encoding="utf-8").splitlines()


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    arguments = ("--seed", "3", "--officials", "40", "--municipalities", "9")
    assert make(tmp_path / "one", *arguments) == make(tmp_path / "two", *arguments)


def test_another_seed_gives_another_league(tmp_path: Path) -> None:
    first = make(tmp_path / "one", "--seed", "3", "--officials", "20")
    assert first != make(tmp_path / "two", "--seed", "4", "--officials", "20")


def test_the_shipped_sample_is_what_its_arguments_give(tmp_path: Path) -> None:
    make(tmp_path / "small", *SMALL_ARGUMENTS)
    assert (tmp_path / "small").read_bytes() == SMALL.read_bytes()


def test_the_shipped_sample_stays_small() -> None:
    assert SMALL.stat().st_size < 1_500_000


@pytest.mark.parametrize(
    "arguments",
    [
        SMALL_ARGUMENTS,
        ("--seed", "1", "--officials", "5", "--municipalities", "2"),
        ("--seed", "2", "--officials", "800", "--until", "2027"),
        ("--seed", "3", "--officials", "300", "--from", "2019", "--until", "2034"),
    ],
    ids=["the shipped one", "five officials", "eight hundred", "other years"],
)
def test_every_fact_could_be_recorded_in_its_place(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    lines = make(tmp_path / "league", *arguments)
    assert len(lines) > 300
    assert list(problems(lines)) == []


def test_every_line_is_a_fact_of_the_history_format() -> None:
    for line in SMALL.read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        fields = {name: value for name, value in fact.items() if name not in ("fact", "recorded_at")}
        FACTS[fact["fact"]].model_validate(fields)


def test_nothing_is_recorded_on_or_after_the_last_day(tmp_path: Path) -> None:
    lines = make(tmp_path / "league", "--officials", "30", "--until", "2019-03-01")
    assert max(json.loads(line)["recorded_at"] for line in lines) < "2019-03-01T06:00"


def test_events_stops_at_exactly_that_many_facts(tmp_path: Path) -> None:
    assert len(make(tmp_path / "league", "--events", "5000")) == 5000


def test_the_recorded_times_can_be_left_out_and_nothing_else_changes(tmp_path: Path) -> None:
    arguments = ("--officials", "20", "--seed", "5")
    with_times = [json.loads(line) for line in make(tmp_path / "with", *arguments)]
    for fact in with_times:
        del fact["recorded_at"]
    without = make(tmp_path / "without", *arguments, "--no-recorded-at")
    assert [json.loads(line) for line in without] == with_times


def test_grouped_by_official_the_facts_are_the_same_and_stay_valid(tmp_path: Path) -> None:
    arguments = ("--officials", "30", "--seed", "5")
    plain = make(tmp_path / "plain", *arguments)
    grouped = make(tmp_path / "grouped", *arguments, "--shuffle-by-official")
    assert sorted(plain) == sorted(grouped)
    assert list(problems(grouped, recorded=False)) == []
    order = [json.loads(line).get("official") for line in grouped]
    blocks = [one for one, before in zip(order, [object(), *order], strict=False) if one != before]
    assert len(blocks) == len(set(blocks))
    assert blocks[0] is None
    assert blocks[1:] != sorted(str(one) for one in blocks[1:])


def test_people_lists_every_official_once_with_an_email_of_their_own(tmp_path: Path) -> None:
    lines = make(tmp_path / "league", "--officials", "50", "--people", str(tmp_path / "people.csv"))
    rows = (tmp_path / "people.csv").read_text(encoding="utf-8").splitlines()[1:]
    registered = [
        fact["official"] for fact in map(json.loads, lines) if fact["fact"] == "official registered"
    ]
    assert sorted(row.split(",")[0] for row in rows) == sorted(registered)
    assert len({row.split(",")[3] for row in rows}) == len(rows)


def test_memory_does_not_grow_with_the_facts(tmp_path: Path) -> None:
    small, large = (peak_memory(tmp_path / "out", facts) for facts in (20_000, 200_000))
    assert large < small * 1.35


def peak_memory(out: Path, facts: int) -> int:
    """Return the most memory a run with this many facts of the same officials took, in kilobytes."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    arguments = ("--officials", "2700", "--until", "2032", "--events", str(facts), "--out", str(out))
    run = subprocess.run(
        [sys.executable, "-c", code, sys.executable, str(PROGRAM), *arguments],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    with out.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == facts
    return int(run.stdout)


def test_a_league_has_what_makes_one_interesting(tmp_path: Path) -> None:
    facts = [json.loads(line) for line in make(tmp_path / "league", "--officials", "900")]
    kinds = {fact["fact"] for fact in facts}
    assert kinds >= {
        "attended", "contact recorded", "credit approved", "credit claimed", "credit corrected",
        "credit form issued", "credit posted", "credit rejected", "credit resubmitted", "credit returned",
        "credit reversed", "designation awarded", "designation reinstated", "documents attached", "enrolled",
        "graduate honoured", "letter sent", "offering cancelled", "offering scheduled", "official registered",
        "standing announced", "term began", "term ended",
    }  # fmt: skip
    claimed = [fact for fact in facts if fact["fact"] == "credit claimed"]
    waits = [date.fromisoformat(f["submitted_on"]) - date.fromisoformat(f["completed_on"]) for f in claimed]
    assert any(wait.days > 200 for wait in waits)
    assert {fact.get("source") for fact in claimed} >= {"other", None}
    assert all(fact["imported_from"] for fact in facts if fact["recorded_at"] < "2018-01-01")


# --- the three stories of samples/README.md -----------------------------------------------------------------


def shipped(*, until: str = "9999") -> Checker:
    """Return the shipped league as it stood before an instant."""
    checker = Checker()
    for line in SMALL.read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        if fact["recorded_at"] < until:
            checker.check(fact)
    return checker


def approved_hours(checker: Checker, official: str, since: int, until: int) -> Decimal:
    claims = checker.people[official].claims.values()
    hours = [
        claim["awarded"]
        for claim in claims
        if claim["state"] == "approved" and since <= claim["completed"].year <= until
    ]
    return sum(hours, Decimal(0))


@pytest.mark.parametrize(("until", "hours"), [("2022-05-25T06:00", "16.5"), ("2022-05-26T04:59", "22.5")])
def test_the_late_form_makes_the_window_of_2021_good(until: str, hours: str) -> None:
    assert approved_hours(shipped(until=until), "AL-000001", 2019, 2021) == Decimal(hours)


def test_caps_and_the_second_anniversary_leave_exactly_forty_hours_toward_basic() -> None:
    marcus = shipped(until="2021-10-01").people["AL-000002"]
    assert counted_hours(marcus) == (Decimal(40), Decimal("4.5"))
    without_last = {key: claim for key, claim in marcus.claims.items() if claim["completed"].month != 9}
    marcus.claims = without_last
    assert counted_hours(marcus)[0] == Decimal("34")  # 38.5 less the training of September 2018


def test_the_repeated_course_leaves_2025_half_an_hour_short() -> None:
    checker = shipped()
    assert approved_hours(checker, "AL-000003", 2025, 2025) == Decimal("5.5")
    denise = checker.people["AL-000003"]
    again, first = denise.claims["C-000003-010"], denise.claims["C-000003-008"]
    assert (again["course"], again["awarded"]) == (first["course"], Decimal(1))
    assert (again["completed"] - first["completed"]).days < 730
    assert approved_hours(checker, "AL-000003", 2026, 2026) == Decimal("7.5")


# --- the two sheets -----------------------------------------------------------------------------------------


def people_on_record() -> list[Person]:
    people: dict[str, Person] = {}
    places: dict[str, str] = {}
    facts = [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]
    for fact in facts:
        if fact["fact"] == "term began":
            places[fact["official"]] = fact["municipality"]
    for fact in facts:
        if fact["fact"] == "contact recorded":
            official = fact["official"]
            people[official] = Person(
                official_id=official, given_name=fact["given_name"], family_name=fact["family_name"],
                email=fact["email"], municipality=places[official],
            )  # fmt: skip
    return list(people.values())


@pytest.mark.parametrize(
    ("sheet", "offering", "strangers"),
    [
        ("attendance-zoom.csv", "2026-webinar-06", {"Tamsin Oduya", "Clerk Office"}),
        ("sign-in.csv", "2026-cmo-summer", {"Rosalind Quillfeather", "Charlene Holcomb"}),
    ],
)
def test_the_sheets_are_of_offerings_and_people_of_the_sample(
    sheet: str, offering: str, strangers: set[str]
) -> None:
    scheduled = shipped().offerings[offering]
    read = read_attendance(ROOT / "samples" / sheet)
    assert {str(each.attended_on) for each in read.attendees} == {scheduled["starts_on"]}
    matches = match(read.attendees, people_on_record())
    unmatched = {f"{one.attendee.given_name} {one.attendee.family_name}" for one in matches.unmatched}
    assert strangers <= unmatched
    assert len(matches.matched) >= 7


# --- the checker itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("find", "field", "value", "fault"),
    [
        ("credit approved", "hours_awarded", "9", "more awarded than claimed"),
        ("credit claimed", "submitted_on", "2018-01-01", "submitted before"),
        ("contact recorded", "email", "eleanor.whitfield@example.org", "email taken"),
        ("credit form issued", "issued_on", "2026-06-30", "after the local day"),
        ("offering scheduled", "recorded_at", "2013-01-01T12:00:00Z", "before the line above"),
        ("credit reversed", "claim", "C-000001-001", "KeyError"),
        ("term ended", "ended_on", "2011-01-01", "ended before it began"),
        ("designation awarded", "awarded_on", "2026-06-02", "after the local day"),
    ],
)
def test_the_checker_sees_a_planted_fault(find: str, field: str, value: str, fault: str) -> None:
    lines = SMALL.read_text(encoding="utf-8").splitlines()
    place = [number for number, line in enumerate(lines) if f'"fact": "{find}"' in line][-1]
    lines[place] = json.dumps({**json.loads(lines[place]), field: value})
    assert any(fault in problem for problem in problems(lines))


def test_the_checker_sees_an_award_without_its_hours() -> None:
    lines = [line for line in SMALL.read_text(encoding="utf-8").splitlines() if '"C-000003-001"' not in line]
    assert [problem for problem in problems(lines) if "requirements not met: 34" in problem]
