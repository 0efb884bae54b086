"""Decisions on one official's stream, a module a process: registration, office, credit, designation."""
