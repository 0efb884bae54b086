"""What a date in a sheet means: read where it can be read one way, asked about where it cannot."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from ledger.errors import InvalidInput
from ledger.intake.attendance.folding import fold
from ledger.intake.attendance.model import Question
from ledger.intake.attendance.table import Cell

DateOrder = Literal["mdy", "dmy"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fevr", "march mar mars", "april apr avril avr",
            "may mai", "june jun juin", "july jul juillet juil", "august aug aout",
            "september sep sept septembre", "october oct octobre", "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_FILLERS = frozenset({"of", "the", "le"})
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})(?P<mark>[-/. ])\s?(\d{1,2})(?P=mark)\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|e)?")
_SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31, days since the end of 1899
_WORDS = {"mdy": "month first", "dmy": "day first", "ymd": "year first"}


@dataclass(frozen=True, slots=True)
class DatedCell:
    """A date as found: where, as written, and each date it can be, by the order that makes it so.

    The order is `mdy`, `dmy` or `ymd` where the order decides, `cell` for a real date cell, otherwise
    `plain`.
    """

    line: int
    column: str
    written: str
    readings: Mapping[str, date]

    @property
    def choices(self) -> tuple[date, ...]:
        """The different dates it can be, in order."""
        return tuple(sorted(set(self.readings.values())))


@dataclass(frozen=True, slots=True)
class DateRule:
    """What the caller knows: the file asked about, the order of its dates, and the days it can speak of."""

    file: str
    date_order: DateOrder | None
    expected: frozenset[date]


@dataclass(frozen=True, slots=True)
class Decided:
    """The dates that are certain, by line and column, and the questions about the others."""

    dates: Mapping[tuple[int, str], date]
    questions: tuple[Question, ...]


def readings_of(cell: Cell) -> dict[str, date]:
    """Return each date the cell can be, by the order that makes it so; empty where it is no date."""
    if isinstance(cell, datetime):
        return _plausible({"cell": cell.date()})
    if isinstance(cell, date):
        return _plausible({"cell": cell})
    number = str(cell) if isinstance(cell, str | Decimal) else ""
    if re.fullmatch(r"[0-9]{5}", number) and int(number) in _SERIALS:
        # Days counted from 1900 or, in workbooks born on old Macintoshes, from 1904.
        days = int(number)
        return {
            "1900": date(1899, 12, 30) + timedelta(days=days),
            "1904": date(1904, 1, 1) + timedelta(days=days),
        }
    if not isinstance(cell, str):
        return {}
    if found := _YEAR_FIRST.fullmatch(cell) or _COMPACT.fullmatch(cell):
        return _plausible(_dates(plain=(found[1], found[2], found[3])))
    if found := _YEAR_LAST.fullmatch(cell):
        return _plausible(_year_last(found))
    return _plausible(_in_words(cell))


def _year_last(found: re.Match[str]) -> dict[str, date]:
    first, second, third = found[1], found[3], found[4]
    year = third if len(third) == 4 else f"20{third}"
    orders = {"mdy": (year, first, second), "dmy": (year, second, first)}
    if len(third) == 2 and len(first) == 2 and found["mark"] == "-":
        orders["ymd"] = (f"20{first}", second, third)
    return _dates(**orders)


def _in_words(written: str) -> dict[str, date]:
    said = [word for word in fold(written).split() if word not in _FILLERS]
    words = [word for word in said if not _WEEKDAYS.fullmatch(word)]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word not in _MONTHS]
    if len(months) != 1 or len(numbers) != 2:
        return {}
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    found = _ORDINAL.fullmatch(day)
    if not found or not re.fullmatch(r"\d{4}|\d{2}", year):
        return {}
    return _dates(plain=(year if len(year) == 4 else f"20{year}", str(months[0]), found[1]))


def _dates(**orders: tuple[str, str, str]) -> dict[str, date]:
    found = {}
    for order, (year, month, day) in orders.items():
        try:
            found[order] = date(int(year), int(month), int(day))
        except ValueError:
            continue  # not a day of the calendar in this order: one reading fewer
    return found


def _plausible(found: dict[str, date]) -> dict[str, date]:
    return {order: day for order, day in found.items() if 1950 <= day.year < 2100}


def decide(cells: Sequence[DatedCell], rule: DateRule) -> Decided:
    """Return what each date of one column means.

    In this order: the caller's date order; another date of the column that can be read one way only; the
    caller's expected dates, where exactly one reading is among them. Otherwise there is a question.

    Raises:
        InvalidInput: two dates of the column can only be read in different orders, or one cannot be read in
            the caller's order.
    """
    order = rule.date_order or _order_shown(cells, rule)
    if rule.date_order:
        _check_order(cells, rule)
    dates: dict[tuple[int, str], date] = {}
    open_cells: list[DatedCell] = []
    for cell in _with_doubt(cells):
        day = _one_date(cell, order, rule)
        if day is None:
            open_cells.append(cell)
        else:
            dates[cell.line, cell.column] = day
    return Decided(dates, _questions(open_cells, rule))


def _one_date(cell: DatedCell, order: str | None, rule: DateRule) -> date | None:
    if len(cell.choices) == 1:
        return cell.choices[0]
    expected = [day for day in cell.choices if day in rule.expected]
    chosen = cell.readings.get(order or "")
    if chosen is None or (rule.date_order is None and expected and chosen not in expected):
        # The column points one way and the offering the other: that is a question too.
        return expected[0] if chosen is None and len(expected) == 1 else None
    return chosen


def _evidence(cells: Iterable[DatedCell]) -> dict[str, DatedCell]:
    """The orders that some date of the column can only be read in, each with the first such date."""
    shown: dict[str, DatedCell] = {}
    for cell in cells:
        if len(cell.readings) == 1:
            (order,) = cell.readings
            if order in _WORDS:
                shown.setdefault(order, cell)
    return shown


def _order_shown(cells: Sequence[DatedCell], rule: DateRule) -> str | None:
    shown = _evidence(cells)
    if len(shown) > 1:
        (one, first), (other, second) = list(shown.items())[:2]
        raise InvalidInput(
            f"the dates contradict each other: '{first.written}' on line {first.line} can only be read "
            f"{_WORDS[one]}, '{second.written}' on line {second.line} only {_WORDS[other]}",
            file=rule.file,
            line=first.line,
            field=first.column,
            value=first.written,
            remedy="Write every date of the column as YYYY-MM-DD.",
        )
    return next(iter(shown), None)


def _check_order(cells: Sequence[DatedCell], rule: DateRule) -> None:
    for order, cell in _evidence(cells).items():
        if order != rule.date_order:
            raise InvalidInput(
                f"the date can only be read {_WORDS[order]}, and the order given is {rule.date_order}",
                file=rule.file,
                line=cell.line,
                field=cell.column,
                value=cell.written,
                remedy="Leave the date order out, give the other one, or write the date as YYYY-MM-DD.",
            )


def _with_doubt(cells: Sequence[DatedCell]) -> list[DatedCell]:
    """Give real date cells a second reading where the spreadsheet program may have swapped day and month.

    A program set to another order turns `05/03/2024` into a date with day and month swapped, and leaves
    `13/03/2024` as text. So where a column holds both, and no real date has a day after the 12th, both
    readings stand.
    """
    real = [cell for cell in cells if "cell" in cell.readings]
    if not real or not _evidence(cells) or any(cell.readings["cell"].day > 12 for cell in real):
        return list(cells)
    return [_doubted(cell) if "cell" in cell.readings else cell for cell in cells]


def _doubted(cell: DatedCell) -> DatedCell:
    day = cell.readings["cell"]
    swapped = {"cell": day, "swapped": day.replace(month=day.day, day=day.month)}
    return DatedCell(cell.line, cell.column, cell.written, swapped)


def _questions(cells: Sequence[DatedCell], rule: DateRule) -> tuple[Question, ...]:
    by_value: dict[tuple[str, str], list[DatedCell]] = {}
    for cell in cells:
        by_value.setdefault((cell.column, cell.written), []).append(cell)
    return tuple(
        Question(
            file=rule.file,
            line=same[0].line,
            lines=tuple(dict.fromkeys(cell.line for cell in same)),
            column=column,
            value=written,
            readings=same[0].choices,
            remedy=_remedy(same[0], rule),
        )
        for (column, written), same in by_value.items()
    )


def _remedy(cell: DatedCell, rule: DateRule) -> str:
    as_iso = "write the date as YYYY-MM-DD"
    if {"mdy", "dmy"} <= set(cell.readings) and rule.date_order is None:
        return f"Give --date-order mdy or --date-order dmy, or {as_iso}."
    return f"{as_iso.capitalize()}.".replace("yyyy-mm-dd", "YYYY-MM-DD")
