"""Removal of the lines that editors, mail gateways and share services write into a body: tags at Technorati,
links to share the post, "Posted using BlogPress from my iPhone".

Only a whole line goes, of which every word is such a service's; in a sentence the same link stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote_plus

from lxml import etree

from crawler.blogger.phrases import words
from pipelines.cleaning.boilerplate_names import (
    BEHIND_CREDIT,
    SHARE_ADDRESS,
    SMALL_TAG_WORDS,
    TAG_WORDS,
    TOOL_CREDIT,
    TOOLS,
    WIDGET_HEADINGS,
)
from pipelines.cleaning.tree_edits import DROPPED_TAG, INLINE_TAGS, letter_count

_MOST_ELEMENTS = 80
_END = 200
"""Letters of a body's end, where tools sign."""
_MOST_CREDITS = 6
_LONGEST_SHARE = 40
"""Letters of a link to share a post; longer ones are a sentence that readers are asked to share."""
_AUTHORS_TAGS = frozenset({"h1", "h2", "h3", "h4", "li", "blockquote"})
"""Elements in which no tool signs."""
_ITEM_TAGS = _AUTHORS_TAGS | {"td", "th", "dt", "dd"}
"""Elements of which a button may be all the words: "Save" beside what it does."""
_TEXT = etree.XPath("string()", smart_strings=False)
_QUOTES = " \"'“”„«»‘’"
_AROUND = " \t\n\xa0:,;.|/•·+-–—[](){}<>«»"


@dataclass(frozen=True, slots=True)
class _Line:
    """Neighbours in one parent: the text behind `after` (None: the parent's first text), then `elements`."""

    parent: etree._Element
    after: etree._Element | None
    elements: tuple[etree._Element, ...]

    def text(self) -> str:
        texts = (text for e in self.elements for text in (*e.itertext(with_tail=False), e.tail or ""))
        return " ".join("".join((self.first or "", *texts)).split())

    @property
    def first(self) -> str | None:
        return self.parent.text if self.after is None else self.after.tail

    def drop(self) -> None:
        """Take the line out; `strip_dropped` completes it."""
        if self.after is None:
            self.parent.text = None
        else:
            self.after.tail = None
        for element in self.elements:
            element.clear()
            element.tag = DROPPED_TAG


def remove(root: etree._Element, links: Iterable[etree._Element]) -> bool:
    """Take the services' lines out of the tree, and tell whether there were any; `links` are its links."""
    bookmarks = list(_bookmarks(links))
    for line in bookmarks:
        line.drop()
    signed = list(_credits(root))  # of a text that ended with those
    for line in signed:
        line.drop()
    return bool(bookmarks or signed)


def _bookmarks(found: Iterable[etree._Element]) -> Iterator[_Line]:
    """Yield the lines of nothing but links to share services or to their tags, and the words before those."""
    done: set[etree._Element] = set()
    for link in found:
        if link in done or not _is_bookmark(link):
            continue
        line = _line_at(link)
        links = [link] if line is None else [a for element in line.elements for a in element.iter("a")]
        done.update(links)
        if line and all(map(_is_bookmark, links)) and _has_no_more(line, is_bare=all(map(shares, links))):
            yield line


def _is_bookmark(link: etree._Element) -> bool:
    return shares(link) or link.get("rel") == "tag"  # which templates and tools write, and authors do not


def shares(link: etree._Element) -> bool:
    """Tell whether a link leads to a service for sharing posts, or to a tag of one: not one around the very
    words or picture that it shares."""
    href = link.get("href") or ""
    return (
        _is_share_address(href)
        and letter_count(link) <= _LONGEST_SHARE
        and not _shows_what_it_shares(link, unquote_plus(href))
    )


@lru_cache(maxsize=256)  # each link of a body is looked at three times
def _is_share_address(address: str) -> bool:
    return bool(SHARE_ADDRESS.search(" " + address))


def _shows_what_it_shares(link: etree._Element, address: str) -> bool:
    pictures = ((img.get("src") or "").rpartition("/")[2] for img in link.iter("img"))
    words = " ".join(str(_TEXT(link)).split()).strip(_QUOTES)
    is_quoted = words.count(" ") > 1 and words in address
    return is_quoted or any(name and name in address for name in pictures)


