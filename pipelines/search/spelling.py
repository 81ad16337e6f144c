"""The nearest words to one that is not found. Pure: the vocabulary comes as functions.

A word counts as near with one slip of the keys (a letter too many, too few, wrong, or two in the wrong
order), from six letters on with two. Words that share the first letters are looked through; one slip within
these is found by trying every letter there.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

Words = Callable[[str], Mapping[str, int]]
"""Beginning → words with it, and the posts of each."""
Common = Callable[[str], int]
"""Number of posts with a word; 0: it stands nowhere."""

_SHORTEST = 3
_TWO_SLIPS = 6


def nearest(word: str, words: Words, common: Common) -> str | None:
    """Return the nearest word, of equally near ones the most common. `word` is folded."""
    if len(word) < _SHORTEST:
        return None
    limit, first = (2, 3) if len(word) >= _TWO_SLIPS else (1, 2)
    best = _best(word, words(word[:first]), limit)
    if best is None or best[0] > 1:
        tried = {other: common(other) for other in _slipped(word, first)}
        other = _best(word, {other: often for other, often in tried.items() if often}, 1)
        best = min(filter(None, (best, other)), default=None)
    return best[2] if best else None


def _best(word: str, candidates: Mapping[str, int], limit: int) -> tuple[int, int, str] | None:
    """Distance, commonness (less is more), word."""
    near = (
        (distance, -common, other)
        for other, common in candidates.items()
        if other != word and abs(len(other) - len(word)) <= limit
        if (distance := edit_distance(word, other, limit)) <= limit
    )
    return min(near, default=None)


def _slipped(word: str, first: int) -> Iterator[str]:
    """The words from which one slip in the first letters makes this one."""
    for at in range(first):
        before, here, after = word[:at], word[at : at + 1], word[at + 1 :]
        yield before + after
        yield before + after[:1] + here + after[1:]
        for letter in _alphabet(word):
            yield before + letter + after
            yield before + letter + here + after


def _alphabet(word: str) -> Iterator[str]:
    """The letters of the script of the word's first letter, roughly: those near it in Unicode."""
    first = ord(word[0])
    if first < 0x80:
        yield from "abcdefghijklmnopqrstuvwxyz"
    else:
        low = first & ~0x3F if first >= 0x590 else 0x430 if first >= 0x400 else 0x3B1
        size = 0x40 if first >= 0x590 else 0x30 if first >= 0x400 else 0x19
        yield from (chr(code) for code in range(low, low + size) if chr(code).isalpha())


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return the Damerau-Levenshtein distance (optimal string alignment), or any number above `limit`."""
    one, other = _without_common(one, other)
    if not one or not other:
        return max(len(one), len(other))
    if abs(len(one) - len(other)) > limit or not _share_letters(one, other, limit):
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        following = [i + 1]
        for j, wanted in enumerate(other):
            cost = min(row[j + 1] + 1, following[j] + 1, row[j] + (letter != wanted))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, before[j - 1] + 1)
            following.append(cost)
        if min(following) > limit and min(row) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]


def _without_common(one: str, other: str) -> tuple[str, str]:
    """Both words without their common beginning and end."""
    start = sum(1 for _ in _same(one, other))
    one, other = one[start:], other[start:]
    end = sum(1 for _ in _same(one[::-1], other[::-1]))
    return (one[:-end], other[:-end]) if end else (one, other)


def _same(one: str, other: str) -> Iterator[str]:
    for equal, pairs in groupby(zip(one, other, strict=False), lambda pair: pair[0] == pair[1]):
        if equal:
            yield from (pair[0] for pair in pairs)
        return


def _share_letters(one: str, other: str, limit: int) -> bool:
    """Words this near have all but so many letters in common."""
    return len(set(one) - set(other)) <= limit and len(set(other) - set(one)) <= limit
