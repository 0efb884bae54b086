"""Which official each attendee is: found by what both sides state, never by likeness."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.intake.attendance.folding import fold, fold_email, fold_id
from ledger.intake.attendance.grouping import join
from ledger.intake.attendance.model import (
    Attendee,
    Matched,
    Matches,
    Note,
    Person,
    Problem,
    Unmatched,
)

_LIKENESS = 0.8
_MOST_SUGGESTIONS = 3


class _Officials:
    """The officials by each thing a sheet may state about them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_id: dict[str, Person] = {}
        self.by_email: dict[str, list[Person]] = {}
        self.by_name: dict[str, list[Person]] = {}
        self.names_by_words: dict[frozenset[str], list[str]] = {}
        for person in people:
            self.by_id[fold_id(person.official_id)] = person
            self.by_name.setdefault(fold(person.full_name), []).append(person)
            if person.email:
                self.by_email.setdefault(fold_email(person.email), []).append(person)
        for name in self.by_name:
            self.names_by_words.setdefault(frozenset(name.split()), []).append(name)

    def named(self, attendee: Attendee) -> list[Person]:
        """The officials of exactly this full name, folded."""
        return self.by_name.get(fold(attendee.full_name), [])

    def with_email(self, attendee: Attendee) -> list[Person]:
        """The officials with this address."""
        return self.by_email.get(fold_email(attendee.email), []) if attendee.email else []

    def alike(self, attendee: Attendee) -> tuple[Person, ...]:
        """At most three officials whose names look like this one, likest first; a person chooses."""
        wanted = fold(attendee.full_name)
        if not wanted:
            return ()
        near = difflib.get_close_matches(wanted, self.by_name, n=_MOST_SUGGESTIONS, cutoff=_LIKENESS)
        turned = self.names_by_words.get(frozenset(wanted.split()), [])
        names = dict.fromkeys([*turned, *near])
        return tuple(person for name in names for person in self.by_name[name])[:_MOST_SUGGESTIONS]


@dataclass(frozen=True, slots=True)
class _Found:
    person: Person
    how: str


@dataclass(frozen=True, slots=True)
class _NotFound:
    reason: str
    candidates: tuple[Person, ...] = ()


def match(attendees: Iterable[Attendee], people: Iterable[Person]) -> Matches:
    """Find the official each attendee is, by official ID, then email, then the whole name (and municipality).

    What an attendee states first decides alone: an official ID that is not known is not replaced by a name.
    Where two officials fit, or two statements name different officials, the attendee is unmatched and the
    candidates are suggested. Attendees found to be the same official on the same day are joined, as rows of a
    sheet are.
    """
    officials = _Officials(people)
    found: dict[tuple[str, date | None, str], list[tuple[Attendee, str]]] = {}
    unmatched: list[Unmatched] = []
    differing: list[int] = []
    for attendee in attendees:
        result = _find(attendee, officials)
        if isinstance(result, _NotFound):
            suggestions = result.candidates or officials.alike(attendee)
            unmatched.append(Unmatched(attendee, result.reason, suggestions))
            continue
        if attendee.full_name and fold(attendee.full_name) != fold(result.person.full_name):
            differing.append(attendee.line)
        key = (result.person.official_id, attendee.attended_on, fold(attendee.title or ""))
        found.setdefault(key, []).append((attendee, result.how))
    matched, notes = _joined(found, unmatched)
    if differing:
        notes.append(Note("the name differs from the official's on record", tuple(sorted(differing))))
    return Matches(matched=tuple(matched), unmatched=tuple(unmatched), notes=tuple(notes))


def _find(attendee: Attendee, officials: _Officials) -> _Found | _NotFound:
    if attendee.official_id:
        return _by_id(attendee, officials)
    if sharing := officials.with_email(attendee):
        return _by_email(attendee, sharing, officials.named(attendee))
    return _by_name(attendee, officials.named(attendee))


def _by_id(attendee: Attendee, officials: _Officials) -> _Found | _NotFound:
    person = officials.by_id.get(fold_id(attendee.official_id))
    sharing = officials.with_email(attendee)
    if person is None:
        named = tuple(sharing or officials.named(attendee))
        return _NotFound(f"no official has the ID '{attendee.official_id}'", named)
    named = tuple(officials.named(attendee))
    if sharing and person not in sharing:
        return _NotFound("the official ID and the email belong to different officials", (person, *sharing))
    if named and person not in named:
        return _NotFound("the official ID and the name belong to different officials", (person, *named))
    return _Found(person, "official ID")


def _by_email(attendee: Attendee, sharing: Sequence[Person], named: Sequence[Person]) -> _Found | _NotFound:
    both = [person for person in sharing if person in named]
    if len(both) == 1:
        return _Found(both[0], "email and name")
    if named and not both:
        candidates = tuple(dict.fromkeys([*sharing, *named]))
        return _NotFound("the email and the name belong to different officials", candidates)
    if len(sharing) > 1:
        return _NotFound(f"{len(sharing)} officials share the email '{attendee.email}'", tuple(sharing))
    return _Found(sharing[0], "email")


def _by_name(attendee: Attendee, named: Sequence[Person]) -> _Found | _NotFound:
    if not attendee.full_name:
        return _NotFound(f"no official has the email '{attendee.email}'")
    town = fold(attendee.municipality or "")
    fitting = [person for person in named if not town or fold(person.municipality or "") in {town, ""}]
    exact = [person for person in fitting if town and fold(person.municipality or "") == town]
    if named and not fitting:
        return _NotFound(f"no official of this name is on record in '{attendee.municipality}'", tuple(named))
    if len(fitting) == 1 or len(exact) == 1:
        return _Found((exact or fitting)[0], "name and municipality" if exact else "name")
    if fitting:
        return _NotFound(f"{len(fitting)} officials have the name '{attendee.full_name}'", tuple(fitting))
    return _NotFound(f"no official has the name '{attendee.full_name}'")


def _joined(
    found: dict[tuple[str, date | None, str], list[tuple[Attendee, str]]], unmatched: list[Unmatched]
) -> tuple[list[Matched], list[Note]]:
    """Join the attendees that are one official on one day; those that cannot be joined become unmatched."""
    matched: list[Matched] = []
    notes: list[Note] = []
    for (official_id, _, _), same in found.items():
        one = join([attendee for attendee, _ in same], is_same_person=True)
        if isinstance(one, Problem):
            unmatched.extend(Unmatched(attendee, one.fact, ()) for attendee, _ in same)
            continue
        matched.append(Matched(one, official_id, same[0][1]))
        if len(same) > 1:
            notes.append(Note(f"{official_id} is named more than once and counted once", one.lines))
    return matched, notes
