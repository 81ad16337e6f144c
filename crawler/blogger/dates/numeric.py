"""Dates in numbers only: "4/1/2015", "16.1.11", "2011-01-16", "20110116", and their order."""

import re
from dataclasses import dataclass
from datetime import date

from crawler.blogger.dates.calendars import from_jalali, gregorian_year
from crawler.blogger.dates.month_names import language_of, short_order
from crawler.blogger.dates.parsed_date import UnclearYearError, full_year

_NUMERIC = re.compile(r"(?<![\d.])(\d{1,4})( ?[/.·・-] ?)(\d{1,2})\2(\d{1,4})(?!\d)\.?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"(?:(\d{4}) ?[/.-] ?(\d{1,2})|(\d{1,2}) ?[/.-] ?(\d{4}))\.?")
_THAI_YEARS = range(42, 80)
"""Years of two digits that are Buddhist ones in Thailand: 2542 (1999) to 2579."""
_JALALI_YEARS = range(1378, 1411)
"""Persian years since 1999; no year of the Islamic calendar in that time has such a number."""
_NO_YEARS = range(2055, 2400)
"""Years that Nepal's calendar counts today: none of a Gregorian or a Buddhist one."""

MARK = "\x02"
"""Stands in a text where its numeric date was taken out."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The three numbers of a date, as written."""

    first: str
    second: str
    third: str
    separator: str = "/"


@dataclass(frozen=True, slots=True)
class DateContext:
    """Facts of the blog beside the text itself."""

    locale: str | None = None
    order: str | None = None
    """"mdy" or "dmy", where other dates of the blog have proved it."""

    @property
    def language(self) -> str | None:
        """Language of the blog's interface."""
        return language_of(self.locale) if self.locale else None

    @property
    def locale_order(self) -> str | None:
        """Order of numeric dates in that language's country."""
        return short_order(self.locale) if self.locale else None

    @property
    def year_first(self) -> bool:
        """True where a year of two digits may come first: in short dates of Chinese, Japanese, Korean …"""
        return self.locale_order == "ymd"


def take_numeric(folded: str) -> tuple[str, Numbers] | None:
    """Take a numeric date out of folded text, leaving MARK; give its three numbers as written."""
    match = _NUMERIC.search(folded) or _COMPACT.search(folded)
    if not match:
        return None
    first, separator, second, third = match.groups()
    rest = f"{folded[: match.start()]} {MARK} {folded[match.end() :]}"
    return rest, Numbers(first, second, third, separator)


def month_only(folded: str) -> tuple[int, int] | None:
    """Read "2013-10", "2013/10" or "10/2013" as (year, month)."""
    match = _MONTH.fullmatch(folded)
    if not match:
        return None
    year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
    return (gregorian_year(year), month) if 1 <= month <= 12 else None


def possible_days(numbers: Numbers, known: DateContext) -> dict[str, date]:
    """Give every order ("mdy", "dmy", "ymd") in which the numbers are a day that exists.

    Raises UnclearYearError where a year of two digits keeps them from being one.
    """
    found: dict[str, date] = {}
    unclear: UnclearYearError | None = None
    for order in _orders(numbers, known):
        parts = dict(zip(order, (numbers.first, numbers.second, numbers.third), strict=True))
        try:
            found[order] = _day(parts["y"], int(parts["m"]), int(parts["d"]), known)
        except UnclearYearError as error:
            unclear = error
        except ValueError:
            continue
    if unclear and not found:
        raise unclear
    return found


def _orders(numbers: Numbers, known: DateContext) -> tuple[str, ...]:
    first, last = len(numbers.first), len(numbers.third)
    if first > 2 or last > 2:
        if first == 4 and last <= 2:
            return ("ymd",)
        return ("mdy", "dmy") if last == 4 and first <= 2 else ()
    if last < 2 and not known.year_first:
        return ()
    # Blogger's own "16.1.11" has the year last; 15/1/12 may be any on a blog of unknown language.
    any_order = known.year_first or (known.language is None and numbers.separator != ".")
    return ("mdy", "dmy", "ymd") if any_order else ("mdy", "dmy")


def _day(year: str, month: int, day: int, known: DateContext) -> date:
    number = int(year)
    if len(year) == 4 and 1200 <= number <= 1600:
        if known.language != "fa" and not (known.language is None and number in _JALALI_YEARS):
            raise ValueError(f"{year} is a year of another calendar")
        return from_jalali(number, month, day)
    date(2000, month, day)  # raises ValueError for a month or day that no year has
    return date(_year(year, known), month, day)


def _year(year: str, known: DateContext) -> int:
    number = int(year)
    if len(year) == 2 and known.language == "th" and number in _THAI_YEARS:
        return gregorian_year(2500 + number)
    if len(year) == 3 or number in _NO_YEARS:
        raise ValueError(f"no post is of the year {year}")
    if len(year) == 2 and known.language == "fa" and number > 70:
        raise UnclearYearError(f"the year {year} may be one of the Persian calendar")
    return gregorian_year(full_year(year))
