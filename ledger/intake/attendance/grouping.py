"""One attendee from all rows of a person on a day; no moment is counted twice, no value chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ledger.intake.attendance.clock import joined, whole_minutes
from ledger.intake.attendance.folding import fold, fold_email, fold_id
from ledger.intake.attendance.model import Attendee, Note, Problem, SheetKind

_KEEP_ONE = "Keep one of the rows, or give each its time in and time out."


@dataclass(slots=True)
class Grouped:
    """The attendees, with the rows that could not be joined and notes on those that were."""

    attendees: list[Attendee] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def group(rows: Iterable[Attendee], kind: SheetKind, *, apart: frozenset[int]) -> Grouped:
    """Join the rows of each person and day; rows on the lines in `apart` have an open date and stay alone."""
    by_person: dict[tuple[object, ...], list[Attendee]] = {}
    for row in rows:
        alone = row.line if row.line in apart else None
        key = (*_person_key(row, kind), row.attended_on, fold(row.title or ""), alone)
        by_person.setdefault(key, []).append(row)
    result = Grouped()
    folded: list[int] = []
    added: list[int] = []
    for same in by_person.values():
        one = join(same)
        if isinstance(one, Problem):
            result.problems.append(one)
            continue
        result.attendees.append(one)
        distinct = _distinct(same)
        folded += [row.line for row in same if row not in distinct]
        added += [row.line for row in distinct[1:]]
    if folded:
        result.notes.append(Note(_counted(folded, "duplicate row", "folded"), tuple(sorted(folded))))
    if added:
        fact = _counted(added, "further row", "of the same person joined to the first")
        result.notes.append(Note(fact, tuple(sorted(added))))
    return result


def _counted(lines: Sequence[int], noun: str, what: str) -> str:
    return f"{len(lines)} {noun}{'' if len(lines) == 1 else 's'} {what}"


def leave_out_attended(absent: Sequence[Attendee], present: Sequence[Attendee], kind: SheetKind) -> Grouped:
    """Drop the rows that say a person did not attend where another row says that they did, and note it."""
    attended = {_person_key(row, kind) for row in present}
    days = {(_person_key(row, kind), row.attended_on) for row in present}
    result = Grouped()
    dropped: list[int] = []
    for row in absent:
        key = _person_key(row, kind)
        if (key in attended and row.attended_on is None) or (key, row.attended_on) in days:
            dropped += row.lines
        else:
            result.attendees.append(row)
    if dropped:
        fact = "rows that say 'did not attend' about people whom other rows show attending"
        result.notes.append(Note(fact, tuple(sorted(dropped))))
    return result


def _person_key(row: Attendee, kind: SheetKind) -> tuple[str, ...]:
    if row.official_id:
        return "id", fold_id(row.official_id)
    if row.email:
        # A webinar's display name changes with the device; the registered first and last name does not.
        name = row.full_name if kind == "sign-in" or (row.given_name and row.family_name) else ""
        return "email", fold_email(row.email), fold(name)
    return "name", fold(row.full_name), fold(row.municipality or "")


def join(same: Sequence[Attendee], *, is_same_person: bool = False) -> Attendee | Problem:
    """Return rows of one person and day as one attendee, or the problem that keeps them apart.

    `is_same_person` says that different names are known to be one person.
    """
    first = same[0]
    if len(same) == 1:
        return first
    lines = tuple(sorted(line for row in same for line in row.lines))
    if (
        not is_same_person
        and first.official_id
        and len({fold(row.full_name) for row in same if row.full_name}) > 1
    ):
        return _refusal(same, lines, "rows with one official ID give different names")
    distinct = _distinct(same)
    minutes, hours = _minutes(distinct), _hours(distinct)
    if isinstance(minutes, str) or isinstance(hours, str):
        fact = minutes if isinstance(minutes, str) else str(hours)
        return _refusal(same, lines, fact)
    return replace(
        first,
        line=lines[0],
        lines=lines,
        official_id=next((row.official_id for row in same if row.official_id), None),
        email=next((row.email for row in same if row.email), None),
        municipality=next((row.municipality for row in same if row.municipality), None),
        minutes=minutes,
        hours=hours,
        stays=joined(stay for row in same for stay in row.stays),
    )


def _refusal(same: Sequence[Attendee], lines: tuple[int, ...], fact: str) -> Problem:
    return Problem(line=lines[0], lines=lines, column="", value=same[0].label, fact=fact, remedy=_KEEP_ONE)


def _distinct(same: Sequence[Attendee]) -> list[Attendee]:
    """The rows less those that repeat an earlier one; case, accents and spacing do not make a difference."""
    seen: dict[tuple[object, ...], Attendee] = {}
    for row in same:
        words = tuple(fold(word or "") for word in (row.full_name, row.email, row.municipality))
        seen.setdefault((words, row.stays, row.minutes, row.hours), row)
    return list(seen.values())


def _minutes(distinct: Sequence[Attendee]) -> int | str | None:
    """The minutes of all rows together, or the reason why they cannot be had."""
    stated = [row.minutes for row in distinct if row.minutes is not None]
    stays = [stay for row in distinct for stay in row.stays]
    if all(row.stays for row in distinct):
        apart = sum(stay.left - stay.joined for stay in stays)
        covered = sum(stay.left - stay.joined for stay in joined(stays))
        # A report rounds each row's minutes: they are summed where nothing overlaps, else the times decide.
        return sum(stated) if apart == covered else min(sum(stated), whole_minutes(stays))
    if len(set(stated)) > 1:
        shown = " and ".join(str(minutes) for minutes in stated)
        return f"rows of the same person state {shown} minutes, and not all have times to add up"
    return stated[0] if stated else None


def _hours(distinct: Sequence[Attendee]) -> Decimal | str | None:
    """The hours the rows agree on, or the reason why there are none."""
    stated = [row.hours for row in distinct if row.hours is not None]
    shown = " and ".join(str(hours) for hours in stated)
    if len(set(stated)) > 1:
        return f"rows of the same person state {shown} credit hours: for each row, or corrected"
    times = [row.stays for row in distinct if row.stays and row.hours is not None]
    if len(set(times)) > 1:
        return f"rows at different times state {shown} credit hours: for each row, or in all"
    return stated[0] if stated else None
