"""Everything that can go wrong, as one tree.

    LedgerError
    ├── Rejected              an expected "no" to a command; it becomes the answer
    ├── Conflict              somebody else wrote to the stream first; load again and retry
    ├── InvalidInput          what was given cannot be read: file, line, field, value, remedy
    │   ├── NotALedger        the file or address holds something else
    │   ├── LedgerMissing     no ledger is at the address, and none was to be made
    │   ├── NewerLedger       written by a later version of this program
    │   ├── RuleFileInvalid   a rule file breaks the format
    │   └── RecordedTimeInvalid   an imported recorded time does not fit the log
    ├── NotFound              the official, offering or program is not on record
    ├── NoRuleInForce         no version of a rule governs the date, as known then
    ├── StorageFailed         the database failed for a reason of its own (disk full, unreadable)
    ├── LedgerBusy            the lock was not to be had in the documented time
    ├── ProjectionStopped     an event could not be projected; says which and why
    └── IntegrityFailure      the log disagrees with itself; carries both raw records

Every class has a stable `code`. A message states the fact, the value and the remedy. Exit codes and
HTTP statuses are given at the edges (`ledger.cli.exits`), never here.
"""

from __future__ import annotations

from typing import ClassVar


class LedgerError(Exception):
    """The root: `code` is stable for programs, `str(error)` is a sentence for people.

    `fact` says what is so, `remedy` what to do about it; `values` are the typed particulars.
    """

    code: ClassVar[str] = "ledger-error"

    def __init__(self, fact: str, *, remedy: str = "", **values: object) -> None:
        self.fact = fact
        self.remedy = remedy
        self.values = values
        super().__init__(f"{fact} {remedy}".strip())

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data for `--json`; values are rendered with `str`."""
        body: dict[str, object] = {"code": self.code, "fact": self.fact, "remedy": self.remedy}
        if self.values:
            body["values"] = {key: str(value) for key, value in self.values.items() if value is not None}
        return body


#: Reasons for which a command is refused, in order of precedence: where several apply, the first is given.
REJECTIONS: dict[str, str] = {
    "official-unknown": "the official is not registered",
    "official-known": "the official is registered already, with other particulars",
    "offering-unknown": "the offering is not on record",
    "offering-known": "the offering is on record already, with other particulars",
    "offering-cancelled": "the offering was cancelled",
    "program-unknown": "no rule file describes the program",
    "term-unknown": "the term of office is not on record",
    "term-known": "the term of office is on record already, with other particulars",
    "claim-unknown": "the credit claim is not on record",
    "claim-known": "the credit claim is on record already, with other particulars",
    "membership-unknown": "the membership is not on record",
    "employment-unknown": "the employment is not on record",
    "employment-known": "the employment is on record already, with other particulars",
    "credential-unknown": "the credential is not on record",
    "application-unknown": "the application is not on record",
    "application-known": "the application is on record already, with other particulars",
    "exemption-unknown": "no claim of the exemption waits for a decision",
    "payment-known": "the payment is on record already, with other particulars",
    "scholarship-unknown": "the scholarship is not on record",
    "scholarship-known": "the scholarship is on record already, with other particulars",
    "not-enrolled": "the official is not enrolled in the program",
    "vocabulary": "the program does not know this source, mode, category, kind or other word",
    "wrong-state": "the claim, term, application or designation is not in a state that allows this",
    "application-returned": "the application was returned and waits to be handed in again (AMC-19, AMC-27)",
    "paper-form": "the program takes the online credit form only (ALM-AO-08, ALM-AO-09)",
    "channel": "applications are not taken by this channel (AMC-39, AMC-40)",
    "format": "applications are not taken in this format (AMC-38)",
    "already-claimed": "the official has a live claim for the same offering",
    "date-order": "the dates contradict each other",
    "not-completed": "the activity is not completed on the day of submission (ALM-AN-14)",
    "deadline": "the last day of submission is not one of the program, or has passed (AMC-21 to AMC-25, A22)",
    "documents-missing": "forms or documents the program asks for are missing (ALM-AO-12, ALM-AN-14, AMC-19)",
    "hours": "the hours are not what this step allows",
    "requirements-not-met": "the requirements of the designation are not met",
    "prerequisite": "the designation this one builds on is not held (ALM-B-03, ALM-AN-04)",
    "grant-withheld": "membership is not in good standing on the day of the grant (AMC-36, A27)",
    "threshold": "the approval rate does not lead to this outcome (AMC-30, AMC-31, AMC-33)",
    "exemption": "the credential an exemption rests on is missing or too old (AMC-48, A29)",
    "fee": "the fees do not allow this (FEE-04, FEE-10, A45)",
    "scholarship": "the scholarship's last day or cap does not allow this (FEE-07, FEE-08)",
    "not-held": "the designation is not held",
    "email-taken": "another official has the same email address (ALM-AN-06)",
}


class Rejected(LedgerError):
    """A command was refused. `reason` is a key of `REJECTIONS`, whose order is the precedence."""

    code: ClassVar[str] = "rejected"

    def __init__(self, reason: str, fact: str, *, remedy: str, **values: object) -> None:
        if reason not in REJECTIONS:
            raise ValueError(f"undocumented rejection {reason!r}")
        self.reason = reason
        super().__init__(fact, remedy=remedy, **values)

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data, with the `reason`."""
        return {**super().as_dict(), "reason": self.reason}


