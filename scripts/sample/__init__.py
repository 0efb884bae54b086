"""A made-up league of municipal officials, as lines of the history format; standard library only."""
