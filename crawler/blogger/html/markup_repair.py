"""Markup that makes a parser lose the text behind it, made harmless before parsing.

Each fault was seen to lose text in lxml, BeautifulSoup or html5lib: an unclosed comment, an early `</html>`,
a CDATA section, a tag of 100,000 attributes, a last `<` that begins no tag.
"""

import re
from collections.abc import Iterator

from crawler.blogger.html.tag_names import (
    CODE_TAGS,
    MAX_ATTRIBUTES,
    PARAGRAPH_CLOSING_TAGS,
    RAW_TEXT_TAGS,
    UNKNOWN_VOID_TAGS,
)
from crawler.blogger.html.unterminated_markup import close_unterminated

# Patterns of bytes begin with "<", so that the search leaps from one to the next.
_VOID = rb"(?=[bcekstwBCEKSTW])(?i:%b)" % UNKNOWN_VOID_TAGS.encode()
_FAULT = re.compile(
    rb"<(?:/[hHbB](?i:tml|ody)\s*+>|[pP](?i:laintext)\b[^<>]*+>|/(?:[bB][rR](?=[\s/>])|%b\s*+>)"
    rb"|([rR][tTpP])(?=[\s>])[^<>]*+>[^<]*+(?=<(?i:r[btp][\s>]|/ruby))"
    rb"|((%b)(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>)(?:\s*</(?i:\3)\s*+>)?)" % (_VOID, _VOID)
)
"""End tags of a page, for lxml makes a sibling of the root of all that follows; `</br>`; end tags of void
elements; an annotation of East Asian text whose end tag is left out, which HTML5 allows; an element that
libxml2 takes for a container, with its end tag."""
_DOCUMENT_TAG = re.compile(r"</?(?:html|head|body|frameset|plaintext)\b[^<>]*+>?", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[", re.IGNORECASE)
_PARAGRAPH_TAG = re.compile(rb"<(/?)[pP](?=[\s/>])[^<>]*+>?")
_BLOCK_TAG = re.compile(rb"</?(?:%b)(?=[\s/>])[^<>]*+>?" % PARAGRAPH_CLOSING_TAGS.encode(), re.IGNORECASE)
_NOT_A_TAG = re.compile(r"</(?=[^a-zA-Z>])")
_TRUNCATED_TAG = re.compile(
    r"</?(?:(?:a|abbr|b|big|blockquote|br|center|code|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|ins|"
    r"li|meta|o:p|object|ol|p|param|pre|script|small|span|st1:\w+|strike|strong|style|su[bp]|table|tbody|td|th|"
    r"tr|tt|u|ul|video)(?:[\s/][^<]*)?)?",
    re.IGNORECASE,
)
_SHORT_TAG = rb"""[a-zA-Z][^=<>"']{0,40}+(?:=(?:"[^"<>]*+"|'[^'<>]*+')[^=<>"']{0,20}+){0,15}+>"""
"""Nearly every tag: no room for more than MAX_ATTRIBUTES, the end beyond doubt."""
_OTHER_TAG = re.compile(
    rb"""<(?!%b)[a-zA-Z][^=>]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)[^=>]*+)*+""" % _SHORT_TAG
)
_ATTRIBUTE = rb"""(?>[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)"""
_KEPT_AND_CUT = rb"<(?:(%b)(?=[\s/>])|/?[a-zA-Z][^\s/>]*+)(?:%b){0,%d}+)((?:%b)*+)" % (
    "|".join(sorted(CODE_TAGS - {"xml"} | RAW_TEXT_TAGS)).encode(),
    _ATTRIBUTE,
    MAX_ATTRIBUTES,
    _ATTRIBUTE,
)
_SEPARATORS = b" \t\n\r\f\v/\"'"
"""Bytes of which one at least stands between two attributes."""
_LONG_TAG = re.compile(b"(" + _KEPT_AND_CUT, re.IGNORECASE)
_LONG_TAGS = re.compile(
    rb"(<!--.*?(?:-->|\Z)|<[!?][^>]*+|%b((?(2)[\s/]*+(?:(?<!/)>[^<]*+(?:<(?!/\2\b)[^<]*+)*+)?))"
    % _KEPT_AND_CUT,
    re.IGNORECASE | re.DOTALL,
)
"""Every tag and comment, so that no tag is looked for in an attribute's value, a comment or a script."""
_FRAGMENT_SIGN = re.compile(r"</[^a-zA-Z>]|</?(?:html|head|body|frameset|plaintext)\b", re.IGNORECASE)
"""One look, which nearly always finds nothing to repair."""


def repair_page(raw: bytes) -> bytes:
    """Return a page's markup with all of its text within reach of a parser, without a tag cut to "</"."""
    whole = raw.removesuffix(b"</").removesuffix(b"<")
    return _shorten_tags(_repair(whole))


def repair_fragment(text: str) -> bytes:
    """Return a body's markup without unclosed and misplaced tags."""
    if "<![" in text:
        text = _without_cdata(text)
    if _FRAGMENT_SIGN.search(text):
        text = _NOT_A_TAG.sub("&lt;/", _DOCUMENT_TAG.sub(" ", text))
    text = close_unterminated(_repair(text.encode()).decode(), is_page=False)
    return _shorten_tags(_escape_last(text).encode())


def _without_cdata(text: str) -> str:
    """Leave the marks of CDATA sections out; a `]]>` that ends none is the author's, as in `a[b[0]]>1`."""
    beginning, *sections = _CDATA.split(text)
    return beginning + "".join(section.replace("]]>", "", 1) for section in sections)


def _repair(raw: bytes) -> bytes:
    """Repair what needs no guess."""
    return _split_paragraphs(_FAULT.sub(_mended, _open_unclosed_comment(raw)))


def _shorten_tags(raw: bytes) -> bytes:
    """Cut tags with too many attributes short. A look at the unusual ones nearly always finds none."""
    return _LONG_TAGS.sub(rb"\1\4", raw) if any(map(_is_long, _OTHER_TAG.findall(raw))) else raw


def _is_long(tag: bytes) -> bool:
    separators = len(tag) - len(tag.translate(None, _SEPARATORS))
    found = _LONG_TAG.match(tag) if separators >= MAX_ATTRIBUTES else None
    return found is not None and found[3] != b""


def _mended(fault: re.Match[bytes]) -> bytes:
    """End what the author did not end; the end tag of a void element may stand far behind it."""
    whole, reading, void, name = fault.group(0, 1, 2, 3)
    if void:
        return b"<%b</%b>" % (void, name)
    if reading:
        return b"%b</%b>" % (whole, reading)
    return b"<br" if whole.lower() == b"</br" else b""


def _open_unclosed_comment(raw: bytes) -> bytes:
    """A comment that never ends would swallow the rest."""
    if b"<!--" not in raw:
        return raw
    end = raw.rfind(b"-->") + 3 if b"-->" in raw else 0
    return raw[:end] + raw[end:].replace(b"<!--", b"") if raw.find(b"<!--", end) >= 0 else raw


def _split_paragraphs(raw: bytes) -> bytes:
    """Browsers show a `</p>` as a paragraph's end even where no paragraph is open; libxml2 ignores it."""
    places = list(_lone_paragraph_ends(raw))
    if not places:
        return raw
    bounds = zip([0, *places], [*places, len(raw)], strict=True)
    return b"<p>".join(raw[start:end] for start, end in bounds)


def _lone_paragraph_ends(raw: bytes) -> Iterator[int]:
    """Places of `</p>` without an open `<p>`; only tags right before one are looked at."""
    is_open, done = False, 0
    for tag in _PARAGRAPH_TAG.finditer(raw):
        if tag[1]:
            closing = list(_BLOCK_TAG.finditer(raw, done, tag.start()))
            is_open = is_open and not closing
            done = closing[-1].end() if closing else done
            if not is_open and not raw[done : tag.start()].isspace():
                yield tag.start()
        is_open, done = not tag[1], tag.end()


def _escape_last(text: str) -> str:
    """A last `<` without `>` is the beginning of a tag that was cut off, or a character the author typed."""
    at = text.rfind("<")
    if at <= text.rfind(">"):
        return text
    return text[:at] if _TRUNCATED_TAG.fullmatch(text, at) else text[:at] + "&lt;" + text[at + 1 :]
