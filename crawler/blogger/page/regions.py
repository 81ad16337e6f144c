"""A post's region on a page: its body, and everything around it that speaks of this post and no other.

The rule that holds in every template: within the posts' widget, a post's region is the largest element that
holds its body and no other post's. In it, other widgets, share bars, related posts and forms are left out,
the comments are kept apart, and what a template put *into* the body is taken out of it.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from crawler.blogger.html.elements import Element, drop, is_within, short_text, text_of
from crawler.blogger.page.body_edges import prompts_at_end, title_at_top
from crawler.blogger.page.byline import is_meta_line
from crawler.blogger.page.class_names import BODY_BOILERPLATE, CODE_TAGS, INLINE, Role
from crawler.blogger.page.links import is_share_link, is_tag, leads_to_label
from crawler.blogger.page.roles import body_strength, is_foreign, role_of
from crawler.blogger.page.scan import PageScan, RoleMark

_LONGEST_BOILERPLATE = 500
"""Characters. Longer boilerplate that is also most of a body is the body under a misleading name."""

_LIKELY_LENGTH = 300
"""Characters outside of links. What is known by a part of its name only and says more is the author's."""
LONGEST_TEXT = 1000
"""Characters of the longest text that a reader asks a spot for: a title."""
COMMENT_PAGES = ("#comment", "comment.g?", "/comment/fullpage/", "/comment/frame/", "#disqus", "isPopup=true")
"""Parts of addresses at which comments are read or written."""
_LONGEST_META = 160
_LONGEST_FRAME = 400
"""Characters of title and byline around a body."""
_LONGEST_SHARE = 30
"""Characters of the words before share links."""
_META = Role.AUTHOR | Role.AUTHOR_NAME | Role.TIMESTAMP | Role.COMMENT_COUNT
_SURE_BODY = 2
"""Strength of a body that holds one post: a weaker name may be that of a box around several."""
_MOST_BODIES = 20
"""Bodies of one post that are compared by length."""


@dataclass(slots=True)
class ContextElement:
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

    def line(self, longest: int) -> str:
        """The element's text without the link to the comments at its end: a byline."""
        text = self.text(longest)
        for link in self.element.iterdescendants("a") if text else ():
            href = link.get("href") or ""
            if role_of(link) & Role.COMMENT_COUNT or any(part in href for part in COMMENT_PAGES):
                text = text.removesuffix(text_of(link)).rstrip(" |·•/-–—:")
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


def regions_by_body(page: PageScan) -> list[PostRegion]:
    """Regions of all posts whose body is marked by class, id or microdata."""
    blog, bodies = find_bodies(page)
    return regions_around(blog, bodies)


def find_bodies(page: PageScan) -> tuple[Element, list[tuple[int, Element]]]:
    """The element that holds the posts, and each post's body with its place in the document's order."""
    blog = _widget(page)
    bodies = [mark for mark in page.with_role(Role.BODY) if _is_post(mark.element, blog)]
    return blog, _distinct(_without_pasted(bodies))


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
    edges = (*title_at_top(region.body), *prompts_at_end(region.body))
    for element in (*edges, *_boilerplate(region.body)):
        drop(element)
        element.tail = None
        _walk(region, element, set())


def add_context(region: PostRegion, element: Element) -> None:
    """Add an element that stands elsewhere to what speaks of a region's post."""
    _walk(region, element, set())


def context_above(element: Element) -> list[ContextElement]:
    """An element that stands above a post's region, and all in it, as context before the body."""
    found = PostRegion(element, etree.Element("div"), -1)
    _walk(found, element, set())
    return [replace(spot, before=True) for spot in found.context]


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
        is_box = role & Role.AUTHOR_BOX and not before
        if is_box:
            region.author_boxes.append(element)
        if element not in path and (_set_apart(region, element, role) or is_box):
            continue
        hidden = hidden or _is_hidden(element)
        region.context.append(ContextElement(element, role, hidden, before))
        if len(element):
            todo.extend([(child, hidden) for child in element.iterchildren("*", reversed=True)])


def _set_apart(region: PostRegion, element: Element, role: int) -> bool:
    """Tell whether an element stands apart from the post; remember comments, navigation and scripts."""
    if role & Role.COMMENTS and not role & Role.COMMENT_COUNT:
        region.comments.append(element)
    elif role & Role.STATUS_MESSAGE:
        region.status_message = element
    elif role & Role.NAVIGATION:
        region.navigation.append(element)
    elif element.tag == "script":
        region.scripts.append(element)
    return bool(role & (Role.COMMENTS | Role.NAVIGATION | Role.BOILERPLATE)) or is_foreign(element, role)


def _widget(page: PageScan) -> Element:
    """The widget with the most bodies; the whole page where there is none."""
    if len(page.blog_widgets) <= 1:
        return page.blog_widgets[0] if page.blog_widgets else page.root
    widgets = set(page.blog_widgets)
    bodies = (mark.element for mark in page.with_role(Role.BODY))
    held = Counter(a for body in bodies for a in body.iterancestors() if a in widgets)
    return max(page.blog_widgets, key=lambda blog: held[blog])


def _up_to(element: Element, top: Element) -> Iterator[Element]:
    for ancestor in element.iterancestors():
        yield ancestor
        if ancestor is top:
            return


def _is_post(body: Element, blog: Element) -> bool:
    """Tell whether a body stands in the widget, outside of what imitates posts (popular posts, comments)."""
    if body.tag in {"body", "html"}:
        return False
    for ancestor in body.iterancestors():
        if ancestor is blog:
            return True
        role = role_of(ancestor)
        if (role & Role.COMMENTS and not role & Role.LIKELY) or is_foreign(ancestor, role):
            return False
    return False


