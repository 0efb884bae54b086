"""What the worked credit is believed to be, stretch by stretch of the valid axis.

One belief holds for all days unless corrections work only from the day they are made (A52 `prospective`), or a
designation to come raises a floor above a claim that stood before (A44).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.record.official import Claim
from ledger.rules.credit import work
from ledger.rules.floor import turns
from ledger.rules.hours import Context, Credit, Worked
from ledger.rules.levels import takers_of
from ledger.values import FOREVER


class Belief(NamedTuple):
    """The worked credit that holds for the days `[from_, until)` of the valid axis."""

    from_: date
    until: date
    credit: Credit


def beliefs_of(claims: Sequence[Claim], context: Context, before: Sequence[Belief]) -> tuple[Belief, ...]:
    """Return the beliefs about the claims of a scheme, in order; `before` are earlier ones, worked on from if alone."""
    if context.rules.root.sets[-1].correction_effect == "prospective":
        turns = {until for claim in claims for until, _ in claim.earlier}
        return _cut(claims, turns | {prior.on for prior in context.priors}, context, prospective=True)
    credit = work(claims, context, before[0].credit if len(before) == 1 else None)
    if context.priors and any(_turns(one, context) for one in credit.worked):
        return _cut(claims, {prior.on for prior in context.priors}, context, prospective=False)
    return (Belief(date.min, FOREVER, credit),)


def _cut(
    claims: Sequence[Claim], turns: set[date], context: Context, *, prospective: bool
) -> tuple[Belief, ...]:
    """Return one belief for each stretch between turns, made of the claims and the floors as they then stood."""
    ordered = sorted(turns)
    beliefs = []
    for start, end in zip([date.min, *ordered], [*ordered, FOREVER], strict=True):
        standing = [_as_stood(claim, start) for claim in claims] if prospective else claims
        beliefs.append(Belief(start, end, work(standing, context.known_before(end))))
    return tuple(beliefs)


def _as_stood(claim: Claim, day: date) -> Claim:
    return next((earlier for until, earlier in claim.earlier if day < until), claim)


def _turns(worked: Worked, context: Context) -> bool:
    """Whether a claim is before the floor of a level that takes it as of some days, and not as of others."""
    activity = worked.claim.activity
    return any(
        turns(
            worked.credit_on,
            context.level(index, activity.completed_on),
            context.priors,
            context.below(index),
        )
        for index in takers_of(activity.category, activity.completed_on, context)
    )
