"""Which schemes of credit concern an official, and which scheme a command means that does not name one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.record.official import Record
from ledger.rules.catalog import Catalog, Scheme
from ledger.rules.model import Program
from ledger.rules.office import asks_office

#: A position of the log beyond every other: what was decided a moment ago has none yet.
_NEWEST = 2**62


class Named(NamedTuple):
    """What a command names that may tell which scheme it is about; None where it names no such thing."""

    program: str | None = None
    scheme: str | None = None
    claim: str | None = None
    application: str | None = None
    organisation: str | None = None
    source: str | None = None
    category: str | None = None


def concerns(record: Record, scheme: Scheme) -> bool:
    """Whether anything on record is of the scheme: a claim, a fact that names one of its programs, or a term of office
    where it asks for office.
    """
    if any(claim.scheme == scheme.id for claim in record.claims.values()):
        return True
    if record.terms and asks_office(scheme.rules(scheme.editions[-1]).root):
        return True
    programs = {program.id for program in scheme.chain}
    if any(name in programs for name in programs_named(record)):
        return True
    return bool(record.dossier.credentials) and any(
        one.credential in _credentials(program)
        for program in scheme.chain
        for one in record.dossier.credentials
    )


@lru_cache(maxsize=256)
def _credentials(program: Program) -> frozenset[str]:
    """Return the credentials that one may be awarded the designation for."""
    return frozenset(
        word
        for version in program.versions
        if version.parameter == "education_any_of"
        for word in version.value
    )


def schemes_concerned(record: Record, catalog: Catalog) -> tuple[Scheme, ...]:
    """Return the schemes that concern an official, in the order of the catalog; all, where none does."""
    schemes = tuple(catalog.schemes.values())
    return tuple(one for one in schemes if concerns(record, one)) or schemes


def scheme_named(named: Named, catalog: Catalog, record: Callable[[], Record]) -> Scheme | None:
    """Return the scheme that a command's own words tell; None where they do not.

    A program and a scheme tell at once; a claim and an application through the record, an organisation through the
    one scheme whose programs ask for its membership, a source and a category through the one that states the word.
    """
    program = catalog.programs.get(named.program or "")
    scheme = catalog.schemes.get(program.scheme if program is not None else named.scheme or "")
    if scheme is None and named.claim is not None:
        claim = record().claims.get(named.claim)
        scheme = catalog.schemes.get(claim.scheme) if claim is not None else None
    if scheme is None and named.application is not None:
        application = record().dossier.applications.get(named.application)
        of = catalog.programs.get(application.program) if application is not None else None
        scheme = catalog.schemes.get(of.scheme) if of is not None else None
    words = (
        ("membership_organisation", named.organisation), ("sources", named.source), ("categories", named.category)
    )  # fmt: skip
    return scheme or next((one for word in words if (one := _the_one(catalog, *word))), None)


def newest_scheme(record: Record, catalog: Catalog) -> Scheme | None:
    """Return the scheme of the official's newest enrolment, claim or award, None where there is none."""
    newest = max(_turns(record), key=lambda turn: turn[0], default=None)
    if newest is None:
        return None
    program = catalog.programs.get(newest[1])
    return catalog.schemes.get(program.scheme if program is not None else newest[1])


def scheme_about(named: Named, catalog: Catalog, record: Callable[[], Record]) -> Scheme:
    """Return the scheme a command is about: as named, else the official's newest, else the first there is."""
    if len(catalog.schemes) == 1:
        return next(iter(catalog.schemes.values()))
    found = scheme_named(named, catalog, record) or newest_scheme(record(), catalog)
    return found or next(iter(catalog.schemes.values()))


def scheme_of_credit(named: Named, catalog: Catalog, record: Callable[[], Record]) -> Scheme:
    """Return the currency of a credit: as stated, else that of the claim on record, else the only one that states its
    source or category, else the official's only one.

    Raises:
        Rejected: (`program-unknown`) an unknown scheme is stated, or none and nothing tells which it is.
    """
    if named.scheme is not None or len(catalog.schemes) == 1:
        return catalog.scheme(named.scheme)
    known = record().claims.get(named.claim) if named.claim is not None else None
    if known is not None:
        return catalog.scheme(known.scheme)
    by_word = _the_one(catalog, "sources", named.source) or _the_one(catalog, "categories", named.category)
    if by_word is not None:
        return by_word
    own = [one for one in catalog.schemes.values() if concerns(record(), one)]
    return own[0] if len(own) == 1 else catalog.scheme(None)


@lru_cache(maxsize=256)
def _the_one(catalog: Catalog, parameter: str, word: str | None) -> Scheme | None:
    """Return the one scheme that states a word under a parameter, at whatever date; None where several or none do."""
    if word is None:
        return None
    found = {
        program.scheme
        for program in catalog.programs.values()
        for version in program.versions
        if version.parameter == parameter
        and (word in version.value if isinstance(version.value, tuple) else word == version.value)
    }
    return catalog.schemes[found.pop()] if len(found) == 1 else None


def programs_named(record: Record) -> Iterator[str]:
    """Yield every program that a fact on record names."""
    yield from record.enrolments
    yield from (program for program, steps in record.steps.items() if steps)
    yield from (one.program for one in record.announcements)
    yield from (one.program for one in record.honours)
    more = record.dossier
    yield from (one.program for one in more.applications.values())
    lists: tuple[tuple[Any, ...], ...] = (
        more.affirmations, more.mentors, more.self_assessments, more.exemptions, more.logs, more.notices,
        more.payments, more.fee_options, more.scholarships,
    )  # fmt: skip
    yield from (one.program for ones in lists for one in ones)


def _turns(record: Record) -> Iterator[tuple[int, str]]:
    """Yield position and program (of a claim: scheme) of each enrolment, claim and award."""
    for claim in record.claims.values():
        yield claim.order or _NEWEST, claim.scheme
    for program, spells in record.enrolments.items():
        yield from ((spell.positions[0] or _NEWEST, program) for spell in spells)
    for program, steps in record.steps.items():
        yield from ((step.position or _NEWEST, program) for step in steps if step.kind == "awarded")
