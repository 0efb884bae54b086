"""From a sign-in sheet to the ledger: who attended is recorded and gets the credit form; nothing is awarded.

Everything is settled before anything is written: a question, a problem or a refusal stops the whole sheet. Attendees
who are no official on record are listed and left out. The same file again adds nothing, because command ids are
derived from its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ledger import commands as c
from ledger.errors import InvalidInput, LedgerError, NotFound
from ledger.events import OfferingScheduled
from ledger.intake.attendance import Matched, Matches, Person, Question, Sheet, match, read_attendance
from ledger.intake.attendance.dates import DateOrder
from ledger.intake.attendance.model import line_list
from ledger.log.codec import decode
from ledger.log.store import EventStore
from ledger.record.offering import Offering, evolve
from ledger.record.official import Record
from ledger.service import Outcome, Request, Service
from ledger.values import ONE_DAY

OFFICIAL, OFFERINGS = "official/", "offering/"
_PAGE = 500
_LONGEST_EXPECTED = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """How a sheet is to be read: which worksheet, and the order of days and months."""

    sheet_name: str | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """An official who attended: the last day, and the minutes of all days where the sheet states them.

    `attended_on` is None where a question about a day is open.
    """

    official: str
    attended_on: date | None
    minutes: int | None
    lines: tuple[int, ...]
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceReport:
    """What a sheet says, and what became of it. `outcomes` is empty where nothing was tried.

    `problems` are texts that stop the sheet, beside `sheet.questions`, `sheet.problems` and `refusals`.
    """

    sheet: Sheet
    matches: Matches
    offering: str
    present: tuple[Present, ...]
    problems: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    dry_run: bool = False

    @property
    def refusals(self) -> tuple[Outcome, ...]:
        """The commands that the ledger refuses."""
        return tuple(one for one in self.outcomes if one.refusal is not None)

    @property
    def is_clear(self) -> bool:
        """Whether nothing stops the sheet."""
        return self.sheet.is_clear and not self.problems and not self.refusals

    @property
    def recorded(self) -> int:
        """How many events the sheet adds (would add, on a dry run)."""
        return sum(len(one.events) for one in self.outcomes if not one.repeated) if self.is_clear else 0


def import_attendance(
    service: Service,
    path: Path,
    *,
    offering: str,
    actor: str,
    options: SheetOptions | None = None,
    dry_run: bool = False,
) -> AttendanceReport:
    """Read a sheet of an offering, find the officials, and record attendance and credit forms for them.

    Raises:
        NotFound: the offering is not on record. InvalidInput: the file cannot be read as a sheet.
    """
    known = offering_on_record(service.store, offering)
    chosen = options or SheetOptions()
    sheet = read_attendance(
        path,
        sheet_name=chosen.sheet_name,
        date_order=chosen.date_order,
        expected_dates=_expected(known),
    )
    matches = match(sheet.attendees, people(service, on=known.starts_on))
    present = _present(matches.matched, known, sheet.questions)
    report = AttendanceReport(
        sheet=sheet,
        matches=matches,
        offering=offering,
        present=present,
        problems=tuple(_outside(present, known)),
        dry_run=dry_run,
    )
    if not report.is_clear:
        return report
    requests = list(_requests(report, known, content=_digest(path), actor=actor))
    report = replace(report, outcomes=_tried(service, requests))
    if dry_run or not report.is_clear:
        return report
    return replace(report, outcomes=tuple(service.execute_many(requests)))


def offering_on_record(store: EventStore, offering: str) -> OfferingScheduled:
    """Return an offering as last stated; raise `NotFound` where there is none."""
    state = Offering()
    for one in store.read_stream(OFFERINGS + offering):
        state = evolve(state, decode(one.type, one.data))
    if state.scheduled is None:
        raise NotFound(
            f"No offering {offering} is on record.",
            remedy="Check the id, or record it with `credit-ledger offering schedule`.",
            offering=offering,
        )
    return state.scheduled


def people(service: Service, *, on: date) -> Iterator[Person]:
    """Yield every official with the contact on record and the municipality of the term on a day."""
    after: str | None = None
    while page := service.store.streams(OFFICIAL, after=after, limit=_PAGE):
        after = page[-1]
        for stream in page:
            official = stream.removeprefix(OFFICIAL)
            record = service.record(official)
            contact = service.vault.body(record.contact) or {}
            yield Person(
                official_id=official,
                given_name=str(contact.get("given_name", "")),
                family_name=str(contact.get("family_name", "") or ("" if contact else official)),
                email=contact.get("email"),
                municipality=_municipality(record, on),
            )


def _municipality(record: Record, on: date) -> str | None:
    """Return where the official is in office on a day; where in none, where last before, or else first after."""
    terms = sorted(record.terms.values(), key=lambda term: term.began_on)
    begun = [term for term in terms if term.began_on <= on] or terms[:1]
    serving = [term for term in begun if term.ended_on is None or term.ended_on >= on] or begun
    return serving[-1].municipality if serving else None


def _expected(offering: OfferingScheduled) -> frozenset[date]:
    """Return the days of the offering; none for one that runs so long that its days decide nothing."""
    last = offering.ends_on or offering.starts_on
    days = (last - offering.starts_on).days + 1
    if days > _LONGEST_EXPECTED:
        return frozenset()
    return frozenset(offering.starts_on + number * ONE_DAY for number in range(days))


def _present(
    matched: tuple[Matched, ...], offering: OfferingScheduled, questions: tuple[Question, ...]
) -> tuple[Present, ...]:
    """Make one of an official's days: the last day, and the sum of the minutes where each day states them."""
    asked = {line for question in questions for line in question.lines}
    found: dict[str, list[Matched]] = {}
    for one in matched:
        found.setdefault(one.official_id, []).append(one)
    result = []
    for official in sorted(found):
        days = [one.attendee for one in found[official]]
        is_open = any(asked.intersection(day.lines) for day in days)
        minutes = [day.minutes for day in days if day.minutes is not None]
        result.append(
            Present(
                official=official,
                attended_on=None if is_open else max(day.attended_on or offering.starts_on for day in days),
                minutes=sum(minutes) if len(minutes) == len(days) else None,
                lines=tuple(line for day in days for line in day.lines),
                how=found[official][0].how,
            )
        )
    return tuple(result)


