"""The blogs that the entries of one feed are of: mostly one, in the feed of a planet several."""

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink
from crawler.blogger.ids import blog_id_of_tag


def by_blog(feed: RawFeed) -> list[RawFeed]:
    """Return the entries of each blog under its own head, in the order of their first ones."""
    own = blog_id_of_tag(feed.id)
    parts: dict[str, RawFeed] = {}
    for entry in feed.entries:
        if blog_id := blog_id_of_tag(entry.id) or own:
            part = parts.setdefault(blog_id, head_of(feed, blog_id, entry))
            part.entries.append(entry)
    return list(parts.values())


def head_of(feed: RawFeed, blog_id: str, first: RawEntry) -> RawFeed:
    """Return the head of the blog of an entry: the feed's own, or what the entry tells of it."""
    stated = blog_id_of_tag(feed.id)
    if stated == blog_id or (stated is None and _are_of_one_host(feed, first)):
        return replace(feed, id=feed.id or first.id, entries=[])
    address = _address(first)
    links = [RawLink(rel="alternate", href=urljoin(address, "/"))] if address else []
    return RawFeed(id=first.id, title=first.origin_title, links=links)


def _are_of_one_host(feed: RawFeed, entry: RawEntry) -> bool:
    hosts = {urlsplit(_address(holder)).netloc.lower().removeprefix("www.") for holder in (feed, entry)}
    return len(hosts - {""}) < 2


def _address(holder: RawFeed | RawEntry) -> str:
    return next((link.href for link in holder.links if link.rel == "alternate" and link.href), "")
