"""Pages whose theme names nothing: the body is told by what it is not.

Everything that is the template's (the title's heading, label links, comments, share bars, navigation, other
gadgets) parts the page into runs of neighbours that hold nothing of it. The body is the weightiest such
run; links weigh little, for menus are links.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.blogger.dates import read_date
from crawler.blogger.html.page_tree import Element, clean, short_text, text_of
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import leads_to_label
from crawler.blogger.page.regions import Region, around, is_likely_furniture
from crawler.blogger.page.roles import is_foreign, role_of
from crawler.blogger.page.scan import Survey
from crawler.blogger.page.unbalanced import is_mark
from crawler.blogger.phrases import heads_comments

APART = Role.COMMENTS | Role.ADDITION | Role.BOX | Role.NAVIGATION
"""Template's parts that are left alone with all that is in them."""
TEMPLATE = APART | Role.FOOTER | Role.DATE_HEADER | Role.JUMP | Role.STATUS
SMALL = Role.LABELS | Role.COUNT | Role.STAMP | Role.AUTHOR
"""The template's where the text is short: authors paste tables that call a column "author"."""
LONGEST_SMALL = 200
LEAST = 25
"""Weight of the shortest text that is taken for one: its letters, those in links for a quarter."""
PICTURE = 30
"""What a picture weighs: posts may be one."""
LONGEST_DATE = 40
LONGEST_TOP = 400
"""Letters that a template puts before a text."""
SURE = 3
"""How many times heavier than a likely body another run has to be, to be the text in its place."""
YEAR = re.compile(r"\d{4}")
TEMPLATE_TAGS = frozenset({"header", "footer", "html", "body", "main", "head", "title"})


@dataclass(slots=True)
class Run:
    """Neighbours in one parent: from the text after `after` (None: the parent's first text) to the last
    element."""

    parent: Element
    after: Element | None
    elements: list[Element] = field(default_factory=list)
    length: int = 0


def regions(page: Survey) -> list[Region]:
    """One region with the page's main text as body; none where nothing looks like a text."""
    top = page.blogs[0] if page.blogs else page.root
    parted = _parted(top, _title_headings(page, top))
    best = _weightiest(top, list(_runs(top, parted)))
    length = best.length if best else 0
    marked = [body for body in _marked(top, parted) if SURE * _prose(body) >= length]
    if marked:
        body = max(marked, key=_prose)
    elif best is None or length < (LEAST if not page.blogs else 1):
        return []
    else:
        body = best.elements[0] if _is_whole(best) else _wrap(best)
    return around(top, [(page.renumber()[body], body)])


def _weightiest(top: Element, runs: list[Run]) -> Run | None:
    """The run that weighs most; one below the comments' heading only where those above weigh next to none."""
    order = {element: place for place, element in enumerate(top.iter())}
    comments = next((order[e] for e in top.iter(*HEADINGS) if _opens_comments(e)), len(order))
    above = [run for run in runs if order[run.elements[0] if run.elements else run.parent] < comments]
    best = max(runs, key=lambda run: run.length, default=None)
    upper = max(above, key=lambda run: run.length, default=None)
    return upper if best and upper and SURE * upper.length >= best.length else best


def _marked(top: Element, parted: Container[Element]) -> list[Element]:
    """Elements that end with Blogger's mark of a body's end and hold nothing of the template."""
    ends = (mark for mark in top.iter("div") if is_mark(mark) and mark.getnext() is None)
    return [body for mark in ends if (body := mark.getparent()) is not None and body not in parted]


def _runs(top: Element, parted: Container[Element]) -> Iterator[Run]:
    """All runs below an element, found from the innermost out; none below the comments' heading."""
    todo = [top]
    while todo:
        element = todo.pop()
        run = Run(element, None, length=_letters(element.text))
        for child in element:
            if child in parted or (isinstance(child.tag, str) and _is_apart(child)):
                yield run
                if _opens_comments(child):
                    break
                if not _is_apart(child):
                    todo.append(child)
                run = Run(element, child)
            else:
                run.elements.append(child)
                run.length += _prose(child)
            run.length += _letters(child.tail)
        else:
            yield run


