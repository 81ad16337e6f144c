"""The comments listed on a post's page: threaded (since 2012), flat, as classic templates list them,
and as Blogger's help had owners do it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from crawler.blogger.html.elements import Element, drop, inner_html, text_of
from crawler.blogger.ids import is_post_id
from crawler.blogger.page.authors.byline import author_of_byline
from crawler.blogger.page.authors.machine_names import LONGEST_NAME
from crawler.blogger.page.class_names import COMMENT_ID
from crawler.blogger.page.comments.comment_words import SAID
from crawler.blogger.page.regions import PostRegion
from crawler.items import Comment

_SHOWN = re.compile(r"[?&]showComment=(\d{12,14})")
"""Blogger links each comment with its time in milliseconds."""
_LATEST = 4102444800
"""1 January 2100: a larger number is not the time of a comment."""
_NUMBER_OF_TIME = re.compile(r"1(?:0[89]|1[0-6])\d{15}")
"""From 2004 to the end of 2006 a comment's number was its time, in hundred millionths of a second."""
_MINUTE = re.compile(r"\d[:.](\d\d)(?![\d./])")
_ANCHOR = re.compile(r"#c?\d{6,20}$")


def comments_of(region: PostRegion, blog_id: str, post_id: str, url: str | None) -> tuple[Comment, ...]:
    """The comments listed under the post in a region, at `url`, parents before their answers."""
    found: dict[str, Comment] = {}
    for section in region.comments:
        for form in (_threaded, _listed, _flat, _by_help):
            for comment in form(section, blog_id, post_id):
                found.setdefault(comment.comment_id, comment)
    return tuple(replace(comment, url=_address(comment, url)) for comment in found.values())


def _address(comment: Comment, post_url: str | None) -> str | None:
    """A comment's link, if need be made of its post's address: copies have file names in it."""
    if not comment.url or comment.url.startswith("http"):
        return comment.url
    shown = _shown(comment.url)
    time = f"?showComment={shown[1]}" if shown else ""
    return f"{post_url}{time}#c{comment.comment_id}" if post_url else None


