"""Lists of cards: of each post a heading or title that links it, and a few words under no name of a body.

A card is the largest element around such a heading that holds no other one; the words in it that say nothing
of author or day are the beginning of the post.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from crawler.blogger.html.elements import Element, is_within, short_text, text_of
from crawler.blogger.page.authors.byline import is_meta_line
from crawler.blogger.page.bodies.body_edges import is_mark
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.identity import page_url
from crawler.blogger.page.links import leads_to_post
from crawler.blogger.page.regions import PostRegion, regions_around
from crawler.blogger.page.roles import is_foreign, role_of
from crawler.blogger.page.scan import PageScan

_TITLE_TAGS = ("div", "p", "span", "a", "td", "b", "strong")
"""Tags besides those of headings that may be called a title."""
_WORDS = frozenset({"p", "div", "span", "section", "blockquote", "font"})
_FACTS = (
    Role.TITLE
    | Role.DATE_HEADER
    | Role.TIMESTAMP
    | Role.AUTHOR
    | Role.LABELS
    | Role.COMMENT_COUNT
    | Role.FOOTER
    | Role.BOILERPLATE
    | Role.NAVIGATION
)
_LEAST = 20
"""Letters of the shortest words that are taken for the beginning of a post."""
_LONGEST_LINE = 160


def regions(page: PageScan) -> list[PostRegion]:
    """Regions around the words of each card, which are whole only where Blogger's mark ends them; without any
    a card is a post where a post's title heads it. None where the page has widgets, and none with posts."""
    if page.has_widgets and not page.blog_widgets:
        return []
    top = page.blog_widgets[0] if page.blog_widgets else page.root
    headings = list(_headings(top, page_url(page) or ""))
    held = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    found = [
        words for heading in headings if (words := _body(_card(heading, held, top), heading)) is not None
    ]
    order = page.renumber() if found else {}
    cards = regions_around(top, sorted(((order[words], words) for words in found), key=lambda pair: pair[0]))
    for region in cards:
        region.excerpt = not _is_whole(region.body)
        for spot in region.context:
            spot.role |= Role.TITLE if spot.element in headings else Role.NONE
    return cards


def _is_whole(words: Element) -> bool:
    """Tell whether Blogger's mark ends the words, as it does below each whole text."""
    return len(words) > 0 and is_mark(words[-1]) and not (words[-1].tail or "").strip()


def _headings(top: Element, url: str) -> Iterator[Element]:
    found: set[Element] = set()
    for heading in top.iter(*HEADINGS, *_TITLE_TAGS):
        if heading.tag not in HEADINGS and not role_of(heading) & (Role.TITLE | Role.HEADING):
            continue
        around = list(_between(heading, top))
        links = (*heading.iter("a"), *heading.iterancestors("a"))
        if (
            any(leads_to_post(link, url) for link in links)
            and found.isdisjoint(around)
            and not any(is_foreign(element, role_of(element) & ~Role.BLOG) for element in around)
        ):
            found.add(heading)
            yield heading


def _between(element: Element, top: Element) -> Iterator[Element]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def _card(heading: Element, held: Counter[Element], top: Element) -> Element:
    card = heading
    for ancestor in heading.iterancestors():
        if held[ancestor] > 1 or ancestor.tag in {"body", "html"}:
            break
        card = ancestor
        if ancestor is top:
            break
    return card


def _body(card: Element, heading: Element) -> Element | None:
    words = _words(card, heading)
    if words is None and role_of(heading) & Role.TITLE and role_of(card) & Role.POST:
        words = etree.SubElement(card, "div")
    return words


def _words(card: Element, heading: Element) -> Element | None:
    """The innermost element of a card with the most words outside of links that states no fact."""
    best, most = None, _LEAST - 1
    for element in card.iter(*_WORDS):
        times = (e for e in element.iter("time", "abbr") if e.tag == "time" or role_of(e) & Role.TIMESTAMP)
        is_dated = next(times, None) is not None
        if is_within(heading, element) or role_of(element) & _FACTS or is_dated:
            continue
        length = len(text_of(element)) - sum(len(text_of(link)) for link in element.iter("a"))
        if length > most and not is_meta_line(short_text(element, _LONGEST_LINE)):
            best, most = element, length
    return best
