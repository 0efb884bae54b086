"""Every event as a sentence: what it says is told, and of a month no day."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ledger import events as e
from ledger.log.codec import decode
from ledger.questions.history import says

LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "golden" / "events.jsonl").read_text("utf-8").splitlines()
]
#: The types that came with the dossier: each tells all its particulars but what the vault keeps.
WHOLE = {
    cls.TYPE for cls in e.EVENT_TYPES.values()
    if cls.__module__.rpartition(".")[2]
    in ("application", "credential", "employment", "exemption", "fees", "maintenance")
}  # fmt: skip


@pytest.mark.parametrize("line", [one for one in LINES if one["type"] in WHOLE], ids=lambda one: one["type"])
def test_a_sentence_tells_every_particular(line: dict[str, str]) -> None:
    told = says(decode(line["type"], line["stored"].encode()))
    for name, value in json.loads(line["stored"]).items():
        if name in ("imported_from", "reason", "precision") or value in (False, []):
            continue
        words = "no end" if name == "open_ended" else name.replace("_", " ")
        assert words.removesuffix(" on") in told
        for word in value if isinstance(value, list) else [value]:
            shown = word["kind"] if isinstance(word, dict) else word
            assert shown is True or re.sub(r"-01$", "", str(shown)) in told


def test_of_a_day_known_to_the_month_the_day_is_not_told() -> None:
    (line,) = [
        one for one in LINES if one["type"] == "credential-recorded.v1" and "precision" in one["stored"]
    ]
    event = decode(line["type"], line["stored"].encode())
    assert says(event) == "Credential recorded: credential cmc-recertification, obtained in 2008-03"
