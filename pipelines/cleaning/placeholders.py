"""Placeholders for tags while a text is laid out: control characters, which no body holds."""

BLOCK, LINE, BREAK = "\x01", "\x02", "\x03"
"""A blank line; the end of a line if something is on it; `<br>`."""

_SPACES = " \n\t\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_KEPT = {space: chr(0xFDD0 + number) for number, space in enumerate(_SPACES)}
_KEPT |= {" ": "\x04", "\n": "\x05", "\t": "\x06"}
"""Spaces of preformatted text, as characters that no folding touches."""
KEPT_SPACE, KEPT_BREAK = _KEPT[" "], _KEPT["\n"]


class TagPlaceholders(dict[str, str]):
    """Placeholder of a tag, by the text between `<` and `>`. Attributes do not count; inline tags have ""."""

    def __missing__(self, tag: str) -> str:
        return self.get(tag.partition(" ")[0], "")


def _placeholders(blocks: str, lines: str) -> TagPlaceholders:
    found = TagPlaceholders(br=BREAK, hr=BLOCK, img=" ")
    for names, placeholder in ((blocks, BLOCK), (lines, LINE)):
        found.update((slash + name, placeholder) for name in names.split() for slash in ("", "/"))
    return found


_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl figure figcaption table caption thead tbody tfoot tr td th"
)
_LINES = "li dt dd"
PARAGRAPH_DIVS = _placeholders(_BLOCKS + " div", _LINES)
LINE_DIVS = _placeholders(_BLOCKS, _LINES + " div")
"""For bodies whose paragraphs are parted by empty `div`s (Blogger's editor): there each `div` is a line."""


def restore_spaces(text: str) -> str:
    """Return `text` with its protected spaces as spaces again."""
    for space, kept in _KEPT.items():
        text = text.replace(kept, space)
    return text


def protect_spaces(text: str) -> str:
    """Return `text` with spaces that are not folded."""
    for space, kept in _KEPT.items():
        text = text.replace(space, kept)
    return text
