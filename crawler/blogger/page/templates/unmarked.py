"""Pages whose theme names nothing: the body is told by what it is not.

Everything that is the template's (the title's heading, label links, comments, share bars, navigation, other
widgets) parts the page into runs of neighbours that hold nothing of it. The body is the weightiest such
run; links weigh little, for menus are links.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from lxml import etree

from crawler.blogger.html.elements import Element, is_within, short_text, text_of
from crawler.blogger.page.authors.byline import is_meta_line, starts_byline
from crawler.blogger.page.bodies.body_boilerplate import is_likely_boilerplate
from crawler.blogger.page.bodies.body_edges import is_mark
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import is_tag, leads_to_comments, leads_to_label
from crawler.blogger.page.publication.day_headers import is_day
from crawler.blogger.page.regions import LONGEST_TEXT, PostRegion, regions_around
from crawler.blogger.page.roles import body_strength, is_called_body, is_foreign, role_of
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.templates.frame_lines import part_frame, untold_titles
from crawler.blogger.page.title import blog_title_of
from crawler.blogger.phrases import is_comments_heading

_DOCUMENT = re.compile(
    r"\ufeff?(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|(?:html|head|body|title|meta|link)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""Beginning of a text that is a document, and not some other text with markup in it."""
_APART = Role.COMMENTS | Role.BOILERPLATE | Role.AUTHOR_BOX | Role.NAVIGATION
"""Template's parts that are left alone with all that is in them."""
_TEMPLATE = _APART | Role.FOOTER | Role.DATE_HEADER | Role.JUMP_LINK | Role.STATUS_MESSAGE
_SMALL = Role.LABELS | Role.COMMENT_COUNT | Role.TIMESTAMP | Role.AUTHOR
"""The template's where the text is short: authors paste tables that call a column "author"."""
_LONGEST_SMALL = 200
_LEAST = 25
"""Weight of the shortest text that is taken for one: its letters, those in links for a quarter."""
_PICTURE = 30
"""Weight of a picture: a post may consist of one."""
_LONGEST_BYLINE = 120
_LINE_TAGS = frozenset({"div", "p", "span", "small", "ul", "section"})

_LONGEST_TOP = 400
"""Letters that a template puts before a text."""
_BOX_STRENGTH = 3
"""Strength of a body's name that themes give to a box as well."""
_SURE = 3
"""Factor by which another run must outweigh a likely body to replace it."""
_BODY_TAGS = frozenset({"div", "section", "article"})
_TEMPLATE_TAGS = frozenset({"header", "footer", "html", "body", "main", "head", "title"})


@dataclass(slots=True)
class _TextRun:
    """Neighbours in one parent: from the text after `after` (None: the parent's first text) to the last
    element."""

    parent: Element
    after: Element | None
    elements: list[Element] = field(default_factory=list)
    length: int = 0


def regions(page: PageScan) -> list[PostRegion]:
    """One region with the page's main text as body; none where nothing looks like a text.

    Where there are widgets and none holds posts, all that looks like one are the lists of other posts in the
    sidebar; without any, the page has to be an HTML document.
    """
    if not page.blog_widgets and (page.has_widgets or not _DOCUMENT.match(page.text)):
        return []
    top = page.blog_widgets[0] if page.blog_widgets else page.root
    body = _main_text(page, top)
    if body is not None and not page.blog_widgets:
        body = part_frame(body, untold_titles(page, body))
    return [] if body is None else regions_around(top, [(page.renumber()[body], body)])


