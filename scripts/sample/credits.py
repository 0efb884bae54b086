"""The life of a claim: seen at an event, form sent, form in, decided, and now and then put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sample.days import day_text, year_of
from sample.diary import LIVE, Diary
from sample.offerings import OUTSIDE, Offering
from sample.official import Official

_NEW_DOCUMENTS = "2025-01-01"


def hours_text(tenths: int) -> str:
    """Write tenths of an hour as plain digits: `4.5`, `6`."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


@dataclass(slots=True, eq=False)
class Claim:
    """A claim on its way. `tenths` are the hours claimed, then the hours awarded."""

    official: Official
    claim: str
    course: str
    title: str
    mode: str
    source: str
    starts: int
    completed: int
    tenths: int
    eligible: bool
    offering: str | None = None
    provider: str | None = None
    counted: bool = False

    def about(self) -> dict[str, Any]:
        """The fields by which every fact names official and claim."""
        return {"official": self.official.official, "claim": self.claim}


class Credits:
    """Records attendance and claims; `on_credit` is told of every approval with its year."""

    def __init__(self, diary: Diary, on_credit: Callable[[Official, int], None]) -> None:
        self._diary = diary
        self._on_credit = on_credit

    # --- seen at an offering --------------------------------------------------------------------------------

    def attend(self, official: Official, offering: Offering, completed: int) -> None:
        """Let the official take part in an offering that ends today or earlier."""
        claim = Claim(
            official, official.next_claim(), offering.course, offering.title, offering.mode, offering.source,
            offering.starts, completed, offering.tenths, official.term is not None, offering.offering,
            offering.provider,
        )  # fmt: skip
        diary = self._diary
        if completed < LIVE:
            if not diary.chance(0.08):
                diary.on(diary.today + diary.between(10, 60), self._post, claim)
            return
        if offering.mode == "online-course":
            diary.online(completed + 1, self._issue, claim)
        else:
            diary.on(completed + diary.between(0, 2), self._see, claim)

    def take_outside_course(self, official: Official, completed: int) -> None:
        """Let the official take a course of somebody else."""
        diary = self._diary
        course, title, provider, mode, tenths = diary.pick(OUTSIDE)
        claim = Claim(
            official, official.next_claim(), course, title, mode, "other", completed, completed, tenths,
            official.term is not None, None, provider,
        )  # fmt: skip
        if completed < LIVE:
            diary.on(diary.today + diary.between(20, 90), self._post, claim)
        else:
            diary.online(completed + diary.between(2, 30), self._submit, claim)

    def _post(self, claim: Claim) -> None:
        self._diary.record(
            "credit posted", **claim.about(), completed_on=day_text(claim.completed),
            posted_on=self._diary.today_text(), hours_awarded=hours_text(claim.tenths), source=claim.source,
            mode=claim.mode, title=claim.title, course=claim.course,
            provider=claim.provider if claim.source != "league" else None, imported=True,
        )  # fmt: skip
        self._count(claim)

    def _see(self, claim: Claim) -> None:
        diary = self._diary
        if not diary.chance(0.06):  # some sheets are lost
            minutes = claim.tenths * 6 - diary.between(0, 12) if claim.mode == "webinar" else None
            diary.record(
                "attended", official=claim.official.official, offering=claim.offering,
                attended_on=day_text(claim.completed), minutes=minutes,
            )  # fmt: skip
        diary.on(diary.today + 1, self._issue, claim)

    def _issue(self, claim: Claim) -> None:
        diary = self._diary
        diary.record(
            "credit form issued", **claim.about(), offering=claim.offering,
            completed_on=day_text(claim.completed), issued_on=diary.today_text(),
        )  # fmt: skip
        if diary.chance(0.07):
            return  # the form never comes back
        wait = diary.between(60, 300) if diary.chance(0.09) else diary.between(0, 12)
        diary.online(diary.today + wait, self._submit, claim)

    # --- the form comes in ----------------------------------------------------------------------------------

    def _submit(self, claim: Claim) -> None:
        diary = self._diary
        self._claim_fact(claim)
        if claim.source != "league" and diary.chance(0.1):
            diary.online(diary.today + diary.between(1, 3), self._attach, claim)
        wait = diary.between(10, 40) if claim.source != "league" else diary.between(0, 6)
        diary.on(diary.today + max(wait, 4 * (claim.source != "league")), self._decide, claim)

    def _claim_fact(self, claim: Claim) -> None:
        diary = self._diary
        own: dict[str, Any] = {"offering": claim.offering}
        if claim.offering is None:
            own = {
                "title": claim.title, "mode": claim.mode, "source": claim.source, "course": claim.course,
                "provider": claim.provider,
            }  # fmt: skip
        documents = None
        if claim.source != "league":
            documents = [{"kind": "agenda"}, {"kind": "registration-confirmation"}]
            if diary.today_text() >= _NEW_DOCUMENTS:
                documents.append({"kind": "certificate"})
        diary.record(
            "credit claimed", **claim.about(), **own, completed_on=day_text(claim.completed),
            submitted_on=diary.today_text(), hours_claimed=hours_text(claim.tenths), documents=documents,
        )  # fmt: skip

    def _attach(self, claim: Claim) -> None:
        self._diary.record(
            "documents attached", **claim.about(), documents=[{"kind": "agenda"}],
            attached_on=self._diary.today_text(),
        )  # fmt: skip

    def _decide(self, claim: Claim) -> None:
        diary = self._diary
        outside = claim.source != "league"
        if diary.chance(0.05 if outside else 0.012):
            reason = "The agenda shows no subject of the program." if outside else "Not on the sign-in sheet."
            diary.record("credit rejected", **claim.about(), rejected_on=diary.today_text(), reason=reason)
        elif diary.chance(0.12 if outside else 0.03):
            reason = "The agenda is incomplete." if outside else "The evaluation was left empty."
            diary.record("credit returned", **claim.about(), returned_on=diary.today_text(), reason=reason)
            if diary.chance(0.85):
                diary.online(diary.today + diary.between(2, 25), self._resubmit, claim)
        else:
            self._approve(claim)

    def _resubmit(self, claim: Claim) -> None:
        diary = self._diary
        documents = [{"kind": "agenda"}] if claim.source != "league" else None
        diary.record(
            "credit resubmitted", **claim.about(), resubmitted_on=diary.today_text(), documents=documents
        )
        diary.on(diary.today + diary.between(1, 6), self._approve, claim)

    # --- decided, and put right -----------------------------------------------------------------------------

    def _approve(self, claim: Claim) -> None:
        diary = self._diary
        fewer = claim.tenths > 10 and diary.chance(0.3 if claim.source != "league" else 0.02)
        if fewer:
            claim.tenths = max(10, claim.tenths // 2)
        diary.record(
            "credit approved", **claim.about(), approved_on=diary.today_text(),
            hours_awarded=hours_text(claim.tenths) if fewer else None,
        )  # fmt: skip
        self._count(claim)
        if claim.source != "league":
            return
        if claim.starts < claim.completed and diary.chance(0.04):
            diary.on(diary.today + diary.between(5, 90), self._correct_day, claim)
        elif not fewer and claim.tenths >= 45 and diary.chance(0.01):
            diary.on(diary.today + diary.between(5, 90), self._correct_hours, claim)
        elif claim.mode == "in-person" and diary.chance(0.012):
            diary.on(diary.today + diary.between(3, 30), self._post_twice, claim)

    def _count(self, claim: Claim) -> None:
        official, year = claim.official, year_of(claim.completed)
        if not claim.eligible:
            return
        claim.counted = official.add(
            course=claim.course, source=claim.source, completed=claim.completed, year=year,
            tenths=claim.tenths,
        )  # fmt: skip
        self._on_credit(official, year)

    def _correct_day(self, claim: Claim) -> None:
        # The form said the last day of the event; the person left a day earlier.
        day = claim.completed - 1
        self._diary.record(
            "credit corrected", **claim.about(), corrected_on=self._diary.today_text(),
            completed_on=day_text(day), reason="The day was wrong on the form.",
        )  # fmt: skip

    def _correct_hours(self, claim: Claim) -> None:
        lost = claim.tenths - 30
        claim.tenths = 30
        self._diary.record(
            "credit corrected", **claim.about(), corrected_on=self._diary.today_text(), hours_awarded="3",
            reason="Present in the morning only.",
        )  # fmt: skip
        if claim.counted:
            year = year_of(claim.completed)
            claim.official.remove(completed=claim.completed, year=year, tenths=lost)

    def _post_twice(self, first: Claim) -> None:
        """Enter the same event again by hand, approve it, and take it back when somebody notices."""
        diary, official = self._diary, first.official
        second = Claim(
            official, official.next_claim(), first.course, first.title, first.mode, first.source,
            first.starts, first.completed, first.tenths, False, None, first.provider,
        )  # fmt: skip
        self._claim_fact(second)
        diary.record("credit approved", **second.about(), approved_on=diary.today_text())
        diary.on(diary.today + diary.between(10, 120), self._reverse, second)

    def _reverse(self, claim: Claim) -> None:
        self._diary.record(
            "credit reversed", **claim.about(), reversed_on=self._diary.today_text(), reason="Posted twice."
        )
