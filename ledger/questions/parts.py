"""The parts that answers are made of: lines, programs, reasons and what an answer stands on.

Amounts are exact decimals as text; days are ISO dates; `infinity` is the end of time.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic_core import CoreSchema

#: Raised when a shape changes in a way that a reader of the old one would notice.
VERSION: Final = "credit-ledger/answer/v1"

Day = Annotated[str, Field(description="ISO date, or `infinity`", examples=["2024-03-31"])]
AmountText = Annotated[str, Field(description="exact decimal in the unit of the program", examples=["4.5"])]


#: Marks what is left out of an answer where there is none, so that the bytes of earlier answers stay.
LEFT_OUT: Final = Field(exclude_if=lambda value: value is None)


class Shape(BaseModel):
    """Common to all parts of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(Shape):
    """What an answer stands on: both dates, the ledger, the position, and the leaf hash of its last event.

    Of an answer about several schemes, `time_zone` is that of the first, and `rules_published_by` the newest of all.
    """

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
    category: Annotated[str | None, LEFT_OUT] = None
    competency: Annotated[str | None, LEFT_OUT] = None
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
    """Status, since when, and until when as things stand. `status` is what the reading of A53 reports.

    `authorised_on` is the day of the letter from which it may be used, null before it, and left out of a program that
    asks for none. `good_standing` is told of who holds it where membership of an organisation is asked for, and else
    left out.
    """

    program: str
    designation: str
    status: str
    since: Day | None
    until: Day
    computed_status: str
    designation_date: Day | None
    authorised_on: Day | None = None
    good_standing: Annotated[bool | None, LEFT_OUT] = None
    reason: Reason
    announced: Announced | None

    @model_serializer(mode="wrap")
    def _without_letter(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave the day of a letter out where it was not stated, not even as null."""
        shown: dict[str, Any] = plain(self)
        return {name: value for name, value in shown.items() if name not in self.letter_unasked}

    @property
    def letter_unasked(self) -> frozenset[str]:
        """The field of the letter, where the program asks for none."""
        return frozenset({"authorised_on"} - self.model_fields_set)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the fields; that one of them may be left out changes nothing of them."""
        own = {name: part for name, part in core_schema.items() if name != "serialization"}
        return handler(cast("CoreSchema", own))


class ComplianceYear(Shape):
    """The annual duty in one year, or what one cycle asks for.

    `hours` includes what was `carried` in. Of a cycle, `claimed` is the credit claimed and not refused, `verified` the
    part of it that was approved; the days are those of its log, and the last one for which documents are kept.
    """

    year: str
    kind: Literal["year", "cycle"]
    start: Day
    last_day: Day
    status: Literal["not-owed", "open", "met", "not-met"]
    required: AmountText
    hours: AmountText
    carried: AmountText
    missing: AmountText
    claimed: Annotated[AmountText | None, LEFT_OUT] = None
    verified: Annotated[AmountText | None, LEFT_OUT] = None
    log_submitted_on: Annotated[Day | None, LEFT_OUT] = None
    log_accepted_on: Annotated[Day | None, LEFT_OUT] = None
    keep_documents_until: Annotated[Day | None, LEFT_OUT] = None
    reason: Reason


class ComplianceProgram(Shape):
    """The annual duty of a program, year by year up to the day asked about."""

    program: str
    years: tuple[ComplianceYear, ...]
    reason: Reason | None


class CategoryProgress(Shape):
    """How far one category of credit is."""

    required: AmountText
    counted: AmountText
    missing: AmountText


class ProgressProgram(Shape):
    """How far a designation is. `by_category` is left out where it asks for no category by itself."""

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
    by_category: Annotated[dict[str, CategoryProgress] | None, LEFT_OUT] = None
    reason: Reason


class RequirementLine(Shape):
    """One requirement on the day: whether it is met, since when, and until when as things stand."""

    code: str
    met: bool
    since: Day | None
    until: Day
    detail: dict[str, object]
    reason: Reason


class ApplicationLine(Shape):
    """How far an application has come; `meeting` is a day if staff assigned one, else a month.

    `rate` is a percentage, exact; `reviewers` is how many have assessed it.
    """

    application: str
    kind: str
    stage: str
    received_on: Day
    deadline: Day | None
    meeting: str | None
    held: bool
    rate: str | None
    band: Literal["recommended", "interview", "below", "open"]
    reviewers: int
    missing: tuple[str, ...]
    reason: Reason


class ExemptionLine(Shape):
    """Whether one is exempt from a competency; `by` names the exemption, `state` how far it has come."""

    competency: str
    name: str
    exempt: bool
    by: str | None
    state: Literal["claimed", "confirmed", "refused"] | None


class Fees(Shape):
    """What the certification costs, what is paid and what is owed, in `currency`."""

    currency: str | None
    total: AmountText
    paid: AmountText
    balance: AmountText
    deposit_paid: bool | None
    reason: Reason


class RequirementsProgram(Shape):
    """All that a designation needs on the day. `met` says whether every requirement is."""

    program: str
    designation: str
    met: bool
    requirements: tuple[RequirementLine, ...]
    applications: tuple[ApplicationLine, ...]
    exemptions: tuple[ExemptionLine, ...]
    fees: Fees | None


class DueItem(Shape):
    """Who must do what by when. `by` is absent where no rule sets a day; `who` acts.

    `amount` is in `unit`: that of the program's credit, or the currency of its fees.
    """

    official: str
    program: str
    what: str
    who: str
    by: Day | None
    amount: AmountText | None
    unit: str | None
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
    jurisdiction: Annotated[str | None, Field(description="state or province, as of the day")]
    awarded_on: Annotated[Day | None, Field(description="day of the award that the standing rests on")]
