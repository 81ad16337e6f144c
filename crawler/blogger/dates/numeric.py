"""Dates in numbers only: "4/1/2015", "16.1.11", "2011-01-16", "20110116", and what settles their order."""

import re
from datetime import date

from crawler.blogger.dates.calendars import from_jalali, gregorian_year
from crawler.blogger.dates.rfc_formats import full_year

_NUMERIC = re.compile(r"(?<![\d.])(\d{1,4})( ?[/.-] ?)(\d{1,2})\2(\d{1,4})(?!\d)\.?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"(?:(\d{4}) ?[/.-] ?(\d{1,2})|(\d{1,2}) ?[/.-] ?(\d{4}))\.?")

Numbers = tuple[str, str, str]
"""The three numbers of a date, as written."""

MARK = "\x02"
"""Stands in a text where its numeric date was taken out."""


def take_numeric(folded: str) -> tuple[str, Numbers] | None:
    """Take a numeric date out of folded text, leaving MARK; give its three numbers as written."""
    match = _NUMERIC.search(folded) or _COMPACT.search(folded)
    if not match:
        return None
    first, _, second, third = match.groups()
    return f"{folded[: match.start()]} {MARK} {folded[match.end() :]}", (first, second, third)


def month_only(folded: str) -> tuple[int, int] | None:
    """Read "2013-10", "2013/10" or "10/2013" as (year, month)."""
    match = _MONTH.fullmatch(folded)
    if not match:
        return None
    year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
    return (gregorian_year(year), month) if 1 <= month <= 12 else None


def possible_days(numbers: Numbers, *, persian: bool = False, year_first: bool = False) -> dict[str, date]:
    """Give every order ("mdy", "dmy", "ymd") in which the numbers are a day that exists.

    `persian` says that the blog is Persian, where 1390 is a year; `year_first` that a year of two digits may
    come first, as it does in the short dates of Chinese, Japanese, Korean and a few more.
    """
    found = {}
    for order in _orders(numbers, year_first):
        parts = dict(zip(order, numbers, strict=True))
        if day := _day(parts["y"], int(parts["m"]), int(parts["d"]), persian=persian):
            found[order] = day
    return found


def _orders(numbers: Numbers, year_first: bool) -> tuple[str, ...]:
    first, _, last = map(len, numbers)
    if first > 2 or last > 2:
        if first == 4 and last <= 2:
            return ("ymd",)
        return ("mdy", "dmy") if last == 4 and first <= 2 else ()
    if last < 2 and not year_first:
        return ()
    return ("mdy", "dmy", "ymd") if year_first else ("mdy", "dmy")


def _day(year: str, month: int, day: int, *, persian: bool) -> date | None:
    try:
        if len(year) == 4 and 1200 <= int(year) <= 1600:
            return from_jalali(int(year), month, day) if persian else None
        return date(gregorian_year(full_year(year)), month, day)
    except ValueError:
        return None
