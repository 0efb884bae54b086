"""A rule file is read whole or refused with file, line, fact and remedy: one bad file for each refusal.

In the files below the line at fault carries the comment `# <-`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import RuleFileInvalid
from ledger.rules.catalog import load_catalog, shipped_files
from ledger.rules.check import check_files, check_programs
from ledger.rules.files import load_file, load_text, problems_in
from ledger.rules.places import Places
from ledger.values import FOREVER

ABOUT = """\
[program]
id = "tn-cmfo"
name = "Certified Municipal Finance Officer"
designation = "CMFO"
authority = "Comptroller of the Treasury"
unit = "CPE hour"
scheme = "tn"
source = "TN-CMFO-1"
"""

NEEDED = """
[[time_zone.version]]
value = "America/Chicago"
valid_from = 2000-01-01
published_on = 2000-01-01
source = "TN-CMFO-1"

[[required_amount.version]]
value = "40"
valid_from = 2000-01-01
published_on = 2000-01-01
source = "TN-CMFO-2"
"""

WHOLE = ABOUT + NEEDED


def block(name: str, value: str, *lines: str, header: str = "") -> str:
    """One version block; further lines replace the ones of the same key, or remove them (`-key`)."""
    keys = {
        "value": value,
        "valid_from": "2000-01-01",
        "published_on": "2000-01-01",
        "source": '"TN-CMFO-3"',
    }
    for line in lines:
        key, _, rest = line.partition("=")
        if line.startswith("-"):
            del keys[line[1:]]
        else:
            keys[key.strip()] = rest.strip()
    rows = [f"{key} = {text}" for key, text in keys.items()]
    return "\n".join(["", f"[[{name}.version]]{header}", *rows, ""])


def follower(
    *, name: str = "tn-second", follows: str = '"tn-cmfo"', scheme: str = "tn", more: str = ""
) -> str:
    """A second program of the chain; `follows` is written as it stands in the file."""
    about = ABOUT.replace("tn-cmfo", name).replace('scheme = "tn"', f'scheme = "{scheme}"')
    return about + f"follows = {follows}\n" + block("required_amount", '"40"') + more


MARK = "  # <-"

OF_ONE_FILE = {
    "broken TOML": (ABOUT + 'name2 = "open' + MARK, "not valid TOML", "texts stand in quotes"),
    "an empty file": ("# <-", "[program] is missing", "Begin the file with [program]"),
    "an unknown key in the program": (
        ABOUT + 'authorty = "x"' + MARK,
        "no 'authorty'",
        'Did you mean "authority"?',
    ),
    "a missing key in the program": (
        ABOUT.replace("[program]", "[program]" + MARK).replace('unit = "CPE hour"\n', ""),
        "unit is missing",
        'Add unit = "..." to [program]',
    ),
    "a missing source of the program": (
        ABOUT.replace("[program]", "[program]" + MARK).replace('source = "TN-CMFO-1"\n', ""),
        "source is missing",
        "Add source",
    ),
    "an empty name": (
        ABOUT.replace('"Certified Municipal Finance Officer"', '""' + MARK),
        "in quotes, and not empty",
        'Write name = "..."',
    ),
    "an empty follows": (ABOUT + 'follows = ""' + MARK, "not empty", "or leave it out"),
    "an id with capitals": (ABOUT.replace('"tn-cmfo"', '"TN CMFO"' + MARK), "small letters", '"alm-basic"'),
    "a source of the program that is no id": (
        ABOUT.replace('"TN-CMFO-1"', '"see page 4"' + MARK),
        "one or more ids",
        '"ALM-AO-11"',
    ),
    "an unknown parameter": (
        WHOLE + block("outside_anual_cap", '"5"', header=MARK),
        "no 'outside_anual_cap'",
        'Did you mean "outside_annual_cap"?',
    ),
    "an unknown table": (
        WHOLE + "[colours]" + MARK + "\nred = 1\n",
        "no 'colours'",
        "Known are: program, time_zone",
    ),
    "a parameter that is no list of versions": (
        WHOLE + "[rounding]" + MARK + '\nvalue = "exact"\n',
        "a list of dated versions",
        "[[rounding.version]]",
    ),
    "an inline table in place of a list": (
        WHOLE.replace("[program]", 'rounding = {version = "exact"}' + MARK + "\n[program]"),
        "a list of dated versions",
        "[[rounding.version]]",
    ),
    "a key beside the versions": (
        WHOLE + block("rounding", '"exact"') + "[rounding.verson]" + MARK + '\nvalue = "exact"\n',
        "no 'verson'",
        'Did you mean "version"?',
    ),
    "an unknown key in a version": (
        WHOLE + block("rounding", '"exact"', f"publised_on = 2000-01-01{MARK}"),
        "no 'publised_on'",
        'Did you mean "published_on"?',
    ),
    "a missing value": (
        WHOLE + block("rounding", "", "-value", header=MARK),
        "value is missing",
        "Add value =",
    ),
    "a missing valid_from": (
        WHOLE + block("rounding", '"exact"', "-valid_from", header=MARK),
        "valid_from is missing",
        "Add valid_from = 2025-01-01",
    ),
    "a missing published_on": (
        WHOLE + block("rounding", '"exact"', "-published_on", header=MARK),
        "published_on is missing",
        "Add published_on = 2024-05-03",
    ),
    "a missing source": (
        WHOLE + block("rounding", '"exact"', "-source", header=MARK),
        "source is missing",
        'Add source = "ALM-AO-11"',
    ),
    "an empty source": (
        WHOLE + block("rounding", '"exact"', f'source = ""{MARK}'),
        "one or more ids",
        '"ALM-AO-11, C04"',
    ),
    "a source that is no text": (
        WHOLE + block("rounding", '"exact"', f"source = 11{MARK}"),
        "a text in quotes",
        'source = "ALM-AO-11"',
    ),
    "a number that is no text": (
        WHOLE + block("outside_annual_cap", f"5{MARK}"),
        "does not fit",
        'an amount is written as text, such as "5"',
    ),
    "a negative amount": (WHOLE + block("outside_annual_cap", f'"-5"{MARK}'), "does not fit", "0 or more"),
    "a fraction of a year": (WHOLE + block("window_years", f"2.5{MARK}"), "does not fit", "a whole number"),
    "a flag in quotes": (WHOLE + block("email_unique", f'"true"{MARK}'), "does not fit", "true or false"),
    "a date in quotes": (
        WHOLE + block("annual_first_day", f'"2025-01-01"{MARK}'),
        "does not fit",
        "a date without",
    ),
    "a date with a time as a value": (
        WHOLE + block("annual_first_day", f"2025-01-01T00:00:00Z{MARK}"),
        "does not fit",
        "without a time of day",
    ),
    "a word in place of a list": (
        WHOLE + block("modes", f'"webinar"{MARK}'),
        "does not fit",
        "a list of words",
    ),
    "an unknown choice": (
        WHOLE + block("window_kind", f'"block"{MARK}'),
        "does not fit",
        "rolling_calendar_years, fixed_block, trailing_36_months",
    ),
    "an unknown time zone": (
        ABOUT + NEEDED.replace('"America/Chicago"', '"America/Chicgo"' + MARK),
        "does not fit",
        "an IANA time zone",
    ),
    "a valid_from in quotes": (
        WHOLE + block("rounding", '"exact"', f'valid_from = "2000-01-01"{MARK}'),
        "not a date",
        "without quotes",
    ),
    "a published_on with a time": (
        WHOLE + block("rounding", '"exact"', f"published_on = 2000-01-01T12:00:00{MARK}"),
        "not a date",
        "without a time",
    ),
    "an end at the end of time": (
        WHOLE + block("rounding", '"exact"', f"valid_until = 9999-12-31{MARK}"),
        "out of range",
        "Leave valid_until out",
    ),
    "an end before the beginning": (
        WHOLE + block("rounding", '"exact"', f"valid_until = 2000-01-01{MARK}"),
        "ends before it begins",
        "set it later than valid_from",
    ),
    "a published end without an end": (
        WHOLE + block("rounding", '"exact"', f"end_published_on = 2001-01-01{MARK}"),
        "has no end",
        "Add valid_until",
    ),
    "an end published before the version": (
        WHOLE
        + block("rounding", '"exact"', "valid_until = 2002-01-01", f"end_published_on = 1999-01-01{MARK}"),
        "before the version itself",
        "the day on which the end became known",
    ),
    "a reading that is no id": (
        WHOLE + block("rounding", '"exact"', f'reading = "fractions"{MARK}'),
        "one ambiguity",
        '"A04"',
    ),
    "a correction in quotes": (
        WHOLE + block("rounding", '"exact"', f'corrects = "yes"{MARK}'),
        "true or false",
        "corrects = true",
    ),
    "a note that is no text": (
        WHOLE + block("rounding", '"exact"', f"note = 1{MARK}"),
        "in quotes",
        "Put it",
    ),
    "alternatives that are no list": (
        WHOLE + block("rounding", '"exact"', f'alternatives = "round_down_half"{MARK}'),
        "a list of texts",
        "cap_only_toward_40",
    ),
}

OF_VERSIONS = {
    "two versions of the same days": (
        block("rounding", '"exact"')
        + block("rounding", '"round_down_half"', "valid_from = 2010-01-01", header=MARK),
        "Two versions govern 2010-01-01: this one and line",
        "valid_until = 2010-01-01",
    ),
    "a correction that is not published later": (
        block("rounding", '"exact"') + block("rounding", '"round_down_half"', "corrects = true", header=MARK),
        "Two versions govern 2000-01-01",
        "published later than what it corrects",
    ),
    "a later publication that overrules without saying so": (
        block("rounding", '"exact"')
        + block("rounding", '"round_down_half"', "published_on = 2005-01-01", header=MARK),
        "Two versions govern",
        "corrects = true",
    ),
    "days between two versions": (
        block("rounding", '"exact"', "valid_until = 2009-01-01")
        + block("rounding", '"round_down_half"', "valid_from = 2010-01-01", header=MARK),
        "No version governs the days from 2009-01-01 until 2010-01-01",
        "to 2010-01-01",
    ),
    "an amount that ends without a successor": (
        block("outside_annual_cap", '"5"', "valid_until = 2009-01-01", header=MARK)
        + block("outside_sources", '["other"]')
        + block("sources", '["other"]'),
        "The last version ends on 2009-01-01",
        'Add a version from 2009-01-01 (value = "none" where the rule ends)',
    ),
    "a list that ends without a successor": (
        block("modes", '["webinar"]', "valid_until = 2009-01-01", header=MARK),
        "The last version ends on 2009-01-01",
        "(value = [] where the rule ends)",
    ),
    "a choice that ends without a successor": (
        block("rounding", '"exact"', "valid_until = 2009-01-01", header=MARK),
        "The last version ends on 2009-01-01",
        "Add a version from 2009-01-01, or leave valid_until out",
    ),
    "a window without a length": (
        block("window_required", '"20"', header=MARK),
        "window_years says no length",
        "Add a version of window_years that governs 2000-01-01",
    ),
    "a window that loses its length": (
        block("window_required", '"20"', header=MARK)
        + block("window_years", "3", "valid_until = 2010-01-01")
        + block("window_years", '"none"', "valid_from = 2010-01-01"),
        "A window needs credit on 2010-01-01",
        "window_years",
    ),
    "a yearly cap without outside sources": (
        block("outside_annual_cap", '"5"', header=MARK),
        "outside_sources names none",
        'set the cap to "none"',
    ),
    "a total cap without outside sources": (
        block("outside_total_cap", '"10"', header=MARK),
        "outside_sources names none",
        "State outside_sources",
    ),
    "an outside source that is no source": (
        block("sources", '["league", "other"]') + block("outside_sources", '["nlc", "other"]', header=MARK),
        "nlc is not in sources",
        "Or add it to sources",
    ),
    "a mode after office that is no mode": (
        block("modes", '["webinar"]') + block("after_office_modes", '["webinars"]', header=MARK),
        "webinars is not in modes",
        'Did you mean "webinar"? Or add it to modes',
    ),
    "a mode after office where no modes are stated": (
        block("after_office_modes", '["webinar"]', header=MARK),
        "webinar is not in modes",
        "State modes in the first program",
    ),
    "a cycle without a length": (
        block("cycle_required", '"60"', header=MARK),
        "cycle_years says no length",
        "Add a version of cycle_years that governs 2000-01-01",
    ),
    "a cycle of no years": (
        block("cycle_required", '"60"', header=MARK) + block("cycle_years", "0"),
        "cycle_years says no length",
        "cycle_years",
    ),
    "a surplus where no year is owed": (
        block("annual_carry_over", '"24"', header=MARK),
        "A surplus is carried over on 2000-01-01, but no year is owed",
        "Add a version of annual_required",
    ),
    "a surplus of years no longer owed": (
        block("annual_carry_over", '"24"', header=MARK)
        + block("annual_required", '"24"', "valid_until = 2010-01-01")
        + block("annual_required", '"none"', "valid_from = 2010-01-01"),
        "A surplus is carried over on 2010-01-01",
        "annual_required",
    ),
    "a surplus where no cycle is owed": (
        block("cycle_carry_over", '"10"', header=MARK),
        "but no cycle is owed",
        "Add a version of cycle_required",
    ),
    "a cap on the credit of no cycle": (
        block("cycle_category_caps", '{ teaching = "10" }', header=MARK),
        "but no cycle is owed",
        "Add a version of cycle_required",
    ),
    "a consequence of a year that nobody owes": (
        block("annual_consequence", '"inactivates"', header=MARK),
        "but annual_required asks for nothing",
        "Add a version of annual_required",
    ),
    "a consequence of a cycle that nobody owes": (
        block("cycle_shortfall", '"automatic_loss"', header=MARK),
        "but cycle_required asks for nothing",
        "Add a version of cycle_required",
    ),
    "an exemption from no education": (
        block("education_exemption", '"degree"', header=MARK),
        "takes the place of no education",
        "Add a version of education_any_of",
    ),
    "a credential for no exemption": (
        block("education_exemption_credential", '"degree"', header=MARK),
        "serves no exemption",
        "Add a version of education_exemption",
    ),
    "an age of no credential": (
        block("education_exemption_years", "10", header=MARK),
        "no credential is named",
        "Add a version of education_exemption_credential",
    ),
    "employment without experience": (
        block("experience_employed", "true", header=MARK),
        "but no years of experience",
        "Add a version of experience_years",
    ),
    "classes of no membership": (
        block("membership_classes", '["full"]', header=MARK),
        "but no organisation",
        "Add a version of membership_organisation",
    ),
    "years of no membership": (
        block("membership_years", "2", header=MARK),
        "years are asked of no membership",
        "Add a version of membership_organisation",
    ),
    "an interview that leads nowhere": (
        block("approval_interview", '"75"', header=MARK),
        "but none further",
        "Add a version of approval_recommended",
    ),
    "something beside a fee that there is not": (
        block("fee_options", '{ plaque = "40" }', header=MARK),
        "but there is no fee",
        "Add a version of fee_total",
    ),
    "a required category that is no category": (
        block("categories", '["education"]')
        + block("required_by_category", '{ educaton = "60" }', header=MARK),
        "educaton is not in categories",
        'Did you mean "education"? Or add it to categories',
    ),
    "a capped category that is no category": (
        block("categories", '["education"]') + block("category_caps", '{ other = "60" }', header=MARK),
        "other is not in categories",
        "Known are: education. Or add it to categories",
    ),
    "a category capped in cycles that is no category": (
        block("categories", '["education"]')
        + block("cycle_required", '"60"')
        + block("cycle_years", "3")
        + block("cycle_category_caps", '{ other = "6" }', header=MARK),
        "other is not in categories",
        "add it to categories",
    ),
    "a rate of no category": (
        block("categories", '["education"]') + block("rates", '{ other = "2" }', header=MARK),
        "other is not in categories",
        "add it to categories",
    ),
    "fields of no category": (
        block("categories", '["education"]') + block("category_fields", '{ other = ["x"] }', header=MARK),
        "other is not in categories",
        "add it to categories",
    ),
    "documents of no category": (
        block("categories", '["education"]') + block("category_documents", '{ other = ["x"] }', header=MARK),
        "other is not in categories",
        "add it to categories",
    ),
    "documents of an audit of no category": (
        block("categories", '["education"]')
        + block("category_audit_documents", '{ other = ["x"] }', header=MARK),
        "other is not in categories",
        "add it to categories",
    ),
    "an exemption from no competency": (
        block("competencies", '["leadership"]') + block("exemptions", '{ cpa = "finance" }', header=MARK),
        "finance is not in competencies",
        "add it to competencies",
    ),
    "the name of no competency": (
        block("competencies", '["leadership"]')
        + block("competency_names", '{ leadershp = "Leadership" }', header=MARK),
        "leadershp is not in competencies",
        'Did you mean "leadership"?',
    ),
    "parts of no competency": (
        block("competencies", '["leadership"]')
        + block("sub_competencies", '{ finance = ["budgeting"] }', header=MARK),
        "finance is not in competencies",
        "add it to competencies",
    ),
    "forms of no application": (
        block("application_forms", '{ submission = ["form-a"] }', header=MARK),
        "submission is not in application_kinds",
        "State application_kinds.",
    ),
    "documents of an application of another kind": (
        block("application_kinds", '["admission"]')
        + block("application_documents", '{ submission = ["proof"] }', header=MARK),
        "submission is not in application_kinds",
        "Or add it to application_kinds",
    ),
    "a cap below what is needed": (
        block("required_by_category", '{ education = "60" }')
        + block("category_caps", '{ education = "59.5" }', header=MARK),
        "60 of education are needed, but only 59.5 are used",
        "Raise the cap",
    ),
    "more core duties than there are": (
        block("core_duties", '["elections", "records"]') + block("core_duties_required", "3", header=MARK),
        "3 core duties are needed, but core_duties names 2",
        "ask for fewer",
    ),
    "an interview above the recommendation": (
        block("approval_recommended", '"85"') + block("approval_interview", '"85.1"', header=MARK),
        "the interview begins at 85.1, above the recommendation at 85",
        "Set approval_interview",
    ),
    "a rate above the whole": (
        block("approval_recommended", '"100.5"', header=MARK),
        "a rate of 100.5 is asked for",
        "It is a percentage",
    ),
    "a review by nobody": (
        block("reviewers", "0", header=MARK),
        "assessed by nobody",
        'or "none"',
    ),
    "a designation held from a letter without a name": (
        block("effective_date", '"letter_only"', header=MARK),
        "held from a letter, but no letter is named",
        "Add a version of authorising_letter",
    ),
    "a deposit above the whole fee": (
        block("fee_total", '"100"') + block("fee_deposit", '"100.01"', header=MARK),
        "the deposit of 100.01 is more than the total of 100",
        "a part of fee_total",
    ),
}

#: What lies exactly on a boundary of those refusals is taken.
JUST_RIGHT = {
    "an interview at the recommendation": (
        block("approval_recommended", '"100"') + block("approval_interview", '"100"')
    ),
    "a deposit of the whole": block("fee_total", '"100"') + block("fee_deposit", '"100"'),
    "a deposit where no total is known": block("fee_deposit", '"50"'),
    "a cap at what is needed": (
        block("required_by_category", '{ education = "60" }') + block("category_caps", '{ education = "60" }')
    ),
    "as many core duties as there are": (
        block("core_duties", '["elections", "records"]') + block("core_duties_required", "2")
    ),
    "a surplus of a year that is waived": (
        block("annual_required", '"0"') + block("annual_carry_over", '"24"')
    ),
    "categories that nobody listed": (
        block("required_by_category", '{ education = "60" }') + block("rates", '{ teaching = "2" }')
    ),
    "a designation dated by a credential alone": (
        block("designation_date", '"requirements_met"') + block("education_any_of", '["final-class"]')
    ),
    "a designation held from its letter": (
        block("effective_date", '"letter_only"') + block("authorising_letter", '"letter"')
    ),
    "a former designation as a floor": block("floor_after", '["tn-cmfo", "former-recertification"]'),
}

OTHER = WHOLE.replace('"tn-cmfo"', '"xy-clerk"').replace('"tn"', '"xy"')

#: Files of several programs; the mark stands in the file at fault.
OF_PROGRAMS = {
    "no amount for the designation": (
        [ABOUT.replace('"CMFO"', '"CMFO"' + MARK) + NEEDED[: NEEDED.index("[[required")]],
        "required_amount is missing",
        "[[required_amount.version]]",
    ),
    "no time zone in the first program": (
        [ABOUT.replace('"tn"', '"tn"' + MARK) + NEEDED[NEEDED.index("[[required") :]],
        "time_zone is missing",
        "[[time_zone.version]]",
    ),
    "two programs with one id": (
        [WHOLE, WHOLE.replace('"tn-cmfo"', '"tn-cmfo"' + MARK)],
        "described by file-1.toml too",
        "another id",
    ),
    "a program before that does not exist": (
        [WHOLE, follower(follows='"tn-cfmo"' + MARK)],
        "no such program",
        'Did you mean "tn-cmfo"?',
    ),
    "a program before of another scheme": (
        [WHOLE, follower(follows='"tn-cmfo"' + MARK, scheme="other")],
        "draws on the scheme tn, this one on other",
        "of the same scheme",
    ),
    "a fork": (
        [WHOLE, follower(), follower(name="tn-third", follows='"tn-cmfo"' + MARK)],
        "tn-second follows the same program",
        "such as tn-second",
    ),
    "a circle": (
        [
            follower(name="tn-a", follows='"tn-b"' + MARK),
            follower(name="tn-b", follows='"tn-a"'),
        ],
        "in a circle, so none is the first: tn-a -> tn-b -> tn-a",
        "Remove follows",
    ),
    "a program that follows itself": (
        [follower(name="tn-a", follows='"tn-a"' + MARK)],
        "tn-a -> tn-a",
        "Remove follows",
    ),
    "two first programs": (
        [WHOLE, WHOLE.replace('"tn-cmfo"', '"tn-other"').replace('"tn"', '"tn"' + MARK)],
        "has a first program already: tn-cmfo",
        "follows",
    ),
    "a parameter of the scheme in a program that follows": (
        [WHOLE, follower(more=block("rounding", '"exact"', header=MARK))],
        "belongs to the scheme, but tn-second follows tn-cmfo",
        "first program of the scheme tn",
    ),
    "another unit in a scheme": (
        [WHOLE, follower().replace('"CPE hour"', '"point"' + MARK)],
        "tn-cmfo, of the same scheme, counts in 'CPE hour'",
        'Write unit = "CPE hour"',
    ),
    "a prerequisite that is no program": (
        [WHOLE, OTHER + block("prerequisites", '["tn-cmof"]', header=MARK)],
        "The prerequisite tn-cmof is no program",
        'Did you mean "tn-cmfo"?',
    ),
    "a prerequisite that awards nothing": (
        [
            WHOLE.replace('designation = "CMFO"\n', ""),
            OTHER + block("prerequisites", '["tn-cmfo"]', header=MARK),
        ],
        "awards no designation",
        "Name a program with a designation",
    ),
    "a program that is its own prerequisite": (
        [WHOLE + block("prerequisites", '["tn-cmfo"]', header=MARK)],
        "none can be the first: tn-cmfo -> tn-cmfo",
        "Remove the prerequisite",
    ),
    "programs that each need the other": (
        [
            WHOLE + block("prerequisites", '["xy-clerk"]', header=MARK),
            OTHER + block("prerequisites", '["tn-cmfo"]'),
        ],
        "none can be the first: tn-cmfo -> xy-clerk -> tn-cmfo",
        "Remove the prerequisite",
    ),
    "a first level that needs the second": (
        [WHOLE + block("prerequisites", '["tn-second"]', header=MARK), follower()],
        "tn-cmfo -> tn-second -> tn-cmfo",
        "Remove the prerequisite",
    ),
    "a circle of prerequisites through another scheme": (
        [
            WHOLE + block("prerequisites", '["xy-clerk"]', header=MARK),
            follower(),
            OTHER + block("prerequisites", '["tn-second"]'),
        ],
        "tn-cmfo -> xy-clerk -> tn-second -> tn-cmfo",
        "Remove the prerequisite",
    ),
    "a designation dated by requirements that there are not": (
        [
            WHOLE.replace('"40"', '"none"') + block("designation_date", '"requirements_met"', header=MARK),
        ],
        "dated by its requirements, but nothing is required",
        "such as education_any_of",
    ),
    "a floor that is no word": (
        [WHOLE + block("floor_after", '["CMC Recertification"]', header=MARK)],
        "neither a program nor the word of a credential",
        "small letters",
    ),
    "a floor that misspells a program": (
        [WHOLE, follower(more=block("floor_after", '["tn-cmof"]', header=MARK))],
        "tn-cmof is no program",
        'Did you mean "tn-cmfo"?',
    ),
    "a total cap where the scheme knows no outside source": (
        [WHOLE, follower(more=block("outside_total_cap", '"10"', header=MARK))],
        "outside_sources names none",
        "in the first program",
    ),
}


def marked(text: str) -> int:
    """The line that carries the mark."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if "# <-" in line)


