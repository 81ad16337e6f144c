"""What stands in the archive, in words for people. Pure; what goes into a page is escaped here or there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from pipelines.search.snippets import Fragment

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class When:
    """A time as people read it; `machine` is the same for `<time datetime>`."""

    text: str
    machine: str | None = None
    zone: str | None = None
    """ "UTC-7"; None where the source names none."""


def when(local: str | None) -> When:
    """The time of a cell, on the clock on which it was written and as exact as it is."""
    if not local:
        return When("date unknown")
    if partial := _PARTIAL.fullmatch(local):
        return _day(local, *partial.groups())
    try:
        moment = datetime.fromisoformat(local)
    except ValueError:
        return When(local)
    day = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return When(f"{day}, {moment:%H:%M}", local, _zone(moment))


def month_name(month: str) -> str:
    """ "2013-10" as "October 2013"; anything else as it is."""
    return when(month).text


def language_name(code: str) -> str:
    """The English name of a language; its code where CLDR knows none."""
    return str(_english().languages.get(code, code))


def direction(code: str | None) -> str:
    """ "rtl" or "ltr" by the language; "auto", by the first letter, where that is not known."""
    if not code:
        return "auto"
    try:
        return str(Locale.parse(code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; None for javascript:, data: and all the rest."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def host(url: str) -> str:
    """The host of an address, for people."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def marked(pieces: Iterable[Fragment]) -> Markup:
    """A text in pieces, escaped, with `<mark>` around what was found."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.marked else escape(piece.text)
        for piece in pieces
    )


def number(value: int) -> str:
    """With commas between thousands."""
    return f"{value:,}"


def _day(local: str, year: str, month: str | None, day: str | None) -> When:
    if month is None:
        return When(year, local)
    if not 1 <= int(month) <= 12:
        return When(local)
    return When(
        f"{int(day)} {_MONTHS[int(month) - 1]} {year}" if day else f"{_MONTHS[int(month) - 1]} {year}", local
    )


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
