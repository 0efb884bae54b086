"""What the simulation keeps of one official: a few counters, never the history."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Hours toward each designation, in tenths.
FORTY = 400
OUTSIDE_PER_YEAR = 50
TWENTY = 200
#: Two years and a little more, so that a corrected day does not matter.
_TWO_YEARS = 733
_LATE_REPEAT = 30


@dataclass(slots=True, eq=False)
class Official:
    """One official. Hours are tenths of an hour, days are ordinals, None is "not yet" or "no longer".

    The counts are careful estimates: `league_tenths` never exceeds what counts toward designations, because
    outside hours, repeated coursework in either order, and the hours of former officials are left out.
    """

    number: int
    official: str
    municipality: str
    region: int
    office: str
    zeal: float
    email_changes: int = 0
    term: str | None = None
    left_on: int | None = None
    claims: int = 0
    league_tenths: int = 0
    floor: int = 0
    years: dict[int, int] = field(default_factory=dict)
    outside: dict[int, int] = field(default_factory=dict)
    courses: dict[str, list[int]] = field(default_factory=dict)
    basic_on: int | None = None
    advanced_on: int | None = None
    enrolled_advanced: bool = False
    award_due: bool = False
    tested_after: int = 0
    inactive_since: int | None = None
    #: Year and number of the online courses begun this year; a second claim for one is refused.
    taken: tuple[tuple[int, int], ...] = ()

    def next_claim(self) -> str:
        """Return a new claim id."""
        self.claims += 1
        return f"C-{self.number:06}-{self.claims:03}"

    def add(self, *, course: str, source: str, completed: int, year: int, tenths: int) -> bool:
        """Count approved hours and return whether they count; repeated coursework does not."""
        if source != "league":
            usable = min(tenths, OUTSIDE_PER_YEAR - self.outside.get(year, 0))
            self.outside[year] = self.outside.get(year, 0) + usable
            self.years[year] = self.years.get(year, 0) + usable
            return True
        earlier = self.courses.setdefault(course, [])
        if any(abs(completed - day) <= _TWO_YEARS for day in earlier):
            if any(day > completed for day in earlier):
                self.league_tenths -= _LATE_REPEAT  # a late form may take the place of a longer attendance
            return False
        earlier[:] = [day for day in earlier if completed - day < 3 * _TWO_YEARS] + [completed]
        self.years[year] = self.years.get(year, 0) + tenths
        if completed > self.floor:
            self.league_tenths += tenths
        return True

    def remove(self, *, completed: int, year: int, tenths: int) -> None:
        """Take back league hours that counted."""
        self.years[year] = self.years.get(year, 0) - tenths
        if completed > self.floor:
            self.league_tenths -= tenths

    def window(self, year: int) -> int:
        """Return the hours of the three calendar years ending with a year, in tenths."""
        return sum(self.years.get(each, 0) for each in range(year - 2, year + 1))

    def forget(self, year: int) -> None:
        """Drop what no later window looks at."""
        for counts in (self.years, self.outside):
            for old in [each for each in counts if each < year - 4]:
                del counts[old]
        for course in [each for each, days in self.courses.items() if not days]:
            del self.courses[course]
