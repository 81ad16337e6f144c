"""A post's labels, each once, in the order of the page.

Trust: links marked `rel=tag` around the body · links to label pages in an element called labels or tags ·
links to label pages above the body or up to the first heading below it · all others of the post · the
breadcrumbs · a line "Labels: a, b" without links · words behind the icon of a tag · elements called labels
that hold none · frames around a word that the page links as a label.
Label clouds of sidebars and links inside the text are not labels of the post, nor is a link home.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from urllib.parse import unquote

from crawler.blogger.html.elements import Element, text_of
from crawler.blogger.page.authors.byline import is_opening
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.icons import behind_icon, icon_name
from crawler.blogger.page.links import is_tag, leads_home, leads_to_label
from crawler.blogger.page.regions import ContextElement, PostRegion
from crawler.blogger.phrases import is_boilerplate, key_of, words

_EDGES = " \t,;•·|/›»›"
_DECORATION = " #()[]0123456789+"
_SHOWN_ATTRIBUTES = ("aria-label", "data-text", "data-label", "title")
"""Attributes of a link without text that a style sheet shows."""
_FILE = re.compile(r"\.(?:s?html?|aspx?|php)$")
_ICON = re.compile(r"(?:^|[\s_-])(?:tags?|labels?|folder)(?:$|[\s_-])", re.IGNORECASE)
_LONGEST_LINE = 300
_LONGEST_LABEL = 60
_COMMA = re.compile(r"[,،、;|]")


def labels_of(region: PostRegion) -> tuple[str, ...]:
    """Labels of the post in a region."""
    links = [spot.element for spot in region.context if spot.element.tag == "a"]
    tags = (link for link in links if is_tag(link) and not leads_home(link))
    holders = region.elements_with(Role.LABELS, hidden=True)
    held = filter(leads_to_label, (link for element in holders for link in element.iter("a")))
    near = takewhile(lambda spot: spot.before or spot.element.tag not in HEADINGS, region.context)
    beside = filter(leads_to_label, (spot.element for spot in near if spot.element.tag == "a"))
    any_label = filter(leads_to_label, links)
    trails = filter(_may_be_trail, region.navigation)
    trail = (a for element in trails for a in element.iter("a") if not leads_home(a))
    crumbs = (a for a in trail if is_tag(a) or leads_to_label(a))
    groups = (tags, held, beside, any_label, crumbs)
    linked = next((names for group in groups if (names := _names(group))), None)
    told = linked or next((names for spot in region.context if (names := _written(spot))), ())
    if told or not region.single:  # on a list a chip is the first label only
        return told
    iconed = tuple(dict.fromkeys(name for spot in region.context for name in _iconed(spot)))
    if iconed:
        return iconed
    called = (spot for spot in region.context if spot.role & Role.LABELS)
    named = tuple(dict.fromkeys(name for spot in called for name in _unlinked(spot)))
    chips = () if named else [s for spot in region.context if spot.role & Role.CHIP for s in _unlinked(spot)]
    known = _names(filter(leads_to_label, region.root.getroottree().iter("a"))) if chips else ()
    return named or tuple(dict.fromkeys(name for name in chips if name in known))


def _may_be_trail(element: Element) -> bool:
    """Tell whether navigation may hold the post's labels: an aside does in an article, if it links nothing
    else."""
    if element.tag != "aside":
        return True
    return next(element.iterancestors("article"), None) is not None and all(
        map(leads_to_label, element.iter("a"))
    )


def _names(links: Iterable[Element]) -> tuple[str, ...]:
    names = (name for link in links if (text := _text(link)) and (name := _name(text, link)))
    return tuple(dict.fromkeys(names))


def _text(link: Element) -> str:
    shown = text_of(link).strip(_EDGES)
    hidden = (" ".join((link.get(key) or "").split()) for key in _SHOWN_ATTRIBUTES)
    return shown or next(filter(None, hidden), "")


def _name(text: str, link: Element) -> str:
    """The label in a link's text; themes decorate it: "#News", "News (5)". The address has it plain."""
    whole = (link.get("href") or "").partition("?")[0].rpartition("/")[2]
    last, file = (" ".join(unquote(name).split()) for name in (whole.partition("#")[0], whole))
    for plain in dict.fromkeys((_FILE.sub("", file), last, _FILE.sub("", last))):
        if plain and text.strip(_DECORATION) == plain.strip(_DECORATION) and plain in text:
            return plain
    return text.lstrip("# ") if text.startswith("#") and not last.startswith("#") else text


def _written(spot: ContextElement) -> tuple[str, ...]:
    """The labels in a line without links: "Labels: ferry, harbour"."""
    text = spot.text(_LONGEST_LINE)
    if not text or spot.hidden or next(spot.element.iter("a"), None) is not None:
        return ()
    head, colon, tail = text.replace("：", ":").partition(":")
    if not colon or key_of(head.strip(" #")) not in words("labels"):
        return ()
    return tuple(_split(tail))


def _iconed(spot: ContextElement) -> Iterator[str]:
    """Labels without links behind the icon of a tag or a folder."""
    if not spot.hidden and _ICON.search(icon_name(spot.element)):
        text, after = behind_icon(spot.element)
        yield from _split(text) if after is None else ()


def _unlinked(spot: ContextElement) -> Iterator[str]:
    """The texts of innermost elements where there is no link: `<span class="tag">`."""
    if spot.hidden or next(spot.element.iter("a", "time"), None) is not None:
        return
    for leaf in (element for element in spot.element.iter("*") if not len(element)):
        text = text_of(leaf).strip(_EDGES)
        is_words = not text.endswith((":", "：")) and any(map(str.isalpha, text))
        if is_words and len(text) <= _LONGEST_LABEL and not is_boilerplate(text) and not is_opening(text):
            yield text.lstrip("# ")


def _split(tail: str) -> Iterator[str]:
    names = dict.fromkeys(name.strip(_EDGES) for name in _COMMA.split(tail))
    yield from (name for name in names if 0 < len(name) <= _LONGEST_LABEL)
