"""Words that somebody may type, but that do not stand between blanks in a post. Pure.

SQLite's tokeniser takes a Chinese clause or a Thai phrase for one long word, and what is typed, 北京, for
another. So the words inside are indexed beside the text: all groups of up to four neighbouring characters, or
of up to six clusters of South-East Asian letters (a consonant with its vowels and marks). A Latin word or a
number among them counts as one character; several that stand together, as COVID-19 or Jack Ma, are indexed
side by side, so that a phrase finds them. There is no dictionary, so names are found as well as words. Korean
words are found without their endings, Arabic and Hebrew ones without "and", "in" or "the" before them, and
some letters as people type them: Greek without accents, Arabic without vowel signs, е for ё, d for đ, fi for
the ligature. Readings in brackets behind a character, as of ruby, do not divide the word. Posts in other
scripts need no terms at all. Only the beginning of a very long post gets them: see LONGEST_TEXT.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from crawler.items import Post
from pipelines.text.letter_forms import AS_TYPED, COMPATIBILITY, DIVIDERS, INVISIBLE, POINTS, composed
from pipelines.text.scripts import (
    ARABIC,
    CLUSTER,
    CONSONANTS,
    DEPENDENT_SIGNS,
    GLUED,
    HANGUL,
    HEBREW,
    IDEOGRAPHS,
    KATAKANA,
    LEADING_VOWELS,
    UNSPACED,
)

TERMS_VERSION = 2
"""Of the rules below: raise it when a post gets other terms than before."""

# Small words are written as one with the next: and, then; in, for, like; the. Of "for the", letters merge.
_ARTICLE = "ال"
ARABIC_PREFIX = f"(?:[وف]?[بك]?{_ARTICLE}|[وف]?لل|[وف][بلك]?|[بلك])"
HEBREW_PREFIX = "(?:ו?[כמ]ש|[ושמ]?ה|ו[בלכמש]|ש[בלכמ]|[ובלכמש])"
_PREFIX = re.compile(f"{ARABIC_PREFIX}(?=[{ARABIC}]{{3}})|{HEBREW_PREFIX}(?=[{HEBREW}]{{3}})")
_POINT = re.compile(f"[{POINTS}]")
_ACCENTED = "\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fff"  # Greek, whose accents SQLite keeps
_GREEK = re.compile(f"[{_ACCENTED}]")

_UNSPACED = re.compile(f"[{UNSPACED}]")
_SOUTH_EAST = re.compile(f"[{CONSONANTS}]")
_KOREAN = re.compile(f"[{HANGUL}]+")
_SPECIAL = re.compile(
    f"[{UNSPACED}{HANGUL}\u1100-\u11ff{POINTS}{_ACCENTED}{ARABIC}{HEBREW}{COMPATIBILITY}{INVISIBLE}"
    f"{''.join(map(chr, AS_TYPED))}]"
)
_TOKEN = re.compile(rf"(?:[^\W_]|[{DEPENDENT_SIGNS}{POINTS}\u0300-\u036f])+")
_OTHERS = f"[^{UNSPACED}{LEADING_VOWELS}{DEPENDENT_SIGNS}]+"
_UNIT = re.compile(f"{CLUSTER}|[{IDEOGRAPHS}]|{_OTHERS}|.")
_LOANWORD = re.compile(f"[{KATAKANA}]{{5,}}")
_LETTERS = rf"(?:[^\W_{GLUED}]|[\u0300-\u036f])+"
_GLUED_RUN = rf"([{GLUED}])?((?<![^\W_{GLUED}]){_LETTERS}(?:(?:[^\w\n]|_){{1,3}}{_LETTERS})+)([{GLUED}])?"

CHARACTERS, CLUSTERS, _SYLLABLES, _LONGEST = 4, 6, 3, 12
_RUN_WORDS = 12
"""Words of a run beside a glued end that a phrase can find."""
LONGEST_TEXT = 100_000
"""Characters, from the title on, whose words are made terms: 200 pages of Chinese. They are up to 600,000
words to SQLite's index, which takes two seconds and cannot be interrupted; 5 MB took half a minute.
"""
_PUT_TOGETHER = 20_000
"""Letters, "|" included."""


class Terms(NamedTuple):
    """A row of `_terms`. Written out, all groups take eight times the room of the text; so the view that
    is indexed puts them together: of units, each with "|" behind it, and a blank for one between words.
    """

    words: str = ""
    """Separated by blanks."""
    characters: str = ""
    clusters: str = ""

    def written_out(self) -> list[str]:
        """Return all words to index, as the view puts them together."""
        groups = ((self.characters, CHARACTERS), (self.clusters, CLUSTERS))
        return [*self.words.split(), *(word for units, most in groups for word in _groups(units, most))]


def terms(post: Post) -> Terms:
    """Return what to index beside the post's own words; empty where it needs nothing."""
    return terms_of("\n".join((post.title or "", *post.labels, post.text)))


def terms_of(text: str) -> Terms:
    """Return the terms of a text."""
    text = text[:LONGEST_TEXT]
    if text.isascii() or not _SPECIAL.search(text):
        return Terms()
    texts = dict.fromkeys((composed(text), composed(DIVIDERS.sub("", text))))
    tokens = sorted({token for each in texts for token in _TOKEN.findall(each)})
    special = [token for token in tokens if _SPECIAL.search(token)]
    unspaced = [token for token in special if _UNSPACED.search(token)]
    words = [word for token in special for word in _words(token)]
    words += _as_typed(text, tokens)
    runs = [run for each in texts for run in _runs(each)]
    of_clusters = [token for token in unspaced if _SOUTH_EAST.search(token)]
    of_characters = set(unspaced) - set(of_clusters)
    found = Terms(" ".join(dict.fromkeys((*words, *runs))), _units(of_characters), _units(of_clusters))
    # Taking units from the front of a text is quick for short ones only.
    return found if sum(map(len, found[1:])) <= _PUT_TOGETHER else Terms(" ".join(found.written_out()))