def without_frame(page: PageScan, blog: Element, body: Element) -> Element:
    """Return the text inside a body that is a box: it alone holds the page's title, and links to labels, a
    date or an author. Any other body is returned as it is."""
    if body_strength(body) > _BOX_STRENGTH or any(map(is_mark, body.iterchildren("div"))):
        return body
    texts = ((h, short_text(h, LONGEST_TEXT)) for h in blog.iter(*HEADINGS))
    blog_names = {blog_title_of(page), page.title.partition(": ")[0], ""}
    titles = [h for h, text in texts if text not in blog_names and _is_title(text, page)]
    if not titles or not all(is_within(title, body) for title in titles):
        return body
    is_named = any(map(_is_fact, body.iter("time", "a", "div", "p", "span")))
    lines = [] if is_named else [line for line in body.iter(*_LINE_TAGS) if _is_meta(line)]
    inner = _main_text(page, body) if is_named or lines else None
    return inner if inner is not None and (is_named or _is_rest(body, inner, titles + lines)) else body


def _is_fact(element: Element) -> bool:
    if element.tag == "a":
        return is_tag(element) or leads_to_label(element)
    return element.tag == "time" or bool(role_of(element) & (Role.TIMESTAMP | Role.AUTHOR | Role.FOOTER))


def _is_meta(element: Element) -> bool:
    return is_meta_line(short_text(element, _LONGEST_BYLINE))


def _is_rest(body: Element, inner: Element, parts: list[Element]) -> bool:
    """Tell whether a body holds nothing besides an inner one and these parts: authors write such lines."""
    found: list[Element] = [inner]
    for part in parts:
        if not any(is_within(part, other) for other in found):
            found.append(part)
    signs = [len("".join(text_of(part).split())) for part in (body, *found)]
    return sum(signs[1:]) >= signs[0]


def _main_text(page: PageScan, top: Element) -> Element | None:
    parted = _parted(top, _title_headings(page, top))
    best = _weightiest(top, list(_runs(top, parted)))
    if best is None or best.length < (_LEAST if not page.blog_widgets else 1):
        return None
    named = _called_body(best)
    if named is not None:
        return named
    return best.elements[0] if _is_whole(best) else _wrap(best)


def _called_body(run: _TextRun) -> Element | None:
    """The only element of a run that is called a text, where it holds most of it: beside it stand pictures of
    the theme, buttons and invitations."""
    called = [e for e in run.elements if e.tag in _BODY_TAGS and is_called_body(e)]
    if len(called) != 1:
        return None
    extras = sum(_prose(e) for e in run.elements if is_likely_boilerplate(e, role_of(e)))
    return called[0] if 2 * _prose(called[0]) > run.length - extras else None


def _weightiest(top: Element, runs: list[_TextRun]) -> _TextRun | None:
    """The run that weighs most; one below the comments' heading only where those above weigh next to none."""
    order = {element: place for place, element in enumerate(top.iter())}
    comments = next((order[e] for e in top.iter(*HEADINGS) if _opens_comments(e)), len(order))
    above = [run for run in runs if order[run.elements[0] if run.elements else run.parent] < comments]
    best = max(runs, key=lambda run: run.length, default=None)
    upper = max(above, key=lambda run: run.length, default=None)
    return upper if best and upper and _SURE * upper.length >= best.length else best


def _runs(top: Element, parted: Container[Element]) -> Iterator[_TextRun]:
    """All runs below an element, found from the innermost out; none below the comments' heading."""
    todo = [top]
    while todo:
        element = todo.pop()
        run = _TextRun(element, None, length=_letters(element.text))
        for child in element:
            if child in parted or (isinstance(child.tag, str) and _is_apart(child)):
                yield run
                if _opens_comments(child):
                    break
                if not _is_apart(child):
                    todo.append(child)
                run = _TextRun(element, child)
            else:
                run.elements.append(child)
                run.length += _prose(child)
            run.length += _letters(child.tail)
        else:
            yield run


def _title_headings(page: PageScan, top: Element) -> set[Element]:
    """The first `h1`, and of the headings that repeat the page's title the first and highest of each wording:
    authors use headings, and lists of posts beside it have lower ones."""
    if page.widget_data.get("pageName") == "":
        return set()
    found: dict[str, Element] = {}
    for heading in sorted(top.iter(*HEADINGS), key=attrgetter("tag")):
        text = text_of(heading)
        if text and (_is_title(text, page) or (heading.tag == "h1" and not found)):
            found.setdefault(text, heading)
    return set(found.values())


