"""Parser of lines of several phrases in a row, with or without spaces: "Newer PostOlder PostHome"."""

from dataclasses import dataclass
from functools import cache

from crawler.blogger.phrases.phrase_table import Phrase, phrases_by_text

_BETWEEN = frozenset(" :|·•»«‹›<>→←-–—,;.…/\\¶*#()[]!")
_FIRST_UNSPACED = "\u0e00"  # Thai, and most scripts after it that write words without spaces
_HEAD = 2  # characters by which the phrases are indexed


@dataclass(frozen=True, slots=True)
class LineMatch:
    """The meaning of a whole line that a template writes."""

    strong: bool
    """True for boilerplate by itself, False for words that are boilerplate only beside such lines."""
    groups: frozenset[str]
    """Parts of the page that the line belongs to."""
    keys: frozenset[str] = frozenset()
    """Phrases of the table that the line is made of."""


def match_phrases(key: str) -> LineMatch | None:
    """Recognise text (folded by `key_of`) that is nothing but phrases; None where anything else is in it.

    Ordinary words make a strong line only together: two different ones of one part of the page
    ("Reply Delete").
    """
    found = split(key)
    if all(phrase.key == "at" for phrase in found):  # "a", "en", "on" are words of anyone
        return None
    groups = frozenset(phrase.group for phrase in found)
    keys = frozenset(phrase.key for phrase in found)
    together = len(groups) == 1 and len(keys) > 1
    return LineMatch(together or any(phrase.strong for phrase in found), groups, keys)


def split(key: str) -> list[Phrase]:
    """Split text into phrases, longest first; empty where that cannot be done without a rest."""
    if whole := phrases_by_text().get(key):
        return [whole]
    if not _lengths_at(key, _skip(key, 0)):
        return []
    ends: dict[int, tuple[int, Phrase]] = {}
    for start in range(len(key) - 1, -1, -1):
        for length in _lengths_at(key, start):
            end = _skip(key, start + length)
            if end == len(key) or end in ends:
                ends[start] = end, phrases_by_text()[key[start : start + length]]
                break
    return _follow(ends, _skip(key, 0))


def _follow(ends: dict[int, tuple[int, Phrase]], at: int) -> list[Phrase]:
    found = []
    while at in ends:
        at, phrase = ends[at]
        found.append(phrase)
    return found


def _lengths_at(key: str, start: int) -> list[int]:
    """Give the lengths of the phrases that stand at a place, longest first."""
    lengths = _lengths().get(key[start : start + _HEAD], ())
    found = [length for length in lengths if key[start : start + length] in phrases_by_text()]
    if key[start : start + 1] in phrases_by_text() and 1 not in found and _stands_alone(key, start):
        found.append(1)
    return found


def _stands_alone(key: str, at: int) -> bool:
    """Tell whether one character is a word: by what is around it, or because its script writes no spaces."""
    around = key[max(at - 1, 0) : at] + key[at + 1 : at + 2]
    return key[at] >= _FIRST_UNSPACED or all(char in _BETWEEN for char in around)


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for text in phrases_by_text():
        found.setdefault(text[:_HEAD], set()).add(len(text))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


def _skip(key: str, at: int) -> int:
    while at < len(key) and key[at] in _BETWEEN:
        at += 1
    return at
