"""Dates written for people: Blogger's date headers and time stamps, in every language and order.

Every word and number of the text has to be accounted for; a text with one word more than a date is no date.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from crawler.blogger.dates.date_tokens import Token, half_of, tokens_of, weekdays_of
from crawler.blogger.dates.month_names import (
    Table,
    every_table,
    fold,
    language_of,
    language_table,
    short_order,
)
from crawler.blogger.dates.named_month import Day, worded_day
from crawler.blogger.dates.numeric import Numbers, month_only, possible_days, take_numeric
from crawler.blogger.dates.rfc_formats import Stated, join_notes, stated
from crawler.blogger.dates.times import Clock, take_clock

_LONGEST = 120  # characters; Blogger's longest date line has about 60


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was read, before it is said in ISO 8601."""

    day: Day
    clock: time | None = None
    seconds: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the blog beside the text itself."""

    locale: str | None = None
    order: str | None = None

    @property
    def language(self) -> str | None:
        """Language of the blog's interface."""
        return language_of(self.locale) if self.locale else None

    @property
    def locale_order(self) -> str | None:
        """Order of numeric dates in that language's country."""
        return short_order(self.locale) if self.locale else None


def read_written(raw: str, known: Context) -> Written | str:
    """Read a written date, or say in a few words why it cannot be read."""
    if len(raw) > _LONGEST or not any(char.isdecimal() for char in raw):
        return "no date"
    folded = fold(raw)
    if month := month_only(folded):
        return Written(Day(*month, None))
    found: Written | str = "no date"
    for table in _tables(known.language):
        found = _read(folded, table, known)
        if found != "no date":
            break
    return found


def read_time(raw: str, known: Context) -> tuple[time, bool] | None:
    """Read a time of day that stands alone; the flag tells whether it states seconds."""
    for table in _tables(known.language):
        for dots in (False, True):
            text, clock = take_clock(fold(raw[:_LONGEST]), dots=dots)
            tokens = tokens_of(text, table)
            if clock and tokens and all(token.role == "word" for token in tokens):
                return _time(clock, tokens)
    return None


def say(written: Written) -> Stated:
    """Say in ISO 8601 what was read, and why it is no exact instant."""
    day = written.day
    note = join_notes(*written.doubts)
    if day.day is None:
        return Stated(None, f"{day.year:04}-{day.month:02}", join_notes("month only", note))
    at = date(day.year, day.month, day.day)
    if written.clock is None:
        return Stated(None, at.isoformat(), join_notes("day only", note))
    said = stated(datetime.combine(at, written.clock), seconds=written.seconds, note=note)
    return replace(said, at=None) if note else said


def possible_orders(raw: str) -> frozenset[str]:
    """Tell in which of the orders "mdy" and "dmy" a numeric date with its year last can be read at all."""
    taken = take_numeric(fold(raw[:_LONGEST]))
    return frozenset(possible_days(taken[1]) if taken else ()) - {"ymd"}


def _tables(language: str | None) -> Iterator[Table]:
    own = language_table(language) if language else None
    if own is not None:
        yield own
    yield every_table()


def _read(folded: str, table: Table, known: Context) -> Written | str:
    text, clock = take_clock(folded, dots=False)
    text, numbers = take_numeric(text) or (text, None)
    if clock is None:
        text, clock = take_clock(text, dots=True)
    tokens = tokens_of(text, table)
    if tokens is None:
        return "no date"
    found = _numeric(numbers, tokens, known) if numbers else _worded(tokens, known)
    return found if isinstance(found, str) or clock is None else _with_clock(found, clock, tokens)


def _worded(tokens: list[Token], known: Context) -> Written | str:
    day = worded_day(tokens, language=known.language, year_first=known.locale_order == "ymd")
    return day if isinstance(day, str) else _checked(day, tokens)


def _numeric(numbers: Numbers, tokens: list[Token], known: Context) -> Written | str:
    if any(token.role != "word" or not _is_aside(token) for token in tokens):
        return "no date"
    days = possible_days(numbers, persian=known.language == "fa", year_first=known.locale_order == "ymd")
    settled = _settle(days, weekdays_of(tokens), known)
    if isinstance(settled, str):
        return settled
    order, doubts = settled
    at = days[order]
    return _checked(Day(at.year, at.month, at.day), tokens, doubts)


def _is_aside(token: Token) -> bool:
    return not token.senses or any(sense.kind not in {"month", "jalali"} for sense in token.senses)


def _settle(
    days: dict[str, date], weekdays: frozenset[int], known: Context
) -> tuple[str, tuple[str, ...]] | str:
    """Choose the order: by the numbers, the weekday, the blog's other dates, or (with a doubt) the locale."""
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


def _checked(day: Day, tokens: list[Token], doubts: tuple[str, ...] = ()) -> Written:
    fits = day.weekday_in(weekdays_of(tokens))
    return Written(day, doubts=doubts if fits else (*doubts, "weekday contradicts"))


def _with_clock(found: Written, clock: Clock, tokens: list[Token]) -> Written | str:
    read = _time(clock, tokens)
    return replace(found, clock=read[0], seconds=read[1]) if read else "no such time"


def _time(clock: Clock, tokens: list[Token]) -> tuple[time, bool] | None:
    try:
        return clock.at(half_of(tokens)), clock.second is not None
    except ValueError:  # 25 o'clock
        return None
