"""The author of a post: the name that the page shows, never the sidebar's profile, a hidden review or words
of the text.

Trust: microdata `author` that is shown · the name's own class (`fn`, `g-profile`), `rel=author` · an element
called author without the words before the name · a link to a profile · the name after "posted by" in any
language, or in a byline of the owner's own words · the name behind an icon · microdata in `meta` · a name
beside the time of day · all that is left of a line with the day · an attribute that a style sheet shows ·
the name in a box about the author below the text. A
name that only JSON-LD or the page's head states is not taken by itself, for themes leave the author out on
purpose; but a nameless element that shows this very name is the byline.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from crawler.blogger.html.elements import Element, short_text, text_of
from crawler.blogger.page.authors.byline import (
    author_of_byline,
    author_of_dated_byline,
    author_of_later_byline,
    author_of_short_byline,
    author_of_timed_byline,
    author_of_unknown_byline,
    begins_in_own_words,
    is_opening,
    starts_byline,
)
from crawler.blogger.page.authors.dated_names import LONGEST_DATED, name_beside_day
from crawler.blogger.page.authors.machine_names import (
    LONGEST_NAME,
    PIECE_EDGES,
    Author,
    as_told,
    by_machine_name,
    machine_names,
)
from crawler.blogger.page.authors.person_names import NOT_NAMES, NUMBER, is_name
from crawler.blogger.page.authors.shown_names import (
    LONGEST_BYLINE,
    leads_elsewhere,
    name_after_label,
    name_in_attribute,
    profile_of,
    shown_name,
)
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.icons import behind_icon, icon_name
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.label_list import labels_of
from crawler.blogger.page.links import leads_to_label, leads_to_profile
from crawler.blogger.page.regions import ContextElement, PostRegion, context_above
from crawler.blogger.page.roles import role_of
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.title import blog_title_of
from crawler.blogger.phrases import comment_count

_NOT_AUTHOR = Role.TIMESTAMP | Role.LABELS | Role.CHIP | Role.COMMENT_COUNT | Role.LOCATION | Role.BOILERPLATE
"""The 2017 themes call every piece of a post's footer a byline."""
_NAME_TAGS = frozenset({"a", "b", "bdi", "cite", "dd", "em", "i", "span", "strong", "td"})
_LINE_TAGS = frozenset({"div", "p", "span", "small", "em", "i", "td", "dd"})
_WITHOUT_NAME = frozenset({"time", "abbr", "img", "svg", "meta", "link", "br", "hr", "i"})
_PERSON = re.compile(r"(?:^|[\s_-])(?:user|person|account|author|profile)(?:$|[\s_-])", re.IGNORECASE)
_PARTED = re.compile("[|·•]")
_ICON_WORDS = frozenset({"person", "account_circle", "face", "person_outline"})
"""Words that icon fonts show as a person."""


def author_of(page: PageScan, region: PostRegion, article: JsonLdArticle | None, title: str | None) -> Author:
    """Return the author that the page shows for the post in a region; the title's own "by" names nobody."""
    visible = [spot for spot in region.context if not spot.hidden]
    names = machine_names(page, region, article)
    words = partial(_by_words, title=title)
    shown = (_by_microdata, _by_link, _by_class, _by_profile, words, _by_icon, _by_hidden_microdata)
    if author := _first(visible, shown):
        return as_told(author, names)
    lines = (spot.line(LONGEST_BYLINE) for spot in visible if spot.element.tag in _LINE_TAGS)
    lines = (
        line for line in lines if not page.blog_widgets or _PARTED.search(line) or begins_in_own_words(line)
    )
    timed = next((name for line in lines if (name := author_of_timed_byline(line))), None)
    if timed:
        return Author(timed)
    beside = next((author for spot in visible if (author := _beside_day(page, region, spot))), None)
    if beside:
        return as_told(beside, names)
    if names:
        return by_machine_name(visible, region.author_boxes, names - {blog_title_of(page) or ""})
    boxed = [spot for box in region.author_boxes for part in box for spot in context_above(part)]
    box_readers = (_by_link, words, _by_box_name)
    return _first(visible, (_by_attribute,)) or _first(boxed, box_readers) or Author()


