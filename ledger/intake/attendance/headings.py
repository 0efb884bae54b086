"""The names people give to columns, and how a row of headings is recognised."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.intake.attendance.folding import fold

# What a column means, then the headings that mean it. They are compared folded: see `folding.fold`.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "official_id": (
        "Official ID", "Official number", "Official no.", "Member ID", "Membership ID", "Member number",
        "Member no.", "Membership number", "ID number", "ID no.", "ID", "Numéro de membre",
    ),
    "given_name": ("First name", "First", "Given name", "Forename", "Prénom"),
    "family_name": ("Last name", "Last", "Family name", "Surname", "Nom de famille"),
    "full_name": (
        "Name", "Full name", "Name (Last, First)", "Last, First", "Attendee", "Attendee name",
        "Participant", "Participant name", "Official name", "Member name", "Print name", "Printed name",
        "Name (please print)", "User Name (Original Name)", "Name (Original Name)", "User name",
        "Nom complet",
    ),
    "email": ("Email", "E-mail", "Email address", "E-mail address", "User email", "Courriel"),
    "municipality": (
        "Municipality", "City", "Town", "City/Town", "City or town", "Village", "Municipality name",
        "Municipalité",
    ),
    "attended_on": (
        "Date", "Event date", "Date attended", "Attendance date", "Attended on", "Date of event",
        "Session date", "Training date", "Course date", "Date of training", "Completion date",
        "Date completed",
    ),
    "time_in": (
        "Time in", "In", "Sign in", "Sign in time", "Arrival", "Arrival time", "Start time", "Join time",
        "Joined", "Check in", "Check in time",
    ),
    "time_out": (
        "Time out", "Out", "Sign out", "Sign out time", "Departure", "Departure time", "End time",
        "Leave time", "Left", "Check out", "Check out time",
    ),
    "hours": (
        "Hours", "Credit hours", "Hours credit", "Credits", "Credit", "Contact hours", "Hours earned",
        "Credit hours earned", "Hrs", "CEU", "CEUs", "CEU hours",
    ),
    "minutes": (
        "Minutes", "Mins", "Duration", "Duration (minutes)", "Total duration (minutes)", "Minutes attended",
        "Time in session", "Time in session (minutes)", "Attendance duration",
        "Attendance duration (minutes)",
    ),
    "title": (
        "Title", "Event", "Event title", "Event name", "Session", "Session title", "Course", "Course title",
        "Class", "Topic",
    ),
    "attended": ("Attended", "Attended?", "Attendance", "Present", "Present?", "Attendance status"),
    "registered_at": ("Registration time", "Registration date/time", "Registration date", "Registered"),
}  # fmt: skip

_MEANING = {fold(heading): meaning for meaning, headings in SYNONYMS.items() for heading in headings}
IDENTITY = frozenset({"official_id", "given_name", "family_name", "full_name", "email"})
_SOLE_HEADING = frozenset({"official_id", "full_name", "email"})
# A row of these describes the meeting, not the people; the user email in it is the organiser's.
_MEETING_HEADINGS = frozenset({"meeting id", "webinar id"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A row of headings: for each column its text, and what it means where that is known."""

    texts: tuple[str, ...]
    meanings: tuple[str | None, ...]

    @property
    def score(self) -> int:
        """How many different things its columns mean."""
        return len({meaning for meaning in self.meanings if meaning})

    @property
    def width(self) -> int:
        """The number of columns up to the last heading."""
        return len(self.texts)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings that mean nothing here; their columns are not read."""
        return tuple(
            text for text, meaning in zip(self.texts, self.meanings, strict=True) if text and not meaning
        )


def meaning_of(heading: str) -> str | None:
    """Return what a column with this heading holds, or None where the heading is not known."""
    return _MEANING.get(fold(heading))


def _is_meeting_heading(texts: Sequence[str]) -> bool:
    """Whether a row heads the description of the meeting that a report opens with."""
    return any(fold(text) in _MEETING_HEADINGS for text in texts)


def as_heading(texts: Sequence[str]) -> Heading | None:
    """Return the row as headings, or None where it holds values.

    A row of headings names a person in some column, and at least half of what it says is known here; a
    single column is enough only where it alone can name a person.
    """
    last = max((index for index, text in enumerate(texts) if text), default=-1)
    trimmed = tuple(texts[: last + 1])
    filled = sum(1 for text in trimmed if text)
    heading = Heading(trimmed, tuple(meaning_of(text) if text else None for text in trimmed))
    meanings = {meaning for meaning in heading.meanings if meaning}
    if not meanings & IDENTITY or (meanings & IDENTITY == {"email"} and _is_meeting_heading(trimmed)):
        return None
    if len(meanings) == 1:
        return heading if filled == 1 and meanings <= _SOLE_HEADING else None
    # Registration forms add questions of their own: two known columns that name a person settle it too.
    known = sum(1 for meaning in heading.meanings if meaning)
    return heading if known * 2 >= filled or len(meanings & IDENTITY) >= 2 or known >= 3 else None
