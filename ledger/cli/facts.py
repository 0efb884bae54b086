"""The commands that record one fact each, made from the command classes: their fields become options.

`credit-ledger credit approve AL-000123 --claim c-1 --hours-awarded 4.5` is an `ApproveCredit` with these fields.
"""

from __future__ import annotations

import hashlib
import inspect
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from ledger import commands as c
from ledger.cli.edge import raise_all
from ledger.cli.output import show, show_json
from ledger.cli.session import Settings, opened
from ledger.cli.text import thousands
from ledger.errors import InvalidInput
from ledger.intake.wording import wording_of
from ledger.log.codec import decode
from ledger.log.envelope import RecordedEvent
from ledger.open import Ledger
from ledger.questions.history import says
from ledger.service import Outcome


class Verb(NamedTuple):
    """A command of the command line that records one fact; `group` is empty for a command of the first level."""

    group: str
    name: str
    command: type[c.Command]


VERBS: Final[tuple[Verb, ...]] = (
    Verb("official", "register", c.RegisterOfficial),
    Verb("official", "contact", c.RecordContact),
    Verb("membership", "begin", c.BeginMembership),
    Verb("membership", "change-class", c.ChangeMembershipClass),
    Verb("membership", "lapse", c.LapseMembership),
    Verb("term", "begin", c.BeginTerm),
    Verb("term", "end", c.EndTerm),
    Verb("term", "correct", c.CorrectTerm),
    Verb("term", "reverse", c.ReverseTerm),
    Verb("", "enrol", c.EnrolOfficial),
    Verb("enrolment", "withdraw", c.WithdrawEnrolment),
    Verb("offering", "schedule", c.ScheduleOffering),
    Verb("offering", "correct", c.CorrectOffering),
    Verb("offering", "cancel", c.CancelOffering),
    Verb("credit", "attend", c.RecordAttendance),
    Verb("credit", "issue-form", c.IssueCreditForm),
    Verb("credit", "claim", c.ClaimCredit),
    Verb("credit", "attach", c.AttachDocuments),
    Verb("credit", "approve", c.ApproveCredit),
    Verb("credit", "reject", c.RejectCredit),
    Verb("credit", "return", c.ReturnCredit),
    Verb("credit", "resubmit", c.ResubmitCredit),
    Verb("credit", "correct", c.CorrectCredit),
    Verb("credit", "reverse", c.ReverseCredit),
    Verb("designation", "award", c.AwardDesignation),
    Verb("designation", "correct-date", c.CorrectDesignationDate),
    Verb("designation", "reverse-award", c.ReverseDesignationAward),
    Verb("designation", "inactivate", c.InactivateDesignation),
    Verb("designation", "reinstate", c.ReinstateDesignation),
    Verb("designation", "withdraw", c.WithdrawDesignation),
    Verb("designation", "announce", c.AnnounceStanding),
    Verb("letter", "send", c.SendLetter),
    Verb("graduate", "honour", c.HonourGraduate),
    Verb("official", "jurisdiction", c.RecordJurisdiction),
    Verb("official", "core-duties", c.RecordCoreDuties),
    Verb("employment", "begin", c.BeginEmployment),
    Verb("employment", "end", c.EndEmployment),
    Verb("employment", "correct", c.CorrectEmployment),
    Verb("employment", "reverse", c.ReverseEmployment),
    Verb("credential", "record", c.RecordCredential),
    Verb("credential", "reverse", c.ReverseCredential),
    Verb("ethics", "affirm", c.AffirmEthics),
    Verb("application", "self-assess", c.CompleteSelfAssessment),
    Verb("application", "assign-mentor", c.AssignMentor),
    Verb("application", "submit", c.SubmitApplication),
    Verb("application", "return", c.ReturnApplication),
    Verb("application", "resubmit", c.ResubmitApplication),
    Verb("application", "complete", c.FindApplicationComplete),
    Verb("application", "assign-meeting", c.AssignMeeting),
    Verb("application", "assess", c.AssessApplication),
    Verb("application", "rate", c.RecordApprovalRate),
    Verb("application", "interview", c.HoldInterview),
    Verb("application", "recommend", c.RecommendApplication),
    Verb("application", "decline", c.DeclineApplication),
    Verb("application", "withdraw", c.WithdrawApplication),
    Verb("application", "withhold-grant", c.WithholdGrant),
    Verb("exemption", "claim", c.ClaimExemption),
    Verb("exemption", "confirm", c.ConfirmExemption),
    Verb("exemption", "refuse", c.RefuseExemption),
    Verb("activity-log", "submit", c.SubmitLog),
    Verb("activity-log", "accept", c.AcceptLog),
    Verb("notice", "send", c.SendNotice),
    Verb("fee", "pay", c.PayFee),
    Verb("fee", "refund", c.RefundFee),
    Verb("fee", "choose", c.ChooseFeeOption),
    Verb("scholarship", "apply", c.ApplyForScholarship),
    Verb("scholarship", "grant", c.GrantScholarship),
)

