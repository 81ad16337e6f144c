"""Quotes, comments and elements without an end, closed where the author seems to have meant the end.

Parsers, like browsers, follow the letter: an attribute without its second quote runs to the next quote, a
`<script>` or a comment without its end to the next such end, or to the end of the text. All that they swallow
is text of the author.
"""

import re
from collections.abc import Iterable, Iterator
from typing import AnyStr, TypeAlias

from crawler.blogger.html.tag_names import CODE_TAGS, RAW_TEXT_TAGS, SKIPPING_TAGS

Edit: TypeAlias = tuple[int, int, AnyStr]
"""Start and end of a part of a text, and what replaces it."""

# The value holds ">" and then a tag before any quote.
_OPEN_QUOTE = re.compile(r"""="(?=[^"<>]*+>[^"<]*+</?[a-zA-Z])|='(?=[^'<>]*+>[^'<]*+</?[a-zA-Z])""")
_IN_TAG = re.compile(r"<[a-zA-Z][^<>]*[\s\"'][\w:-]+\s*$")
"""Text before a quote that begins an attribute. An address may end in "=", and the quote after it."""
_AFTER_VALUE = re.compile(r"""\s*+/?>|\s++[\w:-]+\s*(?:=|/?>)""")
"""Text after the quote that really ends an attribute."""

_COMMENT = ""
"""Name of a comment among the names of elements."""
_ELEMENTS = sorted(CODE_TAGS | RAW_TEXT_TAGS | SKIPPING_TAGS)
_FIRST, _SECOND = ("".join(sorted({name[at] for name in _ELEMENTS})) for at in (0, 1))
_START = re.compile(rf"<!--|<(?=[{_FIRST}][{_SECOND}])({'|'.join(_ELEMENTS)})\b[^<>]*>", re.IGNORECASE)
"""Markup that hides everything up to its end, or takes it literally."""
_TAG = (
    r"</?(?:p|div|span|br|a|img|b|i|h[1-6]|ul|table|section|article|body|html|head|meta|link|style|script)\b"
)
_AFTER_STATEMENT = r"(?:[>;}}]\s*+|(?<!\s)(?=\s)[^\S\n]*+\n\s*+)(?P<tag>{})"
"""A tag after a statement's end or at the beginning of a line; a run of spaces is looked at twice at most."""
_BEHIND_CODE = {
    "script": re.compile(_AFTER_STATEMENT.format(_TAG), re.IGNORECASE),
    "style": re.compile(rf"(?P<tag>{_TAG})", re.IGNORECASE),
    "xml": re.compile(rf"(?P<tag>{_TAG})", re.IGNORECASE),
    "title": re.compile(rf"(?P<tag>{_TAG})", re.IGNORECASE),
}
"""The place at which markup begins again behind code that never ends."""
_WITHIN_CODE = {
    "script": re.compile(_AFTER_STATEMENT.format(r"<script\b"), re.IGNORECASE),
    "style": _BEHIND_CODE["style"],
    "xml": re.compile(r"<xml\b", re.IGNORECASE),
    "title": re.compile(r"<(?:meta|link|style|script|body|/head)\b", re.IGNORECASE),
}
"""Signs that an end tag belongs to another element further on."""
_TEXT_RUN = re.compile(r"[^<]*(?:<(?![a-zA-Z/!])[^<]*)*")
_CODE_SIGN = re.compile(r"[{};=]")
_NEVER = -1


def close_unterminated(text: str, *, is_page: bool = True) -> str:
    """Close what never ends; return the same object where everything ends.

    In a page a `<title>` holds text up to the next tag, and a comment within a comment shows that the first
    one never ended. In a body (`is_page` false) neither is assumed.
    """
    text = edited(text, _close_quotes(text))
    return edited(text, _close_elements(text, is_page))


def edited(text: AnyStr, edits: Iterable[Edit[AnyStr]]) -> AnyStr:
    """Return a text with its edits made, in order; one that overlaps the edit before it is left out."""
    pieces: list[AnyStr] = []
    done = 0
    for start, end, new in edits:
        if start >= done:
            pieces += [text[done:start], new]
            done = end
    pieces.append(text[done:])
    return text[:0].join(pieces) if len(pieces) > 1 else text


