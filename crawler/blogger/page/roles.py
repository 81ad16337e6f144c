"""Element → what it is for the reader, by the tables. Cached by the attribute's raw text: pages repeat
themselves."""

from functools import lru_cache

from crawler.blogger.page.tables import BODY_STRENGTH, CLASSES, FOREIGN_TAGS, IDS, Role
from crawler.blogger.page.tree import Element

FOLD = str.maketrans({"-": None, "_": None})


def _invert(table: dict[int, str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for role, names in table.items():
        for name in names.split():
            roles[name] = roles.get(name, Role.NONE) | role
    return roles


BY_CLASS = _invert(CLASSES)
BY_ID = _invert(IDS)


def role_of(element: Element) -> int:
    """Every role of an element, by its class and its id."""
    role = Role.NONE
    name = element.get("class")
    if name:
        role = by_class(name)
    name = element.get("id")
    if name:
        role |= by_id(name)
    return role


@lru_cache(maxsize=8192)
def by_class(value: str) -> int:
    """Roles of a `class` attribute. A gadget is `widget Blog`, `widget PopularPosts` …"""
    names = value.translate(FOLD).lower().split()
    if "widget" in names:
        return Role.BLOG if "blog" in names else Role.FOREIGN
    role = Role.NONE
    for name in names:
        role |= BY_CLASS.get(name, Role.NONE)
    return role


@lru_cache(maxsize=8192)
def by_id(value: str) -> int:
    """Roles of an `id` attribute."""
    if value.startswith("post-body-") and value[10:].isdigit():
        return Role.BODY
    return BY_ID.get(value.translate(FOLD).lower(), Role.NONE)


def is_foreign(element: Element, role: int) -> bool:
    """Whether nothing inside the element belongs to a post."""
    return bool(role & Role.FOREIGN) or element.tag in FOREIGN_TAGS


def body_strength(element: Element) -> int:
    """How surely an element is a post's body, 0 to 5."""
    if by_id(element.get("id") or "") & Role.BODY:
        return 5
    prop = (element.get("itemprop") or "").lower()
    if "articlebody" in prop or "articlesbody" in prop:
        return 4
    names = (element.get("class") or "").translate(FOLD).lower().split()
    return max((BODY_STRENGTH.get(name, 0) for name in names), default=0)
