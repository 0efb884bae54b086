"""How one applies: forms, deadlines, review, exemptions, fees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.rules.parameters.reading import (
    Parameter,
    Table,
    day,
    flag,
    meetings,
    number,
    one_of,
    or_none,
    table_of,
    text,
    whole,
    words,
)

APPLICATION: Final[Mapping[str, Parameter]] = {
    "application_kinds": Parameter(words, "applications the designation needs, each by its kind", ()),
    "application_passes": Parameter(
        one_of("received", "complete", "recommended"), "when an application is passed", "received"
    ),
    "application_channels": Parameter(words, "channels by which they are taken; empty: any", ()),
    "application_formats": Parameter(words, "formats in which they are taken; empty: any", ()),
    "application_forms": Parameter(
        table_of(words, '{ submission = ["form-a"] }'), "prescribed forms, by kind of application", Table()
    ),
    "application_documents": Parameter(
        table_of(words, '{ designation = ["letter-of-employment"] }'), "documents needed, by kind", Table()
    ),
    "application_meetings": Parameter(
        or_none(meetings), "last days of submission, and the month of the meeting each leads to (A22)"
    ),
    "application_late": Parameter(
        one_of("next_deadline", "march_only"), "what a late application meets (A22)", "next_deadline"
    ),
    "application_returned": Parameter(
        one_of("new_date", "keeps_date"), "the place of one that was returned (A21)", "new_date"
    ),
    "application_returned_days": Parameter(or_none(whole), "days to complete it and keep its place (A21)"),
    "application_meeting_by": Parameter(or_none(text), "body whose meeting grants the designation"),
    "mentor_assigned": Parameter(flag, "a mentor is assigned after enrolment (AMC-17)", False),
    "reviewers": Parameter(or_none(whole), "how many reviewers assess an application (AMC-28)"),
    "approval_recommended": Parameter(or_none(number), "percentage from which it is recommended (A23)"),
    "approval_interview": Parameter(or_none(number), "percentage from which there is an interview (A23)"),
    "approval_rounding": Parameter(
        one_of("exact", "rounded"), "whether percentages are rounded to whole ones (A23)", "exact"
    ),
    "approval_aggregation": Parameter(
        one_of("median", "mean", "minimum"), "which of several rates is the rate (A24)", "median"
    ),
    "approval_below": Parameter(
        one_of("not_recommended", "interview_on_request"), "below the interview (A25)", "not_recommended"
    ),
    "effective_date": Parameter(
        one_of("grant", "letter_only"), "from when the designation is held (A26)", "grant"
    ),
    "authorising_letter": Parameter(or_none(text), "letter from which it may be used (AMC-35)"),
    "exemptions": Parameter(
        table_of(text, '{ cpa = "financial-management" }'),
        "credential that exempts, and from which competency",
        Table(),
    ),
    "exemption_maintenance": Parameter(
        one_of("no_effect", "competency_not_needed_in_log"), "what they do after the award (A28)", "no_effect"
    ),
    "exemption_documents": Parameter(words, "proof an exemption needs (AMC-47)", ()),
    "competency_names": Parameter(
        table_of(text, '{ leadership = "Leadership" }'), "names of competencies", Table()
    ),
    "sub_competencies": Parameter(
        table_of(words, '{ leadership = ["vision"] }'), "parts of each competency", Table()
    ),
    # fees
    "fee_currency": Parameter(or_none(text), "currency of the fees, such as USD"),
    "fee_total": Parameter(or_none(number), "what the certification costs (FEE-01)"),
    "fee_deposit": Parameter(or_none(number), "what is paid to complete the enrolment (FEE-04)"),
    "fee_deposit_refundable": Parameter(flag, "whether the deposit may be paid back (FEE-04)", False),
    "fee_options": Parameter(
        table_of(number, '{ plaque = "40" }'), "what may be bought besides (FEE-03)", Table()
    ),
    "fee_holds": Parameter(words, "letters and parcels held until all is paid (A45)", ()),
    "fee_sources_barred": Parameter(words, "money that may not pay fees (FEE-10)", ()),
    "scholarship_last_day": Parameter(or_none(day), "last day to apply for a scholarship (FEE-07)"),
    "scholarship_cap": Parameter(or_none(number), "the most a scholarship reimburses (FEE-08)"),
    "scholarship_typical": Parameter(or_none(number), "what is typically granted (FEE-09)"),
    # notices
    "notices": Parameter(
        table_of(text, '{ webinar = "candidates" }'), "notices there are, and to whom", Table()
    ),
}
