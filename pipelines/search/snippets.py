"""The places of a query's words in a text: for snippets, and to tell a title that holds them. Pure.

The index is not asked: it keeps the words of scripts without blanks apart from the text they stand in.
Letters are compared as people type them, so `cafe` marks "Café" and `елка` "ёлку" is left alone.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipelines.search.query import TOKEN_MARKS, Query, Word
from pipelines.text.letter_forms import AS_TYPED, POINTS
from pipelines.text.scripts import GLUED
from pipelines.text.search_terms import (
    ARABIC_PREFIX,
    HEBREW_PREFIX,
    has_terms,
    runs_on,
    split_prefix,
)

READ = 200_000
"""Characters of a text that are searched; a snippet from further on helps nobody."""
_MOST_MATCHES = 200
_BEFORE = 60
_LENGTH = 220
_WORD_END = re.compile(r"\s")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a text; `marked` where a word of the query stands."""

    text: str
    marked: bool = False


_ACCENT, _ACCENTS = "\u0300", re.compile(f"[\u0300-\u036f{POINTS}]")
"""What stands in folded text for every accent and vowel sign that people do not type."""
_CLASSES = (
    (re.compile(f"[{TOKEN_MARKS}]"), 0xF0000),
    (re.compile(f"[{GLUED}]"), 0x100000),
)
"""Marks of words, and letters beside which a Latin word may stand, as in 創辦人Jack: what is added in folded
text to the codes of those of the first plane. In private use, they are no letters to `re`, and two ranges
name them: to compile a pattern with all 40,000 takes 5 ms."""
_MARK, _OTHER_PLANES = "\U000f0000-\U000fffff", "\U00020000-\U0003ffff"


class _Folding(dict[int, int]):
    """Each letter to one letter, so that places stay: é to e, Ё to е, Ａ to a. Filled as letters come."""

    def __missing__(self, code: int) -> int:
        letter = chr(code).translate(AS_TYPED)
        plain = unicodedata.normalize("NFKD", letter if len(letter) == 1 else chr(code))
        base = plain[0] if all("\u0300" <= mark <= "\u036f" for mark in plain[1:]) else chr(code)
        lower = base.lower()
        self[code] = _moved(lower if len(lower) == 1 else chr(code))
        return self[code]


def _moved(letter: str) -> int:
    """Return the code of a letter in folded text."""
    if _ACCENTS.match(letter):
        return ord(_ACCENT)
    moves = (distance for letters, distance in _CLASSES if letters.match(letter))
    return ord(letter) + (next(moves, 0) if ord(letter) < 0x10000 else 0)


_FOLDING = _Folding()
_ALNUM = r"[^\W_]"
_OWN = rf"[^\W_{_OTHER_PLANES}]"
"""A letter that cannot stand beside a word without being part of it."""
_BETWEEN = r"(?:[^\w\U00100000-\U0010ffff]|_)+"
"""Signs between two words."""
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_OPTIONAL = f"{_ACCENT}*"
_NO_LETTER = rf"(?!{_OWN}|[{_ACCENT}{_MARK}])"


def fold(text: str) -> str:
    """Return the text in the form in which words are compared; it has the same length."""
    if not text.isascii():  # letter by letter is slow
        text = _FOREIGN.sub(lambda letters: letters[0].translate(_FOLDING), text)
    return text.lower()


