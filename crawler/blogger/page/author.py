"""Who wrote a post: the byline that people see, never the sidebar's profile, a hidden review or words of
the text.

Trust: microdata `author` · the name's own class (`fn`, `g-profile`) · `rel=author` · an element called author
without the words before the name · a link to a profile · what follows the words "posted by" in any language.
"""

from dataclasses import dataclass
from itertools import takewhile

from crawler.blogger.html.elements import Element, lines_of, short_text, text_of
from crawler.blogger.page.byline import author_of_byline, author_of_short_byline, is_opening, without_opening
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import leads_to_label, leads_to_profile
from crawler.blogger.page.regions import ContextElement, PostRegion
from crawler.blogger.phrases import heads_comments

LONGEST_NAME = 100
_LONGEST_BYLINE = 300
_NOT_AUTHOR = Role.TIMESTAMP | Role.LABELS | Role.COMMENT_COUNT | Role.LOCATION | Role.BOILERPLATE
"""The 2017 themes call every piece of a post's footer a byline."""
_NAME_TAGS = frozenset({"a", "b", "bdi", "cite", "em", "i", "span", "strong"})


@dataclass(frozen=True, slots=True)
class Author:
    """Name as shown, and the profile page where the name links to one."""

    name: str | None = None
    url: str | None = None


def author_of(region: PostRegion) -> Author:
    """The author that the page shows for the post in a region."""
    visible = [spot for spot in takewhile(_is_above_comments, region.context) if not spot.hidden]
    for reader in (_by_microdata, _by_name, _by_link, _by_class, _by_profile, _by_words):
        for spot in visible:
            author = reader(spot)
            if author and author.name and len(author.name) <= LONGEST_NAME:
                return author
    return Author()


def _is_above_comments(spot: ContextElement) -> bool:
    """Themes that name nothing have the comments, and who wrote them, beside the post."""
    if spot.before or spot.element.tag not in HEADINGS:
        return True
    return not heads_comments(spot.text(LONGEST_NAME))


def _by_microdata(spot: ContextElement) -> Author | None:
    prop = spot.element.get("itemprop")
    if not prop or "author" not in prop.split():
        return None
    named = next((e for e in spot.element.iter("*") if "name" in (e.get("itemprop") or "").split()), None)
    element = spot.element if named is None else named
    name = element.get("content") if element.tag == "meta" else _shown(element)
    return Author(name or None, _profile(spot.element))


def _by_name(spot: ContextElement) -> Author | None:
    return Author(_shown(spot.element), _profile(spot.element)) if spot.role & Role.AUTHOR_NAME else None


def _by_link(spot: ContextElement) -> Author | None:
    rel = spot.element.get("rel")
    if not rel or "author" not in rel.split():
        return None
    return Author(_shown(spot.element), _profile(spot.element))


def _by_class(spot: ContextElement) -> Author | None:
    """`.post-author`: what follows its "posted by"; else a link in it is the name; else all it says."""
    if not spot.role & Role.AUTHOR or spot.role & _NOT_AUTHOR:
        return None
    text = spot.text(_LONGEST_BYLINE)
    named = author_of_byline(text) if text else None
    if named:
        own = next((link for link in spot.element.iter("a") if text_of(link) == named), None)
        return Author(named, None if own is None else _profile(own))
    links = [link for link in spot.element.iter("a") if text_of(link)]
    own = next((link for link in links if not _is_another(link)), None)
    if own is not None:
        return Author(_shown(own), _profile(own))
    if links:
        return None
    return Author(_after_label(spot.element)) if text and not any(map(str.isdecimal, text)) else None


def _by_profile(spot: ContextElement) -> Author | None:
    """A link to a profile at Blogger or Google+: themes link their authors whatever they name the link."""
    if spot.element.tag != "a" or not leads_to_profile(spot.element):
        return None
    return Author(_shown(spot.element), _profile(spot.element))


def _after_label(element: Element) -> str | None:
    """The name after words of the owner's choice: the widget's settings let him replace "Posted by", and the
    template writes label and name on a line each."""
    shown = _shown(element)
    lines = lines_of(element)
    return lines[1] if len(lines) == 2 and shown == " ".join(lines) else shown


def _is_another(link: Element) -> bool:
    """Tell whether a link beside a name leads elsewhere: to the post, its labels or its comments."""
    name = f"{link.get('rel') or ''} {link.get('class') or ''}"
    return (
        "bookmark" in name or "timestamp" in name or leads_to_label(link) or "#" in (link.get("href") or "")
    )


def _shown(element: Element) -> str | None:
    """The name in an element: without the words before it, which may touch it ("by" in an element of its
    own); where a style sheet shows it, from the attribute that holds it."""
    if len(element) and short_text(element, _LONGEST_BYLINE):
        parts = [part for text in element.itertext() if (part := " ".join(text.split()))]
        while len(parts) > 1 and is_opening(parts[0]):
            del parts[0]
        return without_opening(" ".join(parts)) or None
    return without_opening(short_text(element, _LONGEST_BYLINE)) or element.get("data-text")


def _by_words(spot: ContextElement) -> Author | None:
    """Names without any class: after "by" and the like, or in a line that begins "posted by"."""
    if not spot.role & _NOT_AUTHOR and is_opening(_text_before(spot.element)) and _can_be_name(spot):
        return Author(spot.text(_LONGEST_BYLINE), _profile(spot.element))
    if not (spot.element.text or "").strip() and not spot.role & Role.FOOTER:
        return None
    text = spot.text(_LONGEST_BYLINE)
    name = author_of_byline(text) if text else None
    return Author(name or (author_of_short_byline(text) if spot.before and not len(spot.element) else None))


def _can_be_name(spot: ContextElement) -> bool:
    return (
        spot.element.tag in _NAME_TAGS
        and not leads_to_label(spot.element)
        and not any(map(str.isdecimal, spot.text(_LONGEST_BYLINE)))
    )


def _text_before(element: Element) -> str:
    before = element.getprevious()
    if before is not None:
        return before.tail or ""
    parent = element.getparent()
    return "" if parent is None else parent.text or ""


def _profile(element: Element) -> str | None:
    for part in (element, *element.iterdescendants("a", "meta")):
        if _is_another(part):
            continue
        url = part.get("href") or (part.get("content") if "url" in (part.get("itemprop") or "") else None)
        if url and url.startswith(("http", "//")):
            return url
    return None
