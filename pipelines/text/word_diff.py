"""The words that differ between two texts. Pure.

Paragraphs are compared first, then the sentences of those that differ, then their words, so that a long text
costs little. Words are compared without the blanks behind them: text that is appended leaves the last word as
it was. Chinese, Japanese, Thai and their neighbours are compared by characters or clusters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from pipelines.text.scripts import CLUSTER, IDEOGRAPHS, LEADING_VOWELS, UNSPACED

_PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+$")
_SENTENCES = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？]+[\s”\"』」）)]*|\n+)|[^.!?。！？\n]+$")
_WORDS = re.compile(
    rf"({CLUSTER}|[{IDEOGRAPHS}{LEADING_VOWELS}]|[^\s{UNSPACED}{LEADING_VOWELS}]+|(?=\s))(\s*)"
)
_BREAK = re.compile(r"\n\s*\n")
_MANY = 2000
"""Paragraphs or sentences from which difflib ignores the frequent ones: its time grows with their square."""
_MOST_PAIRS = 4_000_000
"""Words times words that are compared, about a second; a larger passage is shown as a whole."""
_MOST_EQUAL = 1_000_000
"""The same for pairs of equal ones, where frequent ones are ignored: difflib looks at each several times."""
_PLAIN = {"-": ("[-", "-]"), "+": ("{+", "+}")}
_COLOURED = {"-": ("\x1b[31;9m", "\x1b[0m"), "+": ("\x1b[32m", "\x1b[0m")}

Token = tuple[str, str]
"""A word and the blanks behind it."""


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A passage that both texts have (`sign` " "), that was removed ("-") or added ("+")."""

    sign: str
    text: str


def diff_words(old: str, new: str) -> list[DiffPart]:
    """Return the parts of which `old` ("-" and " ") and `new` ("+" and " ") are made, in order."""
    return list(_joined(_by_units(old, new, (_PARAGRAPHS, _SENTENCES))))


def has_changes(parts: Iterable[DiffPart]) -> bool:
    """Return whether any part was removed or added."""
    return any(part.sign != " " for part in parts)


def changed_paragraphs(old: str, new: str) -> list[list[DiffPart]]:
    """Return the paragraphs in which a word differs, each as its parts; one that was moved comes twice."""
    paragraphs: list[list[DiffPart]] = [[]]
    for part in diff_words(old, new):
        first, *others = _BREAK.split(part.text)
        paragraphs[-1].append(DiffPart(part.sign, first))
        paragraphs += [[DiffPart(part.sign, text)] for text in others]
    return [kept for parts in paragraphs if has_changes(kept := list(_visible(parts)))]


def format_diff(parts: Sequence[DiffPart], *, colour: bool = False, context: int = 200) -> str:
    """Return the parts as one text: [-old-]{+new+}, or red and green.

    Of what both texts have, `context` characters are kept around each change.
    """
    if not has_changes(parts):
        return "".join(part.text for part in parts)
    brackets = _COLOURED if colour else _PLAIN
    shown = []
    for place, part in enumerate(parts):
        before, after = brackets.get(part.sign, ("", ""))
        text = part.text if part.sign != " " else _shortened(part.text, context, place, len(parts))
        shown.append(f"{before}{text}{after}")
    return "".join(shown)


def _shortened(text: str, context: int, place: int, count: int) -> str:
    """Beginning and end of a passage, or only the side that lies next to a change."""
    head, tail = (context if place > 0 else 0), (context if place < count - 1 else 0)
    if len(text) <= head + tail + len(" … "):
        return text
    return f"{text[:head]} … {text[len(text) - tail :]}"


def _visible(parts: Iterable[DiffPart]) -> Iterator[DiffPart]:
    """The parts, blanks that were added or removed taken as unchanged ones."""
    for part in parts:
        if part.text:
            yield part if part.text.strip() else DiffPart(" ", part.text)


def _by_units(old: str, new: str, levels: tuple[re.Pattern[str], ...]) -> Iterator[DiffPart]:
    """Compare by the units of the first level, and those that differ by the levels below it."""
    if not levels:
        yield from _by_words(_WORDS.findall(old), _WORDS.findall(new))
        return
    was, now = levels[0].findall(old), levels[0].findall(new)
    for one, other in _differing(was, now, autojunk=len(now) > _MANY):
        if one == other:
            yield DiffPart(" ", "".join(one))
        elif len(one) == len(other) and len("".join(one)) * len("".join(other)) > _MOST_PAIRS:
            for pair in zip(one, other, strict=True):
                yield from _by_units(*pair, levels[1:])
        else:
            yield from _by_units("".join(one), "".join(other), levels[1:])


def _by_words(old: Sequence[Token], new: Sequence[Token]) -> Iterator[DiffPart]:
    done_old = done_new = 0
    for one, other in _differing([word for word, _ in old], [word for word, _ in new]):
        part_old, part_new = old[done_old : done_old + len(one)], new[done_new : done_new + len(other)]
        done_old, done_new = done_old + len(one), done_new + len(other)
        if one == other:
            for pair in zip(part_old, part_new, strict=True):
                yield from _same_word(*pair)
        else:
            yield from _replaced(part_old, part_new)


def _differing(
    old: Sequence[str], new: Sequence[str], *, autojunk: bool = False
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Stretches of both, in order: equal ones, and those that differ. Too long ones are not looked into."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    yield old[:start], new[:start]
    was, now = old[start : len(old) - end], new[start : len(new) - end]
    if _equal_pairs(was, now) > _MOST_EQUAL if autojunk else len(was) * len(now) > _MOST_PAIRS:
        yield was, now
    else:
        for _, a, b, c, d in SequenceMatcher(None, was, now, autojunk=autojunk).get_opcodes():
            yield was[a:b], now[c:d]
    yield old[len(old) - end :], new[len(new) - end :]


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> int:
    known = Counter(old)
    return sum(known[unit] for unit in new)


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """Number of units with which both begin."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _ in same)


def _same_word(old: Token, new: Token) -> Iterator[DiffPart]:
    if old == new:
        yield DiffPart(" ", "".join(old))
    else:
        yield from (DiffPart(" ", old[0]), DiffPart("-", old[1]), DiffPart("+", new[1]))


def _replaced(old: Sequence[Token], new: Sequence[Token]) -> Iterator[DiffPart]:
    """Both passages, without the blanks with which both end."""
    was, now = ("".join(word + blank for word, blank in tokens) for tokens in (old, new))
    blank = old[-1][1] if old and new and old[-1][1] == new[-1][1] else ""
    yield from (DiffPart("-", was.removesuffix(blank)), DiffPart("+", now.removesuffix(blank)))
    yield DiffPart(" ", blank)


def _joined(parts: Iterable[DiffPart]) -> Iterator[DiffPart]:
    """The parts without empty ones; neighbours of one sign become one."""
    last = DiffPart(" ", "")
    for part in parts:
        if part.sign == last.sign:
            last = DiffPart(last.sign, last.text + part.text)
        elif part.text:
            if last.text:
                yield last
            last = part
    if last.text:
        yield last
