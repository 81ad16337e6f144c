"""A post's region on a page: its body, and everything around it that speaks of this post and no other.

The rule that holds in every template: within the posts' widget, a post's region is the largest element that
holds its body and no other post's. In it, other widgets, share bars, related posts and forms are left out,
the comments are kept apart, and what a template put *into* the body is taken out of it.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from crawler.blogger.html.elements import Element, drop, short_text, text_of
from crawler.blogger.page.bodies.body_boilerplate import boilerplate_in
from crawler.blogger.page.bodies.body_edges import (
    comments_link_at_end,
    prompts_at_end,
    title_at_top,
)
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import leads_to_comments
from crawler.blogger.page.publication.dates_in_lines import YEAR
from crawler.blogger.page.roles import is_foreign, role_of

LONGEST_TEXT = 1000
"""Characters of the longest text that a reader asks a spot for: a title."""
_LONGEST_ASIDE = 200
"""Characters of a byline and labels in an aside."""


@dataclass(slots=True)
class ContextElement:
    """An element around a body, outside everything that is not the post's."""

    element: Element
    role: int
    hidden: bool
    """Styled `display:none`: machines may read it, people do not see it."""
    before: bool
    """Stands before the body."""
    holds_body: bool = False
    """Its text is the post's own, and says nothing about it."""
    _text: str | None = None
    _line: str | None = None

    def text(self, longest: int) -> str:
        """The element's `short_text`, read from the tree once: nearly every reader looks at it."""
        if self.holds_body:
            return ""
        if self._text is None:
            self._text = short_text(self.element, LONGEST_TEXT)
        return self._text if len(self._text) <= longest else ""

    def forget(self, changed: Container[Element]) -> None:
        """Read the text anew where its tree has changed."""
        if self.element in changed:
            self._text = self._line = None

    def line(self, longest: int) -> str:
        """The element's text without the link to the comments at its end: a byline."""
        if self._line is None:
            self._line = self._without_comments(self.text(LONGEST_TEXT))
        return self._line if self.text(longest) else ""

    def _without_comments(self, text: str) -> str:
        for link in self.element.iterdescendants("a") if text else ():
            if role_of(link) & Role.COMMENT_COUNT or leads_to_comments(link):
                said = text_of(link)
                end = next((end for end in ("", "]", ")") if said and text.endswith(said + end)), "")
                text = text.removesuffix(said + end).rstrip(" [(|·•/-–—:")
        return text


@dataclass(slots=True)
class PostRegion:
    """The part of a page that speaks of one post."""

    root: Element
    body: Element
    order: int
    """Place of the body in the document's order."""
    previous: int = -1
    """Place of the body of the post before it; -1 for the first."""
    single: bool = False
    """The page is this post's own."""
    excerpt: bool = False
    """The body is no more than the beginning of the post."""
    context: list[ContextElement] = field(default_factory=list)
    comments: list[Element] = field(default_factory=list)
    navigation: list[Element] = field(default_factory=list)
    author_boxes: list[Element] = field(default_factory=list)
    """Boxes about the author below the body."""
    status_message: Element | None = None
    """The line above a list that says what it lists."""
    scripts: list[Element] = field(default_factory=list)
    """Scripts around the body, never from inside it."""

    def elements_with(self, role: int, *, hidden: bool = False) -> Iterator[Element]:
        """Elements around the body with any of these roles, those before it and after it in document
        order."""
        return (spot.element for spot in self.context if spot.role & role and (hidden or not spot.hidden))


def regions_around(blog: Element, bodies: list[tuple[int, Element]]) -> list[PostRegion]:
    """Regions for bodies that are known; `blog` is the element that holds them all."""
    holders = Counter(ancestor for _, body in bodies for ancestor in _up_to(body, blog))
    regions: list[PostRegion] = []
    previous = -1
    for order, body in bodies:
        root = body
        for ancestor in _up_to(body, blog):
            if holders[ancestor] > 1:
                break
            root = ancestor
        regions.append(PostRegion(root, body, order, previous, single=len(bodies) == 1))
        previous = order
    for region in regions:
        collect_context(region)
    return regions


def collect_context(region: PostRegion) -> None:
    """Fill what stands around the body, and take out of the body what the template put there."""
    path = {region.body, *region.body.iterancestors()}
    _walk(region, region.root, path)
    body = region.body
    behind = body.getnext()
    for spot in region.context:
        if spot.element is behind and YEAR.search(spot.text(_LONGEST_ASIDE)):
            spot.role |= Role.FOOTER
    title = _title_inside(region)
    _take_out(region, (*title, *comments_link_at_end(body), *prompts_at_end(body)))
    for spot in region.context:
        spot.role |= Role.TITLE if spot.element in title[-1:] else Role.NONE
    _take_out(region, boilerplate_in(body))


