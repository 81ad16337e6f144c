"""Dates for machines around a post, each with what it claims: published, updated, or neither.

Many themes show the time of the last change in the place of the date, under any class. So a claim is read
from all that is said of it: `itemprop` and `property`, class, the element's attributes, the words before it.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from crawler.blogger.html.elements import Element, short_text
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.publication.date_words import says_published, says_updated
from crawler.blogger.page.regions import ContextElement, PostRegion

MACHINE = re.compile(r"^\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|\s*$)")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_VALUES = ("datetime", "content", "title", "data-datetime", "data-date", "data-time", "data-published")
_TIME_TAGS = frozenset({"time", "abbr"})
_NAMES = ("itemprop", "property", "class", "id")
_LABELS = ("title", "aria-label", "data-text", "data-title")
_PUBLISHED_NAME = re.compile(r"publish|created|issued|pubdate|pblsh|dtstart", re.IGNORECASE)
_UPDATED_NAME = re.compile(r"modif|update|revised|lastmod|edited", re.IGNORECASE)
_LONGEST_LABEL = 60


class Meaning(IntEnum):
    """The claim of a date. `HATOM` is the class "updated" alone, which hAtom asks for in any case."""

    PUBLISHED = 0
    UNNAMED = 1
    HATOM = 2
    UPDATED = 3


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date in RFC 3339 and its meaning."""

    meaning: Meaning
    raw: str
    above: bool
    """Stands above the body. Below it may stand lists of other posts."""


def claims_of(region: PostRegion) -> list[DateClaim]:
    """Return the machine dates around a post, in document order."""
    found: list[DateClaim] = []
    for context in region.context:
        element = context.element
        raw = _value(element) if _may_be_date(context) else ""
        if raw:
            found.append(DateClaim(meaning_of(context), raw, context.before))
    return found


def _may_be_date(context: ContextElement) -> bool:
    if context.role & (Role.TIMESTAMP | Role.DATE_HEADER) or context.element.tag in _TIME_TAGS:
        return True
    return any(
        ("date" in value.lower() and name in {"itemprop", "property"})
        or (_INSTANT.match(value) and name in _VALUES)
        for name, value in context.element.items()
    )


def meaning_of(context: ContextElement) -> Meaning:
    """Return what a date's element says that the date means: by its words first, then by its names."""
    element = context.element
    words = [element.get(key) or "" for key in _LABELS]
    words += [context.text(_LONGEST_LABEL), text_before(element)]
    if any(map(says_updated, words)) and not any(map(says_published, words)):
        return Meaning.UPDATED
    names = " ".join(element.get(key) or "" for key in _NAMES)
    if _PUBLISHED_NAME.search(names):
        return Meaning.PUBLISHED
    if not _UPDATED_NAME.search(names):
        return Meaning.PUBLISHED if any(map(says_published, words)) else Meaning.UNNAMED
    return Meaning.HATOM if "updated" in (element.get("class") or "").split() else Meaning.UPDATED


def text_before(element: Element) -> str:
    """Return the words right before an element: of its line, or of the short element before it."""
    before = element.getprevious()
    parent = element.getparent()
    if before is None:
        return "" if parent is None else " ".join((parent.text or "").split())[-_LONGEST_LABEL:]
    tail = " ".join((before.tail or "").split())
    if tail or not isinstance(before.tag, str):
        return tail[-_LONGEST_LABEL:]
    text = short_text(before, _LONGEST_LABEL)
    return "" if any(map(str.isdecimal, text)) else text


def _value(element: Element) -> str:
    for key in _VALUES:
        value = element.get(key)
        if value and MACHINE.match(value):
            return value.strip()
    text = (element.text or "").strip() if element.tag in _TIME_TAGS and not len(element) else ""
    return text if MACHINE.match(text) else ""