class Conflict(LedgerError):
    """The stream is at another version than the writer assumed; nothing was written."""

    code: ClassVar[str] = "conflict"


class InvalidInput(LedgerError):
    """Something given from outside cannot be read; nothing was written.

    `file` and `line` (1-based) are stated where there is a file, `field` and `value` where there is a field.
    """

    code: ClassVar[str] = "invalid-input"

    def __init__(
        self,
        fact: str,
        *,
        remedy: str,
        file: str | None = None,
        line: int | None = None,
        field: str | None = None,
        value: object = None,
    ) -> None:
        self.file, self.line, self.field, self.value = file, line, field, value
        place = ":".join(str(part) for part in (file, line) if part is not None)
        about = f"{field}: " if field else ""
        shown = "" if value is None else f" (given: {value!r})"
        super().__init__(
            f"{place}{': ' if place else ''}{about}{fact}{shown}",
            remedy=remedy,
            file=file,
            line=line,
            field=field,
            value=value,
        )


class NotALedger(InvalidInput):
    """The file or address is something else than a credit ledger; it was left as it is."""

    code: ClassVar[str] = "not-a-ledger"


class NewerLedger(InvalidInput):
    """The ledger was written by a later version of this program; it was left as it is."""

    code: ClassVar[str] = "newer-ledger"


class RuleFileInvalid(InvalidInput):
    """A rule file breaks the format described in `docs/rule-files.md`."""

    code: ClassVar[str] = "rule-file-invalid"


class RecordedTimeInvalid(InvalidInput):
    """An imported recorded time lies before the newest event of the log, or in the future."""

    code: ClassVar[str] = "recorded-time-invalid"


class NotFound(LedgerError):
    """What was asked about is not on record, as known at the time asked about."""

    code: ClassVar[str] = "not-found"


class NoRuleInForce(LedgerError):
    """The date lies before the first version of a rule, or in a gap, as published by then."""

    code: ClassVar[str] = "no-rule-in-force"


class LedgerBusy(LedgerError):
    """Other writers kept the lock for longer than the documented wait; nothing was written."""

    code: ClassVar[str] = "ledger-busy"


class ProjectionStopped(LedgerError):
    """A projection cannot go past one event; everything before it is in place."""

    code: ClassVar[str] = "projection-stopped"


class IntegrityFailure(LedgerError):
    """The log or a table disagrees with itself: stop. `expected` and `found` are the raw records."""

    code: ClassVar[str] = "integrity-failure"

    def __init__(self, fact: str, *, remedy: str, expected: object, found: object, **values: object) -> None:
        self.expected, self.found = expected, found
        super().__init__(fact, remedy=remedy, expected=expected, found=found, **values)


# log


class LedgerMissing(InvalidInput):
    """No ledger is at the address given, and none was to be made there."""

    code: ClassVar[str] = "ledger-missing"


class StorageFailed(LedgerError):
    """The database refused or failed for a reason of its own (disk full, file unreadable); nothing was written."""

    code: ClassVar[str] = "storage-failed"
