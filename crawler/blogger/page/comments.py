"""The comments listed on a post's page, threaded (since 2012) and flat, and how many comments the page
states.

Count, by trust: `data-num-comments` of the post's own comment section · the heading of the comments ("No
comments:", "2 comentarios:", or any wording with one number, as themes have "1 Meinungen:") · the link to
the comments · a heading behind the post in Blogger's words · the number of comments listed. Unknown is None, which is not zero.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from crawler.blogger.page.author import LONGEST_NAME
from crawler.blogger.page.regions import Region
from crawler.blogger.page.tables import HEADINGS, Role
from crawler.blogger.page.tree import Element, inner_html, short_text, text_of
from crawler.blogger.phrases import comment_count, normalise, words
from crawler.items import Comment

COMMENT_ID = re.compile(r"^c(\d+)$")
SHOWN = re.compile(r"[?&]showComment=(\d{12,14})")
"""Blogger links each comment with its time in milliseconds."""
NUMBER = re.compile(r"\d+")
MOST = 6
"""Digits of a number of comments; a longer one is something else."""
COMMENT_PAGES = ("#comment", "comment.g?", "/comment/fullpage/", "/comment/frame/", "#disqus", "isPopup=true")
LONGEST_HEADING = 80
MOST_PARTS = 3
"""Elements in a heading."""
BACKLINK_LEVELS = 4
"""How far above their heading Blogger names the links to a post."""
LATEST = 4102444800
"""1 January 2100: a larger number is no time of a comment."""


def count_of(region: Region, listed: int) -> int | None:
    """Number of comments that the page states for the post in a region; `listed` of them are on the page."""
    for reader in (_of_data, _of_heading, _of_link, _of_words):
        count = reader(region)
        if count is not None:
            return count
    return listed or None


def comments_of(region: Region, blog_id: str, post_id: str) -> tuple[Comment, ...]:
    """The comments listed under the post in a region, parents before their answers."""
    found: dict[str, Comment] = {}
    for section in region.comments:
        for comment in (*_threaded(section, blog_id, post_id), *_flat(section, blog_id, post_id)):
            found.setdefault(comment.comment_id, comment)
    return tuple(found.values())


def _of_data(region: Region) -> int | None:
    for section in region.comments:
        for element in (section, *section.iter("section", "div")):
            value = (element.get("data-num-comments") or "").strip()
            if value.isdecimal():
                return int(value)
    stated = (spot.element.get("data-num-comments") or "" for spot in region.spots)
    return next((int(value) for value in stated if value.isdecimal()), None)


def _of_heading(region: Region) -> int | None:
    for section in region.comments:
        for element in _headings(section):
            count = _number(short_text(element, LONGEST_HEADING), element)
            if count is not None:
                return count
    return None


def _headings(section: Element) -> Iterator[Element]:
    """Headings of the section before its first comment, and short sections themselves."""
    if short_text(section, LONGEST_HEADING):
        yield section
    for element in section.iter("*"):
        if COMMENT_ID.match(element.get("id") or ""):
            return
        if element.tag in HEADINGS and not _is_backlinks(element):
            yield element


def _of_link(region: Region) -> int | None:
    for spot in region.spots:
        href = (spot.element.get("href") or "") if spot.element.tag == "a" else ""
        if spot.role & Role.COUNT or any(part in href for part in COMMENT_PAGES):
            text = short_text(spot.element, LONGEST_HEADING)
            count = _number(text, spot.element)
            if count is not None:
                return count
    return None


def _of_words(region: Region) -> int | None:
    """Where nothing is named: a short text behind the body in Blogger's words ("No comments:")."""
    for spot in region.spots:
        if not spot.before and not spot.hidden and len(spot.element) < MOST_PARTS:
            count = comment_count(short_text(spot.element, LONGEST_HEADING))
            if count is not None:
                return count
    return None


