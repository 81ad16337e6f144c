"""Icons before the facts of a post: a person before its author, a balloon before the number of comments."""

from collections.abc import Iterator

from crawler.blogger.html.elements import Element, short_text

_TAGS = frozenset({"i", "svg", "span", "em", "ion-icon"})
_LONGEST_NAME = 20


def icon_name(element: Element) -> str:
    """Return what an icon is called: the word that an icon font draws, else its class and its drawing.

    "" for an element that is none.
    """
    if element.tag not in _TAGS or len(element) > 1:
        return ""
    word = short_text(element, _LONGEST_NAME)
    return word if word or short_text(element, 1000) else " ".join(_names(element))


def _names(element: Element) -> Iterator[str]:
    yield element.get("class") or ""
    for drawing in element.iter("use"):
        yield from map(str, drawing.attrib.values())


def behind_icon(element: Element) -> tuple[str, Element | None]:
    """Return the text behind an icon: what follows it, else the element that does, which is given as well."""
    tail = " ".join((element.tail or "").split())
    after = element.getnext()
    if tail or after is None or not isinstance(after.tag, str):
        return tail, None
    return short_text(after, 100), after
