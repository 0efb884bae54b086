"""Where the people are in a table: preamble, sections, headings, totals, and the rows between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ledger.errors import InvalidInput
from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.headings import IDENTITY, Heading, as_heading
from ledger.intake.attendance.model import Note, Problem, SheetKind
from ledger.intake.attendance.table import Cell, Row, Table, text

Section = Literal["attendee", "host"]

# A line of one cell that says who the rows below it are, in webinar reports.
_SECTIONS: dict[str, Section] = {
    "attendee details": "attendee",
    "attendees": "attendee",
    "attended": "attendee",
    "other attended": "attendee",
    "did not attend": "attendee",
    "participants": "attendee",
    "host details": "host",
    "panelist details": "host",
    "panelists": "host",
    "organizers": "host",
    "organizer s": "host",
    "staff": "host",
    "staff details": "host",
    "presenters": "host",
}
_TOTAL = re.compile(
    r"(?:grand |sub ?)?totals?(?: (?:credit )?(?:hours?|attendees?|attendance|minutes|credits?|participants?"
    r"|present|registered|attended|count|number.*))?(?: \d+)*"
    r"|(?:number|count) of (?:attendees|participants|people)(?: \d+)*"
    r"|page \d+(?: of \d+)?|end of (?:report|list|sheet)"
)


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row about one person: its cells by meaning, each with the heading it stands under."""

    line: int
    section: Section
    cells: dict[str, tuple[tuple[str, Cell], ...]]
    columns: frozenset[str | None]

    def has_column(self, meaning: str) -> bool:
        """Whether the sheet has a column of this meaning, filled in here or not."""
        return meaning in self.columns


@dataclass(slots=True)
class Layout:
    """A table taken apart; every row that is not blank is a data row, a problem, or in a note."""

    kind: SheetKind = "sign-in"
    rows: list[DataRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """Lines that speak of no person, by what they are, in the order of the notes about them."""

    preamble: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)

    def notes(self) -> list[Note]:
        facts = (
            ("before the headings, not read", self.preamble),
            ("headings", self.headings),
            ("repeated headings left out", self.repeated),
            ("section titles", self.sections),
            ("totals and footers left out", self.totals),
        )
        notes = [Note(fact, tuple(lines)) for fact, lines in facts if lines]
        return notes + ([Note(f"columns not read: {', '.join(self.unread)}")] if self.unread else [])


def choose_table(tables: Sequence[Table], *, file: str) -> tuple[Table, list[Note]]:
    """Return the table to read: the first worksheet with headings, or the text cut to give most headings.

    Raises:
        InvalidInput: no row of any of them is a row of headings known here.
    """
    scored = [(_best_score(table), table) for table in tables]
    readable = [(score, table) for score, table in scored if score]
    if not readable:
        raise _no_headings(tables, file)
    if tables[0].is_worksheet:
        chosen = readable[0][1]
        others = ", ".join(table.origin for _, table in readable[1:])
        notes = [Note(f"read {chosen.origin}")] if len(tables) > 1 else []
        if others:
            notes.append(Note(f"{others} also has headings known here and was not read; name it to read it"))
        return chosen, notes
    return max(readable, key=lambda pair: pair[0])[1], []


def _best_score(table: Table) -> int:
    found = (as_heading([text(cell) for cell in row.cells]) for row in table.rows)
    return max((heading.score for heading in found if heading), default=0)


def _no_headings(tables: Sequence[Table], file: str) -> InvalidInput:
    first = next((row for table in tables for row in table.rows), None)
    return InvalidInput(
        "no row of headings is known here; the first row is shown",
        file=file,
        line=first.line if first else None,
        value=" | ".join(text(cell) for cell in first.cells)[:200] if first else None,
        remedy="Put a row of headings above the people, such as: Official ID, First name, Last name, Email, "
        "Date, Hours. All known headings are in docs/attendance.md.",
    )


def lay_out(table: Table) -> Layout:
    """Return the rows about people, each under its headings and in its section."""
    layout, seen = Layout(kind=_kind(table)), _Seen()
    section: Section = "attendee"
    heading: Heading | None = None
    for row in table.rows:
        texts = [text(cell) for cell in row.cells]
        if (title := _section_title(texts, layout.kind)) is not None:
            section, heading = title, None
            seen.sections.append(row.line)
        elif found := as_heading(texts):
            (seen.repeated if _same(found, heading) else seen.headings).append(row.line)
            seen.unread.update(dict.fromkeys(found.unread))
            heading = found
        elif heading is None:
            seen.preamble.append(row.line)
        else:
            _place(row, heading, section, (layout, seen))
    layout.notes = seen.notes()
    return layout


def _place(row: Row, heading: Heading, section: Section, into: tuple[Layout, _Seen]) -> None:
    layout, seen = into
    if _is_total(row, heading):
        seen.totals.append(row.line)
    elif beyond := [text(cell) for cell in row.cells[heading.width :] if text(cell)]:
        layout.problems.append(
            Problem(
                line=row.line,
                lines=(row.line,),
                column="",
                value=beyond[-1],
                fact=f"the row goes on after the last of the {heading.width} headings",
                remedy="Put quotes around a value that holds a separator, or give the column a heading.",
            )
        )
    else:
        layout.rows.append(_data_row(row, heading, section))


def _data_row(row: Row, heading: Heading, section: Section) -> DataRow:
    cells: dict[str, tuple[tuple[str, Cell], ...]] = {}
    for name, meaning, cell in zip(heading.texts, heading.meanings, row.cells, strict=False):
        if meaning and text(cell):
            cells[meaning] = (*cells.get(meaning, ()), (name, cell))
    return DataRow(row.line, section, cells, frozenset(heading.meanings))


def _kind(table: Table) -> SheetKind:
    openings: set[str] = set()
    for row in table.rows:
        folded = [fold(text(cell)) for cell in row.cells]
        if "interest rating" in folded or any(
            "gotowebinar" in words.replace(" ", "") for words in folded[:2]
        ):
            return "goto"
        openings.update(folded[:1])
        if {"user name original name", "name original name"} & set(folded):
            openings.add("attendee details")
        if {"time in session minutes", "join time"} <= set(folded):
            openings.add("attendee details")
    return "zoom" if openings & {"attendee report", "host details", "attendee details"} else "sign-in"


def _section_title(texts: Sequence[str], kind: SheetKind) -> Section | None:
    filled = [value for value in texts if value]
    return _SECTIONS.get(fold(filled[0])) if kind != "sign-in" and len(filled) == 1 else None


def _same(one: Heading, other: Heading | None) -> bool:
    return other is not None and [fold(name) for name in one.texts] == [fold(name) for name in other.texts]


def _is_total(row: Row, heading: Heading) -> bool:
    filled = [index for index, cell in enumerate(row.cells) if text(cell)]
    named = [index for index in filled[1:] if index < heading.width and heading.meanings[index] in IDENTITY]
    return not named and _TOTAL.fullmatch(fold(text(row.cells[filled[0]]))) is not None
