"""Parser of dates for machines: RFC 3339 (Atom, JSON, `abbr[title]`, JSON-LD), ISO 8601, RFC 822 (RSS)."""

import re
from datetime import MAXYEAR, MINYEAR, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from crawler.blogger.dates.parsed_date import ParsedDate, parsed_date

_FEED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d)", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? +)?\d{1,2} +"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +(?:\d{4}|\d\d) +"
    r"\d\d:\d\d(?::\d\d)? +(?:[+-]\d{4}|[a-z]{1,3})",
    re.ASCII | re.IGNORECASE,
)


def read_machine_date(raw: str) -> ParsedDate | None:
    """Read RFC 3339, ISO 8601 (date, or date and time) or RFC 822; None for anything else.

    Fractions of a second are kept to the microsecond; an instant is given only where an offset is stated.
    """
    if (match := _FEED.fullmatch(raw)) and (found := _feed(raw, *match.groups())):
        return found
    text = raw.strip()
    if match := _ISO.fullmatch(text):
        return _iso(*match.groups())
    return _rfc822(text) if _RFC822.fullmatch(text) else None


def _feed(raw: str, fraction: str | None, zone: str) -> ParsedDate | None:
    """Read what Blogger's feeds write, "2015-04-01T23:30:00.001-07:00": nine of ten dates, so no detours."""
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:  # Feb 30, 25 o'clock
        return None
    if fraction == ".000" or zone == "-00:00" or not MINYEAR < at.year < MAXYEAR:
        return parsed_date(at, seconds=True)
    return ParsedDate(at, raw)


def _iso(day: str, clock: str | None, fraction: str | None, zone: str | None) -> ParsedDate | None:
    ends_day = bool(clock and clock.startswith("24:00"))  # ISO 8601: the midnight at the end of the day
    text = f"{day}T{clock.replace('24', '00', 1) if ends_day else clock}" if clock else day
    if fraction and clock and clock.count(":") == 2:
        text += f".{fraction[:6]:0<6}"
    if zone:
        text += zone.upper()
    try:
        at = datetime.fromisoformat(text) + timedelta(days=ends_day)
    except (ValueError, OverflowError):  # Feb 30, 25 o'clock, after the end of the year 9999
        return None
    if not clock:
        return ParsedDate(None, day, "day only")
    return parsed_date(at, seconds=clock.count(":") == 2)


def _rfc822(text: str) -> ParsedDate | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed_date(at, seconds=text.count(":") == 2)


def offset(zone: str) -> timezone:
    """Read "+05:30", "+0530" or "+5"; raises ValueError where no place on earth has it."""
    hours, minutes = zone[1:].split(":") if ":" in zone else (zone[1:-2], zone[-2:])
    if len(zone) <= 3:
        hours, minutes = zone[1:], "0"
    if int(hours) > 14 or int(minutes) > 59:
        raise ValueError(f"no such UTC offset: {zone}")
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-delta if zone[0] == "-" else delta)
