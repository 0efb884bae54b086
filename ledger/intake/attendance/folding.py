"""Text made comparable: case, accents, spaces and punctuation folded away, and nothing else."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9`\u00b4]")
_NOT_WORD = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Return the text with each run of white space (non-breaking too) as one space and nothing invisible."""
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def fold(text: str) -> str:
    """Return words of bare lower-case letters and digits, one space apart.

    `José O'Brien-Smith` becomes `jose obrien smith`.
    """
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_LETTERS)
    return _NOT_WORD.sub(" ", bare).strip()


def fold_email(text: str | None) -> str:
    """Return an address for comparison; only case and surrounding space are folded."""
    return tidy(text or "").casefold()


def fold_id(text: str | None) -> str:
    """Return an identifier for comparison; case and surrounding space are folded, never zeros or dashes."""
    return tidy(text or "").casefold()
