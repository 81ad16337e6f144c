"""A post's region on a page: its body, and everything around it that speaks of this post and no other.

The rule that holds in every template: within the posts' gadget, a post's region is the largest element that
holds its body and no other post's. In it, other gadgets, share bars, related posts and forms are left out,
the comments are kept apart, and what a template put *into* the body is taken out of it.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from crawler.blogger.html.page_tree import Element, drop, is_within, short_text, text_of
from crawler.blogger.page.class_names import BODY_FURNITURE, CODE_TAGS, INLINE, Role
from crawler.blogger.page.links import is_tag, leads_to_label
from crawler.blogger.page.roles import body_strength, is_foreign, role_of
from crawler.blogger.page.scan import Mark, Survey

FURNITURE_LENGTH = 500
"""Characters. Longer furniture that is also most of a body is the body under a misleading name."""

LIKELY_LENGTH = 300
"""Characters outside of links. What is known by a part of its name only and says more is the author's."""
LONGEST_TEXT = 1000
"""Characters of the longest text that a reader asks a spot for: a title."""
MOST_BODIES = 20
"""Bodies of one post that are compared by length."""


@dataclass(slots=True)
class Spot:
    """An element around a body, outside everything that is not the post's."""

    element: Element
    role: int
    hidden: bool
    """Styled `display:none`: machines may read it, people do not see it."""
    before: bool
    """Stands before the body."""
    _text: str | None = None

    def text(self, longest: int) -> str:
        """The element's `short_text`, read from the tree once: nearly every reader looks at it."""
        if self._text is None:
            self._text = short_text(self.element, LONGEST_TEXT)
        return self._text if len(self._text) <= longest else ""


@dataclass(slots=True)
class Region:
    """Where one post is on the page."""

    root: Element
    body: Element
    order: int
    """Place of the body in the document's order."""
    previous: int = -1
    """Place of the body of the post before it; -1 for the first."""
    single: bool = False
    """The page is this post's own."""
    spots: list[Spot] = field(default_factory=list)
    comments: list[Element] = field(default_factory=list)
    navigation: list[Element] = field(default_factory=list)
    scripts: list[Element] = field(default_factory=list)
    """Scripts around the body, never from inside it."""

    def having(self, role: int, *, hidden: bool = False) -> Iterator[Element]:
        """Elements around the body with any of these roles, those before it and after it in document
        order."""
        return (spot.element for spot in self.spots if spot.role & role and (hidden or not spot.hidden))


def by_bodies(page: Survey) -> list[Region]:
    """Regions of all posts whose body is marked by class, id or microdata."""
    blog, bodies = find_bodies(page)
    return around(blog, bodies)


def find_bodies(page: Survey) -> tuple[Element, list[tuple[int, Element]]]:
    """The element that holds the posts, and each post's body with its place in the document's order."""
    blog = _gadget(page)
    return blog, _distinct([mark for mark in page.marked(Role.BODY) if _is_post(mark.element, blog)])


def around(blog: Element, bodies: list[tuple[int, Element]]) -> list[Region]:
    """Regions for bodies that are known; `blog` is the element that holds them all."""
    holders = Counter(ancestor for _, body in bodies for ancestor in _up_to(body, blog))
    regions: list[Region] = []
    previous = -1
    for order, body in bodies:
        root = body
        for ancestor in _up_to(body, blog):
            if holders[ancestor] > 1:
                break
            root = ancestor
        regions.append(Region(root, body, order, previous, single=len(bodies) == 1))
        previous = order
    for region in regions:
        look_around(region)
    return regions


def look_around(region: Region) -> None:
    """Fill what stands around the body, and take out of the body what the template put there."""
    path = {region.body, *region.body.iterancestors()}
    _walk(region, region.root, path)
    for element in _furniture(region.body):
        drop(element)
        element.tail = None
        _walk(region, element, set())


def look_at(region: Region, element: Element) -> None:
    """Add an element that stands elsewhere to what speaks of a region's post."""
    _walk(region, element, set())


def spots_above(element: Element) -> list[Spot]:
    """An element that stands above a post's region, and all in it, as spots before the body."""
    found = Region(element, etree.Element("div"), -1)
    _walk(found, element, set())
    return [replace(spot, before=True) for spot in found.spots]


def _walk(region: Region, start: Element, path: set[Element]) -> None:
    before = start in path
    todo: list[tuple[Element, bool]] = [(start, False)] if isinstance(start.tag, str) else []
    while todo:
        element, hidden = todo.pop()
        if element is region.body:
            before = False
            continue
        role = role_of(element)
        if before and role & Role.LIKELY and role & Role.COMMENTS:
            role = role & ~Role.COMMENTS | Role.COUNT  # above the post stands their number
        if element not in path and (_set_apart(region, element, role) or (role & Role.BOX and not before)):
            continue
        hidden = hidden or _is_hidden(element)
        region.spots.append(Spot(element, role, hidden, before))
        if len(element):
            todo.extend([(child, hidden) for child in element.iterchildren("*", reversed=True)])


