"""Number of words of a text."""

import re
from itertools import filterfalse

_UNSPACED = re.compile(
    "[\u0e01-\u0e30\u0e40-\u0e45\u0e81-\u0eb0\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3\u3005-\u3007\u3041-\u3096\u30a1-\u30fa"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters (not vowel signs) of scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han."""


_ASCII = range(128)
_LETTERS = "".join(filter(str.isalpha, map(chr, _ASCII)))
_BLANKS = "".join(filter(str.isspace, map(chr, _ASCII)))
_SHAPES = bytes.maketrans((_LETTERS + _BLANKS).encode(), b"a" * len(_LETTERS) + b" " * len(_BLANKS))
"""Every letter as one letter, every blank as one blank."""
_OTHERS = bytes(code for code in _ASCII if chr(code) not in _LETTERS + _BLANKS)


def count_words(text: str) -> int:
    """Return the number of words: runs between spaces that hold a letter ("don't" is one, "2024" none).

    In scripts without spaces between words each letter counts as one word, as word processors count Chinese.
    """
    if text.isascii():
        return (b" " + text.encode().translate(_SHAPES, _OTHERS)).count(b" a")
    text, unspaced = _UNSPACED.subn(" ", text)
    tokens = text.split()
    mixed = filterfalse(str.isalpha, tokens)
    wordless = sum(not token[0].isalpha() and not any(map(str.isalpha, token)) for token in mixed)
    return unspaced + len(tokens) - wordless
