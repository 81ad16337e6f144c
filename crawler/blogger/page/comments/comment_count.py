"""The number of comments that a page states for a post.

By trust: `data-num-comments` of the post's own comment section · the heading of the comments ("No
comments:", "2 comentarios:", or any wording with one number, as themes have "1 Meinungen:") · the link to
the comments · the number behind an icon of comments · a heading behind the post in Blogger's words · the
number of comments listed. Unknown is None, which is not zero.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from crawler.blogger.html.elements import Element, short_text
from crawler.blogger.page.class_names import COMMENT_ID, HEADINGS, Role
from crawler.blogger.page.icons import behind_icon, icon_name
from crawler.blogger.page.links import leads_to_comments
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.phrases import comment_count, normalise, words

_NUMBER = re.compile(r"\d+")
_MOST = 6
"""Digits of a number of comments; a longer one is something else."""
_TALK = re.compile(r"comment|chat|bubble|forum", re.IGNORECASE)
_LONGEST_HEADING = 80
_PARTING = re.compile(r"\s+[|·•/–—-]\s+")
"""Signs between the parts of a line: "Ann — 3 May 2021 — 2 comments"."""
_MOST_PARTS = 3
"""Elements in a heading."""
_BACKLINK_LEVELS = 4
"""Levels above its heading at which the list of backlinks is named."""


def count_of(region: PostRegion, listed: int) -> int | None:
    """Number of comments that the page states for the post in a region; `listed` of them are on the page."""
    for reader in (_of_data, _of_heading, _of_link, _of_icon, _of_words):
        count = reader(region)
        if count is not None:
            return count
    return listed or None


def _of_data(region: PostRegion) -> int | None:
    for section in region.comments:
        for element in (section, *section.iter("section", "div")):
            value = (element.get("data-num-comments") or "").strip()
            if value.isdecimal():
                return int(value)
    stated = (spot.element.get("data-num-comments") or "" for spot in region.context)
    return next((int(value) for value in stated if value.isdecimal()), None)


def _of_heading(region: PostRegion) -> int | None:
    for section in region.comments:
        for element in _headings(section):
            count = _number(short_text(element, _LONGEST_HEADING), element)
            if count is not None:
                return count
    return None


def _headings(section: Element) -> Iterator[Element]:
    """Headings right above the section and in it before its first comment, and short sections themselves."""
    above = section.getprevious()
    if above is not None and above.tag in HEADINGS:
        yield above
    if short_text(section, _LONGEST_HEADING):
        yield section
    for element in section.iter("*"):
        name = element.get("id")
        if name and COMMENT_ID.match(name):
            return
        if element.tag in HEADINGS and not _is_backlinks(element):
            yield element


def _of_link(region: PostRegion) -> int | None:
    for spot in region.context:
        if spot.role & Role.COMMENT_COUNT or (spot.element.tag == "a" and leads_to_comments(spot.element)):
            text = spot.text(_LONGEST_HEADING) or spot.element.get("title") or ""
            count = _number(text[:_LONGEST_HEADING], spot.element)
            if count is not None:
                return count
    return None


def _of_icon(region: PostRegion) -> int | None:
    """Read the number behind an icon of comments."""
    for spot in region.context:
        number = behind_icon(spot.element)[0] if _TALK.search(icon_name(spot.element)) else ""
        if number.isdecimal() and len(number) <= _MOST:
            return int(number)
    return None


def _of_words(region: PostRegion) -> int | None:
    """Read a short nameless text beside the body in Blogger's words ("No comments:"); a heading above is a
    title."""
    for spot in region.context:
        is_title = spot.before and spot.element.tag in HEADINGS
        if not is_title and not spot.hidden and len(spot.element) < _MOST_PARTS:
            text = spot.text(_LONGEST_HEADING)
            said = f"{text} {(spot.element.tail or '').strip()}" if text.endswith((":", "：")) else text
            counts = map(comment_count, _PARTING.split(said))
            count = next((count for count in counts if count is not None), None)
            if count is not None:
                return count
    return None


def _number(text: str, element: Element) -> int | None:
    """The number in a heading or link about comments; in unknown words the only number counts."""
    if not text or _is_backlinks(element):
        return None
    count = comment_count(text)
    if count is not None:
        return count
    if _denies(text):
        return 0
    numbers = _NUMBER.findall(text)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= _MOST else None


def _denies(text: str) -> bool:
    """Tell whether a heading begins as Blogger's "No comments" and goes on: "No comments yet"."""
    return normalise(text).casefold().startswith(_words_of_none())


def _is_backlinks(element: Element) -> bool:
    around = (element, *islice(element.iterancestors(), _BACKLINK_LEVELS))
    return any("backlink" in f"{e.get('id') or ''} {e.get('class') or ''}".lower() for e in around)


@cache
def _words_of_none() -> tuple[str, ...]:
    return tuple(f"{wording} " for wording in words("no_comments"))
