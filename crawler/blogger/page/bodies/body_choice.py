"""The bodies of the posts on a page, among all elements that bear a body's name."""

from collections import Counter
from collections.abc import Container, Iterator
from itertools import islice

from crawler.blogger.html.elements import Element, is_within, short_text, text_of
from crawler.blogger.page.authors.byline import is_meta_line
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.roles import body_strength, is_foreign, role_of
from crawler.blogger.page.scan import PageScan, RoleMark

_LONGEST_META = 160
_LONGEST_FRAME = 400
"""Characters of title and byline around a body."""
_SURE_BODY = 2
"""Strength of a body that holds one post: a weaker name may be that of a box around several."""
_LEAD = 8
"""Elements between a title and the body below it, at most."""
_MOST_BODIES = 20
"""Bodies of one post that are compared by length."""


def find_bodies(page: PageScan) -> tuple[Element, list[tuple[int, Element]]]:
    """The element that holds the posts, and each post's body with its place in the document's order."""
    blog = _widget(page)
    bodies = [mark for mark in page.with_role(Role.BODY) if _is_post(mark.element, blog)]
    return blog, _distinct(_without_pasted(bodies))


def _widget(page: PageScan) -> Element:
    """The widget with the most bodies; the whole page where there is none."""
    if len(page.blog_widgets) <= 1:
        return page.blog_widgets[0] if page.blog_widgets else page.root
    widgets = set(page.blog_widgets)
    bodies = (mark.element for mark in page.with_role(Role.BODY))
    held = Counter(a for body in bodies for a in body.iterancestors() if a in widgets)
    return max(page.blog_widgets, key=lambda blog: held[blog])


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
    """Bodies that stand in no other sure body with a post around them: authors paste whole posts. What a weak
    name calls a body and is a box around such a post is none."""
    bodies = [mark for mark in bodies if not _says_nothing(mark.element)]
    if len(bodies) < 2:
        return bodies
    sure = {mark.element for mark in bodies if body_strength(mark.element) >= _SURE_BODY}
    bodies = [mark for mark in bodies if sure.isdisjoint(_around_post(mark.element))]
    boxes = {box for mark in bodies for box in _around_post(mark.element)}
    return [mark for mark in bodies if mark.element not in boxes]


def _without_containers(bodies: list[RoleMark]) -> list[RoleMark]:
    """Bodies without those of a weak name, or with the title in them, that hold another one with most of
    their text: boxes around title, body and byline."""
    inner = [mark for mark in bodies if not any(_holds_most(mark, other) for other in bodies)]
    return inner or bodies


def _holds_most(outer: RoleMark, inner: RoleMark) -> bool:
    if outer is inner or not body_strength(inner.element):
        return False
    is_titled = body_strength(outer.element) >= _SURE_BODY
    holds = _follows_title if is_titled else is_within
    if not holds(inner.element, outer.element):
        return False
    rest = len(text_of(outer.element)) - len(text_of(inner.element))
    return rest <= _LONGEST_FRAME and (is_titled or 2 * rest <= len(text_of(outer.element)))


def _follows_title(inner: Element, outer: Element) -> bool:
    """Tell whether a body stands below a heading that is called the post's title, in the same box, and that
    box below none: authors paste whole posts."""
    return inner.getparent() is outer and _is_titled(inner) and not _is_titled(outer)


def _is_titled(body: Element) -> bool:
    above = islice(body.itersiblings("*", preceding=True), _LEAD)
    return any(e.tag in HEADINGS and role_of(e) & (Role.TITLE | Role.LIKELY) == Role.TITLE for e in above)


def _says_nothing(body: Element) -> bool:
    """Tell whether what a weak name calls a body is empty, or the line with author and date."""
    if body_strength(body) >= _SURE_BODY:
        return False
    if not text_of(body):
        return next(body.iter("img", "iframe"), None) is None
    return is_meta_line(short_text(body, _LONGEST_META))


def _around_post(body: Element) -> Iterator[Element]:
    """Yield what stands around the post in which a body stands."""
    in_post = False
    for ancestor in body.iterancestors():
        if in_post:
            yield ancestor
        in_post = in_post or bool(role_of(ancestor) & (Role.POST | Role.BLOG))


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
