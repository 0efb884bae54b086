"""The projections: pure functions from one history and the rules to dated facts, and their storage."""
