"""What a stream says so far: one pure fold of its events, read by the deciders and by the projections.

`official` is the record of a person, `offering` of an event or course, `program` of the rule texts adopted.
No clock, no rules, no validation: history that was once accepted loads for ever.
"""
