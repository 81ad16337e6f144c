"""Dates as Blogger's pages and feeds state them, in any language, read exactly or not at all.

Nothing is filled in from today's date or from a guess: what a text does not state stays unknown, and why it
is not exact is said in `Stated.note`. Machine dates (feeds, markup) have a fast path; localised ones are read
with tables made from CLDR (`dates.words`).
"""

from collections.abc import Iterable
from dataclasses import replace

from crawler.blogger.dates.rfc_formats import Stated, read_machine_date
from crawler.blogger.dates.text import Context, Written, possible_orders, read_time, read_written, say

__all__ = ["Stated", "date_or_reason", "find_order", "is_time", "read_date", "read_machine_date"]


def read_date(
    raw: str, *, time: str | None = None, locale: str | None = None, order: str | None = None
) -> Stated | None:
    """Read a date as a page or feed writes it; None where it states none, or an ambiguous one.

    `time` is a time of day (or a whole time stamp) written apart from it, `locale` the language of the blog's
    interface, `order` ("mdy" or "dmy") what other dates of the blog have proved. What settles a numeric date:
    its own numbers, then its weekday, then `order`, then the locale, and then the note says so, for Blogger
    lets the owner choose date formats that do not follow the locale.
    """
    stated = date_or_reason(raw, time=time, locale=locale, order=order)
    return stated if isinstance(stated, Stated) else None


def date_or_reason(
    raw: str, *, time: str | None = None, locale: str | None = None, order: str | None = None
) -> Stated | str:
    """Read a date as `read_date` does, or say in a few words why it cannot be read: "ambiguous order" …"""
    machine = read_machine_date(raw)
    if machine and "T" in machine.local:
        return machine
    known = Context(locale, order)
    written = read_written(raw, known)
    if time and (isinstance(written, str) or written.clock is None):
        return _with_time(written, time, known)
    return written if isinstance(written, str) else say(written)


def find_order(samples: Iterable[str]) -> str | None:
    """Tell the order that a blog's numeric dates prove by a number above 12: "mdy" or "dmy".

    None without proof, and where they contradict each other.
    """
    proofs = {next(iter(orders)) for orders in map(possible_orders, samples) if len(orders) == 1}
    return proofs.pop() if len(proofs) == 1 else None


def is_time(text: str, *, locale: str | None = None) -> bool:
    """Tell whether the whole text is a time of day, or a date with or without one."""
    known = Context(locale)
    return read_time(text, known) is not None or isinstance(date_or_reason(text, locale=locale), Stated)


def _with_time(written: Written | str, time: str, known: Context) -> Stated | str:
    whole = date_or_reason(time, locale=known.locale, order=known.order)
    if isinstance(whole, Stated):  # a time stamp that states the day too
        if isinstance(written, str) or whole.local.startswith(say(written).local):
            return whole
        return say(written)
    if isinstance(written, str):
        return written
    clock = read_time(time, known)
    return say(replace(written, clock=clock[0], seconds=clock[1]) if clock else written)
