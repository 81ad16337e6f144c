"""Years and days of other calendars, as Gregorian dates."""

from datetime import date, timedelta

_BUDDHIST = 543
# 1 Farvardin 1 of the Persian calendar, counted back by the rule below from 1 Farvardin 1390 = 21 March 2011.
_JALALI_EPOCH = date(2011, 3, 21).toordinal()
# 1 Muharram 1 of the tabular Islamic calendar, civil epoch (16 July 622 of the Julian calendar).
_HIJRI_EPOCH = 227_015
_HIJRI_YEARS = range(1380, 1500)
_SAKA = 78
_SAKA_YEARS = range(1880, 1980)
_SAKA_MONTHS = (30, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30)
"""Days of the months of India's national calendar; the first has 31 in a leap year."""
_BIKRAM_EPOCH = date(1998, 4, 14).toordinal()
BIKRAM_YEARS = range(2055, 2084)
"""Years of Nepal's calendar from 1998 to 2027; no post is of a Gregorian one with such a number."""
_BIKRAM_LENGTHS = """
    223222101011 223231101011 232321110012 132321110102 223222101011 223321101011 232321110012 222322010102
    223222101011 223321101011 232321110012 222322011002 223222101011 223321101011 232321110012 222322011011
    223222101011 232321101011 232321110012 222322101011 223222101011 232321110011 232321110102 222322101011
    223222101011 232321110011 232321110102 223222101011 223222101011
"""
"""Days above 29 of the months of Nepal's calendar, a year a word from 2055 (1998) on: no rule gives them."""


def gregorian_year(year: int) -> int:
    """Turn a Buddhist year (2556) into a Gregorian one (2013); others stay as they are."""
    return year - _BUDDHIST if 2400 < year < 2700 else year


def from_jalali(year: int, month: int, day: int) -> date:
    """Turn a day of the Persian (Solar Hijri) calendar, 1200 to 1600, into a Gregorian date.

    Raises ValueError for a day that the month does not have.
    """
    if not 1200 <= year <= 1600 or not 1 <= month <= 12 or not 1 <= day <= _jalali_length(year, month):
        raise ValueError(f"no such day in the Persian calendar: {year}-{month}-{day}")
    return date.fromordinal(
        _JALALI_EPOCH + _jalali_days(year) - _jalali_days(1390) + _jalali_days_before(month) + day - 1
    )


def _jalali_days(year: int) -> int:
    # Eight leap years in 33: exact for the years 1178 to 1633.
    shifted = year + 1595
    return 365 * shifted + shifted // 33 * 8 + (shifted % 33 + 3) // 4


def _jalali_days_before(month: int) -> int:
    return (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186


def _jalali_length(year: int, month: int) -> int:
    if month < 12:
        return 31 if month < 7 else 30
    return _jalali_days(year + 1) - _jalali_days(year) - 336


def from_hijri(year: int, month: int, day: int) -> tuple[date, ...]:
    """Give the Gregorian dates that a day of the Islamic calendar may be.

    Countries begin its months a day apart, by sight or by table; a weekday beside the date tells which.
    Raises ValueError for a day that no month has.
    """
    if year not in _HIJRI_YEARS or not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no such day in the Islamic calendar: {year}-{month}-{day}")
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    by_table = date.fromordinal(_HIJRI_EPOCH + days)
    return tuple(by_table + timedelta(days=shift) for shift in (-1, 0, 1))


def from_saka(year: int, month: int, day: int) -> date:
    """Turn a day of India's national (Saka) calendar into a Gregorian date.

    Raises ValueError for a day that the month does not have.
    """
    leap = _is_leap(year + _SAKA)
    if (
        year not in _SAKA_YEARS
        or not 1 <= month <= 12
        or not 1 <= day <= _SAKA_MONTHS[month - 1] + (leap and month == 1)
    ):
        raise ValueError(f"no such day in the Indian national calendar: {year}-{month}-{day}")
    start = date(year + _SAKA, 3, 21 if leap else 22)
    return start + timedelta(days=sum(_SAKA_MONTHS[: month - 1]) + (leap and month > 1) + day - 1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def from_bikram(year: int, month: int, day: int) -> date:
    """Turn a day of Nepal's calendar (Bikram Sambat), 2055 to 2083, into a Gregorian date.

    Raises ValueError for a day that the month does not have, and for other years.
    """
    years = [[29 + int(days) for days in lengths] for lengths in _BIKRAM_LENGTHS.split()]
    passed = year - BIKRAM_YEARS.start
    if year not in BIKRAM_YEARS or not 1 <= month <= 12 or not 1 <= day <= years[passed][month - 1]:
        raise ValueError(f"no such day in the calendar of Nepal: {year}-{month}-{day}")
    before = sum(map(sum, years[:passed])) + sum(years[passed][: month - 1])
    return date.fromordinal(_BIKRAM_EPOCH + before + day - 1)