def _first(
    spots: Sequence[ContextElement], readers: Iterable[Callable[[ContextElement], Author | None]]
) -> Author | None:
    found = (author for reader in readers for spot in spots if (author := reader(spot)))
    named = ((author, author.name or "") for author in found)
    return next(
        (a for a, name in named if 0 < len(name) <= LONGEST_NAME and name.casefold() not in NOT_NAMES), None
    )


def _beside_day(page: PageScan, region: PostRegion, spot: ContextElement) -> Author | None:
    """The name in a line that also says the day, unless a label or, outside of widgets, the blog is called
    so."""
    if spot.holds_body or not (
        spot.before or spot.role & Role.FOOTER or begins_in_own_words(spot.text(LONGEST_BYLINE))
    ):
        return None
    name = name_beside_day(spot.element, page.widget_data.get("locale"), spot.text(LONGEST_DATED))
    blog = None if page.blog_widgets else blog_title_of(page)  # owners sign with its name
    if name is None or name in {blog, *labels_of(region)}:
        return None
    return Author(name, profile_of(spot.element))


def _by_microdata(spot: ContextElement) -> Author | None:
    """The name that an element of microdata or RDFa shows."""
    named = _named_in_microdata(spot)
    if named is None or named.tag == "meta":
        return None
    return Author(shown_name(named), profile_of(spot.element))


def _by_hidden_microdata(spot: ContextElement) -> Author | None:
    """The name that microdata tells machines alone, in a `meta` among the lines of the post."""
    named = _named_in_microdata(spot)
    if named is None or named.tag != "meta":
        return None
    return Author(named.get("content"), profile_of(spot.element))


def _named_in_microdata(spot: ContextElement) -> Element | None:
    prop = spot.element.get("itemprop") or spot.element.get("property")
    if not prop or "author" not in prop.split():
        return None
    names = (e for e in spot.element.iter("*") if "name" in (e.get("itemprop") or "").split())
    return next(names, spot.element)


def _by_link(spot: ContextElement) -> Author | None:
    """The name's own class (`fn`, `g-profile`), `rel=author`, or the title that Blogger's own templates give
    the link in any language."""
    element = spot.element
    is_linked = "author" in (element.get("rel") or "").split() or element.get("title") == "author profile"
    if not is_linked and not spot.role & Role.AUTHOR_NAME:
        return None
    return Author(shown_name(spot.element), profile_of(spot.element))


def _by_class(spot: ContextElement) -> Author | None:
    """`.post-author`: what follows its "posted by"; else a link in it is the name; else all it says."""
    if not spot.role & Role.AUTHOR or spot.role & _NOT_AUTHOR:
        return None
    text = spot.text(LONGEST_BYLINE)
    if _holds_byline(spot.element):
        return None
    named = (author_of_byline(text) or author_of_unknown_byline(spot.line(LONGEST_BYLINE))) if text else None
    if named:
        own = next((link for link in spot.element.iter("a") if text_of(link) == named), None)
        return Author(named, None if own is None else profile_of(own))
    links = [link for link in spot.element.iter("a") if text_of(link)]
    own = next(
        (link for link in links if not leads_elsewhere(link) and not _is_number(shown_name(link) or "")), None
    )
    if own is not None:
        return Author(shown_name(own), profile_of(own))
    if links:
        return None
    return Author(name_after_label(spot.element)) if text and not NUMBER.search(text) else None


def _is_number(text: str) -> bool:
    """Tell whether a link says a time, a date or a number of comments."""
    return text[:1].isdecimal() or comment_count(text) is not None


def _by_profile(spot: ContextElement) -> Author | None:
    """A link to a profile at Blogger or Google+: themes link their authors whatever they name the link."""
    if spot.element.tag != "a" or not leads_to_profile(spot.element):
        return None
    return Author(shown_name(spot.element), profile_of(spot.element))


