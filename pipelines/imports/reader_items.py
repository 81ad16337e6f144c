"""Posts in the JSON of feed readers (Google Reader, Feedly): entries of feeds as a service kept them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.blogger.feed.entry import post_of_entry
from crawler.blogger.feed.raw_entry import RawEntry, RawLink, RawText
from crawler.blogger.ids import entry_id
from crawler.blogger.page.identity import path_of
from crawler.items import Blog, Post

READER_MARK = rb"\"(?:originId|streamId)\"\s*:\s*\"(?:tag:blogger\.com|feed\\?/)"
_BLOGGERS = re.compile(r"\.blogspot\.|/feeds/(?:\d+/)?posts/", re.IGNORECASE)
_ANY_ID = "tag:blogger.com,1999:blog-1.post-1"
_FIRST_MILLISECONDS = 10**11
"""Feedly counts milliseconds since 1970, Google Reader seconds, which reach this in the year 5138."""


def is_reader_item(value: Mapping[str, object]) -> bool:
    """Tell by the links, which no feed of Blogger's names so."""
    return isinstance(value.get("alternate"), list) and isinstance(value.get("origin"), dict)


def read_reader_item(item: Mapping[str, Any], url: str) -> Iterator[Blog | Post]:
    """Yield the blog and the post; nothing where the entry is of another site, or says not which post it is.

    Feedly keeps the number of a post. Google Reader's lists do not: the address tells the post then.
    """
    own, link = entry_id(str(item.get("originId") or "")), _link(item)
    origin = item["origin"]
    home = str(origin.get("htmlUrl") or (urljoin(link, "/") if link else ""))
    if not own and not (link and _BLOGGERS.search(f"{link} {origin.get('streamId')}")):
        return
    blog_id = own.blog_id if own else f"host:{urlsplit(home).netloc}"
    post = post_of_entry(_entry(item, link), own.blog_id if own else "1", url)
    if post and (own or path_of(link).strip("/")):
        yield Blog(blog_id=blog_id, url=home, title=origin.get("title"))
        yield replace(post, blog_id=blog_id, post_id=post.post_id if own else f"path:{path_of(link)}")


def _link(item: Mapping[str, Any]) -> str:
    """Return the address that the feed gave; "" for one that only leads there."""
    links = [*(item.get("canonical") or ()), *(item.get("alternate") or ())]
    hrefs = (str(link.get("href") or "") for link in links if isinstance(link, dict))
    return next((href for href in hrefs if href.startswith("http") and "feedproxy." not in href), "")


def _entry(item: Mapping[str, Any], link: str) -> RawEntry:
    content, summary = (_text(item.get(name)) for name in ("content", "summary"))
    named = [*(item.get("categories") or ()), *(item.get("keywords") or ())]
    return RawEntry(
        id=str(item.get("originId") or _ANY_ID),
        title=RawText(str(item.get("title") or ""), "html"),
        published=_time(item.get("published")),
        updated=_time(item.get("updated")),
        content=content,
        summary=summary,
        labels=[label for label in named if isinstance(label, str) and not label.startswith("user/")],
        links=[RawLink(rel="alternate", href=link, type="text/html")] if link else [],
        author=item.get("author"),
    )


def _text(value: object) -> RawText | None:
    return RawText(str(value.get("content") or ""), "html") if isinstance(value, dict) else None


def _time(number: object) -> str | None:
    if not isinstance(number, int | float):
        return None
    seconds = number / 1000 if number > _FIRST_MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC).isoformat()
