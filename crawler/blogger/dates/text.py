"""Parser of dates written for people: Blogger's date headers and time stamps, in every language and order.

Every word and number of the text has to be accounted for; one word more makes it another text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache

from crawler.blogger.dates.date_tokens import Token, periods_of, tokens_of, weekdays_of, words_behind_clock
from crawler.blogger.dates.month_names import (
    MONTH_KINDS,
    WordTable,
    every_table,
    fold,
    language_table,
)
from crawler.blogger.dates.named_month import Day, named_month_day
from crawler.blogger.dates.numeric import (
    DateContext,
    Numbers,
    month_only,
    possible_days,
    take_numeric,
)
from crawler.blogger.dates.parsed_date import ParsedDate, UnclearYearError, join_notes, parsed_date
from crawler.blogger.dates.spelled_numbers import in_digits
from crawler.blogger.dates.times import Clock, take_clock
from crawler.blogger.dates.zones import named_zone

_LONGEST = 120  # characters; Blogger's longest date line has about 60
_NO_DATE = "no date"
_AMBIGUOUS_YEAR = "ambiguous year"


@dataclass(frozen=True, slots=True)
class TextDate:
    """A date as it was read, before it is written in ISO 8601."""

    day: Day
    clock: time | None = None
    seconds: bool = False
    notes: tuple[str, ...] = ()


def read_text(raw: str, known: DateContext) -> TextDate | str:
    """Read a date in text, or say in a few words why it cannot be read."""
    return _NO_DATE if len(raw) > _LONGEST else _read_short(raw, known)


@lru_cache(maxsize=64)  # several readers of a page ask about the same line
def _read_short(raw: str, known: DateContext) -> TextDate | str:
    folded = in_digits(fold(raw), known.language)
    if not any(map(str.isdigit, folded)):
        return _NO_DATE
    if month := month_only(folded):
        return TextDate(Day(*month, None))
    found: TextDate | str = _NO_DATE
    for table in _tables(known.language):
        found = _read(folded, table, known)
        if found != _NO_DATE:
            break
    return found


def read_time(raw: str, known: DateContext, month: int | None = None) -> tuple[time, bool] | None:
    """Read a time of day that stands alone; the flag tells whether it states seconds.

    Its zone counts by name where the month is known.
    """
    for table in _tables(known.language):
        for dots in (False, True):
            text, clock = take_clock(fold(raw[:_LONGEST]), dots=dots)
            tokens = tokens_of(text, table)
            if clock and tokens and all(token.role == "word" for token in tokens):
                return _time(clock, tokens, month, known)
    return None


def to_iso(found: TextDate) -> ParsedDate:
    """Write in ISO 8601 what was read, with the reason for which it is not an exact instant."""
    day = found.day
    note = join_notes(*found.notes)
    if day.day is None:
        return ParsedDate(None, f"{day.year:04}-{day.month:02}", join_notes("month only", note))
    at = date(day.year, day.month, day.day)
    if found.clock is None:
        return ParsedDate(None, at.isoformat(), join_notes("day only", note))
    parsed = parsed_date(datetime.combine(at, found.clock), seconds=found.seconds, note=note)
    return replace(parsed, at=None) if note else parsed


def possible_orders(raw: str, known: DateContext) -> frozenset[str]:
    """Tell in which of the orders "mdy", "dmy" and "ymd" a numeric date can be read at all."""
    taken = take_numeric(fold(raw[:_LONGEST]))
    try:
        return frozenset(possible_days(taken[1], known) if taken else ())
    except UnclearYearError:
        return frozenset()


def _tables(language: str | None) -> Iterator[WordTable]:
    own = language_table(language) if language else None
    if own is not None:
        yield own
    yield every_table()


def _read(folded: str, table: WordTable, known: DateContext) -> TextDate | str:
    text, clock = take_clock(folded, dots=False)
    with_numbers = take_numeric(text)
    if with_numbers:
        found = _read_rest(*with_numbers, clock, table, known)
        if found != _NO_DATE or clock is not None:
            return found
    return _read_rest(text, None, clock, table, known)  # "1 apr. 2015 00.10.00": the numbers are the time


def _read_rest(
    text: str, numbers: Numbers | None, clock: Clock | None, table: WordTable, known: DateContext
) -> TextDate | str:
    if clock is None:
        text, clock = take_clock(text, dots=True)
    tokens = tokens_of(text, table)
    if tokens is None or (clock is None and any(map(_is_period, tokens))):
        return _NO_DATE
    found = _numeric(numbers, tokens, known) if numbers else _named_month(tokens, known)
    return found if isinstance(found, str) or clock is None else _with_clock(found, clock, tokens, known)


def _named_month(tokens: list[Token], known: DateContext) -> TextDate | str:
    day = named_month_day(tokens, known)
    return day if isinstance(day, str) else _checked(day, tokens)


def _numeric(numbers: Numbers, tokens: list[Token], known: DateContext) -> TextDate | str:
    if any(token.role not in {"word", "weekday"} or not _is_aside(token) for token in tokens):
        return _NO_DATE
    try:
        days = possible_days(numbers, known)
    except UnclearYearError:
        return _AMBIGUOUS_YEAR
    settled = _settle(days, weekdays_of(tokens), known)
    if isinstance(settled, str):
        return settled
    order, notes = settled
    at = days[order]
    return _checked(Day(at.year, at.month, at.day), tokens, notes)


def _is_period(token: Token) -> bool:
    """Tell whether a word can only be a part of the day; without a time of day a title has it."""
    return bool(token.senses) and all(sense.kind == "period" for sense in token.senses)


def _is_aside(token: Token) -> bool:
    return not token.senses or any(sense.kind not in MONTH_KINDS for sense in token.senses)


def _settle(
    days: dict[str, date], weekdays: frozenset[int], known: DateContext
) -> tuple[str, tuple[str, ...]] | str:
    """Choose the order: by the numbers, the weekday, the blog's other dates, or (with a note) the locale."""
    if not days:
        return "no such day"
    fitting = {order: at for order, at in days.items() if at.weekday() in weekdays} or days
    if len(set(fitting.values())) == 1:
        return next(iter(fitting)), ()
    if known.order in fitting:
        return str(known.order), ()
    if known.locale_order in fitting:
        return str(known.locale_order), (f"order by locale {known.locale}",)
    return "ambiguous order"


def _checked(day: Day, tokens: list[Token], notes: tuple[str, ...] = ()) -> TextDate:
    fits = day.weekday_in(weekdays_of(tokens))
    return TextDate(day, notes=notes if fits else (*notes, "weekday contradicts"))


def _with_clock(found: TextDate, clock: Clock, tokens: list[Token], known: DateContext) -> TextDate:
    """Add the time of day; one that does not exist (25:00; 24:10, of unsure day) leaves a note instead."""
    read = _time(clock, tokens, found.day.month, known)
    if read is None:
        return replace(found, notes=(*found.notes, "no such time"))
    return replace(found, clock=read[0], seconds=read[1])


def _time(
    clock: Clock, tokens: list[Token], month: int | None, known: DateContext
) -> tuple[time, bool] | None:
    try:
        at = clock.at(periods_of(tokens))
    except ValueError:  # 25 o'clock
        return None
    if clock.zone is None and month:
        languages = {lang for token in tokens for sense in token.senses for lang in sense.languages}
        at = at.replace(tzinfo=named_zone(words_behind_clock(tokens), month, known.locale, languages))
    return at, clock.second is not None