def _close_quotes(text: str) -> Iterator[Edit[str]]:
    """Add a quote to each attribute without its second one, before the end of its tag."""
    for found in _OPEN_QUOTE.finditer(text):
        quote = found.group()[1]
        end = text.find(quote, found.end())
        start = text.rfind("<", 0, found.start())
        if not _IN_TAG.match(text, start, found.start()):
            continue
        if end < 0 or text[end - 1] == "=" or not _AFTER_VALUE.match(text, end + 1):
            place = text.index(">", found.end())
            yield place, place, quote


def _close_elements(text: str, is_page: bool) -> Iterator[Edit[str]]:
    tags, place = _Tags(text), 0
    while found := _START.search(text, place):
        name = (found[1] or _COMMENT).lower()
        if name == _COMMENT:
            place, edit = _end_of_comment(tags, found, is_page)
        elif name in CODE_TAGS or (is_page and name == "title"):
            place, edit = _end_of_code(tags, name, found.end())
        else:
            place, edit = _end_of_element(tags, name, found.end())
        if edit is not None:
            yield edit


def _end_of_comment(tags: "_Tags", found: re.Match[str], is_page: bool) -> tuple[int, Edit[str] | None]:
    end = tags.next_end(_COMMENT, found.end())
    if end == _NEVER or (is_page and _holds_comment(tags.text, found, end)):
        return found.end(), (found.start(), found.end(), "")
    return end, None


def _holds_comment(text: str, found: re.Match[str], end: int) -> bool:
    """Tell whether a comment begins inside another one. Comments for one browser may hold some."""
    return text.find("<!--", found.end(), end) >= 0 and not text.startswith("[if", found.end())


def _end_of_code(tags: "_Tags", name: str, start: int) -> tuple[int, Edit[str] | None]:
    """Return the end of the code that begins at `start`: its end tag, else where markup begins again."""
    end = tags.next_end(name, start)
    if end != _NEVER and not _belongs_to_another(tags, name, start, end):
        return end, None
    place = start if name != "title" and _is_text(tags.text, start) else _markup_after(tags.text, name, start)
    return place, (place, place, f"</{name}>")


def _belongs_to_another(tags: "_Tags", name: str, start: int, end: int) -> bool:
    """Tell whether an end tag ends another element. One look for a second `<script` spares most searches."""
    if name == "script" and not start <= tags.next_start(name, start) < end:
        return False
    return _WITHIN_CODE[name].search(tags.text, start - 1, end) is not None


def _is_text(text: str, start: int) -> bool:
    """Tell whether no sign of code stands before the next tag."""
    run = _TEXT_RUN.match(text, start)
    return run is None or not _CODE_SIGN.search(text, start, run.end())


def _markup_after(text: str, name: str, start: int) -> int:
    found = _BEHIND_CODE[name].search(text, start - 1)
    return max(found.start("tag"), start) if found else len(text)


def _end_of_element(tags: "_Tags", name: str, start: int) -> tuple[int, Edit[str] | None]:
    end = tags.next_end(name, start)
    another = tags.next_start(name, start)
    if end == _NEVER or _NEVER < another < end:
        return start, (start, start, f"</{name}>")
    return (end if name in RAW_TEXT_TAGS else start), None


class _Tags:
    """The next start and end tag of each name, each searched for once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[str, int] = {}

    def next_end(self, name: str, place: int) -> int:
        """Position of the next end tag, or of a comment's end; _NEVER where there is none."""
        return self._next("-->" if name == _COMMENT else rf"</{name}\b", place)

    def next_start(self, name: str, place: int) -> int:
        """Position of the next start tag; _NEVER where there is none."""
        return self._next(rf"<{name}\b", place)

    def _next(self, pattern: str, place: int) -> int:
        known = self._known.get(pattern)
        if known is None or _NEVER < known < place:
            found = re.compile(pattern, re.IGNORECASE).search(self.text, place)
            known = self._known[pattern] = found.start() if found else _NEVER
        return known
