"""Dates in lines that say more than the date, and days that are written without their year."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.blogger.dates import date_or_reason
from crawler.blogger.page.authors.byline_words import PREPOSITIONS
from crawler.blogger.page.publication.date_words import without_updates

TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
YEAR = re.compile(r"\d{4}|(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d\d(?![./-]?\d)")
"""A year of four digits, or a numeric date that ends in two of one."""
CLOCK = re.compile(
    r"(?<![\d.])\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?![.]?\d)(?:\s?(?:[AaPp]\.?[Mm]\b|[πμ]\.\s?μ)\.?)?"
)
TIME_ALONE = re.compile(r"\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*")
"""A link that says nothing but a time leads to the post."""
EDGES = " \t-–—|~:*•·»«,.;।。"
_ABBREVIATION = re.compile(r"[^\W\d_]{2,3}")
COLON = re.compile(r"(?<=[^\d\s])([:：])(?=\d)|(。)")
"""The sign between an announcement and a date that touches it, or behind a date that a sentence touches."""
_MOST_TOKENS = 16
_PARTINGS = (["|"], ["•"], ["·"])
_UNSETTLED = frozenset({"ambiguous order", "ambiguous year"})
_NO_YEAR = "no year"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and a time of day as the page writes them; None for what it does not write."""

    date: str | None = None
    time: str | None = None


def day_without_year(
    texts: list[str], locale: str | None, time: str | None, header: str | None
) -> WrittenDate:
    """Return the first text that states a day without its year, which the permalink's month may settle."""
    for text in texts:
        if YEAR.search(text) is None and date_or_reason(text, locale=locale) == _NO_YEAR:
            return WrittenDate(text, time)
    for text in texts:
        tokens = text.split()[:_MOST_TOKENS]
        if YEAR.search(text) or not any(map(str.isdecimal, text)):
            continue
        for start, end in _windows(len(tokens), least=2):
            part = " ".join(tokens[start:end]).strip(EDGES)
            if date_or_reason(part, locale=locale) == _NO_YEAR and not TIME.search(part):
                clock = CLOCK.search(" ".join(tokens[end:]))
                return WrittenDate(_trimmed(part, locale), time or (clock.group() if clock else None))
    return WrittenDate(header, time)


def _trimmed(date: str, locale: str | None) -> str:
    """A date without a year and without small words at its ends: "on Monday, April 20 at"."""
    tokens = date.split()
    for end in (0, -1):
        while tokens[end].islower():
            rest = tokens[1:] if end == 0 else tokens[:-1]
            if date_or_reason(" ".join(rest), locale=locale) != _NO_YEAR:
                break
            tokens = rest
    return " ".join(tokens)


def _windows(length: int, least: int = 1) -> Iterator[tuple[int, int]]:
    """All runs of neighbours among so many words, the longest first."""
    for size in range(length, least - 1, -1):
        yield from ((start, start + size) for start in range(length - size + 1))


def dates_within(lines: Iterable[str], locale: str | None) -> Iterator[str]:
    """Yield dates in lines that say more: "Posted by Ana on 3 May 2021", "3 May 2021 | News"."""
    for line in lines:
        for part in without_updates(COLON.sub(r"\1\2 ", line)):
            tokens = part.split()
            yield from (" ".join(tokens[start:end]).strip(EDGES) for start, end in _days(tokens, locale))


def may_be_in(text: str, month: str | None) -> bool:
    """Tell whether a date may lie in a permalink's month, which one with two digits of the year has to: in
    "Version 1.2.10" they are none."""
    date = YEAR.search(text)
    if month is None or date is None or date[1] is None:
        return True
    first, second, third = map(int, date.group().split(date[1]))
    year, number = int(month[2:4]), int(month[5:])
    return (third == year and number in (first, second)) or (first, second) == (year, number)


def day_within(tokens: list[str], locale: str | None) -> tuple[int, int] | None:
    """Return where among a line's words the longest run of them stands that states a day.

    A name before it may be a weekday's as well: "Bo Sun on 9 July 2019".
    """
    found = next(_days(tokens, locale), None)
    if found is None:
        return None
    words = tokens[found[0] : found[1]]
    behind = [
        at for at in range(1, len(words)) if words[at].islower() and _ABBREVIATION.fullmatch(words[at - 1])
    ]
    starts = (at for at in reversed(behind) if states_day(" ".join(words[at:]), locale))
    return found[0] + next(starts, 0), found[1]


def _others_words(words: list[str], locale: str | None) -> int:
    """Count the words at the beginning of a date that are another fact's: one parted from the rest by a sign,
    "Ann • 9/7/2019", or a weekday in some language that contradicts the date: "Anna 2021. március 8."."""
    if words[1:2] in _PARTINGS and states_day(" ".join(words[2:]), locale):
        return 2
    whole, rest = (date_or_reason(" ".join(part).strip(EDGES), locale=locale) for part in (words, words[1:]))
    if isinstance(whole, str) or isinstance(rest, str) or whole.local != rest.local:
        return 0
    return "weekday" in (whole.note or "") and "weekday" not in (rest.note or "")


def _days(tokens: list[str], locale: str | None) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that state a day, without "by" and a name that is a weekday somewhere:
    "9 luglio 2019 da Anna"."""
    for start, end in _windows(len(tokens[:_MOST_TOKENS])):
        part = " ".join(tokens[start:end]).strip(EDGES)
        if YEAR.search(part) and states_day(part, locale):
            by = (at for at in range(start + 1, end) if tokens[at] in PREPOSITIONS)
            ends = (at for at in by if states_day(" ".join(tokens[start:at]).strip(EDGES), locale))
            yield start + _others_words(tokens[start:end], locale), next(ends, end)


def states_day(text: str, locale: str | None) -> bool:
    """Tell whether a text states a day. A numeric one of unsure order counts: the raw text is kept."""
    stated = date_or_reason(text, locale=locale)
    return stated in _UNSETTLED if isinstance(stated, str) else len(stated.local) >= len("2006-01-31")
