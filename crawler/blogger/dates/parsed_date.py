"""The result of reading a date, and how exact it is."""

from dataclasses import dataclass
from datetime import UTC, datetime

_LAST_OF_2000S = 39
_FIRST_OF_1900S = 70


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A time as a text states it, no more and no less."""

    at: datetime | None
    """The instant, aware; None where the text does not state it exactly."""
    local: str
    """ISO 8601 on the writer's own clock, as exact as stated: "2015-04-01T23:30:00-07:00" … "2013-10"."""
    note: str | None = None
    """Reason for which `at` is None, or a doubt: "no zone", "day only", "month only" …; None when exact."""


class UnclearYearError(ValueError):
    """A year of two digits that may be of either century, or of another calendar."""


def parsed_date(at: datetime, *, seconds: bool, note: str | None = None) -> ParsedDate:
    """Make the result of a date and time as exact as they were stated; only with a zone it is an instant."""
    spec = "minutes"
    if seconds:
        spec = "milliseconds" if at.microsecond else "seconds"
        spec = "microseconds" if at.microsecond % 1000 else spec
    local = at.isoformat(timespec=spec)
    if at.tzinfo is None:
        return ParsedDate(None, local, join_notes("no zone", note))
    try:
        at.astimezone(UTC)
    except OverflowError:  # the first or last hours of the calendar
        return ParsedDate(None, local, join_notes("implausible year", note))
    return ParsedDate(at, local, note)


def full_year(year: str) -> int:
    """Widen a year of two digits: "15" is 2015, "89" is 1989, for posts may be dated back to before Blogger.

    Raises UnclearYearError for "40" to "69": no post is of the 2040s or 1940s, but a Thai one of 2549 is.
    """
    number = int(year)
    if len(year) > 2:
        return number
    if _LAST_OF_2000S < number < _FIRST_OF_1900S:
        raise UnclearYearError(f"the year {year} may be of either century")
    return number + (1900 if number >= _FIRST_OF_1900S else 2000)


def join_notes(*notes: str | None) -> str | None:
    """Join the notes that there are, or None."""
    return "; ".join(note for note in notes if note) or None