def _take_out(region: PostRegion, elements: Iterable[Element]) -> None:
    """Take elements out of the body, and read what they say of the post."""
    for element in elements:
        drop(element)
        element.tail = None
        _walk(region, element, set())


def _title_inside(region: PostRegion) -> list[Element]:
    """The post's title at the top of the body; another than the one above the body is the author's."""
    titles = {spot.text(LONGEST_TEXT) for spot in region.context if spot.role & Role.TITLE} - {""}
    is_headed = region.single or any(spot.before and spot.element.tag in HEADINGS for spot in region.context)
    found = title_at_top(region.body, is_linked=not is_headed)
    return found if not titles or (found and short_text(found[-1], LONGEST_TEXT) in titles) else []


def add_context(region: PostRegion, element: Element) -> None:
    """Add an element that stands elsewhere to what speaks of a region's post."""
    _walk(region, element, set())


def context_above(element: Element) -> list[ContextElement]:
    """An element that stands above a post's region, and all in it, as context before the body."""
    found = PostRegion(element, etree.Element("div"), -1)
    _walk(found, element, set())
    return [replace(spot, before=True) for spot in found.context]


def leave_out_title(region: PostRegion, title: str | None) -> None:
    """Take the headings that show a title out of what speaks of the post: "Labels: a, b" states no labels.
    Where none does, the first heading of the body that begins with it is the template's."""
    shown = [spot.element for spot in region.context if title and _shows_title(spot, title)]
    if not shown:
        _take_out(region, title_at_top(region.body, title) if title and region.single else ())
        return
    parts = {part for heading in shown for part in heading.iter()}
    around = {ancestor for heading in shown for ancestor in heading.iterancestors()}
    for part in parts:
        part.text = None
        part.tail = part.tail if part in shown else None
    region.context = [spot for spot in region.context if spot.element not in parts]
    for spot in region.context:
        spot.forget(around)


def _shows_title(spot: ContextElement, title: str) -> bool:
    parent = spot.element.getparent() if spot.element.tag == "a" else None
    tag = spot.element.tag if parent is None else parent.tag
    is_heading = tag in HEADINGS or spot.role & (Role.TITLE | Role.HEADING)
    return bool(spot.before and is_heading and spot.text(LONGEST_TEXT) == title)


def _walk(region: PostRegion, start: Element, path: set[Element]) -> None:
    before = start in path
    todo: list[tuple[Element, bool]] = [(start, False)] if isinstance(start.tag, str) else []
    while todo:
        element, hidden = todo.pop()
        if element is region.body:
            before = False
            continue
        role = role_of(element)
        if before and role & Role.LIKELY and role & Role.COMMENTS:
            role = role & ~Role.COMMENTS | Role.COMMENT_COUNT  # above the post stands their number
        is_box = not before and (role & Role.AUTHOR_BOX or (role & Role.AUTHOR and _is_about(element)))
        if is_box:
            region.author_boxes.append(element)
        is_apart = element not in path and not (before and _is_byline_aside(element))
        if is_apart and (_set_apart(region, element, role) or is_box):
            continue
        hidden = hidden or (element not in path and _is_hidden(element))
        region.context.append(ContextElement(element, role, hidden, before, element in path))
        if len(element):
            todo.extend([(child, hidden) for child in element.iterchildren("*", reversed=True)])


def _is_about(element: Element) -> bool:
    """Tell whether what is called an author says more than the name: it has a heading and a paragraph."""
    return next(element.iter(*HEADINGS), None) is not None and next(element.iter("p"), None) is not None


def _set_apart(region: PostRegion, element: Element, role: int) -> bool:
    """Tell whether an element stands apart from the post; remember comments, navigation and scripts."""
    if role & Role.COMMENTS and not role & Role.COMMENT_COUNT:
        region.comments.append(element)
    elif role & Role.STATUS_MESSAGE:
        region.status_message = element
    elif role & Role.NAVIGATION or element.tag == "aside":
        region.navigation.append(element)
    elif element.tag == "script":
        region.scripts.append(element)
    return bool(role & (Role.COMMENTS | Role.NAVIGATION | Role.BOILERPLATE)) or is_foreign(element, role)


def _is_byline_aside(element: Element) -> bool:
    """Tell whether an element is a short aside in an article: above the text it says who wrote that, and
    when."""
    if element.tag != "aside" or not short_text(element, _LONGEST_ASIDE):
        return False
    return any(e.tag == "article" or role_of(e) & Role.POST for e in element.iterancestors())


def _up_to(element: Element, top: Element) -> Iterator[Element]:
    for ancestor in element.iterancestors():
        yield ancestor
        if ancestor is top:
            return


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