def assert_one(problems: list[RuleFileInvalid], file: str, line: int, fact: str, remedy: str) -> None:
    assert [str(problem) for problem in problems if problem.line != line or problem.file != file] == []
    assert len(problems) == 1
    assert fact in problems[0].fact
    assert remedy in problems[0].remedy


@pytest.mark.parametrize("case", OF_ONE_FILE)
def test_a_file_is_refused_for(case: str) -> None:
    text, fact, remedy = OF_ONE_FILE[case]
    problems = problems_in("bad.toml", text)
    assert_one(problems, "bad.toml", marked(text), fact, remedy)
    with pytest.raises(RuleFileInvalid) as caught:
        load_text("bad.toml", text)
    assert str(caught.value) == str(problems[0])


@pytest.mark.parametrize("case", OF_VERSIONS)
def test_versions_are_refused_for(case: str) -> None:
    more, fact, remedy = OF_VERSIONS[case]
    text = WHOLE + more
    assert_one(check_programs([load_text("bad.toml", text)]), "bad.toml", marked(text), fact, remedy)


@pytest.mark.parametrize("case", JUST_RIGHT)
def test_nothing_is_refused_for(case: str) -> None:
    assert check_programs([load_text("good.toml", WHOLE + JUST_RIGHT[case])]) == []


