"""Words that somebody may type, but that do not stand between blanks in a post. Pure.

SQLite's tokeniser takes a Chinese clause or a Thai phrase for one long word, and what is typed, 北京, for
another. So the words inside are indexed beside the text: all groups of up to four neighbouring characters, or
of up to six clusters of South-East Asian letters (a consonant with its vowels and marks). A Latin word or a
number among them counts as one character. There is no dictionary, so names are found as well as words. Korean
words are found without their endings, Arabic and Hebrew ones without "and", "in" or "the" before them, and
some letters as people type them: Greek without accents, Arabic without vowel signs, е for ё, d for đ. Posts
in other scripts need no terms at all.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crawler.items import Post

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30ff\u31f0-\u31ff"
_HANGUL = "\uac00-\ud7a3"
_JAMO = "\u1100-\u11ff"
_WIDE = "\uff01-\uff9f"

_LEADING = "\u0e40-\u0e44\u0ec0-\u0ec4"  # vowels written before the consonant they are spoken after
_CONSONANTS = (
    "\u0e01-\u0e2e\u0e81-\u0eae\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081"  # Burmese
    "\u1780-\u17b3"  # Khmer
)
_SIGNS = (  # what belongs to the consonant before it
    "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebd\u0ec8-\u0ecd"
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u109a-\u109d"
    "\u17b4-\u17d3\u17dd"
)
_STACKERS = "\u1039\u17d2"  # put the next consonant below this one
_CLUSTER = (
    f"[{_LEADING}]?[{_CONSONANTS}](?:[{_STACKERS}][{_CONSONANTS}]|[{_SIGNS}])*"
    "(?:[\u1000-\u102a]\u103a[\u1037\u1038]?)?"  # a Burmese final consonant, marked by asat
)

POINTS = "\u0640\u064b-\u065f\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # and Hebrew
_ACCENTED = "\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fff"  # Greek, whose accents SQLite keeps
AS_TYPED = str.maketrans(
    {"ё": "е", "Ё": "Е", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss"}
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
)
_ARABIC = "\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
_HEBREW = "\u05d0-\u05ea"
# Small words are written as one with the next: and, then; in, for, like; the. Of "for the", letters merge.
# Small words are written as one with the next: and, then; in, for, like; the. Of "for the", letters merge.
_ARTICLE = "ال"
ARABIC_PREFIX = f"(?:[وف]?[بك]?{_ARTICLE}|[وف]?لل|[وف][بلك]?|[بلك])"
HEBREW_PREFIX = "(?:ו?[כמ]ש|[ושמ]?ה|ו[בלכמש]|ש[בלכמ]|[ובלכמש])"
_PREFIX = re.compile(f"{ARABIC_PREFIX}(?=[{_ARABIC}]{{3}})|{HEBREW_PREFIX}(?=[{_HEBREW}]{{3}})")
_POINT = re.compile(f"[{POINTS}]")
_GREEK = re.compile(f"[{_ACCENTED}]")

_UNSPACED = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}{_CONSONANTS}]")
_SOUTH_EAST = re.compile(f"[{_CONSONANTS}]")
_KOREAN = re.compile(f"[{_HANGUL}]+")
_SPECIAL = re.compile(
    f"[{_HAN}{_HIRAGANA}{_KATAKANA}{_CONSONANTS}{_HANGUL}{_JAMO}{_WIDE}{POINTS}{_ACCENTED}{_ARABIC}{_HEBREW}"
    f"{''.join(map(chr, AS_TYPED))}]"
)
_TOKEN = re.compile(rf"(?:[^\W_]|[{_SIGNS}{POINTS}\u0300-\u036f])+")
_UNIT = re.compile(
    f"{_CLUSTER}|[{_HAN}{_HIRAGANA}{_KATAKANA}]|[^{_HAN}{_HIRAGANA}{_KATAKANA}{_CONSONANTS}{_LEADING}{_SIGNS}]+|."
)
_LOANWORD = re.compile(f"[{_KATAKANA}]{{5,}}")
_WIDE_FORMS = re.compile(f"[{_WIDE}]+")

CHARACTERS, CLUSTERS, _SYLLABLES, _LONGEST = 4, 6, 3, 12
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
        """All words to index, as the view puts them together."""
        groups = ((self.characters, CHARACTERS), (self.clusters, CLUSTERS))
        return [*self.words.split(), *(word for units, most in groups for word in _groups(units, most))]


def terms(post: Post) -> Terms:
    """What to index beside the post's own words; empty where it needs nothing."""
    text = "\n".join((post.title or "", *post.labels, post.text))
    if text.isascii() or not _SPECIAL.search(text):
        return Terms()
    tokens = sorted({token for token in _TOKEN.findall(composed(text)) if _SPECIAL.search(token)})
    unspaced = [token for token in tokens if _UNSPACED.search(token)]
    words = " ".join(dict.fromkeys(word for token in tokens for word in _words(token)))
    of_clusters = [token for token in unspaced if _SOUTH_EAST.search(token)]
    found = Terms(words, _units(set(unspaced) - set(of_clusters)), _units(of_clusters))
    # Taking units from the front of a text is quick for short ones only.
    return found if sum(map(len, found[1:])) <= _PUT_TOGETHER else Terms(" ".join(found.written_out()))


