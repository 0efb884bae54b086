"""What an import of history says when it is done: what was taken, what was refused and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from ledger.errors import InvalidInput
from ledger.intake.history.checking import Fault

#: Told the phase (`read`, `decide`, `append`), how much of it is done, and of how much, where that is known.
Progress = Callable[[str, int, int | None], None]


class Refusal(NamedTuple):
    """Why one line is refused. A line with several faults has several refusals.

    `line` is 1-based. `reason` is a key of `ledger.errors.REJECTIONS`, or
    `json`, `fact`, `field`, `recorded-time`. `after` is an earlier refused line of the same subject, from which
    this refusal may follow.
    """

    file: str
    line: int
    reason: str
    message: str
    remedy: str
    fact: str | None = None
    subject: str | None = None
    field: str | None = None
    value: object = None
    after: int | None = None

    def __str__(self) -> str:
        """Return one sentence for people: place, fact, field, value, remedy."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = ": ".join(str(part) for part in (self.fact, self.field) if part)
        given = "" if self.value is None else f" (given: {self.value!r})"
        follows = "" if self.after is None else f" This may follow from line {self.after}."
        return f"{place}: {about}{': ' if about else ''}{self.message}{given} {self.remedy}{follows}"

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal as plain data for `--json`, without what is not known."""
        return {key: value for key, value in self._asdict().items() if value is not None}


def refusal_of(
    file: str, line: int, fault: Fault, *, fact: str | None, subject: str | None, after: int | None = None
) -> Refusal:
    """Return a fault as a refusal of a line."""
    return Refusal(
        file, line, fault.reason, fault.message, fault.remedy, fact, subject, fault.field, fault.value, after
    )


@dataclass(slots=True)
class HistoryReport:
    """What an import did or, with `dry_run`, would do.

    Each of the `lines` is one of `imported`, `already_there` (recorded by an earlier run, or by another at the same
    time), `said_before` (it adds nothing to what is on record), `refused_lines` and `left_out_lines` (accepted, but
    left out with the others of their subject, or because the whole file is refused). `facts` counts the imported ones
    by name, `events` what they wrote. Positions are None where nothing was appended.
    """

    file: str
    dry_run: bool = False
    lines: int = 0
    imported: int = 0
    already_there: int = 0
    said_before: int = 0
    refused_lines: int = 0
    left_out_lines: int = 0
    officials: int = 0
    events: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    first_position: int | None = None
    last_position: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data for `--json`."""
        body = {name: getattr(self, name) for name in self.__slots__}
        return body | {
            "left_out": list(self.left_out),
            "refusals": [refusal.as_dict() for refusal in self.refusals],
        }


class HistoryRefused(InvalidInput):
    """The file holds lines that cannot be imported; nothing was. `report.refusals` has all of them."""

    code: ClassVar[str] = "history-refused"

    def __init__(self, report: HistoryReport) -> None:
        self.report = report
        self.refusals = report.refusals
        first = report.refusals[0]
        more = f" (and {len(report.refusals) - 1} more)" if len(report.refusals) > 1 else ""
        super().__init__(
            f"Nothing was imported: {first.message.rstrip('.')}{more}.",
            remedy=f"{first.remedy} Correct all refused lines and import the file again.",
            file=report.file,
            line=first.line or None,
            field=first.field,
            value=first.value,
        )
