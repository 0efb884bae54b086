"""The words of a sign-in sheet: who attended, what is unclear, what is wrong, and who was found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

SheetKind = Literal["sign-in", "zoom", "goto"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One presence from joining to leaving, in seconds after local midnight of the day attended, half-open.

    `left` exceeds 86,400 where the session ran past midnight.
    """

    joined: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person on one day, as the sheet states it; rows of the same person are already joined.

    `line` is the first of `lines` (physical lines of a text file, rows of a spreadsheet, counted from 1).
    `minutes` are whole minutes completed, without double counting, and None where the sheet does not say.
    `hours` are credit hours as stated. `attended_on` is a local date; it is None where the sheet gives no
    date or a question about it is open. `stays` are the times the sheet gives, disjoint and ordered.
    """

    line: int
    lines: tuple[int, ...]
    official_id: str | None = None
    given_name: str = ""
    family_name: str = ""
    full_name: str = ""
    email: str | None = None
    municipality: str | None = None
    attended_on: date | None = None
    minutes: int | None = None
    hours: Decimal | None = None
    attended: bool = True
    title: str | None = None
    stays: tuple[Stay, ...] = ()

    @property
    def label(self) -> str:
        """The shortest text by which a reader recognises this person."""
        return self.full_name or self.email or self.official_id or f"line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A value that can be read in more than one way, asked instead of guessed.

    The rows in `lines` are among the attendees, with no date, until the caller answers.
    """

    file: str
    line: int
    lines: tuple[int, ...]
    column: str
    value: str
    readings: tuple[date, ...]
    remedy: str

    def __str__(self) -> str:
        """State the value, its readings and the remedy in one sentence each."""
        shown = " or ".join(reading.isoformat() for reading in self.readings)
        return (
            f"{self.file}, {line_list(self.lines)}, {self.column}: "
            f"'{self.value}' can be read as {shown}. {self.remedy}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row that cannot be taken as it stands; none of `lines` is among the attendees."""

    line: int
    lines: tuple[int, ...]
    column: str
    value: str
    fact: str
    remedy: str

    def __str__(self) -> str:
        """State where, the value, the fact and the remedy."""
        value = f" '{self.value}'" if self.value else ""
        column = f", {self.column}" if self.column else ""
        return f"{line_list(self.lines)}{column}{value}: {self.fact}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something a careful reader of the sheet should know; `lines` are the rows it speaks of."""

    fact: str
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The fact, with its lines."""
        return f"{self.fact}: {line_list(self.lines)}" if self.lines else self.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a file says. Every row that is not blank is in exactly one of these, or in the lines of a note.

    Take nothing into a ledger while `questions` or `problems` are not answered: see `is_clear`.
    """

    file: str
    kind: SheetKind
    attendees: tuple[Attendee, ...]
    not_attended: tuple[Attendee, ...]
    hosts: tuple[Attendee, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]

    @property
    def is_clear(self) -> bool:
        """Whether every row was understood and no question is open."""
        return not self.questions and not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An official as the ledger knows them, for matching."""

    official_id: str
    given_name: str
    family_name: str
    email: str | None = None
    municipality: str | None = None

    @property
    def full_name(self) -> str:
        """Given name and family name, as printed."""
        return f"{self.given_name} {self.family_name}".strip()


class Matched(NamedTuple):
    """An attendee and the one official they are; `how` says by what: official id, email, name, ..."""

    attendee: Attendee
    official_id: str
    how: str


class Unmatched(NamedTuple):
    """An attendee nobody could be found for; `suggestions` are for a person to choose from, never applied."""

    attendee: Attendee
    reason: str
    suggestions: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Every attendee given, found or not; `notes` say which rows were joined and which names differ."""

    matched: tuple[Matched, ...]
    unmatched: tuple[Unmatched, ...]
    notes: tuple[Note, ...] = ()


def line_list(lines: tuple[int, ...]) -> str:
    """`line 4`, or `lines 4, 9, 12`; a long list is cut after twelve, with the number left out."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = ", ".join(str(line) for line in lines[:12])
    return f"lines {shown}" + (f" and {len(lines) - 12} more" if len(lines) > 12 else "")
