"""Dates for machines: RFC 3339 (Atom, JSON, `abbr[title]`, JSON-LD), plain ISO 8601, RFC 822 (RSS)."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states about a time, no more and no less."""

    at: datetime | None
    """The instant, aware; None where the text does not state it exactly."""
    local: str
    """ISO 8601 on the writer's own clock, as exact as stated: "2015-04-01T23:30:00-07:00" … "2013-10"."""
    note: str | None = None
    """Why `at` is None, or what is doubtful: "no zone", "day only", "month only" …; None when exact."""


_FEED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d)", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? +)?(\d{1,2}) +"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +(\d{4}|\d\d) +"
    r"(\d\d:\d\d(?::\d\d)?) +([+-]\d{4}|[a-z]{1,3})",
    re.ASCII | re.IGNORECASE,
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
# The zone names that RFC 822 itself defines; other names mean different zones in different countries.
_RFC822_HOURS = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7}
_RFC822_HOURS |= {"mdt": -6, "pst": -8, "pdt": -7}


def read_machine_date(raw: str) -> Stated | None:
    """Read RFC 3339, ISO 8601 (date, or date and time) or RFC 822; None for anything else.

    Fractions of a second are kept to the microsecond; an instant is given only where an offset is stated.
    """
    if match := _FEED.fullmatch(raw):
        return _feed(raw, *match.groups())
    text = raw.strip()
    if match := _ISO.fullmatch(text):
        return _iso(*match.groups())
    if match := _RFC822.fullmatch(text):
        return _rfc822(*match.groups())
    return None


def _feed(raw: str, fraction: str | None, zone: str) -> Stated | None:
    """Read what Blogger's feeds write, "2015-04-01T23:30:00.001-07:00": nine of ten dates, so no detours."""
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:  # Feb 30, 25 o'clock
        return None
    if fraction == ".000" or zone == "-00:00" or not MINYEAR < at.year < MAXYEAR:
        return stated(at, seconds=True)
    return Stated(at, raw)


def _iso(day: str, clock: str | None, fraction: str | None, zone: str | None) -> Stated | None:
    text = f"{day}T{clock}" if clock else day
    if fraction and clock and clock.count(":") == 2:
        text += f".{fraction[:6]:0<6}"
    if zone:
        text += zone.upper()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # Feb 30, 25 o'clock
        return None
    if not clock:
        return Stated(None, day, "day only")
    return stated(at, seconds=clock.count(":") == 2)


def _rfc822(day: str, month: str, year: str, clock: str, zone: str) -> Stated | None:
    parts = [int(part) for part in clock.split(":")]
    try:
        at = datetime(full_year(year), _MONTHS[month.lower()], int(day), *parts, tzinfo=_rfc822_zone(zone))  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return stated(at, seconds=len(parts) == 3)


def _rfc822_zone(zone: str) -> timezone | None:
    if zone[0] in "+-":
        return offset(zone) if zone != "-0000" else None
    hours = _RFC822_HOURS.get(zone.lower())
    return None if hours is None else timezone(timedelta(hours=hours))


def offset(zone: str) -> timezone:
    """Read "+05:30", "+0530" or "+5"; raises ValueError where no place on earth has it."""
    hours, minutes = zone[1:].split(":") if ":" in zone else (zone[1:-2], zone[-2:])
    if len(zone) <= 3:
        hours, minutes = zone[1:], "0"
    if int(hours) > 14 or int(minutes) > 59:
        raise ValueError(f"no such UTC offset: {zone}")
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-delta if zone[0] == "-" else delta)


def full_year(year: str) -> int:
    """Widen a year of two digits: Blogger began in 1999, so "99" is 1999 and "15" is 2015."""
    number = int(year)
    if len(year) > 2:
        return number
    return number + (1900 if number >= 90 else 2000)


def stated(at: datetime, *, seconds: bool, note: str | None = None) -> Stated:
    """Say a date and time as exactly as it was stated; without a zone it is no instant."""
    spec = "minutes"
    if seconds:
        spec = "milliseconds" if at.microsecond else "seconds"
        spec = "microseconds" if at.microsecond % 1000 else spec
    local = at.isoformat(timespec=spec)
    if at.tzinfo is None:
        return Stated(None, local, join_notes("no zone", note))
    try:
        at.astimezone(UTC)
    except OverflowError:  # the first or last hours of the calendar
        return Stated(None, local, join_notes("implausible year", note))
    return Stated(at, local, note)


def join_notes(*notes: str | None) -> str | None:
    """Join the notes that there are, or None."""
    return "; ".join(note for note in notes if note) or None
