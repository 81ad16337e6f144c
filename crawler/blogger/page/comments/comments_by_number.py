"""Comments in the markup of owners' own themes: an element with the comment's number holds name, time and
text."""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from crawler.blogger.html.elements import Element, is_within, text_of
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.roles import role_of

_NUMBER = re.compile(r"^(?:c|comment-?)(\d{6,20})$")
_NAME_TAGS = ("cite", "strong", "b")
_TIME_TAGS = ("time", "small")
_NAME = Role.AUTHOR | Role.AUTHOR_NAME
_TIME = Role.TIMESTAMP | Role.DATE_HEADER | Role.FOOTER
_NAME_CLASS = re.compile(r"comment[-_]?(?:name|author|user)\b", re.IGNORECASE)
_TIME_CLASS = re.compile(r"comment[-_]?(?:date|time)\b", re.IGNORECASE)


def comments_by_number(section: Element) -> Iterator[tuple[str, Element, Element | None, Element]]:
    """Yield number, name, time and text of each comment: what stands behind name and time is the text."""
    for item in section.iter("li", "div", "article", "section"):
        number = _number(item)
        user = _first(item, _NAME_TAGS, _NAME, _NAME_CLASS) if number else None
        if number is None or user is None:
            continue
        when = _first(item, _TIME_TAGS, _TIME, _TIME_CLASS)
        body = _text_behind(item, [user] if when is None else [user, when])
        yield number, _without(user, when), when, body


def _number(item: Element) -> str | None:
    anchors = (anchor.get("name") or anchor.get("id") or "" for anchor in item.iterchildren("a"))
    matches = map(_NUMBER.match, (item.get("id") or "", *anchors))
    return next((match[1] for match in matches if match), None)


def _first(item: Element, tags: tuple[str, ...], role: int, name: re.Pattern[str]) -> Element | None:
    """The first part with one of these tags, else that a comment's class names, else with one of these
    roles."""
    parts = list(item.iterdescendants("*"))
    named = (part for part in parts if name.match(part.get("class") or ""))
    tagged = (part for part in parts if part.tag in tags)
    told = (part for part in parts if role_of(part) & role)
    return next(chain(tagged, named, told), None)


def _without(user: Element, when: Element | None) -> Element:
    """The name alone where its element holds the time as well: its link, else the words before."""
    if when is None or not is_within(when, user):
        return user
    link = next((link for link in user.iter("a") if text_of(link) and not is_within(link, when)), None)
    if link is not None:
        return link
    name = etree.Element("span")
    name.text = user.text
    return name


def _text_behind(item: Element, facts: list[Element]) -> Element:
    """Move what follows the last child that holds a fact into an element of its own; where nothing does,
    look inside that child."""
    children = list(item)
    last = max(at for at, child in enumerate(children) if any(is_within(fact, child) for fact in facts))
    behind = (children[last].tail or "").strip() or any(text_of(child) for child in children[last + 1 :])
    if not behind and children[last] not in facts and all(is_within(f, children[last]) for f in facts):
        return _text_behind(children[last], facts)
    body = etree.Element("div")
    body.text, children[last].tail = children[last].tail, None
    body.extend(children[last + 1 :])
    return body
