"""Parse the text of a search box into an expression of SQLite's FTS5. Pure; any text has a meaning.

Words must all occur. `"exact words"`, `-without`, `begin*`, `one OR other`, `title:word`, `label:word`,
`text:word` and `author:name` mean what they do elsewhere; every other sign only divides words, so `AT&T` is
the phrase "at t", as the index holds it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.text.letter_forms import composed
from pipelines.text.search_terms import has_terms, index_words, wordings

MOST_WORDS = 64
"""Words of a query; more are left out."""

_COLUMNS = {"title": "title", "label": "labels", "labels": "labels", "text": "text"}
_ITEM = re.compile(
    r"""(?P<minus>-)?
    (?:(?P<column>title|labels?|text|author):(?=\S))?
    (?:"(?P<phrase>[^"]*)"?(?P<star>\*)?|(?P<word>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"＊": "*", "：": ":", "－": "-"})
_UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
TOKEN_MARKS = "".join(chr(c) for c in range(0x300, 0x3100) if unicodedata.category(chr(c)).startswith("M"))
_TOKEN = re.compile(rf"[{TOKEN_MARKS}]*[^\W_](?:[^\W_]|[{TOKEN_MARKS}])*")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for, or several that must stand side by side."""

    typed: str
    """Without quotes, column and star."""
    tokens: tuple[str, ...]
    """As the index divides it; never empty."""
    prefix: bool = False
    """The last token may go on."""
    column: str | None = None
    """Column of the index: title, labels or text; None: all."""

    @property
    def is_hidden(self) -> bool:
        """True where the index may hold it only among the terms, which have no column and no order."""
        return any(has_terms(token) for token in self.tokens)

    @property
    def has_signs(self) -> bool:
        """True where the index holds it without signs that belong to it, as of `C++`."""
        return not has_terms(self.typed) and any(
            not (sign.isalnum() or sign.isspace()) for sign in self.typed
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: a post matches with at least one word of each group, and none of `without`."""

    groups: tuple[tuple[Word, ...], ...] = ()
    without: tuple[Word, ...] = ()
    authors: tuple[str, ...] = ()
    """Parts of the author's name; all must fit."""
    without_authors: tuple[str, ...] = ()
    """Parts of the author's name; none may fit."""
    address: str | None = None
    """The whole of what was typed, where it is the address of a page."""
    shortened: bool = False
    """Words beyond MOST_WORDS were left out."""

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word of every group."""
        return tuple(word for group in self.groups for word in group)

    @property
    def is_empty(self) -> bool:
        """True where it asks for nothing; one of exclusions alone asks for all other posts."""
        return not (self.groups or self.without or self.authors or self.without_authors)


def parse(text: str) -> Query:
    """Parse a query; one that `is_empty` finds nothing."""
    text = composed(_UNUSABLE.sub(" ", text)).translate(_QUOTES).strip()
    reader = _QueryBuilder()
    for item in _ITEM.finditer(text):
        reader.take(item)
    if not reader.count:
        reader.groups = [[Word(token, (token,))] for token in _TOKEN.findall(text)[:MOST_WORDS]]  # "OR" alone
    return Query(
        groups=tuple(dict.fromkeys(map(tuple, reader.groups))),
        without=tuple(reader.without),
        authors=tuple(reader.authors),
        without_authors=tuple(reader.without_authors),
        address=text if _URL.fullmatch(text) else None,
        shortened=reader.shortened,
    )


class _QueryBuilder:
    """Puts items together; OR binds its two neighbours."""

    def __init__(self) -> None:
        self.groups: list[list[Word]] = []
        self.without: list[Word] = []
        self.authors: list[str] = []
        self.without_authors: list[str] = []
        self.count = 0
        self.shortened = False
        self._either = self._negate = False

    def take(self, item: re.Match[str]) -> None:
        if item[0] in ("OR", "|"):
            self._either = bool(self.groups)
        elif item[0] == "NOT":
            self._negate = True
        elif item[0] != "AND":
            self._word(item)

    def _word(self, item: re.Match[str]) -> None:
        column = (item["column"] or "").lower()
        typed = item["word"] if item["phrase"] is None else item["phrase"]
        word = _word(typed, column, star=bool(item["star"]), quoted=item["phrase"] is not None)
        if word is None:
            return
        self.count += 1
        if self.count > MOST_WORDS:
            self.shortened = True
        elif column == "author":
            (self.without_authors if self._is_unwanted(item) else self.authors).append(word.typed)
        elif self._is_unwanted(item):
            self.without.append(word)
        elif self._either and self.groups:
            self.groups[-1].append(word)
        else:
            self.groups.append([word])
        self._either = self._negate = False

    def _is_unwanted(self, item: re.Match[str]) -> bool:
        return bool(item["minus"]) or self._negate


def _word(typed: str, column: str, *, star: bool, quoted: bool) -> Word | None:
    if not quoted:
        typed = typed.lstrip("(").rstrip("),;.!?")
    star = star or typed.endswith("*")
    tokens = tuple(_TOKEN.findall(typed)[:MOST_WORDS])
    if not tokens:
        return None
    return Word(typed.rstrip("*"), tokens, star, _COLUMNS.get(column))


Expansions = Mapping[str, Sequence[str]]
"""Beginning of a word → words of the index to look for in its stead."""


def expression(query: Query, expansions: Expansions | None = None, *, glued: bool = False) -> str:
    """Return the query in FTS5's language; it must have groups.

    With `glued`, a Latin word of one column may stand among the terms too, as iPhone in 全新iPhone: then, as
    for words that are hidden, the column is to be looked up in the post.
    """
    positive = " AND ".join(
        _either([of_word(word, expansions, glued=glued) for word in group]) for group in query.groups
    )
    unwanted = excluding(query, expansions)
    return f"({positive}) NOT {unwanted}" if unwanted else positive


def excluding(query: Query, expansions: Expansions | None = None) -> str | None:
    """Return the unwanted words in FTS5's language; None where the index can exclude none."""
    words = [of_word(word, expansions) for word in query.without if not (word.column and word.is_hidden)]
    return _either(words) if words else None


def of_word(word: Word, expansions: Expansions | None = None, *, glued: bool = False) -> str:
    """Return one word in FTS5's language."""
    inner = _hidden(word) if word.is_hidden else _plain(word, expansions or {})
    if word.column is None:
        return inner
    return f"{{{word.column}{' terms' if glued or word.is_hidden else ''}}} : {inner}"


def _plain(word: Word, expansions: Expansions) -> str:
    phrase = " ".join(word.tokens)
    if not word.prefix:
        return quoted(phrase)
    before, last = word.tokens[:-1], word.tokens[-1]
    if last in expansions:
        return _either([quoted(" ".join((*before, whole))) for whole in expansions[last]])
    return quoted(phrase) + "*"


def _hidden(word: Word) -> str:
    """Words that the index may hold only as terms, which keep no order: all must be there."""
    star = "*" if word.prefix else ""
    if len(word.tokens) == 1:
        return _either([_all(way, star) for way in wordings(word.tokens[0])[:MOST_WORDS]])
    phrase = quoted(" ".join(word.tokens)) + star
    return _either([phrase, _all([part for token in word.tokens for part in index_words(token)])])


def _all(parts: Sequence[str], star: str = "") -> str:
    joined = " AND ".join(quoted(part) + star for part in parts[:MOST_WORDS])
    return f"({joined})" if len(parts) > 1 else joined


def _either(parts: Sequence[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def quoted(text: str) -> str:
    """Return a phrase of FTS5's language, in which no sign has a meaning."""
    return '"' + text.replace('"', '""') + '"'
