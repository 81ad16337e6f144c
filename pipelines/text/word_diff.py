"""What changed in words between two texts. Pure.

Paragraphs are compared first, then the words of those that differ, so that a long text costs little.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff"
_WORDS = re.compile(rf"[{_UNSPACED}]\s*|[^\s{_UNSPACED}]+\s*|\s+")
"""Words, and single characters of scripts that are written without blanks, with the blanks after them."""
_MANY = 2000
"""Paragraphs of which those that come often are no landmarks: they would cost the square of their number."""
_MOST = 4_000_000
"""Words times words that are compared; above, a passage is shown as a whole. Takes a second or so."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage that both texts have (`sign` " "), that was taken away ("-") or that came ("+")."""

    sign: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that make `old` ("-" and " ") and `new` ("+" and " ")."""
    return list(_joined(_paragraphs(_split(old), _split(new))))


def is_changed(pieces: Sequence[Piece]) -> bool:
    """Whether there is any difference."""
    return any(piece.sign != " " for piece in pieces)


def marked(pieces: Sequence[Piece], *, colour: bool = False, around: int = 200) -> str:
    """The pieces as one text: [-old-]{+new+}, or red and green; of what is the same, `around` characters."""
    if not is_changed(pieces):
        return "".join(piece.text for piece in pieces)
    signs = {"-": ("\x1b[31;9m", "\x1b[0m"), "+": ("\x1b[32m", "\x1b[0m")} if colour else _PLAIN
    shown = []
    for place, piece in enumerate(pieces):
        before, after = signs.get(piece.sign, ("", ""))
        text = piece.text if piece.sign != " " else _short(piece.text, around, place, len(pieces))
        shown.append(f"{before}{text}{after}")
    return "".join(shown)


_PLAIN = {"-": ("[-", "-]"), "+": ("{+", "+}")}


def _short(text: str, around: int, place: int, count: int) -> str:
    """Beginning and end of a passage, or only that which lies next to a change."""
    head, tail = (around if place > 0 else 0), (around if place < count - 1 else 0)
    if len(text) <= head + tail + len(" … "):
        return text
    return f"{text[:head]} … {text[len(text) - tail :]}"


def _split(text: str) -> list[str]:
    """Paragraphs, each with the break after it."""
    return re.findall(r"[^\n]*\n+|[^\n]+$", text)


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(new) > _MANY).get_opcodes():
        if tag == "equal":
            yield Piece(" ", "".join(old[a:b]))
        else:
            yield from _words("".join(old[a:b]), "".join(new[c:d]))


def _words(old: str, new: str) -> Iterator[Piece]:
    was, is_ = _WORDS.findall(old), _WORDS.findall(new)
    if len(was) * len(is_) > _MOST:
        yield from (Piece("-", old), Piece("+", new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(" ", "".join(was[a:b]))
        else:
            yield Piece("-", "".join(was[a:b]))
            yield Piece("+", "".join(is_[c:d]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of the same sign as one, without empty ones."""
    last = Piece(" ", "")
    for piece in pieces:
        if piece.sign == last.sign:
            last = Piece(last.sign, last.text + piece.text)
        elif piece.text:
            if last.text:
                yield last
            last = piece
    if last.text:
        yield last