def _distinct(marks: list[RoleMark]) -> list[tuple[int, Element]]:
    """One body a post: of nested ones the surer, of several in one post's container the surer, then the
    longer."""
    by_post: dict[Element, list[RoleMark]] = {}
    for mark in marks:
        by_post.setdefault(_container(mark.element, by_post), []).append(mark)
    best = [found[0] if len(found) == 1 else _best(found) for found in by_post.values()]
    return sorted(((mark.order, mark.element) for mark in best), key=lambda pair: pair[0])


def _without_pasted(bodies: list[RoleMark]) -> list[RoleMark]:
    """Bodies that stand in no other sure body with a post around them: authors paste whole posts."""
    bodies = [mark for mark in bodies if not _is_meta_line(mark.element) and not _is_idle(mark.element)]
    if len(bodies) < 2:
        return bodies
    sure = {mark.element for mark in bodies if body_strength(mark.element) >= _SURE_BODY}
    return [mark for mark in bodies if not _is_pasted(mark.element, sure)]


def _without_containers(bodies: list[RoleMark]) -> list[RoleMark]:
    """Bodies without those of a weak name that hold another one with most of their text: boxes around title,
    body and byline."""
    inner = [mark for mark in bodies if not any(_holds_most(mark, other) for other in bodies)]
    return inner or bodies


def _holds_most(outer: RoleMark, inner: RoleMark) -> bool:
    if outer is inner or body_strength(outer.element) >= _SURE_BODY or not body_strength(inner.element):
        return False
    if not is_within(inner.element, outer.element):
        return False
    rest = len(text_of(outer.element)) - len(text_of(inner.element))
    return rest <= _LONGEST_FRAME and 2 * rest <= len(text_of(outer.element))


def _is_meta_line(body: Element) -> bool:
    """Tell whether what a weak name calls a body is the line with author and date: "post-details"."""
    text = "" if body_strength(body) >= _SURE_BODY else short_text(body, _LONGEST_META)
    return bool(text) and (is_meta_line(text) or _names_facts(body))


def _is_idle(body: Element) -> bool:
    """Whether what a weak name calls a body holds nothing at all."""
    return (
        body_strength(body) < _SURE_BODY
        and not text_of(body)
        and next(body.iter("img", "iframe"), None) is None
    )


def _names_facts(body: Element) -> bool:
    return any(role_of(e) & _META or e.tag in {"time", "abbr"} for e in body.iterdescendants("*"))


def _is_pasted(body: Element, sure: Container[Element]) -> bool:
    in_post = False
    for ancestor in body.iterancestors():
        if in_post and ancestor in sure:
            return True
        in_post = in_post or bool(role_of(ancestor) & (Role.POST | Role.BLOG))
    return False


def _best(found: list[RoleMark]) -> RoleMark:
    """The surest body, the longest of equally sure ones; but not one of several in the same other body."""
    found = _without_containers(found)
    surest = max(body_strength(mark.element) for mark in found)
    equal = [mark for mark in found if body_strength(mark.element) == surest][:_MOST_BODIES]
    outer = found[0]
    holds_all = all(is_within(mark.element, outer.element) for mark in equal)
    if len(equal) > 1 and holds_all and outer not in equal and body_strength(outer.element) >= _SURE_BODY:
        return outer
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


def _boilerplate(body: Element) -> list[Element]:
    """Outermost elements inside a body that a template put there; what holds most of the text is the text."""
    found: list[Element] = []
    for element in body.iter("*"):
        role = role_of(element)
        if element.tag == "button":
            role |= Role.BOILERPLATE
        if element.tag == "a" and is_share_link(element):
            found.append(_share_bar(element, body))
            continue
        if not role & BODY_BOILERPLATE or element is body or (found and is_within(element, found[-1])):
            continue
        if _is_templates(element, role) and not _is_most_of(element, body):
            found.append(element)
    return found


def _share_bar(link: Element, body: Element) -> Element:
    """The largest element around a share link that says nothing besides "Share"."""
    bar = link
    for ancestor in link.iterancestors():
        links = list(ancestor.iter("a"))
        if ancestor is body or _unlinked(ancestor) > _LONGEST_SHARE or not all(map(_is_button, links)):
            break
        if any(True for _ in ancestor.iter("img")) and not all(map(is_share_link, links)):
            break
        bar = ancestor
    return bar


def _is_button(link: Element) -> bool:
    return is_share_link(link) or (link.get("href") or "#").startswith(("#", "javascript:"))


def _is_templates(element: Element, role: int) -> bool:
    """Tell whether a boilerplate's name means it here: authors' code and pasted markup have names too."""
    if any(e.tag in CODE_TAGS for e in (element, *element.iterancestors())):
        return False
    role &= BODY_BOILERPLATE | Role.LIKELY
    if not role & ~(Role.LABELS | Role.LIKELY):
        return any(is_tag(link) or leads_to_label(link) for link in element.iter("a"))
    if role & Role.LIKELY:
        return is_likely_boilerplate(element, role)
    return not (role & Role.COMMENTS and element.tag in INLINE)


def is_likely_boilerplate(element: Element, role: int) -> bool:
    """Tell whether an element known by a part of its name says too little to be the author's."""
    wanted = role & Role.LIKELY and role & (Role.BOILERPLATE | Role.AUTHOR_BOX | Role.NAVIGATION)
    return bool(wanted) and _unlinked(element) <= _LIKELY_LENGTH


def _unlinked(element: Element) -> int:
    return len(text_of(element)) - sum(len(text_of(link)) for link in element.iter("a"))


def _is_most_of(element: Element, body: Element) -> bool:
    length = len(text_of(element))
    return length > _LONGEST_BOILERPLATE and 2 * length > len(text_of(body))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
