"""Boilerplate of the template at the edges of a body: the post's title above the text, prompts below the mark
that Blogger puts at the end of it.
"""

import re
from collections.abc import Iterator

from crawler.blogger.html.elements import Element, short_text, text_of
from crawler.blogger.page.authors.byline import is_meta_line
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import is_tag, leads_to_comments, leads_to_label, leads_to_post
from crawler.blogger.page.roles import role_of
from crawler.blogger.phrases import is_boilerplate

_CLEAR = re.compile(r"^\s*clear:\s*both;?\s*$", re.IGNORECASE)
_TEMPLATE = Role.NAVIGATION | Role.BOILERPLATE
_FACTS = Role.FOOTER | Role.TIMESTAMP | Role.AUTHOR | Role.DATE_HEADER
_LONGEST_FACTS = 160
_LONGEST_END = 300
"""Characters of the prompts behind the mark."""


def is_mark(element: Element) -> bool:
    """Tell whether an element is Blogger's mark at the end of a body."""
    return element.tag == "div" and len(element) == 0 and bool(_CLEAR.match(element.get("style") or ""))


def title_at_top(body: Element, known: str | None = None, *, is_linked: bool = False) -> list[Element]:
    """Return the heading at the beginning of a body that is called the post's title, begins with the known
    one or, in a list, links a post, and repetitions and facts of the post above.

    Empty where any other text than the template's stands above it: then it is the author's.
    """
    for heading in body.iter(*HEADINGS):
        is_known = " ".join((heading.text or "").split()) == known
        is_known = is_known or (is_linked and any(leads_to_post(link, "") for link in heading.iter("a")))
        if not is_known and role_of(heading) & (Role.TITLE | Role.LIKELY) != Role.TITLE:
            continue
        title = text_of(heading)
        above = [e for e in _above(heading, body) if not role_of(e) & _TEMPLATE and text_of(e)]
        loose = any((element.tail or "").strip() for element in _above(heading, body))
        is_first = not loose and all(text_of(element) == title or _states_facts(element) for element in above)
        return [*reversed(above), heading] if is_first and not _has_text_before(heading, body) else []
    return []


def _states_facts(element: Element) -> bool:
    """Tell whether an element above a title says when, by whom or under which labels, and no more."""
    text, links = short_text(element, _LONGEST_FACTS), list(element.iter("a"))
    is_labels = all(is_tag(link) or leads_to_label(link) for link in links)
    if links and is_labels and text == " ".join(map(text_of, links)):
        return True
    return bool(text) and (bool(role_of(element) & _FACTS) or is_meta_line(text))


def comments_link_at_end(body: Element) -> list[Element]:
    """Return the link to the comments that ends a body in brackets, "(2 comments)", and drop the brackets."""
    link = next(reversed(list(body.iter("a"))), None)
    if link is None or not leads_to_comments(link):
        return []
    before, parent, end = link.getprevious(), link.getparent(), (link.tail or "").strip()
    text = ((parent.text if before is None else before.tail) or "").rstrip() if parent is not None else ""
    if (text[-1:] + end) not in {"()", "[]"} or not text_of(body).endswith(text_of(link) + end):
        return []
    if before is not None:
        before.tail = text[:-1]
    elif parent is not None:
        parent.text = text[:-1]
    link.tail = None
    return [link]


def _above(element: Element, body: Element) -> Iterator[Element]:
    level = element
    while level is not body:
        yield from level.itersiblings("*", preceding=True)
        parent = level.getparent()
        if parent is None:
            return
        level = parent


def _has_text_before(element: Element, body: Element) -> bool:
    """Tell whether an element around this one, up to the body, begins with text."""
    for ancestor in element.iterancestors():
        if (ancestor.text or "").strip():
            return True
        if ancestor is body:
            break
    return False


def prompts_at_end(body: Element) -> list[Element]:
    """Return the template's elements behind Blogger's mark in a body: share prompts and the like.

    Authors clear their floats in the same way, so only short elements count of which one has an id or says
    what templates say.
    """
    found, behind = 0, 0
    length, is_template = 0, False
    children = list(body.iterchildren("*"))
    for child in reversed(children):  # from the end on, for a body may hold thousands of marks
        if (child.tail or "").strip():
            break
        if child.tag == "div" and is_template and is_mark(child):
            found = behind
        text = text_of(child)
        behind, length = behind + 1, length + len(text)
        if length > _LONGEST_END:
            break
        is_template = is_template or bool(child.get("id")) or (text != "" and is_boilerplate(text))
    return children[len(children) - found :] if found else []
