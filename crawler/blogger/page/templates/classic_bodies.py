"""The bodies of classic templates, each moved into an element of its own: between Blogger's marks, or from an
anchor to the byline."""

from collections.abc import Collection, Container, Iterator
from itertools import islice, takewhile

from lxml import etree

from crawler.blogger.html.elements import Element, append_text, short_text, text_of
from crawler.blogger.ids import is_post_id
from crawler.blogger.page.authors.byline import author_of_timed_byline, starts_byline
from crawler.blogger.page.authors.dated_names import name_beside_day
from crawler.blogger.page.class_names import HEADINGS, INLINE, Role
from crawler.blogger.page.links import leads_to_anchor, leads_to_comments, leads_to_post
from crawler.blogger.page.publication.dates_in_lines import CLOCK, TIME_ALONE
from crawler.blogger.page.publication.day_headers import is_day
from crawler.blogger.page.regions import LONGEST_TEXT
from crawler.blogger.page.roles import role_of
from crawler.blogger.page.templates.frame_lines import part_frame

_BYLINE_LENGTH = 300
_LINK_LENGTH = 120
_INLINE = INLINE | {"font"}
_FACTS = Role.FOOTER | Role.AUTHOR | Role.TIMESTAMP
_OTHERS = Role.FOOTER | Role.COMMENTS | Role.DATE_HEADER | Role.POST | Role.AUTHOR | Role.OTHER_WIDGET
"""Roles of what follows a body."""
_WRAPPERS = frozenset({"h1", "h2", "h3", "h4", "span", "p"})
"""Tags around an anchor that stands alone before the body."""


def wrap_between(opening: Element, closing: Element) -> Element:
    """Move what stands between two marks into a new element behind the first."""
    body = etree.Element("div")
    level = opening
    while True:
        append_text(body, level.tail)
        level.tail = None
        following = list(level.itersiblings())
        body.extend(takewhile(lambda element: element is not closing, following))
        parent = level.getparent()
        if closing in following or parent is None:
            opening.addnext(body)
            return body
        level = parent


def wrap_after(anchor: Element, titles: Collection[str]) -> Element | None:
    """Move what follows an anchor, up to the byline or the next post, into a new element."""
    parent = anchor.getparent()
    alone = not text_of(anchor) and not (anchor.tail or "").strip() and anchor.getnext() is None
    body = etree.Element("div")
    said = "" if alone or parent is None else short_text(parent, LONGEST_TEXT)
    if parent is not None and said and (parent.tag in {*HEADINGS, "dt"} or said in titles):
        start, titles = _row_of(parent), ()
    else:
        first = parent if alone and parent is not None and parent.tag in _WRAPPERS else anchor
        start = _behind_title(first, titles)
        titles = titles if start is first else ()
        body.text = anchor.text
        body.extend(list(anchor))
    append_text(body, start.tail)
    start.tail = None
    body.extend(list(takewhile(lambda element: not _ends_body(element), start.itersiblings())))
    start.addnext(body)
    return part_frame(body, titles) if text_of(body) or len(body) else None


def _row_of(cell: Element) -> Element:
    """A cell that holds a title, the row of it alone, or the day behind it in a list."""
    row, behind = cell.getparent(), cell.getnext()
    if behind is not None and behind.tag == "dd" and is_day(behind):
        return behind
    return row if row is not None and row.tag == "tr" and len(row) == 1 else cell


def _behind_title(anchor: Element, titles: Container[str]) -> Element:
    """The element after which the body begins: the post's title, where it follows the anchor, else the
    day's header."""
    start = anchor
    for element in () if (anchor.tail or "").strip() else islice(anchor.itersiblings("*"), 3):
        is_title = short_text(element, LONGEST_TEXT) in titles
        if role_of(element) & Role.DATE_HEADER and not is_title:
            start = element
        elif is_title or role_of(element) & (Role.TITLE | Role.HEADING) or element.tag in HEADINGS[:4]:
            return element
        elif element.tag != "br":
            break
        if (element.tail or "").strip():
            break
    return start


def is_byline(element: Element) -> bool:
    """Tell whether a short element says who wrote the post and when, or leads to it or its comments."""
    text = short_text(element, _BYLINE_LENGTH)
    if not text or is_anchor(element):
        return False
    if starts_byline(text) or role_of(element) & _FACTS or is_signature(element):
        return True
    if any(map(_is_stamp, element.iterdescendants("a"))) and author_of_timed_byline(text):
        return True
    return any(map(_leads_to_post, element.iter("a"))) and len(text) <= _LINK_LENGTH


def _is_stamp(link: Element) -> bool:
    """Tell whether a link to a post says nothing but a time."""
    leads = leads_to_post(link, "") or leads_to_anchor(link)
    return bool(leads) and TIME_ALONE.fullmatch(text_of(link)) is not None


def is_signature(element: Element) -> bool:
    """Tell whether a nameless piece of a line says who wrote the post and when: "Ann, 3/25/2003 8:10 AM",
    "Ann 8:10 AM"."""
    said = short_text(element, _LINK_LENGTH) if element.tag in _INLINE else ""
    if not CLOCK.search(said):
        return False
    return name_beside_day(element, None, said) is not None or author_of_timed_byline(said) is not None


def _leads_to_post(link: Element) -> bool:
    return link.get("title") == "permanent link" or leads_to_comments(link)


def beside(root: Element, others: Container[Element], *, above: bool) -> Iterator[Element]:
    """Yield the elements above or below a post without a container, up to the next post: its title and
    its byline."""
    if role_of(root) & Role.POST:
        return
    for element in root.itersiblings(preceding=above):
        if element in others or element.tag == "hr" or (not above and _opens_next(element)):
            return
        yield element
        if element.tag in HEADINGS[:4]:
            return


def _opens_next(element: Element) -> bool:
    """Tell whether an element below a post belongs to the next one: a heading, an anchor, the date."""
    return element.tag in HEADINGS[:4] or is_anchor(element) or bool(role_of(element) & Role.DATE_HEADER)


def is_anchor(element: Element) -> bool:
    return element.tag == "a" and is_post_id(element.get("name") or "")


def _ends_body(element: Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    if is_anchor(element):
        return True
    if role_of(element) & _OTHERS:
        return True
    return is_byline(element)