#: What a field means, where its name alone does not say it.
MEANINGS: Final[dict[str, str]] = {
    "ended_on": "The last day in office, or of the employment.",
    "lapsed_on": "The first day without the membership.",
    "effective_on": "The day from which the status was said to hold.",
    "inactive_from": "The first day of being inactive.",
    "completed_on": "The day the activity was completed; it decides the year of the credit.",
    "hours_awarded": "The hours accepted, exact, such as 4.5.",
    "hours_claimed": "The hours claimed, exact, such as 4.5.",
    "hours_on_record": "The hours known at the award, exact.",
    "hours": "The credit of a full attendance, exact, such as 4.5.",
    "documents": "A document handed in: its kind, and its file, of which the SHA-256 is kept. May be repeated.",
    "contents": "What was in it, such as pin. May be repeated.",
    "claim": "Id of the credit claim.",
    "offering": "Id of the offering.",
    "term": "Id of the term of office.",
    "program": "The program, such as alm-basic.",
    "course": "Id of the content, the same for every offering of it.",
    "source": "Who gave the training, such as league, nlc or other.",
    "mode": "How it was given, such as in-person or webinar.",
    "office": "Such as mayor or councilmember.",
    "reason": "Why; kept outside the log.",
    "minutes": "Whole minutes attended.",
    "channel": "How the form came in.",
    "elected": "Whether the official was elected or appointed.",
    "open_ended": "Remove the end.",
    "scheme": "The currency of credit, where rules of more than one are loaded.",
    "employment": "Id of the employment.",
    "management": "Whether it is management, which counts as experience.",
    "application": "Id of the application.",
    "forms": "A prescribed form handed in. May be repeated.",
    "modified": "A prescribed form was modified.",
    "deadline": "The last day of submission aimed at.",
    "exemptions": "An exemption claimed with it, such as cpa. May be repeated.",
    "duties": "A core duty, such as elections. May be repeated.",
    "meeting": "The day of the meeting.",
    "rate": "A percentage, exact, such as 84.9.",
    "mentor": "Id of the mentor; never a name.",
    "reviewer": "Id of the reviewer; never a name.",
    "facilitator": "Id of who led it; never a name.",
    "cycle": "The first day of the cycle.",
    "claims": "Id of a claim that the log names. May be repeated.",
    "concerning": "The first day of the cycle or year it is about.",
    "payment": "Id of the payment or refund.",
    "amount": "Money in the program's currency, exact, such as 37.5.",
    "scholarship": "Id of the scholarship.",
    "awarded_in": "The month, such as 2008-03, where the day is not known.",
    "obtained_in": "The month, such as 2008-03, where the day is not known.",
}
_SUBJECTS: Final = ("official", "offering")


