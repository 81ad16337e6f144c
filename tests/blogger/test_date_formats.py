"""Blogger's own date and time formats, written by Babel in every locale, are read back as they were meant.

The owner chooses a date header, a time stamp and a comment's time stamp from fixed lists; their names come
from the blog's language. Nothing is ever read as another day: where a text allows two, none is read.
"""

from datetime import date, datetime

import pytest
from babel.dates import format_date, format_time

from crawler.blogger.dates import ParsedDate, date_or_reason
from crawler.blogger.dates.month_name_extras import LANGUAGES

LOCALES = sorted({locale for locales in LANGUAGES.values() for locale in locales})
NAMED = [
    "MMM d, yyyy", "MMMM d, yyyy", "EEEE, MMMM d, yyyy", "MMMM dd, yyyy", "d MMMM yyyy", "d MMMM, yyyy",
    "EEEE, d MMMM yyyy", "EEEE d MMMM yyyy", "EEE, MMM d, yyyy", "d. MMM yyyy", "d-MMM-yyyy", "full", "long",
]  # fmt: skip
PLAIN = ["yyyyMMdd", "yyyy/MM/dd", "yyyy-MM-dd"]
NUMERIC = {
    "M/d/yy": "mdy", "M/d/yyyy": "mdy", "M.d.yyyy": "mdy", "d.M.yy": "dmy", "dd/MM/yyyy": "dmy",
    "dd-MM-yyyy": "dmy",
}  # fmt: skip
TIMES = ["h:mm a", "hh:mm a", "H:mm", "HH:mm", "HH:mm:ss", "short", "medium", "H.mm"]
DAYS = [date(2015, month, day) for month, day in zip(range(1, 13), (1, 12, 28, 5) * 3, strict=True)]
CLOCKS = [datetime(2015, 4, 1, *clock) for clock in ((0, 10), (9, 5), (12, 30), (22, 45))]
UNCLEAR = {"ambiguous order", "ambiguous month", "no such day"}
"""Answers to a short date on a blog of unknown language."""
ABBREVIATIONS_OF_TWO_MONTHS = {"sq"}  # albanian shortens March and Tuesday alike, and September and Saturday


def said(raw: str, locale: str | None, **known: str) -> str:
    found = date_or_reason(raw, locale=locale, **known)
    return found.local if isinstance(found, ParsedDate) else found


@pytest.mark.parametrize("locale", LOCALES)
def test_date_headers(locale: str) -> None:
    wrong = []
    for day in DAYS:
        for pattern in NAMED + PLAIN:
            raw = format_date(day, pattern, locale=locale)
            for tag in (locale.replace("_", "-"), None):
                allowed = {day.isoformat()} | ({"ambiguous month"} if tag is None else set())
                if locale in ABBREVIATIONS_OF_TWO_MONTHS and "EEE," in pattern:
                    allowed.add("ambiguous month")
                if said(raw, tag) not in allowed:
                    wrong.append((tag, raw, said(raw, tag)))
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_numeric_date_headers(locale: str) -> None:
    """Read rightly where the order is proved; else never as another day but by the locale, which is noted."""
    wrong: list[tuple[str | None, str, str]] = []
    for day in DAYS[1::3]:
        for pattern, order in NUMERIC.items():
            raw = format_date(day, pattern, locale=locale)
            if said(raw, locale, order=order) != day.isoformat():
                wrong.append((order, raw, said(raw, locale, order=order)))
            for tag in (locale.replace("_", "-"), None):
                found = date_or_reason(raw, locale=tag)
                settled = isinstance(found, ParsedDate) and "by locale" not in (found.note or "")
                if settled and said(raw, tag) != day.isoformat():
                    wrong.append((tag, raw, said(raw, tag)))
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_short_dates_of_the_locale(locale: str) -> None:
    """CLDR's own short and medium forms, in the locale and on a blog of unknown language."""
    wrong: list[tuple[str | None, str, str]] = []
    for day in DAYS[::2]:
        for pattern in ("short", "medium"):
            raw = format_date(day, pattern, locale=locale)
            if said(raw, locale.replace("_", "-")) != day.isoformat():
                wrong.append((locale, raw, said(raw, locale)))
            if said(raw, None) not in {day.isoformat(), *UNCLEAR}:
                wrong.append((None, raw, said(raw, None)))
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_time_stamps(locale: str) -> None:
    wrong = []
    for clock in CLOCKS:
        for pattern in TIMES:
            raw = format_time(clock.time(), pattern, locale=locale)
            whole = f"{format_date(clock, 'long', locale=locale)} {raw}"
            apart = said("2015-04-01", locale, time=raw)[:16]
            wrong += [(raw, apart)] if apart != clock.isoformat(timespec="minutes") else []
            together = said(whole, locale)[:16]
            wrong += [(whole, together)] if together != clock.isoformat(timespec="minutes") else []
    assert wrong == []
