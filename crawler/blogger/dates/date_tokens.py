"""Tokens of a date in text: numbers with their role, words with their senses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.blogger.dates import numeric, times
from crawler.blogger.dates.month_names import Sense, WordTable
from crawler.blogger.dates.times import Period

_TOKEN = re.compile(
    r"(?P<han_year>\d+) ?年|(?P<year>\d+) ?년|(?P<month>\d+)(?: ?(?:月|월)| ?-? ?р сар(?:ын)?)"
    r"|(?P<day>\d+) ?(?:日|일|号|號)|(?:thang|thg) (?P<thang>\d+)"
    r"|thu? (?P<weekday>[2-7])(?=, ?(?:thg|thang|\d))|(?P<number>\d+)"
    r"|(?P<word>[^\s\d.,:;@/()\[\]|'\"،、၊·•—–-]+)"
)
_LONGEST_NAME = 3  # words, as in "tháng mười hai"
_HALVES: dict[str, Period] = {"am": (0, 12), "pm": (12, 24)}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a date."""

    role: str
    """"han_year" (年), "year", "month", "day" (numbers so marked), "weekday" ("Th 4"), "number" or "word"."""
    text: str
    """Folded; a name of several words is one token."""
    senses: tuple[Sense, ...] = ()

    def means(self, *kinds: str) -> bool:
        """Tell whether the word can be of one of these kinds."""
        return any(sense.kind in kinds for sense in self.senses)


def tokens_of(folded: str, table: WordTable) -> list[Token] | None:
    """Split folded text into tokens; None where a word is in no table: the text is something else."""
    pieces = [(str(match.lastgroup), match[str(match.lastgroup)]) for match in _TOKEN.finditer(folded)]
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        token = _token(pieces, at, table)
        if token is None:
            return None
        found.append(token)
        at += token.text.count(" ") + 1
    return found


def _token(pieces: list[tuple[str, str]], at: int, table: WordTable) -> Token | None:
    role, text = pieces[at]
    if role != "word":
        return Token("month" if role == "thang" else role, text)
    if text in {times.MARK, numeric.MARK}:
        return Token("word", text)
    for name in _names_at(pieces, at):
        if name in table:
            return Token("word", name, table[name])
    return None


def _names_at(pieces: list[tuple[str, str]], at: int) -> Iterator[str]:
    words = []
    for role, text in pieces[at : at + _LONGEST_NAME]:
        if role != "word":
            break
        words.append(text)
    for length in range(len(words), 0, -1):
        yield " ".join(words[:length])


def weekdays_of(tokens: list[Token]) -> frozenset[int]:
    """Give the weekdays (Monday is 0) that the text names.

    Not what may be a month ("mar" is March, too) or the ending of a number ("8th" is no Thursday).
    """
    before = [None, *(token.role for token in tokens)]
    sure = (
        token
        for token, role in zip(tokens, before, strict=False)
        if not token.means("month") and not (role == "number" and token.means("filler"))
    )
    vietnamese = (int(token.text) - 2 for token in tokens if token.role == "weekday")
    return frozenset(vietnamese) | frozenset(
        sense.value for token in sure for sense in token.senses if sense.kind == "weekday"
    )


def periods_of(tokens: list[Token]) -> list[Period]:
    """Give the periods of the day that words beside the time of day name; "pm" outranks other words."""
    at = _place_of_clock(tokens)
    if at is None:
        return []
    before = [
        token
        for token in tokens[max(at - 1, 0) : at]
        if token.means(*_HALVES) or not token.means("weekday")  # "du." is Hungarian "pm", Romanian "Sun"
    ]
    beside = [*tokens[at + 1 : at + 2], *before]
    halves = [_HALVES[half] for token in beside for half in _HALVES if token.means(half)]
    return halves[:1] or [
        (sense.value // 100, sense.value % 100)
        for token in beside
        for sense in token.senses
        if sense.kind == "period"
    ]


def words_behind_clock(tokens: list[Token]) -> list[str]:
    """Give the two words behind the time of day, of which one may name its zone: "9:14 pm PST"."""
    at = _place_of_clock(tokens)
    return [] if at is None else [token.text for token in tokens[at + 1 : at + 3]]


def _place_of_clock(tokens: list[Token]) -> int | None:
    return next((at for at, token in enumerate(tokens) if token.text == times.MARK), None)
