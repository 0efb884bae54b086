"""The deciders: state and command in, events or a refusal out; pure, and under the rules in force.

`official` decides on one official's stream, process by process; `offering` and `program` on theirs. Their
states are the records of `ledger.record`. An empty tuple of events means that what was asked for is done already.
"""