def _outside(present: tuple[Present, ...], offering: OfferingScheduled) -> Iterator[str]:
    last = offering.ends_on or offering.starts_on
    for one in present:
        if one.attended_on is not None and not offering.starts_on <= one.attended_on <= last:
            span = f"on {last}" if last == offering.starts_on else f"from {offering.starts_on} to {last}"
            yield (
                f"{line_list(one.lines).capitalize()}: {one.official} attended on {one.attended_on}, but the"
                f" offering was {span}. Correct the date, or name the right offering."
            )


def _requests(
    report: AttendanceReport, offering: OfferingScheduled, *, content: str, actor: str
) -> Iterator[Request]:
    for one in report.present:
        assert one.attended_on is not None  # no question is open where the sheet is clear
        completed = one.attended_on if offering.mode == "online" and offering.ends_on else None
        commands: tuple[tuple[str, c.Command], ...] = (
            (
                "attended",
                c.RecordAttendance(
                    official=one.official,
                    offering=report.offering,
                    attended_on=one.attended_on,
                    minutes=one.minutes,
                ),
            ),
            (
                "form",
                c.IssueCreditForm(official=one.official, offering=report.offering, completed_on=completed),
            ),
        )
        for kind, command in commands:
            named = f"{content} {report.offering} {one.official} {kind}"
            command_id = "sheet-" + hashlib.sha256(named.encode()).hexdigest()[:32]
            yield Request(command, actor, command_id)


def _tried(service: Service, requests: list[Request]) -> tuple[Outcome, ...]:
    """Decide without writing."""
    try:
        return tuple(outcome for outcome, _ in service.decide_many(requests))
    finally:
        service.forget()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be read: {error.strerror}.", remedy="Check the path.", file=str(path)
        ) from error


def refusal_of(outcome: Outcome) -> LedgerError:
    """Return the refusal of an outcome that has one."""
    assert outcome.refusal is not None
    return outcome.refusal
