"""Bodies that a stray `</div>` in the post's own markup closes early: the rest of the post stands behind
the body.

Two facts give it away. Blogger ends each body with an empty `<div style='clear: both;'></div>`, so a body
without that mark whose mark stands further on was closed early; and what a template keeps inside a post's
container (the mark, the footer) was pushed out of it. What stands between the body and its mark belongs to
the post.
"""

import re

from crawler.blogger.page.regions import Region, around, find_bodies
from crawler.blogger.page.roles import role_of
from crawler.blogger.page.survey import Survey
from crawler.blogger.page.tables import Role
from crawler.blogger.page.tree import Element, clean

CLEAR = re.compile(r"^\s*clear:\s*both;?\s*$", re.IGNORECASE)
ENDS = Role.FOOTER | Role.COMMENTS | Role.DATE_HEADER | Role.BODY | Role.POST
NOTE = "the post's own markup closes its body early; the rest was found behind it"


def regions(page: Survey) -> list[Region]:
    """Regions by bodies, each body with what a stray end tag cut from it."""
    blog, bodies = find_bodies(page)
    for _, body in bodies:
        if not any(is_mark(child) for child in body.iterchildren("div")) and _reclaim(body, blog):
            page.notes.append(NOTE)
    return around(blog, bodies)


def is_mark(element: Element) -> bool:
    """Whether an element is Blogger's mark at the end of a body."""
    return element.tag == "div" and len(element) == 0 and bool(CLEAR.match(element.get("style") or ""))


def _reclaim(body: Element, blog: Element) -> bool:
    """Move what stands between the body and its lost end mark back into the body."""
    lost: list[Element] = []
    outside = _is_footer_outside(body)
    for level in (body, *body.iterancestors()):
        if level is blog:
            return False
        outside = outside or bool(role_of(level) & Role.POST)
        for element in level.itersiblings("*"):
            if is_mark(element):
                return outside and _move(body, lost)
            if role_of(element) & ENDS:
                return False
            lost.append(element)
    return False


def _is_footer_outside(body: Element) -> bool:
    """One stray end tag: the post's container ends where the body should, and its footer stands behind it."""
    container = body.getparent()
    after = None if container is None else next(container.itersiblings("*"), None)
    return (
        container is not None
        and after is not None
        and bool(role_of(container) & Role.POST and role_of(after) & Role.FOOTER)
        and not any(role_of(element) & Role.FOOTER for element in container.iter("*"))
    )


def _move(body: Element, lost: list[Element]) -> bool:
    if body.tail and body.tail.strip():
        if len(body):
            body[-1].tail = clean(body[-1].tail) + clean(body.tail)
        else:
            body.text = clean(body.text) + clean(body.tail)
        body.tail = None
    body.extend(lost)
    return bool(lost)
