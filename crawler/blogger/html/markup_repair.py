"""Markup that makes a parser lose the text behind it, made harmless before parsing.

Each fault was seen to lose text in lxml, BeautifulSoup or html5lib: an unclosed comment, an early `</html>`,
a CDATA section, a tag of 100,000 attributes, a last `<` that begins no tag.
"""

import re
from collections.abc import Iterator

from crawler.blogger.html.tag_names import (
    MAX_ATTRIBUTES,
    PARAGRAPH_CLOSING_TAGS,
    UNKNOWN_VOID_TAGS,
)
from crawler.blogger.html.unterminated_markup import Edit, close_unterminated, edited

# Patterns of bytes begin with "<", so that the search leaps from one to the next.
_SHORT_TAG = rb"""[^=<>"']{0,41}+(?:=(?:"[^"<>]*+"|'[^'<>]*+')[^=<>"']{0,20}+){0,15}+>"""
"""Nearly every tag from its second letter on: no room for MAX_ATTRIBUTES, the end beyond doubt."""
_VOID = rb"(?=[bcekstwBCEKSTW])(?i:%b)" % UNKNOWN_VOID_TAGS.encode()
_LITERAL = rb"(?i:script|style|textarea|title|xmp|iframe|noembed|noframes)\b"
_NOTED_TAGS = (
    rb"/[pP](?P<end>(?=[\s/>]))[^<>]*+>?",
    rb"[pP](?P<start>(?=[\s/>]))[^<>]*+>?",
    # lxml makes a sibling of the root of all that follows the end tags of a page
    rb"/(?P<needless>(?:[hH](?i:tml)|[bB](?i:ody)|%b)\s*+>)" % _VOID,
    rb"[pP](?P<plaintext>(?i:laintext)\b[^<>]*+>)",
    rb"/[bB][rR](?P<break>(?=[\s/>]))",
    # an annotation of East Asian text whose end tag is left out, which HTML5 allows
    rb"[rR](?P<reading>[tTpP])(?=[\s>])[^<>]*+>[^<]*+(?=<(?i:r[btp][\s>]|/ruby))",
    # an element that libxml2 takes for a container; its end tag may stand far behind it
    rb"(?P<void>%b)(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>" % _VOID,
    # no tag in these is one
    rb"!(?P<comment>)--",
    rb"[!?](?P<declaration>)[^>]*+",
    rb"(?=[sS][ctCT]|[tT][eiEI]|[xXiInN][mfoMFO])(?P<literal>%b)(?:[^<>\"']|\"[^\"<>]*+\"|'[^'<>]*+')*+>"
    % _LITERAL,
    rb"[a-zA-Z](?P<unusual>(?!%b))" % _SHORT_TAG,
)
"""Tags that are repaired, tags of paragraphs, what is left alone, and beginnings of tags that may be long."""
_NOTED = re.compile(b"<(?:%b)" % b"|".join(_NOTED_TAGS))
_DOCUMENT_TAG = re.compile(r"</?(?:html|head|body|frameset|plaintext)\b[^<>]*+>?", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[", re.IGNORECASE)
_BLOCK_TAG = re.compile(rb"</?(?:%b)(?=[\s/>])[^<>]*+>?" % PARAGRAPH_CLOSING_TAGS.encode(), re.IGNORECASE)
_NOT_A_TAG = re.compile(r"</(?=[^a-zA-Z>])")
_TRUNCATED_TAG = re.compile(
    r"</?(?:(?:a|abbr|b|big|blockquote|br|center|code|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|ins|"
    r"li|meta|o:p|object|ol|p|param|pre|script|small|span|st1:\w+|strike|strong|style|su[bp]|table|tbody|td|th|"
    r"tr|tt|u|ul|video)(?:[\s/][^<]*)?)?",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(rb"""<[a-zA-Z][^=>]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)[^=>]*+)*+""")
_ATTRIBUTE = rb"""(?>[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)"""
_LONG_TAG = re.compile(rb"<[a-zA-Z][^\s/>]*+(?:%b){%d}+((?:%b)++)" % (_ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE))
_SEPARATORS = b" \t\n\r\f\v/\"'"
"""Bytes of which one at least stands between two attributes."""
_FRAGMENT_SIGN = re.compile(r"</[^a-zA-Z>]|</?(?:html|head|body|frameset|plaintext)\b", re.IGNORECASE)
"""One look, which nearly always finds nothing to repair."""


def repair_page(raw: bytes) -> bytes:
    """Return a page's markup with all of its text within reach of a parser, without a tag cut to "</"."""
    return _repair(raw.removesuffix(b"</").removesuffix(b"<"), raw.find(b"</head"))


def repair_fragment(text: str) -> bytes:
    """Return a body's markup without unclosed and misplaced tags."""
    if "<![" in text:
        text = _without_cdata(text)
    if _FRAGMENT_SIGN.search(text):
        text = _NOT_A_TAG.sub("&lt;/", _DOCUMENT_TAG.sub(" ", text))
    repaired = _repair(text.encode())
    text = repaired.decode()
    closed = _escape_last(close_unterminated(text, is_page=False))
    return repaired if closed is text else _repair(closed.encode())


def _without_cdata(text: str) -> str:
    """Leave the marks of CDATA sections out; a `]]>` that ends none is the author's, as in `a[b[0]]>1`."""
    beginning, *sections = _CDATA.split(text)
    return beginning + "".join(section.replace("]]>", "", 1) for section in sections)


def _repair(raw: bytes, head_end: int = 0) -> bytes:
    """Repair what needs no guess. Styles of the head go: a quarter of a page, which no reader asks for."""
    raw = _open_unclosed_comment(raw)
    return edited(raw, _edits(raw, head_end))


def _edits(raw: bytes, head_end: int) -> Iterator[Edit[bytes]]:
    """Yield what is replaced, in order; long tags are cut."""
    is_open, place, measured, position = False, 0, 0, 0
    ends: dict[bytes, int] = {}
    while tag := _NOTED.search(raw, position):
        kind, position = tag.lastgroup, tag.end()
        is_in_tag = tag.start() < measured
        if not is_in_tag and kind != "plaintext" and (whole := _ANY_TAG.match(raw, tag.start())):
            measured = whole.end()
            if len(whole[0]) > MAX_ATTRIBUTES:
                yield from _cut(whole)
        if kind == "end" and _is_lone(raw, is_open, place, tag.start()):
            yield tag.start(), tag.start(), b"<p>"
        if kind in {"start", "end"}:
            is_open, place = kind == "start", tag.end()
        elif kind in {"comment", "literal"} and not is_in_tag:
            position = _end_of(tag, ends)
            if tag["literal"] == b"style" and position <= head_end:
                yield tag.end(), position, b""
        else:
            yield from _mended(tag)


def _end_of(tag: re.Match[bytes], known: dict[bytes, int]) -> int:
    """Return the next end of a comment or of what is taken literally; each is searched for once."""
    name = (tag["literal"] or b"").lower()
    start = tag.end() if name else tag.start() + 2  # "<!-->" ends at once
    if known.get(name, -1) < start:
        found = re.compile(b"</%b" % name if name else b"--!?>", re.IGNORECASE).search(tag.string, start)
        known[name] = found.start() if found else len(tag.string)
    return known[name]


def _mended(tag: re.Match[bytes]) -> Iterator[Edit[bytes]]:
    """End what the author did not end, and leave out what nobody needs."""
    start, end = tag.span()
    match tag.lastgroup:
        case "void":
            yield end, end, b"</%b>" % tag["void"]
        case "reading":
            yield end, end, b"</r%b>" % tag["reading"]
        case "break":
            yield start, end, b"<br"
        case "needless" | "plaintext":
            yield start, end, b""


def _is_lone(raw: bytes, is_open: bool, place: int, end: int) -> bool:
    """Tell whether a `</p>` ends no open `<p>`: browsers show a paragraph's end there, libxml2 ignores it.
    Only tags right before one are looked at."""
    closing = list(_BLOCK_TAG.finditer(raw, place, end))
    place = closing[-1].end() if closing else place
    return not (is_open and not closing) and not raw[place:end].isspace()


def _cut(tag: re.Match[bytes]) -> Iterator[Edit[bytes]]:
    """Cut a tag with too many attributes short: libxml2 compares each with all before it."""
    separators = len(tag[0]) - len(tag[0].translate(None, _SEPARATORS))
    found = _LONG_TAG.match(tag.string, tag.start()) if separators >= MAX_ATTRIBUTES else None
    if found:
        yield *found.span(1), b""


def _open_unclosed_comment(raw: bytes) -> bytes:
    """A comment that never ends would swallow the rest."""
    end = raw.rfind(b"-->") + 3 if b"-->" in raw else 0
    return raw[:end] + raw[end:].replace(b"<!--", b"") if raw.find(b"<!--", end) >= 0 else raw


def _escape_last(text: str) -> str:
    """A last `<` without `>` is the beginning of a tag that was cut off, or a character the author typed."""
    at = text.rfind("<")
    if at <= text.rfind(">"):
        return text
    return text[:at] if _TRUNCATED_TAG.fullmatch(text, at) else text[:at] + "&lt;" + text[at + 1 :]
