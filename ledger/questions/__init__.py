"""Questions and their answers: what was true on a day, as known then, with the reasons and the evidence.

`asking` settles the two dates, `evidence` fetches the facts (folded from the log, or from the tables), `answers` are
the documented shapes, and each question has a module. `Questions` is the door to all of them.
"""

from ledger.questions.asking import Asked, KnownAt
from ledger.questions.door import Questions

__all__ = ["Asked", "KnownAt", "Questions"]