def _set_apart(region: Region, element: Element, role: int) -> bool:
    """Whether an element is no part of the post's own surroundings; comments and the like are remembered."""
    if role & Role.COMMENTS and not role & Role.COUNT:
        region.comments.append(element)
    elif role & Role.NAVIGATION:
        region.navigation.append(element)
    elif element.tag == "script":
        region.scripts.append(element)
    return bool(role & (Role.COMMENTS | Role.NAVIGATION | Role.ADDITION)) or is_foreign(element, role)


def _gadget(page: Survey) -> Element:
    """The gadget with the most bodies; the whole page where there is none."""
    if len(page.blogs) <= 1:
        return page.blogs[0] if page.blogs else page.root
    gadgets = set(page.blogs)
    bodies = (mark.element for mark in page.marked(Role.BODY))
    held = Counter(a for body in bodies for a in body.iterancestors() if a in gadgets)
    return max(page.blogs, key=lambda blog: held[blog])


def _up_to(element: Element, top: Element) -> Iterator[Element]:
    for ancestor in element.iterancestors():
        yield ancestor
        if ancestor is top:
            return


def _is_post(body: Element, blog: Element) -> bool:
    """Whether a body stands in the gadget and in nothing that imitates posts (popular posts, comments)."""
    if body.tag in {"body", "html"}:
        return False
    for ancestor in body.iterancestors():
        if ancestor is blog:
            return True
        role = role_of(ancestor)
        if (role & Role.COMMENTS and not role & Role.LIKELY) or is_foreign(ancestor, role):
            return False
    return False


def _distinct(marks: list[Mark]) -> list[tuple[int, Element]]:
    """One body a post: of nested ones the surer, of several in one post's container the surer, then the
    longer."""
    by_post: dict[Element, list[Mark]] = {}
    for mark in marks:
        by_post.setdefault(_container(mark.element, by_post), []).append(mark)
    best = [found[0] if len(found) == 1 else _best(found) for found in by_post.values()]
    return sorted(((mark.order, mark.element) for mark in best), key=lambda pair: pair[0])


def _best(found: list[Mark]) -> Mark:
    surest = max(body_strength(mark.element) for mark in found)
    equal = [mark for mark in found if body_strength(mark.element) == surest][:MOST_BODIES]
    return equal[0] if len(equal) == 1 else max(equal, key=lambda mark: len(text_of(mark.element)))


def _container(body: Element, known: Container[Element]) -> Element:
    """The post that a body belongs to: the nearest post container, else the outermost body around it."""
    container = body
    for ancestor in body.iterancestors():
        role = role_of(ancestor)
        if role & Role.BODY or ancestor in known:
            container = ancestor
        if role & Role.POST:
            return ancestor
        if role & Role.BLOG:
            break
    return container


def _furniture(body: Element) -> list[Element]:
    """Outermost elements inside a body that a template put there; what holds most of the text is the text."""
    found: list[Element] = []
    for element in body.iter("*"):
        role = role_of(element)
        if not role & BODY_FURNITURE or element is body or (found and is_within(element, found[-1])):
            continue
        if _is_templates(element, role) and not _is_most_of(element, body):
            found.append(element)
    return found


def _is_templates(element: Element, role: int) -> bool:
    """Whether a name that means furniture means it here: authors' code and pasted markup have names too."""
    if any(e.tag in CODE_TAGS for e in (element, *element.iterancestors())):
        return False
    role &= BODY_FURNITURE | Role.LIKELY
    if not role & ~(Role.LABELS | Role.LIKELY):
        return any(is_tag(link) or leads_to_label(link) for link in element.iter("a"))
    if role & Role.LIKELY:
        return is_likely_furniture(element, role)
    return not (role & Role.COMMENTS and element.tag in INLINE)


def is_likely_furniture(element: Element, role: int) -> bool:
    """Whether an element known by a part of its name says too little to be the author's."""
    wanted = role & Role.LIKELY and role & (Role.ADDITION | Role.BOX | Role.NAVIGATION)
    return bool(wanted) and _unlinked(element) <= LIKELY_LENGTH


def _unlinked(element: Element) -> int:
    return len(text_of(element)) - sum(len(text_of(link)) for link in element.iter("a"))


def _is_most_of(element: Element, body: Element) -> bool:
    length = len(text_of(element))
    return length > FURNITURE_LENGTH and 2 * length > len(text_of(body))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
