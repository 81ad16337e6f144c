"""Classic templates (2003 to 2006, and FTP blogs until 2010): the owner's own markup around
`<$BlogItemBody$>`.

What Blogger itself wrote into every such page: an empty `<div style="clear:both;"></div>` before each body
and `<div style="clear:both; padding-bottom:0.25em"></div>` after it, and an anchor named with the post's
id. Older pages have only the anchor; there the body ends where the byline ("posted by …") begins.
"""

import re
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from crawler.blogger.html.elements import Element
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import leads_to_anchor
from crawler.blogger.page.publication.day_headers import day_headers
from crawler.blogger.page.regions import (
    PostRegion,
    add_context,
    collect_context,
    context_above,
)
from crawler.blogger.page.roles import body_strength, role_of
from crawler.blogger.page.scan import PageScan, RoleMark
from crawler.blogger.page.templates.classic_bodies import (
    beside,
    is_anchor,
    is_byline,
    is_signature,
    wrap_after,
    wrap_between,
)
from crawler.blogger.page.title import classic_titles

_OPEN = re.compile(r"^\s*clear:\s*both;?\s*$", re.IGNORECASE)
_CLOSE = re.compile(r"^\s*clear:\s*both;\s*padding-bottom:\s*0?\.25em;?\s*$", re.IGNORECASE)
"""Post ids had 7 to 9 digits until 2003, 18 until 2006, up to 19 since."""


def regions(page: PageScan) -> list[PostRegion]:
    """Regions by Blogger's marks, else by anchors; each body gets an element of its own. None where the page
    has a widget with posts, or a body that is known by name."""
    bodies = [] if page.blog_widgets else [wrap_between(*marks) for marks in _marked(page)]
    if not bodies and (page.blog_widgets or _has_named_body(page)):
        return []
    anchors: dict[Element, Element] = {}
    found_anchors = [] if bodies else _anchors_in_posts(page)
    titles = classic_titles(page) | {page.title}
    for anchor in found_anchors:
        body = wrap_after(anchor, titles)
        anchors |= {} if body is None else {body: anchor}
    bodies = bodies or list(anchors)
    named = len(bodies) < 2 or page.with_role(Role.DATE_HEADER)
    days = set() if named else day_headers(page.root, bodies)
    page.marks.extend(RoleMark(-1, element, Role.DATE_HEADER) for element in days)
    order = page.renumber()
    holders = Counter(ancestor for body in bodies for ancestor in body.iterancestors())
    others = {*holders, *bodies, *days}
    found: list[PostRegion] = []
    for body in bodies:
        previous = found[-1].order if found else -1
        region = PostRegion(_container(body, holders), body, order[body], previous, single=len(bodies) == 1)
        collect_context(region)
        for spot in region.context:
            spot.role |= Role.FOOTER if is_signature(spot.element) else Role.NONE
        region.context[:0] = context_above(anchors[body]) if body in anchors else ()
        for element in beside(region.root, others, above=False):
            add_context(region, element)
        above = list(beside(region.root, others, above=True))
        if region.single or (above and above[-1].tag in HEADINGS):  # else it is the byline of the post above
            region.context[:0] = [spot for element in reversed(above) for spot in context_above(element)]
        found.append(region)
    return found


def _marked(page: PageScan) -> list[tuple[Element, Element]]:
    """Pairs of the marks that open and close a body. A body may hold such a `div` itself: the last one
    closes. The author's stray end tags put the closing one further out."""
    pairs: list[tuple[Element, Element]] = []
    opening: Element | None = None
    for element in page.root.iter("div"):
        style = element.get("style")
        if not style or len(element) or (element.text or "").strip():
            continue
        if opening is None and _OPEN.match(style):
            opening = element
        elif opening is not None and _CLOSE.match(style):
            parent = element.getparent()
            if any(ancestor is parent for ancestor in opening.iterancestors()):
                pairs.append((opening, element))
            opening = None
    return pairs


def _anchors(page: PageScan) -> list[Element]:
    """Anchors of posts; those in a list of comments are named with the comments' numbers."""
    anchors = [anchor for anchor in page.root.iter("a") if is_anchor(anchor)]
    return [anchor for anchor in anchors if not _is_in_comments(anchor)] or anchors


def _without_anchor(page: PageScan) -> list[Element]:
    """Containers that are called a post, `div.blogPost`, and hold no anchor, but a byline or link to one."""
    posts = [element for element in page.root.iter("div") if role_of(element) & Role.POST]
    posts = [post for post in posts if not any(map(is_anchor, post.iter("a")))]
    return [
        post
        for post in posts
        if _anchor_before(post) is not None
        or any(map(is_byline, post))
        or any(map(leads_to_anchor, post.iter("a")))
    ]


def _anchor_before(post: Element) -> Element | None:
    before = post.getprevious()
    is_own = before is not None and is_anchor(before) and not (before.tail or "").strip()
    return before if is_own else None


def _anchors_in_posts(page: PageScan) -> list[Element]:
    """Anchors of posts; a container without one gets that before it, else a new one."""
    found = set(_anchors(page))
    for post in _without_anchor(page):
        before = _anchor_before(post)
        anchor = etree.Element("a") if before is None else before
        post.insert(0, anchor)
        anchor.tail, post.text = post.text, None
        found.add(anchor)
    return [anchor for anchor in page.root.iter("a") if anchor in found]


def _is_in_comments(element: Element) -> bool:
    return any(role_of(ancestor) & Role.COMMENTS for ancestor in element.iterancestors())


def _has_named_body(page: PageScan) -> bool:
    """Tell whether an element is called a body; a weak name around the post's anchor does not count."""
    return any(
        body_strength(mark.element) > 1 or not any(map(is_anchor, mark.element.iter("a")))
        for mark in page.with_role(Role.BODY)
    )


def _container(body: Element, holders: Mapping[Element, int]) -> Element:
    """The post around a body: its container by name, else its parent, if no other post is in it."""
    for ancestor in body.iterancestors():
        if ancestor.tag in {"body", "html"} or holders[ancestor] > 1:
            break
        if role_of(ancestor) & Role.POST:
            return ancestor
    parent = body.getparent()
    return body if parent is None or holders[parent] > 1 or parent.tag in {"body", "html"} else parent
