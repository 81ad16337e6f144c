"""Functions of the templates: values of the archive in words for people. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from markupsafe import Markup, escape

from pipelines.search.snippets import Fragment

_ORIGINS = {
    "feed": "its blog's feed",
    "page": "its page",
    "export": "a backup",
    "saved": "a saved page",
    "capture": "a web archive",
    "text": "text alone",
}
"""Values of `sources.source`, for people."""
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class DisplayTime:
    """A time as people read it; `machine` is the value of `<time datetime>`."""

    text: str
    machine: str | None = None
    zone: str | None = None
    """ "UTC-7"; None where the source names none."""


def format_time(local: str | None, *, short: bool = False) -> DisplayTime:
    """Return a stored time on the clock on which it was written, as exactly as it is known.

    `short` abbreviates the names of months.
    """
    if not local:
        return DisplayTime("date unknown")
    if partial := _PARTIAL.fullmatch(local):
        return _day(local, *partial.groups(), names="MMM" if short else "MMMM")
    try:
        moment = datetime.fromisoformat(local)
    except ValueError:
        return DisplayTime(local)
    return DisplayTime(f"{_format(moment, 'd MMMM y')}, {moment:%H:%M}", local, _zone(moment))


def month_name(month: str) -> str:
    """Return "2013-10" as "October 2013", and anything else unchanged."""
    return format_time(month).text


def language_name(code: str) -> str:
    """Return the English name of a language, or its code where CLDR has none."""
    return str(_english().languages.get(code, code))


def origin_name(source: str | None) -> str | None:
    """Return the words for a source of posts."""
    return _ORIGINS.get(source or "")


@lru_cache(maxsize=1000)
def direction(code: str | None) -> str:
    """Return the text direction of a language: "rtl", "ltr", or "auto" where it is not known."""
    if not code:
        return "auto"
    try:
        return str(Locale.parse(code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


def web_address(url: str | None) -> str | None:
    """Return a URL if its scheme is http or https, else None (javascript:, data: …)."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def host_of(url: str) -> str:
    """Return the host of a URL, or the URL if it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def highlight(pieces: Iterable[Fragment]) -> Markup:
    """Return the fragments of a text, escaped, with `<mark>` around matches."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.marked else escape(piece.text)
        for piece in pieces
    )


def format_number(value: int) -> str:
    """Format with commas between thousands."""
    return f"{value:,}"


def _day(local: str, year: str, month: str | None, day: str | None, *, names: str) -> DisplayTime:
    if month is None:
        return DisplayTime(year, local)
    try:
        moment = date(int(year), int(month), int(day or 1))
    except ValueError:
        return DisplayTime(local)
    return DisplayTime(_format(moment, f"d {names} y" if day else f"{names} y"), local)


def _format(moment: date, pattern: str) -> str:
    return format_datetime(datetime(moment.year, moment.month, moment.day), pattern, locale=_english())


def _zone(moment: datetime) -> str | None:
    offset = moment.utcoffset()
    if offset is None:
        return None
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@cache
def _english() -> Locale:
    return Locale("en")
