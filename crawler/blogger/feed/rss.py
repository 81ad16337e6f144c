"""RSS 2.0 as `alt=rss` and old FTP blogs give it: times in UTC, no comment links, bodies in `description`."""

import re

from crawler.blogger.feed.atom import read_shared
from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink
from crawler.blogger.feed.strict_xml import Element, child, children, text

AUTHOR = re.compile(r"^\S+@\S+\s+\((.*)\)$", re.DOTALL)
"""noreply@blogger.com (The Name)"""


def read_rss(root: Element) -> RawFeed:
    feed = RawFeed()
    channel = child(root, "channel")
    plain = {"title": "title", "description": "subtitle", "totalResults": "total", "lastBuildDate": "updated"}
    for name, element in children(root if channel is None else channel):
        if name == "item":
            feed.entries.append(_item(element))
        elif name in plain:
            setattr(feed, plain[name], text(element))
        elif name == "id":
            feed.id = text(element)
        elif name == "managingEditor":
            feed.author = _author(text(element))
        elif name == "category":
            feed.labels.append(text(element))
        elif name == "link":
            feed.links.append(_link(element, "alternate"))
    return feed


def _item(root: Element) -> RawEntry:
    entry = RawEntry(maybe_cut=True)
    plain = {"guid": "id", "pubDate": "published", "updated": "updated", "title": "title"}
    for name, element in children(root):
        if name in plain:
            setattr(entry, plain[name], text(element))
        elif name == "description":
            entry.content = text(element)
        elif name == "category":
            entry.labels.append(text(element))
        elif name == "author":
            entry.author = _author(text(element))
        elif name == "link" and not element.get("href"):
            entry.links.append(_link(element, "alternate"))
        elif name == "enclosure" and element.get("url"):
            entry.links.append(RawLink(rel="enclosure", href=element.get("url", "")))
        else:
            read_shared(entry, name, element)
    return entry


def _link(element: Element, rel: str) -> RawLink:
    return RawLink(
        rel=element.get("rel", rel), href=element.get("href") or text(element).strip(), type="text/html"
    )


def _author(value: str) -> str | None:
    named = AUTHOR.match(value.strip())
    return (named.group(1) if named else value).strip() or None
