"""What an author changed between two versions of a text: paragraphs first, then words within them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from pipelines.search.post_view import PostVersion

MOST = 1500
"""More paragraphs, or words of one, are not compared: the time grows with their square."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `sign` is "+" for what was added, "-" for what was taken away, "" for what stayed."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field other than the text that differs."""

    name: str
    old: str
    new: str


def fields(old: PostVersion, new: PostVersion) -> list[Field]:
    """Title, author, date and labels, where they differ."""
    pairs = (
        ("Title", old.title or "", new.title or ""),
        ("Author", old.author or "", new.author or ""),
        ("Date", old.published_local or "", new.published_local or ""),
        ("Labels", ", ".join(old.labels), ", ".join(new.labels)),
    )
    return [Field(*pair) for pair in pairs if pair[1] != pair[2]]


def paragraphs(old: str, new: str) -> list[list[Part]]:
    """Paragraphs that differ, each as its parts. One that was moved is taken away and added."""
    before, after = _split(old), _split(new)
    if max(len(before), len(after)) > MOST:
        return [[Part("-", old)], [Part("+", new)]] if old != new else []
    return [part for a, b in _differing(before, after) for part in _pairs(a, b)]


def _split(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            yield before[a:b], after[c:d]


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Part]]:
    for old, new in zip_longest(before, after, fillvalue=""):
        yield list(_words(old.split(" "), new.split(" "))) if old and new else [_whole(old, new)]


def _whole(old: str, new: str) -> Part:
    return Part("-", old) if old else Part("+", new)


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    if max(len(old), len(new)) > MOST:
        yield from (Part("-", " ".join(old)), Part("+", " ".join(new)))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Part("", " ".join(old[a:b]))
            continue
        if a < b:
            yield Part("-", " ".join(old[a:b]))
        if c < d:
            yield Part("+", " ".join(new[c:d]))
