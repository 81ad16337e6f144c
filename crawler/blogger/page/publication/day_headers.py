"""Headers with the day of the posts below them, in templates that give them no name."""

import re
from collections.abc import Container

from crawler.blogger.dates import read_date
from crawler.blogger.html.elements import Element, short_text

_LONGEST_DATE = 60
_YEAR = re.compile(r"\d{4}")


def is_day(element: Element) -> bool:
    """Tell whether an element says nothing but a date with its year."""
    text = (element.text or "").strip() if isinstance(element.tag, str) and len(element) == 0 else ""
    return 6 <= len(text) <= _LONGEST_DATE and bool(_YEAR.search(text)) and read_date(text) is not None


def day_headers(root: Element, bodies: list[Element]) -> set[Element]:
    """Return the dates that are made as the one nearest above the first body, with what is around each alone.

    Empty where none stands above it: dates below a body belong to the post's byline.
    """
    above: Element | None = None
    for element in root.iter("*"):
        if element is bodies[0]:
            break
        above = element if is_day(element) else above
    if above is None:
        return set()
    tag, name = str(above.tag), above.get("class")
    inside = {element for body in bodies for element in body.iter(tag)}
    alike = (e for e in root.iter(tag) if e.get("class") == name and e not in inside)
    return {frame for element in alike if is_day(element) for frame in _frames(element, bodies)}


def _frames(element: Element, bodies: Container[Element]) -> list[Element]:
    """An element, and the elements around it that hold nothing else."""
    text, found = short_text(element, _LONGEST_DATE), [element]
    for ancestor in element.iterancestors():
        if ancestor in bodies or short_text(ancestor, _LONGEST_DATE) != text:
            break
        found.append(ancestor)
    return found