def _as_typed(text: str, tokens: Iterable[str]) -> Iterator[str]:
    """Tokens in usual letters that the text does not hold so: of ligatures, soft hyphens and the like."""
    own = set(_TOKEN.findall(unicodedata.normalize("NFC", text)))
    return (token for token in tokens if token not in own and not _UNSPACED.search(token))


def _runs(text: str) -> Iterator[str]:
    """Latin words that stand together, with a letter of another script beside them and no blank."""
    for before, run, after in re.findall(_GLUED_RUN, text):
        words = re.findall(_LETTERS, run)
        if before and after and len(words) <= _RUN_WORDS:
            yield " ".join(words)
        else:
            yield from (" ".join(words[:_RUN_WORDS]),) if before else ()
            yield from (" ".join(words[-_RUN_WORDS:]),) if after else ()


def _units(tokens: Iterable[str]) -> str:
    return "".join(f"{unit}|" for token in sorted(tokens) for unit in (*_UNIT.findall(token), " "))


def _groups(units: str, most: int) -> Iterator[str]:
    parts = units.split("|")
    for start, first in enumerate(parts):
        if first not in ("", " "):
            for end in range(start + 1, start + most + 1):
                yield "".join(parts[start:end]).partition(" ")[0]


def has_terms(token: str) -> bool:
    """Return whether a word as it is typed may stand in the index only as a term."""
    return bool(_SPECIAL.search(token))


def index_words(token: str) -> list[str]:
    """Return the words of the index that a post with `token` holds; long compounds are taken to pieces."""
    if not _UNSPACED.search(token):
        return [token]
    units = _UNIT.findall(token)
    most = _most(token)
    return ["".join(units[start : start + most]) for start in range(max(len(units) - most, 0) + 1)]


def wordings(token: str) -> list[list[str]]:
    """Return the ways in which the index may hold `token`, each as `index_words`; one of them is enough."""
    ways = [index_words(token)]
    if _UNSPACED.search(token):
        return ways
    if _KOREAN.fullmatch(token) and len(token) > _SYLLABLES:
        return [*ways, [token[i : i + _SYLLABLES] for i in range(len(token) - _SYLLABLES + 1)]]
    return [[word] for word in dict.fromkeys((token, *_variants(token)))]


def runs_on(token: str) -> bool:
    """Return whether a word may stand in the middle of a text without blanks: Chinese, Thai, Korean …"""
    return bool(_UNSPACED.search(token) or _KOREAN.search(token))


def is_south_east(token: str) -> bool:
    """Return whether a word is written in Thai, Lao, Khmer or Burmese letters."""
    return bool(_SOUTH_EAST.search(token))


def split_prefix(form: str) -> tuple[str, str]:
    """Return the small words before an Arabic or Hebrew word, and the rest; "" and the word without them."""
    prefix = _PREFIX.match(form)
    return (form[: prefix.end()], form[prefix.end() :]) if prefix else ("", form)


def _words(token: str) -> Iterator[str]:
    if _UNSPACED.search(token):
        for loanword in _LOANWORD.findall(token):
            yield from _ends(loanword)
    elif _KOREAN.search(token):
        yield from _korean(token)
    else:
        yield from (word for word in _variants(token) if word != token)


def _variants(token: str) -> Iterator[str]:
    """Without points, as people type it, and each without the small words that are written as one with it."""
    for form in dict.fromkeys((_POINT.sub("", token), _plain(token))):
        yield form
        yield from _bare(form)


def _bare(form: str) -> Iterator[str]:
    before, rest = split_prefix(form)
    if before:
        yield rest
        if before != _ARTICLE and before.endswith((_ARTICLE, "لل")):
            yield _ARTICLE + rest


def _plain(token: str) -> str:
    """The word without what people leave out when they type it."""
    if _GREEK.search(token):
        token = "".join(c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c))
    return _POINT.sub("", token).translate(AS_TYPED)


def _most(token: str) -> int:
    return CLUSTERS if _SOUTH_EAST.search(token) else CHARACTERS


def _ends(word: str) -> Iterator[str]:
    """Words longer than a group that begin or end here: スマートフォン of スマートフォンアプリ."""
    for size in range(CHARACTERS + 1, min(len(word), _LONGEST) + 1):
        yield word[:size]
        yield word[-size:]


def _korean(token: str) -> Iterator[str]:
    """Beginnings, because endings are glued on (서울 of 서울에서), and short words inside compounds."""
    for part in filter(None, re.split(f"([{HANGUL}]+)", token)):
        yield part
        if _KOREAN.fullmatch(part):
            yield from (part[:size] for size in range(1, min(len(part), _LONGEST)))
            yield from (part[i : i + size] for size in (2, 3) for i in range(1, len(part) - size + 1))


def count_units(word: str) -> int:
    """Return of how many characters or clusters a word consists; other words are one."""
    return len(_UNIT.findall(word)) if _UNSPACED.search(word) else 1


def browser_rules() -> dict[str, Any]:
    """Return the rules as JavaScript needs them: sources of regular expressions, and letters as typed."""
    return {
        "unspaced": _UNSPACED.pattern,
        "unit": _UNIT.pattern,
        "points": _POINT.pattern,
        "dividers": DIVIDERS.pattern,
        "hangul": f"[{HANGUL}]",
        "signs": f"[{DEPENDENT_SIGNS}]",
        "prefix": _PREFIX.pattern,
        "article": _ARTICLE,
        "typed": {chr(letter): typed for letter, typed in AS_TYPED.items()},
    }
