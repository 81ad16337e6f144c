"""The nearest words to one that is not found. Pure: the vocabulary comes as functions.

A word counts as near with one slip of the keys (a letter too many, too few, wrong, or two in the wrong
order), from six letters on with two. Words that share the first letters are looked through; one slip within
these is found by trying every letter there.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import ne

Words = Callable[[str], Mapping[str, int]]
"""Beginning → words with it, and the posts of each."""
Common = Callable[[str], int]
"""Number of posts with a word; 0: it stands nowhere."""

_SHORTEST, _LONGEST = 3, 60  # letters: the forms of a word grow with the square of its length
_TWO_SLIPS = 6


def nearest(word: str, words: Words, common: Common) -> str | None:
    """Return the nearest word, of equally near ones the most common. `word` is folded."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    limit, first = (2, 3) if len(word) >= _TWO_SLIPS else (1, 2)
    best = min(_near(word, words(word[:first]), limit), default=None)
    if best is None or best[0] > 1:
        tried = {other: common(other) for other in _slipped(word, first)}
        others = ((1, -often, other) for other, often in tried.items() if often and other != word)
        best = min((*((best,) if best else ()), *others), default=None)
    return best[2] if best else None


def _near(word: str, candidates: Mapping[str, int], limit: int) -> Iterator[tuple[int, int, str]]:
    """Yield slips, commonness (less is more) and word of the candidates that are near."""
    forms = [_shortened(word, slips) for slips in range(limit + 1)]
    for other, common in candidates.items():
        is_like = abs(len(other) - len(word)) <= limit and len(set(word) ^ set(other)) <= 2 * limit
        if is_like and other != word:
            # A letter that is gone here and has come there is two slips, though the words share a form.
            wrong = sum(map(ne, word, other)) - (sorted(word) == sorted(other))
            least = 2 if len(other) == len(word) and wrong > 1 else 1
            slips = (n for n in range(1, limit + 1) if not forms[n].isdisjoint(_shortened(other, n)))
            found = max(least, next(slips, limit + 1))
            if found <= limit:
                yield found, -common, other


def _shortened(word: str, most: int) -> set[str]:
    """Return the word without up to `most` of its letters; words that share such a form are so near."""
    forms = {word}
    for _ in range(most):
        forms |= {form[:at] + form[at + 1 :] for form in forms for at in range(len(form))}
    return forms


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
    start = ord(word[0]) & ~0x7F
    return (
        letter
        for letter in map(chr, range(start, start + 0x80))
        if letter.isalpha() and letter == letter.lower()
    )
