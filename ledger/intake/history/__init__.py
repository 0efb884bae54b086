"""Importing history: the migration from an older system, one fact a line (`docs/history-format.md`)."""

from ledger.intake.history.importing import import_history
from ledger.intake.history.report import HistoryRefused, HistoryReport, Progress, Refusal
from ledger.intake.history.schema import history_schema, schema_text

__all__ = [
    "HistoryRefused",
    "HistoryReport",
    "Progress",
    "Refusal",
    "history_schema",
    "import_history",
    "schema_text",
]
