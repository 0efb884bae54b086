"""Every parameter that a rule file may set, by topic: how its value is read, and what its absence means.

A parameter that a program does not state is absent: that kind of rule does not exist for it. The readings of the
ambiguities (`A01` ...) are values of parameters; each parameter lists the values the code supports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.rules.parameters.application import APPLICATION
from ledger.rules.parameters.credit import CREDIT
from ledger.rules.parameters.designation import DESIGNATION
from ledger.rules.parameters.duty import DUTY
from ledger.rules.parameters.reading import NONE, BadValue, Parameter, Table
from ledger.rules.parameters.texts import TEXTS

#: Every parameter, in the order of the documentation. The key is the name in the rule file.
PARAMETERS: Final[Mapping[str, Parameter]] = {**CREDIT, **DESIGNATION, **DUTY, **APPLICATION, **TEXTS}
#: The parameters that say what credit is; they belong to the first program of a scheme.
SCHEME_PARAMETERS: Final = frozenset(CREDIT)

__all__ = ["NONE", "PARAMETERS", "SCHEME_PARAMETERS", "BadValue", "Parameter", "Table"]
