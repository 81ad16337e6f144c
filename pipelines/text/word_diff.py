"""The words that differ between two texts. Pure.

Paragraphs are compared first, then the sentences of those that differ, then their words, so that a long text
costs little. Blanks are units of their own: text that is appended leaves the last word as it was. Chinese,
Japanese, Thai and their neighbours are compared by characters or clusters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from pipelines.text.scripts import CLUSTER, IDEOGRAPHS, LEADING_VOWELS, UNSPACED

_PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+$")
_SENTENCES = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？]+[\s”\"』」）)]*|\n+)|[^.!?。！？\n]+$")
_WORDS = re.compile(rf"{CLUSTER}|[{IDEOGRAPHS}{LEADING_VOWELS}]|[^\s{UNSPACED}{LEADING_VOWELS}]+|\s+")
_BREAK = re.compile(r"\n\s*\n")
_MOST_PAIRS = 16_000_000
"""Units times units that are compared, about a second; a larger passage is shown as a whole."""
_PLAIN = {"-": ("[-", "-]"), "+": ("{+", "+}")}
_COLOURED = {"-": ("\x1b[31;9m", "\x1b[0m"), "+": ("\x1b[32m", "\x1b[0m")}


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A passage that both texts have (`sign` " "), that was removed ("-") or added ("+")."""

    sign: str
    text: str


def diff_words(old: str, new: str) -> list[DiffPart]:
    """Return the parts of which `old` ("-" and " ") and `new` ("+" and " ") are made, in order."""
    return list(_joined(_by_units(old, new, (_PARAGRAPHS, _SENTENCES, _WORDS))))


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
        yield from (DiffPart("-", old), DiffPart("+", new))
        return
    for one, other in _differing(levels[0].findall(old), levels[0].findall(new)):
        was, now = "".join(one), "".join(other)
        if was == now:
            yield DiffPart(" ", was)
        elif len(one) == len(other) and len(was) * len(now) > _MOST_PAIRS:
            for pair in zip(one, other, strict=True):
                yield from _by_units(*pair, levels[1:])
        else:
            yield from _by_units(was, now, levels[1:])


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Stretches of both, in order: equal ones, and those that differ. Too long ones are not looked into."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    yield old[:start], new[:start]
    was, now = old[start : len(old) - end], new[start : len(new) - end]
    if len(was) * len(now) > _MOST_PAIRS:
        yield was, now
    else:
        for _, a, b, c, d in SequenceMatcher(str.isspace, was, now, autojunk=False).get_opcodes():
            yield was[a:b], now[c:d]
    yield old[len(old) - end :], new[len(new) - end :]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """Number of units with which both begin."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _ in same)


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