def _by_words(spot: ContextElement, title: str | None) -> Author | None:
    """Names without any class: after "by" and the like, which an element of its own may say, or in a line
    that begins "posted by"."""
    if not spot.role & _NOT_AUTHOR and _can_be_name(spot) and is_opening(_text_before(spot.element)):
        return Author(spot.text(LONGEST_BYLINE), profile_of(spot.element))
    behind = (spot.element.tail or "").strip(PIECE_EDGES)
    if behind and is_opening(spot.text(LONGEST_NAME)) and is_name(behind):
        return Author(behind)
    above = title or "" if spot.before else ""
    text = spot.text(LONGEST_BYLINE).removeprefix(above).lstrip()
    if not text or not (spot.role & Role.FOOTER or (spot.element.text or "").strip()):
        return None
    name = author_of_byline(text) or author_of_later_byline(text)
    is_labelled = ":" in text.partition(" ")[0]
    if name is None and (spot.before or is_labelled):
        own = " ".join((spot.element.text or "").split()) if len(spot.element) else text
        name = author_of_short_byline(own) or author_of_dated_byline(own)
    name = name or author_of_unknown_byline(spot.line(LONGEST_BYLINE).removeprefix(above))
    if name is None and spot.role & Role.FOOTER:
        name = author_of_short_byline(text)
    return None if name is None or _holds_byline(spot.element) else Author(name)


def _holds_byline(element: Element) -> bool:
    """Tell whether a child is the byline: it says where the name ends."""
    lines = (short_text(child, LONGEST_BYLINE) for child in element.iterchildren("*"))
    return any(starts_byline(line) or author_of_short_byline(line) for line in lines)


def _by_icon(spot: ContextElement) -> Author | None:
    """The name behind the icon of a person."""
    icon = icon_name(spot.element)
    if not _PERSON.search(icon) or (spot.text(LONGEST_NAME) and icon.casefold() not in _ICON_WORDS):
        return None
    text, after = behind_icon(spot.element)
    text = text.strip(PIECE_EDGES)
    is_others = after is not None and (leads_to_label(after) or role_of(after) & _NOT_AUTHOR)
    if not is_name(text) or is_others:
        return None
    return Author(text, None if after is None else profile_of(after))


def _by_attribute(spot: ContextElement) -> Author | None:
    """An element without text that is called author, or stands in one that is: a style sheet shows its
    attribute; or one around the post that tells a script its facts."""
    element, parent = spot.element, spot.element.getparent()
    if element.tag in _WITHOUT_NAME or spot.text(LONGEST_BYLINE):
        return None
    around = role_of(parent) if parent is not None else Role.NONE
    role = spot.role if spot.role & _NOT_AUTHOR else spot.role | around
    named = role & (Role.AUTHOR | Role.AUTHOR_NAME) and not around & Role.BOILERPLATE
    around_post = spot.holds_body and "data-author" in element.attrib
    name = name_in_attribute(element) if named or around_post else None
    return Author(name, None if spot.holds_body else profile_of(element)) if name else None


def _by_box_name(spot: ContextElement) -> Author | None:
    """The element called a name in a box about the author, whatever stands above it."""
    text = spot.text(LONGEST_NAME)
    is_called = "name" in (spot.element.get("class") or "").lower().split()
    return Author(text, profile_of(spot.element)) if is_called and is_name(text) else None


def _can_be_name(spot: ContextElement) -> bool:
    """Tell whether an element may be a name behind "by": a heading only in a box about the author."""
    boxes = spot.element.iterancestors() if spot.element.tag in HEADINGS else ()
    return (
        (spot.element.tag in _NAME_TAGS or any(role_of(box) & Role.AUTHOR_BOX for box in boxes))
        and not leads_to_label(spot.element)
        and not NUMBER.search(spot.text(LONGEST_BYLINE))
    )


def _text_before(element: Element) -> str:
    before = element.getprevious()
    if before is not None:
        return (before.tail or "").strip() or short_text(before, LONGEST_NAME)
    parent = element.getparent()
    return "" if parent is None else parent.text or ""