def fact_command(verb: Verb) -> Callable[..., None]:
    """Return the command that records the verb's fact, with an option for each field."""
    cls = verb.command
    subject = _SUBJECTS[0] if issubclass(cls, c.OfficialCommand) else _SUBJECTS[1]

    def record(ctx: typer.Context, **given: Any) -> None:
        settings: Settings = ctx.obj
        command_id = given.pop("command_id")
        with opened(settings) as ledger:
            command = _build(
                cls, ledger, {name: value for name, value in given.items() if value not in (None, [])}
            )
            outcome = ledger.submit(command, actor=settings.who(), command_id=command_id)
            tell_outcome(ledger, settings, outcome)

    parameters = [inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    fields = {name: field for name, field in cls.model_fields.items() if name != "imported_from"}
    parameters.append(_argument(subject))
    parameters += [_option(cls, name, field) for name, field in fields.items() if name != subject]
    parameters.append(_command_id())
    record.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    record.__annotations__ = {one.name: one.annotation for one in parameters}
    record.__name__ = verb.name
    record.__doc__ = inspect.getdoc(cls)
    return record


def _argument(subject: str) -> inspect.Parameter:
    argument = typer.Argument(metavar=subject.upper(), help=f"Id of the {subject}.", show_default=False)
    return inspect.Parameter(subject, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[str, argument])


def _option(cls: type[c.Command], name: str, field: FieldInfo) -> inspect.Parameter:
    flag = f"--{name.replace('_', '-')}"
    meaning = MEANINGS.get(name, "")
    if name == cls.DAY:
        meaning = f"{meaning} Today, if left out.".strip()
    kinds = _kinds(field.annotation)
    if bool in kinds:
        both = field.is_required() or field.default is None
        names = f"{flag}/--appointed" if name == "elected" else f"{flag}/--no-{flag[2:]}" if both else flag
        option = typer.Option(names, help=meaning, show_default=False)
        if both:
            default = inspect.Parameter.empty if field.is_required() else None
            return _keyword(name, Annotated[bool | None, option], default)
        return _keyword(name, Annotated[bool, option], field.default)
    if tuple in kinds:
        one = flag.removesuffix("s") if name == "documents" else flag
        metavar = "KIND[=FILE]" if name == "documents" else "WORD"
        option = typer.Option(one, metavar=metavar, help=meaning, show_default=False)
        default = inspect.Parameter.empty if field.is_required() else None
        return _keyword(name, Annotated[list[str] | None, option], default)
    option = typer.Option(flag, metavar=_metavar(name, kinds), help=meaning, show_default=False)
    if field.is_required() and name not in (cls.MONTH or ()):
        return _keyword(name, Annotated[str, option], inspect.Parameter.empty)
    return _keyword(name, Annotated[str | None, option], None)


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _command_id() -> inspect.Parameter:
    option = typer.Option(
        "--command-id", metavar="ID", help="Name the request, so that repeating it adds nothing."
    )
    return _keyword("command_id", Annotated[str | None, option], None)


def _kinds(annotation: Any) -> set[Any]:
    """Return the plain types an annotation is made of."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _kinds(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return set().union(*(_kinds(part) for part in typing.get_args(annotation)))
    return {origin or annotation}


def _metavar(name: str, kinds: set[Any]) -> str:
    names = {kind.__name__ for kind in kinds if isinstance(kind, type)}
    if "date" in names:
        return "DATE"
    if "Decimal" in names:
        return {"amount": "AMOUNT", "rate": "PERCENT"}.get(name, "HOURS")
    if "int" in names:
        return "NUMBER"
    return {"claim": "CLAIM", "offering": "OFFERING", "term": "TERM", "program": "PROGRAM"}.get(name, "TEXT")


def _build(cls: type[c.Command], ledger: Ledger, given: dict[str, Any]) -> c.Command:
    """Return the command that the options describe.

    Raises:
        InvalidInput: an option does not fit; `SeveralErrors` where several do not. Rejected: an unknown program.
    """
    values = dict(given)
    if "documents" in values:
        values["documents"] = tuple(document(text) for text in values["documents"])
    if "contents" in values:
        values["contents"] = tuple(values["contents"])
    try:
        return cls.model_validate(values, context={"time_zone": ledger.service.zone_of(values)})
    except ValidationError as error:
        raise_all([_invalid(cls, one) for one in error.errors(include_url=False)])
        raise


def _invalid(cls: type[c.Command], problem: Any) -> InvalidInput:
    name = str(problem["loc"][0]) if problem["loc"] else ""
    subject = name in _SUBJECTS and cls.model_fields[name].is_required() and not name.startswith("--")
    field = name if subject else f"--{name.replace('_', '-')}"
    kinds = _kinds(cls.model_fields[name].annotation) if name in cls.model_fields else set()
    remedies = {
        "DATE": "Write the day as year-month-day, such as 2024-03-31.",
        "HOURS": "Write the hours as a plain number, such as 4.5.",
        "NUMBER": "Write a whole number.",
        "AMOUNT": "Write the amount as a plain number, such as 37.5.",
        "PERCENT": "Write the percentage as a plain number, such as 84.9.",
    }
    remedy = remedies.get(_metavar(name, kinds), "See --help for what is expected.")
    said = wording_of(problem)
    if problem["type"] == "string_pattern_mismatch":
        remedy = said.remedy
    return InvalidInput(said.message, remedy=remedy, field=field, value=problem.get("input"))


def document(text: str) -> dict[str, str]:
    """Read `KIND` or `KIND=FILE`; of a file, its SHA-256 is taken.

    Raises:
        InvalidInput: the file cannot be read.
    """
    kind, _, name = text.partition("=")
    if not name:
        return {"kind": kind}
    try:
        with Path(name).open("rb") as stream:
            return {"kind": kind, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    except OSError as error:
        raise InvalidInput(
            f"The document cannot be read: {error.strerror}.",
            remedy="Check the path, or name the kind alone.",
            field="--document",
            value=text,
        ) from error


def tell_outcome(ledger: Ledger, settings: Settings, outcome: Outcome) -> None:
    """Say what was recorded, at which positions, or that it was so already."""
    recorded = _events_at(ledger, outcome.positions)
    sentences = [says(decode(one.type, one.data)) for one in recorded]
    if settings.json:
        events = [
            {"position": one.position, "stream": one.stream, "type": one.type, "says": said}
            for one, said in zip(recorded, sentences, strict=True)
        ]
        body = {"recorded": bool(events) and not outcome.repeated, "repeated": outcome.repeated}
        show_json({**body, "command_id": outcome.request.command_id, "events": events})
        return
    if not recorded:
        show(["already so: nothing recorded"])
        return
    lead = (
        "recorded before, under the same command id, at position"
        if outcome.repeated
        else "recorded at position"
    )
    show(f"{lead} {thousands(one.position)}: {said}" for one, said in zip(recorded, sentences, strict=True))


def _events_at(ledger: Ledger, positions: range) -> list[RecordedEvent]:
    if not positions:
        return []
    return list(ledger.store.read_all(after_position=positions.start - 1, until_position=positions.stop - 1))
