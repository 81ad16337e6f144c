"""The name that an element of a byline shows, and the page to which it links."""

from crawler.blogger.html.elements import Element, lines_of, short_text
from crawler.blogger.page.authors.byline import is_opening, without_opening
from crawler.blogger.page.authors.person_names import is_name
from crawler.blogger.page.links import leads_to_label

LONGEST_BYLINE = 300
"""Characters of the longest line that is taken for a byline."""
NAME_ATTRIBUTES = ("data-author", "data-name", "data-text", "aria-label", "title", "content")
"""Attributes that style sheets show, or that hold a name for screen readers."""


def shown_name(element: Element) -> str | None:
    """Return the name in an element, without the words before it, which may touch it.

    "by" may stand in an element of its own; a style sheet may show the name from an attribute.
    """
    if len(element) and short_text(element, LONGEST_BYLINE):
        parts = [part for text in element.itertext() if (part := " ".join(text.split()))]
        while len(parts) > 1 and is_opening(parts[0]):
            del parts[0]
        return without_opening(" ".join(parts)) or None
    text = short_text(element, LONGEST_BYLINE)
    return without_opening(text) if text else name_in_attribute(element)


def name_after_label(element: Element) -> str | None:
    """Return the name after words of the owner's choice.

    The widget's settings let him replace "Posted by", and the template writes label and name on a line each.
    """
    shown = shown_name(element)
    lines = lines_of(element)
    return lines[1] if len(lines) == 2 and shown == " ".join(lines) else shown


def name_in_attribute(element: Element) -> str | None:
    """Return a name that a style sheet or a screen reader takes from an attribute."""
    values = (" ".join((element.get(key) or "").split()) for key in NAME_ATTRIBUTES)
    return next(
        (without_opening(value) for value in values if value and is_name(without_opening(value))), None
    )


def profile_of(element: Element) -> str | None:
    """Return the address of the page about the author to which an element links."""
    for part in (element, *element.iterdescendants("a", "meta")):
        if leads_elsewhere(part):
            continue
        url = part.get("href") or (part.get("content") if "url" in (part.get("itemprop") or "") else None)
        if url and url.startswith(("http", "//")):
            return url
    return None


def leads_elsewhere(link: Element) -> bool:
    """Tell whether a link beside a name leads elsewhere: to the post, its labels or its comments."""
    name = f"{link.get('rel') or ''} {link.get('class') or ''}"
    return (
        "bookmark" in name or "timestamp" in name or leads_to_label(link) or "#" in (link.get("href") or "")
    )
