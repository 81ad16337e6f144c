"""Markup that makes a parser lose the text behind it, made harmless before parsing.

Each fault was seen to lose text in lxml, BeautifulSoup or html5lib: an unclosed comment, an early `</html>`,
a CDATA section, a tag of 100,000 attributes, a last `<` that begins no tag.
"""

import re
from collections.abc import Iterator

from crawler.blogger.html.tag_names import MAX_ATTRIBUTES, PARAGRAPH_CLOSING_TAGS, UNKNOWN_VOID_TAGS
from crawler.blogger.html.unterminated_markup import close_unterminated

_PAGE_END = re.compile(r"</(?:html|body)\s*+>|<plaintext\b[^<>]*+>", re.IGNORECASE)
"""End tags of a page go: lxml makes a sibling of the root of all that follows."""
_DOCUMENT_TAG = re.compile(r"</?(?:html|head|body|frameset|plaintext)\b[^<>]*+>?", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>", re.IGNORECASE)
_UNKNOWN_VOID = re.compile(
    rf"<(?:(({UNKNOWN_VOID_TAGS})(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>)(?:\s*</\2\s*+>)?"
    rf"|/(?:{UNKNOWN_VOID_TAGS})\s*+>)",
    re.IGNORECASE,
)  # begins with "<", so that the search leaps from one to the next
_OPEN_READING = re.compile(r"(<(r[tp])(?=[\s>])[^<>]*+>[^<]*+)(?=<(?:r[btp][\s>]|/ruby))", re.IGNORECASE)
"""An annotation of East Asian text whose end tag is left out, which HTML5 allows."""
_END_BREAK = re.compile(r"</br(?=[\s/>])", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"<(/?)({PARAGRAPH_CLOSING_TAGS})(?=[\s/>])[^<>]*+>?", re.IGNORECASE)
_NOT_A_TAG = re.compile(r"</(?=[^a-zA-Z>])")
_TRUNCATED_TAG = re.compile(
    r"</?(?:(?:a|abbr|b|big|blockquote|br|center|code|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|ins|"
    r"li|meta|o:p|object|ol|p|param|pre|script|small|span|st1:\w+|strike|strong|style|su[bp]|table|tbody|td|th|"
    r"tr|tt|u|ul|video)(?:[\s/][^<]*)?)?",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""(?>[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)"""
_LONG_TAG = re.compile(
    rf"(<[a-zA-Z][^\s/<>]{{0,99}}+(?=[\s/])(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++"
)
_LONG_RUN = re.compile(rf"<[^<>]{{{2 * MAX_ATTRIBUTES}}}")
"""A tag that can have so many attributes without a sign of equality."""
_SIGN = re.compile(rf"</br|<r[tp][\s>]|</?(?:{UNKNOWN_VOID_TAGS})[\s/>]", re.IGNORECASE)
_FRAGMENT_SIGN = re.compile(r"</[^a-zA-Z>]|</?(?:html|head|body|frameset|plaintext)\b", re.IGNORECASE)
"""One look each, which nearly always finds nothing to mend."""


def repair_page(text: str) -> str:
    """Return a page's markup with all of its text within reach of a parser."""
    return _PAGE_END.sub("", _repair(text))


def repair_fragment(text: str) -> str:
    """Return a body's markup without unclosed and misplaced tags."""
    if "<![" in text or "]]>" in text:
        text = _CDATA.sub("", text)
    if _FRAGMENT_SIGN.search(text):
        text = _NOT_A_TAG.sub("&lt;/", _DOCUMENT_TAG.sub(" ", text))
    return _escape_last(close_unterminated(_repair(text), is_page=False))


def _repair(text: str) -> str:
    """Mend what needs no guess."""
    text = _open_unclosed_comment(text)
    if _SIGN.search(text):
        text = _OPEN_READING.sub(r"\1</\2>", _END_BREAK.sub("<br", text))
        text = _UNKNOWN_VOID.sub(_close_void, text)
    text = _split_paragraphs(text)
    return _LONG_TAG.sub(r"\1", text) if text.count("=") > MAX_ATTRIBUTES or _LONG_RUN.search(text) else text


def _close_void(tag: re.Match[str]) -> str:
    """End an element that libxml2 takes for a container; the author's end tag may stand far behind."""
    return f"<{tag[1]}</{tag[2]}>" if tag[1] else ""


def _open_unclosed_comment(text: str) -> str:
    """A comment that never ends would swallow the rest."""
    end = text.rfind("-->") + 3 if "-->" in text else 0
    return text[:end] + text[end:].replace("<!--", "") if text.find("<!--", end) >= 0 else text


def _split_paragraphs(text: str) -> str:
    """Browsers show a `</p>` as a paragraph's end even where no paragraph is open; libxml2 ignores it."""
    places = list(_lone_paragraph_ends(text))
    if not places:
        return text
    bounds = zip([0, *places], [*places, len(text)], strict=True)
    return "<p>".join(text[start:end] for start, end in bounds)


def _lone_paragraph_ends(text: str) -> Iterator[int]:
    is_open, done = False, 0
    for tag in _BLOCK_TAG.finditer(text):
        is_paragraph = tag[2] in "pP"
        if tag[1] and is_paragraph and not is_open and not text[done : tag.start()].isspace():
            yield tag.start()
        is_open = is_paragraph and not tag[1]
        done = tag.end()


def _escape_last(text: str) -> str:
    """A last `<` without `>` is the beginning of a tag that was cut off, or a character the author typed."""
    at = text.rfind("<")
    if at <= text.rfind(">"):
        return text
    return text[:at] if _TRUNCATED_TAG.fullmatch(text, at) else text[:at] + "&lt;" + text[at + 1 :]
