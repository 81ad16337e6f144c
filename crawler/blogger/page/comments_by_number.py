"""Comments in the markup of owners' own themes: an element with the comment's number holds name, time and
text."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.blogger.html.elements import Element, is_within
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.roles import role_of

_NUMBER = re.compile(r"^(?:c|comment-?)(\d{6,20})$")
_NAME_TAGS = ("cite", "strong", "b")
_TIME_TAGS = ("time", "small")
_NAME = Role.AUTHOR | Role.AUTHOR_NAME
_TIME = Role.TIMESTAMP | Role.DATE_HEADER | Role.FOOTER


def comments_by_number(section: Element) -> Iterator[tuple[str, Element, Element | None, Element]]:
    """Yield number, name, time and text of each comment: what stands behind name and time is the text."""
    for item in section.iter("li", "div", "article", "section"):
        number = _number(item)
        user = _first(item, _NAME_TAGS, _NAME) if number else None
        if number is None or user is None:
            continue
        when = _first(item, _TIME_TAGS, _TIME)
        yield number, user, when, _text_behind(item, [user] if when is None else [user, when])


def _number(item: Element) -> str | None:
    anchors = (anchor.get("name") or anchor.get("id") or "" for anchor in item.iterchildren("a"))
    matches = map(_NUMBER.match, (item.get("id") or "", *anchors))
    return next((match[1] for match in matches if match), None)


def _first(item: Element, tags: tuple[str, ...], role: int) -> Element | None:
    """The first part with one of these tags, else with one of these roles."""
    named = (part for part in item.iterdescendants("*") if role_of(part) & role)
    tagged = next(item.iterdescendants(*tags), None)
    return next(named, None) if tagged is None else tagged


def _text_behind(item: Element, facts: list[Element]) -> Element:
    """Move what follows the last child that holds a fact into an element of its own."""
    children = list(item)
    last = max(at for at, child in enumerate(children) if any(is_within(fact, child) for fact in facts))
    body = etree.Element("div")
    body.text, children[last].tail = children[last].tail, None
    body.extend(children[last + 1 :])
    return body
