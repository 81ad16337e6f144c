"""Parser of dates as Blogger's pages and feeds state them, in any language: read exactly or not at all.

    read_date(raw, …)        what a text states, or None
    date_or_reason(raw, …)   the same, or in a few words why it cannot be read
    date_of_post(…)          the same with the help of the post's permalink

Nothing is filled in from today's date or from a guess: what a text does not state stays unknown, and why it
is not exact is said in `ParsedDate.note`. Machine dates (feeds, markup) have a fast path; localised ones are
read with tables made from CLDR (`dates.month_names`).
"""

from collections.abc import Iterable
from dataclasses import replace

from crawler.blogger.dates.numeric import DateContext
from crawler.blogger.dates.parsed_date import ParsedDate
from crawler.blogger.dates.permalink_month import month_of_permalink, settle_by_month
from crawler.blogger.dates.rfc_formats import read_machine_date
from crawler.blogger.dates.text import (
    TextDate,
    possible_orders,
    read_text,
    read_time,
    to_iso,
)

__all__ = [
    "ParsedDate",
    "date_of_post",
    "date_or_reason",
    "find_order",
    "is_time",
    "read_date",
    "read_machine_date",
]


def read_date(
    raw: str, *, time: str | None = None, locale: str | None = None, order: str | None = None
) -> ParsedDate | None:
    """Read a date as a page or feed writes it; None where it states none, or an ambiguous one.

    `time` is a time of day (or a whole time stamp) written apart from it, `locale` the language of the blog's
    interface, `order` ("mdy" or "dmy") what other dates of the blog have proved. What settles a numeric date:
    its own numbers, then its weekday, then `order`, then the locale, and then the note says so, for Blogger
    lets the owner choose date formats that do not follow the locale.
    """
    found = date_or_reason(raw, time=time, locale=locale, order=order)
    return found if isinstance(found, ParsedDate) else None


def date_or_reason(
    raw: str, *, time: str | None = None, locale: str | None = None, order: str | None = None
) -> ParsedDate | str:
    """Read a date as `read_date` does, or say in a few words why it cannot be read: "ambiguous order" …"""
    machine = read_machine_date(raw)
    if machine and "T" in machine.local:
        return machine
    known = DateContext(locale, order)
    found = read_text(raw, known)
    if time and (isinstance(found, str) or found.clock is None):
        return _with_time(found, time, known)
    return found if isinstance(found, str) else to_iso(found)


def date_of_post(
    raw: str | None,
    *,
    time: str | None = None,
    url: str | None = None,
    locale: str | None = None,
    order: str | None = None,
) -> ParsedDate | str:
    """Read the date of a post as `date_or_reason` does, with the month in its permalink as a last witness.

    The month settles an order or a year that the date leaves open; without a readable date it is all that is
    known. The note tells.
    """
    if raw is None:
        raw, time = time, None

    def read(text: str, by_order: str | None) -> ParsedDate | str:
        return date_or_reason(text, time=time, locale=locale, order=by_order or order)

    if month := month_of_permalink(url):
        return settle_by_month(raw, month, read)
    return read(raw, None) if raw else "no date"


def find_order(samples: Iterable[str], *, locale: str | None = None) -> str | None:
    """Tell the order that a blog's numeric dates prove by a number above 12: "mdy" or "dmy".

    None without proof, and where they contradict each other.
    """
    known = DateContext(locale)
    orders = (possible_orders(sample, known) for sample in samples)
    proofs = {next(iter(found)) for found in orders if len(found) == 1} - {"ymd"}
    return proofs.pop() if len(proofs) == 1 else None


def is_time(text: str, *, locale: str | None = None) -> bool:
    """Tell whether the whole text is a time of day, or a date with or without one."""
    known = DateContext(locale)
    return read_time(text, known) is not None or isinstance(date_or_reason(text, locale=locale), ParsedDate)


def _with_time(found: TextDate | str, time: str, known: DateContext) -> ParsedDate | str:
    whole = date_or_reason(time, locale=known.locale, order=known.order)
    if isinstance(whole, ParsedDate) and (  # a time stamp that states the day too
        isinstance(found, str) or whole.local.startswith(to_iso(found).local)
    ):
        return whole
    if isinstance(found, str):
        return found
    clock = read_time(time, known, found.day.month)
    return to_iso(replace(found, clock=clock[0], seconds=clock[1]) if clock else found)