def _units(tokens: Iterable[str]) -> str:
    return "".join(f"{unit}|" for token in sorted(tokens) for unit in (*_UNIT.findall(token), " "))


def _groups(units: str, most: int) -> Iterator[str]:
    parts = units.split("|")
    for start, first in enumerate(parts):
        if first not in ("", " "):
            for end in range(start + 1, start + most + 1):
                yield "".join(parts[start:end]).partition(" ")[0]


def has_terms(token: str) -> bool:
    """Whether a word as it is typed may stand in the index only as a term."""
    return bool(_SPECIAL.search(token))


def index_words(token: str) -> list[str]:
    """The words of the index that must all be in a post that holds `token`; long compounds are in pieces."""
    if not _UNSPACED.search(token):
        return [token]
    units = _UNIT.findall(token)
    most = _most(token)
    return ["".join(units[start : start + most]) for start in range(max(len(units) - most, 0) + 1)]


def wordings(token: str) -> list[list[str]]:
    """Ways in which the index may hold `token`, each as `index_words`; one of them is enough."""
    ways = [index_words(token)]
    if _UNSPACED.search(token):
        return ways
    if _KOREAN.fullmatch(token) and len(token) > _SYLLABLES:
        return [*ways, [token[i : i + _SYLLABLES] for i in range(len(token) - _SYLLABLES + 1)]]
    return [[word] for word in dict.fromkeys((token, *_variants(token)))]


def runs_on(token: str) -> bool:
    """Whether a word may stand in the middle of what has no blanks: Chinese, Thai, Korean …"""
    return bool(_UNSPACED.search(token) or _KOREAN.search(token))


def is_south_east(token: str) -> bool:
    """Whether it is written in Thai, Lao, Khmer or Burmese letters."""
    return bool(_SOUTH_EAST.search(token))


def split_prefix(form: str) -> tuple[str, str]:
    """The small words before an Arabic or Hebrew word, and the rest; ("", form) where there are none."""
    prefix = _PREFIX.match(form)
    return (form[: prefix.end()], form[prefix.end() :]) if prefix else ("", form)


def composed(text: str) -> str:
    """One way of writing each letter: wide and narrow forms as usual ones, letters with marks in one."""
    text = _WIDE_FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33")  # a Thai vowel in two pieces


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
    for part in filter(None, re.split(f"([{_HANGUL}]+)", token)):
        yield part
        if _KOREAN.fullmatch(part):
            yield from (part[:size] for size in range(1, min(len(part), _LONGEST)))
            yield from (part[i : i + size] for size in (2, 3) for i in range(1, len(part) - size + 1))
