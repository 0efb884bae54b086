"""Values of the sheets written as a rule file writes them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def literal(value: Any, parameter: str = "") -> str:
    """Return a value as a rule file writes it."""
    if value is None:
        return '"none"'
    if parameter == "form_deadline_next_year":
        return f'"{value[0]:02}-{value[1]:02}"'
    if parameter == "application_meetings":
        return "{ " + ", ".join(f'"{month:02}-{day:02}" = {meets}' for (month, day), meets in value) + " }"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        return f'"{_decimal(value)}"'
    if isinstance(value, tuple):
        return f"[{', '.join(literal(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {literal(one)}' for name, one in value.items())} }}"
    return f'"{value}"'


def _decimal(value: Fraction) -> str:
    whole, part = divmod(value * 1000, 1)
    assert part == 0
    text = f"{int(whole) // 1000}.{int(whole) % 1000:03}"
    return text.rstrip("0").rstrip(".")