@pytest.mark.parametrize("case", OF_PROGRAMS)
def test_programs_are_refused_for(case: str) -> None:
    texts, fact, remedy = OF_PROGRAMS[case]
    programs = [load_text(f"file-{number}.toml", text) for number, text in enumerate(texts, start=1)]
    bad = next(program for program in programs if "# <-" in program.text)
    assert_one(check_programs(programs), bad.file, marked(bad.text), fact, remedy)


def test_the_shipped_files_are_clean() -> None:
    for name, text in shipped_files():
        assert problems_in(name, text) == []
    assert check_files([]) == []
    assert set(load_catalog().programs) >= {"alm-basic", "alm-advanced"}


def test_a_version_carries_everything_that_its_block_says() -> None:
    text = WHOLE + block(
        "rounding",
        '"exact"',
        "valid_until = 2010-01-01",
        'source = "TN-CMFO-3, C04  A15"',
        'reading = "A15"',
        'note = "one"',
        'alternatives = ["round_down_half"]',
    )
    version = load_text("tn.toml", text).versions[-1]
    assert (version.program, version.parameter, version.value) == ("tn-cmfo", "rounding", "exact")
    assert (version.valid_from, version.valid_until) == (date(2000, 1, 1), date(2010, 1, 1))
    assert (version.source, version.reading, version.corrects) == ("TN-CMFO-3 C04 A15", "A15", False)
    assert (version.file, version.line) == ("tn.toml", text.split("\n").index("[[rounding.version]]") + 1)


