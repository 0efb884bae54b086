"""The rules as dated data, and the kinds of rule that read them; pure functions of a record.

data/*.toml   a program a file: every parameter dated twice, sourced, with the reading it takes
model         the parameters there are, their versions, and the set in force on a day
files, blocks, places   reading a file, with the line of every complaint
check, chains, agreement  what versions, programs, and the values of a day must hold to
catalog       programs, schemes and editions: which rules were known when, and govern which day
office        who is in office, and how long one may finish a level after it
floor         from which day credit counts, after the designations before
hours, levels, credit   from claims to hours, each in one place, each at one level
belief        from when on the valid axis the worked credit is believed
window        which credit a window holds
duty          credit owed every year
cycle, cycle_course     credit owed every few years
designation   earned, awarded, tested, inactive, reinstated
assess        all of them together, for one official in one scheme
"""