def _title_headings(page: Survey, top: Element) -> set[Element]:
    """The first `h1`, and of the headings that repeat the page's title the first of each wording: authors use
    headings, too."""
    if page.facts.get("pageName") == "":
        return set()
    found: dict[str, Element] = {}
    for heading in top.iter(*HEADINGS):
        text = text_of(heading)
        if text and (_is_title(text, page) or (heading.tag == "h1" and not found)):
            found.setdefault(text, heading)
    return set(found.values())


def _is_title(text: str, page: Survey) -> bool:
    """Whether a text is what the page calls itself, or stands at an end of that, beside the blog's name."""
    name = " ".join(page.facts.get("pageName", "").split())
    return text == name or page.title.startswith(text) or page.title.endswith(text)


def _parted(top: Element, titles: Container[Element]) -> set[Element]:
    """Elements that are the template's, or hold something of it. A date alone is so only above the text: the
    author may write one."""
    parted: set[Element] = {top}
    letters = 0
    for element in top.iter("*"):
        letters += 0 if element.tag in {"a", "script", "style"} else _letters(element.text)
        if element not in parted and (
            element in titles or _is_template(element) or (letters < LONGEST_TOP and _is_day(element))
        ):
            parted.add(element)
            for ancestor in element.iterancestors():
                if ancestor in parted:
                    break
                parted.add(ancestor)
    return parted


def _is_template(element: Element) -> bool:
    role = role_of(element)
    if element.tag in TEMPLATE_TAGS or (role & TEMPLATE and _parts(element, role)):
        return True
    if role & SMALL and len(text_of(element)) <= LONGEST_SMALL:
        return True
    if element.tag == "a":
        return "tag" in (element.get("rel") or "").split() or leads_to_label(element)
    return element.tag in HEADINGS and _opens_comments(element)


def _opens_comments(element: Element) -> bool:
    """Whether an element is the heading above a post's comments: "No comments:"."""
    return isinstance(element.tag, str) and heads_comments(short_text(element, LONGEST_SMALL))


def _is_day(element: Element) -> bool:
    """Whether an element says nothing but a date with its year."""
    text = (element.text or "") if len(element) == 0 else ""
    return 6 <= len(text) <= LONGEST_DATE and bool(YEAR.search(text)) and read_date(text) is not None


def _is_apart(element: Element) -> bool:
    """Whether an element is left alone with all that is in it."""
    role = role_of(element)
    return (bool(role & APART) or is_foreign(element, role)) and _parts(element, role)


def _parts(element: Element, role: int) -> bool:
    """Whether a template's element parts what is around it. One without text does not; nor does one that goes
    from a body in any case."""
    if is_likely_furniture(element, role):
        return False
    return bool(role & Role.COMMENTS or text_of(element))


def _prose(element: Element) -> int:
    """Weight of an element: how much of an author's text it holds."""
    if not isinstance(element.tag, str):
        return 0
    links = sum(len(text_of(link)) for link in element.iter("a"))
    pictures = sum(1 for _ in element.iter("img"))
    return len(text_of(element)) - links + links // 4 + pictures * PICTURE


def _letters(text: str | None) -> int:
    return len(" ".join(text.split())) if text else 0


def _is_whole(run: Run) -> bool:
    """Whether a run is one block with nothing beside it."""
    return (
        len(run.elements) == 1
        and run.length == _prose(run.elements[0])
        and run.elements[0].tag not in {"p", "span"}
    )


def _wrap(run: Run) -> Element:
    """Put a run into an element of its own, in its place."""
    body = etree.Element("div")
    if run.after is None:
        body.text, run.parent.text = clean(run.parent.text), None
        run.parent.insert(0, body)
    else:
        body.text, run.after.tail = clean(run.after.tail), None
        run.after.addnext(body)
    body.extend(run.elements)
    return body
