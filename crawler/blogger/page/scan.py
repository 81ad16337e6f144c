"""One pass over a page's tree that finds the posts' widget, the bodies and the parts named around them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from crawler.blogger.html.elements import Element, is_within, short_text
from crawler.blogger.page.class_names import MARKED_TAGS, Role
from crawler.blogger.page.roles import body_strength, by_class, by_id, is_foreign, role_of

_WIDGET = re.compile(r"""class=(?<!\wclass=)["']widget [A-Z]\w+["'](?=[^<>]*\bid=)""")
"""A pattern that begins with letters is searched for thirty times as fast as one that begins with `\\b`."""
_PROPERTIES = frozenset({"itemprop", "property"})
"""Attributes of microdata and RDFa."""
_HEADER_WIDGET = "widget Header"
_LONGEST_HEADER = 1000
_WANTED = Role.BLOG | Role.BODY | Role.DATE_HEADER | Role.TITLE | Role.COMMENTS


class RoleMark(NamedTuple):
    """An element worth remembering and its place in the document's order."""

    order: int
    element: Element
    role: int


@dataclass
class PageScan:
    """The page's tree with what the one pass over it found. Templates may change the tree."""

    root: Element
    text: str
    widget_data: Mapping[str, str]
    """Values of the page's data script."""
    url: str | None
    marks: list[RoleMark] = field(default_factory=list)
    """In document order."""
    links: list[Element] = field(default_factory=list)
    """Every `link` and `meta`, wherever it stands."""
    scripts: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    own_url: str | None = None
    """Kept by `identity.page_url`."""
    own_id: str | None = None
    """Kept by `identity.blog_id_of`, as is whether it is guessed: Blogger itself does not state it."""
    is_id_guessed: bool = False
    _by_role: dict[int, list[RoleMark]] = field(default_factory=dict)

    def with_role(self, role: int) -> list[RoleMark]:
        """Marks with any of these roles, in document order."""
        if role not in self._by_role:
            self._by_role[role] = [mark for mark in self.marks if mark.role & role]
        return self._by_role[role]

    def before(self, role: int, order: int) -> Iterator[RoleMark]:
        """Marks of a role before a place in the document, in no other widget; the last one first."""
        marks = self.with_role(role)
        for place in range(bisect_left(marks, order, key=attrgetter("order")) - 1, -1, -1):
            if not _is_anothers(marks[place].element):
                yield marks[place]

    def inside(self, role: int, root: Element, order: int) -> Iterator[Element]:
        """Elements of a role behind a place in the document, up to the first outside of `root`."""
        marks = self.with_role(role)
        for place in range(bisect_left(marks, order, key=attrgetter("order")), len(marks)):
            if not is_within(marks[place].element, root):
                return
            yield marks[place].element

    def renumber(self) -> dict[Element, int]:
        """Give the marks their places anew, after the tree was changed; the places of all elements."""
        order = {element: place for place, element in enumerate(self.root.iter("*"))}
        self._by_role.clear()
        marks = (RoleMark(order.get(mark.element, -1), mark.element, mark.role) for mark in self.marks)
        self.marks = sorted(marks, key=attrgetter("order"))
        return order

    @cached_property
    def blog_widgets(self) -> list[Element]:
        """Widgets that hold posts; none in classic templates."""
        found = [mark.element for mark in self.with_role(Role.BLOG)]
        if len(found) < 2:
            return found
        outer = set(found)  # authors paste whole pages, with the widgets in them
        return [blog for blog in found if not any(e in outer for e in blog.iterancestors())]

    @cached_property
    def has_widgets(self) -> bool:
        """The page is laid out in widgets, as all but classic templates are."""
        return _WIDGET.search(self.text) is not None

    @cached_property
    def head(self) -> dict[str, str]:
        """`link` by rel, `meta` by name, property or itemprop: the first of each; "comments-feed" and
        "feed-title" besides."""
        found: dict[str, str] = {}
        for element in self.links:
            key, value = _head_entry(element)
            if key and value:
                found.setdefault(key, value)
                if key == "service.post":
                    found.setdefault("feed-title", element.get("title") or "")
        return found

    @cached_property
    def header(self) -> str:
        """Text of the first heading in the widget with the blog's name."""
        widgets = (e for e in self.root.iter("div") if (e.get("class") or "").startswith(_HEADER_WIDGET))
        headings = (heading for widget in widgets for heading in widget.iter("h1", "h2", "h3", "p"))
        return next((text for heading in headings if (text := short_text(heading, _LONGEST_HEADER))), "")

    @cached_property
    def title(self) -> str:
        """Text of the page's `title` element."""
        element = next(self.root.iter("title"), None)
        return " ".join((element.text or "").split()) if element is not None else ""


def scan(root: Element, text: str, widget_data: Mapping[str, str], url: str | None) -> PageScan:
    """Go over the tree once and remember the elements that the templates need."""
    found = PageScan(root, text, widget_data, url)
    found.links.extend(root.iter("link", "meta"))
    found.scripts.extend(root.iter("script"))
    for order, element in enumerate(root.iter(*MARKED_TAGS)):
        role = Role.NONE
        for name, value in element.items():  # one call: most have one attribute or two
            if name == "class":
                role |= by_class(value)
            elif name == "id":
                role |= by_id(value)
            elif name in _PROPERTIES and value and body_strength(element):
                role |= Role.BODY
        if role & _WANTED:
            found.marks.append(RoleMark(order, element, role))
    return found


def _is_anothers(element: Element) -> bool:
    return any(is_foreign(ancestor, role_of(ancestor)) for ancestor in element.iterancestors())


def _head_entry(element: Element) -> tuple[str, str]:
    if element.tag == "meta":
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        return key.lower(), element.get("content") or ""
    key = (element.get("rel") or "").lower()
    if key == "alternate":
        return "comments-feed" if "/comments/default" in (element.get("href") or "") else "", element.get(
            "href"
        ) or ""
    return key, element.get("href") or ""
