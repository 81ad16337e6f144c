"""The day that the tokens of a date state, where a name or a mark tells which of them is the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.blogger.dates import calendars
from crawler.blogger.dates.date_tokens import Token, weekdays_of
from crawler.blogger.dates.month_names import MONTH_KINDS, Sense
from crawler.blogger.dates.numeric import DateContext
from crawler.blogger.dates.parsed_date import UnclearYearError, full_year

_MARKED = Sense("month", 0, frozenset())
_YEARS = frozenset({"year", "han_year"})
_REPUBLIC = 1911
"""The year before the first of the Republic of China, the only era in use whose years have three digits."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month where `day` is None."""

    year: int
    month: int
    day: int | None

    def weekday_in(self, weekdays: frozenset[int]) -> bool:
        """Tell whether the day falls on one of these; True where either is not stated."""
        return not weekdays or self.day is None or date(self.year, self.month, self.day).weekday() in weekdays


def named_month_day(tokens: list[Token], known: DateContext) -> Day | str:
    """Give the day, or in a few words why there is none: "no year", "ambiguous month" …"""
    reason = "no date"
    found: dict[Day, set[str]] = {}
    for at, sense in _months(tokens):
        others = tokens[:at] + tokens[at + 1 :]
        if any(_is_other_month(token, sense) for token in others):
            continue
        month = int(tokens[at].text) if sense is _MARKED else sense.value
        day = _day(others, sense, month, known)
        if isinstance(day, str):
            reason = day
        else:
            found.setdefault(day, set()).update(sense.languages)
    return _choose(found, tokens, known.language) if found else reason


def _months(tokens: list[Token]) -> Iterator[tuple[int, Sense]]:
    marked = [at for at, token in enumerate(tokens) if token.role == "month"]
    if marked:
        yield marked[0], _MARKED
        return
    for at, token in enumerate(tokens):
        yield from ((at, sense) for sense in token.senses if sense.kind in MONTH_KINDS)


def _is_other_month(token: Token, month: Sense) -> bool:
    """Tell whether a word can only be another month: "آذار/مارس" names one twice."""
    senses = token.senses
    return bool(senses) and all(s.kind in MONTH_KINDS and s.value != month.value for s in senses)


def _choose(found: dict[Day, set[str]], tokens: list[Token], language: str | None) -> Day | str:
    if len(found) > 1:
        spoken = {
            lang
            for token in tokens
            for sense in token.senses
            if sense.kind == "weekday"
            for lang in sense.languages
        }
        for wanted in ({language}, spoken):
            fitting = {day: langs for day, langs in found.items() if langs & wanted}
            found = fitting or found
        fitting = {day: langs for day, langs in found.items() if day.weekday_in(weekdays_of(tokens))}
        found = fitting or found
    return next(iter(found)) if len(found) == 1 else "ambiguous month"


def _day(others: list[Token], sense: Sense, month: int, known: DateContext) -> Day | str:
    numbers = _year_and_day(others, known.year_first)
    if isinstance(numbers, str):
        return numbers
    year, day = numbers
    try:
        if sense.kind == "jalali":
            return _jalali(year.text, month, day)
        gregorian = _year(year, sense, others)
        date(gregorian, month, int(day or 1))
    except UnclearYearError:
        return "ambiguous year"
    except (ValueError, OverflowError):  # 31 April; a "year" of 20 digits
        return "no such day"
    return Day(gregorian, month, int(day) if day else None)


def _jalali(year: str, month: int, day: str | None) -> Day | str:
    full = int(year) if len(year) > 2 else int(year) + (1300 if int(year) >= 70 else 1400)
    if not day:
        return "month of the Persian calendar"  # it lies in two Gregorian months
    at = calendars.from_jalali(full, month, int(day))
    return Day(at.year, at.month, at.day)


def _year(year: "_Year", sense: Sense, others: list[Token]) -> int:
    number = int(year.text)
    buddhist = sense.languages == {"th"} or any(token.means("be") for token in others)
    if buddhist and len(year.text) == 2 and number > 40:  # 2541, when Blogger did not exist yet, to 2599
        return calendars.gregorian_year(2500 + number)
    if year.marked and (eras := [sense.value for t in others for sense in t.senses if sense.kind == "era"]):
        return eras[0] + number
    if year.marked and len(year.text) <= 2:  # 15年 may be of the Heisei era, or of the Republic of China
        raise UnclearYearError(f"the era of the year {year.text} is not stated")
    if len(year.text) == 3 and year.marked:  # 107年
        return _REPUBLIC + number
    if len(year.text) == 3:
        raise ValueError(f"no post is of the year {year.text}")
    return calendars.gregorian_year(full_year(year.text))


@dataclass(frozen=True, slots=True)
class _Year:
    text: str
    marked: bool = False
    """True for a number before 年."""


def _year_and_day(tokens: list[Token], year_first: bool) -> tuple[_Year, str | None] | str:
    """Tell year and day apart by their marks, length and order."""
    years, days, plain = [], [], []
    for token in tokens:
        if token.role in _YEARS or (token.role == "number" and len(token.text) > 2):
            years.append(_Year(token.text, token.role == "han_year"))
        elif token.role == "day":
            days.append(token.text)
        elif token.role == "number":
            plain.append(token.text)
    if not years and plain:
        if len(plain) + len(days) == 1:
            return "no year"
        years_last = len(plain) == 1 or int(plain[0]) <= 31
        if len(plain) == 2 and years_last and year_first and int(plain[1]) <= 31:
            return "ambiguous order"
        years.append(_Year(plain.pop(-1 if years_last else 0)))
    days += plain
    if len(years) != 1 or len(days) > 1:
        return "no date" if years else "no year"
    return years[0], days[0] if days else None
