"""The parts of `scripts/bench`: a module a group of rows, and what they share."""
