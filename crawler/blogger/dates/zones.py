"""Names of time zones behind a time of day, as offsets.

A name that means several zones ("IST" of India, Ireland, Israel) is one only in a language that settles it.
People write "EST" all the year round: a name counts only in months in which its country's clocks say so.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta, timezone
from typing import NamedTuple

from crawler.blogger.dates.month_names import language_of


class _Zone(NamedTuple):
    hours: float
    months: range | frozenset[int] = range(1, 13)
    locales: frozenset[str] = frozenset()
    """Languages, or locales, in which the name means this zone; none: in all."""


_WINTER = frozenset({11, 12, 1, 2, 3})
_SUMMER = range(3, 12)
_INDIA = frozenset({"hi", "bn", "ta", "te", "ml", "kn", "gu", "mr", "pa", "or", "as", "en-IN"})
_FIXED = "wib 7 wita 8 wit 9 hkt 8 sgt 8 jst 9 kst 9 awst 8 sast 2 pkt 5 npt 5.75"
_FIXED += " pht 8 myt 8 ict 7 aest 10 brt -3 hst -10"
_STANDARD = "pst -8 mst -7 est -5 cet 1 mez 1 eet 2"
_DAYLIGHT = "pdt -7 mdt -6 cdt -5 edt -4 cest 2 mesz 2 eest 3"


def _named(table: str, months: range | frozenset[int]) -> Iterator[tuple[str, tuple[_Zone, ...]]]:
    words = table.split()
    yield from (
        (name, (_Zone(float(hours), months),)) for name, hours in zip(words[::2], words[1::2], strict=True)
    )


_ZONES: dict[str, tuple[_Zone, ...]] = {
    "ist": (_Zone(5.5, locales=_INDIA), _Zone(2, _WINTER, frozenset({"he"}))),
    "bst": (_Zone(1, _SUMMER, frozenset({"en-GB"})), _Zone(6, locales=frozenset({"bn"}))),
    "cst": (_Zone(8, locales=frozenset({"zh"})), _Zone(-6, _WINTER, frozenset({"en-US"}))),
    **dict(_named(_FIXED, range(1, 13))),
    **dict(_named(_STANDARD, _WINTER)),
    **dict(_named(_DAYLIGHT, _SUMMER)),
}


def named_zone(
    words: Iterable[str], month: int, locale: str | None, languages: Iterable[str]
) -> timezone | None:
    """Return the zone that the first of some folded words names in a month, on a blog of a locale.

    Without a locale, the only language of the date's own words is the witness.
    """
    known = [locale] if locale else list(languages)
    spoken = {known[0], language_of(known[0])} if len(known) == 1 else set()
    for word in words:
        for zone in _ZONES.get(word, ()):
            if month in zone.months and (not zone.locales or zone.locales & spoken):
                return timezone(timedelta(hours=zone.hours))
    return None
