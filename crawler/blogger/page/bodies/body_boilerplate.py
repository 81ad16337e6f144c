"""Elements that a template put inside a body: labels, share bars, comments, navigation."""

from itertools import takewhile

from crawler.blogger.html.elements import Element, is_within, text_of
from crawler.blogger.page.class_names import BODY_BOILERPLATE, CODE_TAGS, INLINE, Role
from crawler.blogger.page.links import is_tag, leads_to_label
from crawler.blogger.page.roles import role_of

_LONGEST_BOILERPLATE = 500
"""Characters. Longer boilerplate that is also most of a body is the body under a misleading name."""
_LIKELY_LENGTH, _BARE_LENGTH = 300, 40
"""Characters outside of links, and of what has no link or control. What is known by a part of its name only
and says more is the author's."""
_CONTROLS = ("a", "button", "input", "iframe", "script", "ins", "svg")


def boilerplate_in(body: Element) -> list[Element]:
    """Outermost elements inside a body that a template put there; what holds most of the text is the text.

    So is what is called a snippet and holds the beginning of a post, all that a list of the 2017 themes has:
    an invitation to read on is a link.
    """
    found: list[Element] = []
    snippets: list[Element] = []
    rows = {link.getparent() for link in body.iter("a") if is_tag(link) and leads_to_label(link)}
    for element in body.iter("*"):
        # The cleaning takes adverts out with their label.
        role = Role.NONE if element.tag == "ins" else role_of(element)
        role |= Role.LABELS if element in rows and _unlinked(element) <= _BARE_LENGTH else Role.NONE
        if not role & BODY_BOILERPLATE or element is body or any(is_within(element, e) for e in found[-1:]):
            continue
        if _is_templates(element, role, body) and (role & Role.JUMP_LINK or not _is_most_of(element, body)):
            (snippets if role & Role.JUMP_LINK else found).append(element)
    rest = len(text_of(body)) - sum(len(text_of(element)) for element in found)
    return [*found, *(element for element in snippets if 2 * _unlinked(element) <= rest)]


def _is_templates(element: Element, role: int, body: Element) -> bool:
    """Tell whether a boilerplate's name means it here: authors' code and pasted markup have names too, and no
    byline stands in a link of the text."""
    if any(e.tag in CODE_TAGS for e in (element, *element.iterancestors())):
        return False
    around = takewhile(lambda ancestor: ancestor is not body, element.iterancestors())
    if role & Role.FOOTER and any(ancestor.tag == "a" for ancestor in around):
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
    if not wanted:
        return False
    is_bare = not wanted & Role.AUTHOR_BOX and next(element.iter(*_CONTROLS), None) is None
    return _unlinked(element) <= (_BARE_LENGTH if is_bare else _LIKELY_LENGTH)


def _unlinked(element: Element) -> int:
    return len(text_of(element)) - sum(len(text_of(link)) for link in element.iter("a"))


def _is_most_of(element: Element, body: Element) -> bool:
    length = len(text_of(element))
    return length > _LONGEST_BOILERPLATE and 2 * length > len(text_of(body))
