"""Markup that makes a parser lose the text behind it, made harmless before parsing.

Each fault was seen to lose text in lxml, BeautifulSoup or html5lib: an unclosed comment, an early `</html>`,
a CDATA section, a tag of 100,000 attributes, a last `<` that begins no tag.
"""

import re

from crawler.blogger.html.tag_names import (
    CODE_TAGS,
    MAX_ATTRIBUTES,
    PARAGRAPH_CLOSING_TAGS,
    RAW_TEXT_TAGS,
    UNKNOWN_VOID_TAGS,
)
from crawler.blogger.html.unterminated_markup import close_unterminated

# Patterns of bytes begin with "<", so that the search leaps from one to the next.
_SHORT_TAG = rb"""[^=<>"']{0,41}+(?:=(?:"[^"<>]*+"|'[^'<>]*+')[^=<>"']{0,20}+){0,15}+>"""
"""Nearly every tag from its second letter on: no room for MAX_ATTRIBUTES, the end beyond doubt."""
_VOID = rb"(?=[bcekstwBCEKSTW])(?i:%b)" % UNKNOWN_VOID_TAGS.encode()
_NOTED = re.compile(
    b"<(?:%b)"
    % b"|".join(
        (
            rb"/[pP](?P<end>(?=[\s/>]))[^<>]*+>?",
            rb"[pP](?P<start>(?=[\s/>]))[^<>]*+>?",
            # lxml makes a sibling of the root of all that follows the end tags of a page
            rb"/(?P<needless>(?:[hH](?i:tml)|[bB](?i:ody)|%b)\s*+>)" % _VOID,
            rb"[pP](?P<plaintext>(?i:laintext)\b[^<>]*+>)",
            rb"/[bB][rR](?P<break>(?=[\s/>]))",
            # an annotation of East Asian text whose end tag is left out, which HTML5 allows
            rb"[rR](?P<reading>[tTpP])(?=[\s>])[^<>]*+>[^<]*+(?=<(?i:r[btp][\s>]|/ruby))",
            # an element that libxml2 takes for a container, with its end tag
            rb"(?P<void>(?P<name>%b)(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>)(?:\s*</(?i:(?P=name))\s*+>)?"
            % _VOID,
            rb"[a-zA-Z](?P<unusual>(?!%b))" % _SHORT_TAG,
        )
    )
)
"""Tags that are repaired, tags of paragraphs, and the beginnings of tags that may be long."""
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
    return _repair(raw.removesuffix(b"</").removesuffix(b"<"))


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


def _repair(raw: bytes) -> bytes:
    """Repair what needs no guess."""
    tags = _Tags(_open_unclosed_comment(raw))
    repaired = tags.repaired()
    return _LONG_TAGS.sub(rb"\1\4", repaired) if tags.is_one_long else repaired


class _Tags:
    """One pass over the tags of a text."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.is_one_long = False
        """A tag with more attributes than are kept was seen."""
        self._measured = 0
        """End of the last tag whose attributes were counted."""
        self._is_open = False
        """A paragraph is open at `_place`, the end of the last tag of one, or of a block before its end."""
        self._place = 0

    def repaired(self) -> bytes:
        return _NOTED.sub(self._repaired, self._raw)

    def _repaired(self, tag: re.Match[bytes]) -> bytes:
        """End what the author did not end; the end tag of a void element may stand far behind it."""
        self._measure(tag.start())
        match tag.lastgroup:
            case "start" | "end":
                return self._paragraph(tag)
            case "void":
                return b"<%b</%b>" % tag.group("void", "name")
            case "reading":
                return b"%b</r%b>" % tag.group(0, "reading")
            case "break":
                return b"<br"
            case "needless" | "plaintext":
                return b""
        return tag[0]

    def _measure(self, start: int) -> None:
        tag = _ANY_TAG.match(self._raw, start) if start >= self._measured else None
        if tag is not None:
            self._measured = tag.end()
            self.is_one_long = self.is_one_long or _is_long(tag[0])

    def _paragraph(self, tag: re.Match[bytes]) -> bytes:
        """Browsers show a `</p>` as a paragraph's end even where no paragraph is open; libxml2 ignores it.
        Only tags right before one are looked at."""
        is_end, is_lone = tag.lastgroup == "end", False
        if is_end:
            closing = list(_BLOCK_TAG.finditer(self._raw, self._place, tag.start()))
            is_open = self._is_open and not closing
            place = closing[-1].end() if closing else self._place
            is_lone = not is_open and not self._raw[place : tag.start()].isspace()
        self._is_open, self._place = not is_end, tag.end()
        return b"<p>" + tag[0] if is_lone else tag[0]


def _is_long(tag: bytes) -> bool:
    separators = len(tag) - len(tag.translate(None, _SEPARATORS))
    found = _LONG_TAG.match(tag) if separators >= MAX_ATTRIBUTES else None
    return found is not None and found[3] != b""


def _open_unclosed_comment(raw: bytes) -> bytes:
    """A comment that never ends would swallow the rest."""
    if b"<!--" not in raw:
        return raw
    end = raw.rfind(b"-->") + 3 if b"-->" in raw else 0
    return raw[:end] + raw[end:].replace(b"<!--", b"") if raw.find(b"<!--", end) >= 0 else raw


def _escape_last(text: str) -> str:
    """A last `<` without `>` is the beginning of a tag that was cut off, or a character the author typed."""
    at = text.rfind("<")
    if at <= text.rfind(">"):
        return text
    return text[:at] if _TRUNCATED_TAG.fullmatch(text, at) else text[:at] + "&lt;" + text[at + 1 :]
