"""The documented, versioned shapes of answers: what `--json` prints and `credit-ledger schema` describes.

Amounts are exact decimals as text; days are ISO dates; `infinity` is the end of time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.questions.parts import VERSION as VERSION
from ledger.questions.parts import AmountText as AmountText
from ledger.questions.parts import Announced as Announced
from ledger.questions.parts import ApplicationLine as ApplicationLine
from ledger.questions.parts import Basis as Basis
from ledger.questions.parts import CategoryProgress as CategoryProgress
from ledger.questions.parts import ComplianceProgram as ComplianceProgram
from ledger.questions.parts import ComplianceYear as ComplianceYear
from ledger.questions.parts import Day as Day
from ledger.questions.parts import DueItem as DueItem
from ledger.questions.parts import ExemptionLine as ExemptionLine
from ledger.questions.parts import FactChange as FactChange
from ledger.questions.parts import Fees as Fees
from ledger.questions.parts import Piece as Piece
from ledger.questions.parts import PopulationRow as PopulationRow
from ledger.questions.parts import ProgressProgram as ProgressProgram
from ledger.questions.parts import Reason as Reason
from ledger.questions.parts import ReplayStep as ReplayStep
from ledger.questions.parts import RequirementLine as RequirementLine
from ledger.questions.parts import RequirementsProgram as RequirementsProgram
from ledger.questions.parts import RuleUsed as RuleUsed
from ledger.questions.parts import Shape as Shape
from ledger.questions.parts import StandingProgram as StandingProgram
from ledger.questions.parts import TranscriptLine as TranscriptLine
from ledger.questions.parts import TranscriptProgram as TranscriptProgram
from ledger.questions.parts import WindowCredit as WindowCredit
from ledger.questions.parts import WindowProgram as WindowProgram


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


class RequirementsAnswer(OfficialAnswer):
    """`requirements`: what each designation needs, applications, exemptions and fees."""

    programs: tuple[RequirementsProgram, ...]


class ReplayAnswer(OfficialAnswer):
    """`replay`: the history, event by event."""

    steps: tuple[ReplayStep, ...]


class ChangedAnswer(OfficialAnswer):
    """`changed`: what differs between two knowledges, and which event did it. `until` is the later knowledge."""

    since: Basis
    differences: tuple[FactChange, ...]
    steps: tuple[ReplayStep, ...]


class PopulationAnswer(Answer):
    """`population`: all officials of a program on a day, or those of a jurisdiction, a year of award or a status.

    `holders` is how many of them hold the designation: active, inactive or not in good standing.
    """

    program: str
    jurisdiction: str | None
    awarded_in: int | None
    status: str | None
    rows: tuple[PopulationRow, ...]
    totals: dict[str, int]
    holders: int


class DueAnswer(Answer):
    """`due`: who must do what by when."""

    program: str | None
    items: tuple[DueItem, ...]


class DocumentsClaim(Shape):
    """The documents of one claim, by kind.

    `fields` are what the claim itself must say; `asked_for` need not be handed in with it (C08). `keep_until` is the
    last day for which they are kept, null where no cycle that was found holds the claim.
    """

    claim: str
    title: str
    completed_on: Day
    status: str
    category: str | None
    fields: tuple[str, ...]
    asked_for: tuple[str, ...]
    handed_in: tuple[str, ...]
    needed_if_audited: tuple[str, ...]
    missing_if_audited: tuple[str, ...]
    keep_until: Day | None
    reason: Reason


class DocumentsProgram(Shape):
    """The documents of each claim of one program, by day."""

    program: str
    designation: str
    claims: tuple[DocumentsClaim, ...]


class DocumentsAnswer(OfficialAnswer):
    """`documents`: asked for, handed in, needed and missing if audited, and until when to be kept."""

    programs: tuple[DocumentsProgram, ...]


class RuleDifference(Shape):
    """A parameter that differs: the version that states it before and after, null where none does."""

    program: str
    parameter: str
    before: RuleUsed | None
    after: RuleUsed | None


class HeadDifference(Shape):
    """A field of `[program]` that differs; empty where it is left out."""

    program: str
    field: str
    before: str
    after: str


class RulesDiffAnswer(Shape):
    """`rules diff`: which parameters differ between two days, or between two texts of a program."""

    schema_version: Literal["credit-ledger/answer/v1"] = VERSION
    question: Literal["rules-diff"] = "rules-diff"
    before: Annotated[str, Field(description="a day, or the file")]
    after: Annotated[str, Field(description="a day, or the file")]
    rules_published_by: Annotated[Day | None, Field(description="null where files are compared")]
    parameters: tuple[RuleDifference, ...]
    heads: tuple[HeadDifference, ...]


class ChangedRules(Shape):
    """A program whose text would be another; `sha256_before` is null for a new program."""

    program: str
    file: str
    sha256_before: str | None
    sha256_after: str


class StandingTurn(Shape):
    """In `[since, until)` an official's status would be another; the reasons are codes."""

    official: str
    program: str
    since: Day
    until: Day
    before: str
    after: str
    reason_before: str
    reason_after: str


class YearTurn(Shape):
    """A year or cycle that would end otherwise, as things stand; `YEAR+` stands for every year from then on."""

    official: str
    program: str
    year: str
    last_day: Day
    before: str | None
    after: str | None
    required_before: AmountText | None
    required_after: AmountText | None
    hours_before: AmountText | None
    hours_after: AmountText | None


class SimulationAnswer(Answer):
    """`rules simulate`: whose standing, and which years, a change of the rules would change from `as_of` on.

    `totals` count the stretches of `standing` by program and kind of change, `year_totals` those of `years`.
    """

    program: str | None
    changed: tuple[ChangedRules, ...]
    officials: Annotated[int, Field(description="how many officials were looked at")]
    affected: Annotated[int, Field(description="how many of them anything would change for")]
    totals: dict[str, int]
    year_totals: dict[str, int]
    standing: tuple[StandingTurn, ...]
    years: tuple[YearTurn, ...]


ANSWERS: dict[str, type[Shape]] = {
    "transcript": TranscriptAnswer,
    "window": WindowAnswer,
    "standing": StandingAnswer,
    "compliance": ComplianceAnswer,
    "progress": ProgressAnswer,
    "requirements": RequirementsAnswer,
    "replay": ReplayAnswer,
    "changed": ChangedAnswer,
    "population": PopulationAnswer,
    "due": DueAnswer,
    "documents": DocumentsAnswer,
    "rules-diff": RulesDiffAnswer,
    "rules-simulate": SimulationAnswer,
}
