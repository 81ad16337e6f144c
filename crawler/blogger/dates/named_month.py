"""The day that the tokens of a date state, where a name or a mark tells which of them is the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.blogger.dates.calendars import from_jalali, gregorian_year
from crawler.blogger.dates.date_tokens import Token, weekdays_of
from crawler.blogger.dates.month_name_extras import ERAS
from crawler.blogger.dates.month_names import Sense
from crawler.blogger.dates.rfc_formats import full_year

_MARKED = Sense("month", 0, frozenset())


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month where `day` is None."""

    year: int
    month: int
    day: int | None

    def weekday_in(self, weekdays: frozenset[int]) -> bool:
        """Tell whether the day falls on one of these; True where either is not stated."""
        return not weekdays or self.day is None or date(self.year, self.month, self.day).weekday() in weekdays


def worded_day(tokens: list[Token], *, language: str | None, year_first: bool) -> Day | str:
    """Give the day, or in words why there is none.

    `language` decides between the senses of a word that two languages use for different months;
    else the other words and the stated weekday do, else it is "ambiguous month".
    """
    reason = "no date"
    found: dict[Day, set[str]] = {}
    for at, sense in _months(tokens):
        others = tokens[:at] + tokens[at + 1 :]
        if any(
            token.role == "word" and token.means("month", "jalali") and not _has_other_sense(token)
            for token in others
        ):
            continue
        day = _day(others, sense, int(tokens[at].text) if sense is _MARKED else sense.value, year_first)
        if isinstance(day, str):
            reason = day
        else:
            found.setdefault(day, set()).update(sense.languages)
    return _choose(found, tokens, language) if found else reason


def _months(tokens: list[Token]) -> Iterator[tuple[int, Sense]]:
    marked = [at for at, token in enumerate(tokens) if token.role == "month"]
    if marked:
        yield marked[0], _MARKED
        return
    for at, token in enumerate(tokens):
        yield from ((at, sense) for sense in token.senses if sense.kind in {"month", "jalali"})


def _has_other_sense(token: Token) -> bool:
    return any(sense.kind not in {"month", "jalali"} for sense in token.senses)


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


def _day(others: list[Token], sense: Sense, month: int, year_first: bool) -> Day | str:
    numbers = _year_and_day(others, year_first)
    if isinstance(numbers, str):
        return numbers
    year_text, day_text = numbers
    buddhist = sense.languages == {"th"} or any(token.means("be") for token in others)
    try:
        if sense.kind == "jalali":
            return _jalali(year_text, month, day_text)
        year = _year(year_text, buddhist)
        date(year, month, int(day_text or 1))
    except (ValueError, OverflowError):  # 31 April; a "year" of 20 digits
        return "no such day"
    return Day(year, month, int(day_text) if day_text else None)


def _jalali(year: str, month: int, day: str | None) -> Day | str:
    full = int(year) if len(year) > 2 else int(year) + (1300 if int(year) >= 70 else 1400)
    if not day:
        return "month of the Persian calendar"  # it lies in two Gregorian months
    at = from_jalali(full, month, int(day))
    return Day(at.year, at.month, at.day)


def _year(text: str, buddhist: bool) -> int:
    era, _, number = text.rpartition(" ")
    if era:
        return ERAS[era] + int(number)
    if buddhist and len(text) == 2 and int(text) > 40:  # 2541, when Blogger did not exist yet, to 2599
        text = f"25{text}"
    return gregorian_year(full_year(text))


def _year_and_day(tokens: list[Token], year_first: bool) -> tuple[str, str | None] | str:
    """Tell year and day apart by their marks, length and order; an era stands before its number."""
    years, days, plain = [], [], []
    for at, token in enumerate(tokens):
        era = tokens[at - 1].text if at and tokens[at - 1].text in ERAS else ""
        if token.role == "year" or (token.role == "number" and (era or len(token.text) > 2)):
            years.append(f"{era} {token.text}".strip())
        elif token.role == "day":
            days.append(token.text)
        elif token.role == "number":
            plain.append(token.text)
    if not years and plain:
        if len(plain) + len(days) == 1:
            return "no year"
        years_last = len(plain) == 1 or int(plain[0]) <= 31
        if len(plain) == 2 and years_last and year_first:
            return "ambiguous order"
        years.append(plain.pop(-1 if years_last else 0))
    days += plain
    if len(years) != 1 or len(days) > 1:
        return "no date" if years else "no year"
    return years[0], days[0] if days else None
