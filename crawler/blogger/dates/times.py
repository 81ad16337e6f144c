"""Parser of times of day: "10:15 PM", "23.16", "下午2:40", "21h30", "10:15 GMT+2"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timezone

from crawler.blogger.dates.rfc_formats import offset

MARK = "\x01"
"""Stands in a text where its time of day was taken out."""

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}) ?(?:[:h時时]|시) ?(\d\d)(?: ?(?:[:m]|分|분) ?(\d\d))?(?!\d)(?:\.\d+)?"
    r"(?: ?(?:s|秒|초|分|분)(?!\w))?"
)
_DOT_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?!\.?\d)")
_ZONE_WORD = re.compile(r"(?<!\w)(?:utc|gmt|z)(?: ?([+-] ?\d{1,2}(?::?\d\d)?))?(?![\w:])")
_ZONE_NUMBER = re.compile(r"(?<=:\d\d) ?([+-]\d\d:?\d\d)(?!\d)")


Period = tuple[int, int]
"""First hour of a period of the day, and the hour after it; "pm" is (12, 24), a night may be (20, 4)."""
_TOLERANCE = 3.0
"""Hours by which people's use of "morning" or "night" differs from CLDR's."""
_INSTANT = 1 / 3600
"""Least distance, in hours, of a time behind a period: 0:00 is not of the afternoon that ends there."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written, before any word such as "pm" is applied."""

    hour: int
    minute: int
    second: int | None = None
    zone: timezone | None = None
    """Only where the text states an offset, or UTC, beyond doubt."""

    def at(self, periods: Sequence[Period]) -> time:
        """Apply the words for the period of the day; none of them means a 24-hour clock.

        "晚上12:10" is 0:10, for a formatter prints the date of the same instant beside it. Raises ValueError
        where there is no such time, or where it lies far from the period.
        """
        hours = [self.hour]
        if periods and self.hour <= 12:
            hours = [self.hour % 12, self.hour % 12 + 12]
        distances = {
            hour: min((_distance(hour + self.minute / 60, period) for period in periods), default=0.0)
            for hour in hours
        }
        hour = min(distances, key=distances.__getitem__)
        if distances[hour] > _TOLERANCE and len(hours) > 1:
            raise ValueError(f"{self.hour} o'clock does not lie in that part of the day")
        return time(hour, self.minute, self.second or 0, tzinfo=self.zone)


def _distance(hour: float, period: Period) -> float:
    """Count the hours between a time and a period of the day, around the clock."""
    start, end = period
    length = (end - start) % 24 or 24
    behind_start = (hour - start) % 24
    return 0.0 if behind_start < length else min(behind_start - length + _INSTANT, 24 - behind_start)


def take_clock(folded: str, *, dots: bool) -> tuple[str, Clock | None]:
    """Take the first time of day out of folded text, leaving MARK.

    `dots` allows "23.16", which may be a date.
    """
    zone, text = _take_zone(folded)
    match = (_DOT_CLOCK if dots else _CLOCK).search(text)
    if not match:
        return folded, None
    hour, minute, second = match.groups()
    clock = Clock(int(hour), int(minute), int(second) if second else None, zone)
    return f"{text[: match.start()]} {MARK} {text[match.end() :]}", clock


def _take_zone(text: str) -> tuple[timezone | None, str]:
    match = _ZONE_NUMBER.search(text) or _ZONE_WORD.search(text)
    if not match:
        return None, text
    try:
        zone = offset((match[1] or "+0").replace(" ", ""))
    except ValueError:
        return None, text
    return zone, f"{text[: match.start()]} {text[match.end() :]}"
