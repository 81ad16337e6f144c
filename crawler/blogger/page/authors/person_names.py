"""Shapes of persons' names, beside what templates and sentences say in their places."""

import re
from collections.abc import Sequence

from crawler.blogger.page.authors.byline_words import AFTER_NAME, OFFICES, VERBS_AFTER_NAME
from crawler.blogger.phrases import comment_count, is_boilerplate, is_comments_heading, normalise, words

_PARTING = re.compile(r"\s*[,،(|]\s*|\s+[-–—]\s+")
_WORD = re.compile(r"\w+")
_LONGEST = 60
_MOST_WORDS = 5
_LONGEST_INITIAL = 3
NUMBER = re.compile(r"(?<![A-Za-z_\d])\d|\d{4}")
"""Digits that are no part of a name: "ann_99" is one."""
_EDGES = " ¶:|•·*#-–—@,;~/."
_SMALL_WORDS = """
    de da do dos das di del della la le du des van von zu der den ter ten af av al el bin bint ibn y e i et
    und and og och & @
"""
PARTICLES = frozenset(_SMALL_WORDS.split())
"""Small words inside a name."""
_TEMPLATE_WORDS = """
    permalink link links home menu search share edit print email comment comments reply post posts more top
    author label labels tags tag new category categories date time old older newer next previous subscribe
    follow facebook twitter whatsapp pinterest telegram linkedin instagram youtube
"""
NOT_NAMES = frozenset(_TEMPLATE_WORDS.split()) | {"about us", "about me", "contact us"}
"""Words that templates put where a name could be."""


def is_name(text: str) -> bool:
    """Tell whether a short text may be a person's name: few words, no number, nothing that templates say."""
    parts = text.split()
    if not 1 <= len(parts) <= _MOST_WORDS or len(text) > _LONGEST or not parts[0][0].isalnum():
        return False
    plain = normalise(text).casefold().strip(" .:")
    if NUMBER.search(text) or "://" in text or plain in NOT_NAMES or plain in words("labels"):
        return False
    if plain in words("at") and not text[0].isupper():
        return False
    return not is_boilerplate(text) and comment_count(text) is None and not is_comments_heading(text)


def begins_small(text: str) -> bool:
    """Tell whether a word begins with a small letter of a script in which names begin with capitals."""
    return text[:1].islower() and not "\u10d0" <= text[0] <= "\u10ff"  # Georgian


def without_words_after(tokens: Sequence[str]) -> Sequence[str]:
    """Return a name without the words behind it: "Ann tarafından" → "Ann"."""
    end = len(tokens)
    while end > 1 and _is_after_name(tokens[end - 1]):
        end -= 1
    return tokens[:end]


def _is_after_name(word: str) -> bool:
    return word in VERBS_AFTER_NAME or (word.casefold() in AFTER_NAME and not _is_initial(word))


def without_office(name: str) -> str:
    """Return a name without what the person is on the paper: "Ann Lee, Staff Writer" → "Ann Lee"."""
    first, *rest = _PARTING.split(name, maxsplit=1)
    return first if any(word.casefold() in OFFICES for part in rest for word in _WORD.findall(part)) else name


def _is_initial(word: str) -> bool:
    return len(word) <= _LONGEST_INITIAL and word[0].isupper()


def proper_name(tokens: Sequence[str]) -> str | None:
    """Return the words up to the first that is no name's: "Ann van Dam and is filed" → "Ann van Dam"."""
    end = next((at for at in range(len(tokens)) if _ends_name(tokens, at)), len(tokens))
    clause = next((at + 1 for at, token in enumerate(tokens[:end]) if _ends_clause(token, at)), end)
    name = " ".join(without_words_after(tokens[:clause])).strip(_EDGES)
    return name if name and is_name(name) else None


def _ends_clause(word: str, at: int) -> bool:
    """Tell whether a sign ends a name with this word: a comma, or a sentence's full stop ("Lee. You"), which
    is none behind a title ("Prof. Lee") or an initial."""
    is_stop = at > 0 and word[-1] == "." and len(word) > _LONGEST_INITIAL and "." not in word[:-1]
    return is_stop or word[-1] in ",;:"


def _ends_name(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a word begins with a small letter, and is none of a name's small words, nor "d'Ávila"."""
    if not begins_small(tokens[at]) or tokens[at][1:2] in {"'", "’"}:
        return False
    inside = tokens[at] in PARTICLES and at > 0 and at + 1 < len(tokens)
    return not inside or (tokens[at + 1].islower() and tokens[at + 1] not in PARTICLES)
