"""Checks that the rules in force on the same day agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ledger.errors import NoRuleInForce, RuleFileInvalid
from ledger.rules.blocks import nearest
from ledger.rules.catalog import ProgramRules
from ledger.rules.model import PARAMETERS, Program, Version


def contradictions(root: Program, program: Program) -> list[RuleFileInvalid]:
    """Return where the rules of a program contradict each other or its scheme, whatever had been published.

    `root` is the first program of the scheme; each contradiction is reported once, at its version.
    """
    found: dict[tuple[str, str], RuleFileInvalid] = {}
    for known_on in sorted(root.publications | program.publications):
        scheme, level = ProgramRules(root, known_on=known_on), ProgramRules(program, known_on=known_on)
        for day in sorted({*scheme.starts, *level.starts}):
            for name, fact, remedy in _disagreements(_on(scheme, day), _on(level, day), day):
                version = _giving(program, name, day, known_on)
                problem = RuleFileInvalid(
                    fact, remedy=remedy, file=version.file, line=version.line, field=name
                )
                found.setdefault((version.ref, name), problem)
    return list(found.values())


def _on(rules: ProgramRules, day: date) -> Mapping[str, Any]:
    try:
        return rules.on(day).values
    except NoRuleInForce:
        return {name: parameter.absent for name, parameter in PARAMETERS.items()}


def _giving(program: Program, name: str, day: date, known_on: date) -> Version:
    """Return the version that gives a program the value of a parameter."""
    ref = ProgramRules(program, known_on=known_on).on(day).refs[name]
    return next(version for version in program.versions if version.ref == ref)


def _disagreements(
    scheme: Mapping[str, Any], level: Mapping[str, Any], day: date
) -> Iterator[tuple[str, str, str]]:
    """Yield parameter, fact and remedy of each contradiction between the values of one day."""
    if level["window_required"] is not None and not level["window_years"]:
        yield (
            "window_required",
            f"A window needs credit on {day}, but window_years says no length.",
            f"Add a version of window_years that governs {day}.",
        )
    for name in ("outside_annual_cap", "outside_total_cap"):
        if level[name] is not None and not scheme["outside_sources"]:
            yield (
                name,
                f"Outside credit is capped on {day}, but outside_sources names none.",
                f'State outside_sources for {day} in the first program, or set the cap to "none".',
            )
    for name, whole, values in (
        ("outside_sources", "sources", level["outside_sources"]),
        ("after_office_modes", "modes", level["after_office_modes"]),
    ):
        if unknown := [word for word in values if word not in scheme[whole]]:
            yield (
                name,
                f"{', '.join(unknown)} is not in {whole} on {day}.",
                f"{nearest(unknown[0], scheme[whole])} Or add it to {whole}."
                if scheme[whole]
                else f"State {whole} in the first program of the scheme.",
            )
