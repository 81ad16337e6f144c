"""The author in microdata or RDFa: shown to people, or told machines in `meta`."""

from crawler.blogger.html.elements import Element
from crawler.blogger.page.authors.machine_names import Author
from crawler.blogger.page.authors.shown_names import profile_of, shown_name
from crawler.blogger.page.regions import ContextElement


def by_microdata(spot: ContextElement) -> Author | None:
    """Return the name that an element of microdata or RDFa shows."""
    element = _named_in_microdata(spot)
    if element is None or element.tag == "meta":
        return None
    return Author(shown_name(element), profile_of(spot.element))


def by_hidden_microdata(spot: ContextElement) -> Author | None:
    """Return the name that microdata tells machines alone."""
    element = _named_in_microdata(spot)
    if element is None or element.tag != "meta":
        return None
    return Author(element.get("content") or None, profile_of(spot.element))


def _named_in_microdata(spot: ContextElement) -> Element | None:
    """The element that names the author in microdata or RDFa."""
    prop = spot.element.get("itemprop") or spot.element.get("property")
    if not prop or "author" not in prop.split():
        return None
    named = next((e for e in spot.element.iter("*") if "name" in (e.get("itemprop") or "").split()), None)
    return spot.element if named is None else named
