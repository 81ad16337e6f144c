"""Fingerprints of texts, by which copies of one another are found. Pure.

A text is the set of its shingles, groups of three neighbouring words (Broder 1997); in scripts without
blanks, groups of characters that are about as long. MinHash estimates how much two sets have in common. Its
values are taken in pairs, the bands of locality-sensitive hashing; texts that agree in two bands are worth a
closer look. That look is exact: likeness is computed from the shingles (as in Mash, Ondov et al. 2016).
"""

import re
import struct
from collections.abc import Sequence

from rensa import RMinHash  # type: ignore[import-untyped]

VERSION = 201
"""Of the method. The hundreds are rensa's algorithm, the rest is ours: raise it when anything changes."""

BANDS = 64
"""Two MinHash values each: of two texts with a fifth of the words changed, 99.9 % agree in a band."""
KEY = 4
"""Bytes of a band's key."""
FEWEST = 10
"""Shingles without which a text is too short to be called a copy: twelve words."""
WORDS = 3
LONGEST = 200_000
"""Characters that are looked at; of a longer text its beginning stands for it, so that memory is bounded."""

_LETTERS_A_WORD = 2.4  # of a group: 0.6 words for a character of Chinese, 0.3 for a letter of Thai
_SEED = 7
_MIX = 0x9E3779B1
_HAN = "\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u109d\u1780-\u17d3"
_MARKS = "“”„‘’‚«»‹›–—…·•¡¿\u00a0\u200b،؛؟۔।॥"
_BLANKS = bytes(code if code >= 0x80 or chr(code).isalnum() else 0x20 for code in range(256))
_UNSPACED = re.compile(f"[{_HAN}{_SOUTH_EAST}]")
_RUNS = tuple((re.compile(f"[{letters}]+"), size) for letters, size in ((_HAN, 4), (_SOUTH_EAST, 8)))
_PACK = struct.Struct(f"<{BANDS}I").pack

assert RMinHash.ALGORITHM_VERSION == VERSION // 100  # stored keys of another algorithm say nothing


def shingles(text: str) -> list[bytes]:
    """Return groups of neighbouring words, or of characters where words are not told apart; some repeat."""
    text = text[:LONGEST].casefold()
    found: list[bytes] = []
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
        if _UNSPACED.search(text):
            text, found = _unspaced(text)
    words = text.encode().translate(_BLANKS).split()  # six times as fast as a regular expression
    return found + list(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def _unspaced(text: str) -> tuple[str, list[bytes]]:
    """The text without what is written without blanks, and groups of the characters of that."""
    found: list[bytes] = []
    for letters, size in _RUNS:
        run = "".join(letters.findall(text))
        found += [run[at : at + size].encode() for at in range(len(run) - size + 1)]
        text = letters.sub(" ", text)
    return text, found


def band_keys(text: str) -> bytes:
    """Return the fingerprint: a key for each band; empty where the text is too short."""
    found = shingles(text)
    if len(found) < FEWEST:
        return b""
    sketch = RMinHash(2 * BANDS, _SEED)
    sketch.update(found)
    values = sketch.digest()
    pairs = zip(values[::2], values[1::2], strict=True)
    return _PACK(*[(one * _MIX + other) & 0xFFFFFFFF for one, other in pairs])


def longest_addition(later: Sequence[bytes], earlier: frozenset[bytes]) -> float:
    """Return about how many words the longest passage has that one text has and another has not.

    `later` are the shingles of the one in their order. A copy in which each fifth word was changed has short
    ones only.
    """
    longest = length = 0.0
    for shingle in later:
        length = 0.0 if shingle in earlier else length + _length(shingle)
        longest = max(longest, length)
    return longest


def _length(shingle: bytes) -> float:
    """The words by which a passage is longer for one shingle more: groups of characters are short."""
    return 1.0 if b" " in shingle else _LETTERS_A_WORD / len(shingle.decode())


def likeness(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """Return the likeness of two sets of shingles, 0 to 1: about the share of words in which the texts agree.

    0.8 is a copy in which each fifth word was changed, or of which two thirds were left out.
    """
    if not one or not other:
        return 0.0
    shared = 2 * len(one & other) / (len(one) + len(other))
    return float(shared ** (1 / WORDS))
