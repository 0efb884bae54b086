"""Designations: requirements met is computed; awarded, inactivated, reinstated, withdrawn are decisions."""

from __future__ import annotations

import difflib
from datetime import date

from ledger import commands as c
from ledger import events as e
from ledger.aggregates.official.awarding import require_met
from ledger.aggregates.official.fees import require_paid
from ledger.aggregates.situation import Situation, require
from ledger.errors import Rejected
from ledger.record.dossier import Precision
from ledger.record.official import Announcement, Honour, Record, Step
from ledger.rules.assess import assess, held_spells

#: The statuses a designation may have, and so be announced to have.
STATUSES = (
    "not-started", "in-progress", "requirements-met", "active", "not-in-good-standing", "inactive", "withdrawn",
)  # fmt: skip


def award(record: Record, command: c.AwardDesignation, situation: Situation) -> tuple[e.Event, ...]:
    """Award a designation whose requirements are met; an import states an outcome (ALM-B-03, ALM-AN-04)."""
    assert command.awarded_on is not None
    held = _latest_award(record, command.program)
    precision: Precision = "day" if command.awarded_in is None else "month"
    if held is not None:
        require(
            (held.on, held.precision) == (command.awarded_on, precision),
            "wrong-state",
            f"{command.program} was awarded on {held.on}.",
            remedy="Use the fact 'designation date corrected' if the day was wrong.",
        )
        return ()
    if not situation.importing:
        require_met(record, command.program, command.awarded_on, situation)
    event = e.DesignationAwarded(
        program=command.program,
        awarded_on=command.awarded_on,
        basis="imported" if situation.importing else "requirements-met",
        hours_on_record=command.hours_on_record,
        precision=precision,
        imported_from=command.imported_from,
    )
    return (event,)


