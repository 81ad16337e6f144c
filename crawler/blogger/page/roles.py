"""Element → what it is for the reader, by the tables. Cached by the attribute's raw text: pages repeat
themselves."""

import re
from functools import lru_cache

from crawler.blogger.html.elements import Element
from crawler.blogger.page.class_names import (
    BODY_STRENGTH,
    BODY_WORDS,
    BOX_WORDS,
    CLASSES,
    IDS,
    INLINE,
    NON_CONTENT_TAGS,
    NOT_OF_POST,
    POST_WORDS,
    STEMS,
    TEXT_WORDS,
    WORDS,
    Role,
)

_FOLD = str.maketrans({"-": None, "_": None})
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_PARTING = re.compile("[-_]+")
_PIECE = re.compile(r"[A-Za-z]+\d{0,3}")
"""A part of a name that is made of words; ids that programs make up are not."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
"""A word of a name: "post-date", "postDate"."""


def _invert(table: dict[int, str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for role, names in table.items():
        for name in names.split():
            roles[name] = roles.get(name, Role.NONE) | role
    return roles


_BY_CLASS = _invert(CLASSES)
_BY_ID = _invert(IDS)
_BY_STEM = _invert(STEMS)
_BY_WORD = _invert(WORDS)


def role_of(element: Element) -> int:
    """Every role of an element, by its class and its id."""
    name = element.get("class")
    role = by_class(name) if name else Role.NONE
    name = element.get("id")
    if name:
        role |= by_id(name)
    if role & Role.LIKELY and role & Role.COMMENTS and element.tag in INLINE:
        role = role & ~Role.COMMENTS | Role.COMMENT_COUNT
    return role


@lru_cache(maxsize=8192)
def by_class(value: str) -> int:
    """Roles of a `class` attribute. A widget is `widget Blog`, `widget PopularPosts` …"""
    names = value.translate(_FOLD).lower().split()
    if "widget" in names:
        return Role.BLOG if "blog" in names else Role.OTHER_WIDGET
    role = Role.NONE
    for name in names:
        role |= _BY_CLASS.get(name, Role.NONE)
    return role or _by_part(value)


@lru_cache(maxsize=8192)
def by_id(value: str) -> int:
    """Roles of an `id` attribute."""
    if value.startswith("post-body-") and value[10:].isdigit():
        return Role.BODY
    return _BY_ID.get(value.translate(_FOLD).lower(), Role.NONE) or _by_part(value)


def _by_part(value: str) -> int:
    """Roles by stems and words of names that are not known as a whole, marked as likely."""
    role = Role.NONE
    for name in filter(_NAME.fullmatch, value.split()):
        folded = name.translate(_FOLD).lower()
        stems = [_BY_STEM[stem] for stem in _BY_STEM if stem in folded]
        role |= stems[0] if stems else _by_words(_words_of(name))
    return role | Role.LIKELY if role else role


def _words_of(name: str) -> frozenset[str]:
    pieces = filter(_PIECE.fullmatch, _PARTING.split(name))
    return frozenset(word.lower() for piece in pieces for word in _WORD.findall(piece))


def is_called_body(element: Element) -> bool:
    """Tell whether a word of an element's names says "text" or the like, and none says of something else."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    words = frozenset(word for name in names if _NAME.fullmatch(name) for word in _words_of(name))
    return bool(words & BODY_WORDS) and not words & (NOT_OF_POST - {"blog"} | BOX_WORDS)


def _by_words(words: frozenset[str]) -> int:
    if _names_body(words):
        return Role.BODY
    role = Role.NONE
    for word in words:
        role |= _BY_WORD.get(word, Role.NONE)
    if role & Role.BOILERPLATE:
        return Role.BOILERPLATE
    if role & (Role.AUTHOR | Role.HEADING) and words & NOT_OF_POST - {"author"}:
        role &= ~(Role.AUTHOR | Role.HEADING)
    return role | Role.AUTHOR_BOX if role & Role.AUTHOR and words & BOX_WORDS else role


def _names_body(words: frozenset[str]) -> bool:
    return bool(words & POST_WORDS and words & TEXT_WORDS) and words <= POST_WORDS | TEXT_WORDS | {"content"}


def is_foreign(element: Element, role: int) -> bool:
    """Tell whether nothing inside the element belongs to a post."""
    return bool(role & Role.OTHER_WIDGET) or element.tag in NON_CONTENT_TAGS


def body_strength(element: Element) -> int:
    """Return the confidence that an element is a post's body, 0 to 5."""
    name = element.get("id") or ""
    if name.startswith("post-body-") and by_id(name) & Role.BODY:
        return 5
    prop = (element.get("itemprop") or element.get("property") or "").lower()
    if "articlebody" in prop or "articlesbody" in prop:
        return 4
    names = (element.get("class") or "").translate(_FOLD).lower().split()
    named = max((BODY_STRENGTH.get(name, 0) for name in names), default=0)
    named = named or int(bool(names) and bool(by_class(element.get("class") or "") & Role.BODY))
    if not by_id(name) & Role.BODY:
        return named
    return max(named, BODY_STRENGTH["postbody"] if name.translate(_FOLD).lower() == "postbody" else 1)
