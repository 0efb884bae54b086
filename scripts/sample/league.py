"""The league itself: seats, elections, vacancies, and the training year of everybody in office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sample.credits import Credits, hours_text
from sample.days import ELECTIONS, SECONDS, day_text, ordinal_of, term_start, year_of
from sample.designations import Designations
from sample.diary import LIVE, Diary
from sample.names import REGIONS, address, municipality, person
from sample.offerings import Offering, online_courses, season
from sample.official import FORTY, Official

_PLACES = 6  # the mayor's and five seats of the council
_NEW_LAW = 2025
_LEFT_OFFICE = ("Not re-elected.", "Did not run again.")


@dataclass(frozen=True, slots=True)
class Size:
    """How many municipalities, officials over the whole time, and numbers that stories have taken."""

    municipalities: int
    officials: int
    reserved: int


class League:
    """A league that trains its officials from the first day of the diary to its last.

    `told` hears of each new official: id, given name, family name, email, municipality, office.
    """

    def __init__(self, diary: Diary, size: Size, told: Callable[[tuple[str, ...]], None]) -> None:
        self._diary, self._size, self._told = diary, size, told
        self._designations = Designations(diary)
        self._credits = Credits(diary, self._designations.on_credit)
        self._count = size.reserved
        since, until = year_of(diary.since), year_of(diary.until - 1)
        self._elections = [each for each in ELECTIONS if diary.since < term_start(each) < diary.until]
        people = max(1, size.officials - size.reserved)
        turnover = max(0, until - since) / 14  # about three sevenths in twelve years are newcomers
        # A municipality has its mayor and five seats; more officials than that share the same places.
        self._seats: list[Official | None] = [None] * max(1, round(people * (1 - min(0.6, turnover * 0.5))))
        self._spare = people - len(self._seats)
        self._vacancies = self._spare // 5
        self._former: list[Official] = []
        diary.at(diary.since * SECONDS + 8 * 3600, self._open_books)
        for year in range(since, until + 1):
            # In the first year the books are opened before anything is planned.
            diary.at(
                ordinal_of(year, 1, 14 if year == since else 2) * SECONDS + 6 * 3600, self._plan_year, year
            )
        for index, election in enumerate(self._elections):
            diary.at(term_start(election) * SECONDS + 6 * 3600, self._elect, election, index)

    # --- people ---------------------------------------------------------------------------------------------

    def _open_books(self) -> None:
        """Register those in office on the first days; the older system's outcomes come with them."""
        diary = self._diary
        for seat in range(len(self._seats)):
            diary.on(diary.since + diary.between(1, 8), self._load, seat)

    def _load(self, seat: int) -> None:
        diary = self._diary
        election = max(each for each in ELECTIONS if term_start(each) <= diary.since)
        began = term_start(election)
        official = self._new_official(seat)
        self._register(official, registered=began + diary.between(3, 60), imported=True)
        self._begin_term(official, str(election), began, elected=True, imported=True)
        self._seats[seat] = official
        if diary.chance(0.3):
            self._hold_already(official, began)

    def _hold_already(self, official: Official, began: int) -> None:
        """Give designations that were awarded before the first day; their hours were not kept."""
        diary = self._diary
        year = year_of(diary.since) - 1
        basic = max(began + 61, ordinal_of(year, 3, 1)) + diary.between(0, 60)
        if basic >= diary.since:
            return
        official.basic_on, official.floor, official.league_tenths = basic, basic, FORTY
        self._past_award(official, "alm-basic", basic)
        if diary.chance(0.7):
            diary.on(diary.today + diary.between(0, 20), self._designations.enrol_advanced, official)
        elif basic + 130 < diary.since:
            official.enrolled_advanced = True
            advanced = basic + diary.between(60, 120)
            diary.record(
                "enrolled", official=official.official, program="alm-advanced",
                enrolled_on=day_text(basic + 5), imported=True,
            )  # fmt: skip
            official.advanced_on, official.tested_after = advanced, year_of(advanced)
            self._past_award(official, "alm-advanced", advanced)

    def _past_award(self, official: Official, program: str, day: int) -> None:
        self._diary.record(
            "designation awarded", official=official.official, program=program, awarded_on=day_text(day),
            hours_on_record="40", imported=True,
        )  # fmt: skip

    def _new_official(self, seat: int) -> Official:
        self._count += 1
        diary, number = self._diary, self._count
        place = seat % self._size.municipalities
        zeal = diary.pick((0.3, 0.6, 0.9, 1.0, 1.2, 1.6, 2.2))
        office = "mayor" if seat // self._size.municipalities % _PLACES == 0 else "councilmember"
        return Official(number, f"AL-{number:06}", municipality(place), place % len(REGIONS), office, zeal)

    def _register(self, official: Official, *, registered: int, imported: bool | None = None) -> None:
        diary, name = self._diary, official.official
        diary.record(
            "official registered", official=name, registered_on=day_text(registered), jurisdiction="al",
            imported=imported,
        )  # fmt: skip
        given, family, email = person(official.number)
        self._contact(official, email, imported=imported)
        diary.record(
            "enrolled", official=name, program="alm-basic", enrolled_on=day_text(registered),
            imported=imported,
        )  # fmt: skip
        self._told((name, given, family, email, official.municipality, official.office))

    def _contact(self, official: Official, email: str, *, imported: bool | None = None) -> None:
        given, family, _ = person(official.number)
        self._diary.record(
            "contact recorded", official=official.official, recorded_on=self._diary.today_text(),
            given_name=given, family_name=family, email=email,
            address=address(official.number, official.municipality), imported=imported,
        )  # fmt: skip

    def _change_email(self, official: Official) -> None:
        official.email_changes += 1
        name, host = person(official.number)[2].split("@")
        self._contact(official, f"{name}.{official.number}.{official.email_changes}@{host}")

    # --- terms of office ------------------------------------------------------------------------------------

    def _begin_term(
        self, official: Official, term: str, began: int, *, elected: bool, imported: bool | None = None
    ) -> None:
        official.term = term
        self._diary.record(
            "term began", official=official.official, term=term, office=official.office,
            began_on=day_text(began), municipality=official.municipality, elected=None if elected else False,
            imported=imported,
        )  # fmt: skip

    def _elect(self, election: int, index: int) -> None:
        """End every term the day before, and fill the seats; a newcomer takes a number that is left."""
        began = term_start(election)
        still_to_come = len(self._elections) - index
        kept_back = self._vacancies * still_to_come // (still_to_come + 1)
        newcomers = max(0, (self._spare - kept_back) // still_to_come)
        stays_in = 1 - 1.1 * newcomers / len(self._seats)
        for seat, official in enumerate(self._seats):
            stays = official is not None and (newcomers == 0 or self._diary.chance(stays_in))
            if official is not None and stays:
                self._diary.on(began + self._diary.between(0, 9), self._renew, official, str(election), began)
                continue
            if official is not None:
                self._leave(seat, official, began - 1, self._diary.pick(_LEFT_OFFICE))
            if newcomers > 0:
                newcomers -= 1
                self._spare -= 1
                self._diary.on(
                    began + self._diary.between(2, 80), self._arrive, seat, str(election), began, True
                )

    def _renew(self, official: Official, term: str, began: int) -> None:
        self._end_fact(official, official.term, began - 1, None)
        self._begin_term(official, term, began, elected=True)
        if self._diary.chance(0.15):
            self._change_email(official)

    def _arrive(self, seat: int, term: str, began: int, elected: bool) -> None:
        if self._seats[seat] is not None:
            return
        official = self._new_official(seat)
        self._register(official, registered=self._diary.today)
        self._begin_term(official, term, began, elected=elected)
        self._seats[seat] = official

    def _leave(self, seat: int, official: Official, last_day: int, reason: str) -> None:
        """Free the seat at once; the office hears of it within weeks."""
        term, official.term, official.left_on = official.term, None, last_day
        self._seats[seat] = None
        if "Died" not in reason:
            self._former.append(official)
        self._diary.on(
            last_day + self._diary.between(2, 25), self._end_fact, official, term, last_day, reason
        )

    def _end_fact(self, official: Official, term: str | None, last_day: int, reason: str | None) -> None:
        self._diary.record(
            "term ended", official=official.official, term=term, ended_on=day_text(last_day), reason=reason
        )

    def _vacate(self, seat: int, official: Official, year: int) -> None:
        """Let an official die or resign in mid-term; a by-election or an appointment follows."""
        diary = self._diary
        if self._seats[seat] is not official:
            return
        today = diary.today
        self._leave(seat, official, today, diary.pick(("Died in office.", "Resigned.", "Moved away.")))
        if self._spare > 0 and self._vacancies > 0:
            self._spare -= 1
            self._vacancies -= 1
            began = today + diary.between(30, 75)
            diary.on(
                began + diary.between(2, 15), self._arrive, seat, f"{year}-vacancy", began, diary.chance(0.5)
            )

    # --- the training year ----------------------------------------------------------------------------------

    def _plan_year(self, year: int) -> None:
        diary, designations = self._diary, self._designations
        self._former = [each for each in self._former if diary.today - (each.left_on or 0) < 400]
        designations.test_windows([each for each in self._seats if each], year - 1)
        designations.plan_graduation(year)
        for seat, official in enumerate(self._seats):
            if official is not None:
                official.forget(year)
                self._plan_official(seat, official, year)
        for offering in season(year):
            self._plan_offering(offering)
        for former in self._former:
            if diary.chance(0.3):
                diary.online(diary.today + diary.between(25, 340), self._study, former, year)
        if year >= _NEW_LAW:
            diary.on(ordinal_of(year, 10, 6), self._remind_all, year)

    def _plan_official(self, seat: int, official: Official, year: int) -> None:
        diary, first = self._diary, ordinal_of(year, 1, 2)
        if diary.chance(0.02):
            tick = (first + diary.between(20, 200)) * SECONDS + 7 * 3600
            diary.at(tick, self._vacate, seat, official, year)
        if official.basic_on is None and first + 340 < LIVE and diary.chance(0.02):
            diary.on(first + diary.between(30, 300), self._designations.award_without_hours, official)
        if diary.chance(0.14 * official.zeal):
            diary.at((first + diary.between(5, 350)) * SECONDS + 7 * 3600, self._go_outside, official)
        if year >= 2020:
            more = 1.8 if year >= _NEW_LAW else 1.0
            for _ in range(4):
                if diary.chance(0.22 * official.zeal * more):
                    diary.online(first + diary.between(25, 350), self._study, official, year)

    def _go_outside(self, official: Official) -> None:
        if official.term is not None:
            self._credits.take_outside_course(official, self._diary.today)

    def _study(self, official: Official, year: int) -> None:
        """Take an online course today; where there are none yet, nothing."""
        if year < 2020 or year_of(self._diary.today) != year:
            return
        offering = self._diary.pick(online_courses(year))
        key = (year, int(offering.course[-2:]))
        if key not in official.taken:
            official.taken = (*(each for each in official.taken if each[0] == year), key)
            self._credits.attend(official, offering, self._diary.today)

    def _remind_all(self, year: int) -> None:
        for official in self._seats:
            if official is not None and self._designations.remind(official, year):
                for _ in range(3):
                    if self._diary.chance(0.7):
                        self._diary.online(
                            self._diary.today + self._diary.between(2, 80), self._study, official, year
                        )

    def _plan_offering(self, offering: Offering) -> None:
        diary = self._diary
        if offering.ends >= LIVE:
            diary.on(diary.today + diary.between(1, 7), self._schedule, offering)
        if offering.cancelled:
            diary.on(offering.starts - 20, self._cancel, offering)
        elif offering.pull and offering.starts >= diary.today + 10:
            diary.at(offering.ends * SECONDS + 20 * 3600, self._hold, offering)

    def _schedule(self, offering: Offering) -> None:
        self._diary.record(
            "offering scheduled", offering=offering.offering, title=offering.title,
            starts_on=day_text(offering.starts), ends_on=day_text(offering.ends), mode=offering.mode,
            source=offering.source, hours=hours_text(offering.tenths), course=offering.course,
            provider=offering.provider,
        )  # fmt: skip

    def _cancel(self, offering: Offering) -> None:
        day = self._diary.today_text()
        self._diary.record("offering cancelled", offering=offering.offering, cancelled_on=day)

    def _hold(self, offering: Offering) -> None:
        """Draw who was there; events of several days may end a day early for some."""
        diary = self._diary
        for official in self._seats:
            if official is None or (offering.region is not None and offering.region != official.region):
                continue
            if diary.chance(min(0.9, offering.pull * official.zeal)):
                early = offering.ends > offering.starts and diary.chance(0.1)
                self._credits.attend(official, offering, offering.ends - early)
        if offering.mode == "webinar":
            for official in self._former:
                if diary.chance(0.03):
                    self._credits.attend(official, offering, offering.ends)