def test_an_amount_is_read_as_an_exact_decimal_and_none_switches_it_off() -> None:
    program = load_text(
        "tn.toml", WHOLE + block("outside_total_cap", '"2.50"') + block("annual_required", '"none"')
    )
    values = {version.parameter: version.value for version in program.versions}
    assert values["outside_total_cap"] == Decimal("2.5")
    assert values["annual_required"] is None


def test_an_end_becomes_known_when_the_successor_is_published() -> None:
    text = (
        WHOLE
        + block("rounding", '"exact"', "valid_until = 2010-01-01")
        + block("rounding", '"round_down_half"', "valid_from = 2010-01-01", "published_on = 2009-06-01")
    )
    first, last = load_text("tn.toml", text).versions[-2:]
    assert first.end_published_on == date(2009, 6, 1)
    assert (last.valid_until, last.published_on) == (FOREVER, date(2009, 6, 1))


def test_an_end_that_states_its_own_publication_keeps_it() -> None:
    text = (
        WHOLE
        + block("rounding", '"exact"', "valid_until = 2010-01-01", "end_published_on = 2008-02-29")
        + block("rounding", '"round_down_half"', "valid_from = 2010-01-01", "published_on = 2009-06-01")
    )
    assert load_text("tn.toml", text).versions[-2].end_published_on == date(2008, 2, 29)