def _number(text: str, element: Element) -> int | None:
    """The number in a heading or link about comments; in unknown words the only number counts."""
    if not text or _is_backlinks(element) or _names_links(text):
        return None
    count = comment_count(text)
    if count is None:
        numbers = NUMBER.findall(text)
        count = int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= MOST else None
    return count


def _is_backlinks(element: Element) -> bool:
    around = (element, *islice(element.iterancestors(), BACKLINK_LEVELS))
    return any("backlink" in f"{e.get('id') or ''} {e.get('class') or ''}".lower() for e in around)


def _names_links(text: str) -> bool:
    """Whether a heading counts the links to a post, which stood below the comments until 2019."""
    folded = normalise(text).casefold()
    return any(wording.replace("{n}", "").strip() in folded for wording in words("links_to_this_post"))


def _threaded(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`li.comment#c<id>` with its block, its answers inside `.comment-replies`."""
    for item in section.iter("li"):
        match = COMMENT_ID.match(item.get("id") or "")
        block = _child(item, "comment-block") if match else None
        if match is None or block is None:
            continue
        user = _child(block, "user", "cite")
        when = _child(block, "datetime")
        body = _child(block, "comment-content")
        yield _comment((blog_id, post_id, match.group(1)), _parent(item), user, when, body)


def _flat(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`dt.comment-author#c<id>`, `dd.comment-body`, `dd.comment-footer`; classic pages say `comment-data`,
    `comment-poster`, `comment-timestamp`."""
    for term in section.iter("dt", "div"):
        comment_id = _flat_id(term)
        if comment_id is None:
            continue
        body = when = None
        for sibling in term.itersiblings("dd", "dt", "div", "p"):
            name = sibling.get("class") or ""
            if sibling.tag == term.tag and _flat_id(sibling):
                break
            if "comment-body" in name:
                body = sibling
            elif "comment-footer" in name or "comment-timestamp" in name:
                when = next(sibling.iter("a"), sibling)
        if body is not None:
            yield _comment((blog_id, post_id, comment_id), None, _flat_author(term), when, body)


def _flat_id(term: Element) -> str | None:
    if "comment" not in (term.get("class") or ""):
        return None
    names = (term.get("id"), *(anchor.get("name") for anchor in term.iter("a")))
    return next((match.group(1) for name in names if (match := COMMENT_ID.match(name or ""))), None)


def _flat_author(term: Element) -> Element | None:
    return next((a for a in term.iter("a") if text_of(a)), None)


def _comment(
    ids: tuple[str, str, str],
    parent: str | None,
    user: Element | None,
    when: Element | None,
    body: Element | None,
) -> Comment:
    link = _link(when)
    profile = next(user.iter("a"), None) if user is not None else None
    return Comment(
        blog_id=ids[0],
        post_id=ids[1],
        comment_id=ids[2],
        parent_id=parent,
        url=link if link and link.startswith("http") else None,
        author=(text_of(user)[:LONGEST_NAME] or None) if user is not None else None,
        author_url=profile.get("href") if profile is not None else None,
        published_raw=_instant(link) or (text_of(when) if when is not None else None),
        body_raw=inner_html(body) if body is not None else "",
    )


def _instant(link: str | None) -> str | None:
    """The comment's time as Blogger writes it into its link, as RFC 3339 in UTC."""
    match = SHOWN.search((link or "").replace("%3F", "?"))
    milliseconds = int(match.group(1)) if match else 0
    if not 0 < milliseconds < LATEST * 1000:
        return None
    at = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _link(when: Element | None) -> str | None:
    if when is None:
        return None
    link = next(when.iter("a"), None)
    return None if link is None else link.get("href")


def _child(element: Element, name: str, tag: str = "*") -> Element | None:
    """The first descendant of that class outside nested comments."""
    return next((e for e in element.iter(tag) if name in (e.get("class") or "").split()), None)


def _parent(item: Element) -> str | None:
    ids: Iterable[str] = (e.get("id") or "" for e in item.iterancestors("li"))
    return next((match.group(1) for name in ids if (match := COMMENT_ID.match(name))), None)