def _is_title(text: str, page: PageScan) -> bool:
    """Tell whether a text is the title of the page, or stands at an end of that, beside the blog's name."""
    name = " ".join(page.widget_data.get("pageName", "").split())
    return text == name or page.title.startswith(text) or page.title.endswith(text)


def _parted(top: Element, titles: Container[Element]) -> set[Element]:
    """Elements that are the template's, or hold something of it. A date alone is so only above the text: the
    author may write one."""
    parted: set[Element] = {top}
    letters = 0
    for element in top.iter("*"):
        letters += 0 if element.tag in {"a", "script", "style"} else _letters(element.text)
        if element not in parted and (
            element in titles
            or _is_template(element)
            or _is_footer(element)
            or (letters < _LONGEST_TOP and (is_day(element) or _is_byline(element) or element.tag == "time"))
        ):
            parted.add(element)
            for ancestor in element.iterancestors():
                if ancestor in parted:
                    break
                parted.add(ancestor)
    return parted


def _is_template(element: Element) -> bool:
    role = role_of(element)
    if element.tag in _TEMPLATE_TAGS or (role & _TEMPLATE and _parts(element, role)):
        return True
    if role & _SMALL and len(text_of(element)) <= _LONGEST_SMALL:
        return True
    if element.tag == "a":
        return "tag" in (element.get("rel") or "").split() or leads_to_label(element)
    return element.tag in HEADINGS and _opens_comments(element)


def _opens_comments(element: Element) -> bool:
    """Tell whether an element is the heading above a post's comments: "No comments:"."""
    return isinstance(element.tag, str) and is_comments_heading(short_text(element, _LONGEST_SMALL))


def _is_byline(element: Element) -> bool:
    """Tell whether a named element of a line says who wrote the post, or when: "By Ann | 9 March 2021"."""
    if not element.get("class") or element.tag not in _LINE_TAGS:
        return False
    return is_meta_line(short_text(element, _LONGEST_BYLINE))


def _is_footer(element: Element) -> bool:
    """Tell whether a line without a name says who wrote the post, beside a link to its comments."""
    if element.tag not in _LINE_TAGS or not any(map(leads_to_comments, element.iter("a"))):
        return False
    return starts_byline(short_text(element, _LONGEST_BYLINE))


def _is_apart(element: Element) -> bool:
    """Tell whether an element is left alone with all that is in it."""
    role = role_of(element)
    return (bool(role & _APART) or is_foreign(element, role)) and _parts(element, role)


def _parts(element: Element, role: int) -> bool:
    """Tell whether a template's element parts what is around it. One without text does not, nor does one
    that is removed from a body in any case."""
    if is_likely_boilerplate(element, role):
        return False
    return bool(role & Role.COMMENTS or text_of(element))


def _prose(element: Element) -> int:
    """Weight of an element: how much of an author's text it holds."""
    if not isinstance(element.tag, str):
        return 0
    links = sum(len(text_of(link)) for link in element.iter("a"))
    pictures = sum(1 for _ in element.iter("img"))
    return len(text_of(element)) - links + links // 4 + pictures * _PICTURE


def _letters(text: str | None) -> int:
    return len(" ".join(text.split())) if text else 0


def _is_whole(run: _TextRun) -> bool:
    """Tell whether a run is one block with nothing beside it."""
    return (
        len(run.elements) == 1
        and run.length == _prose(run.elements[0])
        and run.elements[0].tag not in {"p", "span"}
    )


def _wrap(run: _TextRun) -> Element:
    """Put a run into an element of its own, in its place."""
    body = etree.Element("div")
    if run.after is None:
        body.text, run.parent.text = run.parent.text or "", None
        run.parent.insert(0, body)
    else:
        body.text, run.after.tail = run.after.tail or "", None
        run.after.addnext(body)
    body.extend(run.elements)
    return body
