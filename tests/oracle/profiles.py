"""The kinds of official the generator invents, and the amounts it draws from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HOURS = ("0.5", "1", "1.5", "2", "3", "4", "4.5", "5", "6", "8", "10", "12", "20", "38", "39.5", "40")
#: Amounts finer than half an hour; only some officials have them, because they make the oracle slow.
FINE_HOURS = ("1.7", "0.25", "4.75", "3.9")
CUTS = ("0.5", "1")
FINE_CUTS = ("0.5", "0.7", "0.25")
OUTSIDE_HOURS = ("0.5", "1", "2", "2.5", "3", "4.5", "5", "5.5", "6", "8")

COMMON = {
    "term begins": 2.0,
    "term ends": 1.5,
    "term corrected": 0.7,
    "term reversed": 0.2,
    "enrol": 1.0,
    "leave program": 0.2,
    "claim": 8.0,
    "post": 5.0,
    "decide": 4.0,
    "correct": 2.0,
    "reverse": 0.8,
    "offering": 0.8,
    "award basic": 1.5,
    "award advanced": 1.5,
    "amend award": 0.5,
    "designation": 1.0,
}


@dataclass(frozen=True)
class Profile:
    """A kind of official: how often each thing happens, and how fast time passes.

    `starts` bounds the first day (days after 2014-01-01), `gaps` are days between records, `sources` the
    weights of league, nlc and other.
    """

    name: str
    starts: tuple[int, int]
    length: tuple[int, int]
    gaps: tuple[int, ...]
    sources: tuple[float, float, float] = (8.0, 1.0, 1.0)
    courses: int = 4
    approved_at_once: float = 0.75
    fine_hours: bool = False
    opening: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=lambda: COMMON)


PROFILES = (
    Profile(
        "busy advanced holder",
        starts=(0, 1500),
        length=(10, 40),
        gaps=(20, 60, 120, 200, 365),
        opening=("term begins", "award basic", "award advanced"),
        weights={**COMMON, "designation": 2.5, "term ends": 0.4},
    ),
    Profile(
        "former official finishing",
        starts=(0, 3600),
        length=(10, 30),
        gaps=(5, 30, 90, 180),
        opening=("term begins", "enrol", "enrol", "award basic", "claim", "post", "term ends"),
        weights={**COMMON, "term begins": 0.4, "award advanced": 0.2, "claim": 10.0},
    ),
    Profile(
        "newcomer",
        starts=(3600, 4300),
        length=(5, 30),
        gaps=(3, 20, 60, 120),
        opening=("term begins", "enrol", "post"),
        weights={**COMMON, "award advanced": 0.5},
    ),
    Profile(
        "outside-course addict",
        starts=(500, 4000),
        length=(10, 40),
        gaps=(5, 30, 60),
        sources=(2.0, 4.0, 4.0),
        courses=8,
        weights={**COMMON, "award basic": 0.5, "award advanced": 0.3, "term begins": 0.5},
    ),
    Profile(
        "chaos",
        starts=(0, 4000),
        length=(5, 40),
        gaps=(0, 1, 5, 30, 200, 400),
        sources=(4.0, 3.0, 3.0),
        courses=2,
        approved_at_once=0.5,
        fine_hours=True,
    ),
)