def correct_award_date(
    record: Record, command: c.CorrectDesignationDate, _: Situation
) -> tuple[e.Event, ...]:
    """Correct the day of the latest award."""
    assert command.corrected_on is not None
    held = _require_award(record, command.program)
    if (held.on, held.precision) == (command.awarded_on, "day"):
        return ()
    event = e.DesignationDateCorrected(
        program=command.program,
        awarded_on=command.awarded_on,
        corrects=held.version,
        corrected_on=command.corrected_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def reverse_award(record: Record, command: c.ReverseDesignationAward, _: Situation) -> tuple[e.Event, ...]:
    """Take back an award that was recorded in error."""
    assert command.reversed_on is not None
    if ("award", command.program) in record.dossier.taken_back and not _latest_award(record, command.program):
        return ()
    held = _require_award(record, command.program)
    event = e.DesignationAwardReversed(
        program=command.program,
        corrects=held.version,
        reversed_on=command.reversed_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def inactivate(record: Record, command: c.InactivateDesignation, _: Situation) -> tuple[e.Event, ...]:
    """Make a designation inactive by decision."""
    assert command.inactive_from is not None
    if _decided(record, command.program, "inactivated", command.inactive_from):
        return ()
    _require_held(record, command.program, command.inactive_from)
    event = e.DesignationInactivated(
        program=command.program,
        inactive_from=command.inactive_from,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def reinstate(record: Record, command: c.ReinstateDesignation, situation: Situation) -> tuple[e.Event, ...]:
    """Make an inactive designation active again (ALM-AO-20, A02)."""
    assert command.reinstated_on is not None
    day = command.reinstated_on
    if _decided(record, command.program, "reinstated", day):
        return ()
    _require_held(record, command.program, day)
    if not situation.importing:
        rules = situation.rules(situation.catalog.program(command.program).scheme)
        view = assess(record, rules).levels[rules.names.index(command.program)]
        now = next((s for s in view.awarded if s.from_ <= day < s.until), None)
        require(
            now is not None and now.status == "inactive",
            "wrong-state",
            f"{command.program} is {now.status if now else 'not held'} on {day}, not inactive.",
            remedy="See `credit-ledger standing`; only an inactive designation is reinstated.",
        )
    event = e.DesignationReinstated(
        program=command.program,
        reinstated_on=day,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def withdraw(record: Record, command: c.WithdrawDesignation, _: Situation) -> tuple[e.Event, ...]:
    """Take a designation away."""
    assert command.withdrawn_on is not None
    if _decided(record, command.program, "withdrawn", command.withdrawn_on):
        return ()
    _require_held(record, command.program, command.withdrawn_on)
    event = e.DesignationWithdrawn(
        program=command.program,
        withdrawn_on=command.withdrawn_on,
        reason=command.reason,
        imported_from=command.imported_from,
    )
    return (event,)


def announce(record: Record, command: c.AnnounceStanding, _: Situation) -> tuple[e.Event, ...]:
    """Note what somebody was told (A53)."""
    assert command.announced_on is not None
    require(
        command.status in STATUSES,
        "vocabulary",
        f"{command.status!r} is no status.",
        remedy=f"Announce one of {', '.join(STATUSES)}.",
        status=command.status,
    )
    effective = command.effective_on or command.announced_on
    said = Announcement(command.program, command.status, command.announced_on, effective, 0)
    if any(known._replace(position=0) == said for known in record.announcements):
        return ()
    event = e.StandingAnnounced(
        program=command.program,
        status=command.status,
        announced_on=command.announced_on,
        effective_on=effective,
        imported_from=command.imported_from,
    )
    return (event,)


def send_letter(record: Record, command: c.SendLetter, situation: Situation) -> tuple[e.Event, ...]:
    """Note that a letter or parcel went out; some are held until all is paid (ALM-AO-25, ALM-AN-22, A45).

    The letter that authorises to use a designation follows its award (AMC-35, A26).
    """
    assert command.sent_on is not None
    if _honoured(record, command.program, command.kind, command.sent_on):
        return ()
    _require_known_letter(command, situation)
    require_paid(record, command, situation)
    if not situation.importing and command.kind == _authorising_letter(command, situation):
        _require_held(record, command.program, command.sent_on)
    event = e.LetterSent(
        program=command.program,
        kind=command.kind,
        sent_on=command.sent_on,
        contents=command.contents,
        imported_from=command.imported_from,
    )
    return (event,)


def _require_known_letter(command: c.SendLetter, situation: Situation) -> None:
    """Refuse a kind that is all but one the program names: it would not authorise, or pass by what is held (A45).

    Other letters go out as they like, and an import may hold any.
    """
    assert command.sent_on is not None
    rules = situation.rules_of(command.program, command.sent_on)
    if rules is None or situation.importing:
        return
    own = [rules.authorising_letter] if rules.authorising_letter else []
    kinds = sorted({*own, *rules.fee_holds, *rules.award_mailing})
    misspelt = difflib.get_close_matches(command.kind, kinds, n=1, cutoff=0.8)
    require(
        command.kind in kinds or not misspelt,
        "vocabulary",
        f"{command.program} has no letter of the kind {command.kind!r}.",
        remedy=f"Use one of {', '.join(kinds)}, or add the word to the rule file.",
        kind=command.kind,
    )


def _authorising_letter(command: c.SendLetter, situation: Situation) -> str | None:
    assert command.sent_on is not None
    rules = situation.rules_of(command.program, command.sent_on)
    return None if rules is None else rules.authorising_letter


def honour(record: Record, command: c.HonourGraduate, _: Situation) -> tuple[e.Event, ...]:
    """Note the yearly graduation; it changes no status (ALM-AO-17, A13)."""
    assert command.honoured_on is not None
    if _honoured(record, command.program, "graduation", command.honoured_on):
        return ()
    event = e.GraduateHonoured(
        program=command.program, honoured_on=command.honoured_on, imported_from=command.imported_from
    )
    return (event,)


def _honoured(record: Record, program: str, kind: str, on: date) -> bool:
    return any(
        (known.program, known.kind, known.on) == (program, kind, on)
        for known in record.honours
        if isinstance(known, Honour)
    )


def _decided(record: Record, program: str, kind: str, on: date) -> bool:
    """Whether the newest decision says just this already."""
    steps = record.steps.get(program, ())
    return bool(steps) and (steps[-1].kind, steps[-1].on) == (kind, on)


def _latest_award(record: Record, program: str) -> Step | None:
    """Return the award that is in force: the last one, unless it was withdrawn since."""
    held: Step | None = None
    for step in record.steps.get(program, ()):
        if step.kind == "awarded":
            held = step
        elif step.kind == "withdrawn":
            held = None
    return held


def _require_award(record: Record, program: str) -> Step:
    held = _latest_award(record, program)
    if held is None:
        raise Rejected(
            "not-held",
            f"No award of {program} is in force.",
            remedy="Record the award first.",
            program=program,
        )
    return held


def _require_held(record: Record, program: str, day: date) -> None:
    spells = held_spells(record.steps.get(program, ()))
    require(
        any(start <= day < until for start, until in spells),
        "not-held",
        f"{program} is not held on {day}.",
        remedy="Check the program and the day; see `credit-ledger standing`.",
    )
