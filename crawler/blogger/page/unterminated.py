"""Markup that never ends and swallows the text behind it: where it is, and the page with it ended.

Parsers, like browsers, follow the letter: an attribute without its second quote runs to the next quote on the
page, a `<script>` or a comment without its end to the next such end, or to the end of the page. What they
swallowed is text of the blog. Mending guesses where the author meant the end, so it is tried only on pages
that look as if something were missing (`may_be_unterminated`).
"""

import re
from collections.abc import Iterator

from crawler.blogger.page.page_record import ParsedPage
from crawler.blogger.page_type import LIST_TYPES, POSTLESS_TYPES, PageType

# The value holds ">" and then a tag before any quote.
_OPEN_QUOTE = re.compile(r"""="(?=[^"<>]*+>[^"<]*+</?[a-zA-Z])|='(?=[^'<>]*+>[^'<]*+</?[a-zA-Z])""")
_IN_TAG = re.compile(r"<[a-zA-Z][^<>]*[\s\"'][\w:-]+\s*$")
"""Text before a quote that begins an attribute. An address may end in "=", and the quote after it."""
_AFTER_VALUE = re.compile(r"""\s*/?>|\s+[\w:-]+\s*(?:=|/?>)""")
"""Text after the quote that really ends an attribute."""

_TAG_IN_VALUE = re.compile(r"""="[^"<>]*&gt;[^"<>]*&lt;/?[a-zA-Z]""")
_UNSEEN_AT_END = re.compile(
    r"</(?:script|style|iframe|textarea|xmp|noscript|template|svg|title|plaintext)>(?:\s*</\w+>)*\s*$"
)
"""In a body as it was parsed: a tag inside an attribute; something unseen in its last _END letters."""
_END = 300

_SPECIAL = re.compile(
    r"<!--|<(script|style|title|textarea|iframe|noscript|xmp|noembed|noframes|plaintext|template|svg)\b[^<>]*>",
    re.IGNORECASE,
)
"""Markup that hides everything up to its end, or takes it literally."""
_TAG = (
    r"</?(?:p|div|span|br|a|img|b|i|h[1-6]|ul|table|section|article|body|html|head|meta|link|style|script)\b"
)
_FOLLOWS_CODE = {
    "script": re.compile(rf"(?<=[>;}}\n])\s*+{_TAG}", re.IGNORECASE),
    "style": re.compile(_TAG, re.IGNORECASE),
    "title": re.compile(_TAG, re.IGNORECASE),
}
"""The place at which markup begins again inside an element that never ends."""
_HELD_BY_CODE = {
    "script": re.compile(r"[>;}\n]\s*+<script\b", re.IGNORECASE),
    "style": re.compile(_TAG, re.IGNORECASE),
    "title": re.compile(r"<(?:meta|link|style|script|body|/head)\b", re.IGNORECASE),
}
"""Signs that the end tag belongs to another element further on."""
_NEVER = -1


def may_be_unterminated(page: ParsedPage, text: str) -> bool:
    """Tell whether a page that was read from this text may hold more than was found."""
    if page.page_type in POSTLESS_TYPES or page.page_type is PageType.DYNAMIC_VIEW:
        return False
    # on a list a post can be missing without a sign
    if page.page_type in LIST_TYPES or not page.posts or any(_is_cut(post.body_raw) for post in page.posts):
        return True
    return any(text[text.rfind(quote) - 1 : text.rfind(quote)] == "=" for quote in "\"'")


def close_unterminated(text: str) -> str:
    """The page with everything ended that never ends; the same object where there is nothing of that kind."""
    text = _joined(text, _open_quotes(text))
    return _joined(text, _open_elements(text))


def _is_cut(body: str) -> bool:
    return (
        body.count("<!--") != body.count("-->")
        or _UNSEEN_AT_END.search(body[-_END:]) is not None
        or ("&lt;" in body and _TAG_IN_VALUE.search(body) is not None)
    )


def _joined(text: str, edits: Iterator[tuple[int, int, str]]) -> str:
    """A text with parts of it (start, end) replaced, in order."""
    pieces, done = [], 0
    for start, end, new in edits:
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _open_quotes(text: str) -> Iterator[tuple[int, int, str]]:
    """A quote for each attribute without its second one, before the end of its tag."""
    for found in _OPEN_QUOTE.finditer(text):
        quote = found.group()[1]
        end = text.find(quote, found.end())
        start = text.rfind("<", 0, found.start())
        if not _IN_TAG.match(text, start, found.start()):
            continue
        if end < 0 or text[end - 1] == "=" or not _AFTER_VALUE.match(text, end + 1):
            place = text.index(">", found.end())
            yield place, place, quote


def _open_elements(text: str) -> Iterator[tuple[int, int, str]]:
    """An end for what never ends; where no end can be guessed, its beginning goes."""
    ends = _EndTags(text)
    place = 0
    while found := _SPECIAL.search(text, place):
        name = (found.group(1) or "").lower()
        end = ends.after(name, found.end())
        if name in _FOLLOWS_CODE:
            place, ended = _end_of_code(text, name, found.end(), end)
            if not ended:
                yield place, place, f"</{name}>"
        elif end == _NEVER or (not name and _holds_comment(text, found, end)):
            place = found.end()
            yield found.start(), place, ""
        else:
            place = found.end() if name in {"noscript", "template", "svg"} else end


def _end_of_code(text: str, name: str, start: int, end: int) -> tuple[int, bool]:
    """Return the end of a script, style or title, and whether the page itself states it."""
    if end != _NEVER and not _HELD_BY_CODE[name].search(text, start, end):
        return end, True
    follows = _FOLLOWS_CODE[name].search(text, start - 1)
    return (max(follows.start(), start) if follows else len(text)), False


def _holds_comment(text: str, found: re.Match[str], end: int) -> bool:
    """Tell whether a comment begins inside an unterminated one. Comments for one browser may nest."""
    return text.find("<!--", found.end(), end) >= 0 and not text.startswith("[if", found.end())


class _EndTags:
    """The next end of everything, each searched for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, name: str, place: int) -> int:
        """Return the place of the next end tag of a name, or of a comment's end (""); else _NEVER."""
        known = self._next.get(name)
        if known is None or _NEVER < known < place:
            known = self._next[name] = self._find(name, place)
        return known

    def _find(self, name: str, place: int) -> int:
        if not name:
            return self._text.find("-->", place)
        found = re.compile(f"</{name}\\b", re.IGNORECASE).search(self._text, place)
        return found.start() if found else _NEVER
