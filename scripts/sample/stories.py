"""Three histories written by hand; `samples/README.md` tells what the rules make of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sample.days import SECONDS
from sample.diary import Diary
from sample.names import address

BASIC, ADVANCED = "alm-basic", "alm-advanced"
MAYOR, SECOND, THIRD = "AL-000001", "AL-000002", "AL-000003"
#: Id, given name, family name, email, municipality, office: as for every official.
PEOPLE = (
    (MAYOR, "Eleanor", "Whitfield", "eleanor.whitfield@example.org", "Mentone", "mayor"),
    (SECOND, "Marcus", "Tolbert", "marcus.tolbert@example.org", "Magnolia Springs", "councilmember"),
    (THIRD, "Denise", "Okafor", "denise.okafor@example.org", "Clio", "councilmember"),
)
TERMS = {
    MAYOR: ((2014, "2012", "2012-11-05"), (2016, "2016", "2016-11-07"), (2020, "2020", "2020-11-02"),
            (2025, "2025", "2025-11-03")),
    SECOND: ((2018, "2016", "2016-11-07"), (2020, "2020", "2020-11-02"), (2025, "2025", "2025-11-03")),
    THIRD: ((2020, "2020", "2020-11-02"), (2025, "2025", "2025-11-03")),
}  # fmt: skip
#: Local days of registration.
REGISTERED = {MAYOR: "2014-01-06", SECOND: "2018-01-08", THIRD: "2020-11-16"}

#: Outcomes of the older system: completed, posted, hours, course, title.
POSTED = (
    ("2014-05-21", "2014-06-16", "6", "CONV-2014", "Annual Convention 2014"),
    ("2014-09-18", "2014-10-13", "4.5", "CMO-105", "Public Works, Streets and Utilities"),
    ("2015-05-20", "2015-06-15", "6", "CONV-2015", "Annual Convention 2015"),
    ("2015-09-17", "2015-10-12", "6", "CMO-102", "Budgets, Audits and Competitive Bids"),
    ("2016-05-18", "2016-06-13", "6", "CONV-2016", "Annual Convention 2016"),
    ("2016-09-15", "2016-10-10", "6", "CMO-104", "Personnel, Ethics and Liability"),
    ("2017-05-24", "2017-06-19", "6", "CONV-2017", "Annual Convention 2017"),
)
#: Offering, completed, form issued, form in, approved, hours.
CREDITS = {
    MAYOR: (
        ("2018-convention", "2018-05-23", "2018-05-24", "2018-05-25", "2018-05-29", "6"),
        ("2019-convention", "2019-05-22", "2019-05-23", "2019-05-24", "2019-05-28", "6"),
        ("2019-cmo-autumn-montgomery", "2019-09-19", "2019-09-20", "2019-09-21", "2019-09-24", "4.5"),
        ("2021-convention", "2021-05-19", "2021-05-20", "2021-05-21", "2021-05-25", "6"),
        ("2021-cmo-autumn-montgomery", "2021-09-16", "2021-09-17", "2022-05-20", "2022-05-25", "6"),
        ("2022-convention", "2022-05-18", "2022-05-19", "2022-05-20", "2022-05-26", "6"),
        ("2022-cmo-autumn-montgomery", "2022-09-15", "2022-09-16", "2022-09-18", "2022-09-20", "6"),
        ("2023-convention", "2023-05-24", "2023-05-25", "2023-05-27", "2023-05-30", "6"),
        ("2024-convention", "2024-05-22", "2024-05-23", "2024-05-24", "2024-05-28", "6"),
        ("2025-convention", "2025-05-21", "2025-05-22", "2025-05-23", "2025-05-27", "6"),
        ("2026-convention", "2026-05-20", "2026-05-21", "2026-05-22", "2026-05-27", "6"),
    ),
    SECOND: (
        ("2018-convention", "2018-05-23", "2018-05-24", "2018-05-28", "2018-05-30", "6"),
        ("2018-cmo-autumn-birmingham", "2018-09-13", "2018-09-14", "2018-09-14", "2018-09-18", "4.5"),
        ("2019-finance-institute", "2019-04-12", "2019-04-15", "2019-04-16", "2019-04-18", "6"),
        ("2019-convention", "2019-05-22", "2019-05-23", "2019-05-26", "2019-05-29", "6"),
        ("2021-finance-institute", "2021-04-12", "2021-04-13", "2021-04-13", "2021-04-16", "6"),
        ("2021-convention", "2021-05-19", "2021-05-20", "2021-05-22", "2021-05-25", "6"),
        ("2021-cmo-autumn-birmingham", "2021-09-09", "2021-09-10", "2021-09-12", "2021-09-15", "6"),
        ("2025-convention", "2025-05-21", "2025-05-22", "2025-05-23", "2025-05-28", "6"),
    ),
    THIRD: (
        ("2021-convention", "2021-05-19", "2021-05-20", "2021-05-20", "2021-05-25", "6"),
        ("2021-cmo-autumn-huntsville", "2021-09-02", "2021-09-03", "2021-09-04", "2021-09-08", "6"),
        ("2022-convention", "2022-05-18", "2022-05-19", "2022-05-23", "2022-05-26", "6"),
        ("2022-cmo-autumn-huntsville", "2022-09-01", "2022-09-02", "2022-09-02", "2022-09-06", "6"),
        ("2023-convention", "2023-05-24", "2023-05-25", "2023-05-26", "2023-05-31", "6"),
        ("2023-cmo-autumn-huntsville", "2023-09-07", "2023-09-08", "2023-09-10", "2023-09-12", "4.5"),
        ("2024-winter-conference", "2024-02-15", "2024-02-16", "2024-02-17", "2024-02-20", "4.5"),
        ("2024-onl-07", "2024-06-20", "2024-06-21", "2024-06-21", "2024-06-24", "1"),
        ("2025-winter-conference", "2025-02-13", "2025-02-14", "2025-02-15", "2025-02-18", "4.5"),
        ("2025-onl-07", "2025-12-11", "2025-12-12", "2025-12-12", "2025-12-16", "1"),
        ("2026-onl-03", "2026-01-29", "2026-01-30", "2026-01-30", "2026-02-03", "1.5"),
        ("2026-convention", "2026-05-20", "2026-05-21", "2026-05-22", "2026-05-26", "6"),
    ),
}
#: Outside training of the second: completed, form in, approved, hours, source, course, title, provider.
OUTSIDE = (
    ("2019-03-13", "2019-03-20", "2019-04-08", "4", "nlc", "NLC-CCC-2019", "Congressional City Conference",
     "National League of Cities"),
    ("2019-11-08", "2019-11-15", "2019-12-02", "3", "other", "AU-GEDI-1", "Local Government Seminar",
     "Auburn University"),
    ("2020-02-20", "2020-02-28", "2020-03-16", "6", "other", "UA-FIN-1", "Public Finance I",
     "University of Alabama"),
    ("2021-02-25", "2021-03-04", "2021-03-22", "3", "other", "FEMA-IS-700",
     "National Incident Management System", "FEMA"),
)  # fmt: skip
#: Recorded on, fact, whom, fields.
DECISIONS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("2014-03-10", "designation awarded", MAYOR,
     {"program": BASIC, "awarded_on": "2014-03-10", "hours_on_record": "40"}),
    ("2014-03-17", "enrolled", MAYOR, {"program": ADVANCED, "enrolled_on": "2014-03-17"}),
    ("2018-02-12", "designation awarded", MAYOR, {"program": ADVANCED, "awarded_on": "2018-02-12"}),
    ("2018-03-01", "letter sent", MAYOR,
     {"program": ADVANCED, "kind": "award-letter", "sent_on": "2018-03-01", "contents": ["pin", "award"]}),
    ("2018-11-14", "graduate honoured", MAYOR, {"program": ADVANCED, "honoured_on": "2018-11-14"}),
    ("2022-01-18", "standing announced", MAYOR,
     {"program": ADVANCED, "status": "inactive", "announced_on": "2022-01-18", "effective_on": "2022-01-01"}),
    ("2022-05-27", "standing announced", MAYOR,
     {"program": ADVANCED, "status": "active", "announced_on": "2022-05-27", "effective_on": "2022-01-01"}),
    ("2021-10-18", "designation awarded", SECOND, {"program": BASIC, "awarded_on": "2021-10-18"}),
    ("2021-10-25", "enrolled", SECOND, {"program": ADVANCED, "enrolled_on": "2021-10-25"}),
    ("2021-11-04", "letter sent", SECOND,
     {"program": BASIC, "kind": "award-letter", "sent_on": "2021-11-04", "contents": ["pin", "award"]}),
    ("2021-11-10", "graduate honoured", SECOND, {"program": BASIC, "honoured_on": "2021-11-10"}),
    ("2024-07-29", "designation awarded", THIRD, {"program": BASIC, "awarded_on": "2024-07-29"}),
    ("2024-08-05", "enrolled", THIRD, {"program": ADVANCED, "enrolled_on": "2024-08-05"}),
    ("2024-08-16", "letter sent", THIRD,
     {"program": BASIC, "kind": "award-letter", "sent_on": "2024-08-16", "contents": ["pin", "award"]}),
    ("2024-11-13", "graduate honoured", THIRD, {"program": BASIC, "honoured_on": "2024-11-13"}),
    ("2025-10-06", "letter sent", THIRD,
     {"program": BASIC, "kind": "annual-hours-reminder", "sent_on": "2025-10-06"}),
)  # fmt: skip


class Stories:
    """Puts the three histories into a diary; what lies outside its days is not told."""

    def __init__(self, diary: Diary, told: Callable[[tuple[str, ...]], None]) -> None:
        self._diary, self._told = diary, told
        for number, person in enumerate(PEOPLE, start=1):
            self._register(number, person)
        for number, official in enumerate((MAYOR, SECOND, THIRD), start=1):
            for place, credit in enumerate(CREDITS[official], start=1):
                self._credit(official, f"C-{number:06}-{place:03}", credit)
        for place, posted in enumerate(POSTED, start=101):
            self._posted(f"C-000001-{place:03}", posted)
        for place, outside in enumerate(OUTSIDE, start=101):
            self._outside(f"C-000002-{place:03}", outside)
        for day, fact, official, fields in DECISIONS:
            self._on(day, 11, fact, official=official, **fields)

    def _on(self, day: str, hour: int, fact: str, **fields: Any) -> None:
        tick = date.fromisoformat(day).toordinal() * SECONDS + hour * 3600
        if tick >= self._diary.since * SECONDS:
            self._diary.at(tick, self._record, fact, fields)

    def _record(self, fact: str, fields: dict[str, Any]) -> None:
        self._diary.record(fact, **fields)

    def _register(self, number: int, person: tuple[str, ...]) -> None:
        official, given, family, email, place, office = person
        day = REGISTERED[official]
        self._on(day, 9, "official registered", official=official, registered_on=day, jurisdiction="al")
        self._on(
            day, 9, "contact recorded", official=official, recorded_on=day, given_name=given,
            family_name=family, email=email, address=address(number, place),
        )  # fmt: skip
        self._on(day, 9, "enrolled", official=official, program=BASIC, enrolled_on=day)
        self._diary.at(date.fromisoformat(day).toordinal() * SECONDS + 9 * 3600, self._told, person)
        previous = None
        for year, term, began in TERMS[official]:
            on_file = began if year in (2016, 2020, 2025) and previous else day
            if previous:
                ended = date.fromordinal(date.fromisoformat(began).toordinal() - 1).isoformat()
                self._on(on_file, 10, "term ended", official=official, term=previous, ended_on=ended)
            self._on(
                on_file, 10, "term began", official=official, term=term, office=office, began_on=began,
                municipality=place,
            )  # fmt: skip
            previous = term

    def _posted(self, claim: str, posted: tuple[str, ...]) -> None:
        completed, day, hours, course, title = posted
        self._on(
            day, 14, "credit posted", official=MAYOR, claim=claim, completed_on=completed, posted_on=day,
            hours_awarded=hours, source="league", mode="in-person", title=title, course=course,
        )  # fmt: skip

    def _credit(self, official: str, claim: str, credit: tuple[str, ...]) -> None:
        offering, completed, issued, submitted, approved, hours = credit
        about = {"official": official, "claim": claim}
        if "-onl-" not in offering:
            self._on(completed, 17, "attended", official=official, offering=offering, attended_on=completed)
        self._on(
            issued,
            9,
            "credit form issued",
            **about,
            offering=offering,
            completed_on=completed,
            issued_on=issued,
        )
        self._on(
            submitted, 20, "credit claimed", **about, offering=offering, completed_on=completed,
            submitted_on=submitted, hours_claimed=hours,
        )  # fmt: skip
        self._on(approved, 15, "credit approved", **about, approved_on=approved)

    def _outside(self, claim: str, outside: tuple[str, ...]) -> None:
        completed, submitted, approved, hours, source, course, title, provider = outside
        about = {"official": SECOND, "claim": claim}
        self._on(
            submitted, 20, "credit claimed", **about, title=title, mode="in-person", source=source,
            course=course, provider=provider, completed_on=completed, submitted_on=submitted,
            hours_claimed=hours, documents=[{"kind": "agenda"}, {"kind": "registration-confirmation"}],
        )  # fmt: skip
        self._on(approved, 15, "credit approved", **about, approved_on=approved)
