"""A post's labels, each once, in the order of the page.

Trust: links marked `rel=tag` around the body · links to label pages in an element called labels or tags ·
any link to a label page around the body · the breadcrumbs. Label clouds of sidebars and links inside the
text are none.
"""

from collections.abc import Iterable
from urllib.parse import unquote

from crawler.blogger.html.elements import Element, text_of
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.links import is_tag, leads_to_label
from crawler.blogger.page.regions import PostRegion

_EDGES = " \t,;•·|"
_DECORATION = " #()[]0123456789+"


def labels_of(region: PostRegion) -> tuple[str, ...]:
    """Labels of the post in a region."""
    links = [spot for spot in region.context if spot.element.tag == "a"]
    tags = [spot.element for spot in links if is_tag(spot.element)]
    held = [
        a
        for element in region.elements_with(Role.LABELS, hidden=True)
        for a in element.iter("a")
        if leads_to_label(a)
    ]
    any_label = [spot.element for spot in links if leads_to_label(spot.element)]
    crumbs = [a for element in region.navigation for a in element.iter("a") if is_tag(a) or leads_to_label(a)]
    return next((names for group in (tags, held, any_label, crumbs) if (names := _names(group))), ())


def _names(links: Iterable[Element]) -> tuple[str, ...]:
    names = (name for link in links if (text := text_of(link).strip(_EDGES)) and (name := _name(text, link)))
    return tuple(dict.fromkeys(names))


def _name(text: str, link: Element) -> str:
    """The label in a link's text; themes decorate it: "#News", "News (5)". The address has it plain."""
    path = (link.get("href") or "").partition("?")[0].partition("#")[0]
    plain = " ".join(unquote(path.rpartition("/")[2]).split())
    return plain if plain and text != plain and text.strip(_DECORATION) == plain else text
