"""The command line of `scripts/make-sample`."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from sample.days import day_text, ordinal_of
from sample.diary import Diary
from sample.league import League, Size
from sample.output import lines_to
from sample.stories import PEOPLE, Stories

#: Facts of one official over the usual twelve years, a little fewer than there will be.
_FACTS_PER_OFFICIAL = 70
_PEOPLE_COLUMNS = ("official", "given_name", "family_name", "email", "municipality", "office")


def _until(text: str) -> int:
    try:
        day = date(int(text), 1, 1) if text.isdigit() and len(text) == 4 else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a year nor a day such as 2026-06-01") from None
    return day.toordinal()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make-sample",
        description="Make up the history of a league, as lines of the history format. "
        "The same arguments give the same bytes.",
    )
    add = parser.add_argument
    add("--seed", type=int, default=7, help="what chance is drawn from (default 7)")
    add("--municipalities", type=_positive, default=460, help="default 460")
    add("--officials", type=_positive, help="over the whole time, newcomers included (default 2700)")
    add("--from", dest="since", type=int, default=2014, metavar="YEAR", help="first year (default 2014)")
    add("--until", type=_until, default="2026", metavar="YEAR-OR-DAY",
        help="the first day without facts; a year is its 1 January (default 2026)")  # fmt: skip
    add("--events", type=_positive, metavar="N",
        help="stop after N facts; without --officials, take as many officials as N facts need")  # fmt: skip
    add("--out", type=Path, required=True, help="the file to write, or - for standard output")
    add("--people", type=Path, help="also write a CSV file of the people")
    add("--stories", action="store_true", help="let AL-000001 to AL-000003 be the three of samples/README.md")
    add("--no-recorded-at", action="store_true", help="leave out when each fact was recorded")
    add("--shuffle-by-official", action="store_true", help="group the facts by official, in a drawn order")
    return parser


def _size(options: argparse.Namespace, years: float) -> Size:
    officials = options.officials
    if officials is None:
        wanted = options.events
        officials = 2700 if wanted is None else int(wanted / (_FACTS_PER_OFFICIAL * max(years, 1) / 12)) + 5
    reserved = len(PEOPLE) if options.stories else 0
    return Size(options.municipalities, officials, reserved)


def _told(stack: ExitStack, path: Path | None) -> Callable[[tuple[str, ...]], None]:
    if path is None:
        return _discard
    rows = csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
    rows.writerow(_PEOPLE_COLUMNS)
    return lambda person: _discard(rows.writerow(person))


def _discard(_: object) -> None:
    """Drop the number of characters written."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sample, tell what is in it on stderr, and return the exit status."""
    parser = _arguments()
    options = parser.parse_args(arguments)
    if not 1996 <= options.since <= 2190:
        parser.error("--from must be between 1996 and 2190; there is no election to begin with otherwise")
    since = ordinal_of(options.since, 1, 1)
    if options.until <= since:
        parser.error(f"--until must be after {day_text(since)}; nothing can be recorded before --from")
    try:
        diary = _write_league(options, since)
    except OSError as error:
        sys.stderr.write(f"make-sample: {error}; what is written so far is not the whole league\n")
        return 1
    _summarise(diary)
    return 0


def _write_league(options: argparse.Namespace, since: int) -> Diary:
    with ExitStack() as stack:
        if str(options.out) == "-":
            out = sys.stdout
        else:
            out = stack.enter_context(options.out.open("w", encoding="utf-8", newline="\n"))
        write = stack.enter_context(
            lines_to(
                out,
                recorded_at=not options.no_recorded_at,
                by_official=options.shuffle_by_official,
                seed=options.seed,
            )
        )
        told = _told(stack, options.people)
        diary = Diary(seed=options.seed, since=since, until=options.until, limit=options.events, write=write)
        if options.stories:
            Stories(diary, told)
        League(diary, _size(options, (options.until - since) / 365.25), told)
        diary.run()
    return diary


def _summarise(diary: Diary) -> None:
    say = sys.stderr.write
    say(f"make-sample: {diary.written} facts, {diary.facts['official registered']} officials, ")
    say(f"recorded from {day_text(diary.since)} to {day_text(diary.today)}\n")
    for fact, count in sorted(diary.facts.items(), key=lambda item: (-item[1], item[0])):
        say(f"  {count:>9}  {fact}\n")