def test_an_end_without_a_successor_was_known_from_the_beginning() -> None:
    text = WHOLE + block("rounding", '"exact"', "valid_until = 2010-01-01")
    assert load_text("tn.toml", text).versions[-1].end_published_on == date(2000, 1, 1)


def test_a_correction_published_later_may_overrule_part_of_an_open_version() -> None:
    text = (
        WHOLE
        + block("rounding", '"exact"')
        + block(
            "rounding",
            '"round_down_half"',
            "valid_from = 2010-01-01",
            "valid_until = 2011-01-01",
            "published_on = 2012-01-01",
            "corrects = true",
        )
    )
    program = load_text("tn.toml", text)
    assert check_programs([program]) == []
    assert program.versions[-1].ref == "tn-cmfo.rounding@2010-01-01+2012-01-01"


def test_a_version_published_after_it_began_is_allowed() -> None:
    assert (
        check_programs(
            [load_text("tn.toml", WHOLE + block("rounding", '"exact"', "published_on = 2020-01-01"))]
        )
        == []
    )


def test_every_problem_of_a_file_is_reported_in_the_order_of_its_lines() -> None:
    text = WHOLE + block("rounding", '"x"', "-source") + block("modes", "1") + block("moods", "1")
    problems = problems_in("bad.toml", text)
    assert [problem.field for problem in problems] == [
        "rounding.source",
        "rounding.value",
        "modes.value",
        "moods",
    ]
    assert [problem.line for problem in problems] == sorted(problem.line or 0 for problem in problems)


