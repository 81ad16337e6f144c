"""Bodies that a stray `</div>` in the post's own markup closes early: the rest of the post stands behind
the body.

Two things give it away. Blogger's older templates end each body with an empty `<div style='clear: both;'>
</div>`: a body without that mark whose mark stands further on was closed early, and what stands between is
the post's. Newer ones have no mark; but the end tag that was meant for the body closed the element around
it: where the template's footer stands behind that element, all that follows the body in it, nameless, is the
post's.
"""

from collections.abc import Container, Iterator, Sequence
from itertools import islice

from crawler.blogger.html.elements import Element, append_text, short_text, text_of
from crawler.blogger.page.authors.byline import is_meta_line
from crawler.blogger.page.bodies.body_choice import find_bodies
from crawler.blogger.page.bodies.body_edges import is_mark
from crawler.blogger.page.class_names import BODY_BOILERPLATE, Role
from crawler.blogger.page.links import is_tag, leads_to_label, leads_to_profile
from crawler.blogger.page.regions import PostRegion, add_context, regions_around
from crawler.blogger.page.roles import body_strength, role_of
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.templates.classic_bodies import beside
from crawler.blogger.page.templates.frame_lines import part_frame, untold_titles
from crawler.blogger.page.templates.unmarked import without_frame
from crawler.blogger.phrases import is_boilerplate

_ENDS = Role.FOOTER | Role.COMMENTS | Role.DATE_HEADER | Role.BODY | Role.POST
_FACTS = Role.FOOTER | Role.TIMESTAMP | Role.AUTHOR | Role.LABELS
_LEAST_WORDS = 5
"""In one piece. Less than that behind a body does not prove that it was closed early."""
_NEIGHBOURS = 3
_LONGEST_LINE = 160
_NOTE = "the post's own markup closes its body early; the rest was found behind it"


def regions(page: PageScan) -> list[PostRegion]:
    """Regions of posts whose body is marked by class, id or microdata; each body with what a stray end tag
    cut from it."""
    blog, bodies = find_bodies(page)
    if len(bodies) == 1:
        body = without_frame(page, blog, bodies[0][1])
        if not page.blog_widgets and body_strength(body) <= 1:
            body = part_frame(body, untold_titles(page, body))
        bodies = [(page.renumber()[body], body)] if body is not bodies[0][1] else bodies
    others = {around for _, body in bodies for around in (body, *body.iterancestors())}
    for _, body in bodies:
        if any(is_mark(child) for child in body.iterchildren("div")):
            continue
        lost = _before_mark(body, blog, others) or _before_end(body, blog, others)
        if lost:
            _move(body, lost)
            page.notes.append(_NOTE)
    found = regions_around(blog, bodies)
    _take_beside([region for region in found if region.root is region.body])
    for element in _footers_behind(blog) if _NOTE in page.notes and len(found) == 1 else ():
        add_context(found[0], element)
    return found


def _take_beside(found: list[PostRegion]) -> None:
    """Add to bare bodies what stands below each; where the last of several has no facts there, the lines
    between them are those of the next post."""
    bodies = {region.body for region in found}
    below = [list(beside(region.root, bodies, above=False)) for region in found]
    if len(found) > 1 and not any(map(_tells_fact, below[-1])):
        return
    for region, elements in zip(found, below, strict=True):
        for element in elements:
            add_context(region, element)


def _tells_fact(element: Element) -> bool:
    return bool(role_of(element) & _FACTS) or is_meta_line(short_text(element, _LONGEST_LINE))


def _footers_behind(blog: Element) -> Iterator[Element]:
    """Yield the post's footers that stray end tags put behind the widget."""
    for level in (blog, *islice(blog.iterancestors("div"), _NEIGHBOURS)):
        yield from (
            e for e in islice(level.itersiblings("div", "p"), _NEIGHBOURS) if role_of(e) & Role.FOOTER
        )


def _before_mark(body: Element, blog: Element, others: Container[Element]) -> Sequence[Element]:
    """Return the elements between the body and its lost end mark, up to the next body."""
    lost: list[Element] = []
    outside = _is_footer_outside(body)
    for level in (body, *body.iterancestors()):
        if level is blog:
            break
        outside = outside or bool(role_of(level) & Role.POST)
        for element in level.itersiblings("*"):
            if is_mark(element):
                return lost if outside else ()
            if element in others or role_of(element) & _ENDS:
                return ()
            lost.append(element)
    return ()


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


def _before_end(body: Element, blog: Element, others: Container[Element]) -> Sequence[Element]:
    """Return the elements between the body and the end of its parent, if none of them is the template's
    and the template goes on behind that end."""
    parent = body.getparent()
    if parent is None or not any(map(_goes_on, _after(parent, blog))):
        return ()
    lost: list[Element] = []
    for element in body.itersiblings("*"):
        if element in others or _is_named(element):
            return ()
        lost.append(element)
    unlinked = [body.tail or ""] + [element.tail or "" for element in lost] + list(map(_unlinked, lost))
    return lost if lost and max(len(text.split()) for text in unlinked) >= _LEAST_WORDS else ()


def _after(element: Element, blog: Element) -> Iterator[Element]:
    """The nearest elements behind an element, within the posts' widget."""
    level = element
    while level is not blog and level.getnext() is None and (parent := level.getparent()) is not None:
        level = parent
    return islice(level.itersiblings("*"), 0 if level is blog else _NEIGHBOURS)


def _goes_on(element: Element) -> bool:
    return bool(role_of(element) & BODY_BOILERPLATE)


def _is_named(element: Element) -> bool:
    """Tell whether an element has a name of a template's, or leads where only templates lead."""
    role = role_of(element)
    if role == Role.BOILERPLATE:
        return False  # it goes from the body, too
    if role or element.get("id"):
        return True
    links, parts = element.iter("a"), (element, *element.iterchildren("*"))
    return any(is_tag(a) or leads_to_label(a) or leads_to_profile(a) for a in links) or any(
        is_meta_line(short_text(part, _LONGEST_LINE)) for part in parts
    )


def _unlinked(element: Element) -> str:
    text = text_of(element)
    return "" if is_boilerplate(text) or next(element.iter("a"), None) is not None else text


def _move(body: Element, lost: Sequence[Element]) -> None:
    append_text(body, body.tail)
    body.tail = None
    body.extend(lost)
