"""The documented, versioned shapes of answers: what `--json` prints and `credit-ledger schema` describes.

Amounts are exact decimals as text; days are ISO dates; `infinity` is the end of time.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

#: Raised when a shape changes in a way that a reader of the old one would notice.
VERSION: Final = "credit-ledger/answer/v1"

Day = Annotated[str, Field(description="ISO date, or `infinity`", examples=["2024-03-31"])]
AmountText = Annotated[str, Field(description="exact decimal in the unit of the program", examples=["4.5"])]


class Shape(BaseModel):
    """Common to all parts of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(Shape):
    """What an answer stands on: both dates, the ledger, the position, and the leaf hash of its last event."""

    as_of: Day
    known_at: Annotated[str, Field(description="as asked: `everything`, a position, an instant or a day")]
    position: Annotated[int, Field(description="number of events seen")]
    recorded_at: Annotated[str | None, Field(description="recorded time of the last event seen")]
    last_leaf: Annotated[str | None, Field(description="RFC 6962 leaf hash of the last event seen, hex")]
    rules_published_by: Annotated[Day, Field(description="publication day of the newest rules seen")]
    ledger: str
    time_zone: str


class RuleUsed(Shape):
    """A rule version the answer used, with its source in the rule book and the reading it takes."""

    ref: str
    value: str
    valid_from: Day
    valid_until: Day
    published_on: Day
    source: str
    reading: str | None


class Reason(Shape):
    """Why something is as it is; `rules` are refs, `positions` the events it rests on."""

    code: str
    text: str
    rules: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()


class Piece(Shape):
    """Hours of one claim in one place."""

    place: str
    hours: AmountText
    reason: Reason


class TranscriptLine(Shape):
    """One claim in one program. `hours_claimed` is the sum of its pieces in this program."""

    claim: str
    status: str
    title: str
    completed_on: Day
    source: str
    mode: str
    course: str | None
    offering: str | None
    submitted_on: Day | None
    decided_on: Day | None
    documents: tuple[str, ...]
    hours_claimed: AmountText
    hours_counted: AmountText
    pieces: tuple[Piece, ...]
    positions: tuple[int, ...]


class TranscriptProgram(Shape):
    """The transcript of one program: lines by day, and the totals of the places, which add up to `claimed`."""

    program: str
    designation: str
    unit: str
    lines: tuple[TranscriptLine, ...]
    totals: dict[str, AmountText]


class WindowCredit(Shape):
    """One credit in a window, and the first day on which it is no longer in it."""

    claim: str
    credit_on: Day
    hours: AmountText
    leaves_on: Day


class WindowProgram(Shape):
    """What the windows of a day hold. `required` is absent where no rule tests a window on that day."""

    program: str
    calendar_from: Day
    calendar_until: Day
    calendar_hours: AmountText
    calendar: tuple[WindowCredit, ...]
    trailing_from: Day
    trailing_until: Day
    trailing_hours: AmountText
    trailing: tuple[WindowCredit, ...]
    required: AmountText | None
    reason: Reason


class Announced(Shape):
    """What somebody was told, beside what is computed (A53)."""

    status: str
    announced_on: Day
    effective_on: Day
    agrees: bool
    position: int


class StandingProgram(Shape):
    """Status, since when, and until when as things stand. `status` is what the reading of A53 reports."""

    program: str
    designation: str
    status: str
    since: Day | None
    until: Day
    computed_status: str
    designation_date: Day | None
    reason: Reason
    announced: Announced | None


class ComplianceYear(Shape):
    """The annual duty in one year."""

    year: str
    start: Day
    last_day: Day
    status: Literal["not-owed", "open", "met", "not-met"]
    required: AmountText
    hours: AmountText
    missing: AmountText
    reason: Reason


class ComplianceProgram(Shape):
    """The annual duty of a program, year by year up to the day asked about."""

    program: str
    years: tuple[ComplianceYear, ...]
    reason: Reason | None


class ProgressProgram(Shape):
    """How far a designation is."""

    program: str
    designation: str
    required: AmountText
    counted: AmountText
    outside_used: AmountText
    outside_cap: AmountText | None
    missing: AmountText
    complete_on: Day | None
    prerequisite: Literal["held", "missing"] | None
    requirements_met_on: Day | None
    finish_by: Day | None
    reason: Reason


class DueItem(Shape):
    """Who must do what by when. `by` is absent where no rule sets a day; `who` acts."""

    official: str
    program: str
    what: str
    who: str
    by: Day | None
    amount: AmountText | None
    reason: Reason


class FactChange(Shape):
    """A fact that ceased or began to be believed."""

    kind: str
    program: str
    key: str
    before: dict[str, object] | None
    after: dict[str, object] | None


class ReplayStep(Shape):
    """One event, and what it changed in the facts that hold on `as_of`."""

    position: int
    recorded_at: str
    actor: str
    type: str
    imported: bool
    event: dict[str, object]
    private: dict[str, object] | None
    changes: tuple[FactChange, ...]
    says: str


class PopulationRow(Shape):
    """One official of a program on a day."""

    official: str
    name: str | None
    program: str
    status: str
    since: Day | None
    until: Day
    counted: AmountText
    missing: AmountText
    window_hours: AmountText
    annual_status: str | None
    annual_hours: AmountText | None


class Answer(Shape):
    """Common to all answers."""

    schema_version: Literal["credit-ledger/answer/v1"] = VERSION
    question: str
    basis: Basis
    rules: tuple[RuleUsed, ...] = ()


class OfficialAnswer(Answer):
    """Common to answers about one official."""

    official: str


class TranscriptAnswer(OfficialAnswer):
    """`transcript`: each hour in exactly one place, with its reason."""

    programs: tuple[TranscriptProgram, ...]


class WindowAnswer(OfficialAnswer):
    """`window`: credit in the rolling calendar years and in the trailing months."""

    programs: tuple[WindowProgram, ...]


class StandingAnswer(OfficialAnswer):
    """`standing`: each designation's status."""

    programs: tuple[StandingProgram, ...]


class ComplianceAnswer(OfficialAnswer):
    """`compliance`: the annual duty by year."""

    programs: tuple[ComplianceProgram, ...]


class ProgressAnswer(OfficialAnswer):
    """`progress`: toward each designation."""

    programs: tuple[ProgressProgram, ...]


class ReplayAnswer(OfficialAnswer):
    """`replay`: the history, event by event."""

    steps: tuple[ReplayStep, ...]


class ChangedAnswer(OfficialAnswer):
    """`changed`: what differs between two knowledges, and which event did it. `until` is the later knowledge."""

    since: Basis
    differences: tuple[FactChange, ...]
    steps: tuple[ReplayStep, ...]


class PopulationAnswer(Answer):
    """`population`: all officials of a program on a day."""

    program: str
    rows: tuple[PopulationRow, ...]
    totals: dict[str, int]


class DueAnswer(Answer):
    """`due`: who must do what by when."""

    program: str | None
    items: tuple[DueItem, ...]


ANSWERS: dict[str, type[Answer]] = {
    "transcript": TranscriptAnswer,
    "window": WindowAnswer,
    "standing": StandingAnswer,
    "compliance": ComplianceAnswer,
    "progress": ProgressAnswer,
    "replay": ReplayAnswer,
    "changed": ChangedAnswer,
    "population": PopulationAnswer,
    "due": DueAnswer,
}
