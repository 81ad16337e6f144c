"""Years and days of other calendars, as Gregorian dates."""

from datetime import date

_BUDDHIST = 543
# 1 Farvardin 1 of the Persian calendar, counted back by the rule below from 1 Farvardin 1390 = 21 March 2011.
_JALALI_EPOCH = date(2011, 3, 21).toordinal()


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
