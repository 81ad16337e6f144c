"""Names that a page tells machines, and the elements that show them to people."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.blogger.html.elements import Element, short_text
from crawler.blogger.page.authors.person_names import without_office
from crawler.blogger.page.authors.shown_names import NAME_ATTRIBUTES, profile_of
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.regions import ContextElement, PostRegion
from crawler.blogger.page.scan import PageScan

LONGEST_NAME = 100
"""Characters of the longest name of an author."""
PIECE_EDGES = " \t|/,;:·•–—-"
"""Signs that part a name from what stands beside it."""
_MACHINE_ATTRIBUTES = (*NAME_ATTRIBUTES, "alt")
_AUTHOR_METAS = ("author", "article:author", "dc.creator", "dcterms.creator")


@dataclass(frozen=True, slots=True)
class Author:
    """Name as shown, and the profile page where the name links to one."""

    name: str | None = None
    url: str | None = None


def machine_names(page: PageScan, region: PostRegion, article: JsonLdArticle | None) -> set[str]:
    """Return the names that the page tells machines alone: in JSON-LD and `meta`."""
    names = {article.author} if article else set()
    if region.single:
        names |= {page.head.get(key, "") for key in _AUTHOR_METAS}
    return {name for name in names if name and "//" not in name}


def as_told(author: Author, names: Iterable[str]) -> Author:
    """Return an author without an office; where its element says more than the name that machines are told,
    that name alone."""
    shown = without_office(author.name or "")
    told = next((name for name in names if name != shown and name in shown.split("\n")[0]), None)
    is_part = told is not None and f" {told} " in f" {shown} "
    return Author(told if is_part else shown or None, author.url)


def by_machine_name(visible: Iterable[ContextElement], boxes: Iterable[Element], names: set[str]) -> Author:
    """Return the name of machines' data that an element around the post, or a box below it, shows."""
    folded = {name.casefold(): name for name in names}
    if not folded:
        return Author()
    elements = [spot.element for spot in visible] + [part for box in boxes for part in box.iter("*")]
    for element in elements:
        texts = [short_text(element, LONGEST_NAME)]
        texts += [" ".join((element.get(key) or "").split()) for key in _MACHINE_ATTRIBUTES]
        name = next((folded[text.casefold()] for text in texts if text.casefold() in folded), None)
        if name and element.tag != "meta":
            return Author(name, profile_of(element))
    return Author()