def stands_alone(button: etree._Element) -> bool:
    """Tell whether a button has no words beside it on its line but those of links and other buttons, and is
    no cell of a table or item of a list."""
    line = _line_at(button)
    if line is None or line.parent.tag in _ITEM_TAGS or any(map(_is_large, line.elements)):
        return False
    return not any(map(str.isalpha, _outside_links(line)))


def _is_large(element: etree._Element) -> bool:
    return next(islice(element.iter(), _MOST_ELEMENTS, None), None) is not None


def _has_no_more(line: _Line, *, is_bare: bool) -> bool:
    """Tell whether a line holds no picture, and outside of its links no words but those before tags; without
    `is_bare` it has to hold such words."""
    if any(True for element in line.elements for _ in element.iter("img")):
        return False
    said = " ".join(_outside_links(line).split()).casefold().strip(_AROUND)
    is_tagged = not TAG_WORDS.isdisjoint(said.split()) and {*said.split()} <= TAG_WORDS | SMALL_TAG_WORDS
    return is_tagged or said in WIDGET_HEADINGS or said in words("labels") if said else is_bare


def _outside_links(line: _Line) -> str:
    return (line.first or "") + "".join(
        _unlinked(element) + (element.tail or "") for element in line.elements
    )


def _unlinked(element: etree._Element) -> str:
    if element.tag in {"a", "button"} or not isinstance(element.tag, str):
        return ""
    return (element.text or "") + "".join(_unlinked(child) + (child.tail or "") for child in element)


def _credits(root: etree._Element) -> Iterator[_Line]:
    """Yield the last lines of a text that say with which tool the post was written, and nothing else."""
    text = str(_TEXT(root)).rstrip()
    end = " ".join(text[-2 * _END :].lower().split())
    tools = [tool for tool in TOOLS if tool in end]
    if not tools:
        return
    said = BEHIND_CREDIT.sub("", " ".join(text.lower().split())).rstrip()
    found = list(_signed(root, tools))
    for line in reversed(found[-_MOST_CREDITS:]):
        signed = line.text().lower()
        before = said.removesuffix(signed).rstrip()
        if before != said and not before.endswith(":"):  # else it is what the author quotes
            said = before
            yield line


def _signed(root: etree._Element, tools: Sequence[str]) -> Iterator[_Line]:
    for element in root.iter(etree.Element):
        for text, is_tail in ((element.text, False), (element.tail, True)):
            is_signed = text and any(tool in text.lower() for tool in tools)
            line = _line_at(element, is_tail=is_tail) if is_signed else None
            if line and _is_credit(line):
                yield line


def _is_credit(line: _Line) -> bool:
    around = (line.parent, *line.parent.iterancestors())
    return bool(TOOL_CREDIT.fullmatch(line.text())) and _AUTHORS_TAGS.isdisjoint(e.tag for e in around)


def _line_at(element: etree._Element, *, is_tail: bool = False) -> _Line | None:
    """Return the line that holds an element's text or, with `is_tail`, the text behind it; None for a long
    one."""
    parent, child = (element.getparent(), element) if is_tail or _is_inline(element) else (element, None)
    while parent is not None and _is_inline(parent):
        parent, child = parent.getparent(), parent
    if parent is None:
        return None
    elements = [] if child is None or not _is_inline(child) else [child]
    after = child
    while elements and (after := elements[0].getprevious()) is not None and _is_inline(after):
        elements.insert(0, after)
        if len(elements) > _MOST_ELEMENTS:
            return None
    last = elements[-1] if elements else after
    following = next(iter(parent), None) if last is None else last.getnext()
    while following is not None and _is_inline(following):
        elements.append(following)
        following = following.getnext()
        if len(elements) > _MOST_ELEMENTS:
            return None
    return _Line(parent, after, tuple(elements))


def _is_inline(element: etree._Element) -> bool:
    return element.tag in INLINE_TAGS or not isinstance(element.tag, str)