class Highlighter:
    """Finds and marks the words of one query in texts."""

    def __init__(self, query: Query) -> None:
        self._groups = [[_exactly(word) for word in group if word.column != "text"] for group in query.groups]
        patterns = dict.fromkeys(pattern_of(word) for word in query.words)
        self._any = re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")

    def lines_with(self, *columns: "FoldedLines") -> set[int]:
        """Return the numbers of the lines that hold every group, in any column; `C++` differs from C."""
        held = (
            set().union(*(lines.lines_with(word) for word in group for lines in columns))
            for group in self._groups
        )
        return set.intersection(*held) if self._groups else set()

    def highlight(self, text: str) -> tuple[Fragment, ...]:
        """Return the whole text in fragments."""
        return tuple(_pieces(text, list(self._spans(text))))

    def snippet(self, text: str, length: int = _LENGTH) -> tuple[Fragment, ...]:
        """Return the part of the text with most of the words; its beginning where none stands."""
        text = text[:READ]
        spans = list(self._spans(text))
        start, end = _window(text, spans, length)
        within = [
            (max(first, start), min(last, end)) for first, last in spans if first < end and last > start
        ]
        pieces = list(_pieces(text[start:end], [(first - start, last - start) for first, last in within]))
        before = [Fragment("… ")] if text[:start].strip() else []
        after = [Fragment(" …")] if text[end:].strip() else []
        return (*before, *pieces, *after)

    def _spans(self, text: str) -> Iterator[Span]:
        for number, match in enumerate(self._any.finditer(fold(text))):
            if number == _MOST_MATCHES:
                return
            yield match.span()


class FoldedLines:
    """Many short texts, folded and searched as one: many times cheaper than each by itself."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [text[:READ].replace("\n", " ") for text in texts]
        self._text = fold("\n".join(lines))
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def lines_with(self, word: re.Pattern[str]) -> set[int]:
        """Return the numbers of the texts that hold a word."""
        places = (match.span() for match in word.finditer(self._text))
        return {bisect(self._starts, a) - 1 for a, b in places if "\n" not in self._text[a:b]}


def _exactly(word: Word) -> re.Pattern[str]:
    return re.compile(re.escape(fold(word.typed)) if word.has_signs else pattern_of(word))


def holds(pattern: re.Pattern[str], text: str) -> bool:
    """Return whether a text holds a word; `pattern` is compiled from `pattern_of` the word."""
    return pattern.search(fold(text[:READ])) is not None


def pattern_of(word: Word) -> str:
    """Return a regular expression for a word in folded text."""
    return _BETWEEN.join(
        _token(token, goes_on=word.prefix and token is word.tokens[-1]) for token in word.tokens
    )


def _token(token: str, *, goes_on: bool) -> str:
    if runs_on(token):
        return re.escape(fold(token))
    before, rest = split_prefix(fold(token))
    first, *others = (re.escape(letter) for letter in rest.replace(_ACCENT, "") or rest)
    letters = _OPTIONAL + "".join(letter + _OPTIONAL for letter in others)
    after = rf"(?:{_ALNUM}|[{_ACCENT}{_MARK}])*" if goes_on else _NO_LETTER
    if has_terms(rest):
        small = f"(?:{ARABIC_PREFIX}|{HEBREW_PREFIX})?(?:{before})?"
        return rf"(?<!{_OWN}){small}{first}{letters}{after}"
    # The letter comes first: a pattern that begins with one is searched for many times as quickly.
    return rf"{first}(?<!{_OWN}{first}){letters}{after}"


def _window(text: str, spans: list[Span], length: int) -> Span:
    """The stretch with the most different matches, the first of them not quite at its beginning."""
    if not spans:
        return 0, _word_end(text, length)
    best = max(spans, key=lambda span: (_different(text, spans, span[0], length - _BEFORE), -span[0]))
    start = _word_start(text, best[0] - _BEFORE, best[0])
    return start, max(_word_end(text, start + length), min(best[1], start + 2 * length))


def _different(text: str, spans: list[Span], start: int, length: int) -> int:
    return len({text[a:b].lower() for a, b in spans if start <= a and b <= start + length})


def _word_start(text: str, at: int, latest: int) -> int:
    if at <= 0:
        return 0
    blank = _WORD_END.search(text, at, latest)
    return blank.end() if blank else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    blank = max(text.rfind(" ", at - 30, at), text.rfind("\n", at - 30, at))
    return blank if blank > 0 else at


def _pieces(text: str, spans: list[Span]) -> Iterator[Fragment]:
    at = 0
    for start, end in spans:
        if start > at:
            yield Fragment(text[at:start])
        yield Fragment(text[start:end], marked=True)
        at = end
    if at < len(text):
        yield Fragment(text[at:])
