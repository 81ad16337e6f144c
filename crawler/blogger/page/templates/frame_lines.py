"""Lines of an owner's template at the edges of a body that no name marks: title, day and byline."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from lxml import etree

from crawler.blogger.html.elements import LINE_ENDS, Element, is_within, short_text, text_of
from crawler.blogger.page.authors.byline import (
    author_of_timed_byline,
    author_of_unknown_byline,
    is_meta_line,
    starts_byline,
)
from crawler.blogger.page.class_names import HEADINGS
from crawler.blogger.page.links import leads_to_comments
from crawler.blogger.page.publication.dates_in_lines import CLOCK
from crawler.blogger.page.regions import LONGEST_TEXT
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.title import classic_titles

_BOXES = frozenset({"center", "div", "table", "tbody"})
_MOST_WORDS = 20
"""Words of a byline without an element of its own."""
_MOST_LINES = 4
"""Lines down to the title."""
_LONGEST_TOP = 200
_SIGNED = re.compile(r"(?=\W|.*(?:[,@|·•\[]| (?:blogged|posted) )).*\d ?[ap]\.?m\b", re.IGNORECASE)
"""A line with "am" or "pm" and a sign that it is no sentence: "~ Ann 10:15 PM", but not "- Luke 10:15"."""
_SENTENCE = re.compile(r"(?<![ap]\.m)(?<![ap]m)[.!?]$")


def part_frame(body: Element, titles: Collection[str]) -> Element:
    """Move the lines down to the title and the byline below it before a body, a last byline behind it.

    Return the body, or the box at its end that the title begins.
    """
    if len(body) == 1 and body[0].tag in _BOXES and not f"{body.text or ''}{body[0].tail or ''}".strip():
        inner = part_frame(body[0], titles)
        return body if len(body) == 1 and inner is body[0] else inner
    _part_byline(body)
    lines = list(_lines(body))
    told = [(at, said) for at, (_, said) in enumerate(lines) if said]
    top = next((n + 1 for n, (_, said) in enumerate(told[:_MOST_LINES]) if said in titles), 0)
    box = next((e for e in body.iterchildren("div", "p", "td") if _first(e) in titles), None)
    if box is not None and 0 < len(told) <= _MOST_LINES and told[-1][1] == text_of(box):
        return part_frame(box, titles)
    below = told[top][1] if top < len(told) else ""
    top += is_meta_line(below) if top else (starts_byline(below) and CLOCK.search(below) is not None)
    if top < len(told) and sum(len(said) for _, said in told[:top]) <= _LONGEST_TOP:
        ends = [0, *(end for end, _ in lines[: told[top - 1][0] + 1 if top else 0])]
        for start, end in pairwise(ends):
            body.addprevious(_part(body, 0, end - start))
    return body


def untold_titles(page: PageScan, body: Element) -> set[str]:
    """Return what a page is called, without what a heading outside of a body shows."""
    outside = (heading for heading in page.root.iter(*HEADINGS) if not is_within(heading, body))
    return (classic_titles(page) | {page.title}) - {short_text(heading, LONGEST_TEXT) for heading in outside}


def _first(element: Element) -> str:
    return next((said for _, said in _lines(element) if said), "")


def _part_byline(body: Element) -> None:
    """Move a last line that says who wrote the post behind a body, unless another such line follows there."""
    lines = list(_lines(body))
    while lines and not lines[-1][1]:
        lines.pop()
    behind = body.getnext()
    is_last = behind is None or not _is_byline(short_text(behind, LONGEST_TEXT))
    if len(lines) < 2 or not is_last:
        return
    said, links = lines[-1][1], (link for part in body[lines[-2][0] :] for link in part.iter("a"))
    if _is_byline(said) or (_is_timed(said) and any(map(leads_to_comments, links))):
        body.addnext(_part(body, lines[-2][0], len(body)))


def _is_byline(said: str) -> bool:
    """Tell whether a line says who wrote the post: in Blogger's words, or with the time and no full stop.

    Authors write sentences such as "We came by Cape Horn at 10:15.".
    """
    if not _is_timed(said):
        return starts_byline(said) and len(said.split()) <= _MOST_WORDS
    is_signed = _SIGNED.match(said) is not None and author_of_timed_byline(said) is not None
    return starts_byline(said) or is_signed or author_of_unknown_byline(said) is not None


def _is_timed(said: str) -> bool:
    return bool(CLOCK.search(said)) and len(said.split()) <= _MOST_WORDS and not _SENTENCE.search(said)


def _lines(body: Element) -> Iterator[tuple[int, str]]:
    """Yield for each line of a body behind which of its elements it ends, and what it says."""
    said = body.text or ""
    for at, child in enumerate(body):
        text = text_of(child) if isinstance(child.tag, str) else ""
        if text and child.tag in LINE_ENDS:
            yield at, " ".join(said.split())
            said = ""
        said += text
        if child.tag in LINE_ENDS:
            yield at + 1, " ".join(said.split())
            said = ""
        said += child.tail or ""
    yield len(body), " ".join(said.split())


def _part(body: Element, start: int, end: int) -> Element:
    """Take a line out of a body, into an element of its own."""
    line, before = etree.Element("span"), body[start - 1] if start else None
    text = (body.text if before is None else before.tail) or ""
    if not (end > start and body[start].tag in LINE_ENDS and text_of(body[start])):
        line.text, text = text, ""
    line.extend(body[start:end])
    if len(line) and line[-1].tag in LINE_ENDS:
        text, line[-1].tail = text + (line[-1].tail or ""), None
    if before is None:
        body.text = text
    else:
        before.tail = text
    return line
