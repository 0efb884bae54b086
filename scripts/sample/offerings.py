"""The calendar of training of one year; no chance in it, so that stories may name its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sample.days import SUNDAY, THURSDAY, WEDNESDAY, day_text, nth_weekday, ordinal_of
from sample.names import REGIONS

LEAGUE = "Alabama League of Municipalities"
NLC = "National League of Cities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """An event or course. Days are ordinals; `tenths` is its full credit in tenths of an hour.

    `region` limits who comes; `pull` is the chance that an official of ordinary zeal attends.
    """

    offering: str
    title: str
    course: str
    starts: int
    ends: int
    mode: str
    tenths: int
    pull: float
    source: str = "league"
    provider: str = LEAGUE
    region: int | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it fell to the closures of 2020."""
        return self.mode == "in-person" and "2020-03-13" <= day_text(self.ends) <= "2020-12-31"


# Course, title, tenths of an hour: five rounds, so that a round comes back after two and a half years.
CMO_ROUNDS = (
    ("CMO-101", "Municipal Law and the Open Meetings Act", 60),
    ("CMO-102", "Budgets, Audits and Competitive Bids", 60),
    ("CMO-103", "Planning, Zoning and Annexation", 45),
    ("CMO-104", "Personnel, Ethics and Liability", 60),
    ("CMO-105", "Public Works, Streets and Utilities", 45),
)
WEBINARS = (
    ("WEB-01", "Duties of the Mayor and the Council", 10),
    ("WEB-02", "Parliamentary Procedure", 15),
    ("WEB-03", "Reading a Municipal Budget", 10),
    ("WEB-04", "Public Records", 15),
    ("WEB-05", "Cybersecurity for Small Municipalities", 10),
    ("WEB-06", "Ethics Law", 20),
    ("WEB-07", "Grants and Federal Funds", 15),
    ("WEB-08", "Legislative Update", 10),
)
ONLINE = (
    ("ONL-01", "Open Meetings Act", 10),
    ("ONL-02", "Council and Manager Forms of Government", 10),
    ("ONL-03", "Competitive Bid Law", 15),
    ("ONL-04", "Municipal Revenues", 20),
    ("ONL-05", "Conflict of Interest", 10),
    ("ONL-06", "Land Use", 20),
    ("ONL-07", "Ordinances and Resolutions", 10),
    ("ONL-08", "Emergency Preparedness", 15),
    ("ONL-09", "Working with the Press", 10),
    ("ONL-10", "Municipal Courts", 20),
    ("ONL-11", "Tort Liability", 15),
    ("ONL-12", "Economic Development", 20),
)
#: Outside courses: course, title, provider, mode, tenths.
OUTSIDE = (
    ("AU-EDI-1", "Intensive Economic Development Course", "Auburn University", "in-person", 80),
    ("AU-GEDI-3", "Leadership in Local Government", "Auburn University", "in-person", 40),
    ("UA-FIN-2", "Public Finance", "University of Alabama", "online-course", 30),
    ("FEMA-IS-700", "National Incident Management System", "FEMA", "online-course", 30),
    ("FEMA-IS-100", "Incident Command System", "FEMA", "online-course", 20),
    ("ACCMA-W", "Winter Conference of City Managers", "ACCMA", "in-person", 60),
)


def season(year: int) -> Iterator[Offering]:
    """Yield the offerings of a calendar year."""
    yield from _conferences(year)
    yield from _one_day_trainings(year)
    yield from _webinars(year)
    if year >= 2020:
        yield from online_courses(year)


def _conferences(year: int) -> Iterator[Offering]:
    winter = nth_weekday(year, 2, WEDNESDAY, 2)
    yield Offering(
        offering=f"{year}-winter-conference", title=f"Municipal Leaders Winter Conference {year}",
        course=f"LEG-{year}", starts=winter, ends=winter + 1, mode="in-person", tenths=45, pull=0.2,
    )  # fmt: skip
    convention = nth_weekday(year, 5, SUNDAY, 3)
    yield Offering(
        offering=f"{year}-convention", title=f"Annual Convention {year}", course=f"CONV-{year}",
        starts=convention, ends=convention + 3, mode="in-person", tenths=60, pull=0.38,
    )  # fmt: skip
    if year % 2:
        # Always on 12 April of odd years: attending twice in a row meets the second anniversary exactly.
        finance = ordinal_of(year, 4, 12)
        yield Offering(
            offering=f"{year}-finance-institute", title="Municipal Finance Institute", course="FIN-210",
            starts=finance, ends=finance, mode="in-person", tenths=60, pull=0.1,
        )  # fmt: skip
    congress = nth_weekday(year, 11, WEDNESDAY, 3)
    yield Offering(
        offering=f"{year}-nlc-city-summit", title=f"NLC City Summit {year}", course=f"NLC-{year}",
        starts=congress, ends=congress + 2, mode="in-person", tenths=60, pull=0.06,
        source="nlc", provider=NLC,
    )  # fmt: skip


def _one_day_trainings(year: int) -> Iterator[Offering]:
    for half, (name, month) in enumerate((("spring", 3), ("autumn", 9))):
        course, title, tenths = CMO_ROUNDS[(year * 2 + half) % len(CMO_ROUNDS)]
        for region, place in enumerate(REGIONS):
            day = nth_weekday(year, month, THURSDAY, 1) + 7 * region
            yield Offering(
                offering=f"{year}-cmo-{name}-{place.lower()}", title=title, course=course, starts=day,
                ends=day, mode="in-person", tenths=tenths, pull=0.36, region=region,
            )  # fmt: skip
    summer = nth_weekday(year, 6, THURSDAY, 2)
    yield Offering(
        offering=f"{year}-cmo-summer", title="Orientation for Elected Officials", course="CMO-100",
        starts=summer, ends=summer, mode="in-person", tenths=60, pull=0.08,
    )  # fmt: skip


def _webinars(year: int) -> Iterator[Offering]:
    for month in range(1, 12):
        course, title, tenths = WEBINARS[(year * 11 + month) % len(WEBINARS)]
        day = nth_weekday(year, month, THURSDAY, 3)
        yield Offering(
            offering=f"{year}-webinar-{month:02}", title=title, course=course, starts=day, ends=day,
            mode="webinar", tenths=tenths, pull=0.07,
        )  # fmt: skip


def online_courses(year: int) -> tuple[Offering, ...]:
    """Return the courses to be taken at any time of the year; nobody is counted in a room, so no pull."""
    first = ordinal_of(year, 1, 1)
    return tuple(
        Offering(
            offering=f"{year}-{course.lower()}", title=title, course=course, starts=first,
            ends=ordinal_of(year, 12, 31), mode="online-course", tenths=tenths, pull=0,
        )
        for course, title, tenths in ONLINE
    )  # fmt: skip