def test_the_files_on_disk_are_checked_together_with_the_shipped_ones(tmp_path: Path) -> None:
    for name, text in shipped_files():
        (tmp_path / name).write_text(text, encoding="utf-8")
    own = tmp_path / "own.toml"
    third = follower(name="alm-third", follows='"alm-advanced"', scheme="alm")
    own.write_text(third.replace("CPE hour", "credit hour"), encoding="utf-8")
    assert check_files([own]) == []
    assert check_files([tmp_path]) == []
    own.write_text(
        third.replace("CPE hour", "credit hour").replace("alm-advanced", "alm-basic"), encoding="utf-8"
    )
    (problem,) = check_files([own])
    assert (problem.file, problem.field) == (str(own), "program.follows")
    assert "follows the same program" in problem.fact


def test_problems_of_several_files_are_all_reported(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(WHOLE + block("rounding", '"x"'), encoding="utf-8")
    (tmp_path / "b.toml").write_bytes(b"# one\n# \xff\n")
    problems = check_files([tmp_path, tmp_path / "missing.toml"])
    assert [(Path(problem.file or "").name, problem.line) for problem in problems] == [
        ("a.toml", 23),
        ("b.toml", 2),
        ("missing.toml", None),
    ]
    assert "not UTF-8" in problems[1].fact
    assert "cannot be read" in problems[2].fact


def test_a_file_is_read_as_it_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "tn.toml"
    path.write_bytes(WHOLE.replace("\n", "\r\n").encode())
    program = load_file(path)
    assert program.text.encode() == path.read_bytes()
    assert program.versions[-1].line == WHOLE.split("\n").index("[[required_amount.version]]") + 1


def test_lines_are_found_in_spite_of_comments_quotes_and_long_strings() -> None:
    places = Places(
        'first = """\n[[a.version]]\nvalue = 1\n"""\n'
        "list = [\n  [1, 2], # ] \n  'x = 3', ['b'],\n  [ 'a' ]\n]\n"
        '[[ "a" . version ]] # the first\n"value" = "#"\n'
        "text = '''[[a.version]]\n[[a.version]]'''\n"
        "[[a.version]]\nother.deep = {x = [1]}\nvalue = 2\n"
    )
    assert places.block(("a", "version"), 0) == 10
    assert places.key(("a", "version"), 0, "value") == 11
    assert places.block(("a", "version"), 1) == 14
    assert places.key(("a", "version"), 1, "value") == 16
    assert places.key(("a", "version"), 1, "absent") == 14
    assert places.block(("list",)) == 5
    assert places.block(("a",)) == 10


def test_a_place_without_a_header_of_its_own_is_found_where_its_name_stands() -> None:
    places = Places("[rounding]\nother = 1\nversion = [{value = 1}, {value = 2}]\nmodes.version = []\n")
    assert places.block(("rounding", "version"), 1) == 3
    assert places.key(("rounding", "version"), 1, "value") == 3
    assert places.key(("rounding", "version"), 0, "value") == 3
    assert places.block(("nothing",)) == 1


def test_an_end_may_be_published_together_with_the_version() -> None:
    text = WHOLE + block("rounding", '"exact"', "valid_until = 2010-01-01", "end_published_on = 2000-01-01")
    assert problems_in("tn.toml", text) == []
