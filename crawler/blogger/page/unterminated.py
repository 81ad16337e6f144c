"""Markup that never ends and swallows the text behind it: where it is, and the page with it ended.

Parsers, like browsers, follow the letter: an attribute without its second quote runs to the next quote on the
page, a `<script>` or a comment without its end to the next such end, or to the end of the page. What they
swallowed is text of the blog. Mending guesses where the author meant the end, so it is tried only on pages
that look as if something were missing (`is_suspect`).
"""

import re
from collections.abc import Iterator

from crawler.blogger.page.page_record import Page
from crawler.blogger.page_type import GATES, Kind

WITHOUT_POSTS = GATES | {Kind.ERROR, Kind.FEED, Kind.SITEMAP, Kind.DYNAMIC_VIEW}
LISTS = frozenset({Kind.INDEX, Kind.LABEL, Kind.SEARCH, Kind.ARCHIVE})
"""Pages on which a post can be missing without a sign."""

# The value holds ">" and then a tag before any quote.
OPEN_QUOTE = re.compile(r"""="(?=[^"<>]*+>[^"<]*+</?[a-zA-Z])|='(?=[^'<>]*+>[^'<]*+</?[a-zA-Z])""")
IN_TAG = re.compile(r"<[a-zA-Z][^<>]*[\s\"'][\w:-]+\s*$")
"""What stands before a quote that begins an attribute. An address may end in "=", and the quote after it."""
AFTER_VALUE = re.compile(r"""\s*/?>|\s+[\w:-]+\s*(?:=|/?>)""")
"""What follows the quote that really ends an attribute."""

TAG_IN_VALUE = re.compile(r"""="[^"<>]*&gt;[^"<>]*&lt;/?[a-zA-Z]""")
UNSEEN_AT_END = re.compile(
    r"</(?:script|style|iframe|textarea|xmp|noscript|template|svg|title|plaintext)>(?:\s*</\w+>)*\s*$"
)
"""In a body as it was parsed: a tag inside an attribute; something unseen in its last END letters."""
END = 300

SPECIAL = re.compile(
    r"<!--|<(script|style|title|textarea|iframe|noscript|xmp|noembed|noframes|plaintext|template|svg)\b[^<>]*>",
    re.IGNORECASE,
)
"""What hides, or takes as it stands, everything up to its end."""
TAG = (
    r"</?(?:p|div|span|br|a|img|b|i|h[1-6]|ul|table|section|article|body|html|head|meta|link|style|script)\b"
)
FOLLOWS_CODE = {
    "script": re.compile(rf"(?<=[>;}}\n])\s*+{TAG}", re.IGNORECASE),
    "style": re.compile(TAG, re.IGNORECASE),
    "title": re.compile(TAG, re.IGNORECASE),
}
"""Where markup begins again in something that never ends."""
HELD_BY_CODE = {
    "script": re.compile(r"[>;}\n]\s*+<script\b", re.IGNORECASE),
    "style": re.compile(TAG, re.IGNORECASE),
    "title": re.compile(r"<(?:meta|link|style|script|body|/head)\b", re.IGNORECASE),
}
"""What shows that the end belongs to another one further on."""
NEVER = -1


def is_suspect(page: Page, text: str) -> bool:
    """Whether a page that was read from this text may hold more than was found."""
    if page.kind in WITHOUT_POSTS:
        return False
    if page.kind in LISTS or not page.posts or any(_is_cut(post.body_raw) for post in page.posts):
        return True
    return any(text[text.rfind(quote) - 1 : text.rfind(quote)] == "=" for quote in "\"'")


def mend(text: str) -> str:
    """The page with everything ended that never ends; the same object where there is nothing of that kind."""
    text = _joined(text, _open_quotes(text))
    return _joined(text, _open_elements(text))


def _is_cut(body: str) -> bool:
    return (
        body.count("<!--") != body.count("-->")
        or UNSEEN_AT_END.search(body[-END:]) is not None
        or ("&lt;" in body and TAG_IN_VALUE.search(body) is not None)
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
    for found in OPEN_QUOTE.finditer(text):
        quote = found.group()[1]
        end = text.find(quote, found.end())
        start = text.rfind("<", 0, found.start())
        if not IN_TAG.match(text, start, found.start()):
            continue
        if end < 0 or text[end - 1] == "=" or not AFTER_VALUE.match(text, end + 1):
            place = text.index(">", found.end())
            yield place, place, quote


def _open_elements(text: str) -> Iterator[tuple[int, int, str]]:
    """An end for what never ends; where no end can be guessed, its beginning goes."""
    ends = Ends(text)
    place = 0
    while found := SPECIAL.search(text, place):
        name = (found.group(1) or "").lower()
        end = ends.after(name, found.end())
        if name in FOLLOWS_CODE:
            place, ended = _end_of_code(text, name, found.end(), end)
            if not ended:
                yield place, place, f"</{name}>"
        elif end == NEVER or (not name and _holds_comment(text, found, end)):
            place = found.end()
            yield found.start(), place, ""
        else:
            place = found.end() if name in {"noscript", "template", "svg"} else end


def _end_of_code(text: str, name: str, start: int, end: int) -> tuple[int, bool]:
    """Where a script, style or title ends, and whether it is the page that says so."""
    if end != NEVER and not HELD_BY_CODE[name].search(text, start, end):
        return end, True
    follows = FOLLOWS_CODE[name].search(text, start - 1)
    return (max(follows.start(), start) if follows else len(text)), False


def _holds_comment(text: str, found: re.Match[str], end: int) -> bool:
    """Whether a comment begins inside another one: the first never ended. Comments for one browser may."""
    return text.find("<!--", found.end(), end) >= 0 and not text.startswith("[if", found.end())


class Ends:
    """The next end of everything, each searched for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, name: str, place: int) -> int:
        """Where the next end tag of a name begins, or a comment ends (""); NEVER where there is none."""
        known = self._next.get(name)
        if known is None or NEVER < known < place:
            known = self._next[name] = self._find(name, place)
        return known

    def _find(self, name: str, place: int) -> int:
        if not name:
            return self._text.find("-->", place)
        found = re.compile(f"</{name}\\b", re.IGNORECASE).search(self._text, place)
        return found.start() if found else NEVER
