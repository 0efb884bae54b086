"""Texts and people, dated like everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.rules.parameters.reading import (
    Parameter,
    one_of,
    text,
    words,
)

TEXTS: Final[Mapping[str, Parameter]] = {
    "participation": Parameter(one_of("voluntary", "mandatory"), "whether the law asks for it (C01)"),
    "transcript_access": Parameter(words, "who may fetch the transcript (C14)", ()),
    "award_mailing": Parameter(words, "what is mailed with the award (C11)", ()),
    "graduate_gifts": Parameter(words, "what graduates receive", ()),
    "contact": Parameter(text, "whom to ask"),
    "office_hours": Parameter(text, "when the office can be reached"),
    "guidelines_version": Parameter(text, "the edition of guidelines that points were awarded by (A41)"),
    "maintenance": Parameter(text, "what keeps the designation, in words (CMC-25)"),
    "documents_named": Parameter(words, "documents of the authority that the rules refer to", ()),
    "other_designations": Parameter(
        words, "further designations of the authority that its texts name, by their code (C07)", ()
    ),
    "providers_named": Parameter(words, "kinds of provider whose training its texts recommend (CMC-11)", ()),
    "service_level": Parameter(text, "how long a step usually takes, in words (AMC-29)"),
}
