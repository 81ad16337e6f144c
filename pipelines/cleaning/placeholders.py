"""Marks that stand for tags while a text is laid out: control characters, which no body holds."""

BLOCK, LINE, BREAK = "\x01", "\x02", "\x03"
"""A blank line; the end of a line if something is on it; `<br>`."""

_SPACES = " \n\t\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_KEPT = {space: chr(0xFDD0 + number) for number, space in enumerate(_SPACES)}
_KEPT |= {" ": "\x04", "\n": "\x05", "\t": "\x06"}
"""Spaces of preformatted text, under names that no squeezing touches."""
KEPT_SPACE, KEPT_BREAK = _KEPT[" "], _KEPT["\n"]


class Marks(dict[str, str]):
    """Mark of a tag, by what stands between `<` and `>`; attributes do not matter, inline tags have none."""

    def __missing__(self, tag: str) -> str:
        return self.get(tag.partition(" ")[0], "")


def _marks(blocks: str, lines: str) -> Marks:
    marks = Marks(br=BREAK, hr=BLOCK, img=" ")
    for names, mark in ((blocks, BLOCK), (lines, LINE)):
        marks.update((slash + name, mark) for name in names.split() for slash in ("", "/"))
    return marks


_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl figure figcaption table caption thead tbody tfoot tr td th"
)
_LINES = "li dt dd"
PARAGRAPH_DIVS = _marks(_BLOCKS + " div", _LINES)
LINE_DIVS = _marks(_BLOCKS, _LINES + " div")
"""For bodies whose paragraphs are parted by empty `div`s (Blogger's editor): there each `div` is a line."""


def give_back_spaces(text: str) -> str:
    """The text with its kept spaces as spaces again."""
    for space, kept in _KEPT.items():
        text = text.replace(kept, space)
    return text


def keep_spaces(text: str) -> str:
    """The text with spaces that are not squeezed."""
    for space, kept in _KEPT.items():
        text = text.replace(space, kept)
    return text
