"""Times of day as pages write them: "10:15 PM", "23.16", "下午2:40", "21h30", "10:15 GMT+2"."""

import re
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


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written, before any am or pm word is applied."""

    hour: int
    minute: int
    second: int | None = None
    zone: timezone | None = None
    """Only where the text states an offset, or UTC, beyond doubt."""

    def at(self, half: str | None) -> time:
        """Apply "am" or "pm" (None: a 24-hour clock); raises ValueError where there is no such time."""
        hour = self.hour
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        return time(hour, self.minute, self.second or 0, tzinfo=self.zone)


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
