"""Markup that makes a parser swallow the text behind it, and what is done about it before parsing.

Each fault was seen to lose text in lxml, BeautifulSoup or html5lib: an unclosed comment, script or style, a
self-closed iframe, a `</body></html>` in the middle, a CDATA section, a last `<` that begins no tag.
"""

import re
from collections.abc import Callable

_DOCUMENT_TAG = re.compile(rb"</?(?:html|head|body|frameset|plaintext)\b[^<>]*>?", re.IGNORECASE)
_CDATA = re.compile(rb"<!\[CDATA\[|\]\]>", re.IGNORECASE)
_END_BREAK = re.compile(rb"</br(?=[\s/>])", re.IGNORECASE)
_PARAGRAPH = re.compile(rb"<(/?)p(?=[\s/>])", re.IGNORECASE)
_NO_TAG = re.compile(rb"</(?=[^a-zA-Z>])")
_TAG_START = re.compile(rb"<[a-zA-Z/!]")
_TRUNCATED_TAG = re.compile(
    rb"</?(?:(?:a|abbr|b|big|blockquote|br|center|code|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|ins|"
    rb"li|meta|o:p|object|ol|p|param|pre|script|small|span|st1:\w+|strike|strong|style|su[bp]|table|tbody|td|th|"
    rb"tr|tt|u|ul|video)(?:[\s/][^<]*)?)?",
    re.IGNORECASE,
)
_CODE_SIGN = re.compile(rb"[{};=]")
_TAG = re.compile(rb"<[a-zA-Z][^<>]*(?:>|(?=<))")
_OPEN_QUOTE = re.compile(
    rb"=\s?(?:\"[^\"<>]*[<>][^\"]*(?:\"(?![\s/>])|\Z)|'[^'<>]*[<>][^']*(?:'(?![\s/>])|\Z))"
)
"""A quoted value that goes on behind its tag up to the next quote, which then begins what it should end."""

_CODE = "code"
_EMPTY = "empty"
_SWALLOWERS = {
    b"script": _CODE,
    b"style": _CODE,
    b"xml": _CODE,  # Word's document properties
    **dict.fromkeys((b"audio", b"canvas", b"iframe", b"noembed", b"noframes", b"noscript", b"svg"), _EMPTY),
    **dict.fromkeys((b"template", b"textarea", b"title", b"video", b"xmp"), _EMPTY),
}
"""Elements whose content is no text, or is taken verbatim; unclosed, they take the rest of the post along.
What follows an unclosed one of code is code up to the next tag; what follows another is the author's."""
_SWALLOWER = re.compile(rb"<(/?)(" + b"|".join(_SWALLOWERS) + rb")(?=[\s/>])[^<>]*>?")


def repair(raw: bytes) -> bytes:
    """Make unclosed and misplaced markup harmless; `raw` is UTF-8. Well-formed markup comes back as it is."""
    signs = {sign.lastgroup for sign in _SIGNS.finditer(raw)}
    for name, mend in _MENDERS.items() if signs else ():
        raw = mend(raw) if name in signs else raw
    return _escape_last(raw) if raw.rfind(b"<") > raw.rfind(b">") else raw


def has_open_quote(raw: bytes) -> bool:
    """Whether some attribute's quote seems never closed: `<a href="x>text</a> <a href="y">`."""
    return bool(_OPEN_QUOTE.search(raw))


def close_quotes(raw: bytes) -> bytes:
    """Close attributes whose quote is open at the end of their tag: `<a href="x>` -> `<a href="x">`.

    A guess, right only where the text gets longer by it: a quoted `>` looks the same from here.
    """
    return _TAG.sub(_close_quote, raw)


def _close_quote(match: re.Match[bytes]) -> bytes:
    tag = match.group()
    for quote in (b'"', b"'"):
        if b"=" + quote in tag and tag.count(quote) % 2:
            return tag.removesuffix(b">") + quote + b">"
    return tag


def _drop_document_tags(raw: bytes) -> bytes:
    return _DOCUMENT_TAG.sub(b" ", raw)


def _open_cdata(raw: bytes) -> bytes:
    return _CDATA.sub(b"", raw)


def _part_paragraphs(raw: bytes) -> bytes:
    """Browsers show a `</p>` as a paragraph's end even where none was begun; lxml ignores it."""
    pieces: list[bytes] = []
    done, is_open = 0, False
    for tag in _PARAGRAPH.finditer(raw):
        if tag[1] and not is_open:
            pieces += raw[done : tag.start()], b"<p>"
            done = tag.start()
        is_open = not tag[1]
    return b"".join(pieces) + raw[done:]


def _turn_end_breaks(raw: bytes) -> bytes:
    """Browsers show `</br>` as a line break."""
    return _END_BREAK.sub(b"<br", raw)


def _escape_no_tags(raw: bytes) -> bytes:
    return _NO_TAG.sub(b"&lt;/", raw)


def _escape_last(raw: bytes) -> bytes:
    """A last `<` without `>` is the beginning of a tag that was cut off, or a character the author typed."""
    at = raw.rfind(b"<")
    return raw[:at] if _TRUNCATED_TAG.fullmatch(raw, at) else raw[:at] + b"&lt;" + raw[at + 1 :]


def _open_unclosed_comment(raw: bytes) -> bytes:
    end = raw.rfind(b"-->") + 3 if b"-->" in raw else 0
    return raw[:end] + raw[end:].replace(b"<!--", b"")


def _close_swallowers(raw: bytes) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for tag in _unclosed(raw):
        end = _end_of(tag, raw)
        pieces += raw[done:end], b"</" + tag[2] + b">"
        done = end
    return b"".join(pieces) + raw[done:]


def _unclosed(raw: bytes) -> list[re.Match[bytes]]:
    """Start tags that are followed by another of the same name, or none, before the end tag."""
    still_open: dict[bytes, re.Match[bytes]] = {}
    unclosed = []
    for tag in _SWALLOWER.finditer(raw.lower()):
        before = still_open.pop(tag[2], None)
        if before and not tag[1]:
            unclosed.append(before)
        if not tag[1]:
            still_open[tag[2]] = tag
    return sorted([*unclosed, *still_open.values()], key=re.Match.start)


def _end_of(tag: re.Match[bytes], raw: bytes) -> int:
    if _SWALLOWERS[tag[2]] is _EMPTY:
        return tag.end()
    following = _TAG_START.search(raw, tag.end())
    end = following.start() if following else len(raw)
    return end if _CODE_SIGN.search(raw, tag.end(), end) else tag.end()


_MENDERS: dict[str, Callable[[bytes], bytes]] = {
    "cdata": _open_cdata,
    "comment": _open_unclosed_comment,
    "end_paragraph": _part_paragraphs,
    "end_break": _turn_end_breaks,
    "document": _drop_document_tags,
    "no_tag": _escape_no_tags,
    "swallower": _close_swallowers,
}
_SIGNS = re.compile(
    rb"<(?:(?P<comment>!--)|(?P<cdata>!\[CDATA\[)|(?P<no_tag>/[^a-zA-Z>])|"
    rb"(?P<end_paragraph>/p>\s*[^\s<])|(?P<end_break>/br\b)|(?P<document>/?(?:html|head|body|frameset|plaintext)\b)|(?P<swallower>(?:"
    + b"|".join(_SWALLOWERS)
    + rb")\b))",
    re.IGNORECASE,
)
"""One look through the body, which nearly always finds nothing to mend."""
