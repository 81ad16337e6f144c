"""One way of comparing names without regard to case, for all scripts. Pure.

SQLite's own `lower()` and NOCASE know the 26 letters of ASCII only.
"""

import unicodedata

_DOTS = str.maketrans({"ı": "i", "\u0307": None})
"""The Turkish i's: İ folds to i and a combining dot, ı to itself."""


def fold_case(name: str) -> str:
    """Return the form under which names that differ in case, width or composition are equal."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFD", folded).translate(_DOTS)).strip()
