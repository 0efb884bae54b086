"""Answers as prose that an official can read: every reason with its rules, their sources, and the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ledger.cli.compact import (
    authorisation_words,
    basis_words,
    change_subject,
    change_words,
    cycle_words,
    duty_words,
    known_words,
    money,
    requirement_words,
)
from ledger.cli.dates import Dates
from ledger.cli.text import Heading, paragraph, thousands
from ledger.questions import answers as a
from ledger.values import INFINITY

#: Returns an event of the official as a sentence, with its recorded time.
Says = Callable[[int], str]

_PLACES = {
    "pending": "wait for a decision",
    "returned": "went back",
    "rejected": "were refused",
    "reversed": "were taken back",
    "duplicate": "repeat a course",
    "over-cap": "are above a limit",
    "counted": "count",
}


class Explanation:
    """The prose of one answer about one official."""

    def __init__(self, answer: a.OfficialAnswer, *, dates: Dates, says: Says, width: int) -> None:
        self.answer = answer
        self._dates = dates
        self._says = says
        self._width = width
        self._positions: set[int] = set()

    def lines(self) -> Iterator[str]:
        """Yield the whole text."""
        yield from self._opening()
        match self.answer:
            case a.TranscriptAnswer(programs=programs):
                for transcript in programs:
                    yield from self._transcript(transcript)
            case a.WindowAnswer(programs=windows):
                for window in windows:
                    yield from self._window(window)
            case a.StandingAnswer(programs=standings):
                for standing in standings:
                    yield from self._standing(standing)
            case a.ComplianceAnswer(programs=duties):
                for duty in duties:
                    yield from self._compliance(duty)
            case a.ProgressAnswer(programs=ways):
                for way in ways:
                    yield from self._progress(way)
            case a.ReplayAnswer(steps=steps):
                yield from self._head("What happened")
                yield from self._steps(steps)
            case a.RequirementsAnswer(programs=needs):
                for need in needs:
                    yield from self._requirements(need)
            case a.DocumentsAnswer(programs=papers):
                for paper in papers:
                    yield from self._documents(paper)
            case a.ChangedAnswer():
                yield from self._changed(self.answer)
            case _:
                raise TypeError(f"no prose for {type(self.answer).__name__}")
        yield from self._rules()
        yield from self._events()

    def _opening(self) -> Iterator[str]:
        basis = self.answer.basis
        yield Heading(f"{self.answer.official}: {self.answer.question}")
        yield from self._say(f"This is the answer {basis_words(basis, self._dates)}.")
        if basis.recorded_at is not None:
            yield from self._say(
                f"The last event seen was recorded at {moment(basis.recorded_at)}. The rules are those published by"
                f" {basis.rules_published_by}. Days are local days in {basis.time_zone}."
            )

    def _transcript(self, program: a.TranscriptProgram) -> Iterator[str]:
        yield from self._head(f"{program.program}, {program.designation}")
        if not program.lines:
            yield from self._say("Nothing is on record.")
        for line in program.lines:
            course = f", course {line.course}" if line.course else ""
            yield from self._say(
                f"{line.completed_on}: “{line.title}” ({line.source}, {line.mode}{course}), claim {line.claim},"
                f" {line.status}."
            )
            if line.submitted_on or line.decided_on:
                yield from self._say(_form_words(line), indent="    ")
            for piece in line.pieces:
                what = f"{piece.hours} of {line.hours_claimed} hours {_PLACES.get(piece.place, piece.place)}"
                yield from self._reason(f"{what}.", piece.reason)
        parts = [f"{hours} {name}" for name, hours in program.totals.items() if name != "claimed"]
        yield from self._say(f"In all, {program.totals['claimed']} hours claimed here: {', '.join(parts)}.")

    def _window(self, program: a.WindowProgram) -> Iterator[str]:
        yield from self._head(program.program)
        yield from self._reason("", program.reason, indent="")
        spans = (
            (
                "The calendar years",
                program.calendar_from,
                program.calendar_until,
                program.calendar_hours,
                program.calendar,
            ),
            (
                "The trailing window",
                program.trailing_from,
                program.trailing_until,
                program.trailing_hours,
                program.trailing,
            ),
        )
        for name, start, last, hours, credits in spans:
            yield from self._say(f"{name} {start} to {last}: {hours} hours so far.")
            for one in credits:
                yield from self._say(
                    f"{one.hours} hours of {one.credit_on} (claim {one.claim}), which leave it on {one.leaves_on}.",
                    indent="    ",
                )

    def _standing(self, one: a.StandingProgram) -> Iterator[str]:
        yield from self._head(f"{one.program}, {one.designation}")
        since = f" since {one.since}" if one.since else ""
        ahead = (
            "As things stand, nothing will change that."
            if one.until == INFINITY
            else f"As things stand, that ends on {one.until}."
        )
        yield from self._say(f"The status is {one.status}{since}. {ahead}")
        if one.designation_date:
            yield from self._say(f"The designation dates from {one.designation_date}.")
        if words := authorisation_words(one):
            yield from self._say(words)
        if one.good_standing is not None:
            good = "in good standing" if one.good_standing else "NOT in good standing"
            yield from self._say(f"The holder is {good} as a member.")
        yield from self._reason("", one.reason)
        if one.announced is not None:
            said = one.announced
            self._positions.add(said.position)
            agrees = "which agrees" if said.agrees else "which does NOT agree"
            yield from self._say(
                f"Announced on {said.announced_on} (position {thousands(said.position)}): {said.status}"
                f" from {said.effective_on}, {agrees} with what is computed.",
                indent="    ",
            )

    def _compliance(self, program: a.ComplianceProgram) -> Iterator[str]:
        yield from self._head(f"{program.program}, {duty_words(program)}")
        if program.reason is not None:
            yield from self._reason("", program.reason, indent="")
        for year in program.years:
            if year.kind == "cycle":
                yield from self._say(f"The cycle from {year.start} to {year.last_day}: {year.status}.")
                yield from self._say(f"Of the cycle from {cycle_words(year)}")
            else:
                yield from self._say(f"{year.year} ({year.start} to {year.last_day}): {year.status}.")
            yield from self._reason("", year.reason)

    def _documents(self, program: a.DocumentsProgram) -> Iterator[str]:
        yield from self._head(f"{program.program}, {program.designation}")
        if not program.claims:
            yield "Nothing is on record."
        for one in program.claims:
            category = f", {one.category}" if one.category else ""
            yield from self._say(f"{one.completed_on}: {one.title} ({one.claim}{category}), {one.status}.")
            for words, kinds in (
                ("The claim must say", one.fields),
                ("Asked for", one.asked_for),
                ("Handed in", one.handed_in),
                ("Missing if audited", one.missing_if_audited),
            ):
                if kinds:
                    yield from self._say(f"{words}: {', '.join(kinds)}.")
            if one.keep_until:
                yield from self._say(f"Documents are kept until {one.keep_until}.")
            yield from self._reason("", one.reason)

    def _progress(self, one: a.ProgressProgram) -> Iterator[str]:
        yield from self._head(f"{one.program}, {one.designation}")
        cap = f" of the {one.outside_cap} allowed" if one.outside_cap is not None else ""
        if one.reason.code != "no-amount":
            yield from self._say(
                f"{one.counted} of {one.required} hours count, {one.outside_used}{cap} from outside training."
            )
        if one.prerequisite == "missing":
            yield from self._say("The designation that this one builds on is not held.")
        for category, part in (one.by_category or {}).items():
            yield from self._say(f"Of {category}: {part.counted} of {part.required}, {part.missing} missing.")
        yield from self._reason("", one.reason)

    def _requirements(self, one: a.RequirementsProgram) -> Iterator[str]:
        yield from self._head(f"{one.program}, {one.designation}")
        for line in one.requirements:
            state = "met" if line.met else "not met"
            since = f" since {line.since}" if line.since else ""
            ahead = "" if line.until == INFINITY else f"; as things stand, until {line.until}"
            yield from self._say(f"{requirement_words(line.code)}: {state}{since}{ahead}.")
            yield from self._reason("", line.reason)
        for sent in one.applications:
            assessed = f", assessed by {sent.reviewers}" if sent.reviewers else ""
            yield from self._say(f"Application {sent.application} ({sent.kind}): {sent.stage}{assessed}.")
            yield from self._reason("", sent.reason)
        for freed in one.exemptions:
            by = f"; {freed.by} is {freed.state}" if freed.by else ""
            yield from self._say(f"{freed.name}: {'exempt' if freed.exempt else 'to be shown'}{by}.")
        if one.fees is not None:
            yield from self._say(f"Fees{money(one.fees)}:")
            yield from self._reason("", one.fees.reason)

    def _changed(self, answer: a.ChangedAnswer) -> Iterator[str]:
        since = answer.since
        yield from self._say(f"It is compared with the same answer {known_words(since)}.")
        yield from self._head("What differs")
        if not answer.differences:
            yield from self._say("Nothing.")
        for change in answer.differences:
            yield from self._say(f"{change_subject(change)}: {_turned(change)}.")
        if answer.steps:
            yield from self._head("What did it")
            yield from self._steps(answer.steps)

    def _steps(self, steps: Iterable[a.ReplayStep]) -> Iterator[str]:
        for step in steps:
            imported = ", from an import" if step.imported else ""
            yield from self._say(
                f"{thousands(step.position)}  {moment(step.recorded_at)}, by {step.actor}{imported}: {step.says}."
            )
            if step.private and "reason" in step.private:
                yield from self._say(f"Reason given: {step.private['reason']}", indent="    ")
            for change in step.changes:
                yield from self._say(f"{change_subject(change)}: {_turned(change)}", indent="    ")

    def _reason(self, lead: str, reason: a.Reason, indent: str = "    ") -> Iterator[str]:
        self._positions.update(reason.positions)
        yield from self._say(f"{lead} {reason.text}".strip(), indent=indent)
        if reason.rules:
            yield from self._say(f"Rules: {', '.join(reason.rules)}.", indent=indent + "  ")
        if reason.positions:
            listed = ", ".join(thousands(position) for position in reason.positions)
            yield from self._say(f"Events: {listed}.", indent=indent + "  ")

    def _rules(self) -> Iterator[str]:
        if not self.answer.rules:
            return
        yield from self._head("The rules used")
        for rule in self.answer.rules:
            until = "" if rule.valid_until == INFINITY else f" until {rule.valid_until}"
            reading = f"; reading {rule.reading}" if rule.reading else ""
            yield from self._say(
                f"{rule.ref} = {rule.value}, from {rule.valid_from}{until}, published {rule.published_on}."
                f" Source: {rule.source}{reading}."
            )

    def _events(self) -> Iterator[str]:
        if not self._positions:
            return
        yield from self._head("The events named")
        for position in sorted(self._positions):
            yield from self._say(f"{thousands(position)}  {self._says(position)}.")

    def _head(self, text: str) -> Iterator[str]:
        yield ""
        yield Heading(text)

    def _say(self, text: str, indent: str = "") -> list[str]:
        return paragraph(text, width=self._width, indent=indent, hanging=indent + "  ")


def _form_words(line: a.TranscriptLine) -> str:
    """Return what became of the form of a claim; a credit posted by an older system never had one here."""
    if line.submitted_on is None and line.status == "approved":
        return f"Posted on {line.decided_on} by an older system; its form was not kept."
    decided = f"; decided on {line.decided_on}" if line.decided_on else ""
    submitted = f"Submitted on {line.submitted_on}" if line.submitted_on else "The form is not in"
    return f"{submitted}{decided}."


def moment(instant: str) -> str:
    """Write a recorded time without its microseconds: `2022-04-15 18:25:08 UTC`."""
    return f"{instant[:10]} {instant[11:19]} UTC"


def _turned(change: a.FactChange) -> str:
    """Return what a fact was and became, in words."""
    before, after = change_words(change)
    if change.before is None:
        return f"now {after}"
    return f"no more {before}" if change.after is None else f"from {before} to {after}"