def _threaded(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`li.comment` with its block, its answers beside that; `c<id>` names the item, until 2014 the block."""
    for item in section.iter("li"):
        block = _child(item, "comment-block")
        number = _thread_number(item)
        if number is None or block is None:
            continue
        user = _child(block, "user", "cite")
        when = _child(block, "datetime")
        body = _child(block, "comment-content")
        parent = next(filter(None, map(_thread_number, item.iterancestors("li"))), None)
        yield _comment((blog_id, post_id, number), parent, _user(user), when, body)


def _thread_number(item: Element) -> str | None:
    block = _child(item, "comment-block")
    names = (element.get("id") or "" for element in (item, block) if element is not None)
    return next((match[1] for name in names if (match := COMMENT_ID.match(name))), None)


def _listed(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`li#c<id>` of classic templates: `.comment-body`, and `.comment-data` with "By X, at 10:15 AM" or
    "At 10:15 AM, X said...".
    """
    for item in section.iter("li"):
        match = COMMENT_ID.match(item.get("id") or "")
        body, data = _child(item, "comment-body"), _child(item, "comment-data")
        if match is None or body is None or data is None:
            continue
        when = next(filter(_is_permalink, data.iter("a")), None)
        yield _comment((blog_id, post_id, match.group(1)), None, _data_author(data), when, body)


def _data_author(data: Element) -> tuple[str | None, str | None]:
    link = next((a for a in data.iter("a") if text_of(a) and not _is_permalink(a)), None)
    if link is not None:
        return text_of(link), link.get("href")
    named = _child(data, "anon-comment-author", "span")
    if named is not None:
        return text_of(named) or None, None
    return author_of_byline(text_of(data)) or _flat_author(data)[0], None


def _user(user: Element | None) -> tuple[str | None, str | None]:
    if user is None:
        return None, None
    profile = next(user.iter("a"), None)
    return text_of(user) or None, profile.get("href") if profile is not None else None


def _flat(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`dt.comment-author#c<id>`, `dd.comment-body`, `dd.comment-footer`; classic pages say `comment-data`,
    `comment-poster`, `comment-timestamp`."""
    for term in section.iter("dt", "div"):
        comment_id = _flat_id(term)
        if comment_id is None:
            continue
        body = None
        when = next(filter(_is_permalink, term.iter("a")), None)
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


def _by_help(section: Element, blog_id: str, post_id: str) -> Iterator[Comment]:
    """`div.blogComment` with the comment's anchor, its text, and `.byline`: "# posted by X : 10:15 AM"."""
    for item in list(section.iter("div")):  # bylines go meanwhile
        if "blogComment" not in (item.get("class") or "").split():
            continue
        number = next((name for a in item.iter("a") if is_post_id(name := a.get("name") or "")), None)
        byline = _child(item, "byline")
        if number is None or byline is None:
            continue
        drop(byline)
        for control in [e for e in item.iter("span") if "item-control" in (e.get("class") or "")]:
            drop(control)
        when = next(filter(_is_permalink, byline.iter("a")), None)
        comment = _comment((blog_id, post_id, number), None, _help_author(byline), when, item)
        said = text_of(byline).partition(":")[2].strip()
        yield replace(comment, published_raw=_instant(comment.url, number, said) or said or None)


def _help_author(byline: Element) -> tuple[str | None, str | None]:
    profile = next((a for a in byline.iter("a") if text_of(a) and not _is_permalink(a)), None)
    if profile is not None:
        return text_of(profile), profile.get("href")
    return author_of_byline(text_of(byline).partition(":")[0]), None


def _flat_id(term: Element) -> str | None:
    if "comment" not in (term.get("class") or ""):
        return None
    match = COMMENT_ID.match(term.get("id") or "")
    names = (anchor.get("name") for anchor in (() if match else term.iter("a")))
    match = match or next((found for name in names if name and (found := COMMENT_ID.match(name))), None)
    return match.group(1) if match else None


def _flat_author(term: Element) -> tuple[str | None, str | None]:
    """Name and profile in "Ola said..."; classic pages put "At 7:30 AM," before it."""
    links = [link for link in term.iter("a") if text_of(link)]
    profile = next((link for link in links if not _is_permalink(link)), None)
    if profile is not None:
        return text_of(profile), profile.get("href")
    times = [text_of(link) for link in links]
    name = text_of(term).rpartition(times[-1])[2] if times else text_of(term)
    return SAID.sub("", name.strip(" ,\u00a0")).strip() or None, None


def _is_permalink(link: Element) -> bool:
    href = link.get("href") or ""
    return "showComment=" in href or bool(_ANCHOR.search(href))


def _comment(
    ids: tuple[str, str, str],
    parent: str | None,
    author: tuple[str | None, str | None],
    when: Element | None,
    body: Element | None,
) -> Comment:
    link = _link(when)
    said = text_of(when) if when is not None else ""
    name, profile = author
    return Comment(
        blog_id=ids[0],
        post_id=ids[1],
        comment_id=ids[2],
        parent_id=parent,
        url=link,
        author=name[:LONGEST_NAME] if name else None,
        author_url=profile,
        published_raw=_instant(link, ids[2], said) or said or None,
        body_raw=inner_html(body) if body is not None else "",
    )


def _instant(link: str | None, number: str, said: str) -> str | None:
    """The comment's time as Blogger writes it into its link or number, as RFC 3339 in UTC."""
    match = _shown(link or "")
    milliseconds = int(match.group(1)) if match else _time_in_number(number, said)
    if not 0 < milliseconds < _LATEST * 1000:
        return None
    at = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _time_in_number(number: str, said: str) -> int:
    """Milliseconds; 0 where the page shows another minute, in whatever zone: numbers are random now."""
    minute = _MINUTE.search(said)
    if minute is None or not _NUMBER_OF_TIME.fullmatch(number):
        return 0
    milliseconds = int(number) // 10**5
    return 0 if (milliseconds // 60_000 - int(minute[1])) % 15 else milliseconds


def _shown(link: str) -> re.Match[str] | None:
    return _SHOWN.search(link.replace("%3F", "?"))


def _link(when: Element | None) -> str | None:
    if when is None:
        return None
    link = next(when.iter("a"), None)
    return None if link is None else link.get("href")


def _child(element: Element, name: str, tag: str = "*") -> Element | None:
    """The first descendant of that class outside nested comments."""
    return next((e for e in element.iter(tag) if name in (e.get("class") or "").split()), None)
